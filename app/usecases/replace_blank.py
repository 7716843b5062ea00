"""空白证作废 and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.commands import ReplaceBlank
from app.ports import JobMark, JobState, PrintJob
from app.usecases.desk import Desk, Done, act


def replace_blank(
    desk: Desk, case_id: UUID, document_id: UUID, reason: str, serial: str, jobs: Sequence[PrintJob] = ()
) -> Done:
    """Void the spoiled sheet with its reason and go on with ``serial``. ``jobs`` are prints of this paper that are not
    ended: they end with the sheet they were for, in the same transaction, or a second blank would be printed on.
    """
    marks = tuple(JobMark(job.id, JobState.SETTLED.value, job.printer, f"空白证作废：{reason}") for job in jobs)
    return act(desk, case_id, ReplaceBlank(document_id, reason, serial), marks=marks)
