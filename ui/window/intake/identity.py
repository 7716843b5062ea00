"""The card on the reader, and the audited look at a number."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.domain.happened import BY_HAND, THUMB
from app.domain.people import IdCardReading, mask_name
from app.ports import Cancel, Scheduler
from ui.office import Office
from ui.runner import Runner
from ui.tell import Answer, Tell
from ui.theme import look, t
from ui.window.intake import acts
from ui.window.intake.journal import Journal
from ui.window.intake.model import IntakeState

REVEAL_SECONDS = 30.0
"""So long a number stays readable after it was asked for."""


SIGNING = ("signed_by", "witness", "witness_number")
"""Fields of how the person at the counter signs."""


def take_card(state: IntakeState, card: IdCardReading) -> tuple[str, ...]:
    """The card of who stands here. How another person signs is not this one's: names of the fields taken back."""
    seen = state.card or state.former
    before = (seen.number, seen.name) if seen else (state.number.strip().upper(), state.name.strip())
    other = any(one and one != new for one, new in zip(before, (card.number, card.name), strict=True))
    state.card = card
    if not other or state.signed_by != THUMB:
        return ()
    state.signed_by, state.witness, state.witness_number = BY_HAND, "", ""
    return SIGNING


def who_is_known(state: IntakeState) -> tuple[str, str] | None:
    """Number and name of who stands here, by her card or as her visit has her; None while nobody is known: what was
    typed before a card is corrected by it.
    """
    if state.card is not None:
        return state.card.number, state.card.name
    number, name = state.number.strip().upper(), state.name.strip()
    return (number, name) if state.visit and (number or name) else None


def told_apart(name: str, other: str) -> str:
    """A name as lists show it; whole where the two would look the same."""
    return name if mask_name(name) == mask_name(other) else mask_name(name)


class Identity(QObject):
    """``taken(card)`` when a reading becomes the person at the counter, ``left()`` when it does not; ``shown(whole)``
    when numbers are to be shown whole, after the look is in the audit, and masked again.
    """

    taken = Signal(object)
    left = Signal()
    shown = Signal(bool)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: Scheduler,
        tell: Tell,
        journal: Journal,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._office, self._runner, self._scheduler = office, runner, scheduler
        self._tell, self._journal = tell, journal
        self._masking: Cancel | None = None
        self.whole = False

    def read(self, card: IdCardReading, before: tuple[str, str] | None) -> None:
        """A card was read; another person's never replaces who is known (:func:`who_is_known`) silently."""
        if before is None or (before[0] == card.number if before[0] else before[1] == card.name):
            self._take(card)
            return
        answers = (
            Answer("take", t("intake.who.take_card"), "Y"),
            Answer("keep", t("intake.who.keep_card"), "N", primary=True),
        )
        said = t("intake.who.other_card", new=told_apart(card.name, before[1]), old=told_apart(before[1], card.name))
        note = t("intake.who.other_card_next")
        self._tell.ask(said, note, answers, partial(self._answered, card), "keep")

    def _answered(self, card: IdCardReading, answer: str) -> None:
        if answer == "take":
            self._take(card)
        else:
            self.left.emit()

    def _take(self, card: IdCardReading) -> None:
        self.taken.emit(card)
        for code in card.warnings:
            key = f"card-warning.{code}"
            if look().texts.has(key):
                self._tell.message("warn", t(key))

    def reveal(self) -> None:
        """Show the numbers for a while, or mask them now."""
        if self.whole:
            self.mask()
        else:
            self._journal.ready(self._ask)

    def _ask(self, draft: UUID) -> None:
        work = partial(acts.reveal, self._office, draft)
        self._runner.run("db", work, self._revealed, self._tell.error, name="intake.reveal")

    def _revealed(self, _: object) -> None:
        self.whole = True
        self._masking = self._scheduler.after(REVEAL_SECONDS, self.mask)
        self.shown.emit(True)

    def mask(self) -> None:
        """Mask everything again."""
        if self._masking is not None:
            self._masking.cancel()
            self._masking = None
        if self.whole:
            self.whole = False
            self.shown.emit(False)
