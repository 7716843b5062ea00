"""The pinyin keyboard of a terminal: candidates from a small table of our own, and a memory that is wiped. No Qt here.

What a person picks comes first for her next word, and for nobody else's: ``wipe`` forgets it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from app.values import dataclass, field

_LONGEST_SYLLABLE = 6
_MOST_LETTERS = 24
_REMEMBERED = 40


@dataclass(frozen=True)
class Table:
    """Characters by syllable, the likeliest first, and (word, its syllables)."""

    characters: Mapping[str, str]
    words: Sequence[tuple[str, tuple[str, ...]]]

    @classmethod
    def load(cls, path: Path) -> Table:
        """Read ``data/pinyin-keyboard.json``."""
        facts = json.loads(path.read_text("utf-8"))
        return cls(facts["characters"], [(word, tuple(read.split())) for word, read in facts["words"]])


@dataclass(frozen=True)
class Candidate:
    """What the letters may mean, and how many of them it uses up."""

    text: str
    uses: int


@dataclass
class PinyinBoard:
    """Letters typed and not yet turned into characters."""

    table: Table
    per_page: int = 8
    letters: str = ""
    first: int = 0
    _before: list[int] = field(default_factory=list)
    _picked: list[tuple[str, str]] = field(default_factory=list)

    def type(self, letter: str) -> None:
        """One more letter."""
        if len(self.letters) < _MOST_LETTERS and letter.isalpha() and letter.isascii():
            self._begin(self.letters + letter.lower())

    def erase(self) -> bool:
        """Take the last letter back; False when there is none."""
        if not self.letters:
            return False
        self._begin(self.letters[:-1])
        return True

    def _begin(self, letters: str) -> None:
        self.letters, self.first = letters, 0
        self._before.clear()

    def on(self, seen: int) -> None:
        """The candidates after the ``seen`` that had room: words are wide, and none may be passed over."""
        if seen > 0 and self.first + seen < len(self.all()):
            self._before.append(self.first)
            self.first += seen

    def back(self) -> None:
        """Those that were shown before."""
        self.first = self._before.pop() if self._before else 0

    def shown(self) -> tuple[str, ...]:
        """Candidates from the present one on, at most a page."""
        return tuple(each.text for each in self.all()[self.first : self.first + self.per_page])

    def more(self) -> bool:
        """Whether there are others after a whole page."""
        return self.first + self.per_page < len(self.all())

    def pick(self, text: str) -> str:
        """Take a candidate: its letters are used up. Empty when it is none."""
        found = next((each for each in self.all() if each.text == text), None)
        if found is None:
            return ""
        used = self.letters[: found.uses]
        self._begin(self.letters[found.uses :])
        self._picked = [(used, text), *(pair for pair in self._picked if pair[1] != text)][:_REMEMBERED]
        return text

    def drop(self) -> str:
        """Take the letters as they are, for who writes in Latin letters."""
        letters = self.letters
        self._begin("")
        return letters

    def wipe(self) -> None:
        """Forget everything that was typed and picked."""
        self._begin("")
        self._picked.clear()

    def all(self) -> list[Candidate]:
        """Everything that the letters may mean, the likeliest first, each once."""
        if not self.letters:
            return []
        found = [Candidate(text, len(used)) for used, text in self._picked if used == self.letters]
        found += self._words()
        found += self._characters()
        first: dict[str, Candidate] = {}
        for each in found:
            first.setdefault(each.text, each)
        return list(first.values())

    def _words(self) -> list[Candidate]:
        letters, whole, begun = self.letters, [], []
        if len(letters) < 2:
            return []
        for word, read, initials in self._read_words.get(letters[0], ()):
            if read == letters:
                whole.append(Candidate(word, len(letters)))
            elif initials == letters or (len(letters) >= 4 and read.startswith(letters)):
                begun.append(Candidate(word, len(letters)))
        return whole + begun[: self.per_page]

    @cached_property
    def _read_words(self) -> Mapping[str, list[tuple[str, str, str]]]:
        """Words by their first letter, each with what it is read and its initials: put together at each key they took
        longer than a frame.
        """
        found: dict[str, list[tuple[str, str, str]]] = {}
        for word, syllables in self.table.words:
            initials = "".join(part[0] for part in syllables)
            found.setdefault(initials[0], []).append((word, "".join(syllables), initials))
        return found

    def _characters(self) -> list[Candidate]:
        """By the longest syllable at the front; while it is unfinished, by every one that begins so."""
        letters = self.letters
        for size in range(min(_LONGEST_SYLLABLE, len(letters)), 0, -1):
            part = letters[:size]
            exact = self.table.characters.get(part)
            if exact is not None:
                return [Candidate(character, size) for character in exact]
        begun = [s for s in self.table.characters if s.startswith(letters)] or [
            s for s in self.table.characters if s.startswith(letters[0])
        ]
        uses = len(letters) if any(s.startswith(letters) for s in begun) else 1
        columns = [self.table.characters[s] for s in begun]
        deepest = max((len(column) for column in columns), default=0)
        return [
            Candidate(column[n], uses)
            for n in range(min(deepest, 6))
            for column in columns
            if n < len(column)
        ]
