"""A row of exclusive choices, each with its key; a choice the guide forbids shows a lock and says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from app.values import dataclass, replace
from ui.shared.button import sequences
from ui.shared.kept import Kept
from ui.shared.labels import Text
from ui.shared.paint import key_cap_size, paint_box, paint_key_cap, paint_ring, paint_text
from ui.theme import look, said, t


@dataclass(frozen=True)
class Choice:
    """One choice. ``locked`` is the reason why it cannot be taken, "" when it can; ``danger`` colours it when
    taken.
    """

    value: str
    text: str
    key: str = ""
    locked: str = ""
    danger: bool = False


MANY = 3
"""So many choices and more may stand in several lines."""


class _Cell(QRadioButton):
    """One choice; a radio button for a screen reader."""

    refused = Signal()
    entered = Signal()

    def __init__(self, choice: Choice, owner: Segment) -> None:
        super().__init__(said(choice.text), owner)
        self.owner = owner
        self._kept = Kept()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoExclusive(False)
        self.set_choice(choice)

    def set_choice(self, choice: Choice) -> None:
        choice = replace(choice, text=said(choice.text), locked=said(choice.locked))
        self.choice = choice
        self._kept.forget()
        self.setToolTip(choice.locked)
        self.setAccessibleName(choice.text)
        why = t("kit.locked_because", reason=choice.locked) if choice.locked else choice.key
        self.setAccessibleDescription(why)
        self.update()

    def lock(self, reason: str) -> None:
        """Lock it with a reason, or free it with ""."""
        if said(reason) != self.choice.locked:
            self.set_choice(replace(self.choice, locked=reason))
            self.updateGeometry()

    def nextCheckState(self) -> None:
        if self.isChecked() and self.group().checkedButton() not in (None, self):
            # Qt asks the choice that was taken before to go off, by the same call as a click.
            self.setChecked(False)
            return
        if self.choice.locked:
            self.refused.emit()
            return
        self.setChecked(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def _role(self) -> str:
        """Smaller words where the usual ones have no room."""
        return "secondary" if self._width_in("secondary") <= self.width() else "caption"

    def _width_in(self, role: str) -> int:
        th = look().theme
        width = look().advance(self.choice.text, role, True)
        if self.choice.locked:
            width += th.size.icon_small + th.space.xs
        elif self.choice.key:
            width += th.space.xs + key_cap_size(look(), self.choice.key).width()
        return width

    def text_width(self) -> int:
        return look().advance(self.choice.text, self._role(), True)

    def content_width(self) -> int:
        return self._width_in(self._role())

    def sizeHint(self) -> QSize:
        th = look().theme
        return QSize(self._width_in("secondary") + 2 * th.space.xs + th.space.hair, th.size.segment)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_in("caption") + look().theme.space.hair, look().theme.size.segment)

    def _colours(self) -> tuple[str, str]:
        c = look().theme.c
        if self.choice.locked:
            return c.disabled_bg, c.disabled_fg
        if self.isChecked():
            return (c.danger_fg, c.surface) if self.choice.danger else (c.primary, c.on_primary)
        if not self.isEnabled():
            return c.disabled_bg, c.disabled_fg
        return (c.sunken if self.underMouse() else c.surface), c.text

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self.isChecked(), self.isEnabled(), self.underMouse(), self.hasFocus()
        self._kept.paint(self, (self.choice, state), self._draw)

    def _draw(self, p: QPainter) -> None:
        th = look().theme
        fill, ink = self._colours()
        paint_box(p, self.rect(), fill, "", 0)
        x = (self.width() - self.content_width()) // 2
        if self.choice.locked:
            size = th.size.icon_small
            p.drawPixmap(QPoint(x, (self.height() - size) // 2), look().pixmap("lock", ink, size))
            x += size + th.space.xs
        bold = self.isChecked()
        font = look().font(self._role(), bold)
        width = look().advance(self.choice.text, self._role(), bold)
        x += (self.text_width() - width) // 2
        paint_text(p, QRect(x, 0, width + 1, self.height()), self.choice.text, font, ink)
        if self.choice.key and not self.choice.locked:
            cap = QRect(QPoint(0, 0), key_cap_size(look(), self.choice.key))
            cap.moveTo(x + width + th.space.xs, (self.height() - cap.height()) // 2)
            paint_key_cap(p, cap, self.choice.key, look(), ink if self.isChecked() else "")
        if self.hasFocus():
            paint_ring(p, self.rect(), look())


class Segment(QWidget):
    """Exclusive choices side by side.

    ``changed(value)`` is emitted when a person takes a choice, never by :meth:`set_value`. Taking a locked
    choice emits ``refused(value, reason)`` and changes nothing. Keys work while the focus is inside ``scope``
    (default: the segment) and outside text fields, and while the choices can be seen. ``entered()``: the
    focus came to one of them. ``explain`` adds a line below that says why choices are locked.
    """

    changed = Signal(str)
    refused = Signal(str, str)
    entered = Signal()

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        value: str | None = None,
        name: str = "",
        scope: QWidget | None = None,
        explain: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(said(name))
        self._scope = scope or self
        self._cells: list[_Cell] = []
        self._actions: list[QAction] = []
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.xs)
        self._frame = _Frame(self)
        column.addWidget(self._frame)
        self._why = Text("", "caption", "text2")
        self._why.setVisible(False)
        self._explain = explain
        column.addWidget(self._why)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices, value)

    def set_choices(self, choices: Sequence[Choice], value: str | None = None) -> None:
        """Replace all choices; ``value`` is the taken one or None. The same choices with other locks stay where they
        are: from one material to the next only what the guide allows changes.
        """
        same = [(each.value, said(each.text), each.key, each.danger) for each in choices]
        if same and same == [(each.value, each.text, each.key, each.danger) for each in self.choices()]:
            for cell, choice in zip(self._cells, choices, strict=True):
                cell.lock(choice.locked)
        else:
            self._replace(choices)
        self.set_value(value)
        if self.isVisible():
            self._frame.arrange()
        self._say_why()

    def _replace(self, choices: Sequence[Choice]) -> None:
        for action in self._actions:
            self._scope.removeAction(action)
            action.deleteLater()
        for cell in self._cells:
            self._group.removeButton(cell)
            self._frame.drop(cell)
        self._actions, self._cells = [], []
        for choice in choices:
            self._add(choice)

    def _add(self, choice: Choice) -> None:
        cell = _Cell(choice, self)
        cell.refused.connect(lambda c=cell: self.refused.emit(c.choice.value, c.choice.locked))
        cell.clicked.connect(lambda _=False, c=cell: self._taken(c))
        cell.entered.connect(self.entered)
        self._group.addButton(cell)
        self._cells.append(cell)
        self._frame.take(cell)
        if choice.key:
            action = QAction(choice.text, self)
            action.setShortcuts(sequences(choice.key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(cell.click)
            action.setEnabled(self.isVisible())
            self._scope.addAction(action)
            self._actions.append(action)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._wake(False)

    def _wake(self, awake: bool) -> None:
        """Keys of choices that nobody sees are dead: their scope is wider than the segment."""
        for action in self._actions:
            action.setEnabled(awake)

    def _taken(self, cell: _Cell) -> None:
        if not cell.choice.locked and cell.isChecked():
            self.changed.emit(cell.choice.value)

    def value(self) -> str | None:
        """The taken choice's value, None when none is taken."""
        return next((c.choice.value for c in self._cells if c.isChecked()), None)

    def set_value(self, value: str | None) -> None:
        """Take a choice, or none, without telling anyone."""
        self._group.setExclusive(False)
        for cell in self._cells:
            cell.setChecked(cell.choice.value == value)
        self._group.setExclusive(True)
        self._frame.update()

    def set_locked(self, value: str, reason: str) -> None:
        """Lock a choice with its reason, or free it with ""."""
        for cell in self._cells:
            if cell.choice.value == value:
                cell.lock(reason)
        self._say_why()

    def choices(self) -> tuple[Choice, ...]:
        """The choices as they stand."""
        return tuple(c.choice for c in self._cells)

    def cells(self) -> list[QWidget]:
        """What takes the keyboard, in its order."""
        return list(self._cells)

    def focus(self) -> None:
        """Give the focus to the taken choice or the first one."""
        taken = next((c for c in self._cells if c.isChecked()), self._cells[0] if self._cells else None)
        if taken is not None:
            taken.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_why(self) -> None:
        reasons: dict[str, list[str]] = {}
        for cell in self._cells:
            if cell.choice.locked:
                reasons.setdefault(cell.choice.locked, []).append(cell.choice.text)
        lines = [t("kit.locked", names="、".join(names), reason=why) for why, names in reasons.items()]
        self._why.setText("\n".join(lines))
        self._why.setVisible(bool(lines) and self._explain)


class _Frame(QWidget):
    """The border around the choices and the hair lines between them. Choices whose words have no room beside each other
    stand in several lines: a column may be narrower than all of them together.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cells: list[_Cell] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(1)
        self._lines: list[QHBoxLayout] = []
        self._line(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _line(self, at: int) -> QHBoxLayout:
        while len(self._lines) <= at:
            line = QHBoxLayout()
            line.setSpacing(1)
            self._column.addLayout(line)
            self._lines.append(line)
        return self._lines[at]

    def take(self, cell: _Cell) -> None:
        self._cells.append(cell)
        self._lines[0].addWidget(cell)

    def drop(self, cell: _Cell) -> None:
        self._cells.remove(cell)
        for line in self._lines:
            line.removeWidget(cell)
        cell.hide()
        cell.deleteLater()

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest choice where they may stand below each other."""
        hint = super().minimumSizeHint()
        if len(self._cells) < MANY:
            return hint
        return QSize(max(cell.minimumSizeHint().width() for cell in self._cells) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """One line where every choice has room, else as few as they need."""
        each = self._each()
        lines = [self._cells[at : at + each] for at in range(0, len(self._cells), each)]
        if [line.count() for line in self._lines if line.count()] == [len(line) for line in lines]:
            return
        for line in self._lines:
            for cell in self._cells:
                line.removeWidget(cell)
        for n, cells in enumerate(lines):
            for cell in cells:
                self._line(n).addWidget(cell)
        self.updateGeometry()

    def _each(self) -> int:
        """How many choices stand in a line."""
        count = len(self._cells)
        widths = [cell.minimumSizeHint().width() + 1 for cell in self._cells]
        for lines in range(1, count if count >= MANY else 1):
            each = -(-count // lines)
            if all(sum(widths[at : at + each]) < self.width() for at in range(0, count, each)):
                return each
        return 1 if count >= MANY else max(count, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c = look().theme.c
        paint_box(p, self.rect(), c.border, c.control, look().theme.radius.field)
