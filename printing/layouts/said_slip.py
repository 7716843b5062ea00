"""凭条: the number by which a citizen asks after what she said, on a slip of the receipt roll. It is no document of a
case: nobody who finds it learns who she is, or of what she spoke.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from app.values import dataclass, replace
from printing.fonts import Face, Fonts
from printing.layouts.roll import BODY, DOT, SMALL, WIDTH, Roll, dots
from printing.page import Page
from printing.text import Style, bold


@dataclass(frozen=True)
class SaidSlip:
    """``number`` as it is read, ``title`` what it is of, ``lines`` what happens next, ``said_at`` when she said it."""

    KIND: ClassVar[str] = "Q02"
    NAME: ClassVar[str] = "凭条"

    number: str
    title: str
    lines: tuple[str, ...]
    said_at: datetime
    hall: str
    device: str = ""
    rehearsal: bool = False


def said_slip(slip: SaidSlip, fonts: Fonts) -> list[Page]:
    """The slip."""
    roll, middle = Roll(fonts), replace(BODY, align="center")
    if slip.rehearsal:
        roll.lines(bold("演练"), SMALL)
    roll.lines(slip.hall, middle)
    roll.lines(slip.title, middle)
    roll.y += 8 * DOT
    roll.lines(bold(slip.number), Style(Face.SANS, dots(64), 84 * DOT, align="center"))
    roll.rule()
    for line in slip.lines:
        roll.lines(line, BODY)
    roll.lines(f"{slip.said_at:%Y-%m-%d %H:%M}" + (f" · {slip.device}" if slip.device else ""), SMALL)
    return [Page(WIDTH - 0.002, roll.y + 24 * DOT, tuple(roll.ops))]
