"""What ``verify`` says of something that does not hold."""

from __future__ import annotations

from app.values import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that does not hold: ``where`` names the table and row, ``text`` says what is wrong."""

    where: str
    text: str
