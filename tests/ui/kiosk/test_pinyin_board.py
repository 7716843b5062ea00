"""The keyboard of a terminal follows the finger: a key looks at the words that begin with its letter, once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from resources import path
from tests.ui.kiosk.booth import Booth
from ui.kiosk.pinyin import PinyinBoard, Table
from ui.kiosk.touch import Key
from ui.kiosk.window import KioskWindow


class Words(list[tuple[str, tuple[str, ...]]]):
    """Words that count how often somebody goes through all of them."""

    looked = 0

    def __iter__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        self.looked += 1
        return super().__iter__()


def board() -> PinyinBoard:
    return PinyinBoard(Table.load(path("data/pinyin-keyboard.json")))


def test_no_key_after_the_first_goes_through_all_words() -> None:
    """Each key went through 2,600 words three times, which took longer than a frame."""
    table = Table.load(path("data/pinyin-keyboard.json"))
    words = Words(table.words)
    made = PinyinBoard(Table(table.characters, words))
    for letter in "shenyangshi":
        made.type(letter)
        made.more()
        assert made.shown()
    assert words.looked == 1


def test_every_word_of_the_table_is_found_by_its_sound_and_offered_by_its_initials() -> None:
    made = board()
    for word, syllables in made.table.words:
        made.letters = "".join(syllables)
        if len(made.letters) > 1:
            assert word in {each.text for each in made.all()}, word
    letters: dict[str, int] = {}
    for word, syllables in made.table.words:
        made.letters = "".join(part[0] for part in syllables)
        seen = letters[made.letters] = letters.get(made.letters, 0) + 1
        offered = [each.text for each in made.all()]
        # As many of the same initials as a page has, in the order of the table.
        assert (word in offered) or seen > made.per_page or len(made.letters) < 2, word


@pytest.mark.parametrize("letters", ["shenya", "zhan", "liao"])
def test_a_word_is_offered_before_it_is_spelled_to_its_end(letters: str) -> None:
    made = board()
    made.letters = letters
    wanted = [word for word, read in made.table.words if "".join(read).startswith(letters)]
    whole = [word for word, read in made.table.words if "".join(read) == letters]
    assert wanted and [each.text for each in made.all()][: len(whole)] == whole
    assert set(wanted[: made.per_page]) <= {each.text for each in made.all()}


@pytest.mark.parametrize(
    ("read", "character"),
    [("yue", "玥"), ("zhe", "喆"), ("kun", "堃"), ("wen", "雯"), ("sheng", "昇"), ("di", "𬱖"), ("en", "嗯")],
)  # fmt: skip
def test_a_name_can_be_written_whose_characters_are_in_names_alone(read: str, character: str) -> None:
    """通用规范汉字表 has 8105 characters, and people are called by each of them: not one of 雯 and 玥 was to be had."""
    made = board()
    for letter in read:
        made.type(letter)
    for _ in range(60):
        if character in made.shown():
            break
        made.on(len(made.shown()))
    assert character in made.shown()
    assert made.pick(character) == character and not made.letters


def test_everyday_characters_stay_before_those_of_names_and_a_letter_alone_still_begins_many() -> None:
    made = board()
    made.letters = "wen"
    offered = [each.text for each in made.all() if len(each.text) == 1]
    assert offered.index("文") < offered.index("雯")
    made.letters = "m"
    assert {"没", "民"} & {each.text for each in made.all()}


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("large", [False, True])
def test_a_finger_comes_to_every_character_after_the_long_words_before_it(
    window: KioskWindow, booth: Booth, size: tuple[int, int], large: bool
) -> None:
    """Of a page of eight those that had no room beside a long word were never shown, nor was the key that goes on."""
    window.resize(*size)
    if large:
        booth.terminal.touch("large")
    booth.touch("tile", "guide")
    booth.touch("words")
    for letter in "shbzkbl":
        booth.terminal.touch("key", letter)
    wanted, seen = [each.text for each in booth.terminal.board.all()], list[str]()
    assert len(wanted) > 30 and max(map(len, wanted)) > 1
    for _ in range(len(wanted)):
        shown = [key for key in window.findChildren(Key) if key.isVisible() and key.choice.value.startswith("pick:")]
        seen += [key.choice.text for key in shown]
        on = [key for key in window.findChildren(Key) if key.isVisible() and key.choice.value.startswith("next:")]
        row = sorted((key.geometry() for key in (*shown, *on)), key=lambda box: box.left())
        assert all(a.right() < b.left() for a, b in pairwise(row)) and not any(key.cut() for key in (*shown, *on))
        if not on:
            break
        assert on[0].mapTo(window, on[0].rect().bottomRight()).x() < window.width()
        QTest.mouseClick(on[0], Qt.MouseButton.LeftButton)
    assert seen == wanted
    back = next(key for key in window.findChildren(Key) if key.isVisible() and key.choice.value == "back")
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert booth.terminal.board.shown()[0] in seen[:-1] and booth.terminal.board.first < len(wanted) - 1
