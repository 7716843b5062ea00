"""What a citizen said (投诉 and the like, 差评) as she can ask after it: its number, and how far it has come."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from app.domain.case import Ask

REF = "ref"
"""Under this name the number travels with the question, so that whoever answers can find it by what she tells."""
RECTIFY_BY = "rectify_by"
"""Under this name a bad rating holds the day of its answer (ISO)."""
_DIGITS = 11
"""So many that of the complaints of a whole province in a year hardly two meet; should they, neither is found by it."""
_REFUSED = frozenset({"refused", "no-interface"})
_ANSWERED = frozenset({"replied", "rectified"})


class Passed(StrEnum):
    """WAITING: nobody is known to have it but who keeps it here. DELIVERED: the platform has it. PARKED: and it did not
    take effect there, so nobody goes on with it. TAKEN: who must answer has it. ANSWERED: and did. REFUSED: whoever was
    asked did not take it.
    """

    WAITING = "waiting"
    DELIVERED = "delivered"
    PARKED = "parked"
    TAKEN = "taken"
    ANSWERED = "answered"
    REFUSED = "refused"


def number_of(ask: UUID) -> str:
    """Eleven digits that follow from ``ask``, made here without any line, and a check digit (ISO 7064 MOD 11,10): it is
    said on the telephone, and with one digit wrong it is nobody's.
    """
    digits = f"{ask.int % 10**_DIGITS:0{_DIGITS}d}"
    return digits + _check(digits)


def in_groups(number: str) -> str:
    """1234 5678 9012, as it is read and written down."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _check(digits: str) -> str:
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)


def passed(ask: Ask, delivered: bool, parked: bool = False) -> Passed:
    """How far ``ask`` has come; ``delivered``: the platform signed for the commit that holds it; ``parked``: which took
    no effect there. What a person answered in words of her own was not refused: nobody says it a second time.
    """
    if ask.outcome:
        if ask.outcome in _ANSWERED:
            return Passed.ANSWERED
        return Passed.REFUSED if ask.outcome in _REFUSED else Passed.TAKEN
    if parked:
        return Passed.PARKED
    return Passed.DELIVERED if delivered else Passed.WAITING
