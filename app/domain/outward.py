"""The eight outward steps of a case (S2 规范2 三(二)8), each with when it began and ended, who did it, and where."""

from __future__ import annotations

from app.domain.case import Case
from app.domain.elements import STEPS
from app.domain.time import Timestamp
from app.values import dataclass

PAYMENT, COURIER = "payment", "courier"
_PAID = ("paid",)
_DELIVERED = ("delivered",)


@dataclass(frozen=True)
class OutwardStep:
    """A step: ``start`` None when it did not begin (or does not apply), ``end`` None while it runs."""

    name: str
    start: Timestamp | None = None
    end: Timestamp | None = None
    person: str = ""
    window: str = ""

    @property
    def minutes(self) -> int | None:
        """How long it took; None while nobody can say."""
        if self.start is None or self.end is None:
            return None
        return max(self.end.ms - self.start.ms, 0) // 60_000


def outward(case: Case) -> tuple[OutwardStep, ...]:
    """All eight, in the handbook's order, as far as the log knows them."""
    found = {step.name: step for step in (*_desk(case), *_partners(case), *_ends(case))}
    return tuple(found.get(name, OutwardStep(name)) for name in STEPS)


def _desk(case: Case) -> list[OutwardStep]:
    received = case.received
    if received is None:
        return []
    window = case.papers[0].place.window if case.papers else ""
    steps = [OutwardStep("申请", received.taken_at, received.at, received.by.name, window)]
    if case.notices:
        done = case.completed.at if case.completed is not None else None
        steps.append(OutwardStep("材料补正", case.notices[0].at, done, case.notices[0].by.name, window))
    if any(row.originals for row in case.materials):
        seen = case.completed if case.completed is not None else received
        steps.append(OutwardStep("原件预审", received.taken_at, seen.at, seen.by.name, window))
    return steps


def _partners(case: Case) -> list[OutwardStep]:
    steps = []
    for name, system, ends in (("缴费", PAYMENT, _PAID), ("物流", COURIER, _DELIVERED)):
        asked = case.asked(system)
        if asked is not None:
            end = Timestamp(asked.answered_ms) if asked.outcome in ends else None
            steps.append(OutwardStep(name, Timestamp(asked.asked_ms), end))
    return steps


def _ends(case: Case) -> list[OutwardStep]:
    steps = []
    accepted, decision, handed = case.accepted, case.decision, case.handed_over
    ready = case.completed or case.received
    if accepted is not None and ready is not None:
        steps.append(OutwardStep("受理", ready.at, accepted.at, accepted.by.name))
    if accepted is not None:
        end = decision.at if decision is not None else None
        steps.append(OutwardStep("办结", accepted.at, end, decision.by.name if decision is not None else ""))
    if decision is not None:
        end = handed.at if handed is not None else None
        steps.append(OutwardStep("签收", decision.at, end, handed.by.name if handed is not None else ""))
    return steps
