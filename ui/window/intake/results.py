"""The list of items under the search field: name, kind and department, the key on the current row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.values import dataclass
from ui.qss import bar_sheet, card_sheet
from ui.shared.paint import WRAPPED, key_cap_size, paint_key_cap, paint_text
from ui.theme import look, said, t

Index = QModelIndex | QPersistentModelIndex
SLIP = "typo"
"""By what an item was found that fits only where a slip is forgiven."""


class ItemLike(Protocol):
    """A found item, as the catalogue tells it."""

    @property
    def code(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def guided(self) -> bool: ...
    @property
    def matched(self) -> str: ...


@dataclass(frozen=True)
class Chosen:
    """An item that was not found by searching: resumed, or named by the palette."""

    code: str
    full_name: str
    department: str
    kind: str
    status: str
    guided: bool = True
    matched: str = ""


def note_of(item: ItemLike) -> str:
    """The second line: kind and department, and why it cannot be chosen."""
    parts = [item.kind, item.department]
    if item.status != "有效":
        parts.append(item.status)
    if not item.guided:
        parts.append(t("intake.what.no_guide_short"))
    return " · ".join(said(part) for part in parts if part)


def only_alike(items: Sequence[ItemLike]) -> bool:
    """Whether nothing fits as it was typed: what is shown was found by forgiving a slip, and Enter must not take it."""
    return bool(items) and items[0].matched == SLIP


class _Items(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[ItemLike, ...] = ()

    def set_items(self, items: Sequence[ItemLike]) -> None:
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.full_name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{item.full_name} {note_of(item)}"
        return None


class _Delegate(QStyledItemDelegate):
    """Paints a row; both lines wrap, so that no name is cut."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 0
        return QSize(width, self.height(index, width))

    def height(self, index: Index, width: int) -> int:
        model = index.model()
        assert isinstance(model, _Items)
        item = model.items[index.row()]
        th = look().theme
        room = width - 2 * th.space.s - th.size.bar
        named = look().wrapped(item.full_name, room - self._cap(), "body", True)
        noted = look().wrapped(note_of(item), room, "secondary")
        return max(th.size.row_palette, named + noted + th.space.xs + th.size.hairline)

    def _cap(self) -> int:
        return key_cap_size(look(), "Enter").width() + look().theme.space.s

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Items)
        item = model.items[index.row()]
        th = look().theme
        current = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.fillRect(rect, QColor(th.c.select if current else th.c.surface))
        if current:
            painter.fillRect(QRect(rect.left(), rect.top(), th.size.bar, rect.height()), QColor(th.c.primary))
        inner = rect.adjusted(th.space.s, th.space.hair, -th.space.s, -th.space.hair)
        name_room = inner.adjusted(0, 0, -self._cap(), 0)
        named = look().wrapped(item.full_name, name_room.width(), "body", True)
        ink = th.c.on_tint if current else th.c.text
        paint_text(painter, name_room, item.full_name, look().font("body", current), ink, WRAPPED)
        below = inner.adjusted(0, named, 0, 0)
        paint_text(painter, below, note_of(item), look().font("secondary"), th.c.text2, WRAPPED)
        if current:
            cap = QRect(QPoint(0, 0), key_cap_size(look(), "Enter"))
            cap.moveTo(inner.right() - cap.width(), inner.top() + th.space.hair)
            paint_key_cap(painter, cap, "Enter", look())
        else:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(th.c.border))


class Results(QListView):
    """Found items; ``chosen(item)`` comes with Enter or a click. It never takes the focus from the search field:
    ↑ and ↓ there move here. :meth:`show_items` grows to at most ``most`` rows and scrolls beyond.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Items(self)
        self._delegate = _Delegate(self)
        self.most = 3
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("part", "card")
        self.dress()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(t("intake.what.found"))
        self.clicked.connect(lambda index: self.chosen.emit(self._model.items[index.row()]))
        self.hide()

    def dress(self) -> None:
        """Its frame; called anew when the theme changes. A view cannot draw one by hand around its viewport."""
        self.setStyleSheet(card_sheet(look().theme) + bar_sheet(look().theme))

    def show_items(self, items: Sequence[ItemLike], at: int = 0) -> None:
        """Show these, the given one current; below 0 none is until somebody steps to it."""
        self._model.set_items(items)
        self.setVisible(bool(items))
        if items:
            self.setCurrentIndex(self._model.index(at) if at >= 0 else QModelIndex())
        self.fit()

    def fit(self) -> None:
        """Take the height of the first rows."""
        width = self.viewport().width()
        rows = [
            self._delegate.height(self._model.index(i), width) for i in range(min(self.most, self.count()))
        ]
        self.setFixedHeight(sum(rows) + 2 * self.frameWidth())

    def count(self) -> int:
        """How many there are."""
        return self._model.rowCount()

    def items(self) -> tuple[ItemLike, ...]:
        """What is shown."""
        return self._model.items

    def current(self) -> ItemLike | None:
        """The current item."""
        row = self.currentIndex().row()
        return self._model.items[row] if 0 <= row < self.count() else None

    def step(self, by: int) -> None:
        """Move the current row; stays at the ends."""
        if self.count():
            row = min(max(self.currentIndex().row() + by, 0), self.count() - 1)
            self.setCurrentIndex(self._model.index(row))
            self.scrollTo(self._model.index(row))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.fit()
