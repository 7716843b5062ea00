"""Ports of a self-service terminal (自助终端): voice, camera, the slot of the printer, its keeper at the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.domain.case import Case


class LiveCamera(Protocol):
    """The camera at the terminal. Errors: app.errors.DeviceError."""

    def face(self) -> bytearray:
        """A picture of who stands there now, as an encoded image; the caller wipes it."""
        ...

    def sheet(self) -> bytes:
        """A picture of the sheet on the tray, as an encoded image."""
        ...


class PaperSlot(Protocol):
    """The slot where paper comes out."""

    def holds_paper(self) -> bool | None:
        """Whether a sheet lies in it; None when the printer cannot tell."""
        ...


@dataclass(frozen=True)
class Beat:
    """A sign of life: codes and counts only, nothing of a person. ``faults`` are codes, ``calls`` reasons for staff."""

    device: str
    at_ms: int
    phase: str
    faults: Sequence[str] = ()
    calls: Sequence[str] = ()
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Orders:
    """What the keeper answers: ``locked`` with the words to show, ``until_ms`` when it opens again (0: unknown)."""

    locked: bool = False
    words: str = ""
    until_ms: int = 0


class KioskLine(Protocol):
    """The line to the keeper of terminals. Errors: app.errors.LineError."""

    def beat(self, beat: Beat) -> Orders:
        """Say that this terminal lives; what it shall do."""
        ...


class KioskBook(Protocol):
    """The cases this device knows, as a terminal looks them up."""

    def case(self, case_id: UUID) -> Case | None:
        """A case, replayed."""
        ...

    def of_code(self, text: str, query: str) -> Case | None:
        """The case of a receipt (D01, D01b) by its number, short code or bar code, and the query code printed on it."""
        ...

    def of_person(self, number: str) -> Sequence[Case]:
        """Cases whose applicant or agent has this identity number, the newest change first."""
        ...

    def look(self, operator: str, action: str, subject: str) -> None:
        """Write a look into the audit; ``subject`` is an id or a code."""
        ...
