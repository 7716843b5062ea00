"""The number by which a citizen asks after what she said."""

from __future__ import annotations

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import Ask
from app.domain.said import Passed, in_groups, number_of, passed

ASK = UUID(int=77)


def right_number(text: str) -> bool:
    """By ISO 7064 MOD 11,10."""
    rest, digits = 10, text.replace(" ", "")
    for digit in digits[:-1]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return len(digits) == 12 and digits.isdecimal() and (rest + int(digits[-1])) % 10 == 1


@given(st.uuids())
def test_a_number_that_was_told_wrong_by_one_digit_is_no_number(ask: UUID) -> None:
    number = number_of(ask)
    assert right_number(number) and right_number(in_groups(number)) and len(number) == 12
    for place in range(12):
        other = str((int(number[place]) + 1) % 10)
        assert not right_number(number[:place] + other + number[place + 1 :])


def test_two_things_that_were_said_of_one_case_have_two_numbers() -> None:
    found = {number_of(uuid5(ASK, f"hotline/K01/{n}")) for n in range(2000)}
    assert len(found) == 2000


def test_among_all_complaints_of_a_year_hardly_two_have_one_number() -> None:
    found = {number_of(uuid5(ASK, f"hotline/K01/{n}")) for n in range(60_000)}
    assert len(found) == 60_000


def test_how_far_it_has_come_is_never_said_to_be_further() -> None:
    ask = Ask(ASK, "hotline", "")
    assert passed(ask, False) is Passed.WAITING and passed(ask, True) is Passed.DELIVERED
    for outcome, state in (
        ("kept", "TAKEN"),
        ("rectify", "TAKEN"),
        ("replied", "ANSWERED"),
        ("rectified", "ANSWERED"),
    ):
        assert passed(Ask(ASK, "hotline", "", outcome=outcome), False) is Passed[state]
    assert passed(Ask(ASK, "hotline", "", outcome="refused"), True) is Passed.REFUSED
    assert passed(Ask(ASK, "hotline", "", outcome="no-interface"), True) is Passed.REFUSED
    assert passed(ask, True, parked=True) is Passed.PARKED, "it took no effect there"
    assert passed(Ask(ASK, "hotline", "", outcome="pass"), True) is Passed.TAKEN, "nobody complains twice"
