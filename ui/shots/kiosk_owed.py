"""What a notice asked for is handed in at a terminal: all of it, and a part."""

from __future__ import annotations

from collections.abc import Callable

from ui.shots.hands import Hands
from ui.shots.kiosk_cases import noticed

Keep = Callable[..., None]
"""Keeps the page that is shown, under its own name or the one given."""


def supplemented(b: Hands, keep: Keep) -> None:
    """张三 photographs what is owed, and hands it in whole."""
    noticed(b)
    b.touch("tile", "progress")
    b.touch("by-person")
    b.prove()
    keep("progress-own-two")
    b.home()
    b.touch("tile", "supplement")
    b.prove()
    keep()
    b.touch("case")
    keep()
    b.touch("line")
    keep()
    b.touch("picture")
    keep("supplement-one-taken")
    b.touch("next")
    keep("supplement-list-taken")
    b.touch("hand-in")
    keep()
    b.print_all()
    b.home()


def in_part(b: Hands, keep: Keep) -> None:
    """He hands in what his card has shown, and goes home knowing of the rest."""
    noticed(b)
    b.touch("tile", "supplement")
    b.prove()
    b.touch("case")
    b.touch("hand-in")
    b.print_all()
    keep("supplement-end-owed")
    b.home()
