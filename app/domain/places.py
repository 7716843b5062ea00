"""The five-level tree of places in which every device stands: 省、市、县、乡、村 (S0 4).

A place is its division code: two digits are a province, four a city, six a county, nine a township or street, twelve a
village or community; zeros at the end stand for nothing. A village only takes in and helps (只代收、帮办).
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.areas import AreaState, area_state
from app.domain.rights import Right


class Level(StrEnum):
    """The five levels."""

    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"
    TOWNSHIP = "乡"
    VILLAGE = "村"


_ENDS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}
AT_VILLAGE = frozenset({Right.RECEIVE, Right.HAND_OVER})
"""What a village point does: it takes in for others and hands over what came for the villagers."""


def short_code(code: str) -> str:
    """The code without the zeros that stand for no level: 210106000000 → 210106, 210100 → 2101."""
    if not code.isascii() or not code.isdigit() or len(code) not in _ENDS:
        return ""
    for end in sorted(_ENDS, reverse=True):
        if len(code) >= end and code[max((e for e in _ENDS if e < end), default=0) : end].strip("0"):
            return code[:end] if not code[end:].strip("0") else ""
    return ""


def level_of(code: str) -> Level | None:
    """At which level a place stands; None for what is no place."""
    short = short_code(code)
    return _ENDS[len(short)] if short else None


def above(code: str) -> tuple[str, ...]:
    """The places that this one belongs to, the province first, without itself."""
    short = short_code(code)
    return tuple(short[:end] for end in sorted(_ENDS) if end < len(short))


def known_place(code: str) -> bool:
    """Whether the tree has room for it: a level, and a county that exists or did (townships and villages are open)."""
    short = short_code(code)
    if not short:
        return False
    county = short[:6].ljust(6, "0")
    return area_state(county) is not AreaState.UNKNOWN


def rights_at(rights: frozenset[Right], code: str) -> frozenset[Right]:
    """The rights that count where the device stands."""
    return rights & AT_VILLAGE if level_of(code) is Level.VILLAGE else rights
