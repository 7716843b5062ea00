"""The clock of the running program: it proposes what ended and finds what a new holiday table moved.

Nothing takes effect by it: an act by silence waits for a sync and for a person, a moved date for somebody who tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from uuid import UUID

from app.domain.acts_side import told_dates
from app.domain.case import Case
from app.domain.clocks import CLOCK_NAMES
from app.domain.paper import PaperKind
from app.domain.recount import moved
from app.errors import ConcurrencyError, RefusedError
from app.ports.day import PeriodLooks, Running
from app.usecases.deemed_acceptance import propose_deemed_acceptance
from app.usecases.deemed_withdrawal import propose_deemed_withdrawal
from app.usecases.desk import Desk, Done, guide_for
from app.usecases.tolerance_lapse import propose_tolerance_lapse
from app.values import dataclass, field, replace

_PASSED_AS_DEAR = 100
"""So many cases are passed over in less than the time in which one is read; a hall has 170,000 to pass over."""


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


@dataclass
class Round:
    """One look at everything whose period ended and at every told date, in portions: a hall has 100,000 cases, and who
    works there must not wait until the last of them was read.

    ``passed`` is handed from one round to the next: what stands as it did when nothing was to be done is not read
    again. ``moved`` stays empty where told dates need no look.
    """

    ended: Iterable[Running]
    told: Iterable[Running] = ()
    passed: set[Running] = field(default_factory=set)
    proposed: Proposed = Proposed()
    moved: list[Moved] = field(default_factory=list)
    _left: Iterator[Running] | None = None

    def go_on(self, desk: Desk, looks: PeriodLooks, most: int) -> bool:
        """Read at most ``most`` cases more, in the name of who sits at ``desk`` now; whether any may be left.
        It passes over at most 100 times as many.

        A case that another hand holds is left to that hand and stops none of the others.
        """
        self._left = self._left or chain(self.ended, self.told)
        read = 0
        for _ in range(most * _PASSED_AS_DEAR):
            one = next(self._left, None)
            if one is None:
                return False
            if one in self.passed:
                continue
            read += 1
            if self._nothing_in(desk, looks, one):
                self.passed.add(one)
            if read == most:
                break
        return True

    def _nothing_in(self, desk: Desk, looks: PeriodLooks, one: Running) -> bool:
        case = looks.case(one.case_id)
        if case is None:
            return True
        if not one.kind:
            found = _moved(desk, looks, case) if case.intake is not None else []
            self.moved += found
            return not found
        name, propose = _BY_SILENCE.get(one.kind, ("", _nothing))
        try:
            if propose(desk, case) is None:
                return True
        except (RefusedError, ConcurrencyError):
            # Another hand has it, or who sits here may not: the next round asks again.
            return False
        self.proposed = replace(self.proposed, **{name: getattr(self.proposed, name) + 1})
        return False


def moved_dates(desk: Desk, looks: PeriodLooks) -> tuple[Moved, ...]:
    """Told dates of running cases that the calendar in force counts differently, the earliest new date first."""
    every = Round((), looks.running())
    while every.go_on(desk, looks, 1):
        pass
    return tuple(sorted(every.moved, key=lambda each: (each.due, each.number)))


def _moved(desk: Desk, looks: PeriodLooks, case: Case) -> list[Moved]:
    guide = guide_for(looks, case.item.code, case.item.catalogue_version)
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


def _nothing(desk: Desk, case: Case) -> Done | None:
    return None


_BY_SILENCE: Mapping[str, tuple[str, Callable[[Desk, Case], Done | None]]] = {
    "correction": ("withdrawals", _withdrawal),
    "notice": ("acceptances", _acceptance),
    "tolerance": ("lapses", _lapse),
}
"""Kind of clock → what of :class:`Proposed` it counts as, and how it is proposed."""
