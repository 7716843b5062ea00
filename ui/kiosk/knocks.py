"""How staff asks for its page: taps on the badge, of which nothing on the screen says anything. No Qt here."""

from __future__ import annotations

TAPS, SECONDS = 5, 4.0


class Knocks:
    """Taps that came shortly after each other."""

    def __init__(self) -> None:
        self._at: list[float] = []

    def knock(self, now: float) -> bool:
        """One more at ``now`` (seconds); True when they are enough."""
        self._at = [at for at in self._at if now - at < SECONDS] + [now]
        return len(self._at) >= TAPS

    def forget(self) -> None:
        """None of them counts any more."""
        self._at.clear()
