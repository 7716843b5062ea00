"""The sheet an applicant signs: what is said at the left, the signature at the right, one button that goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.labels import Text, rule
from ui.shared.overlay import Overlay
from ui.shared.pad import SignaturePad
from ui.shared.pane import scrolled
from ui.theme import look, t


class SignSheet(Overlay):
    """Base of the two sheets. ``signed(order)`` when the primary button was pressed; it stays open until it is closed,
    so that a refusal costs nothing that was said or signed. ``now`` gives seconds for the strokes.
    """

    OWN_KEYS = True

    signed = Signal(object)
    wiped = Signal()

    def __init__(self, name: str, now: Callable[[], float], parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"promise.{name}")
        space = look().theme.space
        self.title = Text(t(f"promise.{name}.title"), "title", bold=True)
        self.said = QVBoxLayout()
        self.said.setSpacing(space.s)
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        inner.setLayout(self.said)
        self.pad = SignaturePad(now)
        self.pad.setObjectName(f"promise.{name}.pad")
        body = QHBoxLayout()
        body.setSpacing(space.lg)
        body.addWidget(scrolled(inner), 3)
        body.addLayout(self._sign(), 2)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        column.setSpacing(space.m)
        column.addWidget(self.title)
        column.addLayout(body, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())
        self.setAccessibleName(self.title.text())

    def _sign(self) -> QVBoxLayout:
        space = look().theme.space
        column = QVBoxLayout()
        column.setSpacing(space.s)
        column.addWidget(Text(t("promise.sign"), "body", bold=True))
        column.addWidget(Text(t("promise.sign_note"), "secondary", "text2"))
        column.addWidget(self.pad, 1)
        wipe = KeyButton(t("promise.wipe"), "Alt+W", "rotate-ccw", size="small", scope=self)
        wipe.setObjectName(f"promise.{self.name}.wipe")
        wipe.clicked.connect(self.wiped)
        wipe.clicked.connect(self.pad.wipe)
        self.on_pad = KeyButton(t("onpad.sign"), "Alt+P", "signature", size="small", scope=self)
        self.on_pad.setObjectName(f"promise.{self.name}.on_pad")
        self.on_pad.hide()
        row = QHBoxLayout()
        row.setSpacing(space.s)
        row.addWidget(wipe)
        row.addWidget(self.on_pad)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.s)
        row.addStretch(1)
        self.back = KeyButton(t("promise.back"), "Esc", scope=self)
        self.back.setObjectName(f"promise.{self.name}.back")
        self.back.clicked.connect(self.close_overlay)
        self.save = KeyButton(
            t(f"promise.{self.name}.save"), "Ctrl+Enter", "signature", kind="primary", scope=self
        )
        self.save.setObjectName(f"promise.{self.name}.save")
        self.save.clicked.connect(self._save)
        row.addWidget(self.back)
        row.addWidget(self.save)
        return row

    def signature(self) -> str:
        """Digest of what was signed; empty when nobody signed."""
        return "" if self.pad.empty() else hashlib.sha256(self.pad.png()).hexdigest()

    def set_busy(self, busy: bool) -> None:
        """While it goes into the log nothing is pressed twice."""
        self.save.setEnabled(not busy)

    def order(self) -> object | None:
        """What is to be done, None when something typed cannot be read."""
        raise NotImplementedError

    def _save(self) -> None:
        order = self.order()
        if order is not None:
            self.signed.emit(order)

    def place_frame(self) -> None:
        """As large as a sheet of paper needs, and no larger than the window."""
        th = look().theme
        edge = th.space.lg
        width = min(th.size.sheet_width, self.width() - 2 * edge)
        height = min(width * 4 // 5, self.height() - 2 * edge)
        self.frame.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)
