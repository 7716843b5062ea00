"""The tree of places: where a device stands, and what is done at a village."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.places import AT_VILLAGE, Level, above, known_place, level_of, rights_at, short_code
from app.domain.rights import Right
from tests.app.domain.kit import ALL


@pytest.mark.law("L02")
@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("210000000000", Level.PROVINCE),
        ("21", Level.PROVINCE),
        ("2101", Level.CITY),
        ("210100", Level.CITY),
        ("210106", Level.COUNTY),
        ("210106000000", Level.COUNTY),
        ("210106001", Level.TOWNSHIP),
        ("210106001000", Level.TOWNSHIP),
        ("210106001002", Level.VILLAGE),
    ],
)
def test_every_place_has_its_level_whatever_zeros_follow(code: str, level: Level) -> None:
    assert level_of(code) is level and known_place(code)
    assert [level_of(each) for each in above(code)] == list(Level)[: list(Level).index(level)]


@pytest.mark.law("L02")
@pytest.mark.parametrize("code", ["", "2", "999999", "21010600100", "县", "2101060010020", "000000"])
def test_what_is_no_place_is_none(code: str) -> None:
    assert not known_place(code)


@given(st.from_regex(r"[0-9]{0,12}", fullmatch=True))
def test_a_place_belongs_to_the_places_it_begins_with(code: str) -> None:
    short = short_code(code)
    assert all(short.startswith(each) for each in above(code))
    assert short_code(short) == short and code.startswith(short)


@pytest.mark.law("L02")
def test_a_village_takes_in_and_hands_over_and_decides_nothing() -> None:
    assert rights_at(ALL, "210106001002") == AT_VILLAGE == {Right.RECEIVE, Right.HAND_OVER}
    assert rights_at(ALL, "210106001") == ALL and rights_at(ALL, "") == ALL
