"""The strip at the bottom that asks for what an action still needs; it takes the place of the verdict bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.values import dataclass
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.frame import Frame
from ui.shared.labels import Text
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.case.ticks import Ticks

MANY, PER_ROW = 4, 4
"""So many choices stand in a row with others, so many fields in one row."""

AGAIN = "."
"""The key for the same as the time before, where a line offers it (an input method writes 。)."""
Values = Mapping[str, str]
Check = Callable[[Values], Mapping[str, str]]


@dataclass(frozen=True)
class Ask:
    """One thing to be told: ``choices`` (value, words) make it a row of choices, ``ticks`` a list to tick off (its
    value: the ticked ones, joined by commas), else a line of text; ``share`` is its part of the width. ``scan`` is the
    kind of code that a scanner may put into it; a ``secret`` is not shown while it is typed, and taken as it is.
    ``locks`` (value, why) are choices that no hand takes. ``turns`` (name, value): what is typed here takes that
    choice, so that what she did last is what counts. What is ``required`` may stay empty once the line ``unless``
    is filled. ``again`` is what was typed for it the time before: the key ``AGAIN`` alone puts it there, to be seen.
    """

    name: str
    label: str
    value: str = ""
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    share: int = 1
    ticks: tuple[tuple[str, str], ...] = ()
    one: bool = False
    scan: str = ""
    secret: bool = False
    locks: tuple[tuple[str, str], ...] = ()
    turns: tuple[str, str] | None = None
    unless: str = ""
    again: str = ""


@dataclass(frozen=True)
class FormSpec:
    """A form as data. ``name`` makes the object names ``case.<name>.<field>`` and ``case.<name>.save``;
    ``check(values)`` gives complaints by field, none when it may be saved; ``first`` is where a hand begins when
    nothing that is required is empty, else the form finds it.
    """

    name: str
    title: str
    note: str
    save: str
    asks: tuple[Ask, ...]
    check: Check | None = None
    icon: str = "check"
    first: str = ""


class ActForm(Frame):
    """Shows one :class:`FormSpec`. ``saved(values)`` comes when nothing is missing; ``left`` with Esc. At most
    ``per_row`` lines of text share a line; choices whose words are longer than their share of it have one of their own.
    """

    saved = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sheet", "info", parent=parent)
        th = look().theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(th.space.m, th.space.s, th.space.m, th.space.s)
        self._column.setSpacing(th.space.s)
        self.per_row = PER_ROW
        self.spec: FormSpec | None = None
        self._body: QWidget | None = None
        self._parts: dict[str, Field | Segment | Ticks] = {}
        self._wrong: dict[str, Text] = {}
        self.hide()

    def open(self, spec: FormSpec) -> None:
        """Show a form and put the focus where the person begins."""
        self.close_form()
        self.spec = spec
        self.set_state("info")
        self._body = QWidget()
        row = QVBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().theme.space.s)
        row.addWidget(Text(spec.title, "title", bold=True))
        row.addWidget(Text(spec.note, "body", "text2"))
        row.addLayout(self._fields(spec))
        self._column.addWidget(self._body)
        self.setAccessibleName(spec.title)
        self.show()
        self._focus_first()

    def close_form(self) -> None:
        """Take the form away."""
        self._parts.clear()
        self._wrong.clear()
        if self._body is not None:
            self._body.hide()
            self._column.removeWidget(self._body)
            self._body.deleteLater()
            self._body = None
        self.spec = None
        self.hide()

    def values(self) -> dict[str, str]:
        """What stands in it now."""
        return {name: part.value() or "" for name, part in self._parts.items()}

    def set_value(self, name: str, value: str) -> None:
        """Fill one in, as a device read it; the keyboard stays where it is."""
        part = self._parts[name]
        if isinstance(part, Segment):
            part.set_locked(value, "")
            self._wrong[name].hide()
        if isinstance(part, (Field, Segment)):
            part.set_value(value)

    def take_scan(self, kind: str, value: str) -> bool:
        """Put a scanned code into the line that asks for its kind, wherever the focus is; whether there is one."""
        asks = self.spec.asks if self.spec is not None else ()
        found = next((self._parts.get(ask.name) for ask in asks if ask.scan == kind), None)
        if not isinstance(found, Field):
            return False
        found.set_value(value)
        return True

    def _fields(self, spec: FormSpec) -> QVBoxLayout:
        """Lists and long rows of choices have a line of their own; the rest share lines, the last with the buttons."""
        column = QVBoxLayout()
        column.setSpacing(look().theme.space.s)
        row, filled = _new_row(), 0
        for ask in spec.asks:
            part = self._made(spec, ask)
            if ask.ticks or len(ask.choices) > MANY or (ask.choices and self._too_wide(part)):
                column.addWidget(part)
                continue
            if filled == self.per_row:
                column.addLayout(row)
                row, filled = _new_row(), 0
            row.addWidget(part, ask.share)
            filled += 1
        if not filled:
            row.addStretch(1)
        self._add_buttons(spec, row)
        column.addLayout(row)
        return column

    def _made(self, spec: FormSpec, ask: Ask) -> QWidget:
        if ask.ticks:
            return self._tick_list(spec, ask)
        return self._segment(spec, ask) if ask.choices else self._line(spec, ask)

    def _too_wide(self, part: QWidget) -> bool:
        return part.sizeHint().width() * self.per_row > self.window().width()

    def _add_buttons(self, spec: FormSpec, row: QHBoxLayout) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(look().theme.space.s)
        cancel = KeyButton(t("case.form.cancel"), "Esc")
        cancel.setObjectName(f"case.{spec.name}.cancel")
        cancel.clicked.connect(self._leave)
        self.save = KeyButton(spec.save, "Ctrl+Enter", spec.icon, kind="primary")
        self.save.setObjectName(f"case.{spec.name}.save")
        self.save.clicked.connect(self._save)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        row.addLayout(buttons)
        row.setAlignment(buttons, Qt.AlignmentFlag.AlignBottom)

    def _tick_list(self, spec: FormSpec, ask: Ask) -> QWidget:
        part = Ticks(ask.label, ask.ticks, ask.one)
        part.setObjectName(f"case.{spec.name}.{ask.name}")
        self._parts[ask.name] = part
        return part

    def _line(self, spec: FormSpec, ask: Ask) -> Field:
        field = Field(ask.label, ask.value, ask.required, ask.hint, secret=ask.secret)
        field.setObjectName(f"case.{spec.name}.{ask.name}.field")
        # A label in two lines has no room above its line.
        field.setMinimumWidth(look().advance(field.label.text(), "secondary") + look().theme.space.xs)
        field.edit.setObjectName(f"case.{spec.name}.{ask.name}")
        if ask.scan:
            field.edit.take_codes()
        if ask.turns is not None:
            field.edit.textEdited.connect(lambda _, to=ask.turns: self._turn(*to))
        field.edit.returnPressed.connect(lambda n=ask.name: self._entered(n))
        if ask.again:
            field.edit.textEdited.connect(lambda words: field.set_value(ask.again) if words in (AGAIN, "。") else None)
        self._parts[ask.name] = field
        return field

    def _turn(self, name: str, value: str) -> None:
        part = self._parts.get(name)
        if isinstance(part, Segment):
            part.set_value(value)

    def _segment(self, spec: FormSpec, ask: Ask) -> QWidget:
        box = QWidget()
        box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.xs)
        column.addWidget(Text(ask.label, "secondary", "text2", wrap=False))
        locks = dict(ask.locks)
        choices = [
            Choice(value, words, str(n), locks.get(value, "")) for n, (value, words) in enumerate(ask.choices, 1)
        ]
        part = Segment(choices, ask.value or None, name=ask.label)
        part.setObjectName(f"case.{spec.name}.{ask.name}")
        column.addWidget(part)
        wrong = Text("", "secondary", "danger")
        wrong.hide()
        part.refused.connect(lambda _, why: self._complain(wrong, why))
        column.addWidget(wrong)
        self._parts[ask.name], self._wrong[ask.name] = part, wrong
        return box

    def _focus_first(self) -> None:
        lines = [part for part in self._parts.values() if isinstance(part, Field)]
        needed = {ask.name for ask in self.spec.asks if ask.required} if self.spec is not None else set()
        empty = [
            (name, part) for name, part in self._parts.items() if isinstance(part, Field) and not part.value()
        ]
        wanted = [part for name, part in empty if name in needed] + [part for _, part in empty]
        target = wanted[0] if wanted else (lines[0] if lines else None)
        first = next(iter(self._parts.values()), None)
        begin = self._parts.get(self.spec.first) if self.spec is not None else None
        if begin is not None and not any(name in needed for name, _ in empty):
            self._go_to(begin)
        elif isinstance(first, Ticks):
            first.take_focus()
        elif isinstance(first, Segment) and (not first.value() or not any(name in needed for name, _ in empty)):
            # What nobody chose for her comes first; or nothing has to be typed: the digits are what a hand goes for.
            first.focus()
        elif target is not None:
            target.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            target.edit.selectAll()
        elif self._body is not None:
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self, name: str) -> None:
        """Enter goes to the next line and saves from the last: a scanner ends every code with Enter."""
        names = [n for n, part in self._parts.items() if isinstance(part, Field)]
        after = names[names.index(name) + 1 :]
        if after:
            part = self._parts[after[0]]
            assert isinstance(part, Field)
            part.edit.setFocus(Qt.FocusReason.TabFocusReason)
            part.edit.selectAll()
        else:
            self._save()

    def _save(self) -> None:
        if self.spec is None:
            return
        secret = {ask.name for ask in self.spec.asks if ask.secret}
        values = {name: value if name in secret else value.strip() for name, value in self.values().items()}
        for name in secret:
            # Whatever comes of it: nobody presses the button again in her name.
            part = self._parts[name]
            if isinstance(part, Field):
                part.set_value("")
        wrong = dict(self._missing(self.spec.asks, values))
        if not wrong and self.spec.check is not None:
            wrong = dict(self.spec.check(values))
        for name, part in self._parts.items():
            if isinstance(part, (Field, Ticks)):
                part.set_error(wrong.get(name, ""))
        for name, words in self._wrong.items():
            self._complain(words, wrong.get(name, ""))
        if wrong:
            self._go_to(self._parts[next(iter(wrong))])
            return
        self.saved.emit(values)

    def _complain(self, words: Text, why: str) -> None:
        words.setText(why)
        words.setVisible(bool(why))

    def _go_to(self, part: Field | Segment | Ticks) -> None:
        if isinstance(part, Ticks):
            part.take_focus()
        elif isinstance(part, Segment):
            part.focus()
        else:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _missing(self, asks: Sequence[Ask], values: Values) -> Mapping[str, str]:
        return {
            ask.name: t("case.form.unchosen" if ask.choices else "case.form.missing", label=ask.label)
            for ask in asks
            if ask.required and not values.get(ask.name) and not values.get(ask.unless)
        }

    def _leave(self) -> None:
        self.close_form()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)


def _new_row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(look().theme.space.m)
    return row
