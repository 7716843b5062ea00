"""What came of a case is told to whom it concerns, once, and not by who did it herself."""

from __future__ import annotations

import pytest

from app.domain.news import NEWS, news_of
from app.domain.transitions import TERMINAL, CaseState

TAKEN = ("received", "Z01")


@pytest.mark.parametrize(("device", "told"), [("D07", "accepted"), ("Z01", "")])
def test_an_acceptance_is_news_unless_it_was_made_here(device: str, told: str) -> None:
    assert news_of(CaseState.ACCEPTED, (TAKEN, ("accepted", device), ("bundle_moved", "Z01")), "Z01") == told


def test_what_moved_on_at_the_county_without_a_word_for_her_is_not_told_twice() -> None:
    assert NEWS[CaseState.UNDER_REVIEW] == NEWS[CaseState.ACCEPTED]


def test_nothing_is_told_of_a_case_that_nobody_took_a_step_in() -> None:
    assert news_of(CaseState.RECEIVED, (TAKEN,), "Z01") == ""


def test_every_end_that_the_county_brings_is_told_and_none_that_the_applicant_chose() -> None:
    hers = {CaseState.WITHDRAWN, CaseState.SERVED, CaseState.VOIDED, CaseState.DELETED, CaseState.TURNED_AWAY}
    assert TERMINAL - set(NEWS) == hers
