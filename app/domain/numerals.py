"""Chinese numerals as laws and guides write them: 二十, 第三十五条, 一百零二."""

from __future__ import annotations

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
NUMERAL = "[〇零一二两三四五六七八九十百]+"


def chinese_number(text: str) -> int:
    """The number that ``text`` writes, below a thousand. Raises ValueError for anything else."""
    total = pending = 0
    for position, character in enumerate(text):
        if character in _DIGITS:
            pending = _DIGITS[character]
        elif character in _UNITS:
            total += (pending if pending or position else 1) * _UNITS[character]
            pending = 0
        else:
            raise ValueError(text)
    if not text:
        raise ValueError(text)
    return total + pending
