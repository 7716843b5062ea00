"""The printed recovery code: random, in groups a person can copy, each group able to say that it was miscopied.

Seven groups of five: four symbols of chance (140 bits in all) and one check symbol over GF(32), which catches every
single wrong symbol, every swap of neighbours and a group in the wrong place. Alphabet: Crockford's base 32, which has
no I, L, O, U.
"""

from __future__ import annotations

import secrets

from app.errors import UserFacingError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 7
GROUP = 5
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
# x^5 + x^2 + 1 is primitive over GF(2).
_POLYNOMIAL = 0b100101


def new_code() -> str:
    """A fresh code, groups joined by ``-``."""
    groups = []
    for number in range(GROUPS):
        symbols = [secrets.randbelow(32) for _ in range(GROUP - 1)]
        groups.append("".join(ALPHABET[value] for value in [*symbols, _check(number, symbols)]))
    return "-".join(groups)


def normal_form(typed: str) -> str:
    """``typed`` as it was printed: case, blanks, hyphens and look-alikes do not matter.

    Raises UserFacingError ZC-LOGIN-03 naming the first group that was miscopied.
    """
    plain = "".join(ch for ch in typed.upper().translate(_LOOKALIKES) if ch.isalnum())
    for number in range(GROUPS):
        group = plain[number * GROUP : (number + 1) * GROUP]
        if len(group) != GROUP or any(ch not in ALPHABET for ch in group):
            raise _miscopied(number)
        values = [ALPHABET.index(ch) for ch in group]
        if _check(number, values[:-1]) != values[-1]:
            raise _miscopied(number)
    if len(plain) != GROUPS * GROUP:
        raise _miscopied(GROUPS - 1)
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def _check(number: int, symbols: list[int]) -> int:
    total = number + 1
    for symbol in symbols:
        total = _double(total) ^ symbol
    return _double(total)


def _double(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


def _miscopied(number: int) -> UserFacingError:
    return UserFacingError(
        "ZC-LOGIN-03",
        f"恢复码的第 {number + 1} 组抄写有误。",
        "数据没有被改动。",
        "请对照打印的恢复码重新输入这一组，共 7 组，每组 5 位。",
    )
