"""重复办件: the same person with the same item within a few days. They are linked and never merged (B6)."""

from __future__ import annotations

from datetime import date

from app.domain.case import Case
from app.domain.states import CaseState

_NEVER_WERE = frozenset({CaseState.DELETED, CaseState.VOIDED})


def same_matter(one: Case, other: Case, window_days: int) -> bool:
    """Whether two cases are of one applicant and one item, handed in within ``window_days``, the first day counted:
    1 is the same day, 0 never.

    A case that mends another says so itself (更正件) and is no duplicate of it.
    """
    if one.intake is None or other.intake is None or one.id == other.id:
        return False
    if one.intake.corrects == other.id or other.intake.corrects == one.id:
        return False
    if {one.state, other.state} & _NEVER_WERE:
        return False
    same_person = one.intake.applicant.id_number == other.intake.applicant.id_number != ""
    days = _received(one), _received(other)
    if not same_person or one.item.code != other.item.code or None in days:
        return False
    first, second = sorted(day for day in days if day is not None)
    return (second - first).days < window_days


def _received(case: Case) -> date | None:
    return case.received.received_on if case.received is not None else None
