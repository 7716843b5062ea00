"""The station's one shape: a wide row with an icon, a few words, a state at the right and the key that opens it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.values import dataclass, replace
from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.paint import (
    LIGHT_TONE,
    WRAPPED,
    Lit,
    Word,
    chip_size,
    key_cap_size,
    paint_box,
    paint_chip,
    paint_key_cap,
    paint_light,
    paint_ring,
    paint_text,
)
from ui.theme import look, said


@dataclass(frozen=True)
class Line:
    """A row as data: ``value`` is what it stands for; ``mark`` a chip or a light at the right; ``picked`` None for a
    row that cannot be ticked; ``key`` by which it is the same row when ``value`` changed, None for the value itself;
    ``extra`` the words of what else a mouse may ask of it, without opening it.
    """

    value: Any
    title: str
    sub: str = ""
    icon: str = ""
    mark: Word | Lit | None = None
    picked: bool | None = None
    key: Any = None
    extra: str = ""

    def identity(self) -> Any:
        """What makes it the same row as one that was shown before."""
        return self.value if self.key is None else self.key


class BigRow(KeyButton):
    """A row; where title and words do not fit on one line the words go below, so that nothing is cut. A ``tight`` one
    is lower on a low screen, and lower still by each step of ``closest``: less room is around its words. ``asked()``:
    what else it offers was clicked; a key for it belongs to the page.
    """

    asked = Signal()
    tight = False
    closest = 0
    _extra: KeyButton | None = None

    def __init__(self, line: Line, key: str = "", scope: QWidget | None = None) -> None:
        super().__init__(line.title, key, icon=line.icon, scope=scope)
        self.line = line
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.installEventFilter(self)
        self.set_line(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter is this row's while it has the keyboard, also where another button of the page bears Enter."""
        if kind_of(event) == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return False

    def nextCheckState(self) -> None:
        """A tick says what was chosen: it comes with the line, and never of a press that only asks something."""

    def set_line(self, line: Line) -> None:
        """Show another row in this place."""
        mark = line.mark if line.mark is None else replace(line.mark, text=said(line.mark.text))
        line = replace(line, title=said(line.title), sub=said(line.sub), mark=mark)
        self.line = line
        self.set_words(line.title, line.icon)
        words = [line.title, line.sub]
        if isinstance(line.mark, Word | Lit):
            words.append(line.mark.text)
        self.setAccessibleName("　".join(word for word in words if word))
        self.setCheckable(line.picked is not None)
        self.setChecked(bool(line.picked))
        self._offer(line.extra)

    def set_key(self, key: str) -> None:
        """Besides, what else it offers stands before the key."""
        super().set_key(key)
        self._place_extra()

    def _offer(self, words: str) -> None:
        """What else a mouse may ask: a button of its own inside the row, which never takes the keyboard from it."""
        if self._extra is None and words:
            self._extra = KeyButton("", size="small", parent=self)
            self._extra.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._extra.clicked.connect(self.asked)
        if self._extra is not None:
            self._extra.set_words(words)
            self._extra.setVisible(bool(words))
            self.updateGeometry()
            self._place_extra()

    def _place_extra(self) -> None:
        if self._extra is not None:
            size = self._extra.sizeHint()
            self._extra.resize(size)
            left = self.mark_left() - look().theme.space.lg - size.width()
            self._extra.move(left, (self.height() - size.height()) // 2)

    def mark_left(self) -> int:
        """Where the mark and the key begin, in pixels."""
        return self.width() - self._taken() + look().theme.space.lg

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_extra()

    def _left(self) -> int:
        th = look().theme
        lead = th.size.station_icon + th.space.lg if self.icon_name or self.line.picked is not None else 0
        return th.space.xxl + lead

    def _right(self) -> int:
        """Width taken at the right by what else it offers, the mark and the key."""
        if self._extra is None or not self.line.extra:
            return self._taken()
        return self._taken() + self._extra.sizeHint().width() + look().theme.space.lg

    def _taken(self) -> int:
        """Width taken by the mark and the key."""
        th = look().theme
        taken = th.space.xxl
        if self.key():
            taken += self._cap().width() + th.space.lg
        mark = self.line.mark
        if isinstance(mark, Word):
            taken += chip_size(look(), mark).width() + th.space.lg
        elif isinstance(mark, Lit):
            words = look().metrics("body", True).horizontalAdvance(mark.text)
            taken += th.size.light + th.space.s + words + th.space.lg
        return taken

    def _cap(self) -> QSize:
        cap = key_cap_size(look(), self.key())
        side = look().theme.size.station_step
        return QSize(max(cap.width(), side), side)

    def _title_width(self) -> int:
        return look().metrics("title", True).horizontalAdvance(self.line.title)

    def two_lines(self, width: int) -> bool:
        """Whether the words must stand below the title."""
        words = look().metrics("body").horizontalAdvance(self.line.sub)
        room = width - self._left() - self._right()
        return bool(self.line.sub) and self._title_width() + look().theme.space.lg + words > room

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        th = look().theme
        if not self.two_lines(width):
            return self._one_line()
        room = width - self._left() - self._right()
        below = look().wrapped(self.line.sub, room, "body")
        return look().line("title") + below + 2 * th.space.m

    def sizeHint(self) -> QSize:
        width = max(self.width(), look().theme.size.station_column // 2)
        return QSize(look().theme.size.station_column // 2, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.size.station_column // 3, self._one_line())

    def _one_line(self) -> int:
        """Height of a row: all of the first page is to be seen at once, on a low screen too."""
        th = look().theme
        less = th.space.s * self.tight + th.space.xs * self.closest
        if self.window().height() >= th.size.station_tall:
            return th.size.station_row - less
        return th.size.station_low - less

    def content_width(self) -> int:
        """The widest part that cannot wrap."""
        return self._left() + self._title_width() + self._right()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        c = th.c
        fill = c.select if self.isChecked() else c.sunken if self.underMouse() else c.surface
        paint_box(p, self.rect(), fill, c.control, th.radius.card)
        self._paint_lead(p)
        left, right = self._left(), self.width() - self._right()
        ink = c.text if self.isEnabled() else c.disabled_fg
        quiet = c.text2 if self.isEnabled() else c.disabled_fg
        title = QRect(left, 0, right - left, self.height())
        if self.two_lines(self.width()):
            title = QRect(left, th.space.m, right - left, look().line("title"))
            below = QRect(left, title.bottom(), right - left, self.height() - title.bottom() - th.space.s)
            paint_text(p, below, self.line.sub, look().font("body"), quiet, WRAPPED)
        elif self.line.sub:
            beside = title.adjusted(self._title_width() + th.space.lg, 0, 0, 0)
            paint_text(p, beside, self.line.sub, look().font("body"), quiet)
        paint_text(p, title, self.line.title, look().font("title", True), ink)
        self._paint_right(p)
        if self.hasFocus():
            paint_ring(p, self.rect(), look(), th.radius.card)

    def _paint_lead(self, p: QPainter) -> None:
        th = look().theme
        name = self.icon_name
        if self.line.picked is not None:
            name = "circle-check" if self.isChecked() else "circle-dashed"
        if name:
            at = QPoint(th.space.xxl, (self.height() - th.size.station_icon) // 2)
            p.drawPixmap(at, look().pixmap(name, th.c.text, th.size.station_icon))

    def _paint_right(self, p: QPainter) -> None:
        th = look().theme
        x = self.width() - th.space.xxl
        if self.key():
            cap = QRect(QPoint(0, 0), self._cap())
            cap.moveTo(x - cap.width(), (self.height() - cap.height()) // 2)
            paint_key_cap(p, cap, self.key(), look())
            x = cap.left() - th.space.lg
        mark = self.line.mark
        if isinstance(mark, Word):
            box = QRect(QPoint(0, 0), chip_size(look(), mark))
            box.moveTo(x - box.width(), (self.height() - box.height()) // 2)
            paint_chip(p, box, mark, look())
        elif isinstance(mark, Lit):
            words = look().metrics("body", True).horizontalAdvance(mark.text)
            text = QRect(x - words, 0, words + 1, self.height())
            paint_text(p, text, mark.text, look().font("body", True), th.tone(LIGHT_TONE[mark.kind]))
            sign = QRect(x - words - th.space.s - th.size.light, 0, th.size.light, self.height())
            paint_light(p, sign, mark.kind, look())


def walk_by_arrows(page: QWidget) -> None:
    """Arrows go from part to part of ``page`` and stay at its ends: beyond them lie the lesson and the foot.

    A button would take the key for itself, so these are keys of the page.
    """
    for key, forward in ((Qt.Key.Key_Down, True), (Qt.Key.Key_Up, False)):
        action = QAction(page)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(partial(_walk, page, forward))
        page.addAction(action)


def _walk(page: QWidget, forward: bool, _checked: bool = False) -> None:
    before: QWidget | None = page.window().focusWidget()
    page.focusNextPrevChild(forward)
    now: QWidget | None = page.window().focusWidget()
    if before is not None and now is not None and not page.isAncestorOf(now):
        before.setFocus(Qt.FocusReason.OtherFocusReason)


__all__ = ["BigRow", "Line", "walk_by_arrows"]
