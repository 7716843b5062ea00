"""The window of a terminal: header, one page, nothing behind it. It draws what the terminal says, reports touches."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.time import weekday_words
from ui.kiosk import keypad
from ui.kiosk.ink import paint_words, wrapped
from ui.kiosk.lists import Frame
from ui.kiosk.panes import panes
from ui.kiosk.practice import PracticeButton
from ui.kiosk.render import Page
from ui.kiosk.screen import Screen
from ui.kiosk.terminal import Terminal
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import Badge, Taps
from ui.shared.ahead import Post, painted_in_slices
from ui.shared.paint import paint_text
from ui.theme import apply_theme, look, said, t

log = logging.getLogger(__name__)

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NEXT = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Tab})
_BEFORE = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Backtab})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ERASE = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Escape})
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_KEYPAD = {
    Qt.Key.Key_Insert: "0", Qt.Key.Key_End: "1", Qt.Key.Key_Down: "2", Qt.Key.Key_PageDown: "3", Qt.Key.Key_Left: "4",
    Qt.Key.Key_Clear: "5", Qt.Key.Key_Right: "6", Qt.Key.Key_Home: "7", Qt.Key.Key_Up: "8", Qt.Key.Key_PageUp: "9",
    Qt.Key.Key_Delete: ".",
}  # fmt: skip
"""What the keys of a keypad send while its Num Lock is off, a lamp that nobody who needs them can see."""


class Header(QWidget):
    """Hall, what one is doing, the time."""

    def __init__(self, parent: QWidget, terminal: Terminal) -> None:
        super().__init__(parent)
        self._terminal = terminal
        self.where = ""
        self.lesson = ""
        self._said: tuple[object, ...] = ()
        self.badge = Badge(self, t("kiosk.badge"))
        self.badge.clicked.connect(self._tapped)
        self.practice = PracticeButton(self, terminal.tools.practice) if terminal.tools.practice is not None else None

    def say(self, where: str, lesson: str) -> None:
        """What one is doing, and the lesson of a rehearsal; drawn anew where it is another, or said or dressed
        otherwise.
        """
        self.where, self.lesson = where, lesson
        said = where, lesson, look().texts.language, look().theme
        if said != self._said:
            self._said = said
            self.update()

    def _tapped(self) -> None:
        self._terminal.touch("badge")

    def resizeEvent(self, event: QEvent) -> None:
        self.badge.setGeometry(SIZES.margin - 4, 0, SIZES.badge + 8, self._plain())
        self.tell()

    def _plain(self) -> int:
        return self.height() - self.strip(self.width())

    def strip(self, width: int) -> int:
        """Height of the line below, which an upright screen has in a rehearsal where the button would take the room of
        the hall's name, or the sentence of the lesson is longer than the line.
        """
        if self.practice is None or width > self.window().height():
            return 0
        clock = look().metrics("title", True).horizontalAdvance("00:00")
        left, margin = SIZES.margin + SIZES.badge + 28, SIZES.margin
        hall = look().metrics("body", True).horizontalAdvance(self._terminal.tools.place.hall)
        beside = width - 2 * margin - clock - self.practice.wanted() - SIZES.gap - left
        if hall <= beside and look().metrics("secondary").horizontalAdvance(self.lesson) <= self._lower(width):
            return 0
        room = width - 2 * margin - SIZES.gap - self.practice.wanted()
        lines = wrapped(look().font("secondary"), self.lesson, room)
        return max(SIZES.least + SIZES.near // 2, lines) + SIZES.gap

    def _lower(self, width: int) -> int:
        """Room beside the day, in the lower half."""
        left = SIZES.margin + SIZES.badge + 28
        return width - left - look().metrics("secondary").horizontalAdvance(self._day()) - 2 * SIZES.margin

    def _day(self) -> str:
        now = self._terminal.tools.now().local
        return said(f"{now.month}月{now.day}日 {weekday_words(now.date()).replace('星期', '周')}")

    def tell(self) -> None:
        """What a rehearsal has in the header, in the words and the size of now."""
        if self.practice is not None:
            clock = look().metrics("title", True).horizontalAdvance("00:00")
            self.practice.tell()
            if self.strip(self.width()):
                self.practice.stand(self.width() - SIZES.margin, self._plain())
            else:
                self.practice.stand(self.width() - 2 * SIZES.margin - clock)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c, now = look().theme.c, self._terminal.tools.now().local
        p.fillRect(self.rect(), QColor(c.rail))
        strip = self.strip(self.width())
        x, half = SIZES.margin + SIZES.badge + 28, self._plain() // 2
        upper, lower = QRect(0, 12, self.width(), half - 6), QRect(0, half + 2, self.width(), half - 14)
        place = self._terminal.tools.place
        time = f"{now.hour:02d}:{now.minute:02d}"
        day = self._day()
        right = SIZES.margin
        paint_text(p, upper.adjusted(0, 0, -right, 0), time, look().font("title", True), c.on_rail_active
                   if look().theme.name != "contrast" else c.rail_text, _RIGHT)  # fmt: skip
        paint_text(p, lower.adjusted(0, 0, -right, 0), day, look().font("secondary"), c.rail_text, _RIGHT)
        room = self._lower(self.width())
        font = look().font("body", True)
        beside = self.practice.x() - SIZES.gap - x if self.practice is not None and not strip else room
        hall = look().metrics("body", True).elidedText(place.hall, Qt.TextElideMode.ElideRight, beside)
        paint_text(p, QRect(x, 12, room, half - 6), hall, font, c.rail_text if look().theme.name == "contrast"
                   else c.on_rail_active, _LEFT)  # fmt: skip
        if strip and self.practice is not None:
            box = QRect(right, self._plain(), self.practice.x() - right - SIZES.gap, strip)
            paint_words(p, box, self.lesson, look().font("secondary"), c.rail_text)
        told = self.where if strip else self.lesson or self.where
        where = look().metrics("secondary").elidedText(told, Qt.TextElideMode.ElideRight, room)
        paint_text(
            p, QRect(x, half + 2, room, half - 14), where, look().font("secondary"), c.rail_text, _LEFT
        )


def _other(before: Screen, now: Screen) -> bool:
    """Whether a tap that was meant for ``before`` must not count on ``now``."""
    turned = now.answered_last and before.page != now.page  # the answer may stand where the page was turned
    return turned or (before.key, before.title) != (now.key, now.title)


class KioskWindow(QWidget):
    """Full screen, without a way out: closing is the staff's alone.

    ``post`` calls in a later turn of the event loop: with it a page is painted in turns (see ``ui.kiosk.panes``),
    without it in one go.
    """

    def __init__(self, terminal: Terminal, theme: str = "light", post: Post | None = None) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.terminal = terminal
        self._post, self._bare = post, True
        self._begin: Callable[[], object] | None = None
        self.may_close = False
        self.hint: Callable[[], str] = lambda: ""
        self._theme = theme
        self._dressed = ("", "")
        self._pages = QWidget(self)
        self._taps, self._strokes, self._struck = Taps(), Taps(), 0
        self.page: Page | None = None
        self.header: Header | None = None
        self.setObjectName("kiosk")
        self.setWindowTitle(t("kiosk.title"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAcceptDrops(False)
        self.setFocus()  # or the first control of the first page gets it, with its frame
        terminal.changed = self.show_screen
        terminal.wiped = self.wipe

    def sizeHint(self) -> QSize:
        return QSize(1080, 1920)

    # drawing

    def show_screen(self) -> None:
        """Draw what the terminal shows now."""
        self._dress()
        screen = self.terminal.screen()
        if self.page is not None and self.page.frame == self._frame() and self.page.made == screen:
            return
        self._head(screen)
        frame = self._frame()  # the header may have grown over it
        before = self.page.made if self.page is not None else None
        if self.page is not None and self.page.frame == frame and self.page.update_to(screen):
            return
        self._take_away()
        if before is not None and _other(before, screen):
            self._taps.turned = self._strokes.turned = True
        made = Page(self._pages, screen, frame, self.terminal.touch, self.terminal.tools.monotonic)
        for touch in made.touches:
            touch.taps = self._taps
        if made.pad is not None:
            made.pad.began.connect(lambda: self.terminal.guarded(self.terminal.stroke))
            made.pad.changed.connect(lambda: self.terminal.guarded(self._stroked))
        self.page = made
        self.terminal.pages = made.pages
        made.show()
        for part in made.parts:
            part.show()
        self._focus(made)
        if self._post is not None:
            # Whoever comes while it asks whether she is still there may be anybody: nothing of her page stays under it.
            self._begin = painted_in_slices(panes(made), self._post, keep=not self._bare and screen.countdown < 0)

    def _dress(self) -> None:
        look().speak(self.terminal.tools.texts)
        scale = "kioskLarge" if self.terminal.session.large else "kiosk"
        theme = self.terminal.theme if self._theme == "light" else self._theme
        app = QApplication.instance()
        if (theme, scale) != self._dressed and isinstance(app, QApplication):
            apply_theme(app, theme, scale)
            self._dressed = (theme, scale)
            self._take_away()
            self._bare = True
            self._resized()

    def _head(self, screen: Screen) -> None:
        if self.header is None:
            self.header = Header(self, self.terminal)
            self.header.show()
            self._resized()
        self.header.say(screen.where, self.hint())
        if self.header.height() != self._header_height():
            self._resized()
        self.header.tell()

    def _frame(self) -> Frame:
        session = self.terminal.session
        return Frame(self._pages.width(), self._pages.height(), self._pages.y(), session.large, session.low)

    def _take_away(self) -> None:
        """The old page dies, with the words on it and the strokes of a signature."""
        page, self.page = self.page, None
        if page is None:
            return
        if page.pad is not None:
            page.pad.blockSignals(True)
            page.pad.wipe()
        page.hide()
        page.let_go()
        page.setParent(None)
        page.deleteLater()

    def wipe(self) -> None:
        """Nothing of the last person: no page, nothing on the clipboard, nothing an input method remembers."""
        self._take_away()
        self._bare = True
        if self.header is not None:
            self.header.say("", "")
        try:
            self.repaint()  # now: what follows is painted in turns, and may fail
        except Exception:  # of a part above the ground: what else is hers goes all the same
            log.exception("a part could not be painted as she left")
        self._taps.turned = self._strokes.turned = True
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.clear()
        method = QGuiApplication.inputMethod()
        if method is not None:
            method.reset()
        self.show_screen()

    def _focus(self, page: Page) -> None:
        """Reading order is focus order; the keypad begins at the first control."""
        for one, other in zip(page.touches, page.touches[1:], strict=False):
            QWidget.setTabOrder(one, other)

    def _stroked(self) -> None:
        page = self.page
        if page is not None and page.pad is not None:
            strokes = (((at.x, at.y, at.pressure, at.t) for at in stroke) for stroke in page.pad.strokes())
            self.terminal.signed(page.pad.png(), tuple(map(tuple, strokes)))

    def _header_height(self) -> int:
        height = SIZES.header_large if self._dressed[1] == "kioskLarge" else SIZES.header
        if self.width() > self.height():
            height = SIZES.header
        return height + (self.header.strip(self.width()) if self.header is not None else 0)

    def _resized(self) -> None:
        height = self._header_height()
        if self.header is not None:
            self.header.setGeometry(0, 0, self.width(), height)
        self._pages.setGeometry(0, height, self.width(), self.height() - height)

    def resizeEvent(self, event: QEvent) -> None:
        self._bare = True  # a screen of another size keeps nothing of what it showed
        self._resized()
        self.show_screen()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._bare, begin, self._begin = False, self._begin, None
        if begin is not None:
            begin()
        p = QPainter(self)
        c = look().theme.c
        covered = self.page is not None and self.page.made.countdown >= 0
        p.fillRect(self.rect(), QColor(c.desk if covered else c.bg))

    # no way out

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close:
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keypad under the screen and arrows, for who cannot see it; every other key is nothing."""
        event.accept()
        page = self.page
        if page is None or self._trembled(event):
            return
        key = event.key()
        digit = _KEYPAD.get(Qt.Key(key)) if event.modifiers() & Qt.KeyboardModifier.KeypadModifier else None
        if digit is not None:
            keypad.press(self.terminal, digit)
        elif key in _NEXT or key in _BEFORE:
            self.terminal.guarded(lambda: self._move(page, 1 if key in _NEXT else -1))
        elif key in _ENTER:
            self._enter(page)
        elif key in _ERASE:
            keypad.press(self.terminal, keypad.ERASE)
        elif event.text() in keypad.KEYS:
            keypad.press(self.terminal, event.text())

    def _trembled(self, event: QKeyEvent) -> bool:
        """Whether a key was held down, or struck once more by a hand that shakes: nobody heard the page that came."""
        key, stamp = event.key(), event.timestamp()
        if event.isAutoRepeat() or (stamp and key == self._struck and self._strokes.early(stamp)):
            return True
        self._struck = key
        self._strokes.lifted(stamp)
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        if (page := self.page) is not None:
            self.terminal.guarded(lambda: self._move(page, 1 if forward else -1))
        return True

    def _move(self, page: Page, by: int) -> None:
        ready = [each for each in page.touches if each.isVisible() and each.isEnabled()]
        if not ready:
            return
        here = next((n for n, each in enumerate(ready) if each.hasFocus()), -1 if by > 0 else 0)
        ready[(here + by) % len(ready)].setFocus(Qt.FocusReason.TabFocusReason)
        self.terminal.stroke()
        self.terminal.keypad = True
        self.terminal.say(ready[(here + by) % len(ready)].accessibleName())

    def _enter(self, page: Page) -> None:
        focused = next((each for each in page.touches if each.hasFocus() and each.isEnabled()), None)
        if focused is not None and self.terminal.keypad:
            focused.click()
        else:
            keypad.press(self.terminal, keypad.ENTER)
