"""授权委托书: the last day for which it speaks, as it is told at the desk (民法典 165, 173)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_DAY = re.compile(r"(\d{4})\D*(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})", re.ASCII)
UNREADABLE = "核对授权委托书到期日"
ENDED = "换新的授权委托书（现在的已到期）"


def day_of(typed: str) -> date | None:
    """A last day as a clerk types it: 20261231, 2026-12-31, 2026年12月31日; None where it is none."""
    found = _DAY.fullmatch(typed.strip())
    parts = [int(part) for part in found.groups() if part] if found is not None else []
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def printed_end(told: date | None, issued: date) -> date:
    """Last day on a 授权委托书 printed on ``issued`` (D18): what was ``told``, else the end of that year. A day before
    ``issued`` is of a power that is over, and this one takes its place (民法典 165, 173).
    """
    return told if told is not None and told >= issued else issued.replace(month=12, day=31)


def power_gap(typed: str, day: date) -> Iterator[str]:
    """What is to be done about the last day of a power, for materials that are handed in on ``day``; nothing where no
    last day is told, as where the paper names none. Its last day still counts.
    """
    until = day_of(typed)
    if typed.strip() and until is None:
        yield UNREADABLE
    elif until is not None and until < day:
        yield ENDED
