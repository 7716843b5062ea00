"""What a page of a terminal is painted of, in the order in which it comes onto the screen.

A whole page of two million points takes longer than a frame, and a finger would wait for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def panes(page: QWidget) -> list[QWidget]:
    """Everything on the page that is drawn by itself, from top to bottom; a ground before what stands on it."""
    return list(_in(page))


def _in(part: QWidget) -> Iterator[QWidget]:
    shown = [
        child
        for child in part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if not child.isHidden()
    ]
    for child in sorted(shown, key=QWidget.y):
        yield child
        yield from _in(child)
