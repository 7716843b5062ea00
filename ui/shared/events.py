"""What an event is that Qt hands to a filter."""

from __future__ import annotations

from PySide6.QtCore import QEvent


def kind_of(event: object) -> QEvent.Type:
    """The kind of an event that a filter is handed, ``None_`` when it is none.

    Shiboken may take an event for the item of a layout that was made at the same address and is gone; such a thing has
    no kind, and whoever asked it ended the key or the picture it was about with an error.
    """
    return event.type() if isinstance(event, QEvent) else QEvent.Type.None_
