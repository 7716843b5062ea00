"""Who works here: login, the first administrator, and the locked screen.

The pages check what can be checked without the store (empty, too short, different) and hand the rest on by
signals; what the store answers comes back in words through :meth:`show_error`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.entrances import named_entrances
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.frame import Frame
from ui.shared.labels import Chip, Icon, Text
from ui.shared.pane import MessageBand
from ui.theme import look, t
from ui.window.shell import Brand

if TYPE_CHECKING:
    from ui.tell import Tell

NUMBER = re.compile(r"[0-9A-Za-z]{2,12}")
LEAST = 8
"""Fewest characters of a password."""


class Card(QWidget):
    """A card in the middle of the page with the product's mark above it; ``entered`` comes with Enter and the
    button.
    """

    entered = Signal()

    def __init__(self, title: str, width: int, rehearsal: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        th = look().theme
        self.setAutoFillBackground(True)
        self.setProperty("part", "page")
        self.place = Text("", "body", "text2", wrap=False)
        self.message = MessageBand(closable=False)
        card = Frame("pane")
        card.setFixedWidth(width)
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(th.space.xxl, th.space.xl, th.space.xxl, th.space.xxl)
        self.column.setSpacing(th.space.m)
        head = QHBoxLayout()
        head.addWidget(Text(title, "verdict", bold=True), 1)
        if rehearsal:
            head.addWidget(Chip(t("shell.rehearsal"), "info", "graduation-cap"))
        self.column.addLayout(head)
        self.column.addWidget(self.message)
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addLayout(self._mark())
        page.addSpacing(th.space.lg)
        page.addLayout(_middle(card))
        page.addSpacing(th.space.m)
        self.kept = Text(t("login.kept"), "secondary", "text3", wrap=False)
        page.addWidget(self.kept, 0, Qt.AlignmentFlag.AlignHCenter)
        self.ways = Text(t("login.ways"), "secondary", "text2", wrap=False)
        self.ways.setObjectName("login.entrances")
        page.addWidget(self.ways, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(3)

    def _mark(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.s)
        row.addStretch(1)
        row.addWidget(Brand())
        row.addWidget(Text(t("shell.product"), "verdict", bold=True, wrap=False))
        row.addWidget(self.place)
        row.addStretch(1)
        return row

    def set_place_name(self, hall: str, window: str, division: str = "") -> None:
        """Hall and window beside the product's name, and the entrances of the province that ``division`` lies in."""
        self.place.setText(f"{hall}  {window}".strip())
        self.ways.setText(named_entrances(division) or t("login.ways"))

    def name_fields(self, page: str) -> None:
        """Give every field the name by which tests and the tour find it."""
        for field in ("name", "number", "password", "again"):
            part = getattr(self, field, None)
            if part is not None:
                part.edit.setObjectName(f"{page}.{field}")

    def told_by(self, tell: Tell) -> Callable[[BaseException], None]:
        """Shows an error on the page itself: above a locked screen no dialog opens."""

        def show(error: BaseException) -> None:
            notice = tell.notice_of(error)
            if notice is not None:
                self.show_error(notice.title, notice.next)

        return show

    def show_error(self, text: str, step: str = "") -> None:
        """Say in words why it did not go on; the passwords are emptied."""
        self.message.tell("danger", text, step)
        self.set_busy(False)
        self.forget()

    def tell(self, state: str, title: str, text: str) -> None:
        """What is to be read here: the band of the places lies below this page. What would be lost is not kept."""
        self.message.tell(state, title, text)
        self.kept.setVisible(state != "warn")

    def set_busy(self, busy: bool) -> None:
        """While the store checks, the button says so and takes no second press."""
        self.button.setEnabled(not busy)
        self.button.set_words(t("login.working") if busy else self._words)

    def forget(self) -> None:
        """Empty every password field."""
        for field in self.findChildren(Field):
            if field.property("secret"):
                field.set_value("")

    def hideEvent(self, event: object) -> None:
        self.forget()
        self.message.hide()
        self.kept.show()

    def _field(self, label: str, secret: bool = False) -> Field:
        field = Field(label, secret=secret)
        field.setProperty("secret", secret)
        field.edit.returnPressed.connect(self.entered)
        self.column.addWidget(field)
        return field

    def _button(self, words: str) -> None:
        self._words = words
        self.button = KeyButton(words, "Ctrl+Enter", kind="primary")
        self.button.clicked.connect(self.entered)
        self.column.addSpacing(look().theme.space.xs)
        self.column.addWidget(self.button)


def _middle(card: QWidget) -> QHBoxLayout:
    """Centre a card; an alignment flag would measure its wrapped lines at the width of the page."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(card)
    row.addStretch(1)
    return row


def _missing(field: Field) -> bool:
    """Complain about an empty field and say whether it was."""
    if field.value().strip():
        return False
    field.set_error(t("login.missing", label=field.label.text()))
    return True


class LoginPage(Card):
    """``submitted(number, password)``; answer with :meth:`show_error` or leave the page."""

    submitted = Signal(str, str)

    def __init__(self, rehearsal: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(t("login.title"), look().theme.size.login_width, rehearsal, parent)
        self.number = self._field(t("login.number"))
        self.password = self._field(t("login.password"), secret=True)
        self._button(t("login.enter"))
        self.entered.connect(self._submit)

    def showEvent(self, event: object) -> None:
        self.set_busy(False)
        (self.password if self.number.value() else self.number).setFocus()

    def hideEvent(self, event: object) -> None:
        """Whoever comes next types her own number: a password beside another's counted as his slip."""
        super().hideEvent(event)
        self.number.set_value("")

    def _submit(self) -> None:
        empty = [field for field in (self.number, self.password) if _missing(field)]
        if empty:
            empty[0].setFocus()
            return
        self.message.hide()
        self.set_busy(True)
        self.submitted.emit(self.number.value().strip(), self.password.value())


class FirstRunPage(Card):
    """The first administrator: ``created(name, number, password)``."""

    created = Signal(str, str, str)

    def __init__(self, rehearsal: bool = False, least: int = LEAST, parent: QWidget | None = None) -> None:
        super().__init__(t("login.first_title"), look().theme.size.first_width, rehearsal, parent)
        self.least = least
        self.kept.hide()  # nothing was begun here yet
        self.column.addWidget(Text(t("login.first_note"), "body", "text2"))
        self.name = self._field(t("login.name"))
        self.number = self._field(t("login.number"))
        self.password = self._field(t("login.password"), secret=True)
        self.password.edit.setPlaceholderText(t("login.rules", least=least))
        self.again = self._field(t("login.again"), secret=True)
        self._button(t("login.create"))
        self.entered.connect(self._submit)

    def showEvent(self, event: object) -> None:
        self.set_busy(False)
        self.name.setFocus()

    def _wrong(self) -> list[Field]:
        """Every field that is wrong, each with its words."""
        wrong = [f for f in (self.name, self.number, self.password, self.again) if _missing(f)]
        if self.again in wrong:
            self.again.set_error(t("login.again_missing"))
        number, first, again = self.number.value().strip(), self.password.value(), self.again.value()
        if number and not NUMBER.fullmatch(number):
            self.number.set_error(t("login.number_rule"))
            wrong.append(self.number)
        if first and len(first) < self.least:
            self.password.set_error(t("login.short", least=self.least, count=len(first)))
            wrong.append(self.password)
        elif first and again and first != again:
            self.again.set_error(t("login.differ"))
            wrong.append(self.again)
        return wrong

    def _submit(self) -> None:
        wrong = self._wrong()
        if wrong:
            wrong[0].setFocus()
            return
        self.message.hide()
        self.set_busy(True)
        self.created.emit(self.name.value().strip(), self.number.value().strip(), self.password.value())


class LockedPage(Card):
    """The locked screen: ``unlocked(password)`` for the same person, ``switched()`` for another."""

    unlocked = Signal(str)
    switched = Signal()

    def __init__(self, rehearsal: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(t("login.locked_title"), look().theme.size.login_width, rehearsal, parent)
        self._left = QWidget()
        row = QHBoxLayout(self._left)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Icon("lock", "text2"), 0, Qt.AlignmentFlag.AlignTop)
        self.note = Text("", "body", "text2")
        row.addWidget(self.note, 1)
        self.column.addWidget(self._left)
        self.password = self._field(t("login.password"), secret=True)
        self._button(t("login.unlock"))
        self.entered.connect(self._submit)
        self.switch = KeyButton(t("login.switch"), "Alt+W", "users")
        self.switch.clicked.connect(self.switched)
        self.column.addWidget(self.switch)

    def set_operator(self, text: str, password: str = "") -> None:
        """Who locked it; ``password`` is shown where there is nothing to protect."""
        self.note.setText(t("login.locked_note", operator=text))
        self._left.show()
        self.password.edit.setPlaceholderText(t("login.rehearsal", words=password) if password else "")

    def tell(self, state: str, title: str, text: str) -> None:
        """As on every card; that all is kept is said no more where something is not."""
        super().tell(state, title, text)
        self._left.setVisible(state != "warn")

    def say(self, title: str, text: str) -> None:
        """Why it is locked, where nobody locked it; it goes with the next word or the password."""
        self._left.hide()
        self.message.tell("warn", title, text)

    def showEvent(self, event: object) -> None:
        self.set_busy(False)
        self.password.setFocus()

    def _submit(self) -> None:
        if _missing(self.password):
            self.password.setFocus()
            return
        self.message.hide()
        self.set_busy(True)
        self.unlocked.emit(self.password.value())
