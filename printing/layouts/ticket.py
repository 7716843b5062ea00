"""排队号票: a number on a slip of the receipt roll, 72 mm wide; on sheets it stands at the top left."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from app.values import dataclass, replace
from printing.fonts import Face, Fonts
from printing.layouts.roll import BODY, DOT, SMALL, WIDTH, Roll, dots
from printing.page import Page
from printing.text import Style, bold


@dataclass(frozen=True)
class Ticket:
    """``number`` in the queue, ``window`` where it is called, ``before`` how many wait before it, ``taken_at`` when
    it was taken.
    """

    KIND: ClassVar[str] = "Q01"
    NAME: ClassVar[str] = "排队号票"

    number: str
    hall: str
    window: str
    before: int
    taken_at: datetime
    phone: str = ""
    rehearsal: bool = False


def queue_ticket(ticket: Ticket, fonts: Fonts) -> list[Page]:
    """The slip: nothing on it says who took it."""
    roll = Roll(fonts)
    if ticket.rehearsal:
        roll.lines(bold("演练"), SMALL)
    roll.lines(ticket.hall, replace(BODY, align="center"))
    roll.y += 8 * DOT
    roll.lines(bold(ticket.number), Style(Face.SANS, dots(96), 120 * DOT, align="center"))
    roll.lines(f"窗口：{ticket.window}", replace(BODY, align="center"))
    waits = f"前面还有 {ticket.before} 人等候" if ticket.before else "前面没有人等候"
    roll.lines(waits, replace(BODY, align="center"))
    roll.rule()
    roll.lines("叫到号请到窗口；过号的不用重新取号，告诉窗口再叫一次。", replace(BODY, align="center"))
    when = f"{ticket.taken_at:%Y-%m-%d %H:%M}"
    roll.lines(f"{when} 取号" + (f" · 电话 {ticket.phone}" if ticket.phone else ""), SMALL)
    return [Page(WIDTH - 0.002, roll.y + 24 * DOT, tuple(roll.ops))]
