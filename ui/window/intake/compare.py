"""实人核验 of who hands in: the outcome goes into the log with the 收件."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.domain.people import IdCardReading
from ui.office import Office
from ui.runner import Runner
from ui.tell import Tell
from ui.window.comparing import CompareStrip, Comparison
from ui.window.intake.identity import Identity
from ui.window.intake.journal import Journal
from ui.window.intake.model import IntakeState


class Comparing(Comparison):
    """Follows the card of the intake, from the reader to the person it becomes."""

    def __init__(
        self,
        office: Office,
        runner: Runner,
        tell: Tell,
        journal: Journal,
        identity: Identity,
        strip: CompareStrip,
        parent: QObject,
    ) -> None:
        super().__init__(office.equipment.face_desk, office, runner, tell, journal.ready, strip, parent)
        self._offered: IdCardReading | None = None
        identity.left.connect(partial(self.offer, None))

    def offer(self, reading: IdCardReading | None) -> None:
        """A card was read and may become that of the person; None when it did not."""
        self._offered = reading if self.there else None

    def take(self, card: IdCardReading, state: IntakeState) -> None:
        """It did. A person who is known already stays known when she puts her card again."""
        offered, before = self._offered, state.card
        if state.known_by and before is not None and before.number == card.number:
            return
        self.drop()
        if offered is not None and offered.number == card.number:
            self.hold(offered)

    def begin(self) -> None:
        """Another person: no card that was offered may become hers."""
        self._offered = None
        super().begin()

    def show(self, state: IntakeState) -> None:
        """Follow the intake: only a card can be compared, and only until the case is received."""
        self._strip.setVisible(self.there and state.card is not None)
        if state.known_by:
            self._strip.say(state.known_by, "ok")
        self._strip.allow(state.case is None and not self.busy)
