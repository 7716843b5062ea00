"""Many papers in one go (批量打印): how far it is, what it waits for, and stopping what has not been sent."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from app.ports import ASKS, JobState, JobStore
from app.values import dataclass
from printing.queue import Happening, PrintWorker


@dataclass(frozen=True)
class Progress:
    """A batch at one moment: ``out`` is known to be on paper, ``asking`` waits for a person's answer."""

    total: int
    out: int
    sent: int
    waiting: int
    asking: int
    settled: int

    @property
    def done(self) -> bool:
        """Whether nothing moves any more without a person."""
        return not self.waiting and not self.sent

    @property
    def words(self) -> str:
        """One line for a person."""
        asks = f"，{self.asking} 份请确认" if self.asking else ""
        return f"共 {self.total} 份，已出纸 {self.out} 份，还有 {self.waiting + self.sent} 份{asks}"


class Batch:
    """The print jobs ``ids``, as the queue's store knows them; it keeps nothing itself and so survives a restart."""

    def __init__(self, store: JobStore, ids: Sequence[UUID]) -> None:
        self._store, self._ids = store, frozenset(ids)

    def progress(self) -> Progress:
        """Where it stands now."""
        count = Counter(job.state for job in self._store.jobs(*JobState) if job.id in self._ids)
        return Progress(
            total=len(self._ids),
            out=count[JobState.OUT],
            sent=count[JobState.SENT],
            waiting=count[JobState.ALLOCATED],
            asking=sum(count[state] for state in ASKS),
            settled=count[JobState.SETTLED],
        )

    def cancel(self, worker: PrintWorker) -> int:
        """Stop what was not sent yet, the last first; how many. It may be printed later under the same numbers."""
        stopped = 0
        for job in reversed(self._store.jobs(JobState.ALLOCATED)):
            # The worker may have handed it over meanwhile.
            with contextlib.suppress(ValueError):
                if job.id in self._ids:
                    worker.answer(job.id, Happening.PERSON_STOP)
                    stopped += 1
        return stopped
