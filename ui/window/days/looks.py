"""What the page 交接与日结 shows and asks for, without Qt; everything here runs on the ``db`` worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.domain.day import InHand, Kept, Point, owed_next, parked_words, unnamed, with_actions
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
RECORD_WORDS = {"R02": "开窗检查单", "R03": "交接班单", "R04": "闭窗检查单"}


@dataclass(frozen=True)
class DayLook:
    """What stands now: ``points`` of a check or ``kept`` of a shift, blanks by the book, the records of today.

    ``cases`` are those in hand that the sheet of a shift names, ``more`` those it has no room for; ``has_seals``: there
    are seals to be counted.
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

    @property
    def passed(self) -> tuple[Kept, ...]:
        """What passes to the next shift: the counts, then each case in hand by name."""
        rows = tuple(Kept(short_number(each.number), 1, _case_words(each)) for each in self.cases)
        rest = (Kept(t("day.more_cases"), self.more, t("day.more_cases_where")),) if self.more else ()
        return (*self.kept, *rows, *rest)

    @property
    def open_points(self) -> int:
        """Points that are not right or that nobody looked at."""
        return sum(point.right is not True for point in self.points)

    @property
    def missing(self) -> tuple[str, ...]:
        """Of these, the ones of which nobody said what is done about them."""
        return unnamed(self.points)

    @property
    def signed(self) -> DayRecord | None:
        """The last record of today that this check was put on; None while there is none."""
        kinds = {OPEN: "R02", CLOSE: "R04"}
        mine = [each for each in self.records if each.kind == kinds.get(self.which)]
        return mine[-1] if mine else None


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
    return DayLook(
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
    )


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
    local = Timestamp(record.at_ms).local
    # Two names with their numbers are wider than the list: whose number it was stands on the paper.
    who = f"{_bare(record.by)} → {_bare(record.second)}" if record.second else record.by
    return f"{local:%H:%M}", RECORD_WORDS.get(record.kind, record.kind), who
