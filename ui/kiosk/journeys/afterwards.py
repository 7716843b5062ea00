"""What who complained or rated badly is told: how far it has come, by when; of a complaint her number, and a slip."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.acts_side import RATING
from app.domain.case import Ask
from app.domain.said import RECTIFY_BY, REF, Passed, in_groups, passed
from app.ports import NotSentError
from printing.layouts.said_slip import SaidSlip
from ui.kiosk import happenings as h
from ui.kiosk.journeys.stages import when
from ui.kiosk.screen import Band, Choice
from ui.unqueued import SLIPS, came_out

if TYPE_CHECKING:
    from ui.kiosk.at import At

_EVERY_S = 2.0
_LOOK_S = 5.0
_THERE = frozenset({Passed.TAKEN, Passed.ANSWERED})
_SETTLED = _THERE | {Passed.REFUSED}
_LOOKS = {
    Passed.WAITING: ("warn", "cloud-off"),
    Passed.DELIVERED: ("info", "clock"),
    Passed.PARKED: ("warn", "triangle-alert"),
    Passed.TAKEN: ("ok", "circle-check"),
    Passed.ANSWERED: ("ok", "circle-check"),
    Passed.REFUSED: ("warn", "triangle-alert"),
}


class Afterwards:
    """Of one thing that was said here, as long as she stands here; its end is the end of her journey.

    ``slip``: how the slip stands: empty, printing, out, unsure or failed.
    """

    def __init__(self, at: At, case: UUID, ask: Ask) -> None:
        self._at = at
        self._case = case
        self._ask = ask
        self.number = dict(ask.data).get(REF, "")
        self.state = Passed.WAITING
        self.given = ""
        self.slip = ""
        self._asked_at = at.tools.monotonic()
        self._asking = False
        self._prints = False
        self._look()

    @property
    def _kind(self) -> str:
        return "rating" if self._ask.system == RATING else "word"

    @property
    def title(self) -> str:
        """Her number, the largest thing on the page, its groups held together where the line is short."""
        if not self.number:
            return self._at.t("rate.end_title")
        return self._at.t("rate.after.title_word", number=in_groups(self.number).replace(" ", "\u00a0"))

    @property
    def lead(self) -> str:
        """How she asks for the answer later."""
        if not self.number:
            return self._at.t("rate.after.lead_rating")
        return self._at.t("rate.after.lead_given" if self.state in _THERE and self.given else "rate.after.lead")

    def until(self) -> str:
        """By when she is answered, where a rule says it; else who says it."""
        if self.state in _THERE and self.given:  # an older platform knows her own number of none
            return self._at.t("rate.after.by_given", phone=self._at.tools.place.complaint_phone, number=self.given)
        return _until(self._at, self._ask, self.state in _THERE)

    def band(self) -> Band:
        """How far it has come, and nothing more than is known."""
        at, state = self._at, self.state
        key = f"{self._kind}.{state.value}"
        if state is Passed.WAITING:
            key += "" if at.machine.online else "_offline"
        if state in _THERE and not self.given and self._kind == "word":
            key += "_plain"
        look, icon = _LOOKS[state]
        if state is Passed.WAITING and at.machine.online:
            look, icon = "info", "clock"
        lines = (_say_again(at),) if state is Passed.REFUSED else (self.until(),)
        if state is Passed.PARKED:
            lines = (at.t("rate.after.parked_line", phone=at.tools.place.complaint_phone),)
        more = (at.t("rate.after.kept"),) if state is Passed.WAITING and not at.machine.online else ()
        return Band(look, icon, at.t(f"rate.after.{key}", number=self.given), (*more, *lines))

    def paper(self) -> Band | None:
        """How her slip stands."""
        if not self.slip:
            return None
        look, icon = ("ok", "circle-check") if self.slip == "out" else ("info", "printer")
        look = "warn" if self.slip in ("unsure", "failed") else look
        return Band(look, icon, "", (self._at.t(f"rate.after.slip_{self.slip}"),))

    def rows(self) -> tuple[Choice, ...]:
        """A slip while there is paper, and once; else she is told on the page to write the number down."""
        at = self._at
        if at.session.paper and self.slip == "out":
            return (Choice("taken", at.t("paper.have_it"), icon="check", kind="primary"),)
        if self.slip or not self._prints:
            return ()
        note = at.t("rate.after.slip_note")
        return (Choice("slip", at.t("rate.after.slip"), note=note, icon="printer", kind="primary"),)

    def spoken(self) -> str:
        """The page as the voice tells it: the number digit by digit, and twice."""
        at, pause = self._at, self._at.t("rate.after.pause")
        digits = pause.join(" ".join(group) for group in in_groups(self.number).split())
        band, paper = self.band(), self.paper()
        told = at.t("rate.after.say", digits=digits) if digits else self.title
        parts = [told, self.lead, band.title, *band.lines, *(paper.lines if paper is not None else ())]
        return at.t("rate.after.stop").join((*parts, *((told,) if digits else ())))

    # what happens

    def tick(self) -> None:
        """Ask now and then how far it has come, until somebody answered for it."""
        now = self._at.tools.monotonic()
        if not self.slip and now - self._looked_at >= _LOOK_S:
            self._look()
        if self.state in _SETTLED or self._asking or now - self._asked_at < _EVERY_S:
            return
        self._asked_at, self._asking = now, True
        at = self._at
        at.run("db", lambda: at.counter.passed(self._case, self._ask.ask), self._told, self._not_told, aside=True)

    def _look(self) -> None:
        """Whether a slip can be offered: its printer may be another than that of the papers."""
        at, self._looked_at = self._at, self._at.tools.monotonic()
        if self.number:
            at.run("devices", at.counter.slip_prints, self._looked, _nothing, aside=True)

    def _looked(self, prints: bool) -> None:
        self._prints = prints

    def _told(self, found: tuple[Passed, str]) -> None:
        self._asking = False
        self.state, self.given = found

    def _not_told(self, _: BaseException) -> None:
        self._asking = False

    def print(self) -> None:
        """A slip; what comes out after she has gone is told and called for like any other sheet."""
        at, session = self._at, self._at.session.number
        if self.slip or not self._prints:
            return
        self.slip, place, now = "printing", at.tools.place, at.tools.now()
        at.guest.slip_coming = True
        lines = (at.t("rate.after.slip_lead"), self.until(), at.t("rate.phone_slip", phone=place.complaint_phone))
        title = at.t("rate.after.slip_title_word")
        made = SaidSlip(
            in_groups(self.number), title, lines, now.local, place.hall, place.device, rehearsal=at.tools.rehearsal
        )

        def said(words: str) -> None:
            self._printed("out" if came_out(words) else "unsure", session)

        def wrong(error: BaseException) -> None:
            """Any other error leaves it open whether the printer has the slip."""
            self._printed("failed" if isinstance(error, NotSentError) else "unsure", session)

        at.tools.work(SLIPS, lambda: at.counter.print_slip(made), said, wrong)

    def _printed(self, state: str, session: int) -> None:
        """A sheet of which nobody knows may fall out when she has gone: then whoever comes next is told."""
        at, mine = self._at, session == self._at.session.number
        at.guest.slip_coming = at.guest.slip_coming and not mine
        if state == "out":
            at.happen(h.PaperOut() if mine else h.LatePaper())
        elif state == "unsure":
            at.call_staff("print", hers=mine)
            if mine:
                at.guest.sheet_doubted = True
            else:
                at.happen(h.LatePaper(out=False))
        if mine:
            self.slip = state
        at.show()


def _nothing(_: object) -> None:
    pass


def _until(at: At, ask: Ask, there: bool = True) -> str:
    """By when somebody answers: of a bad rating the day that its event holds, of a word to 12345 what they say, who
    know the number only when it is ``there``.
    """
    day = dict(ask.data).get(RECTIFY_BY, "")
    if day:
        return at.t("rate.after.by", day=when(date.fromisoformat(day)))
    if not there:
        return at.t("rate.after.by_hotline_later")
    return at.t("rate.after.by_hotline", phone=at.tools.place.complaint_phone)


def answer_band(at: At, ask: Ask) -> Band | None:
    """What became of a bad rating, for her who asks again; None of a good one, which nobody has to answer."""
    if not dict(ask.data).get(RECTIFY_BY):
        return None
    state = passed(ask, delivered=False)
    if state is Passed.ANSWERED:
        words = (ask.words,) if ask.words else ()
        return Band("ok", "circle-check", at.t("rate.after.rating.answered"), words)
    if state is Passed.REFUSED:
        return Band("warn", "triangle-alert", at.t("rate.after.rating.refused"), (_say_again(at),))
    return Band("info", "clock", _until(at, ask))


def _say_again(at: At) -> str:
    return at.t("rate.after.refused_line", phone=at.tools.place.complaint_phone)

