"""Paper is out only when the device or a person said so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from app.domain.commands import RecordOut
from app.errors import JobMovedError
from app.ports import JobMark, JobState, JobStore, PrintJob
from app.usecases.desk import Desk, Done, act


def record_out(desk: Desk, store: JobStore, job: PrintJob, known_from: str, printer: str = "") -> Done:
    """Record that the print of ``job`` came out: event and queue in one transaction.

    ``known_from`` is ``device`` or ``clerk``. Raises JobMovedError when the print is no longer as ``job`` says.
    """
    shown = printer or job.printer
    mark = JobMark(job.id, job.state.value, JobState.OUT.value, shown, known_from)
    done = act(desk, job.case_id, RecordOut(job.document_id, job.printing, known_from, shown), marks=(mark,))
    store.mark(job.id, JobState.OUT, shown, known_from, was=job.state)  # of a print that the case knows already
    return done


class RecordingJobs:
    """The queue as the print worker sees it: a print that the device reports as out becomes an event of its case.

    ``desk`` gives the desk in whose name the device speaks. Implements ``app.ports.JobStore``.
    """

    def __init__(self, store: JobStore, desk: Callable[[], Desk]) -> None:
        self._store = store
        self._desk = desk

    def jobs(self, *states: JobState) -> Sequence[PrintJob]:
        """Jobs in any of ``states``, oldest first."""
        return self._store.jobs(*states)

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, as it stands now."""
        return self._store.job(job_id)

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        """Record a state; OUT goes through the use case. What a person settled meanwhile is left alone."""
        if state is not JobState.OUT:
            return self._store.mark(job_id, state, printer, detail, was=was)
        job = self._store.job(job_id)
        if job is None or job.state in (JobState.OUT, JobState.SETTLED) or was not in (None, job.state):
            return False
        try:
            record_out(self._desk(), self._store, job, "device", printer)
        except JobMovedError:
            return False
        return True
