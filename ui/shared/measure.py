"""Checks of a drawn window: no word cut, everything named, focus in reading order. Used by the tests and the tour."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit, QScrollArea, QWidget

from ui.shared.button import KeyButton
from ui.shared.labels import Chip, KeyCap, Light
from ui.shared.paint import WRAPPED

SLACK = 1
"""Pixels of rounding between measuring and layout."""


def cut_texts(widget: QWidget) -> list[str]:
    """Every visible text that does not fit its widget, as ``Class: text (needs WxH, has WxH)``; empty when all
    can be read.

    A text that a scroll area can bring into view is not cut.
    """
    found: list[str] = []
    for part in (widget, *widget.findChildren(QWidget)):
        if part.isVisible() and (complaint := _complaint(part)):
            found.append(complaint)
    return found


def _complaint(part: QWidget) -> str:
    if isinstance(part, QLabel | QAbstractButton):
        text = part.text()
        if not text.strip():
            return ""
        need_w, need_h = _needs(part)
        if need_w > part.width() + SLACK or need_h > part.height() + SLACK:
            return f"{type(part).__name__}: {text!r} (needs {need_w}x{need_h}, has {part.width()}x{part.height()})"
        if _outside(part):
            return f"{type(part).__name__}: {text!r} (reaches out of its frame)"
    return ""


def _needs(part: QLabel | QAbstractButton) -> tuple[int, int]:
    if isinstance(part, KeyButton | Chip | KeyCap | Light):
        hint = part.sizeHint()
        if isinstance(part, KeyButton):
            return part.content_width() + 2, hint.height()
        return hint.width(), hint.height()
    if isinstance(part, QLabel):
        return _label_needs(part)
    content = getattr(part, "content_width", None)
    if callable(content):
        return int(content()), part.fontMetrics().height()
    return part.minimumSizeHint().width(), part.minimumSizeHint().height()


def _label_needs(label: QLabel) -> tuple[int, int]:
    margins = label.contentsMargins()
    room = label.width() - margins.left() - margins.right() - 2 * label.margin()
    flags = WRAPPED if label.wordWrap() else int(Qt.AlignmentFlag.AlignLeft)
    box = label.fontMetrics().boundingRect(QRect(0, 0, max(room, 1), 1 << 20), flags, label.text())
    return box.width() + margins.left() + margins.right(), box.height() + margins.top() + margins.bottom()


def _outside(part: QWidget) -> bool:
    """Whether an ancestor that cannot scroll clips the part."""
    rect = QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())
    parent = part.parentWidget()
    while parent is not None:
        area = parent.parentWidget()
        if isinstance(area, QScrollArea):
            return _beside(part, area)
        frame = QRect(parent.mapTo(part.window(), QPoint(0, 0)), parent.size())
        if not frame.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(rect):
            return True
        if parent.isWindow():
            return False
        parent = parent.parentWidget()
    return False


def _beside(part: QWidget, area: QScrollArea) -> bool:
    """Whether a scroll area that never scrolls sideways cuts the part at its left or right."""
    if area.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return False
    left = part.mapTo(area, QPoint(0, 0)).x()
    edge = area.viewport().geometry()
    return left < edge.left() - SLACK or left + part.width() > edge.right() + 1 + SLACK


def words_shown(widget: QWidget) -> list[str]:
    """Every word that stands on the screen or is told to a screen reader: labels, buttons, hints, lists and tables;
    what was typed into a field is the person's own and left out.
    """
    found: list[str] = []
    for part in (widget, *widget.findChildren(QWidget)):
        if not part.isVisible():
            continue
        found += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, QLineEdit):
            found.append(part.placeholderText())
        elif isinstance(part, QAbstractItemView):
            found += _items(part)
        elif callable(text := getattr(part, "text", None)):
            found.append(str(text()))
    return list(dict.fromkeys(word for word in found if word.strip()))


def _items(view: QAbstractItemView) -> list[str]:
    model = cast("QAbstractItemModel | None", view.model())  # the bindings never say None, a bare view does
    if model is None:
        return []
    role = Qt.ItemDataRole.DisplayRole
    listed = isinstance(model, QAbstractListModel)
    rows, columns = range(model.rowCount()), range(1 if listed else model.columnCount())
    heads = [model.headerData(n, Qt.Orientation.Horizontal, role) for n in columns] if not listed else []
    cells = [model.index(row, column).data(role) for row in rows for column in columns]
    return [str(word) for word in (*heads, *cells) if isinstance(word, str)]


def nameless(widget: QWidget) -> list[str]:
    """Everything that takes the focus and has no name for a screen reader."""
    found = []
    for part in focusable(widget):
        named = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
        if not named.strip():
            found.append(f"{type(part).__name__} {part.objectName()}".strip())
    return found


def focusable(widget: QWidget) -> list[QWidget]:
    """What Tab reaches inside ``widget``, in tab order."""
    inside: list[QWidget] = []
    start: QWidget = widget.window()
    part: QWidget | None = start.nextInFocusChain()
    while part is not None and part is not start:
        tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if tab and part.isVisible() and part.isEnabled() and widget.isAncestorOf(part) and not _inner(part):
            inside.append(part)
        part = part.nextInFocusChain()
    return inside


def _inner(part: QWidget) -> bool:
    """Whether the part only stands in for its owner (a proxied field, the viewport of a view)."""
    return part.focusProxy() is not None and not isinstance(part, QLineEdit)


def tab_jumps(widget: QWidget) -> list[str]:
    """Places where Tab goes backwards: up and not to the right within one container."""
    order = focusable(widget)
    found = []
    for one, other in pairwise(order):
        if one.parentWidget() is not other.parentWidget():
            continue
        a, b = one.geometry(), other.geometry()
        if b.bottom() < a.top() and b.left() <= a.right():
            found.append(f"{_name(one)} -> {_name(other)}")
        if abs(a.center().y() - b.center().y()) < a.height() // 2 and b.right() < a.left():
            found.append(f"{_name(one)} -> {_name(other)}")
    return found


def _name(part: QWidget) -> str:
    return part.accessibleName() or type(part).__name__
