"""Writing by the keypad, heard and not seen: pinyin on the digits 2–9 as on a telephone, characters chosen by number.

A character is said with a word in which it stands (张，纸张的张), so that one who hears it knows which it is. What was
picked comes first for her next word, and for nobody else's: ``wipe`` forgets it. No Qt here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from app.values import dataclass, field
from ui.kiosk.pinyin import Candidate, Table

GROUPS: Mapping[str, str] = {
    "2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz",
}  # fmt: skip
_DIGIT = {letter: digit for digit, letters in GROUPS.items() for letter in letters}
PER_PAGE = 8
_LONGEST_SYLLABLE, _MOST_DIGITS, _REMEMBERED, _BEGUN = 6, 24, 40, 8


def digits_of(read: str) -> str:
    """The keys on which these letters lie."""
    return "".join(_DIGIT[letter] for letter in read if letter in _DIGIT)


@dataclass
class Spelling:
    """Keys pressed and not yet turned into characters. ``choosing``: a digit chooses now and does not spell;
    ``digits``: a digit is written as it is; ``letter``: of a code, the key on which the wanted letter lies.
    """

    table: Table
    keys: str = ""
    choosing: bool = False
    digits: bool = False
    letter: str = ""
    lettering: bool = False
    page: int = 0
    _picked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def pending(self) -> bool:
        """Whether something was begun that the next key goes on with."""
        return bool(self.keys) or self.choosing or self.digits or self.lettering

    def type(self, key: str) -> bool:
        """One more key of the pinyin; False when it has no letters, or there are too many."""
        if key not in GROUPS or len(self.keys) >= _MOST_DIGITS:
            return False
        self.keys, self.page = self.keys + key, 0
        return True

    def erase(self) -> None:
        """The last key is taken back; out of choosing, it goes on spelling."""
        if self.choosing:
            self.choosing, self.page = False, 0
        else:
            self.keys = self.keys[:-1]

    def rest(self) -> None:
        """Leave off what was begun."""
        self.keys, self.choosing, self.digits, self.letter, self.lettering, self.page = "", False, False, "", False, 0

    def wipe(self) -> None:
        """Forget everything that was pressed and picked."""
        self.rest()
        self._picked.clear()

    def shown(self) -> tuple[str, ...]:
        """What 1 to 8 choose now."""
        every = self.all()
        pages = max(1, -(-len(every) // PER_PAGE))
        first = self.page % pages * PER_PAGE
        return tuple(each.text for each in every[first : first + PER_PAGE])

    def more(self) -> bool:
        """Whether 9 leads to others."""
        return len(self.all()) > PER_PAGE

    def pick(self, text: str) -> str:
        """Take a candidate: its keys are used up, and what is left of them is chosen next. Empty when it is none."""
        found = next((each for each in self.all() if each.text == text), None)
        if found is None:
            return ""
        used, self.keys, self.page = self.keys[: found.uses], self.keys[found.uses :], 0
        self.choosing = bool(self.keys)
        self._picked = [(used, text), *(pair for pair in self._picked if pair[1] != text)][:_REMEMBERED]
        return text

    def all(self) -> list[Candidate]:
        """Everything the keys may mean, the likeliest first, each once."""
        if not self.keys:
            return []
        found = [Candidate(text, len(used)) for used, text in self._picked if used == self.keys]
        found += [*self._words(), *self._characters()]
        first: dict[str, Candidate] = {}
        for each in found:
            first.setdefault(each.text, each)
        return list(first.values())

    def _words(self) -> list[Candidate]:
        keys, whole, begun = self.keys, [], []
        for read, word in self._read_words:
            if read == keys:
                whole.append(Candidate(word, len(keys)))
            elif len(keys) >= 4 and read.startswith(keys):
                begun.append(Candidate(word, len(keys)))
        return whole + begun[:_BEGUN]

    def _characters(self) -> Iterator[Candidate]:
        """By the longest syllable at the front, of all on the same keys; unfinished, by those that begin so."""
        for size in range(min(_LONGEST_SYLLABLE, len(self.keys)), 0, -1):
            columns = self._syllables.get(self.keys[:size], [])
            if columns:
                yield from _in_turn(columns, size)
                return
        begun = [column for keys, found in self._syllables.items() if keys.startswith(self.keys) for column in found]
        yield from _in_turn([column[:6] for column in begun], len(self.keys))

    @cached_property
    def _syllables(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for read, characters in self.table.characters.items():
            found.setdefault(digits_of(read), []).append(characters)
        return found

    @cached_property
    def _read_words(self) -> list[tuple[str, str]]:
        return [(digits_of("".join(read)), word) for word, read in self.table.words]

    def word_with(self, text: str) -> str:
        """A word in which a character stands, so that who hears it knows which it is; empty for a word."""
        return self._stands_in.get(text, "")

    @cached_property
    def _stands_in(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for word, _ in self.table.words:
            for character in word:
                found.setdefault(character, word)
        return found


def _in_turn(columns: list[str], uses: int) -> Iterator[Candidate]:
    """The likeliest of each, then the second of each, and so on."""
    for n in range(max(map(len, columns), default=0)):
        yield from (Candidate(column[n], uses) for column in columns if n < len(column))
