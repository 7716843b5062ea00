"""What came of a case since it left for the county: whoever helped with it has somebody to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.domain.transitions import CaseState

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
STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accepted": ("accepted", "silence_undone"),
        "special": ("special_started",),
        "extended": ("extended",),
        "granted": ("granted",),
        "refused": ("refused",),
        "concluded": ("concluded",),
        "ready": ("result_ready", "service_failed", "parcel_returned", "service_undone"),
        "declined": ("declined",),
        "returned": ("returned_closed",),
        "revoked": ("acceptance_revoked",),
        "lapsed": ("deemed_withdrawn",),
        "forwarded": ("forwarded",),
    }
)
"""What is told → the events that make it so. What moves a case on between hands, or back from a special procedure, is
none: she who was told 受理 hears nothing new by it.
"""


def news_of(state: CaseState, events: Iterable[tuple[str, str]], device: str) -> int | None:
    """Which of ``events`` (type, device, oldest first) is told of a case in ``state``, as in ``NEWS``; None where none
    is, or where ``device`` took the step itself.
    """
    steps = STEPS.get(NEWS.get(state, ""), ())
    made = [(number, maker) for number, (kind, maker) in enumerate(events) if kind in steps]
    return made[-1][0] if made and made[-1][1] != device else None
