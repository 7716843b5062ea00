"""The next person of a rehearsal: a key lays her card on the reader, for nobody stands at the desk."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.runner import QtScheduler
from ui.settings import PracticeHand
from ui.window.intake.who import WhoPane

LIFTED_SECONDS = 1.5
"""So long the reader stands empty: it notices a card that is taken away at its second look."""


class Practice(QObject):
    """Offers the button of 谁 and does what it says."""

    def __init__(self, hand: PracticeHand, who: WhoPane, scheduler: QtScheduler) -> None:
        super().__init__(who)
        self._hand, self._scheduler = hand, scheduler
        self._button = who.practice
        who.offer_practice()
        self._button.clicked.connect(self._come)

    def _come(self) -> None:
        self._button.setEnabled(False)
        self._hand.lift()
        self._scheduler.after(LIFTED_SECONDS, self._lay)

    def _lay(self) -> None:
        self._hand.lay_next()
        self._button.setEnabled(True)
