"""A card whose reading arrives while somebody types: what her hands are at stays whole and where it was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.people import IdCardReading, mask_name
from ui.tell import Tell
from ui.theme import t
from ui.window.intake import model
from ui.window.intake.compare import Comparing
from ui.window.intake.context import Context
from ui.window.intake.handling import Handling
from ui.window.intake.identity import take_card
from ui.window.intake.journal import Journal
from ui.window.intake.model import IntakeState
from ui.window.intake.who import WhoPane


class Arriving(Protocol):
    """The page at which a card arrives."""

    state: IntakeState
    who: WhoPane
    journal: Journal
    comparing: Comparing
    context: Context
    handling: Handling

    def refresh(self) -> None:
        """Show everything as it follows from the state."""
        ...

    def focusWidget(self) -> QWidget | None:
        """What has the keyboard, or had it last."""
        ...


def take_in(page: Arriving, card: IdCardReading, tell: Tell, say: Callable[[str], object]) -> None:
    """The reading becomes who stands here, and proves who came to her visit. Digits that stand half typed in a field
    which the card fills go on as the telephone, which alone is still asked; a field half typed elsewhere keeps the
    keyboard; what the card says otherwise than it was typed is told.

    Asked for whether another person stands here, it may come after the key of an act: the case is of the one before.
    Such a card is refused, and proves nothing.
    """
    if page.handling.busy or page.state.case is not None:
        page.comparing.offer(None)
        tell.message("warn", t("intake.who.card_late", who=mask_name(card.name)), t("intake.who.card_late_next"))
        return
    at: QWidget | None = page.focusWidget()
    here = at is None or page.who.isAncestorOf(at)
    half = at if isinstance(at, QLineEdit) and at.text() and here else None
    onward = _hand_on(page, half, card)
    said = _typed_otherwise(page, card)
    page.comparing.take(card, page.state)
    page.context.card_taken(card)
    back = take_card(page.state, card)
    for name in (*back, *onward):
        page.journal.edit(name, getattr(page.state, name))
    page.journal.edit("card", model.card_text(card), at_once=True)
    page.refresh()
    words = [t("intake.sign.taken_back") if back else "", t("intake.who.typed_on") if onward else "", said]
    first, *more = [each for each in words if each] or [""]
    if first:  # one message: a second would take the place of the first
        tell.message("info", first, " ".join(more))
    if onward:
        page.who.phone.go_on()
        return
    say(t("intake.sign.taken_back" if back else "intake.who.card_taken"))
    if here and (half is None or not half.isVisibleTo(page.who)):
        page.who.go_on()


def _hand_on(page: Arriving, half: QLineEdit | None, card: IdCardReading) -> tuple[str, ...]:
    """The digits under her hands become the telephone, where none is known and they are not the whole number of the
    card: names of the fields that changed.
    """
    state = page.state
    fields: dict[QLineEdit, str] = {page.who.number.edit: "number", page.who.name.edit: "name"}
    digits = half.text().strip() if half in fields else ""
    if half is None or not digits.isdecimal() or digits == card.number or state.phone.strip():
        return ()
    setattr(state, fields[half], "")
    state.phone = digits
    return fields[half], "phone"


def _typed_otherwise(page: Arriving, card: IdCardReading) -> str:
    """What to say of a name that was typed and is not the card's, "" where it says the same."""
    name = page.state.name.strip()
    if page.state.card is not None or not name or name == card.name:
        return ""
    return t("intake.who.typed_over", typed=name)
