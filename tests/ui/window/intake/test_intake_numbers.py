"""Numbers typed in 谁 without looking at the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from app.domain.happened import THUMB
from app.domain.people import IdType
from tests.ui.window.intake.room import ZHANG, Clerk

K = Qt.Key
NUMBER = "21010619000808116X"


def fresh(desk: Callable[..., Clerk]) -> Clerk:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    return clerk


def test_a_number_typed_from_the_card_before_any_field_was_chosen_is_whole_and_changes_no_choice(
    desk: Callable[..., Clerk],
) -> None:
    clerk = fresh(desk)
    assert not clerk.named("intake.id_number").hasFocus()
    clerk.type(NUMBER)
    assert clerk.named("intake.id_number").hasFocus()
    assert (clerk.page.state.number, clerk.page.state.party, clerk.page.state.delivery) == (NUMBER, "self", "自取")


@pytest.mark.parametrize(
    ("party", "field"), [("S", "intake.principal_number"), ("D", "intake.uscc"), ("A", "intake.id_number")]
)
def test_digits_lead_to_the_first_number_that_is_still_asked(
    desk: Callable[..., Clerk], party: str, field: str
) -> None:
    clerk = fresh(desk)
    clerk.type(party)
    clerk.rest(1)
    clerk.type("2")
    assert clerk.named(field).hasFocus()


def test_digits_typed_below_lead_to_the_next_number_and_never_over_one_that_stands(
    desk: Callable[..., Clerk],
) -> None:
    clerk = fresh(desk)
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    result = clerk.page.who.result
    assert result is not None
    result.way.focus()
    clerk.type("13800000001")
    assert clerk.page.state.phone == "13800000001"
    result.way.focus()
    clerk.type("5")
    assert (clerk.page.state.phone, clerk.page.state.delivery) == ("13800000001", "自取")


def test_the_number_of_a_passport_follows_its_kind_and_its_letter_chooses_no_other(
    desk: Callable[..., Clerk],
) -> None:
    clerk = fresh(desk)
    clerk.type("G")
    clerk.rest(1)
    clerk.type("QE00000000")
    assert (clerk.page.state.id_kind, clerk.page.state.number) == (IdType.PASSPORT.value, "E00000000")


def test_a_letter_is_no_key_of_a_document_that_nobody_sees(desk: Callable[..., Clerk]) -> None:
    clerk = fresh(desk)
    clerk.type("wetyuiop")
    clerk.rest(1)
    state = clerk.page.state
    assert (state.id_kind, state.principal_kind) == (IdType.RESIDENT_CARD.value, IdType.RESIDENT_CARD.value)


def test_a_telephone_typed_while_the_card_is_still_read_is_whole(desk: Callable[..., Clerk]) -> None:
    """137000 stood in the hidden number and 00003 with a green tick in the telephone."""
    clerk = fresh(desk)
    clerk.type("138000")
    assert clerk.page.state.number == "138000"
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    clerk.type("00003")
    state = clerk.page.state
    assert (state.phone, state.number, clerk.named("intake.phone").hasFocus()) == ("13800000003", "", True)
    assert clerk.named("intake.phone").text() == "13800000003"
    assert "电话" in clerk.said[-1].title


def test_a_telephone_typed_into_the_name_while_the_practice_card_is_laid_is_whole(desk: Callable[..., Clerk]) -> None:
    """Its key puts the keyboard into 姓名, where the first digits were lost."""
    clerk = fresh(desk)
    clerk.page.who.name.edit.setFocus()
    clerk.type("138000")
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    clerk.type("00003")
    state = clerk.page.state
    assert (state.phone, state.name, state.applicant().name) == ("13800000003", "", ZHANG.name)


def test_a_card_read_while_the_telephone_is_typed_leaves_the_keyboard_there(desk: Callable[..., Clerk]) -> None:
    clerk = fresh(desk)
    clerk.page.who.phone.edit.setFocus()
    clerk.type("13800")
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    clerk.type("000003")
    assert clerk.page.state.phone == "13800000003"


def test_what_a_card_changes_is_told_in_one_message(desk: Callable[..., Clerk]) -> None:
    """The band holds one: the second wiped away that the thumb print must be given anew."""
    clerk = fresh(desk)
    clerk.page._edit("name", "李四", True)
    clerk.page._edit("signed_by", THUMB, True)
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    told = clerk.said[-1]
    assert clerk.page.state.signed_by != THUMB and "捺印" in told.title and "李四" in told.next, told


def test_a_card_read_while_her_principals_number_is_typed_leaves_the_keyboard_there(
    desk: Callable[..., Clerk],
) -> None:
    clerk = fresh(desk)
    clerk.type("S")
    clerk.rest(1)
    clerk.named("intake.principal_number").setFocus()
    clerk.type(NUMBER[:9])
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    clerk.type(NUMBER[9:])
    assert clerk.page.state.principal_number == NUMBER


def test_a_name_that_the_card_says_otherwise_is_told(desk: Callable[..., Clerk]) -> None:
    clerk = fresh(desk)
    clerk.page.who.name.edit.setFocus()
    clerk.page.who.name.edit.insert("张山")
    clerk.page._edit("name", "张山", False)
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    assert [each for each in clerk.said if "张山" in each.title and "没有采用" in each.title]
    assert clerk.page.state.applicant().name == ZHANG.name
