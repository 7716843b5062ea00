"""What stands there before the terminal does: 正在打开, and on a real profile the staff's number and password."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kiosk.tokens import SIZES
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.theme import t

Who = tuple[str, str]


def fill_screen(widget: QWidget) -> None:
    """All of the screen, whatever the window manager makes of a window without a frame: matchbox leaves it small."""
    screen = QGuiApplication.primaryScreen()
    if screen is not None:
        widget.setGeometry(screen.geometry())
    widget.showFullScreen()


class OpeningWindow(QWidget):
    """A page without service. In the morning the staff opens a real profile here, with a keyboard of her own."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self._may_close = False
        self.setProperty("part", "page")
        self.setAutoFillBackground(True)
        self.setWindowTitle(t("kiosk.title"))
        self._words = Text(t("kiosk.opening.wait"), "verdict", bold=True)
        self._note = Text("", "body", "text2")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(SIZES.margin * 2, SIZES.margin * 4, SIZES.margin * 2, SIZES.margin)
        self._box.setSpacing(SIZES.gap)
        for part in (self._words, self._note):
            self._box.addWidget(part)
        self._box.addStretch(1)
        self.fields: tuple[Field, Field] | None = None

    def ask_password(self, given: Callable[[Who], None]) -> None:
        """Who opens this terminal? Her password unlocks its data (``given`` is called once for each try)."""
        number = Field(t("kiosk.opening.number"))
        password = Field(t("kiosk.opening.password"), secret=True)
        button = KeyButton(t("kiosk.opening.open"), kind="primary", size="touch")
        self.fields = (number, password)
        self._words.set_words(t("kiosk.opening.locked"))
        for place, part in enumerate((number, password, button), start=2):
            self._box.insertWidget(place, part)

        def ask() -> None:
            who = (number.value(), password.value())
            password.set_value("")
            self._note.set_words(t("kiosk.opening.wait"))
            given(who)

        button.clicked.connect(ask)

    def show_error(self, what: str, what_next: str) -> None:
        """It did not open."""
        self._note.set_words(f"{what} {what_next}".strip(), "danger")

    def leave(self) -> None:
        """The terminal stands: this page goes."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()
