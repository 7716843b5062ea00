"""Words on the page: plain text in a role and tone, key caps, chips, lights, rules and rows of facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QSizePolicy, QWidget

from ui.shared.frame import Frame
from ui.shared.kept import Kept
from ui.shared.paint import (
    LIGHT_TONE,
    Word,
    chip_size,
    key_cap_size,
    key_words,
    paint_chip,
    paint_key_cap,
    paint_light,
    paint_number,
    paint_text,
)
from ui.shared.placing import placed_once
from ui.theme import look, said


class Text(QLabel):
    """Text in a role of the type scale and a tone; wraps by default, so nothing that must be read is cut.

    Plain text always: a name typed by a citizen is never taken for markup.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        bold: bool = False,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.role, self.bold, self.tone = role, bold, tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setSizePolicy(_policy(wrap))
        self.dress()
        # Last: a label with words lays them out anew for each thing that is said of it.
        super().setText(said(text))

    def set_tone(self, tone: str) -> None:
        """Another tone, see :meth:`ui.tokens.Theme.tone`."""
        self.tone = tone
        self._ink()

    def setText(self, text: str) -> None:
        super().setText(said(text))

    def set_role(self, role: str) -> None:
        """Another role of the type scale."""
        if role != self.role:
            self.role = role
            self.dress()

    def set_words(self, text: str, tone: str | None = None) -> None:
        """Another text and, if given, tone."""
        self.setText(text)
        if tone is not None and tone != self.tone:
            self.set_tone(tone)

    def dress(self) -> None:
        """Take font and ink; called anew when the theme changes (see :func:`ui.theme.apply_theme`).

        Not from ``changeEvent``: Qt sends one to every label each time a part of the page finds its parent.
        """
        font = look().font(self.role, self.bold)
        if self.font() != font:
            self.setFont(font)
        self._ink()

    def _ink(self) -> None:
        """A label in the plain tone has the application's ink and no palette of its own."""
        ink = look().ink(self.tone)
        if self.palette().color(QPalette.ColorRole.WindowText) != ink.color(QPalette.ColorRole.WindowText):
            self.setPalette(ink)


def _policy(wrap: bool) -> QSizePolicy:
    vertical = QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed
    policy = QSizePolicy(QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed, vertical)
    policy.setHeightForWidth(wrap)  # Qt forgets with a new policy what it knew of the wrap
    return policy


class KeyCap(QLabel):
    """A key drawn as a cap; only a hint, the key itself belongs to a button or a view."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self._kept = Kept()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key_words(keys))

    def sizeHint(self) -> QSize:
        return key_cap_size(look(), self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._kept.paint(self, self.text(), lambda p: paint_key_cap(p, self.rect(), self.text(), look()))


class Chip(QLabel):
    """State as icon + word + colour. ``state`` is ``ok info warn danger neutral``; ``icon`` "" takes the
    state's own.
    """

    def __init__(
        self,
        text: str = "",
        state: str = "neutral",
        icon: str = "",
        role: str = "secondary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept = Kept()
        self.role = role
        self.word = Word(text, state, icon)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(text, state, icon)

    def set(self, text: str, state: str = "neutral", icon: str = "") -> None:
        """Show another state; an empty text hides the chip's content but not its place."""
        text = said(text)
        self.word = Word(text, state, icon)
        self._kept.forget()
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(look(), self.word, self.role)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.word.text:
            self._kept.paint(self, (self.word, self.role), self._draw)

    def _draw(self, p: QPainter) -> None:
        paint_chip(p, self.rect(), self.word, look(), self.role)


class Light(QLabel):
    """A deadline light: shape + word. ``kind`` is ``ok warn red pause``."""

    def __init__(self, kind: str, text: str = "", bold: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.bold = bold
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(kind, text)

    def set(self, kind: str, text: str) -> None:
        """Show another light."""
        text = said(text)
        self.kind = kind
        self.setText(text)
        self.setAccessibleName(text or kind)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        th = look().theme
        width = look().advance(self.text(), "body", self.bold)
        return QSize(th.size.light + (th.space.s + width + 1 if self.text() else 0), look().line())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        paint_light(p, QRect(0, 0, th.size.light, self.height()), self.kind, look())
        room = self.rect().adjusted(th.size.light + th.space.s, 0, 0, 0)
        paint_text(p, room, self.text(), look().font("body", self.bold), th.tone(LIGHT_TONE[self.kind]))


class Icon(QLabel):
    """An icon in a tone; give ``name`` a word with ``setAccessibleName`` where it stands alone."""

    def __init__(self, name: str, tone: str = "text2", size: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name = name
        self.tone = tone
        self.side = size or look().theme.size.icon
        self.setFixedSize(self.side, self.side)

    def set(self, name: str, tone: str = "text2") -> None:
        """Another icon or tone."""
        self.icon_name, self.tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        th = look().theme
        QPainter(self).drawPixmap(QPoint(0, 0), look().pixmap(self.icon_name, th.tone(self.tone), self.side))


class Number(QLabel):
    """The round number of a step."""

    def __init__(self, number: str, parent: QWidget | None = None) -> None:
        super().__init__(number, parent)
        self.setFont(look().font("secondary", True))
        side = max(look().theme.size.number, self.fontMetrics().height())
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_number(QPainter(self), self.rect(), self.text(), look())


class KeyHint(QWidget):
    """A key cap and what it does, for footers: ``KeyHint("Enter", "打开")``."""

    def __init__(self, keys: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().theme.space.xs)
        row.addWidget(KeyCap(keys))
        row.addWidget(Text(text, "secondary", "text2", wrap=False))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Facts(QWidget):
    """Rows of 名 and 值: the name in text3 at a fixed width, the value wrapping beside it.

    ``set_rows`` replaces all; a value may be a str or a widget.
    """

    def __init__(self, rows: Sequence[tuple[str, str | QWidget]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look().theme.space.s)
        self._grid.setVerticalSpacing(look().theme.space.xs)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[Text, Text]] = []
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[tuple[str, str | QWidget]]) -> None:
        """Show these rows instead. Lines of words that stand take the new words: making labels costs more than that."""
        if len(rows) > len(self._lines):
            with placed_once(self):
                self._set_rows(rows)
        else:
            self._set_rows(rows)

    def _set_rows(self, rows: Sequence[tuple[str, str | QWidget]]) -> None:
        plain = all(isinstance(value, str) for _, value in rows)
        if not (plain and len(self._lines) * 2 == self._grid.count()):
            empty(self._grid)
            self._lines = []
        for at, (name, value) in enumerate(rows):
            if at >= len(self._lines):
                self._add(at, name, value)
                continue
            label, shown = self._lines[at]
            label.set_words(name)
            shown.set_words(str(value))
            shown.setAccessibleName(f"{label.text()} {shown.text()}")
        for label, shown in self._lines[len(rows):]:
            for part in (label, shown):
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()
        del self._lines[len(rows):]

    def _add(self, at: int, name: str, value: str | QWidget) -> None:
        label = Text(name, "secondary", "text3", wrap=False)
        shown = value if isinstance(value, QWidget) else Text(value, "secondary")
        if isinstance(shown, QLabel) and not shown.accessibleName():
            shown.setAccessibleName(f"{label.text()} {shown.text()}")
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(shown, at, 1)
        if isinstance(shown, Text) and isinstance(value, str):
            self._lines.append((label, shown))


def parts_in(layout: QLayout) -> list[QWidget]:
    """The widgets that stand in a layout, in its order, hidden ones too.

    Never by its items: Shiboken keeps what it made of an item after Qt let it go, and takes the next event that is
    made at the same address for it.
    """
    owner = layout.parentWidget()
    around = owner.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return sorted((part for part in around if layout.indexOf(part) >= 0), key=layout.indexOf)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget: QWidget | None = item.widget()
        inner: QLayout | None = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def rule(upright: bool = False) -> Frame:
    """A hair line between groups."""
    line = Frame("upright" if upright else "line")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
