"""The same person with the same item: linked inside the window, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import Case
from app.domain.duplicates import same_matter
from app.domain.states import CaseState
from tests.app.domain.kit import COMPANY, PERSON, Counter

OTHER = UUID(int=77)


def twins(days: int = 0) -> tuple[Case, Case]:
    one = Counter().received().need()
    assert one.received is not None
    later = replace(one.received, received_on=one.received.received_on + timedelta(days=days))
    return one, replace(one, id=OTHER, received=later)


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_window_counts_days_and_either_case_sees_the_other(days: int, window: int) -> None:
    one, other = twins(days)
    assert same_matter(one, other, window) is same_matter(other, one, window) is (days < window)


def test_another_person_another_item_and_a_mended_case_are_no_duplicates() -> None:
    one, other = twins()
    assert same_matter(one, other, 1) and one.intake is not None and not same_matter(one, one, 1)
    somebody = PERSON if one.intake.applicant == COMPANY else COMPANY
    for changed in (
        replace(one.intake, applicant=somebody),
        replace(one.intake, item=replace(one.intake.item, code="another")),
        replace(one.intake, corrects=one.id),
    ):
        assert not same_matter(one, replace(other, intake=changed), 1)
    assert not same_matter(one, replace(other, state=CaseState.VOIDED), 1)
