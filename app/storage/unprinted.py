"""Papers that count no longer and still wait for a printer: one that came out would look as good as any other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, update

from app.domain.case import Case
from app.ports.paper import VOIDED, JobState, Withdrawal
from app.storage.schema import jobs

WAITING = (JobState.ALLOCATED.value, JobState.FAILED.value)
"""States of a job of which nothing has gone to a printer."""
GONE = (JobState.SENT.value, JobState.UNSURE.value)
"""States of a job that may still lie in a printer."""
_GIVEN_UP = (JobState.SETTLED.value, JobState.ALLOCATED.value)


def withdrawal_of(to: str) -> ColumnElement[str]:
    """The withdrawal of a job that moves on to the state ``to``, for the same statement: what went to a printer is
    wanted back once a person gave it up, or it is to go again. A profile made anew does not know by which.

    What its printer kept, it keeps. A print that goes again while its printer did not say whether it has the one before
    is from then on like one that was kept: both bear one title, and asked for that it would take back the new one.
    """
    if to == JobState.SENT.value:
        return case((jobs.c.withdrawal != "", Withdrawal.KEPT.value), else_="")
    if to == JobState.OUT.value:
        return case((jobs.c.withdrawal == Withdrawal.KEPT.value, Withdrawal.KEPT.value), else_="")
    if to not in _GIVEN_UP:
        return jobs.c.withdrawal
    went = jobs.c.state.in_(GONE) | ((jobs.c.state == JobState.FAILED.value) & (jobs.c.printer != ""))
    return case((went, Withdrawal.WANTED.value), else_=jobs.c.withdrawal)


def settle_dead(connection: Connection, before: Case | None, after: Case, at_ms: int) -> None:
    """Of the papers that died between ``before`` and ``after`` settle what waits, and mark what went to a printer with
    :data:`VOIDED` and as wanted back, so that the print queue has it taken back. Wherever the act was written: the
    window that takes in the voiding of another one has the same paper in its queue.
    """
    known = _dead(before) if before is not None else {}
    for document_id, (what, why) in _dead(after).items():
        if document_id in known:
            continue
        connection.execute(
            update(jobs)
            .where(jobs.c.document_id == document_id.bytes, jobs.c.state.in_(WAITING))
            .values(state=JobState.SETTLED.value, detail=f"{what}已作废，没有打印：{why}", changed_ms=at_ms)
        )
        connection.execute(
            update(jobs)
            .where(jobs.c.document_id == document_id.bytes, jobs.c.state.in_(GONE))
            .values(detail=f"{what}{VOIDED}：{why}", withdrawal=Withdrawal.WANTED.value, changed_ms=at_ms)
        )


def _dead(case: Case) -> Mapping[UUID, tuple[str, str]]:
    """The papers of a case that count no longer: what was voided, and why."""
    return {
        paper.document_id: ("文书" if paper.void else "办件", why)
        for paper in case.papers
        if (why := case.why_dead(paper.document_id))
    }
