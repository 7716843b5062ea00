"""What came of a case since it left for the county: whoever helped with it has somebody to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.domain.transitions import CaseState, transitions

NEWS: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.ACCEPTED: "accepted",
        CaseState.UNDER_REVIEW: "accepted",
        CaseState.JOINT: "accepted",
        CaseState.SPECIAL: "special",
        CaseState.EXTENDED: "extended",
        CaseState.GRANTED: "granted",
        CaseState.REFUSED: "refused",
        CaseState.CONCLUDED: "concluded",
        CaseState.AWAITING_PICKUP: "ready",
        CaseState.DECLINED: "declined",
        CaseState.RETURNED: "returned",
        CaseState.REVOKED: "revoked",
        CaseState.DEEMED_WITHDRAWN: "lapsed",
        CaseState.FORWARDED: "forwarded",
    }
)
"""States somebody is told of, and what is told. Two that say the same to her are told once. A 补正 is no news: it has a
clock and is reminded of until it is brought; who was served knows.
"""
_STEPS = frozenset(row.event for row in transitions() if row.target in NEWS)


def news_of(state: CaseState, events: Iterable[tuple[str, str]], device: str) -> str:
    """What is told of a case in ``state``, as in ``NEWS``; empty when nothing is, or ``device`` took the step itself.

    ``events`` are (type, device), oldest first.
    """
    by = [maker for kind, maker in events if kind in _STEPS]
    return NEWS.get(state, "") if by and by[-1] != device else ""
