"""The search over everything (Ctrl+K): a child of the window over a dim ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.values import dataclass, field, replace
from ui.shared.events import kind_of
from ui.shared.field import LineEdit
from ui.shared.frame import Frame
from ui.shared.labels import KeyHint, Text
from ui.shared.overlay import Overlay
from ui.shared.paint import key_cap_size, paint_key_cap, paint_text
from ui.shared.scrollbar import ScrollBar
from ui.theme import look, said, t

Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Hit:
    """One result. ``marks`` are (start, length) in ``text`` that matched; ``value`` is handed back when it is
    chosen.
    """

    text: str
    note: str = ""
    icon: str = "file-text"
    key: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    value: Any = None


@dataclass(frozen=True)
class Group:
    """A kind of result with its head: 办件, 人, 事项, 操作."""

    title: str
    hits: tuple[Hit, ...] = field(default_factory=tuple)


def _hit_said(hit: Hit) -> Hit:
    """A hit in the language of the screen; the marks stand where the person's own words were found."""
    text = said(hit.text)
    return replace(hit, text=text, note=said(hit.note), marks=hit.marks if text == hit.text else ())


class _Hits(QAbstractListModel):
    """Heads and hits in one list; a head is a str."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[str | Hit] = []

    def set_groups(self, groups: Sequence[Group]) -> None:
        self.beginResetModel()
        self.items = []
        for group in groups:
            if group.hits:
                self.items.append(said(group.title))
                self.items.extend(_hit_said(hit) for hit in group.hits)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        if role == HIT:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item if isinstance(item, str) else f"{item.text} {item.note}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.items[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _HitDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        th = look().theme
        drawn: Any = option  # the bindings do not type the fields of style options
        rect: QRect = drawn.rect
        item = index.data(HIT)
        if isinstance(item, str):
            painter.fillRect(rect, QColor(th.c.sunken))
            head = rect.adjusted(th.space.m, 0, 0, 0)
            paint_text(painter, head, item, look().font("caption"), th.c.text2)
        else:
            chosen = bool(drawn.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(rect, QColor(th.c.select if chosen else th.c.surface))
            if chosen:
                painter.fillRect(
                    QRect(rect.topLeft(), QSize(th.size.bar, rect.height())), QColor(th.c.primary)
                )
            self._paint_hit(painter, rect, item)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(th.c.border))

    def _paint_hit(self, p: QPainter, rect: QRect, hit: Hit) -> None:
        th = look().theme
        size = th.size.icon
        x = rect.left() + th.space.m
        icon = look().pixmap(hit.icon, th.c.text2, size)
        p.drawPixmap(QPoint(x, rect.center().y() - size // 2 + 1), icon)
        x += size + th.space.m
        right = rect.right() - th.space.m
        if hit.key:
            cap = QRect(QPoint(0, 0), key_cap_size(look(), hit.key))
            cap.moveTo(right - cap.width(), rect.center().y() - cap.height() // 2)
            paint_key_cap(p, cap, hit.key, look())
            right = cap.left() - th.space.s
        for text, marked in pieces(hit.text, hit.marks):
            width = look().metrics("body", marked).horizontalAdvance(text)
            tone = th.c.on_tint if marked else th.c.text
            paint_text(
                p, QRect(x, rect.top(), width + 1, rect.height()), text, look().font("body", marked), tone
            )
            x += width
        note = QRect(QPoint(x + th.space.m, rect.top()), QPoint(right, rect.bottom()))
        words = (
            look()
            .metrics("secondary")
            .elidedText(hit.note, Qt.TextElideMode.ElideRight, max(note.width(), 0))
        )
        paint_text(p, note, words, look().font("secondary"), th.c.text2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = look().theme.size
        head = isinstance(index.data(HIT), str)
        return QSize(size.palette_width // 2, size.group_palette if head else size.row_palette)


def pieces(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text cut into (part, marked); marks that overlap or leave the text are taken as far as they go."""
    flags = [False] * len(text)
    for start, length in marks:
        for i in range(max(start, 0), min(start + length, len(text))):
            flags[i] = True
    cut: list[tuple[str, bool]] = []
    for character, flag in zip(text, flags, strict=True):
        if cut and cut[-1][1] == flag:
            cut[-1] = (cut[-1][0] + character, flag)
        else:
            cut.append((character, flag))
    return cut


class Palette(Overlay):
    """The palette. ``asked(words)`` comes with every keystroke: answer with :meth:`show_groups`.
    ``chosen(value)`` comes once.

    ↑↓ move, Enter chooses, Tab goes to the next kind, Ctrl+C asks to copy (``copied(value)``), Esc closes.
    """

    asked = Signal(str)
    chosen = Signal(object)
    copied = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(t("shell.find"))
        self.edit = LineEdit(t("shell.search"), "Esc", "search")
        self.edit.setAccessibleName(t("shell.search"))
        self.edit.setProperty("part", "palette")
        self.edit.setFont(look().font("verdict"))
        self.edit.dress()
        self.edit.textChanged.connect(self._typed)
        self._answered: str | None = None
        self._taken_early = False
        self.edit.installEventFilter(self)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollBar(ScrollBar())
        self.list.setAccessibleName(t("shell.find"))
        self._model = _Hits(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(lambda index: self._choose(index.data(HIT)))
        self.nothing = Text("", "body", "text2")
        self.nothing.setContentsMargins(*(4 * (look().theme.space.lg,)))
        self.nothing.hide()
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.edit)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot())

    def _foot(self) -> Frame:
        foot = Frame("foot")
        row = QHBoxLayout(foot)
        space = look().theme.space
        row.setContentsMargins(space.m, space.s, space.m, space.s)
        row.setSpacing(space.lg)
        for keys, words in (("↑↓", t("kit.pick")), ("Enter", t("kit.open")), ("Tab", t("kit.next_group"))):
            row.addWidget(KeyHint(keys, words))
        row.addStretch(1)
        row.addWidget(Text(t("kit.search_hint"), "secondary", "text2", wrap=False))
        return foot

    def open(self) -> None:
        """Open with the last words selected, so that typing replaces them."""
        super().open()
        self.edit.selectAll()
        self._typed(self.edit.text())

    def _typed(self, words: str) -> None:
        self._answered, self._taken_early = None, False
        if not self.isHidden():
            self.asked.emit(words)

    def close_overlay(self) -> None:
        """Closed by whatever hand: an Enter that still waits for its answer is forgotten."""
        self._taken_early = False
        super().close_overlay()

    def forget(self) -> None:
        """Another person sits here: what was looked for before is nobody's business any more."""
        self.edit.clear()
        self._model.set_groups(())
        self._answered, self._taken_early = None, False

    def first_focus(self) -> None:
        """The words get the focus."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_groups(self, groups: Sequence[Group], ms: int = 0, words: str | None = None) -> None:
        """Show results, best kind first; ``ms`` is how long the search took, ``words`` what was asked: an answer to
        older words or to a closed palette is dropped, and Enter pressed before the answer takes its first hit.
        """
        if self.isHidden() or (words is not None and words != self.edit.text()):
            return
        self._answered = self.edit.text()
        self._model.set_groups(groups)
        count = sum(len(g.hits) for g in groups)
        self.edit.set_hint("Esc", t("kit.hits", count=count, ms=ms) if self.edit.text() else "")
        words = self.edit.text()
        self.nothing.setText(f"{t('kit.no_hits', words=words)}\n{t('kit.no_hits_next')}")
        self.nothing.setVisible(not count and bool(words))
        self.list.setVisible(count > 0 or not words)
        self._move(1, -1)
        self.place_frame()
        # The list was low when the first hit was marked: the head of its group must not stay above the edge.
        self.list.scrollToTop()
        early, self._taken_early = self._taken_early, False
        if early:
            self._choose(self.current())

    def place_frame(self) -> None:
        """760 wide, at y 84, as high as the results and the window allow."""
        size = look().theme.size
        width = min(size.palette_width, self.width() - 2 * look().theme.space.lg)
        rows = sum(size.group_palette if isinstance(i, str) else size.row_palette for i in self._model.items)
        wanted = self.edit.sizeHint().height() + size.row_palette + (rows or size.page_head * 2)
        top = min(size.palette_top, self.height() // 8)
        height = min(wanted + 2, self.height() - top - look().theme.space.lg)
        self.frame.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and kind_of(event) == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1, self.list.currentIndex().row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Tab:
            self._next_group()
        elif key == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.edit.hasSelectedText():
                return False
            hit = self.current()
            if hit is not None:
                self.copied.emit(hit.value)
        else:
            return False
        return True

    def _enter(self) -> None:
        if self._answered == self.edit.text():
            self._choose(self.current())
        else:
            self._taken_early = True

    def current(self) -> Hit | None:
        """The marked hit."""
        index = self.list.currentIndex()
        item = index.data(HIT) if index.isValid() else None
        return item if isinstance(item, Hit) else None

    def _move(self, step: int, at: int) -> None:
        row = at + step
        while 0 <= row < len(self._model.items):
            if isinstance(self._model.items[row], Hit):
                self.list.setCurrentIndex(self._model.index(row, 0))
                if row == 1:
                    self.list.scrollToTop()
                return
            row += step

    def _next_group(self) -> None:
        items = self._model.items
        at = max(self.list.currentIndex().row(), 0)
        heads = [i for i, item in enumerate(items) if isinstance(item, str)]
        if heads:
            self._move(1, next((i for i in heads if i > at), heads[0]))

    def _choose(self, hit: object) -> None:
        if isinstance(hit, Hit):
            self.close_overlay()
            self.chosen.emit(hit.value)
