"""What a citizen said (投诉 and the like, 差评) as she can ask after it: its number, and how far it has come."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from app.domain.case import Ask

REF = "ref"
"""Under this name the number travels with the question, so that whoever answers can find it by what she tells."""
_ROOM = 10**9
_TAKEN = frozenset({"kept", "rectify", "replied", "rectified"})
_ANSWERED = frozenset({"replied", "rectified"})


class Passed(StrEnum):
    """WAITING: it lies here alone. DELIVERED: the platform has it. TAKEN: who must answer has it. ANSWERED: and did.
    REFUSED: whoever was asked did not take it.
    """

    WAITING = "waiting"
    DELIVERED = "delivered"
    TAKEN = "taken"
    ANSWERED = "answered"
    REFUSED = "refused"


def number_of(ask: UUID) -> str:
    """Nine digits that follow from ``ask``, made here without any line, and a check digit (ISO 7064 MOD 11,10): it is
    said on the telephone, and a slip of the tongue must not lead to another's.
    """
    digits = f"{ask.int % _ROOM:09d}"
    return digits + _check(digits)


def right_number(text: str) -> bool:
    """Whether this may be such a number, as somebody tells it."""
    digits = text.replace(" ", "")
    return len(digits) == 10 and digits.isdecimal() and digits.isascii() and _check(digits[:9]) == digits[9]


def in_groups(number: str) -> str:
    """123 456 7890, as it is read and written down."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def _check(digits: str) -> str:
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)


def passed(ask: Ask, delivered: bool) -> Passed:
    """How far ``ask`` has come; ``delivered``: the platform signed for the commit that holds it."""
    if ask.outcome:
        if ask.outcome in _ANSWERED:
            return Passed.ANSWERED
        return Passed.TAKEN if ask.outcome in _TAKEN else Passed.REFUSED
    return Passed.DELIVERED if delivered else Passed.WAITING
