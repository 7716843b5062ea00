"""空白证作废 and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.commands import ReplaceBlank
from app.errors import CASE_GONE, JobMovedError, UserFacingError
from app.ports import ASKS, JobMark, JobState, JobStore, PrintJob
from app.usecases.desk import Desk, Done, act

_TRIES = 8
"""A print moves on four times at most between two acts of a person."""


def replace_blank(
    desk: Desk, case_id: UUID, document_id: UUID, reason: str, serial: str, jobs: Sequence[PrintJob] = ()
) -> Done:
    """Void the spoiled sheet with its reason and go on with ``serial``. ``jobs`` are prints of this paper that are not
    ended: they end with the sheet they were for, in the same transaction, or a second blank would be printed on.

    Without a serial the sheet is voided alone: all that the ledger of a window asks of whom the case left. Who has it
    takes the next blank. Raises UserFacingError ZC-CASE-GONE when a serial was given for such a case, JobMovedError
    when one of the prints is no longer as ``jobs`` says.
    """
    ended = JobState.SETTLED.value
    marks = tuple(JobMark(job.id, job.state.value, ended, detail=f"空白证作废：{reason}") for job in jobs)
    try:
        return act(desk, case_id, ReplaceBlank(document_id, reason, serial), marks=marks)
    except UserFacingError as refused:
        if refused.code != CASE_GONE:
            raise
        raise UserFacingError(
            CASE_GONE,
            "这个办件刚离开本窗口，不能再换下一本",
            f"什么都没有登记；{serial} 没有动用，还是在手的空白证",
            "请按 Esc 离开这张表，再登记一次：只写原因，坏了的一本单独作废；证由现在办理的窗口另用一本打印",
        ) from refused


def replace_as_it_stands(
    desk: Desk, store: JobStore, case_id: UUID, document_id: UUID, reason: str, serial: str
) -> Done:
    """:func:`replace_blank` with whatever print of this paper is open in the queue. One that the queue hands over, or
    of which the printer reports, in that very moment is looked at again as what it is then, or its printer would be
    forgotten, and the sheet never asked back. Raises JobMovedError when that went on for too long.
    """
    for left in reversed(range(_TRIES)):
        open_ones = store.jobs(JobState.ALLOCATED, JobState.SENT, *ASKS)
        try:
            mine = [job for job in open_ones if job.document_id == document_id]
            return replace_blank(desk, case_id, document_id, reason, serial, mine)
        except JobMovedError:
            if not left:
                raise
    raise AssertionError("unreachable")
