"""The one transition table: whole, without dead ends, and shown in the docs as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.events import EVENT_TYPES
from app.domain.rights import Right
from app.domain.states import BY_SILENCE
from app.domain.transitions import (
    STATE_NAMES,
    TERMINAL,
    CaseState,
    TransitionTable,
    states_without_exit,
    transitions,
)
from tests.app.domain import case_states


def test_no_case_can_get_stuck() -> None:
    assert states_without_exit(transitions()) == ()
    reached: set[CaseState | None] = {None}
    for _ in CaseState:
        reached |= {row.target for row in transitions() if row.source in reached}
    assert reached == {None, *CaseState}, "and every state can be reached"


def test_every_state_leads_to_an_end() -> None:
    ending: set[CaseState | None] = set(TERMINAL)
    for _ in CaseState:
        ending |= {row.source for row in transitions() if row.target in ending}
    assert ending >= set(CaseState)


def test_a_table_with_a_dead_end_does_not_build() -> None:
    rows = tuple(row for row in transitions() if row.source is not CaseState.AWAITING_PICKUP)
    with pytest.raises(ValueError, match="S65"):
        TransitionTable(rows)


def test_a_table_with_two_answers_for_one_step_does_not_build() -> None:
    first = transitions()[0]
    with pytest.raises(ValueError, match="two rows"):
        TransitionTable((*transitions(), replace(first, target=CaseState.RECEIVED)))


def test_ended_cases_stay_ended() -> None:
    leaving = [row for row in transitions() if row.source in TERMINAL]
    silent = {row.source for row in leaving if row.event == "silence_undone"}
    assert silent == BY_SILENCE, "a hand-in in time opens an end by silence"
    others = {(row.event, row.source, row.target) for row in leaving if row.event != "silence_undone"}
    kinds = ("parcel_returned", "service_undone")
    back = {(kind, CaseState.SERVED, CaseState.AWAITING_PICKUP) for kind in kinds}
    assert others == back, "and what was never served to whom it belongs to: a parcel, a sheet that another had"


def test_every_legal_event_has_its_place_and_no_paper_fact_has() -> None:
    legal = {kind for kind, cls in EVENT_TYPES.items() if cls.LEGAL}
    assert {row.event for row in transitions()} == legal


def test_nobody_decides_accepts_or_notifies_without_its_right() -> None:
    needed = {
        "notice_issued": Right.NOTIFY,
        "accepted": Right.ACCEPT,
        "declined": Right.ACCEPT,
        "deemed_withdrawn": Right.ACCEPT,
        "granted": Right.DECIDE,
        "refused": Right.DECIDE,
        "handed_over": Right.HAND_OVER,
    }
    for row in transitions():
        if row.event in needed:
            assert row.right is needed[row.event], row
            assert row.law, "and the article is named"


def test_the_page_of_case_states_is_current() -> None:
    """After a change of the table: ``python -m tests.app.domain.case_states``."""
    assert case_states.PAGE.read_text("utf-8") == case_states.page()


def test_the_page_names_every_state_and_step_in_chinese() -> None:
    text = case_states.page()
    assert set(case_states.STEPS) == {row.event for row in transitions()}
    assert all(f"{state.value} {name}" in text for state, name in STATE_NAMES.items())
    arrows = len(transitions()) + sum(row.corrected is not None for row in transitions())
    assert text.count(" --> ") == arrows + len(TERMINAL)
