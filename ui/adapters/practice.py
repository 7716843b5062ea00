"""A card reader of a rehearsal: made of software, with another person's card each time."""

from __future__ import annotations

from devices.sam.cards import card_of
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator

PRACTICE_CARDS = (
    "R",
    '{"name": "李四", "birth": "18990101", "number": "110101189901010011", "issuer": "北京市公安局东城分局",'
    ' "address": "北京市东城区测试街2号"}',
    "J",
    '{"name": "王五", "sex": "2", "birth": "19000101", "number": "110101190001010022",'
    ' "issuer": "北京市公安局东城分局", "address": "北京市东城区测试街3号"}',
)
"""Who comes to the counter of a rehearsal, one after another and round again; none of them ever lived."""


class PracticeReader(SamSimulator):
    """A reader made of software with the cards of :data:`PRACTICE_CARDS`; for rehearsals only."""

    def __init__(self) -> None:
        super().__init__(PtyLine())
        self._which = -1  # nobody came yet
        self._lies = False

    @property
    def lies(self) -> bool:
        """Whether a card lies on the reader."""
        return self._lies

    def lay_next(self) -> None:
        """Lay the card of the next person; the one before must have been lifted for a moment."""
        self._which = (self._which + 1) % len(PRACTICE_CARDS)
        self._lay()

    def turn(self) -> None:
        """Take the card away, or lay the same one again, at first that of the first person."""
        if self._lies:
            self.lift()
        else:
            self._which = max(self._which, 0)
            self._lay()

    def lift(self) -> None:
        """Take the card away."""
        super().lift()
        self._lies = False

    def _lay(self) -> None:
        self.place(card_of(PRACTICE_CARDS[self._which]))
        self._lies = True
