"""What was sent to a printer and may not come any more is taken back from it: by its title, from the printer that has
it, and as often as it takes. What is wanted back stands in the store, so that it outlives the program.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from app.ports import Clears, KeptError, Printer, PrintJob, TakesOne, Withdrawal, Withdrawals, Withdraws

LOG = logging.getLogger(__name__)
# Seconds until a printer that did not answer is asked once more, twice as many each time: a dead one holds up the
# queue for as long as it takes to find no answer.
_ASK_AGAIN, _AT_MOST = 5.0, 300.0


def job_title(job: PrintJob) -> str:
    """What the printer's own list and a file name show: kind, number and 补n, never a name."""
    again = f"-补{job.printing}" if job.printing > 1 else ""
    return f"{job.kind}-{job.number}{again}"


class TakingBack:
    """Asks printers for what is wanted back. ``holder`` gives the printer that has a job, None when there is none of
    that name any more; ``monotonic`` gives seconds; ``open_ones`` are the jobs that were sent and of which nobody knows
    yet whether they came out, also those of an earlier run of the program.
    """

    def __init__(
        self,
        store: Withdrawals,
        holder: Callable[[PrintJob], Printer | None],
        monotonic: Callable[[], float],
        open_ones: Callable[[], Sequence[PrintJob]],
    ) -> None:
        self._store, self._holder, self._monotonic, self._open_ones = store, holder, monotonic, open_ones
        self._pauses: dict[str, tuple[float, float]] = {}
        self.open: Mapping[UUID, frozenset[str]] = {}
        """Documents of which printers (by name) did not say yet whether an earlier print still comes."""

    def step(self) -> None:
        """One round. A printer that did not answer holds up no other, and is asked again a little later."""
        still: dict[UUID, frozenset[str]] = {}
        for job in self._store.unwanted():
            answer, name = self._asked(job)
            if answer is Withdrawal.WANTED:
                still[job.document_id] = still.get(job.document_id, frozenset()) | {name}
            else:
                self._store.withdrawn(job.id, answer)
        self.open = still

    def hurry(self, document_id: UUID) -> None:
        """A print of this document waits for the answer, and its printer could print: ask within seconds."""
        soon = self._monotonic() + _ASK_AGAIN
        for name in self.open.get(document_id, ()):
            after, pause = self._pauses.get(name, (0.0, 0.0))
            if pause > _ASK_AGAIN:
                self._pauses[name] = (min(after, soon), _ASK_AGAIN)

    def kept(self, document_id: UUID) -> bool:
        """Whether an earlier print of this document may still come, since its printer takes nothing back."""
        return self._store.kept(document_id)

    def handed_nothing(self, before: PrintJob) -> None:
        """Its printer was handed nothing of this job, which is again as it was before."""
        self._store.handed_nothing(before)

    def _asked(self, job: PrintJob) -> tuple[Withdrawal, str]:
        """What its printer says, WANTED while it does not answer, and its name."""
        try:
            printer = self._holder(job)
            if printer is None:
                return Withdrawal.KEPT, job.printer
            if not isinstance(printer, Withdraws):
                return Withdrawal.NONE, printer.name
            if self._monotonic() < self._pauses.get(printer.name, (0.0, 0.0))[0]:
                return Withdrawal.WANTED, printer.name
            if isinstance(printer, Clears) and printer.clears and self._has_another(printer.name):
                return Withdrawal.WANTED, printer.name
            if printer.withdraw(job_title(job)) is None:
                return self._in_vain(job, printer), printer.name
            self._pauses.pop(printer.name, None)
            return Withdrawal.NONE, printer.name
        except KeptError:
            return Withdrawal.KEPT, job.printer
        except Exception:  # a driver that breaks must not keep the queue from printing
            LOG.exception("ZC-PRN-32 printer took nothing back for job %s", job.id)
            return Withdrawal.KEPT, job.printer

    def _has_another(self, name: str) -> bool:
        """Whether what somebody still waits for may lie in this printer: emptied, it would take that along."""
        waited_for = (job for job in self._open_ones() if job.withdrawal is not Withdrawal.WANTED)
        return any((job.printer or self._now_at(job)) == name for job in waited_for)

    def _now_at(self, job: PrintJob) -> str:
        printer = self._holder(job)
        return printer.name if printer is not None else ""

    def _in_vain(self, job: PrintJob, printer: Printer) -> Withdrawal:
        """A day later, and minutes after the program began to ask, nobody waits for the answer any more."""
        if isinstance(printer, TakesOne) and printer.busy():
            return Withdrawal.WANTED  # not now, and known at no cost: its line may be free in the next round
        pause = self._pauses.get(printer.name, (0.0, 0.0))[1]
        longer = min(max(2 * pause, _ASK_AGAIN), _AT_MOST)
        self._pauses[printer.name] = (self._monotonic() + longer, longer)
        over = pause >= _AT_MOST and self._store.wanted_long(job.id)
        return Withdrawal.KEPT if over else Withdrawal.WANTED
