"""Rows in a table: one model that loads by the page, one delegate, no widget per row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.values import dataclass, replace
from ui.shared.columns import Need, shared
from ui.shared.paint import (
    CENTRE_WRAPPED,
    LIGHT_TONE,
    Lit,
    Marked,
    Word,
    chip_size,
    paint_chip,
    paint_light,
    paint_ring,
    paint_text,
    two_lines,
)
from ui.shared.scrollbar import ScrollBar
from ui.theme import look, said

Cell = str | Word | Lit | Marked
FIRST_WORDS = "MM…"
"""So much at least is read of a text behind a chip."""
Index = QModelIndex | QPersistentModelIndex

FITTED = 60
"""Rows that are looked at when a column takes its width: a page of a list, and quick."""
ROW = Qt.ItemDataRole.UserRole
CELL = Qt.ItemDataRole(int(Qt.ItemDataRole.UserRole) + 1)


@dataclass(frozen=True)
class Column:
    """A column: ``cell(row)`` gives a str, a :class:`Word` (chip), a :class:`Lit` (light) or a text with a chip
    before it (:class:`Marked`). ``width`` 0 takes
    the rest.

    ``bold`` draws the text bold; ``right`` aligns figures to the right. ``whole``: the longest text always has its
    room. ``yields``: in a place so narrow that fewer pixels than these are left for it the column is left out.
    ``tall``: a text too long for a line has a second one, and every row of the table room for it.
    """

    title: str
    width: int
    cell: Callable[[Any], Cell]
    bold: bool = False
    right: bool = False
    whole: bool = False
    yields: int = 0
    tall: bool = False


def cell_words(cell: Cell) -> str:
    """The words of a cell, for screen readers, copying and sorting."""
    if isinstance(cell, Marked):
        return f"{cell.mark.text} {cell.text}"
    return cell if isinstance(cell, str) else cell.text


def _cell_said(cell: Cell) -> Cell:
    """A cell in the language of the screen."""
    if isinstance(cell, Marked):
        return Marked(replace(cell.mark, text=said(cell.mark.text)), said(cell.text))
    return said(cell) if isinstance(cell, str) else replace(cell, text=said(cell.text))


class RowsModel(QAbstractTableModel):
    """Rows that arrive by the page.

    When the view nears the end, ``wanted(offset)`` asks for more; answer it from a worker with :meth:`append`.
    The model never fetches by itself, so nothing slow runs on the GUI thread.
    """

    wanted = Signal(int)

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Any] = []
        self._more = False
        self._asked = False

    def set_rows(self, rows: Sequence[Any], more: bool = False) -> None:
        """Replace all rows; ``more`` says that others can be asked for."""
        self.beginResetModel()
        self._rows = list(rows)
        self._more, self._asked = more, False
        self.endResetModel()

    def append(self, rows: Sequence[Any], more: bool = False) -> None:
        """Add the rows that were asked for."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self._more, self._asked = more, False

    def replace(self, number: int, row: Any) -> None:
        """Put another row in place ``number``."""
        self._rows[number] = row
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def row(self, number: int) -> Any:
        """The row object at ``number``."""
        return self._rows[number]

    def rows(self) -> list[Any]:
        """All rows loaded so far."""
        return list(self._rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        self._asked = True
        self.wanted.emit(len(self._rows))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        cell = _cell_said(self.columns[index.column()].cell(row))
        if role == CELL:
            return cell
        spoken = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        )
        return cell_words(cell) if role in spoken else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return said(self.columns[section].title)
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: selection with its bar, chips, lights, text. Text too long is elided and told in the tooltip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        th = look().theme
        drawn: Any = option  # the bindings do not type the fields of style options
        rect: QRect = drawn.rect
        if self._half(rect, drawn.widget):
            return
        chosen = bool(drawn.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(th.c.select if chosen else th.c.surface))
        painter.fillRect(
            QRect(rect.left(), rect.bottom(), rect.width(), th.size.hairline), QColor(th.c.border)
        )
        if chosen and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), th.size.bar, rect.height()), QColor(th.c.primary))
        room = rect.adjusted(th.space.pane, 0, -th.space.xs, -th.size.hairline)
        self._paint_cell(painter, room, index)

    def _half(self, rect: QRect, view: object) -> bool:
        """A row that the lower edge cuts is left blank until it is scrolled in: half a word is no word."""
        return isinstance(view, QTableView) and rect.bottom() > view.viewport().height() and rect.top() > 0

    def _paint_cell(self, p: QPainter, room: QRect, index: Index) -> None:
        cell = index.data(CELL)
        column = _column(index)
        th = look().theme
        if isinstance(cell, Word):
            size = chip_size(look(), cell)
            box = QRect(QPoint(room.left(), room.center().y() - size.height() // 2), size)
            paint_chip(p, box, cell, look())
        elif isinstance(cell, Lit):
            paint_light(p, QRect(room.left(), room.top(), th.size.light, room.height()), cell.kind, look())
            words = room.adjusted(th.size.light + th.space.s, 0, 0, 0)
            bold = cell.kind in ("warn", "red")
            paint_text(p, words, cell.text, look().font("body", bold), th.tone(LIGHT_TONE[cell.kind]))
        elif isinstance(cell, Marked):
            size = chip_size(look(), cell.mark)
            box = QRect(QPoint(room.left(), room.center().y() - size.height() // 2), size)
            paint_chip(p, box, cell.mark, look())
            words = room.adjusted(size.width() + th.space.s, 0, 0, 0)
            self._paint_words(p, words, cell.text, column)
        elif isinstance(cell, str):
            self._paint_words(p, room, cell, column)

    def _paint_words(self, p: QPainter, room: QRect, words: str, column: Column) -> None:
        if room.width() > 0:
            font = look().font("body", column.bold)
            metrics = look().metrics("body", column.bold)
            if column.tall:
                text = two_lines(look(), words, column.bold, room.width())
            else:
                text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            paint_text(p, room, text, font, look().theme.c.text, int(side | Qt.AlignmentFlag.AlignVCenter))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_column(index).width, look().theme.size.row_table)


def text_width(words: str, bold: bool = False) -> int:
    """Pixels that a text takes in its cell."""
    th = look().theme
    return look().advance(words, "body", bold) + th.space.pane + th.space.xs


def cell_width(index: Index) -> int:
    """Pixels that a state or a light takes with its margins; 0 for a text, which is elided and told in the tooltip. Of
    a text with a chip before it: the chip, and room for its first words.
    """
    cell, th = index.data(CELL), look().theme
    around = th.space.pane + th.space.xs
    if isinstance(cell, Word):
        return around + chip_size(look(), cell).width()
    if isinstance(cell, Marked):
        return chip_size(look(), cell.mark).width() + th.space.s + min(text_width(cell.text), text_width(FIRST_WORDS))
    if isinstance(cell, Lit):
        bold = cell.kind in ("warn", "red")
        words = look().advance(cell.text, "body", bold)
        return around + th.size.light + th.space.s + words
    return 0


def words_width(index: Index, bold: bool = False) -> int:
    """Pixels that a text takes with its margins; 0 for a state or a light."""
    cell = index.data(CELL)
    if isinstance(cell, Marked):
        return text_width(cell.text, bold) + chip_size(look(), cell.mark).width() + look().theme.space.s
    return text_width(cell, bold) if isinstance(cell, str) else 0


def _column(index: Index) -> Column:
    model = index.model()
    assert isinstance(model, RowsModel)
    return model.columns[index.column()]


class TableHead(QHeaderView):
    """The titles of the columns, with a line below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        p, th = QPainter(self.viewport()), look().theme
        p.fillRect(self.viewport().rect(), QColor(th.c.sunken))
        p.fillRect(QRect(0, self.height() - 1, self.width(), 1), QColor(th.c.control))
        p.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        pad = look().theme.space.pane
        room = rect.adjusted(pad, 0, -pad, -1)
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        model = self.model()
        right = isinstance(model, RowsModel) and model.columns[section].right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        paint_text(painter, room, shown, self.font(), look().theme.c.text2, flags)


class Table(QTableView):
    """A table over a :class:`RowsModel`; whole rows are selected.

    ``blank`` is said in its middle while there are no rows. ``picked(row)`` follows the current row, ``chosen(row)``
    comes only when somebody chose one, never because the rows were read anew; ``opened(row)`` comes with Enter or a
    double click, ``ticked(row)`` with Space.

    ``key`` names what a row stands for. With it the current row stays that one however the rows move when they are read
    anew; when it is gone, none is current until one is chosen, so that no act goes to a row nobody chose.
    """

    picked = Signal(object)
    chosen = Signal(object)
    opened = Signal(object)
    ticked = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        name: str = "",
        parent: QWidget | None = None,
        blank: str = "",
        key: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.blank = said(blank)
        self._key = key
        self._held: object | None = None
        self._reading = False
        self._needs: Sequence[Need] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalHeader(TableHead(self))
        self.setVerticalScrollBar(ScrollBar())
        self.setHorizontalScrollBar(ScrollBar(lying=True))
        self.setAccessibleName(said(name))
        self.rows = RowsModel(columns, self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._dress_headers(columns)
        self.fit_columns()
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW)))
        self.rows.modelReset.connect(self._first)

    def _dress_headers(self, columns: Sequence[Column]) -> None:
        th = look().theme
        size, second = th.size, th.space.m if any(column.tall for column in columns) else 0
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(size.row_table + second)
        header = self.horizontalHeader()
        header.setFixedHeight(size.header_table)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setFont(look().font("secondary"))

    def set_rows(self, rows: Sequence[Any], more: bool = False) -> None:
        """Replace all rows. The current one stays by its key; without a key, or at first, it is the first."""
        self._reading = True
        try:
            self.rows.set_rows(rows, more)
        finally:
            self._reading = False
        self.fit_columns()

    def let_go(self) -> None:
        """What was done with the current row is done: the next rows begin with the first."""
        self._held = None

    def choose_none(self) -> None:
        """Nobody chose the current row any more: of the next rows, known by their key, none is current until one is."""
        self._held = object()
        self.set_rows([])

    def fit_columns(self) -> None:
        """Widen a column whose title, states or lights have no room: in another language words may be longer. The
        column that takes the rest gives way, and gives what it does not need to texts that would be cut.
        """
        self._needs = [self._need(i) for i in range(len(self.rows.columns))]
        self._share()

    def _need(self, number: int) -> Need:
        column = self.rows.columns[number]
        cells = [self.rows.index(row, number) for row in range(self._looked_at())]
        words = max((words_width(index, column.bold) for index in cells), default=0)
        wanted = max((cell_width(index) for index in cells), default=0)
        least = max(column.width, wanted, self.title_width(number), words if column.whole else 0)
        return Need(least, words, not column.width, column.yields)

    def _share(self) -> None:
        header = self.horizontalHeader()
        for i, width in enumerate(shared(self.viewport().width(), self._needs)):
            if header.isSectionHidden(i) != (width == 0):
                header.setSectionHidden(i, width == 0)
            if width and header.sectionSize(i) != width:
                header.resizeSection(i, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share()
        super().resizeEvent(event)

    def _looked_at(self) -> int:
        return min(self.rows.rowCount(), FITTED)

    def title_width(self, column: int) -> int:
        """Pixels that the title of a column takes with its margins."""
        words = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
        return look().advance(words, "secondary") + 2 * look().theme.space.pane

    def current(self) -> Any | None:
        """The current row object, None when the table is empty."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def pick(self, number: int) -> None:
        """Make a row the current one."""
        self.selectRow(number)
        self.setCurrentIndex(self.rows.index(number, 0))

    def _first(self) -> None:
        if self._held is None or self._key is None:
            if self.rows.rowCount():
                self.pick(0)
            return
        held, key = self._held, self._key
        at = next((number for number, row in enumerate(self.rows.rows()) if key(row) == held), None)
        if at is not None:
            # It is the row that was current already: nobody hears of it.
            quiet = self.blockSignals(True)
            self.pick(at)
            self.blockSignals(quiet)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            row = current.data(ROW)
            if self._key is not None:
                self._held = self._key(row)
            if not self._reading:
                self.chosen.emit(row)
            self.picked.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current when the keyboard comes: where none is chosen a Tab, or coming back to the
        window, would choose for her.
        """
        if self._held is None or self.currentIndex().isValid():
            super().focusInEvent(event)
        else:
            QAbstractScrollArea.focusInEvent(self, event)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        at = self.indexAt(event.position().toPoint()).row()
        if event.button() == Qt.MouseButton.LeftButton and at == before >= 0:
            self.chosen.emit(self.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.chosen.emit(row)
            self.opened.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Space:
            self.ticked.emit(row)
        else:
            super().keyPressEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Painted anew as a whole: what was painted for its place, the blank of the row that the edge cut and the ring,
        would be moved along with the rows.
        """
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        if self.blank and not self.rows.rowCount():
            pane = look().theme.space.pane
            room = self.viewport().rect().adjusted(pane, pane, -pane, -pane)
            p = QPainter(self.viewport())
            paint_text(p, room, self.blank, look().font("body"), look().theme.c.text2, CENTRE_WRAPPED)
            p.end()
        if self.hasFocus():
            painter = QPainter(self.viewport())
            paint_ring(painter, self.viewport().rect(), look(), 0)
            painter.end()
