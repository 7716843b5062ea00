"""The keyboard of a terminal follows the finger: a key looks at the words that begin with its letter, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources import path
from ui.kiosk.pinyin import PinyinBoard, Table


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
