"""What a picture must not show: words cut off, parts over each other, empty places, words of the other language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)

from app.values import dataclass, field
from ui.shared.halo import Halo
from ui.shared.measure import cut_texts, nameless, tab_jumps, words_shown
from ui.shared.overlay import Overlay
from ui.shared.preview import PagePreview
from ui.shared.table import Table, cell_width, text_width

LAP = 3
"""Pixels two neighbours may share: a frame on a frame."""
FEWEST_COLOURS = 6
"""A picture with fewer is a page on which nothing was drawn (anti-aliased words alone bring more)."""
_CHINESE = re.compile(r"[一-鿿]")
_PLACE = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True)
class Words:
    """The words of the language that is shown, and of the one that must not be (None: the first language itself).

    ``said`` turns words that came from below into the language that is shown.
    """

    shown: Mapping[str, str]
    other: Mapping[str, str] | None = None
    said: Callable[[str], str] = str
    _whole: frozenset[str] = field(init=False)
    _forms: tuple[re.Pattern[str], ...] = field(init=False)

    def __post_init__(self) -> None:
        left = [
            words
            for key, words in (self.other or {}).items()
            if _CHINESE.search(words) and self.shown.get(key) != words
        ]
        said = frozenset(self.shown.values())
        whole = frozenset(words for words in left if "{" not in words) - said
        forms = tuple(re.compile(_form(words), re.DOTALL) for words in left if _says_enough(words))
        object.__setattr__(self, "_whole", whole)
        object.__setattr__(self, "_forms", forms)

    def raw(self, text: str) -> bool:
        """Whether a key, or a place that was not filled, stands where words should."""
        return text in self.shown or bool(re.search(r"\{\w+\}", text))

    def untranslated(self, text: str) -> bool:
        """Whether these are words of the other language that have a translation."""
        if self.other is None or not _CHINESE.search(text):
            return False
        if self.said(text) != text:
            return True
        return text in self._whole or any(form.fullmatch(text) for form in self._forms)


def _says_enough(words: str) -> bool:
    """A pattern of places with hardly a word between them would fit anything."""
    return "{" in words and len(_CHINESE.findall(re.sub(r"\{\w+\}", "", words))) > 1


def _form(words: str) -> str:
    return _PLACE.sub("(?:.*)", re.escape(words))


def complaints(window: QWidget, words: Words, picture: QImage) -> list[str]:
    """Everything that is wrong with what ``window`` shows now; empty is good."""
    found = [f"cut: {text}" for text in (*cut_texts(window), *cut_cells(window))]
    found += [f"overlap: {text}" for text in overlaps(window)]
    found += [f"empty: {text}" for text in blanks(window)]
    found += [f"no name: {text}" for text in nameless(window)]
    found += [f"focus jumps: {text}" for text in tab_jumps(window)]
    for text in words_shown(window):
        if words.raw(text):
            found.append(f"raw: {text}")
        elif words.untranslated(text):
            found.append(f"untranslated: {text}")
    if colours(picture) < FEWEST_COLOURS:
        found.append("empty: nothing was drawn")
    return list(dict.fromkeys(found))


def cut_cells(widget: QWidget) -> list[str]:
    """Titles, states, lights and figures of tables that their columns cut; a text may end in … with its tooltip."""
    found = []
    for table in widget.findChildren(Table):
        if not table.isVisible():
            continue
        if table.horizontalScrollBar().maximum() > 0:
            found.append(f"{_name(table)} is wider than its place")
        else:
            found += [f"cell {words!r} ({need} > {has})" for words, need, has in _cells(table) if need > has]
    return found


def _cells(table: Table) -> Iterator[tuple[str, int, int]]:
    header = table.horizontalHeader()
    for i, column in enumerate(table.rows.columns):
        if header.isSectionHidden(i):
            continue
        has = header.sectionSize(i)
        yield str(table.rows.headerData(i, Qt.Orientation.Horizontal)), table.title_width(i), has
        for row in range(table.rows.rowCount()):
            index = table.rows.index(row, i)
            words = str(index.data())
            figure = text_width(words, column.bold) if column.right else 0
            yield words, max(cell_width(index), figure), has


def overlaps(widget: QWidget) -> list[str]:
    """Neighbours in one frame that lie over each other by more than ``LAP`` pixels."""
    return [
        f"{_name(one)} and {_name(other)} in {_name(parent)}"
        for parent in (widget, *widget.findChildren(QWidget))
        if parent.isVisible() and not isinstance(parent, QAbstractScrollArea | QStackedWidget)
        for one, other in combinations(_neighbours(parent), 2)
        if _laps(one.geometry(), other.geometry())
    ]


def _neighbours(parent: QWidget) -> list[QWidget]:
    return [
        child
        for child in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if child.isVisible()
        and not child.isWindow()
        and not isinstance(child, Overlay | Halo)
        and not child.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    ]


def _laps(one: QRect, other: QRect) -> bool:
    both = one.intersected(other)
    return both.width() > LAP and both.height() > LAP


def blanks(widget: QWidget) -> list[str]:
    """Panes, sheets and buttons that say nothing: no word, no row, no paper, no name."""
    found = []
    for part in (widget, *widget.findChildren(QWidget)):
        if not part.isVisible() or not part.height() or not part.width():
            continue
        if isinstance(part, QAbstractButton):
            if not (part.text().strip() or part.accessibleName().strip()):
                found.append(f"{type(part).__name__} without a word")
        elif isinstance(part, Table):
            if not part.rows.rowCount() and not part.blank:
                found.append(f"{_name(part)} without rows and without a word")
        elif part.property("part") in ("pane", "dialog", "sheet", "card", "strip", "band") and not _says(
            part
        ):
            found.append(f"{part.property('part')} {_name(part)}")
    return found


def _says(part: QWidget) -> bool:
    return any(_speaks(child) for child in (part, *part.findChildren(QWidget)) if child.isVisible())


def _speaks(part: QWidget) -> bool:
    if isinstance(part, QLabel | QAbstractButton | QLineEdit):
        return bool(part.text().strip() or part.accessibleName().strip())
    if isinstance(part, QPlainTextEdit):
        return bool(part.toPlainText().strip() or part.placeholderText())
    if isinstance(part, QAbstractItemView):
        model = part.model()
        return bool(model) and model.rowCount() > 0
    return isinstance(part, PagePreview) or bool(part.accessibleDescription().strip())


def colours(picture: QImage) -> int:
    """How many colours a coarse look at a picture finds."""
    small = picture.scaled(160, 160, Qt.AspectRatioMode.IgnoreAspectRatio)
    return len({small.pixel(x, y) for x in range(0, 160, 2) for y in range(0, 160, 2)})


def _name(part: QWidget) -> str:
    text = part.text() if isinstance(part, QLabel | QAbstractButton) else ""
    return f"{type(part).__name__} {part.objectName() or part.accessibleName() or text!r}".strip()
