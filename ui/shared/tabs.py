"""Filters as tabs with counts, and the figures of the headroom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.values import dataclass
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Text
from ui.shared.paint import paint_box, paint_light
from ui.theme import look, said


@dataclass(frozen=True)
class Tab:
    """A filter: ``light`` is ``ok warn red pause`` or "", ``count`` None shows no number."""

    value: str
    text: str
    count: int | None = None
    key: str = ""
    light: str = ""


class _TabButton(KeyButton):
    """A checkable button that may carry a deadline light in front."""

    def __init__(self, tab: Tab, scope: QWidget) -> None:
        super().__init__("", tab.key, size="normal", scope=scope)
        self.setCheckable(True)
        self.light = tab.light
        self.set_tab(tab)

    def set_tab(self, tab: Tab) -> None:
        """Other words and count."""
        text = said(tab.text)
        self.set_words(text if tab.count is None else f"{text} {tab.count}")

    def _lead(self) -> int:
        return look().theme.size.light + look().theme.space.s if self.light else 0

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._lead(), 0)

    def content_width(self) -> int:
        """Width of the light, the words and the key."""
        return super().content_width() + self._lead()

    def start(self, content: int) -> int:
        """Where the words begin: after the light."""
        return super().start(content) + self._lead()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.light:
            side = look().theme.size.light
            left = self.start(self.content_width()) - self._lead()
            paint_light(
                QPainter(self), QRect(QPoint(left, 0), QSize(side, self.height())), self.light, look()
            )


class Tabs(QWidget):
    """Exclusive filters; ``changed(value)`` when a person takes one. Keys work while the focus is inside
    ``scope``.
    """

    changed = Signal(str)

    def __init__(
        self,
        tabs: Sequence[Tab],
        value: str = "",
        scope: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().theme.space.s)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _TabButton] = {}
        for tab in tabs:
            button = _TabButton(tab, scope or self)
            button.clicked.connect(lambda _=False, v=tab.value: self._taken(v))
            self._group.addButton(button)
            self._buttons[tab.value] = button
            row.addWidget(button)
        row.addStretch(1)
        self._tabs = {tab.value: tab for tab in tabs}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if tabs:
            self.set_value(value or tabs[0].value)

    def value(self) -> str:
        """The taken filter."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Take a filter without telling anyone. A focus on another one of them comes along."""
        self._buttons[value].setChecked(True)
        if any(button.hasFocus() for button in self._buttons.values()):
            self._buttons[value].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _taken(self, value: str) -> None:
        self.set_value(value)
        self.changed.emit(value)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show other numbers."""
        for value, count in counts.items():
            old = self._tabs[value]
            self._tabs[value] = Tab(old.value, old.text, count, old.key, old.light)
            self._buttons[value].set_tab(self._tabs[value])


class Figure(Frame):
    """A figure of the headroom: name, number and unit, an optional bar (0–1), and a note in words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent=parent)
        th = look().theme
        self.setMinimumHeight(th.columns.outbox_figures)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.name = Text(name, "secondary", "text2")
        self.number = Text("", "figure", bold=True, wrap=False)
        self.unit = Text("", "body", "text2", wrap=False)
        self.note = Text("", "secondary", "text2")
        self.bar = _Bar()
        row = QHBoxLayout()
        row.setSpacing(th.space.s)
        row.addWidget(self.number)
        row.addWidget(self.unit)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(th.space.m, th.space.s, th.space.m, th.space.s)
        column.setSpacing(th.space.hair)
        column.addWidget(self.name)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addStretch(1)

    def set_figure(
        self, number: str, unit: str = "", note: str = "", share: float | None = None, state: str = "text"
    ) -> None:
        """Show a figure; ``state`` is a tone (``text``, ``warn``, ``danger``); ``share`` None hides the bar."""
        self.number.set_words(number, state)
        self.unit.setText(unit)
        self.note.set_words(note, "text2" if state == "text" else state)
        self.bar.set_share(share)
        self.setAccessibleName(" ".join(p.text() for p in (self.name, self.number, self.unit, self.note)).strip())


class _Bar(QWidget):
    """A thin bar; decorative, the note says the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self._share: float | None = None
        self.setFixedHeight(look().theme.space.s - look().theme.space.hair)
        self.hide()

    def set_share(self, share: float | None) -> None:
        self._share = share
        self.setVisible(share is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = look().theme.c
        radius = look().theme.radius.cap
        p = QPainter(self)
        paint_box(p, self.rect(), c.border, "", radius)
        width = int(self.width() * min(max(self._share or 0.0, 0.0), 1.0))
        if width > 2 * radius:
            paint_box(p, QRect(0, 0, width, self.height()), QColor(c.primary).name(), "", radius)
