"""Ports: what lies on the desk: readers, scanners, pads, cameras."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from app.domain.people import IdCardReading


class DeviceState(StrEnum):
    """State of a device, as a code."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    FAULT = "fault"


class CardReader(Protocol):
    """Reader of identity cards; every call from the one thread of its bus. Errors are app.errors.DeviceError."""

    def open(self) -> None:
        """Open the port and wait until the reader answers."""
        ...

    def close(self) -> None:
        """Let go of the port; never raises."""
        ...

    def sam_id(self) -> str:
        """Number of the certified security module, for the audit."""
        ...

    def poll(self) -> IdCardReading | None:
        """Find, select and read once; None when no new card lies there."""
        ...

    def present(self) -> bool:
        """Whether the card read last is still on the reader."""
        ...


class CardListener(Protocol):
    """Who wants to know what happens on a reader; called on the bus thread."""

    def on_reading(self, reading: IdCardReading) -> None:
        """A card was read whole."""
        ...

    def on_removed(self) -> None:
        """The card was taken away."""
        ...

    def on_hint(self, code: str) -> None:
        """Something the person can do now, as a code (re-place the card)."""
        ...

    def on_state(self, state: DeviceState, code: str) -> None:
        """The reader's state changed; ``code`` says why."""
        ...
