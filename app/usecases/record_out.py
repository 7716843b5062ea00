"""Paper is out only when the device or a person said so."""

from __future__ import annotations

from app.domain.commands import RecordOut
from app.ports import JobMark, JobState, JobStore, PrintJob
from app.usecases.desk import Desk, Done, act


def record_out(desk: Desk, store: JobStore, job: PrintJob, known_from: str, printer: str = "") -> Done:
    """Record that the print of ``job`` came out: event and queue in one transaction. ``known_from``:
    device or clerk.
    """
    mark = JobMark(job.id, JobState.OUT.value, printer or job.printer, known_from)
    done = act(
        desk, job.case_id, RecordOut(job.document_id, job.printing, known_from, printer), marks=(mark,)
    )
    store.mark(job.id, JobState.OUT, printer or job.printer, known_from)
    return done
