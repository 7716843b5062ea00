"""Several parts that come to stand in a page are placed once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def placed_once(part: QWidget) -> Iterator[None]:
    """What is added to ``part`` meanwhile is shown and placed in one go.

    Qt shows each part that is added to a page in sight by itself, a moment later, and each time places all that is
    around it anew. ``part`` itself is out of sight meanwhile, which nobody sees: nothing is painted before it is back.
    Where the keyboard is in it, it stays: it would lose that.
    """
    focused = QApplication.focusWidget()
    aside = part.isVisible() and not (focused is not None and (focused is part or part.isAncestorOf(focused)))
    if aside:
        part.hide()
    try:
        yield
    finally:
        if aside:
            part.show()
