"""What the frames of all faces share: the places, and what covers them (palette, dialogs, login, lock)."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Set

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from ui.shared.ahead import painted_now
from ui.shared.halo import Halo
from ui.shared.overlay import SHIELD, Dialog, Overlay
from ui.shared.palette import Palette
from ui.shared.pane import MessageBand
from ui.shared.stack import Stack
from ui.tell import Notice, Question
from ui.theme import t

PASSING = ("ok", "info")
"""States of a message that says what was done: it goes with its page, where a warning waits for the person."""
NOBODY = "ZC-LOGIN-08"
"""What was asked for while nobody was logged in."""
LINE_ICONS = {"ok": "cloud-check", "warn": "cloud-off", "danger": "cloud-off", "info": "cloud-upload"}


class _Inside(Stack):
    """The open place. ``squeezed`` when it got another size in a window that kept its own: a band came or went."""

    squeezed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._window_size = QSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before, self._window_size = self._window_size, self.window().size()
        if before == self._window_size:
            self.squeezed.emit()


class FaceShell(QMainWindow):
    """The frame of a face; ``keys`` are the places it may have.

    Signals: ``place_changed(key)`` after every change of place, ``place_again(key)`` when the key of the open one is
    pressed, ``place_squeezed(key)`` when a band came or went above it, ``shut_out(key)`` when a place was asked for
    that is ``shut`` to who sits here; ``lock_wanted``, ``help_wanted``; ``shielded`` when a lock or the login of
    another person covers everything; the palette carries its own. It implements :class:`ui.tell.Window`. A full page
    (login, lock) covers everything until :meth:`show_places`.
    """

    place_changed = Signal(str)
    place_again = Signal(str)
    place_squeezed = Signal(str)
    shut_out = Signal(str)
    lock_wanted = Signal()
    help_wanted = Signal()
    shielded = Signal()
    closing = Signal()

    def __init__(self, keys: Set[str], rehearsal: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rehearsal = rehearsal
        self._keys = frozenset(keys)
        self.band = MessageBand("strip")
        self.band.set_close_name(t("kit.close"))
        self._stack = _Inside()
        self._stack.squeezed.connect(lambda: self.place_squeezed.emit(self.place()))
        self._places: dict[str, QWidget] = {}
        self._homes: dict[str, str] = {}
        self._later: dict[str, Callable[[], QWidget]] = {}
        self.put_off: Callable[[str], bool] = lambda key: False
        """Asked before a page is made: whether what it needs is still being loaded, and will open it later."""
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window closes."""
        self.shut: frozenset[str] = frozenset()
        """Places that do not open to who sits here."""
        self._whole = Stack()
        self._whole.addWidget(self.build(self._inside()))
        self.setCentralWidget(self._whole)
        self.palette_box = Palette(self)
        self._dialog = Dialog(self)
        self._dialog.answered.connect(self._answered)
        self._asked: deque[tuple[Notice | Question, Callable[[str], None] | None]] = deque()
        self._present: Callable[[str], None] | None = None
        self._passing = False
        self._brought = 0
        self._halo = Halo(self)

    def _inside(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self._stack, 1)
        self._column = column
        return inside

    def add_strip(self, strip: QWidget) -> None:
        """A strip above the open place, in the flow of every page."""
        self._column.insertWidget(0, strip)

    @abstractmethod
    def build(self, inside: QWidget) -> QWidget:
        """The bars of the face around ``inside`` (messages and the open place)."""

    @abstractmethod
    def mark(self, key: str) -> None:
        """Show which place is open, without going anywhere."""

    @abstractmethod
    def set_place_name(self, hall: str, window: str) -> None:
        """Where this device stands."""

    @abstractmethod
    def set_line_state(self, text: str, state: str) -> None:
        """The line in words."""

    @abstractmethod
    def set_readiness(self, text: str, state: str) -> None:
        """「可办理」 with ``ok``, or what is missing."""

    @abstractmethod
    def set_operator(self, text: str) -> None:
        """Who works here."""

    @abstractmethod
    def set_clock(self, time: str, date: str = "") -> None:
        """Clock and date with its weekday."""

    @abstractmethod
    def set_badge(self, key: str, count: int) -> None:
        """How many things at a place need somebody."""

    def set_title(self, *words: str) -> None:
        """The title of the window in the task bar."""
        title = " ".join(word for word in (t("shell.product"), *words) if word)
        self.setWindowTitle(f"【{t('shell.rehearsal')}】{title}" if self.rehearsal else title)

    def add_place(self, key: str, widget: QWidget) -> None:
        """Put a page into a place; a second page replaces the first. KeyError for a place this face has not."""
        if key not in self._keys:
            raise KeyError(key)
        old = self._places.pop(key, None)
        if old is not None:
            self._stack.removeWidget(old)
        widget.setProperty("part", "page")
        self._places[key] = widget
        self._stack.addWidget(widget)
        if len(self._places) == 1:
            self.mark(key)

    def add_page(self, key: str, widget: QWidget, home: str) -> None:
        """A page behind the place ``home``, which goes on being marked while the page is open."""
        if home not in self._places and home not in self._later:
            raise KeyError(home)
        widget.setProperty("part", "page")
        self._places[key] = widget
        self._homes[key] = home
        self._stack.addWidget(widget)

    def add_later(self, key: str, make: Callable[[], QWidget], home: str = "") -> None:
        """A page that is made when it is opened first: of a place, or behind the place ``home``."""
        if (home or key) not in self._keys:
            raise KeyError(home or key)
        self._later[key] = make
        if home:
            self._homes[key] = home

    def _made(self, key: str) -> QWidget:
        make = self._later.pop(key, None)
        if make is not None:
            widget = make()
            if key in self._homes:
                self.add_page(key, widget, self._homes[key])
            else:
                self.add_place(key, widget)
        return self._places[key]

    def stands(self, key: str) -> bool:
        """Whether a page was made already."""
        return key in self._places

    def may_go(self, key: str) -> bool:
        """Whether a page stands there or can be made."""
        return key in self._places or key in self._later

    def go(self, key: str) -> bool:
        """Open a place or a page behind one, and say whether it is open now; what has no page is refused with KeyError.
        The search, whose rows show the keys of the places, closes.
        """
        self.palette_box.close_overlay()
        if key in self.shut:
            self.shut_out.emit(key)
            return False
        if key in self._later and self.put_off(key):
            return False
        widget = self._made(key)
        changed = self._stack.currentWidget() is not widget
        self._stack.setCurrentWidget(widget)
        self.mark(self._homes.get(key, key))
        if changed:
            self.drop_news()
            self.place_changed.emit(key)
        return True

    def inside(self) -> QWidget:
        """Where the open place stands."""
        return self._stack

    def place(self) -> str:
        """The key of the open place or of the page behind one."""
        current = self._stack.currentWidget()
        return next((key for key, widget in self._places.items() if widget is current), "")

    def page(self, key: str) -> QWidget:
        """The page of a place."""
        return self._made(key)

    def show_full(self, widget: QWidget, *, shield: bool = False) -> None:
        """Cover everything with a page (login, first use, lock); keys of the places sleep meanwhile.

        With ``shield`` nobody who has a right to it may be looking: every dialog and sheet goes on the shelf with what
        was typed into it, and what comes meanwhile waits.
        """
        self.palette_box.close_overlay()
        if shield:
            for overlay in self.findChildren(Overlay):
                overlay.shelve()
            self.setProperty(SHIELD, True)
            self.shielded.emit()
        if self._whole.indexOf(widget) < 0:
            widget.setProperty("part", "page")
            self._whole.addWidget(widget)
        self._whole.setCurrentWidget(widget)

    def drop_full(self, widget: QWidget) -> None:
        """A page that covered the places is not needed any more."""
        if self.full() is widget:
            self.show_places()
        self._whole.removeWidget(widget)
        widget.deleteLater()

    def show_places(self, *, same: bool = True) -> None:
        """Take the covering page away. What lay on the shelf comes back to the ``same`` person; for another one it is
        closed, and what was asked of the first is answered as by Esc.
        """
        self._whole.setCurrentIndex(0)
        if not same:
            self.palette_box.forget()
            self.drop_news()
        if not self.property(SHIELD):
            return
        self.setProperty(SHIELD, False)
        waiting = [overlay for overlay in self.findChildren(Overlay) if overlay.shelved]
        if not same:
            self._forget_questions()
        for overlay in waiting:
            overlay.unshelve() if same else overlay.drop()
        self._next_dialog()

    def _forget_questions(self) -> None:
        asked, self._asked = self._asked, deque()
        for what, present in asked:
            if isinstance(what, Notice):
                self._asked.append((what, present))
            elif present is not None:
                present(what.cancel)

    def covered(self) -> bool:
        """Whether a full page covers the places."""
        return self._whole.currentIndex() != 0

    def full(self) -> QWidget | None:
        """The page that covers the places, None when none does."""
        return self._whole.currentWidget() if self.covered() else None

    def show_notice(self, notice: Notice) -> None:
        """A message from the door: a dialog for errors, the band for the rest. That nobody is logged in is true while
        the screen is locked, and false for whoever would read it afterwards.
        """
        if notice.code == NOBODY and self.property(SHIELD):
            return
        if notice.kind == "band":
            self._passing = notice.state in PASSING and not notice.stays
            self._brought += notice.state not in PASSING
            self.band.tell(notice.state, notice.title, notice.next)
            return
        self._brought += 1
        self._asked.append((notice, None))
        self._next_dialog()

    def drop_news(self) -> None:
        """What was done belongs to a page, or a person, that is left: take its words away. Warnings stay."""
        if self._passing:
            self.band.hide()

    def show_question(self, question: Question, answered: Callable[[str], None]) -> None:
        """A question from the door; several wait in line."""
        self._brought += 1
        self._asked.append((question, answered))
        self._next_dialog()

    def _next_dialog(self) -> None:
        if self._dialog.isVisible() or self._dialog.shelved or self.property(SHIELD) or not self._asked:
            return
        what, self._present = self._asked.popleft()
        if isinstance(what, Notice):
            self._dialog.show_error(what.title, what.kept, what.next, what.code, what.law, what.state)
            return
        answers = [(a.value, a.text, a.key, _kind(a.primary, a.danger)) for a in what.answers]
        self._dialog.show_question(what.title, what.text, answers, what.cancel)

    def _answered(self, value: str) -> None:
        present, self._present = self._present, None
        if present is not None:
            present(value)
        self._next_dialog()

    def brought(self) -> int:
        """How many faults, warnings and questions came in all, whether they were read since or not."""
        return self._brought

    def dialog(self) -> Dialog:
        """The dialog, for the tour and the tests."""
        return self._dialog

    def resizeEvent(self, event: QResizeEvent) -> None:
        painted_now(self)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()


def _kind(primary: bool, danger: bool) -> str:
    return "primary" if primary else "danger" if danger else "default"
