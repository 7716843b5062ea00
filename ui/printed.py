"""What a printer said of a sheet that is no job of the queue, in the clerk's words: sent is not the same as out."""

from __future__ import annotations

from ui.theme import t


def outcome(said: str) -> str:
    """``said`` is the code of an outcome and, after a blank, the printer's own words."""
    kind, _, rest = said.partition(" ")
    return f"{t(f'day.print_{kind}')} {rest}".strip()

