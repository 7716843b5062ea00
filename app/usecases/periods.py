"""The clock of the running program: it proposes what ended and finds what a new holiday table moved.

Nothing takes effect by it: an act by silence waits for a sync and for a person, a moved date for somebody who tells it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.acts_side import told_dates
from app.domain.case import Case
from app.domain.clocks import CLOCK_NAMES
from app.domain.paper import PaperKind
from app.domain.recount import moved
from app.errors import ConcurrencyError, RefusedError
from app.ports.day import PeriodLooks
from app.usecases.deemed_acceptance import propose_deemed_acceptance
from app.usecases.deemed_withdrawal import propose_deemed_withdrawal
from app.usecases.desk import Desk, Done
from app.usecases.tolerance_lapse import propose_tolerance_lapse


@dataclass(frozen=True)
class Proposed:
    """How many acts by silence are new on the table: 视为撤回, 视为受理, 容缺到期."""

    withdrawals: int = 0
    acceptances: int = 0
    lapses: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.withdrawals + self.acceptances + self.lapses


@dataclass(frozen=True)
class Moved:
    """A told date that a new holiday table moved: a work item until somebody tells the applicant again.

    ``kind`` is the clock as a code, ``clock`` in words; ``told`` stands on the paper, ``due`` counts now;
    ``revisable`` when it is told by a paper that can be replaced.
    """

    case_id: UUID
    number: str
    item: str
    kind: str
    clock: str
    told: date
    due: date
    firm: bool
    words: str
    revisable: bool


def propose_periods(desk: Desk, looks: PeriodLooks) -> Proposed:
    """Propose every act by silence whose period ended before today.

    A case that another hand holds is left to that hand and stops none of the others.
    """
    ended = looks.ended(desk.clock.now().date)
    return Proposed(
        withdrawals=_each(desk, looks, ended.get("correction", ()), _withdrawal),
        acceptances=_each(desk, looks, ended.get("notice", ()), _acceptance),
        lapses=_each(desk, looks, ended.get("tolerance", ()), _lapse),
    )


def moved_dates(desk: Desk, looks: PeriodLooks) -> tuple[Moved, ...]:
    """Told dates of running cases that the calendar in force counts differently, the earliest new date first."""
    found: list[Moved] = []
    for case_id in looks.running():
        case = looks.case(case_id)
        if case is not None and case.intake is not None:
            found += _moved(desk, looks, case)
    return tuple(sorted(found, key=lambda each: (each.due, each.number)))


def _moved(desk: Desk, looks: PeriodLooks, case: Case) -> list[Moved]:
    guide = looks.guide(case.item.code, case.item.catalogue_version)
    receipts = case.papers_of(PaperKind.RECEIPT)
    return [
        Moved(
            case.id,
            receipts[0].number if receipts else "",
            case.item.name,
            change.told.clock.kind,
            CLOCK_NAMES[change.told.clock.kind],
            change.told.date,
            change.counts,
            change.due.firm,
            change.words(),
            change.told.clock.kind in told_dates(case),
        )
        for change in moved(case, guide, desk.rules_for(case), desk.calendar)
    ]


def _each(
    desk: Desk, looks: PeriodLooks, cases: tuple[UUID, ...], propose: Callable[[Desk, Case], Done | None]
) -> int:
    count = 0
    for case_id in cases:
        case = looks.case(case_id)
        if case is None:
            continue
        with contextlib.suppress(RefusedError, ConcurrencyError):
            count += propose(desk, case) is not None
    return count


def _withdrawal(desk: Desk, case: Case) -> Done | None:
    return propose_deemed_withdrawal(desk, case.id) if case.proposal is None else None


def _acceptance(desk: Desk, case: Case) -> Done | None:
    """A province may want its notice sooner; 视为受理 follows the law's five days alone, and for 许可 alone."""
    received = case.received
    if case.acceptance_proposal is not None or received is None or received.deemed_after is None:
        return None
    if desk.clock.now().date <= received.deemed_after:
        return None
    return propose_deemed_acceptance(desk, case.id)


def _lapse(desk: Desk, case: Case) -> Done | None:
    return propose_tolerance_lapse(desk, case.id) if case.lapse_proposal is None else None
