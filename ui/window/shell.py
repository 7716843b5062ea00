"""The window's frame: top bar and rail around the places."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Chip, Icon, Text, rule
from ui.shared.paint import LEFT, key_cap_size, paint_box, paint_key_cap, paint_ring, paint_text
from ui.shared.shell import LINE_ICONS, FaceShell
from ui.theme import look, t
from ui.window.rail import PLACES, Rail

SMALLEST = QSize(1280, 640)
"""A screen of 1920×1080 at 150 %, less the bars of its desktop; 1366×768 beside them has more."""


class SearchBox(QPushButton):
    """Looks like a search field, opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("shell.search"), parent)
        self.action = QAction(t("shell.find"), self)
        self.action.setShortcut(QKeySequence("Ctrl+K"))
        self.action.triggered.connect(self.click)
        self.addAction(self.action)
        self.setAccessibleName(t("shell.find"))
        self.setAccessibleDescription("Ctrl+K")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        size = look().theme.size
        return QSize(size.search_box, size.search_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.content_width() + 2 * look().theme.space.s, look().theme.size.search_height)

    def words(self) -> str:
        """The long words where there is room, else the short ones."""
        room = self.width() - 2 * look().theme.space.s
        return self.text() if self._needs(self.text()) <= room else t("shell.find")

    def content_width(self) -> int:
        """Width of icon, the short words and key cap."""
        return self._needs(t("shell.find"))

    def _needs(self, words: str) -> int:
        th = look().theme
        width = look().metrics("body").horizontalAdvance(words)
        return th.size.icon + 2 * th.space.s + width + key_cap_size(look(), "Ctrl+K").width()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        paint_box(p, self.rect(), th.c.sunken, th.c.control, th.radius.field)
        size = th.size.icon
        p.drawPixmap(
            QPoint(th.space.s, (self.height() - size) // 2), look().pixmap("search", th.c.text2, size)
        )
        words = self.rect().adjusted(th.space.lg + size, 0, 0, 0)
        paint_text(p, words, self.words(), look().font("body"), th.c.text2, LEFT)
        cap = QRect(QPoint(0, 0), key_cap_size(look(), "Ctrl+K"))
        cap.moveTo(self.width() - cap.width() - th.space.s, (self.height() - cap.height()) // 2)
        paint_key_cap(p, cap, "Ctrl+K", look())
        if self.hasFocus():
            paint_ring(p, self.rect(), look())


CALLS_KEY = "Ctrl+Shift+H"


class CallKey(KeyButton):
    """Somebody calls at a terminal of the hall: seen while nobody goes. ``came`` when it comes or goes."""

    came = Signal()

    def __init__(self) -> None:
        super().__init__(t("calls.key"), CALLS_KEY, "bell", size="small")
        self.setObjectName("calls.key")
        self.hide()

    def tell(self, words: str, icon: str) -> None:
        """Who calls since when."""
        if (words, icon) != (self.text(), self.icon_name):
            self.set_words(words, icon)
        if self.isHidden():
            self.show()
            self.came.emit()

    def rest(self) -> None:
        """Nobody calls, as far as is known; the list of keys says what it is for."""
        if not self.isHidden():
            self.hide()
            self.set_words(t("calls.key"), "bell")
            self.came.emit()


class TopBar(Frame):
    """Product · hall · window · search | call · line · readiness · operator · clock."""

    def __init__(self, rehearsal: bool, parent: QWidget | None = None) -> None:
        super().__init__("topbar", parent=parent)
        th = look().theme
        self.setFixedHeight(th.size.topbar)
        self.hall = Text("", "body", bold=True, wrap=False)
        self.window_name = Text("", "body", "text2", wrap=False)
        self.search = SearchBox()
        self.calls = CallKey()
        self.line = Chip()
        self.readiness = Chip()
        self.operator = Text("", "body", wrap=False)
        self.clock = Text("", "title", bold=True, wrap=False)
        self.date = Text("", "secondary", "text2", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, th.space.m, 0)
        row.setSpacing(th.space.m)
        row.addWidget(self._brand())
        for part in (rule(upright=True), self.hall, self.window_name, self.search):
            row.addWidget(part)
        self.rehearsal = Chip(t("shell.rehearsal"), "info", "graduation-cap")
        self.rehearsal.setVisible(rehearsal)
        row.addWidget(self.rehearsal)
        row.addStretch(1)
        row.addWidget(self.calls)
        row.addWidget(self.line)
        row.addWidget(self.readiness)
        row.addLayout(_close(Icon("user", "text"), self.operator))
        row.addLayout(_close(self.clock, self.date))
        self.line.hide()
        self.readiness.hide()
        self.calls.came.connect(self._fit)

    def resizeEvent(self, event: object) -> None:
        """On an old screen 演练 alone is said, so that the line state keeps its words."""
        self._fit()

    def _fit(self) -> None:
        """There the name of the window and the date stand back while somebody calls."""
        wide = self.width() >= look().theme.columns.wide_from
        for part in (self.window_name, self.date):
            part.setVisible(wide or self.calls.isHidden())
        words = t("shell.rehearsal_chip") if wide else t("shell.rehearsal")
        if words != self.rehearsal.text():
            self.rehearsal.set(words, "info", "graduation-cap")

    def _brand(self) -> QWidget:
        th = look().theme
        brand = QWidget()
        brand.setFixedWidth(th.size.rail - th.space.m)
        row = QHBoxLayout(brand)
        row.setContentsMargins(th.space.m, 0, 0, 0)
        row.setSpacing(th.space.s)
        row.addWidget(Brand())
        row.addWidget(Text(t("shell.brand"), "title", bold=True, wrap=False))
        return brand


class Brand(QWidget):
    """The product's mark: a counter window with its sill. ``on_rail``: larger and light, where the ground is dark."""

    def __init__(self, parent: QWidget | None = None, *, on_rail: bool = False) -> None:
        super().__init__(parent)
        size = look().theme.size
        self._on_rail = on_rail
        side = size.citizen_brand if on_rail else size.icon_rail + look().theme.space.xs
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c = look().theme.c
        ground, ink = (c.rail_text, c.rail) if self._on_rail else (c.primary, c.on_primary)
        paint_box(p, self.rect(), ground, "", look().theme.radius.card)
        unit = self.width() / 12
        line, edge, side = max(round(unit * 0.9), 2), round(1.9 * unit), self.width()
        frame = QRect(edge, edge, side - 2 * edge, round(5.8 * unit))
        paint_box(p, frame, "", ink, line - 1, line)
        p.fillRect(QRect((side - line) // 2, edge, line, frame.height()), ink)
        sill = round(1.6 * unit)
        p.fillRect(QRect(sill, round(8.7 * unit), side - 2 * sill, line), ink)


def _close(one: QWidget, other: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(look().theme.space.xs)
    row.addWidget(one)
    row.addWidget(other)
    return row


class WindowShell(FaceShell):
    """The window face: top bar and rail around the places."""

    def __init__(
        self, hall: str = "", window: str = "", rehearsal: bool = False, parent: QWidget | None = None
    ) -> None:
        self.top = TopBar(rehearsal)
        self.rail = Rail()
        super().__init__({name for name, _, _ in PLACES}, rehearsal, parent)
        self.setMinimumSize(SMALLEST)
        self.rail.gone.connect(self._go_where_one_can)
        self.rail.lock.connect(self.lock_wanted)
        self.rail.help.connect(self.help_wanted)
        self.top.search.clicked.connect(self._find)
        self.set_place_name(hall, window)

    def _go_where_one_can(self, key: str) -> None:
        """The rail stands before the pages do: a key that comes too early goes nowhere."""
        if self.place() == key:
            self.palette_box.close_overlay()
            self.place_again.emit(key)
        elif self.may_go(key):
            self.go(key)

    def _find(self) -> None:
        """Before the first page stands there is nothing to find, and nobody who would answer."""
        if self.place():
            self.palette_box.open()

    def build(self, inside: QWidget) -> QWidget:
        main = QWidget()
        main.setProperty("part", "page")
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.rail)
        below.addWidget(inside, 1)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addLayout(below, 1)
        return main

    def mark(self, key: str) -> None:
        self.rail.mark(key)

    def set_place_name(self, hall: str, window: str) -> None:
        """Hall and window, top left."""
        self.top.hall.setText(hall)
        self.top.window_name.setText(window)
        self.set_title(hall, window)

    def set_line_state(self, text: str, state: str) -> None:
        """The line in words, e.g. 「离线 2 小时 · 待传 37 件 · 还可离线 12 天」 with ``warn``."""
        self.top.line.set(text, state, LINE_ICONS.get(state, ""))
        self.top.line.setVisible(bool(text))

    def set_readiness(self, text: str, state: str) -> None:
        """「可办理」 with ``ok``, or what is missing."""
        self.top.readiness.set(text, state)
        self.top.readiness.setVisible(bool(text))

    def set_operator(self, text: str) -> None:
        """Name and number of who works here."""
        self.top.operator.setText(text)

    def set_clock(self, time: str, date: str = "") -> None:
        """Clock and date with its weekday."""
        self.top.clock.setText(time)
        self.top.date.setText(date)

    def set_badge(self, key: str, count: int) -> None:
        """How many things at a place need somebody."""
        self.rail.set_badge(key, count)
