"""What a rating pad (评价器) sends; pure. The makers' protocols are not public, so ``frame`` is one of ours, and
``digits`` is what a plain keypad on a serial line sends.

``frame``: lines of ASCII, ``$`` WORDS ``*`` HH CR LF, where HH is the exclusive or of all bytes of WORDS, in
hexadecimal. The pad sends ``R,N,K`` for a press: N counts the presses, 0 to 9 and again, K is the key, 1 to 5 from the
left. It repeats a press until the host answers ``A,N``. The host asks ``Q``, and the pad answers ``I,NAME``.
"""

from __future__ import annotations

import re

from app.values import dataclass

KEYS = "12345"
LONGEST = 80
_PRESS = re.compile(r"R,([0-9]),([1-5])")
_NAME = re.compile(r"I,([ -)+-~]{1,48})")


@dataclass(frozen=True)
class Press:
    """A press in a frame: ``number`` tells a repetition from another press."""

    number: int
    key: int


@dataclass(frozen=True)
class Named:
    """The pad answered what it is."""

    name: str


def framed(words: str) -> bytes:
    """A line with its check."""
    return f"${words}*{_check(words):02X}\r\n".encode("ascii")


def ask() -> bytes:
    """Whether somebody is there."""
    return framed("Q")


def acknowledge(press: Press) -> bytes:
    """That a press arrived."""
    return framed(f"A,{press.number}")


def parse(line: bytes) -> Press | Named:
    """What a line of a pad says. ValueError for noise: a press that may have been another one is none."""
    words = _checked(line)
    if found := _PRESS.fullmatch(words):
        return Press(int(found[1]), int(found[2]))
    if found := _NAME.fullmatch(words):
        return Named(found[1])
    raise ValueError("not a line of a rating pad")


def acknowledged(line: bytes) -> int | None:
    """At the pad: the number of the press that arrived, None for the question who it is. ValueError for noise."""
    words = _checked(line)
    if words == "Q":
        return None
    if found := re.fullmatch(r"A,([0-9])", words):
        return int(found[1])
    raise ValueError("not a line of a host")


def digit(line: bytes) -> int:
    """The key of a plain keypad. ValueError for anything else."""
    if len(line) != 1 or line.decode("latin-1") not in KEYS:
        raise ValueError("not a key")
    return int(line)


def level(key: int, best: int) -> int:
    """The rating, 1 (非常不满意) to 5 (非常满意), of a key, when the key ``best`` (1 or 5) says 非常满意."""
    return key if best == 5 else 6 - key


class Lines:
    """Cuts a stream into lines at CR or LF; what grows beyond ``LONGEST`` bytes is cut off there, and so no line of a
    pad any more. ``single`` gives each byte as a line of its own, since a keypad may send no end at all.
    """

    def __init__(self, *, single: bool = False) -> None:
        self._single = single
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are now whole, in order; empty ones are none."""
        whole: list[bytes] = []
        for value in data:
            if value in b"\r\n":
                whole += [bytes(self._held)] if self._held else []
                self._held.clear()
            elif self._single:
                whole.append(bytes((value,)))
            elif len(self._held) <= LONGEST:
                self._held.append(value)
        return whole


def _check(words: str) -> int:
    found = 0
    for value in words.encode("ascii"):
        found ^= value
    return found


def _checked(line: bytes) -> str:
    text = line.decode("ascii", errors="replace")
    found = re.fullmatch(r"\$([ -)+-~]{1,60})\*([0-9A-F]{2})", text)
    if found is None or _check(found[1]) != int(found[2], 16):
        raise ValueError("not a whole line")
    return found[1]
