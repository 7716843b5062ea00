"""How a name sounds, in the letters that a clerk types: ``zhangwei`` and ``zw`` for 张伟.

Single readings from a table of the program, since the dictionary of the item search takes 350 ms to import. A surname
is read as one (单 shàn), and as its character is read elsewhere too: who hears a name does not know how it is written.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice, product
from pathlib import Path

LONGEST = 40
"""So many letters of a key are kept, and looked for."""
FEWEST = 2
"""So many letters at least are taken for the sound of a name."""
_ALTERNATIVES = 8
_SILENT = frozenset("'’`·")


class Readings:
    """The table of ``data/name-sounds.json``. It is searched as one text: a name has three characters of 42,000."""

    def __init__(
        self, characters: Mapping[str, str], also: Mapping[str, str] | None = None,
        surnames: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """``characters`` by syllable; other readings of a character, and those of a surname, by that, with blanks."""
        self._characters, self._also, self._surnames = characters, also or {}, surnames or {}
        self._known: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Readings:
        """Read ``data/name-sounds.json``."""
        facts = json.loads(path.read_text("utf-8"))
        return cls(facts["characters"], facts["also"], facts["surnames"])

    def keys(self, names: Iterable[str]) -> frozenset[str]:
        """By which letters each of ``names`` is found: its syllables in a row, and their first letters. What has no
        character with a reading is found as it is written, and has none.
        """
        return frozenset(key[:LONGEST] for name in names for way in self._ways(name) for key in _spellings(way))

    def _ways(self, name: str) -> Iterable[tuple[str, ...]]:
        """Ways to read a name, the likeliest first; a few, beginning with those that differ in the surname."""
        folded = "".join(each for each in unicodedata.normalize("NFKC", name) if each.isalnum())
        size = next((size for size in (2, 1) if folded[:size] in self._surnames), 0)
        surname, given = folded[:size], folded[size:]
        each = [self._of(character) for character in given]
        if not (surname or any(not one.isascii() and self._of(one) for one in given)):
            return ()
        whole = [tuple(way.split("-")) for way in self._surnames.get(surname, "").split()]
        apart = [tuple(reversed(way)) for way in product(*(self._of(one) for one in reversed(surname)))]
        first = list(dict.fromkeys([*whole, *apart]))
        # What varies fastest is the beginning: by that a name is looked for.
        rests = product(*reversed([one for one in each if one]))
        return islice(((*head, *reversed(rest)) for rest in rests for head in first), _ALTERNATIVES)

    def _of(self, character: str) -> tuple[str, ...]:
        """Readings of one character; letters and digits stand for themselves, what is not known for nothing."""
        if character.isascii():
            return (character.lower(),)
        found = self._known.get(character)
        if found is None:
            at = self._text.find(character)
            first = self._text[self._text.rfind("\n", 0, at) + 1 : at].partition(" ")[0] if at >= 0 else ""
            found = self._known[character] = tuple(filter(None, (first, *self._also.get(character, "").split())))
        return found

    @cached_property
    def _text(self) -> str:
        return "\n".join(f"{sound} {characters}" for sound, characters in self._characters.items())


def letters_of(text: str) -> str:
    """The letters by which a name may be looked for in what was typed, blanks and tone marks aside, ü as v; "" when it
    is no pinyin.
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower()).replace("u\u0308", "v")
    letters = "".join(c for c in plain if not (c.isspace() or c in _SILENT or unicodedata.combining(c)))
    return letters[:LONGEST] if letters.isascii() and letters.isalpha() and len(letters) >= FEWEST else ""


def _spellings(way: tuple[str, ...]) -> Iterable[str]:
    """A reading in a row and by its first letters; who has no ü at hand types u as well as v."""
    whole = "".join(way)
    yield "".join(syllable[0] for syllable in way)
    yield whole
    plain = "".join(f"{each[0]}u{each[2:]}" if each[:2] in ("lv", "nv") else each for each in way)
    if plain != whole:
        yield plain
