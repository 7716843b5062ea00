"""What the page 交接与日结 shows and asks for, without Qt; everything here runs on the ``db`` worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.domain.day import InHand, Kept, Point, Standing, owed_next, parked_words, unnamed, with_actions
from app.domain.time import Timestamp
from app.ports.day import DayRecord
from app.usecases.day import AHEAD, Check, Handover, Strokes, made_of
from app.usecases.desk import Session
from app.values import dataclass, replace
from ui.day import Day, Looked
from ui.settings import READY_NUMBERS
from ui.theme import t
from ui.window.case.words import short_number, weekday
from ui.window.intake.acts import parked
from ui.workplace import Workplace

OPEN, SHIFT, CLOSE = "open", "shift", "close"
KINDS = {OPEN: "R02", SHIFT: "R03", CLOSE: "R04"}
Row = Point | Kept
"""A line of a page: a point of a check, or what passes to the next shift."""
RECORD_WORDS = {"R02": "开窗检查单", "R03": "交接班单", "R04": "闭窗检查单"}


@dataclass(frozen=True)
class DayLook:
    """What stands now: ``points`` of a check or ``kept`` of a shift, blanks by the book, the records of today.

    ``cases`` are those in hand that the sheet of a shift names, ``more`` those it has no room for; ``has_seals``: there
    are seals to be counted. ``stood`` are the lines as they were signed last today, by or to who sits here;
    ``standing`` is how the window stands by its own papers.
    """

    which: str
    points: tuple[Point, ...]
    kept: tuple[Kept, ...]
    blanks: Mapping[str, int]
    records: tuple[DayRecord, ...]
    operator: str
    today: str
    cases: tuple[InHand, ...] = ()
    more: int = 0
    has_seals: bool = True
    stood: tuple[Row, ...] = ()
    standing: Standing = Standing()

    @property
    def passed(self) -> tuple[Kept, ...]:
        """What passes to the next shift: the counts, then each case in hand by name."""
        return _passed(self.kept, self.cases, self.more)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines of this page as they stand now."""
        return self.passed if self.which == SHIFT else self.points

    @property
    def open_points(self) -> int:
        """Lines that are not right or that nobody looked at."""
        return sum(row.right is not True for row in self.rows)

    @property
    def missing(self) -> tuple[str, ...]:
        """Of these, the ones of which nobody said what is done about them."""
        return unnamed(self.rows)

    @property
    def signed(self) -> DayRecord | None:
        """The last record of today that this page was put on; None while there is none. A shift that was handed to
        somebody else stands for her who took it: who hands over next signs a list of her own.
        """
        mine = [each for each in self.records if each.kind == KINDS[self.which]]
        if not mine or (self.which == SHIFT and mine[-1].second != self.operator):
            return None
        return mine[-1]


def _passed(kept: tuple[Kept, ...], cases: Sequence[InHand], more: int) -> tuple[Kept, ...]:
    rows = tuple(Kept(short_number(each.number), 1, _case_words(each)) for each in cases)
    rest = (Kept(t("day.more_cases"), more, t("day.more_cases_where")),) if more else ()
    return (*kept, *rows, *rest)


@dataclass(frozen=True)
class Signed:
    """What was put on record, and what the printer said of each of its papers."""

    made: Check | Handover
    papers: tuple[tuple[str, str], ...]


def read_day(at: Workplace, which: str, looked: Looked) -> DayLook:
    """Look at everything once more."""
    day, looked = Day(at), _named(at, looked)
    now = at.clock.now()
    points: tuple[Point, ...] = ()
    kept: tuple[Kept, ...] = ()
    cases: tuple[InHand, ...] = ()
    more = 0
    if which == SHIFT:
        kept, cases, more = day.shift_now(looked)
    else:
        points = day.opening_now(looked) if which == OPEN else day.closing_now(looked)
        points = with_actions(points, looked.actions)
    operator, today = whose_day(at)
    seen = DayLook(
        which,
        points,
        kept,
        day.blanks(),
        tuple(each for each in at.day_book.records(now.date) if each.kind in RECORD_WORDS),
        operator,
        today,
        cases,
        more,
        day.has_seals(),
        standing=at.day_book.standing(),
    )
    return replace(seen, stood=_stood(seen.signed))


def _stood(record: DayRecord | None) -> tuple[Row, ...]:
    """The lines as they were signed."""
    if record is None:
        return ()
    made = made_of(record)
    if not isinstance(made, Handover):
        return made.points
    return (*(Kept(t("day.matter"), 1, each) for each in made.matters), *_passed(made.kept, made.cases, made.more))


def _named(at: Workplace, looked: Looked) -> Looked:
    """With the names of the intakes that are not finished, the one on the page too; a card only read is none."""
    begun = [each for each in parked(at.office, None) if not each.bare]
    return replace(looked, parked=tuple(parked_words(each.who, each.what) for each in begun))


def _case_words(case: InHand) -> str:
    """Item, until when, and what is to be done next."""
    until = t("day.case_until", day=weekday(case.day)) if case.day is not None else ""
    return "　".join(words for words in (case.item, until, owed_next(case)) if words)


def whose_day(at: Workplace) -> tuple[str, str]:
    """Who sits here and what day it is, as a look names them: another one's look is not signed."""
    operator, now = at.office.desk.session.operator, at.clock.now().local
    return f"{operator.name}（{operator.number}）", f"{now.month}月{now.day}日"


def ready_taker(at: Workplace) -> str:
    """The number of who may take over in a rehearsal, where both people are ready; "" elsewhere."""
    number = at.office.desk.session.operator.number
    if not at.profile.rehearsal or number not in READY_NUMBERS:
        return ""
    return next(each for each in READY_NUMBERS if each != number)


def sign_check(at: Workplace, which: str, looked: Looked, signature: Strokes) -> Check:
    """Put a check on record. Raises RefusedError ZC-DAY-01."""
    day, looked = Day(at), _named(at, looked)
    return day.open(looked, signature) if which == OPEN else day.close(looked, signature)


def sign_shift(
    at: Workplace,
    looked: Looked,
    taker: tuple[str, str],
    matters: Sequence[str],
    signatures: tuple[Strokes, Strokes],
) -> tuple[Handover, Session]:
    """Put a change of shift on record; ``taker`` is number and password of who takes over, and her session comes back.

    Raises UserFacingError ZC-LOGIN-… when she is not who she says, ZC-DAY-02, RefusedError ZC-RIGHT-03.
    """
    session = at.proven(*taker)
    return Day(at).shift(_named(at, looked), session, tuple(matters), signatures), session


def print_made(at: Workplace, made: Check | Handover, ahead: timedelta = AHEAD) -> Signed:
    """Print what is on record; in the evening the list of deadlines with it, should this machine be dead tomorrow."""
    day = Day(at)
    papers = [day.paper_of(made)]
    if isinstance(made, Check) and made.kind == "R04":
        papers.append(day.paper_of(day.due(ahead)))
    return Signed(made, tuple((paper.NAME, day.print_paper(paper)) for paper in papers))


def print_again(at: Workplace, record: DayRecord) -> Signed:
    """The paper of a record once more, as it was signed."""
    return print_made(at, made_of(record))


def _bare(name: str) -> str:
    return name.partition("（")[0]


def record_line(record: DayRecord) -> tuple[str, str, str]:
    """Time, what, who: as the list of records shows them."""
    # Two names with their numbers are wider than the list: whose number it was stands on the paper.
    who = f"{_bare(record.by)} → {_bare(record.second)}" if record.second else record.by
    return time_words(record.at_ms), RECORD_WORDS.get(record.kind, record.kind), who


def time_words(ms: int) -> str:
    """The minute, as it stands in the list of records."""
    return f"{Timestamp(ms).local:%H:%M}"
