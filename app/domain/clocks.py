"""The clocks that run on a case now, each with the day it ends and whether that day is firm (B4)."""

from __future__ import annotations

from datetime import date

from app.domain.case import Case
from app.domain.states import CaseState

RECALL = "recall"
"""A certificate that was asked for is to be brought back."""

CLOCK_NAMES: dict[str, str] = {
    "notice": "一次性告知",
    "correction": "补正期",
    "main": "办理期限",
    "tolerance": "容缺补齐",
    "special": "特别程序",
    "branch": "联办事项",
    "delivery": "送达",
    "check": "承诺核查",
    "rectify": "限期整改",
    RECALL: "交回证照",
}

_S = CaseState
_AT_DESK = (_S.RECEIVED, _S.CORRECTED)
_MAIN = (_S.ACCEPTED, _S.UNDER_REVIEW, _S.EXTENDED, _S.JOINT)
_DECIDED = (_S.GRANTED, _S.REFUSED, _S.CONCLUDED, _S.AWAITING_PICKUP)


def clocks(case: Case) -> dict[str, tuple[date, bool]]:
    """Kind → (end, firm) of every clock that runs now; the kinds are those of :data:`CLOCK_NAMES`.

    While a special procedure stops the main period, its own planned end stands in its place.
    """
    running: dict[str, tuple[date | None, bool]] = {}
    running |= _before_acceptance(case)
    running |= _under_way(case)
    running |= _afterwards(case)
    return {kind: (day, firm) for kind, (day, firm) in running.items() if day is not None}


def _before_acceptance(case: Case) -> dict[str, tuple[date | None, bool]]:
    received = case.received
    if case.state in _AT_DESK and received is not None and not case.notices:
        return {"notice": case.told("notice", received.notice_due, received.notice_due_firm)}
    if case.state is _S.AWAITING_CORRECTION and case.notices:
        notice = case.notices[-1]
        return {"correction": case.told("correction", notice.ends, notice.ends_firm)}
    return {}


def _under_way(case: Case) -> dict[str, tuple[date | None, bool]]:
    accepted = case.accepted
    if accepted is None or case.terminal:
        return {}
    found: dict[str, tuple[date | None, bool]] = {}
    if case.state in _MAIN:
        found["main"] = case.main_due
    if case.special is not None:
        found["special"] = (case.special.planned_end, True)
    if case.owed and accepted.tolerated_until is not None:
        found["tolerance"] = case.tolerance_told
    started = [b for b in case.branches if b.started_on is not None and b.completed_on is None]
    ends = [(b.due, b.due_firm) for b in started if b.due is not None]
    if ends:
        found["branch"] = min(ends)
    return found


def _afterwards(case: Case) -> dict[str, tuple[date | None, bool]]:
    """What runs after the decision: delivery, and the check of a promise, which outlives the case."""
    found: dict[str, tuple[date | None, bool]] = {}
    decision = case.decision
    if case.state in _DECIDED and decision is not None:
        found["delivery"] = (decision.deliver_by, True)
    check_by = getattr(decision, "check_by", None)
    last = {checked.line_id: checked for checked in case.checks}
    # Each promise is checked by itself: the 60 days are of the licence's, whatever became of a proof (S4 14).
    if check_by is not None and not last.keys() & _of_licence(case):
        found["check"] = (check_by, True)
    rectify = [checked.rectify_by for checked in last.values() if checked.rectify_by is not None]
    if rectify:
        found["rectify"] = (min(rectify), True)
    back = case.wanted_back
    if back is not None and (case.state is _S.SERVED or not case.terminal):
        found[RECALL] = (back.until, True)
    return found


def _of_licence(case: Case) -> frozenset[str]:
    """The lines by which the check of a promise of the licence kind is recorded; "" is the licence itself."""
    return frozenset({"", *(line for made in case.commitments if made.kind == "licence" for line in made.lines)})
