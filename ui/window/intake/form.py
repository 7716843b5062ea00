"""The 申请表 inside 办什么: the guide's fields, prefilled, checked while somebody types, Enter to the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt, QTimerEvent, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from app.domain.guide import FormField
from app.domain.people import mask_number, mask_phone
from app.usecases.intake import odd_phone
from ui.qss import bar_sheet, field_sheet
from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.field import Field
from ui.shared.labels import Chip, Text, empty
from ui.shared.pane import scrolled
from ui.shared.segment import Choice, Segment
from ui.theme import look, said, t
from ui.window.intake.masked import MaskedField, let_grow

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MASKS = {"id": mask_number, "phone": mask_phone}


class _Entry(QWidget):
    """One field of the form: label, its control, a complaint. ``typed(value)`` for edits, ``left()`` when the
    focus leaves, ``onward()`` with Enter.
    """

    typed = Signal(str)
    left = Signal()
    onward = Signal()

    def __init__(self, spec: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.label_text = said(f"{spec.label}（{spec.unit}）" if spec.unit else spec.label)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look().theme.space.xs)

    def take(self, control: QWidget) -> None:
        """Give the control its names."""
        control.setObjectName(f"intake.form.{self.spec.id}")
        control.setAccessibleName(self.label_text)
        self.setFocusProxy(control)
        control.installEventFilter(self)

    def value(self) -> str:
        raise NotImplementedError

    def put(self, value: str, whole: bool) -> None:
        raise NotImplementedError

    def busy(self) -> bool:
        """Whether somebody types here."""
        control = self.focusProxy()
        return control is not None and control.hasFocus()

    def complain(self, text: str) -> None:
        """Say what is wrong, in words; "" takes it away."""
        raise NotImplementedError

    def told(self, words: str) -> None:
        """Say where the value is from."""
        control = self.focusProxy()
        if control is not None:
            control.setAccessibleDescription(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if kind_of(event) == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _plain_enter(event):
            self.onward.emit()
            return True
        if kind_of(event) == QEvent.Type.FocusOut:
            self.left.emit()
        return False


def _plain_enter(event: QKeyEvent) -> bool:
    return event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


class _Line(_Entry):
    def __init__(self, spec: FormField, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._rings = spec.kind == "phone"
        mask = _MASKS.get(spec.kind)
        self.field: Field
        if mask is not None:
            self.field = MaskedField(self.label_text, mask, spec.required)
            self.field.typed.connect(self.typed)
        else:
            hint = t("intake.form.date_hint") if spec.kind == "date" else ""
            self.field = Field(self.label_text, "", spec.required, hint)
            self.field.edited.connect(self.typed)
        let_grow(self.field)
        self.column.addWidget(self.field)
        self.take(self.field.edit)

    def value(self) -> str:
        return self.field.real() if isinstance(self.field, MaskedField) else self.field.value()

    def put(self, value: str, whole: bool) -> None:
        if isinstance(self.field, MaskedField):
            self.field.reveal(whole)
            self.field.set_real(value)
        elif self.field.value() != value:
            self.field.set_value(value)

    def told(self, words: str) -> None:
        super().told(words)
        self.field.set_ok(words)

    def complain(self, text: str) -> None:
        if text:
            self.field.set_error(text)
        elif self._rings and odd_phone(self.value()) and not self.field.edit.hasFocus():
            self.field.clear_state()
            self.field.set_warning(t("intake.form.phone_odd"))
        elif self.value().strip():
            self.field.set_ok()
        else:
            self.field.clear_state()


class _Labelled(_Entry):
    """A control of another kind under a label, with a line for the complaint or the source."""

    def furnish(self, control: QWidget) -> None:
        """Put label, control and line below each other."""
        words = t("kit.required", label=self.label_text) if self.spec.required else self.label_text
        self.label = Text(words, "secondary", "text2")
        self.label.setBuddy(control)
        self.message = Text("", "secondary", "danger")
        self.message.setVisible(False)
        for part in (self.label, control, self.message):
            self.column.addWidget(part)
        self.take(control)

    def complain(self, text: str) -> None:
        self._say(text, "danger")

    def told(self, words: str) -> None:
        self._say(words, "ok")

    def _say(self, words: str, tone: str) -> None:
        self.message.set_words(words, tone)
        self.message.setVisible(bool(words))
        control = self.focusProxy()
        if control is not None:
            control.setAccessibleDescription(words)


class _Long(_Labelled):
    def __init__(self, spec: FormField, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = _Lines()
        self.edit.setTabChangesFocus(True)
        th = look().theme
        self.edit.setFixedHeight(2 * look().line() + 2 * th.space.s)
        self.edit.textChanged.connect(self._changed)
        self._putting = False
        self.furnish(self.edit)

    def _changed(self) -> None:
        if not self._putting:
            self.typed.emit(self.value())

    def value(self) -> str:
        return self.edit.toPlainText()

    def put(self, value: str, whole: bool) -> None:
        if self.value() != value:
            self._putting = True
            self.edit.setPlainText(value)
            self._putting = False


class _Lines(QPlainTextEdit):
    """Several lines of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme; called anew when it changes."""
        self.setStyleSheet(field_sheet(look().theme) + bar_sheet(look().theme))


class _Pick(QComboBox):
    """A list that also takes its words from an input method, and a digit for the place in the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme; called anew when it changes."""
        self.setStyleSheet(field_sheet(look().theme) + bar_sheet(look().theme))

    def showPopup(self) -> None:
        """Opened for the first time, the list takes a delegate that knows of the height of its rows."""
        if not isinstance(self.itemDelegate(), QStyledItemDelegate):
            self.setItemDelegate(QStyledItemDelegate(self))
        super().showPopup()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        words = event.commitString()
        at = self.findText(words, Qt.MatchFlag.MatchStartsWith) if words else -1
        if at < 0 and words:
            at = self.findText(words, Qt.MatchFlag.MatchContains)
        if at >= 0:
            self.setCurrentIndex(at)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdecimal() and digit.isascii() and 0 < int(digit) < self.count():
            self.setCurrentIndex(int(digit))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form; a passing wheel must not change what was answered."""
        event.ignore()


class _Choice(_Labelled):
    def __init__(self, spec: FormField, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.box = _Pick()
        self.box.setMinimumContentsLength(4)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.addItem("")
        self.box.addItems(list(spec.choices))
        self.box.currentTextChanged.connect(self._changed)
        self._putting = False
        self.furnish(self.box)

    def _changed(self, text: str) -> None:
        if not self._putting:
            self.typed.emit(text)

    def value(self) -> str:
        return self.box.currentText()

    def put(self, value: str, whole: bool) -> None:
        self._putting = True
        at = self.box.findText(value)
        if at < 0:
            self.box.addItem(value)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)
        self._putting = False


class _YesNo(_Labelled):
    def __init__(self, spec: FormField, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.segment = Segment(
            [Choice("是", t("intake.yes"), "Y"), Choice("否", t("intake.no"), "N")], name=self.label_text
        )
        self.segment.changed.connect(self.typed)
        self.furnish(self.segment)

    def value(self) -> str:
        return self.segment.value() or ""

    def put(self, value: str, whole: bool) -> None:
        self.segment.set_value(value or None)

    def busy(self) -> bool:
        return False


def entry_for(spec: FormField) -> _Entry:
    """The control for a field of this kind; an unknown kind is a plain line."""
    if spec.kind == "long":
        return _Long(spec)
    if spec.choices:
        return _Choice(spec)
    return _YesNo(spec) if spec.kind == "yesno" else _Line(spec)


class FormBox(QWidget):
    """The whole form. ``typed(field, value, at_once)`` for every edit, ``closed`` with Esc, ``print_wanted``."""

    typed = Signal(str, str, bool)
    closed = Signal()
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: dict[str, _Entry] = {}
        self._shown: tuple[FormField, ...] = ()
        self._left_to_make: Iterator[None] = iter(())
        self._timer = 0
        space = look().theme.space
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(space.pane, space.pane, space.pane, space.pane)
        self._list.setSpacing(space.s)
        self._area = scrolled(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._heads, self._feet = self._head(), self._foot()
        column.addLayout(self._heads)
        column.addWidget(self._area, 1)
        column.addLayout(self._feet)

    def fit(self, low: bool) -> None:
        """Where there is little height the fields have the room of the title; what is missing stands at the foot."""
        space = look().theme.space
        (self._feet if low else self._heads).addWidget(self.chip)
        self.title.setVisible(not low)
        self._heads.setContentsMargins(space.pane, 0 if low else space.s, space.pane, 0)
        self._feet.setContentsMargins(space.pane, space.s, space.pane, space.s if low else space.pane)

    def _head(self) -> QHBoxLayout:
        space = look().theme.space
        self.chip = Chip()
        row = QHBoxLayout()
        row.setContentsMargins(space.pane, space.s, space.pane, 0)
        self.title = Text(t("intake.form.title"), "body", bold=True, wrap=False)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.chip)
        return row

    def _foot(self) -> QHBoxLayout:
        space = look().theme.space
        self.back = KeyButton(t("intake.form.back"), "Esc", size="small", scope=self)
        self.back.setObjectName("intake.form_back")
        self.back.clicked.connect(self.closed)
        self.print_button = KeyButton(t("intake.form.print"), "Alt+D", size="small")
        self.print_button.setObjectName("intake.print_form")
        self.print_button.clicked.connect(self.print_wanted)
        row = QHBoxLayout()
        row.setContentsMargins(space.pane, space.s, space.pane, space.pane)
        row.setSpacing(space.s)
        row.addWidget(self.back)
        row.addWidget(self.print_button)
        row.addStretch(1)
        return row

    def show_fields(
        self, shown: Sequence[FormField], values: Mapping[str, str], issues: Mapping[str, str], whole: bool,
        sources: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Show these fields with their values; a field that somebody types in keeps its text. Complaints about
        what is still empty wait until the person leaves the field or asks to print. ``sources``: of which licence a
        value is.
        """
        self._begin(tuple(shown))
        self._finish()
        for key, entry in self.entries.items():
            value = values.get(key, "")
            if not (entry.busy() and entry.value() == value):
                entry.put(value, whole)
            entry.complain(issues.get(key, "") if value.strip() else "")
            if key in sources and key not in issues:
                entry.told(t("intake.form.licence", name=sources[key]))

    def complain(self, issues: Mapping[str, str]) -> None:
        """Say everything that is wrong, the empty fields too, and go to the first."""
        self._finish()
        for key, entry in self.entries.items():
            entry.complain(issues.get(key, ""))
        first = next((entry for key, entry in self.entries.items() if key in issues), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def prepare(self, shown: Sequence[FormField]) -> None:
        """Make these fields, one per turn, before she turns to the form: all at once they take some frames."""
        if self._begin(tuple(shown)) and not self._timer:
            self._timer = self.startTimer(0)

    def timerEvent(self, event: QTimerEvent) -> None:
        if next(self._left_to_make, self) is self:
            self._finish()

    def _begin(self, shown: tuple[FormField, ...]) -> bool:
        """Whether other fields are to be made than those that stand or are being made."""
        if shown == self._shown:
            return False
        empty(self._list)
        self._shown, self.entries = shown, {}
        self._left_to_make = self._made(shown)
        return True

    def _finish(self) -> None:
        for _ in self._left_to_make:
            pass
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def _made(self, shown: tuple[FormField, ...]) -> Iterator[None]:
        section = ""
        for spec in shown:
            if spec.section != section:
                section = spec.section
                self._list.addWidget(Text(section, "body", bold=True))
            entry = entry_for(spec)
            entry.typed.connect(lambda value, key=spec.id: self.typed.emit(key, value, False))
            entry.left.connect(lambda e=entry, key=spec.id: self._left(key, e))
            entry.onward.connect(lambda e=entry: self._onward(e))
            self.entries[spec.id] = entry
            self._list.addWidget(entry)
            yield
        self._list.addStretch(1)

    def _left(self, key: str, entry: _Entry) -> None:
        self.typed.emit(key, entry.value(), True)

    def _onward(self, entry: _Entry) -> None:
        order = list(self.entries.values())
        at = order.index(entry) + 1
        if at < len(order):
            order[at].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(order[at])
        else:
            self.print_button.setFocus(Qt.FocusReason.TabFocusReason)

    def first(self) -> None:
        """Go to the first field that is still empty, or the first."""
        order = list(self.entries.values())
        entry = next((e for e in order if not e.value().strip()), order[0] if order else None)
        if entry is not None:
            entry.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(entry)
