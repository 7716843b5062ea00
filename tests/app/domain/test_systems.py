"""Every system of the founding documents has its place; a check without an answer is neither yes nor no."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.systems import (
    Check,
    Checked,
    Reach,
    System,
    checked,
    row_of,
    subject_digest,
    system_rows,
)
from app.domain.time import Timestamp

PAGE = Path(__file__).parents[3] / "docs" / "partners.md"
DAY = timedelta(days=1)


def test_all_36_systems_say_how_they_are_reached_what_happens_off_line_and_where_ours_ends() -> None:
    rows = system_rows()
    assert [row.number for row in rows] == list(range(1, 37))
    assert all(row.name and row.offline and row.ends for row in rows)
    assert {system for row in rows for system in row.systems} == set(System)
    assert all(bool(row.systems) == (row.reach in (Reach.ASK, Reach.REFERENCE)) for row in rows)


def test_the_page_for_deployments_has_every_row_as_the_program_has_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for row in system_rows():
        codes = ", ".join(f"`{system}`" for system in row.systems) or "–"
        line = f"| {row.number} | {row.name} | {row.reach} | {codes} | {row.offline} | {row.ends} |"
        assert line in page, line


def test_a_system_is_found_by_its_code() -> None:
    assert row_of(System.SEAL).number == 8 and row_of(System.COMMITMENT_LIST).number == 19


@pytest.mark.parametrize("outcome", ["unknown", "refused", "", "PASS", "未查", "unchecked"])
def test_an_answer_that_is_no_result_leaves_the_check_open(outcome: str) -> None:
    assert checked(outcome) is Checked.UNCHECKED


def test_the_three_results_have_the_words_of_the_desk() -> None:
    assert [result.words for result in Checked] == ["通过", "不通过", "未查（离线）"]
    assert checked("pass") is Checked.PASS and checked("fail") is Checked.FAIL


@given(
    st.sampled_from(Checked), st.none() | st.integers(0, 10**13), st.integers(0, 10**13), st.integers(0, 400)
)
def test_what_the_law_makes_conditional_needs_a_fresh_pass(
    result: Checked, answered: int | None, now: int, days: int
) -> None:
    limit, moment = days * DAY, Timestamp(now)
    check = Check(result, None if answered is None else Timestamp(answered))
    fresh = answered is not None and abs(now - answered) <= days * 86_400_000
    assert check.permits(moment, limit) == (fresh and result is Checked.PASS)
    assert check.now(moment, limit) is (result if fresh else Checked.UNCHECKED)
    age = check.age(moment)
    assert (age is None) == (answered is None) and (age is None or age >= timedelta(0))


def test_a_list_names_nobody_without_its_key() -> None:
    number = "210102190001010014"
    named = subject_digest(b"k" * 32, "111", number)
    assert number not in named and named == subject_digest(b"k" * 32, "111", number)
    others = {
        subject_digest(key, kind, no)
        for key in (b"k" * 32, b"l" * 32)
        for kind in ("111", "553")
        for no in (number, "1")
    }
    assert len(others) == 8
