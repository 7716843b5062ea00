"""谁: the person at the counter by card or by hand, whom she speaks for, how to reach her."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.codes import CheckResult, check
from app.domain.people import IdType, mask_number, mask_phone
from app.usecases.intake import odd_phone
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text, rule
from ui.shared.pane import Pane
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.comparing import CompareStrip
from ui.window.intake import model as md
from ui.window.intake.cells import name_cells
from ui.window.intake.delivery import DeliveryBox
from ui.window.intake.id_kind import IdKind
from ui.window.intake.masked import MaskedField, let_grow
from ui.window.intake.model import IntakeState
from ui.window.intake.person_card import PersonCard
from ui.window.intake.power import PowerField
from ui.window.intake.whom import Before

_F = TypeVar("_F", bound=Field)
DIGITS = tuple("0123456789")


class WhoPane(Pane):
    """Signals: ``edited(field, value, at_once)`` for every change of a person; ``reread()`` forget the card and read
    again; ``reveal_wanted()`` show the numbers; ``done()`` Enter was pressed and nothing is left to fill. ``result``
    says whether 结果怎么给 is asked here too.
    """

    edited = Signal(str, str, bool)
    reread = Signal()
    reveal_wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None, *, result: bool = True, empty: bool = False) -> None:
        """``empty``: only the choice of the party stands, :meth:`furnish` makes the rest before it is shown."""
        super().__init__(t("intake.who.title"), "1", key="Alt+1", scroll=True, parent=parent)
        self.result: DeliveryBox | None = None
        self._asks_result = result
        self.whole = False
        self.reader = ""
        self._asked = ""
        self._today = date.max
        self.party = Segment(
            [
                Choice(md.SELF, t("intake.who.self"), "A"),
                Choice(md.AGENT, t("intake.who.agent"), "S"),
                Choice(md.COMPANY, t("intake.who.company"), "D"),
            ],
            md.SELF,
            name=t("intake.who.party"),
            scope=self,
        )
        self.party.setObjectName("intake.party")
        name_cells(self.party)
        self.party.changed.connect(lambda value: self.edited.emit("party", value, True))
        self.body.addWidget(self.party)
        if not empty:
            for _ in self.furnish():
                pass

    def enter(self) -> None:
        """To the field that was left empty; else to the choice of the party, whose keys a field would take for its own
        words. Who stands in the field already wants the choice.
        """
        at: QWidget | None = self.focusWidget()
        if isinstance(at, QLineEdit) and (at.text() or at.hasFocus()) and self.party.isEnabled():
            self.entered.emit()
            self.party.focus()
        else:
            super().enter()

    def furnish(self) -> Iterator[None]:
        """Make the fields, a group per turn."""
        if self._asks_result:
            self.result = DeliveryBox(self)
            yield
        self.before = Before()
        self.before.edited.connect(self.edited)
        self.before.done.connect(self._next)
        self.body.addWidget(self.before)
        self._make_company()
        yield
        self._make_principal()
        yield
        yield from self._make_person()
        self._make_card_buttons()
        yield
        self._make_reach()
        self.body.addStretch(1)

    def add_last(self, part: QWidget) -> None:
        """Put ``part`` below everything that is asked here."""
        self.body.insertWidget(self.body.count() - 1, part)

    def _make_company(self) -> None:
        self.company = _field(Field(t("intake.who.company_name"), required=True), "intake.company_name")
        self.uscc = _field(Field(t("intake.who.uscc"), required=True), "intake.uscc")
        self.uscc.edit.take_no_words()
        self.uscc_reason = _field(Field(t("intake.who.uscc_reason"), required=True), "intake.uscc_reason")
        self.company_box = _box(self.company, self.uscc, self.uscc_reason, rule())
        self.body.addWidget(self.company_box)
        for name, part in (("company", self.company), ("uscc", self.uscc), ("uscc_reason", self.uscc_reason)):
            self._plain(part, name)
        self.uscc.edited.connect(lambda _: self._judge_uscc())

    def _make_principal(self) -> None:
        self.principal = _field(Field(t("intake.who.principal"), required=True), "intake.principal")
        self.principal_number = _field(
            MaskedField(t("intake.who.principal_number"), mask_number, required=True),
            "intake.principal_number",
        )
        self.principal_kind = IdKind("intake.principal_kind", "HJYUIOP", self)
        self._kind(self.principal_kind, "principal_kind", self.principal_number)
        self.principal_box = _box(self.principal, self.principal_kind, self.principal_number, rule())
        self.body.addWidget(self.principal_box)
        self._plain(self.principal, "principal")
        self._masked(self.principal_number, "principal_number")

    def _make_person(self) -> Iterator[None]:
        self.role = Text("", "secondary", "text2", bold=True)
        self.body.addWidget(self.role)
        self.card = PersonCard(wide=self.result is None)
        self.body.addWidget(self.card)
        self.hint = Text(t("intake.who.put_card"), "secondary", "text2")
        self.name = _field(Field(t("intake.who.name"), required=True), "intake.name")
        yield
        self.id_kind = IdKind("intake.id_kind", "FGQWERT", self)
        self.number = _field(
            MaskedField(t("intake.who.id_number"), mask_number, required=True), "intake.id_number"
        )
        self._kind(self.id_kind, "id_kind", self.number)
        self.practice = KeyButton(t("intake.who.practice"), "Alt+K", "id-card", size="small")
        self.practice.setObjectName("intake.practice")
        self.practice.hide()
        self.typed_box = _box(self.hint, self.practice, self.name, self.id_kind, self.number)
        self.body.addWidget(self.typed_box)
        self._plain(self.name, "name")
        self._masked(self.number, "number")
        yield

    def offer_practice(self) -> None:
        """In a rehearsal without a reader: a key lays the card of the next person."""
        self.hint.hide()
        self.practice.show()

    def _make_card_buttons(self) -> None:
        again = KeyButton(t("intake.who.reread"), "Alt+K", size="small")
        again.setObjectName("intake.reread")
        again.clicked.connect(self.reread)
        self.show_button = KeyButton(t("intake.who.reveal"), "Alt+H", size="small")
        self.show_button.setObjectName("intake.reveal")
        self.show_button.clicked.connect(self.reveal_wanted)
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.s)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(again)
        row.addWidget(self.show_button)
        row.addStretch(1)
        self.again = again
        self.body.addLayout(row)
        self.compare = CompareStrip(self)
        self.body.addWidget(self.compare)
        self.body.addWidget(rule())

    def _make_reach(self) -> None:
        self.phone = _field(MaskedField(t("intake.who.phone"), mask_phone, required=True), "intake.phone")
        self.body.addWidget(self.phone)
        self._masked(self.phone, "phone")
        self.until = PowerField()
        self.body.addWidget(self.until)
        self._plain(self.until, "authority_until")
        if self.result is not None:
            self.result.edited.connect(self.edited)
            self.result.onward.connect(self._next)
            self.body.addWidget(self.result)

    def _plain(self, part: Field, name: str) -> None:
        part.edited.connect(lambda value: self.edited.emit(name, value, False))
        part.committed.connect(lambda value: self.edited.emit(name, value, True))
        part.edit.editingFinished.connect(lambda: part.edit.setCursorPosition(0))
        part.edit.returnPressed.connect(self._next)

    def _masked(self, part: MaskedField, name: str) -> None:
        part.typed.connect(lambda value: self.edited.emit(name, value, False))
        part.left.connect(lambda value: self._left(part, name, value))
        part.edit.returnPressed.connect(self._next)

    def _kind(self, kind: IdKind, name: str, number: MaskedField) -> None:
        """The number of a passport begins with a letter, which would be the key of another document: when the kind is
        settled the keyboard stands in the number.
        """
        kind.changed.connect(lambda value: self.edited.emit(name, value, True))
        kind.settled.connect(lambda: number.edit.setFocus(Qt.FocusReason.TabFocusReason))
        number.edit.take_no_words()

    def _left(self, part: MaskedField, name: str, value: str) -> None:
        self.edited.emit(name, value, True)
        if value and name in ("number", "principal_number"):
            self._judge_number(part, name)

    def _next(self) -> None:
        for part in self._order():
            text = part.real() if isinstance(part, MaskedField) else part.value()
            if part.isVisible() and not text.strip():
                part.edit.setFocus(Qt.FocusReason.TabFocusReason)
                return
        if not self._asks_phone():
            self.done.emit()

    def _asks_phone(self) -> bool:
        """A number that cannot be a telephone is asked about once: a notice that reaches nobody costs days."""
        value = self.phone.real().strip()
        asks = self.phone.isVisible() and odd_phone(value) and value != self._asked
        if asks:
            self._asked = value
            self.phone.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.phone.set_warning(t("intake.who.phone_odd"))
        return asks

    def _order(self) -> tuple[Field, ...]:
        return (
            self.company,
            self.uscc,
            self.uscc_reason,
            self.principal,
            self.principal_number,
            self.name,
            self.number,
            self.phone,
            *((self.result.post_to,) if self.result is not None else ()),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit that is typed beside the fields begins a number: no choice has one for its key."""
        part = self._number_for() if event.text() in DIGITS else None
        if part is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        part.edit.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.sendEvent(part.edit, event)

    def _number_for(self) -> Field | None:
        """The field that a digit is meant for: the next empty one below the keyboard, else the first; none when all
        are filled, since a masked number would be typed anew.
        """
        at: QWidget | None = self.focusWidget()
        fields = [part for part in self._numbers() if part.isVisible()]
        for part in fields:
            if part.edit is at:
                return part
        empty = [
            part
            for part in fields
            if not (part.real() if isinstance(part, MaskedField) else part.value()).strip()
        ]
        above = at.mapTo(self, QPoint(0, 0)).y() if at is not None else 0
        below = (part for part in empty if part.mapTo(self, QPoint(0, 0)).y() > above)
        return next(below, empty[0] if empty else None)

    def _numbers(self) -> tuple[Field, ...]:
        return self.uscc, self.principal_number, self.number, self.phone

    def go_on(self) -> None:
        """Go to the first field that is still empty; ``done`` when there is none."""
        self._next()

    def go_to(self, name: str) -> None:
        """Go to a field by its name in the draft."""
        fields: dict[str, Field] = {
            "company": self.company,
            "uscc": self.uscc,
            "uscc_reason": self.uscc_reason,
            "principal": self.principal,
            "principal_number": self.principal_number,
            "name": self.name,
            "number": self.number,
            "phone": self.phone,
            "authority_until": self.until,
        }
        if self.result is not None:
            fields["post_to"] = self.result.post_to
        part = fields.get(name)
        if part is not None and part.isVisible():
            part.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.party.focus()

    # showing

    def show_state(self, state: IntakeState, today: date = date.max) -> None:
        """Show who is here; does not touch a field that somebody types in. Without ``today`` no number is of a day to
        come.
        """
        self._today = today
        self.party.set_value(state.party)
        self.id_kind.set_value(state.id_kind)
        self.principal_kind.set_value(state.principal_kind)
        # Values first: a field that is hidden while it has the keyboard tells what stands in it, and that would be what
        # was typed for the person before.
        for part, value in (
            (self.company, state.company),
            (self.uscc, state.uscc),
            (self.uscc_reason, state.uscc_reason),
            (self.principal, state.principal),
            (self.name, state.name),
            (self.until, state.authority_until),
        ):
            if part.value() != value:
                part.set_value(value)
        if self.result is not None:
            self.result.show_state(state)
        for masked, value in (
            (self.number, state.number),
            (self.principal_number, state.principal_number),
            (self.phone, state.phone),
        ):
            masked.reveal(self.whole)
            masked.set_real(value)
        self.company_box.setVisible(state.party == md.COMPANY)
        self.principal_box.setVisible(state.party == md.AGENT)
        self.until.setVisible(state.party != md.SELF)
        self.until.judge(state.authority_until, state.handed_at.date if state.handed_at is not None else today)
        self._show_person(state)
        self.before.show_state(state)
        self._judge(state)

    def _show_person(self, state: IntakeState) -> None:
        self.role.setVisible(state.party != md.SELF)
        self.role.setText(
            t("intake.who.clerk_role" if state.party == md.COMPANY else "intake.who.agent_role")
        )
        self.typed_box.setVisible(state.card is None)
        self.card.setVisible(state.card is not None)
        self.again.setVisible(state.card is not None)
        self.show_button.set_words(t("intake.who.hide" if self.whole else "intake.who.reveal"))
        self.show_button.setVisible(state.card is not None or bool(state.number or state.phone))
        present = state.present()
        if self.result is None:
            # A low screen scrolls the card away while the telephone is typed.
            self.set_note(present.name if present is not None else "")
        if state.card is None:
            known = present is not None
            self.set_chip(*((t("intake.who.typed"), "info", "keyboard") if known else ("", "neutral", "")))
            return
        self.card.show_card(
            state.card, state.party != md.SELF, self.whole, self.reader or t("intake.who.reader")
        )
        doubt = bool(state.card.warnings)
        self.set_chip(t("intake.who.doubt" if doubt else "intake.who.read"), "warn" if doubt else "ok")

    def _judge(self, state: IntakeState) -> None:
        self._judge_uscc()
        for part, name, value in (
            (self.number, "number", state.number),
            (self.principal_number, "principal_number", state.principal_number),
        ):
            if part.edit.hasFocus():
                continue
            if value:
                self._judge_number(part, name)
            else:
                part.clear_state()
        if not self.phone.edit.hasFocus():
            if odd_phone(state.phone):
                self.phone.set_warning(t("intake.who.phone_odd"))
            else:
                self.phone.set_ok() if state.phone.strip() else self.phone.clear_state()

    def _judge_uscc(self) -> None:
        text = self.uscc.value().strip()
        result = check("uscc", text, self._today) if text else None
        self.uscc_reason.setVisible(result is not None and result.needs_reason)
        if result is None or (len(result.normal) < 18 and self.uscc.edit.hasFocus()):
            self.uscc.clear_state()
            return
        _tell(self.uscc, result)

    def _judge_number(self, part: MaskedField, name: str) -> None:
        kind = self.id_kind if name == "number" else self.principal_kind
        if kind.value() != IdType.RESIDENT_CARD.value:
            part.clear_state()
            return
        _tell(part, check("id", part.real(), self._today))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.uscc_reason.setVisible(bool(self.uscc.value()) and self._needs_reason())

    def _needs_reason(self) -> bool:
        return check("uscc", self.uscc.value(), self._today).needs_reason


def _tell(part: Field, result: CheckResult) -> None:
    if result.first is None:
        part.set_ok()
    elif result.valid:
        part.set_warning(result.first.text)
    else:
        part.set_error(result.first.text)


def _field(part: _F, name: str) -> _F:
    part.edit.setObjectName(name)
    part.setObjectName(f"{name}.field")
    let_grow(part)
    return part


def _box(*parts: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look().theme.space.s)
    for part in parts:
        column.addWidget(part)
    return box
