"""A look at every period, as the running program takes it."""

from __future__ import annotations

from ui.day import Day
from ui.workplace import Workplace


def proposed(place: Workplace) -> int:
    """Look at everything, portion after portion; how many acts by silence are new on the table."""
    look = Day(place).look_at_periods(set())
    while look.go_on():
        pass
    return look.round.proposed.total
