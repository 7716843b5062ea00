"""What came of a case is told to whom it concerns, once, and not by who did it herself."""

from __future__ import annotations

import pytest

from app.domain.news import NEWS, STEPS, news_of
from app.domain.transitions import TERMINAL, CaseState, transitions

TAKEN = ("received", "Z01")


@pytest.mark.parametrize(("device", "told"), [("D07", 1), ("Z01", None)])
def test_an_acceptance_is_news_unless_it_was_made_here(device: str, told: int | None) -> None:
    assert news_of(CaseState.ACCEPTED, (TAKEN, ("accepted", device), ("bundle_moved", "Z01")), "Z01") == told


@pytest.mark.parametrize("moved", ["transferred", "returned_to_window", "special_ended"])
def test_what_was_accepted_here_is_no_news_when_the_county_moves_it_on(moved: str) -> None:
    """The citizen was rung for what she had in her hand."""
    state = CaseState.ACCEPTED if moved == "returned_to_window" else CaseState.UNDER_REVIEW
    assert news_of(state, (TAKEN, ("accepted", "Z01"), (moved, "D07")), "Z01") is None


def test_a_special_procedure_that_ends_tells_no_second_acceptance() -> None:
    events = (TAKEN, ("accepted", "D07"), ("special_started", "D07"))
    assert news_of(CaseState.SPECIAL, events, "Z01") == 2
    assert news_of(CaseState.UNDER_REVIEW, (*events, ("special_ended", "D07")), "Z01") == 1, "the step that was told"


def test_every_word_that_is_told_has_the_steps_that_make_it_so() -> None:
    made = {(row.event, NEWS[row.target]) for row in transitions() if row.target in NEWS}
    assert set(STEPS) == set(NEWS.values())
    assert {(kind, word) for word, kinds in STEPS.items() for kind in kinds} <= made


def test_what_moved_on_at_the_county_without_a_word_for_her_is_not_told_twice() -> None:
    assert NEWS[CaseState.UNDER_REVIEW] == NEWS[CaseState.ACCEPTED]


def test_nothing_is_told_of_a_case_that_nobody_took_a_step_in() -> None:
    assert news_of(CaseState.RECEIVED, (TAKEN,), "Z01") is None


def test_every_end_that_the_county_brings_is_told_and_none_that_the_applicant_chose() -> None:
    hers = {CaseState.WITHDRAWN, CaseState.SERVED, CaseState.VOIDED, CaseState.DELETED, CaseState.TURNED_AWAY}
    assert TERMINAL - set(NEWS) == hers
