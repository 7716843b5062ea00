"""Writing by the keypad: a name can be written by whoever only hears."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from resources import path
from ui.kiosk.pinyin import Table
from ui.kiosk.spelling import PER_PAGE, Spelling, digits_of


@cache
def table() -> Table:
    return Table.load(path("data/pinyin-keyboard.json"))


def spelled(read: str) -> Spelling:
    made = Spelling(table())
    for key in digits_of(read):
        assert made.type(key)
    return made


@settings(max_examples=60)
@given(st.data())
def test_every_character_of_the_keyboard_can_be_reached_by_the_keys_of_its_sound(data: st.DataObject) -> None:
    read = data.draw(st.sampled_from(sorted(table().characters)))
    character = data.draw(st.sampled_from(table().characters[read]))
    board = spelled(read)
    for _ in range(-(-len(board.all()) // PER_PAGE)):
        if character in board.shown():
            break
        board.page += 1
    assert character in board.shown(), (read, character)
    assert board.pick(character) == character


def test_a_word_is_written_in_one_go_and_what_is_left_of_the_keys_is_chosen_next() -> None:
    board = spelled("shenyang")
    assert "沈阳" in board.shown() and board.pick("沈阳") == "沈阳" and not board.pending
    board = spelled("zhangwang")
    assert board.pick("张") == "张" and board.choosing and board.keys == digits_of("wang")
    assert board.pick("王") == "王" and not board.choosing


def test_a_character_is_said_with_a_word_so_that_who_hears_it_knows_which_it_is() -> None:
    board = Spelling(table())
    assert board.word_with("沈") == "沈阳" and board.word_with("沈阳") == ""
    known = {each for column in table().characters.values() for each in column}
    assert sum(bool(board.word_with(each)) for each in known) > 800


def test_what_she_picked_comes_first_for_her_and_is_gone_with_her() -> None:
    board = spelled("zhang")
    last = board.all()[-1].text
    board.pick(last)
    again = spelled("zhang")
    again._picked = board._picked
    assert again.all()[0].text == last
    board.wipe()
    for key in digits_of("zhang"):
        board.type(key)
    assert board.all()[0].text != last and not board._picked


def test_one_and_zero_have_no_letters_and_nothing_is_endless() -> None:
    board = Spelling(table())
    assert not board.type("1") and not board.type("0") and not board.pending
    for _ in range(40):
        board.type("2")
    assert len(board.keys) == 24
