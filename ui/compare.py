"""Window against platform: the same commits, event for event, or where they differ."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.storage.schema import commits, events
from app.values import dataclass, field
from sync.platform.report import case_digest, digest_report
from ui.bootstrap import Workplace


@dataclass
class Comparison:
    """``own`` and ``platform`` count this device's cases, commits and events; ``differences`` = (where, what)."""

    own: dict[str, int]
    platform: dict[str, int]
    differences: list[tuple[str, str]] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether both hold the same."""
        return not self.differences


def compare(at: Workplace, db: str) -> Comparison:
    """Hold the log of ``at`` against the platform's database ``db``."""
    theirs = digest_report(db, at.device)
    mine = _own_digests(at)
    own = {"cases": len(mine), "commits": _count(at, commits), "events": _count(at, events)}
    figures = {key: int(theirs[key]) for key in ("cases", "commits", "events")}
    result = Comparison(own, figures)
    by_case: dict[str, Any] = theirs["by_case"]
    for case_id in sorted(mine.keys() | by_case.keys()):
        if case_id not in by_case:
            result.differences.append((case_id, "平台没有这个办件"))
        elif case_id not in mine:
            result.differences.append((case_id, "本机没有这个办件"))
        elif by_case[case_id]["digest"] != mine[case_id]:
            result.differences.append((case_id, "两边的提交不一致"))
    return result


def _own_digests(at: Workplace) -> dict[str, str]:
    held: dict[str, list[tuple[str, int, int, str]]] = defaultdict(list)
    with at.database.read.connect() as connection:
        for row in connection.execute(select(commits).where(commits.c.device == at.device)):
            key = str(UUID(bytes=row.case_id))
            held[key].append((row.device, row.epoch, row.seq, row.digest))
    return {key: case_digest(rows) for key, rows in held.items()}


def _count(at: Workplace, table: Any) -> int:
    with at.database.read.connect() as connection:
        return int(connection.execute(select(func.count()).where(table.c.device == at.device)).scalar_one())
