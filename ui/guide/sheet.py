"""The help page of what is open, at the right: read it, press its keys, go on. Everything lies on this machine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.guide.book import HelpPage
from ui.guide.keys import KeyLine
from ui.shared.button import KeyButton
from ui.shared.labels import Icon, KeyCap, Text, empty, rule
from ui.shared.overlay import Overlay
from ui.shared.pane import scrolled
from ui.theme import look, t

ACTS = (("course", "Alt+C", "graduation-cap"), ("card", "Alt+K", "printer"), ("report", "Alt+R", "save"))
"""Name, key and icon of what the foot offers."""


class HelpSheet(Overlay):
    """``wanted(name)``: ``course`` the lessons, ``card`` the keys on a card, ``report`` the report for the IT."""

    OWN_KEYS = True
    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help.sheet")
        space = look().theme.space
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        self._body.setSpacing(space.m)
        self.area = scrolled(inner)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(space.lg, space.s, space.lg, space.s)
        self._foot.setSpacing(space.s)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.area, 1)
        column.addWidget(rule())
        column.addLayout(self._foot)
        self.buttons = {name: self._button(name, key, icon) for name, key, icon in ACTS}
        self._foot.addStretch(1)
        self._close = KeyButton(t("kit.close"), "Esc", kind="quiet", size="small", scope=self)
        self._close.clicked.connect(self.close_overlay)
        self._foot.addWidget(self._close)

    def _button(self, name: str, key: str, icon: str) -> KeyButton:
        button = KeyButton(t(f"help.{name}"), key, icon, size="small", scope=self)
        button.setObjectName(f"help.{name}")
        button.clicked.connect(lambda: self.wanted.emit(name))
        self._foot.addWidget(button)
        return button

    def show_page(
        self, page: HelpPage, keys: Sequence[KeyLine], everywhere: Sequence[KeyLine], lessons: bool
    ) -> None:
        """Open with a page; ``keys`` of this page, ``everywhere`` those of the whole window."""
        empty(self._body)
        head = QHBoxLayout()
        head.setSpacing(look().theme.space.m)
        head.addWidget(Icon("circle-help", "primary", look().theme.size.icon_large))
        head.addWidget(Text(page.name, "verdict", bold=True), 1)
        self._body.addLayout(head)
        self._body.addWidget(Text(page.what))
        self._part(t("help.does"), [f"{n}. {words}" for n, words in enumerate(page.does, start=1)])
        self._keys(t("help.keys_here"), keys)
        self._keys(t("help.keys_all"), everywhere)
        self._part(t("help.fails"), [page.fail])
        if page.law:
            self._part(t("help.law"), [page.law])
        self._body.addStretch(1)
        self.buttons["course"].setVisible(lessons)
        self.setAccessibleName(t("help.of", page=page.name))
        self.area.verticalScrollBar().setValue(0)
        self.open()

    def _part(self, title: str, lines: Sequence[str]) -> None:
        self._body.addWidget(Text(title, "secondary", "text3", bold=True))
        for line in lines:
            self._body.addWidget(Text(line))

    def _keys(self, title: str, keys: Sequence[KeyLine]) -> None:
        if not keys:
            return
        self._body.addWidget(Text(title, "secondary", "text3", bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().theme.space.m)
        grid.setVerticalSpacing(look().theme.space.xs)
        grid.setColumnStretch(1, 1)
        for n, line in enumerate(keys):
            grid.addWidget(KeyCap(line.key), n, 0)
            grid.addWidget(Text(line.words), n, 1)
        self._body.addLayout(grid)

    def first_focus(self) -> None:
        """The sheet itself takes the keys; arrows scroll."""
        self.setFocus()

    def keyPressEvent(self, event: object) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeyEvent

        bar = self.area.verticalScrollBar()
        if isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Down: bar.singleStep() * 3,
                Qt.Key.Key_Up: -bar.singleStep() * 3,
                Qt.Key.Key_PageDown: bar.pageStep(),
                Qt.Key.Key_PageUp: -bar.pageStep(),
            }
            if event.key() in steps:
                bar.setValue(bar.value() + steps[Qt.Key(event.key())])
                return
            super().keyPressEvent(event)

    def place_frame(self) -> None:
        """At the right, from top to bottom, wide enough for its buttons with their keys."""
        space = look().theme.space
        parts = (*self.buttons.values(), self._close)
        # Counted here: before it was shown once the layout takes its buttons for nothing.
        foot = sum(part.sizeHint().width() + space.s for part in parts) + 2 * space.lg
        width = min(max(look().theme.size.palette_width * 3 // 4, foot), self.width())
        self.frame.setGeometry(self.width() - width, 0, width, self.height())
