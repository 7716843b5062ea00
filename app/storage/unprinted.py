"""Papers that count no longer and still wait for a printer: one that came out would look as good as any other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, update

from app.domain.case import Case
from app.ports.paper import JobState
from app.storage.schema import jobs

WAITING = (JobState.ALLOCATED.value, JobState.FAILED.value)
"""States of a job of which nothing has gone to a printer."""


def settle_dead(connection: Connection, before: Case | None, after: Case, at_ms: int) -> None:
    """Settle what waits of the papers that died between ``before`` and ``after``, wherever the act was written: the
    window that takes in the voiding of another one has the same paper in its queue.
    """
    known = _dead(before) if before is not None else {}
    for document_id, why in _dead(after).items():
        if document_id in known:
            continue
        connection.execute(
            update(jobs)
            .where(jobs.c.document_id == document_id.bytes, jobs.c.state.in_(WAITING))
            .values(state=JobState.SETTLED.value, detail=why, changed_ms=at_ms)
        )


def _dead(case: Case) -> Mapping[UUID, str]:
    """The papers of a case that count no longer, with the reason in words."""
    return {
        paper.document_id: f"{'文书' if paper.void else '办件'}已作废，没有打印：{why}"
        for paper in case.papers
        if (why := case.why_dead(paper.document_id))
    }
