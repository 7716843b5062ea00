"""A voice that keeps silent: what is said is also written, so nothing is lost by it."""

from __future__ import annotations


class Silence:
    """``app.ports.equipment.Voice`` without sound; ``why`` says why."""

    def __init__(self, reason: str = "") -> None:
        self._reason = reason

    def say(self, words: str) -> None:
        """Nothing is heard."""

    def hush(self) -> None:
        """Nothing to stop."""

    def can_speak(self) -> bool:
        """Never."""
        return False

    def why(self) -> str:
        """Why it is silent, in words."""
        return self._reason
