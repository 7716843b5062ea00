"""A case in everyday words: five steps, what is to be done now, and by when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.case import Case
from app.domain.states import CaseState
from app.domain.time import WEEKDAYS
from app.usecases.kiosk import owing
from ui.kiosk.screen import Band, Card, Mark

if TYPE_CHECKING:
    from ui.kiosk.at import At

_S = CaseState
_PLACE: dict[CaseState, int] = {
    _S.PRECHECK: 0,
    _S.RECEIVED: 0,
    _S.AWAITING_CORRECTION: 1,
    _S.CORRECTED: 1,
    _S.ACCEPTED: 2,
    _S.UNDER_REVIEW: 2,
    _S.SPECIAL: 2,
    _S.EXTENDED: 2,
    _S.JOINT: 2,
    _S.GRANTED: 3,
    _S.REFUSED: 3,
    _S.CONCLUDED: 3,
    _S.AWAITING_PICKUP: 4,
    _S.SERVED: 5,
}
_WAY = ("received", "accepted", "review", "decided", "pickup")


def when(day: date) -> str:
    """10月14日（周三）."""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def stage_words(at: At, state: CaseState) -> str:
    """Where a case stands, as one would say it."""
    return at.t(f"stage.{state.value}")


def marks_of(at: At, case: Case) -> tuple[Mark, ...]:
    """收件 受理 审查 办好 领取 with the present one marked; 补材料 stands in for 受理 while something is wanted."""
    place = _PLACE.get(case.state or _S.RECEIVED, -1)
    if place < 0:
        return ()
    correcting = case.state in (_S.AWAITING_CORRECTION, _S.CORRECTED)
    names = [at.t(f"way.{name}") for name in _WAY]
    if correcting:
        names[1] = at.t("way.correct")
    elif case.state is _S.RECEIVED:
        place = 1
    elif case.state in (_S.ACCEPTED, _S.UNDER_REVIEW, _S.SPECIAL, _S.EXTENDED, _S.JOINT):
        place = 2
    return tuple(
        Mark(name, "done" if n < place else "now" if n == place else "todo") for n, name in enumerate(names)
    )


def band_of(at: At, case: Case) -> Band:
    """What the applicant should know or do now."""
    place = at.tools.place
    wanted = owing(case)
    if wanted:
        ends = _ends(case)
        line = at.t("now.correct_line", day=when(ends)) if ends is not None else ""
        return Band("warn", "triangle-alert", at.t("now.correct", n=len(wanted)), (line,))
    if case.state is _S.AWAITING_PICKUP:
        where = place.address or place.hall
        return Band("ok", "circle-check", at.t("now.pickup"), (at.t("now.pickup_line", where=where),))
    if case.terminal:
        state = "ok" if case.state is _S.SERVED else "info"
        return Band(
            state, "circle-check" if state == "ok" else "info", stage_words(at, case.state or _S.SERVED)
        )
    due, firm = case.main_due
    if due is not None and case.decision is None:
        word = "now.due" if firm else "now.due_soft"
        return Band("info", "clock", stage_words(at, case.state or _S.RECEIVED), (at.t(word, day=when(due)),))
    line = ""
    if case.state is _S.RECEIVED and case.notice_due is not None:
        line = at.t("now.received_line", day=when(case.notice_due))
    return Band("info", "clock", stage_words(at, case.state or _S.RECEIVED), (line,) if line else ())


def _ends(case: Case) -> date | None:
    ends, _ = case.told("correction", case.notices[-1].ends, case.notices[-1].ends_firm)
    return ends


def correct_by(at: At, case: Case) -> str:
    """By when what is owed must be here; empty where the notice names no day."""
    ends = _ends(case) if case.notices else None
    return at.t("now.correct_by", day=when(ends)) if ends is not None else ""


def receipt_number(case: Case) -> str:
    """The number of its receipt, empty before there is one."""
    receipts = [paper.number for paper in case.papers if paper.kind.value == "D01"]
    return receipts[-1] if receipts else ""


def card_of(at: At, case: Case) -> Card:
    """A case as a card."""
    number = receipt_number(case)
    note = at.t("receipt_no", number=number) if number else ""
    return Card(case.item.name, note, marks=marks_of(at, case), band=band_of(at, case))


def receipt_of(at: At, case: Case) -> str:
    """By what she tells one of her cases from another of the same name: the day of its receipt and its number."""
    number = receipt_number(case)
    day = at.t("stage.taken", day=when(case.received.received_on)) if case.received is not None else ""
    return "　".join(part for part in (day, at.t("receipt_no", number=number) if number else "") if part)


def none_here(at: At) -> Band:
    """None of her cases is here: where the others are."""
    phone = at.tools.place.hall_phone
    return Band("info", "info", "", (at.t("stage.none_line", phone=phone),))
