"""The citizen's screen as a whole: bar, three steps, the paper in full, the typed dialogue, the quiet page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.frame import Frame
from ui.shared.pane import flick, scrolled
from ui.shared.preview import PagePreview
from ui.shared.stack import Stack
from ui.theme import look, t
from ui.window.citizen.arrange import CONFIRM, RATE, SIGN, Bar, Steps
from ui.window.citizen.confirm import ConfirmStep
from ui.window.citizen.facing import Facing
from ui.window.citizen.parts import Large, Touch
from ui.window.citizen.steps import RateStep, SignStep
from ui.window.citizen.talk import CITIZEN, CLERK, Talk, TalkPanel
from ui.window.shell import Brand
from ui.window.unfinished import WIPED

STEPS, PAPER, TALK, QUIET = range(4)
READING = 900
"""Width of a page on which the smallest print can be read from the other side of the counter."""


class CitizenView(QWidget):
    """``ended`` when the screen is given back. ``alone``: it stands in the clerk's window, one keyboard for both."""

    ended = Signal()
    spoke_up = Signal()
    """She asked to type."""

    def __init__(self, now: Callable[[], float], alone: bool, talk: Talk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        th = look().theme
        self.setProperty("part", "page")
        self.setAutoFillBackground(True)
        self.setProperty(WIPED, True)
        self.setObjectName("citizen")
        self.setWindowTitle(t("citizen.title"))
        self.facing: Facing | None = None
        self.confirm, self.sign, self.rate = ConfirmStep(), SignStep(now), RateStep()
        self.talk = TalkPanel(talk, CLERK if alone else CITIZEN, alone)
        self.preview = PagePreview()
        self.steps = Steps(self.confirm, self.sign, self.rate)
        self.stack = Stack()
        for page in (self.steps, self._paper(), self.talk, self._quiet()):
            self.stack.addWidget(page)
        body = QVBoxLayout()
        body.setContentsMargins(th.space.lg, th.space.lg, th.space.lg, th.space.lg)
        body.addWidget(self.stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._bar = self._make_bar(alone)
        column.addWidget(self._bar)
        column.addLayout(body, 1)
        self.confirm.paper_wanted.connect(self._show_paper)
        self.talk.left.connect(self._spoken)
        self.wipe()

    def _make_bar(self, alone: bool) -> Bar:
        th = look().theme
        self.hall = Large("", "title", "rail", bold=True, wrap=False)
        self.who = Large("", "secondary", "rail", wrap=False)
        self.phone = Large("", "secondary", "rail", wrap=False)
        bar = Bar((self.who, self.phone))
        row = QHBoxLayout(bar)
        row.setContentsMargins(th.space.xxl, th.space.xs, th.space.xxl, th.space.xs)
        row.setSpacing(th.space.lg)
        mark = Brand(on_rail=True)
        speak = Touch(t("citizen.talk"), "message-square-text", key="Alt+K")
        speak.setObjectName("citizen.speak")
        speak.setSizePolicy(speak.sizePolicy().Policy.Fixed, speak.sizePolicy().Policy.Fixed)
        speak.clicked.connect(self._speak_up)
        self.back = Touch(t("citizen.back"), "arrow-left", key="Esc")
        self.back.setObjectName("citizen.back")
        self.back.setSizePolicy(speak.sizePolicy())
        self.back.clicked.connect(self.ended)
        for part in (mark, self.hall, self.who):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.phone)
        row.addWidget(speak)
        row.addWidget(self.back)
        self.back.setVisible(alone)
        return bar

    def _paper(self) -> QWidget:
        th = look().theme
        page = Frame("pane")
        column = QVBoxLayout(page)
        column.setContentsMargins(th.space.lg, th.space.lg, th.space.lg, th.space.lg)
        row = QHBoxLayout()
        row.setSpacing(th.space.m)
        for name, icon, key, call in (
            ("earlier", "arrow-left", "Alt+Left", lambda: self.preview.turn(-1)),
            ("later", "arrow-right", "Alt+Right", lambda: self.preview.turn(1)),
            ("seen", "check", "Alt+Return", lambda: self.stack.setCurrentIndex(STEPS)),
        ):
            button = Touch(t(f"citizen.page_{name}"), icon, "primary" if name == "seen" else "default", key)
            button.setObjectName(f"citizen.page_{name}")
            button.clicked.connect(call)
            row.addWidget(button)
        # At reading size: who looks for her name on a whole page shown at once finds nothing.
        self.preview.setMinimumSize(READING, READING * 3 // 2)
        area = scrolled(self.preview)
        flick(area)
        bar = area.verticalScrollBar()
        for key, step in (("PgDown", 1), ("PgUp", -1)):
            action = QAction(t("citizen.paper"), page)
            action.setShortcut(key)
            action.triggered.connect(lambda _=False, s=step: bar.setValue(bar.value() + s * bar.pageStep()))
            page.addAction(action)
        column.addWidget(area, 1)
        column.addLayout(row)
        return page

    def _quiet(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self.welcome = Large(t("citizen.wait"), "figure", "text2")
        self.welcome.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.welcome, 1)
        return page

    def stand_in(self, hall: str, phone: str) -> None:
        """Where she stands and where to complain, also while nothing is asked of her."""
        self.hall.setText(hall)
        self.phone.setText(t("citizen.phone", phone=phone))
        self._bar.arrange()

    def show_facing(self, facing: Facing) -> None:
        """Somebody stands here."""
        self.facing = facing
        self.stand_in(facing.hall, facing.phone)
        self.who.setText(t("citizen.who", window=facing.window, name=facing.operator))
        self._bar.arrange()
        self.confirm.show_facing(facing)
        self.sign.show_facing(facing)
        self.rate.show_facing(facing)
        signing = facing.signing
        if signing is not None:
            self.preview.set_pages(signing.pages, signing.name)
        else:
            self.preview.set_pages(())
        self.stack.setCurrentIndex(STEPS)
        self.lead()
        self.take_focus()

    def take_focus(self) -> None:
        """To the answer that is asked for; to the way back while nothing can be answered."""
        first = self.confirm.right if self.confirm.right.isEnabled() else self.back
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def lead(self) -> None:
        """One button is the primary one: that of the step the person is at."""
        confirming = not self.confirm.is_done
        signing = not confirming and self.sign.wanted and not self.sign.is_done
        self.confirm.right.set_kind("primary" if confirming else "default")
        if not self.sign.is_done:
            self.sign.save.set_kind("primary" if signing else "default")
        self.rate.send.set_kind("default" if confirming or signing else "primary")
        rating = self.facing is not None and self.facing.case_id is not None
        self.steps.lead(CONFIRM if confirming or not (signing or rating) else SIGN if signing else RATE)

    def show_steps(self) -> None:
        """The rating among the three steps, from wherever the person was looking."""
        self.stack.setCurrentIndex(STEPS)
        self.steps.lead(RATE)

    def speak(self) -> None:
        """Type to each other."""
        self.stack.setCurrentIndex(TALK)
        self.talk.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _speak_up(self) -> None:
        """She asked for it herself: what she types next is hers."""
        self.speak()
        self.talk.take_turn(CITIZEN)
        self.activateWindow()
        self.spoke_up.emit()

    def _spoken(self) -> None:
        """Back to what is signed here; where nothing is, the talk is over: no word of it stays for who comes next."""
        self.stack.setCurrentIndex(STEPS if self.facing is not None else QUIET)
        if self.facing is None:
            self.ended.emit()

    def wipe(self) -> None:
        """The person is gone: nothing of her stays, not on the screen and not in the widgets behind it."""
        self.facing = None
        self.confirm.wipe()
        self.sign.wipe()
        self.preview.set_pages(())
        self.talk.talk.wipe()
        self.stack.setCurrentIndex(QUIET)

    def _show_paper(self) -> None:
        self.stack.setCurrentIndex(PAPER)
