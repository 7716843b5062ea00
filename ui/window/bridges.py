"""What devices and the line say, brought over to the GUI thread."""

from __future__ import annotations

from typing import Protocol

from app.domain.people import IdCardReading
from app.ports import DeviceState
from app.ports.equipment import CodeScan, RatingPress, SocialCardReading
from ui.runner import Runner


class Hearer(Protocol):
    """The face, as the bridges know it; all of it on the GUI thread."""

    def card_read(self, reading: IdCardReading) -> None:
        """An identity card was read whole."""
        ...

    def social_read(self, reading: SocialCardReading) -> None:
        """A social security card was read, as far as it lets anyone."""
        ...

    def code_scanned(self, scan: CodeScan) -> None:
        """A code was scanned."""
        ...

    def rating_pressed(self, press: RatingPress) -> None:
        """A key of the rating pad was pressed."""
        ...

    def card_removed(self) -> None:
        """A card was taken away."""
        ...

    def card_hint(self, code: str) -> None:
        """A person can do something."""
        ...

    def device_moved(self) -> None:
        """A device came, went, or changed its state."""
        ...

    def line_moved(self) -> None:
        """A step of the line ended."""
        ...


class _Bridge:
    def __init__(self, runner: Runner, face: Hearer) -> None:
        self._runner = runner
        self._face = face

    def on_removed(self) -> None:
        """It was taken away."""
        self._runner.post(self._face.card_removed)

    def on_hint(self, code: str) -> None:
        """Something the person can do now."""
        self._runner.post(lambda: self._face.card_hint(code))

    def on_state(self, state: DeviceState, code: str) -> None:
        """The device's state changed."""
        self._runner.post(self._face.device_moved)


class CardBridge(_Bridge):
    """A reader of identity cards."""

    def on_reading(self, reading: IdCardReading) -> None:
        """A card was read whole."""
        self._runner.post(lambda: self._face.card_read(reading))


class SocialBridge(_Bridge):
    """A reader of social security cards."""

    def on_reading(self, reading: SocialCardReading) -> None:
        """A card was read as far as it lets anyone."""
        self._runner.post(lambda: self._face.social_read(reading))


class CodeBridge(_Bridge):
    """A code scanner."""

    def on_reading(self, reading: CodeScan) -> None:
        """A code was scanned whole."""
        self._runner.post(lambda: self._face.code_scanned(reading))


class RatingBridge(_Bridge):
    """A rating pad."""

    def on_reading(self, reading: RatingPress) -> None:
        """A key was pressed."""
        self._runner.post(lambda: self._face.rating_pressed(reading))


class LineBridge:
    """The line to the platform."""

    def __init__(self, runner: Runner, face: Hearer) -> None:
        self._runner = runner
        self._face = face

    def on_sync(self, status: object, result: object) -> None:
        """A step ended."""
        self._runner.post(self._face.line_moved)
