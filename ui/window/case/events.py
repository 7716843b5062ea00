"""The pane of events: the log in sentences, newest first, each with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.values import dataclass
from ui.shared.frame import Frame
from ui.shared.labels import Icon, Text
from ui.shared.paint import LEFT, WRAPPED, paint_ring, paint_text
from ui.shared.pane import Pane
from ui.shared.scrollbar import ScrollBar
from ui.theme import look, said, t
from ui.window.case.look import CaseLook
from ui.window.case.sentences import receipt_word, sentence
from ui.window.case.words import clock, day

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
MARKS = ("hall", "by_hall", "acked", "down", "waiting", "parked")
"""What the mark of an event may say: the widest has its room."""


@dataclass(frozen=True)
class EventRow:
    """A line: a heading with the day, or an event with its time, sentence and mark (words, state, icon).

    ``hint`` says the mark whole: 大厅已存 · 待省平台回执.
    """

    text: str
    time: str = ""
    mark: str = ""
    state: str = ""
    icon: str = ""
    hint: str = ""

    @property
    def heading(self) -> bool:
        """Whether it is the head of a day."""
        return not self.time


def event_rows(seen: CaseLook, device: str) -> list[EventRow]:
    """Newest first, a heading per day."""
    rows: list[EventRow] = []
    last = None
    for line in sorted(enumerate(seen.events), key=lambda pair: (pair[1].event.at.ms, pair[0]), reverse=True):
        event = line[1].event
        if event.at.date != last:
            last = event.at.date
            rows.append(EventRow(said(day(last))))
        key, state, icon = receipt_word(line[1], device)
        words, hint = said(sentence(event, seen.case, t)), t(key.replace(".mark.", ".mark_hint."))
        rows.append(EventRow(words, clock(event.at), t(key), state, icon, hint))
    return rows


class EventsModel(QAbstractListModel):
    """Rows of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[EventRow] = []

    def set_rows(self, rows: Sequence[EventRow]) -> None:
        """Replace all."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (row.time, row.text, row.mark) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.hint or None
        return None


class EventDelegate(QStyledItemDelegate):
    """Paints time, sentence (wrapped, never cut) and mark."""

    def columns(self, width: int) -> tuple[int, int]:
        """Where the sentence begins and how wide it may be."""
        th = look().theme
        left = th.space.pane + look().metrics("secondary").horizontalAdvance("00:00") + th.space.m
        right = th.space.pane + th.size.icon_small + th.space.xs
        right += max(look().metrics("secondary").horizontalAdvance(t(f"case.mark.{mark}") + "　") for mark in MARKS)
        return left, max(width - left - right, th.size.field)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = (
            view.viewport().width() if isinstance(view, QListView) else look().theme.columns.case_events[0]
        )
        row: EventRow = index.data(ROW)
        th = look().theme
        if row.heading:
            return QSize(width, th.size.group_palette)
        high = look().wrapped(row.text, self.columns(width)[1], "secondary")
        return QSize(width, high + 2 * th.space.s)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        drawn: Any = option
        rect: QRect = drawn.rect
        row: EventRow = index.data(ROW)
        th = look().theme
        c = th.c
        painter.fillRect(rect, QColor(c.sunken if row.heading else c.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), th.size.hairline), QColor(c.border))
        font = look().font("secondary")
        if row.heading:
            paint_text(painter, rect.adjusted(th.space.pane, 0, 0, 0), row.text, font, c.text2)
            return
        left, wide = self.columns(rect.width())
        top = rect.top() + th.space.s
        line = look().line("secondary")
        paint_text(painter, QRect(rect.left() + th.space.pane, top, left, line), row.time, font, c.text2)
        room = QRect(rect.left() + left, top, wide, rect.height())
        paint_text(painter, room, row.text, font, c.text, WRAPPED)
        ink = th.state(row.state).fg
        at = rect.left() + left + wide + th.space.xs
        side = th.size.icon_small
        painter.drawPixmap(at, top + (line - side) // 2 + 1, look().pixmap(row.icon, ink, side))
        words = QRect(at + side + th.space.xs, top, rect.right() - at, line)
        paint_text(painter, words, row.mark, font, ink, LEFT)


class EventsList(QListView):
    """The list; lines wrap to its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case.events")
        self.setAccessibleName(t("case.events.name"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(ScrollBar())
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.rows = EventsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(EventDelegate(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Painted anew as a whole: the ring would be moved along with the lines."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            paint_ring(painter, self.viewport().rect(), look(), 0)
            painter.end()


class EventsPane(Pane):
    """The log of the case. ``key`` leads into it; the page of a case has its own for that."""

    def __init__(self, parent: QWidget | None = None, *, key: str = "") -> None:
        super().__init__(t("case.events.title"), icon="list", key=key, bare=True, parent=parent)
        th = look().theme
        self.list = EventsList()
        self.list.setMinimumHeight(1)  # where room is scarce the head stays whole, and the list scrolls
        self.body.addWidget(self.list, 1)
        foot = Frame("panefoot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(th.space.pane, th.space.xs, th.space.pane, th.space.xs)
        row.addWidget(Icon("lock", "text2", th.size.icon_small))
        row.addWidget(Text(t("case.events.foot"), "secondary", "text2"), 1)
        self.add_foot(foot)

    def hasHeightForWidth(self) -> bool:
        """It takes what the column leaves it, and no least height for its width."""
        return False

    def show_case(self, seen: CaseLook, device: str) -> None:
        """Show its events."""
        rows = event_rows(seen, device)
        if rows != self.list.rows.rows:
            self.list.rows.set_rows(rows)
        own = [line for line in seen.events if line.device == device]
        waiting = sum(1 for line in own if not line.acknowledged)
        count = len(seen.events)
        self.set_note(t("case.events.note", count=count, acked=count - waiting, waiting=waiting))
