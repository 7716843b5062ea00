"""补打."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ReprintPaper
from app.ports import JobMark, JobState, PrintJob
from app.usecases.desk import Desk, Done, act


def reprint(
    desk: Desk, case_id: UUID, document_id: UUID, reason: str, settings: tuple[tuple[str, str], ...] = ()
) -> Done:
    """Print once more, counted and reasoned; ``settings`` are written with it (:class:`app.ports.Effects`)."""
    return act(desk, case_id, ReprintPaper(document_id, reason), settings=settings)


def print_anew(desk: Desk, job: PrintJob, reason: str) -> Done:
    """Nothing usable came of ``job``: it is settled and its 补打 allocated in one transaction, so that a power cut
    between the two leaves neither a paper that nobody prints nor one that prints twice. Raises JobMovedError when the
    print is no longer as ``job`` says.
    """
    settled = JobMark(job.id, job.state.value, JobState.SETTLED.value, job.printer, reason)
    return act(desk, job.case_id, ReprintPaper(job.document_id, reason), marks=(settled,))
