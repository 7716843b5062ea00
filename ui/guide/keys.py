"""The keys of a page, read from its real actions: what is listed here works, and what works is listed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.values import dataclass
from ui.phrases import HAN, one_line
from ui.shared.overlay import Overlay
from ui.shared.paint import key_words


@dataclass(frozen=True)
class KeyLine:
    """A key as it stands on its cap, and what it does, in the words of its button."""

    key: str
    words: str
    bare: bool = False


def keys_of(widget: QWidget, *, shown: bool = False, without: QWidget | None = None) -> tuple[KeyLine, ...]:
    """Every key of ``widget`` and its parts, in the order of the parts; what lies above it (a dialog) is not of it.

    With ``shown`` only keys that would work now; what lies in ``without`` is left out. One key that several parts bear
    (each in its own pane) is told with the words of all of them.
    """
    told: dict[str, list[str]] = {}
    bare: dict[str, bool] = {}
    for action in _actions(widget, shown, without):
        words = _words(action)
        for key in _caps(action):
            if words and words not in told.setdefault(key, []):
                told[key].append(words)
            inside = action.shortcutContext() is Qt.ShortcutContext.WidgetWithChildrenShortcut
            bare[key] = bare.get(key, True) and inside
    return tuple(KeyLine(key, _all(words), bare[key]) for key, words in told.items() if words)


def _all(words: list[str]) -> str:
    """Once each: what a longer wording says already is not said again."""
    words = [each for each in words if not any(each != other and each in other for other in words)]
    return ("、" if any(HAN.search(each) for each in words) else "; ").join(words)


def _actions(widget: QWidget, shown: bool, without: QWidget | None) -> Iterable[QAction]:
    seen: list[QAction] = []
    for part in (widget, *widget.findChildren(QWidget)):
        if without is not None and (part is without or without.isAncestorOf(part)):
            continue
        if _above(part, widget) or (shown and not (part.isVisible() and part.isEnabled())):
            continue
        for action in part.actions():
            owner = action.parent()
            # The keys of a row of choices lie on the pane around it: what is hidden there has no key now.
            if shown and isinstance(owner, QWidget) and not (owner.isVisible() and owner.isEnabled()):
                continue
            if not action.shortcut().isEmpty() and action not in seen:
                seen.append(action)
                yield action


def _above(part: QWidget | None, root: QWidget) -> bool:
    while part is not None and part is not root:
        if isinstance(part, Overlay):
            return True
        part = part.parentWidget()
    return False


def _words(action: QAction) -> str:
    owner = action.parent()
    text = owner.text() if isinstance(owner, QAbstractButton) else action.text()
    return one_line(text).strip()


def _caps(action: QAction) -> list[str]:
    """The keys as they are printed; the keypad's Enter is the same Enter."""
    form = QKeySequence.SequenceFormat.PortableText
    caps = [key_words(sequence.toString(form)) for sequence in action.shortcuts()]
    return list(dict.fromkeys(caps))
