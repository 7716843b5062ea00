"""Pinyin for searching.

Readings of titles (when the index is built) and syllables of what was typed (when it is asked).

Only building the index needs the dictionary, so typing never waits for its import.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

# Characters of titles with more than one reading in use; the words around them decide.
_POLYPHONES = frozenset(
    "行重长调给还畜参差传处降率量系更省乐单区查盛曾都朴仇解种种供供当中便分发为相应兴强空占干似散数石弹藏宿拓仔劲折卷"
)
_REACH = 3
_LONGEST = 6
_ALTERNATIVES = 4

_FINALS = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
_BEGINNINGS = frozenset(syllable[:n] for syllable in SYLLABLES for n in range(1, len(syllable) + 1))


@lru_cache(maxsize=4096)
def segmentations(letters: str) -> tuple[tuple[str, ...], ...]:
    """Ways to read ``letters`` as syllables, longest first syllable first, at most four.

    The last may be unfinished.

    xian → (xian), (xi, an). Empty when it cannot be pinyin (spscxk).
    """
    found: list[tuple[str, ...]] = []

    def read(start: int, taken: tuple[str, ...]) -> None:
        if len(found) >= 2 * _ALTERNATIVES:
            return
        if start == len(letters):
            found.append(taken)
            return
        for size in range(min(_LONGEST, len(letters) - start), 0, -1):
            part = letters[start : start + size]
            last = start + size == len(letters)
            if part in SYLLABLES or (last and part in _BEGINNINGS):
                read(start + size, (*taken, part))

    read(0, ())
    # A reading that ends in a whole syllable is likelier than one still being typed.
    return tuple(sorted(found, key=lambda parts: bool(parts) and parts[-1] not in SYLLABLES)[:_ALTERNATIVES])


def reader() -> Callable[[str], tuple[str, ...]]:
    """A function from a text to one reading per character (ASCII letters and digits stand for themselves).

    Imports the dictionary; readings are cached per character, and per neighbourhood for the characters with
    several.
    """
    from pypinyin import lazy_pinyin  # 350 ms: only an import of a catalogue pays for it

    # What has no reading comes back character by character, so that places keep their number.
    one_each: Any = list
    single: dict[str, str] = {}
    nearby: dict[tuple[str, int], str] = {}

    def one(character: str) -> str:
        reading = single.get(character)
        if reading is None:
            reading = _plain(lazy_pinyin(character)[0], character)
            single[character] = reading
        return reading

    def in_context(text: str, index: int) -> str:
        start = max(0, index - _REACH)
        key = (text[start : index + _REACH + 1], index - start)
        reading = nearby.get(key)
        if reading is None:
            readings = lazy_pinyin(key[0], errors=one_each)
            reading = (
                _plain(readings[key[1]], text[index]) if len(readings) == len(key[0]) else one(text[index])
            )
            nearby[key] = reading
        return reading

    def read(text: str) -> tuple[str, ...]:
        return tuple(
            character
            if character.isascii()
            else in_context(text, n)
            if character in _POLYPHONES
            else one(character)
            for n, character in enumerate(text)
        )

    return read


def _plain(reading: str, character: str) -> str:
    """A reading in ASCII letters; a character without one stands for itself."""
    plain = reading.replace("ü", "v")
    return plain if plain.isascii() and plain.isalpha() else character
