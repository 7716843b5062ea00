"""What a terminal could not hand on to its authority: how often it was tried, and why. No Qt here."""

from __future__ import annotations

import logging
from collections import Counter
from uuid import UUID

log = logging.getLogger(__name__)

STUCK_AFTER = 5
"""So many tries, a minute apart, before a person is told: the line may bring news of a case in the very moment."""


class Onward:
    """Into the log once per cause, not once a minute through a whole night."""

    def __init__(self) -> None:
        self._tries: Counter[UUID] = Counter()
        self._said: set[str] = set()

    def failed(self, case_id: UUID, error: Exception) -> None:
        """It lies here still."""
        self._tries[case_id] += 1
        cause = f"{type(error).__name__}: {error}"
        if cause not in self._said:
            self._said.add(cause)
            log.warning("ZC-KIOSK-10 a case was not handed on and is tried again", exc_info=error)

    def keep(self, lying: set[UUID]) -> int:
        """Forget what does not lie here any more; how many of the others were tried often."""
        self._tries = Counter({case_id: n for case_id, n in self._tries.items() if case_id in lying})
        if not self._tries:
            self._said.clear()
        return sum(1 for n in self._tries.values() if n >= STUCK_AFTER)
