"""What was sent to a printer and may not come any more is taken back from it: by its title, from the printer that has
it, and as often as it takes. What is wanted back stands in the store, so that it outlives the program.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from app.ports import KeptError, Printer, PrintJob, Withdrawal, Withdrawals, Withdraws

LOG = logging.getLogger(__name__)
# Seconds until a printer that did not answer is asked once more.
_ASK_AGAIN = 5.0


def job_title(job: PrintJob) -> str:
    """What the printer's own list and a file name show: kind, number and 补n, never a name."""
    again = f"-补{job.printing}" if job.printing > 1 else ""
    return f"{job.kind}-{job.number}{again}"


class TakingBack:
    """Asks printers for what is wanted back. ``holder`` gives the printer that has a job, None when there is none of
    that name any more; ``monotonic`` gives seconds.
    """

    def __init__(
        self, store: Withdrawals, holder: Callable[[PrintJob], Printer | None], monotonic: Callable[[], float]
    ) -> None:
        self._store, self._holder, self._monotonic = store, holder, monotonic
        self._not_before: dict[str, float] = {}
        self.open: frozenset[UUID] = frozenset()
        """Documents of which a printer did not say yet whether an earlier print still comes."""

    def step(self) -> None:
        """One round. A printer that did not answer holds up no other, and is asked again a little later."""
        still = set()
        for job in self._store.unwanted():
            answer = self._asked(job)
            if answer is Withdrawal.WANTED:
                still.add(job.document_id)
            else:
                self._store.withdrawn(job.id, answer)
        self.open = frozenset(still)

    def kept(self, document_id: UUID) -> bool:
        """Whether an earlier print of this document may still come, since its printer takes nothing back."""
        return self._store.kept(document_id)

    def has_none(self, job: PrintJob) -> None:
        """Its printer was handed nothing of this job."""
        self._store.withdrawn(job.id, Withdrawal.NONE)

    def _asked(self, job: PrintJob) -> Withdrawal:
        """What its printer says; WANTED while it does not answer."""
        try:
            printer = self._holder(job)
            if printer is None:
                return Withdrawal.KEPT
            if not isinstance(printer, Withdraws):
                return Withdrawal.NONE
            if self._monotonic() < self._not_before.get(printer.name, 0.0):
                return Withdrawal.WANTED
            if printer.withdraw(job_title(job)) is None:
                self._not_before[printer.name] = self._monotonic() + _ASK_AGAIN
                return Withdrawal.WANTED
        except KeptError:
            return Withdrawal.KEPT
        except Exception:  # a driver that breaks must not keep the queue from printing
            LOG.exception("ZC-PRN-32 printer took nothing back for job %s", job.id)
            return Withdrawal.KEPT
        return Withdrawal.NONE
