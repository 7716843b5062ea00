"""What stands half typed in a window and is kept nowhere: who closes it for another language is asked first."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.shared.overlay import Overlay
from ui.shared.pad import SignaturePad

_FLEETING = frozenset(("search.field", "handover.scan", "parcels.scan", "returns.scan", "day.action"))
"""Words that one looks for and types again without a loss."""
WIPED = "wiped"
"""Property of a page that is wiped when its person goes: what is on it is hers, whichever of its parts is seen."""


def unfinished(window: QWidget, kept: QWidget | None) -> bool:
    """Whether something was typed or signed that a new window would not have.

    ``kept`` is the page whose fields are on disk already (the intake with its draft), not the sheets that lie above it.
    What lies in a form that was closed again is not asked for.
    """
    return any(_begun(part) and not _safe(_shown(part), kept) for part in _parts(window))


def _parts(window: QWidget) -> Iterator[QWidget]:
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit, SignaturePad):
        yield from window.findChildren(kind)


def _shown(part: QWidget) -> QWidget:
    """Where it is seen: while a pad of its own is signed, words may stand in the place of the canvas."""
    above = part.parentWidget()
    return above if isinstance(part, SignaturePad) and part.waiting and above is not None else part


def _begun(part: QWidget) -> bool:
    if isinstance(part, SignaturePad):
        return part.waiting or not part.empty()
    if isinstance(part, QLineEdit):
        return bool(part.text()) and part.isModified() and not part.isReadOnly()
    if isinstance(part, (QPlainTextEdit, QTextEdit)):
        return bool(part.toPlainText()) and part.document().isModified() and not part.isReadOnly()
    return False


def _safe(part: QWidget, kept: QWidget | None) -> bool:
    if part.objectName() in _FLEETING or part.property("part") == "palette":
        return True
    sheet = _sheet_of(part)
    if sheet is not None:
        return not (sheet.isVisible() or sheet.shelved) or not part.isVisibleTo(sheet)
    if kept is not None and kept.isAncestorOf(part):
        return True
    page = _page_of(part)
    return not page.property(WIPED) and not part.isVisibleTo(page)


def _sheet_of(part: QWidget) -> Overlay | None:
    above: QWidget | None = part
    while above is not None and not isinstance(above, Overlay):
        above = above.parentWidget()
    return above


def _page_of(part: QWidget) -> QWidget:
    """The page it stands on, whether that is the open one or not."""
    above: QWidget | None = part
    while above is not None:
        if above.property("part") == "page":
            return above
        above = above.parentWidget()
    return part.window()
