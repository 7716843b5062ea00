"""Pages behind a place of the rail: reached by a key from their place and by Ctrl+K, left with Esc."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserFacingError
from app.values import dataclass
from ui.office import Office
from ui.runner import QtScheduler, Runner
from ui.shared.button import KeyButton
from ui.shared.overlay import Overlay
from ui.shared.pane import EmptyState, PageHead, Skeleton, VerdictBar
from ui.shared.stack import Stack
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.forms import ActForm, FormSpec
from ui.workplace import Workplace


@dataclass(frozen=True)
class Inner:
    """A page behind a place: its own key, its icon, the place it stands behind, and the key that opens it there."""

    key: str
    icon: str
    home: str
    shortcut: str


INNER: tuple[Inner, ...] = (
    Inner("visits", "users", "intake", "Ctrl+T"),
    Inner("day", "clipboard-check", "due", "Ctrl+J"),
    Inner("figures", "chart-column", "due", "Ctrl+G"),
    Inner("parcels", "truck", "handover", "Ctrl+J"),
    Inner("returns", "rotate-ccw", "handover", "Ctrl+T"),
    Inner("pad", "book-open", "print", "Ctrl+J"),
    Inner("accounts", "list", "sync", "Ctrl+T"),
    Inner("file", "archive", "search", "Ctrl+J"),
)
"""In the order of their places; ``file`` shows one case and opens from its page alone."""


def inner(key: str) -> Inner:
    """The page with this key; KeyError when there is none."""
    found = {page.key: page for page in INNER}
    return found[key]


def way_to(key: str, go: Callable[[str], object]) -> KeyButton:
    """The button by which a place opens the page behind it."""
    page = inner(key)
    button = KeyButton(t(f"inner.{key}"), page.shortcut, page.icon, size="small")
    button.setObjectName(f"{page.home}.{key}")
    button.clicked.connect(lambda: go(key))
    return button


@dataclass(frozen=True)
class Tools:
    """What a page works with."""

    at: Workplace
    runner: Runner
    scheduler: QtScheduler
    tell: Tell

    @property
    def office(self) -> Office:
        """Everything a face may ask for."""
        return self.at.office


class InnerPage(QWidget):
    """Head with the way back, a body, and what stands there while the body is read or cannot be read.

    ``left`` when the person wants back, ``open_case(id)`` for the page of a case. Subclasses put their parts into
    ``column`` and call :meth:`load`.
    """

    left = Signal()
    open_case = Signal(object)

    def __init__(self, tools: Tools, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "page")
        self.setObjectName(key)
        self.key = key
        self.tools = tools
        self._seen = False
        self._arrived = False
        self.head = PageHead(t(f"{key}.title"), t(f"{key}.note"))
        self.back = KeyButton(t("inner.back"), "Esc", "arrow-left", size="small")
        self.back.setObjectName(f"{key}.back")
        self.back.clicked.connect(self.left)
        body = QWidget()
        self.column = QVBoxLayout(body)
        gap = look().theme.columns.gap
        self.column.setContentsMargins(gap, 0, gap, gap)
        self.column.setSpacing(gap)
        self.waiting = Skeleton(8, t("inner.loading"))
        again = KeyButton(t("inner.again"), "Ctrl+R", "refresh-cw")
        again.setObjectName(f"{key}.again")
        again.clicked.connect(self.refresh)
        self.failure = EmptyState("circle-alert", "", "", again)
        self.stack = Stack()
        for part in (self.waiting, body, self.failure):
            self.stack.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.stack, 1)
        self.bar = VerdictBar()
        self.bar.setObjectName(f"{key}.verdict")
        self.form = ActForm()
        self.form.saved.connect(self._answered)
        self.form.left.connect(self.end_asking)
        self._then: Callable[[dict[str, str]], object] | None = None
        outer.addWidget(self.form)
        outer.addWidget(self.bar)
        self.bar.hide()

    def add_action(self, name: str, words: str, key: str, icon: str, call: Callable[[], object]) -> KeyButton:
        """A button of the bar; the first one named ``primary`` is the one primary button of the page."""
        button = KeyButton(words, key, icon, kind="primary" if name == "primary" else "default")
        button.setObjectName(f"{self.key}.{name}")
        button.clicked.connect(lambda: call())
        self.bar.add_button(button)
        self.bar.show()
        return button

    def ask_for(self, spec: FormSpec, then: Callable[[dict[str, str]], object]) -> None:
        """Ask for what an act still needs, in the place of the bar; Esc leaves it."""
        self._then = then
        self.bar.hide()
        self.back.set_key("")
        self.form.open(spec)

    def end_asking(self) -> None:
        """Take the form away again."""
        self.form.close_form()
        self.back.set_key("Esc")
        self.bar.show()
        self._arrived = True
        self.refresh()

    def _answered(self, values: dict[str, str]) -> None:
        then = self._then
        self.end_asking()
        if then is not None:
            then(values)

    def finish_head(self) -> None:
        """The way back stands last in the head; call once every other button is there."""
        self.head.add_right(self.back)

    def refresh(self) -> None:
        """Read again what is shown; the pages say how."""
        raise NotImplementedError

    def load(self, work: Callable[[], Any], show: Callable[[Any], object], worker: str = "db") -> None:
        """Read on a worker and show; the first time a skeleton stands in after a moment, a failure says what to do."""
        if not self._seen:
            self.stack.setCurrentWidget(self.waiting)
            self.tools.scheduler.after(look().theme.motion.skeleton / 1000, self.waiting.reveal)

        def shown(found: Any) -> None:
            self._seen = True
            self.stack.setCurrentIndex(1)
            show(found)

        self.tools.runner.run(worker, work, shown, self._failed, name=f"{self.key}.read")

    def act(self, work: Callable[[], Any], done: Callable[[Any], object], name: str, worker: str = "db") -> None:
        """Do something on a worker; refusals are told, and what is shown is read again either way."""
        self.tools.runner.run(worker, work, done, self.tools.tell.error, self._acted, name=f"{self.key}.{name}")

    def _acted(self) -> None:
        """What is shown is read again and takes the keyboard: an act may have brought the first row."""
        self._arrived = True
        self.refresh()

    def _failed(self, error: BaseException) -> None:
        if self._seen:
            self.tools.tell.error(error)
            return
        known = isinstance(error, UserFacingError)
        self.failure.title.setText(error.what if isinstance(error, UserFacingError) else t("inner.failed"))
        next_step = error.what_next if isinstance(error, UserFacingError) else t("inner.failed_next")
        self.failure.text.setText(next_step)
        self.stack.setCurrentWidget(self.failure)
        if not known:
            self.tools.tell.error(error)

    def bind(self, key: str, words: str, call: Callable[[], object]) -> QAction:
        """A key of the page that belongs to no button."""
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(call)
        self.addAction(action)
        return action

    def take_focus(self, widget: QWidget) -> None:
        """Give the focus when the page was just opened or lost it; never from under a sheet or a typing hand."""
        now: QWidget | None = QApplication.focusWidget()
        part = now
        while part is not None:
            if isinstance(part, Overlay):
                return
            part = part.parentWidget()
        if self.isVisible() and (self._arrived or now is None or not self.isAncestorOf(now)):
            self._arrived = False
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrived = True


def row_of(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Widgets side by side, each with its share of the width."""
    row = QHBoxLayout()
    row.setSpacing(look().theme.columns.gap)
    for widget, share in parts:
        row.addWidget(widget, share)
    return row
