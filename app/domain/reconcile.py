"""对账: cases by state, and one digest for each, so that two sides can compare without names (Z10)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from app.values import dataclass


@dataclass(frozen=True)
class Tally:
    """Cases in one state; ``digest`` is SHA-256 over their sorted lines ``case:events``."""

    cases: int
    digest: str


def tally(cases: Iterable[tuple[UUID, str, int]]) -> Mapping[str, Tally]:
    """State → tally, from (case, state, number of events); the order they come in makes no difference."""
    lines: dict[str, list[str]] = defaultdict(list)
    for case_id, state, count in cases:
        lines[state].append(f"{case_id}:{count}\n")
    return {
        state: Tally(len(found), hashlib.sha256("".join(sorted(found)).encode()).hexdigest())
        for state, found in sorted(lines.items())
    }


def differing(ours: Mapping[str, Tally], theirs: Mapping[str, Tally]) -> tuple[str, ...]:
    """States in which the two sides do not hold the same cases, in order."""
    return tuple(
        state for state in sorted(ours.keys() | theirs.keys()) if ours.get(state) != theirs.get(state)
    )
