"""Ports of a self-service terminal (自助终端): voice, camera, the slot of the printer, its keeper at the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain.case import Case
from app.domain.hall_calls import AtTerminal, HallCall
from app.domain.people import Person
from app.values import dataclass, field


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
    """A sign of life: codes and counts only, nothing of a person. ``faults`` are codes, ``calls`` reasons for staff,
    ``called_ms`` when each was called for, by the clock of the terminal; ``region``, ``hall`` and ``place`` where the
    terminal stands and what it is called there.
    """

    device: str
    at_ms: int
    phase: str
    faults: Sequence[str] = ()
    calls: Sequence[str] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    called_ms: Mapping[str, int] = field(default_factory=dict)
    region: str = ""
    hall: str = ""
    place: str = ""


@dataclass(frozen=True)
class CallAnswer:
    """A person signed that she comes for the call that was made at ``called_ms`` (terminal), ``ago_ms`` ago.

    ``called_ms`` 0: for one that the platform had before calls had names.
    """

    reason: str
    called_ms: int
    ago_ms: int


@dataclass(frozen=True)
class Orders:
    """What the keeper answers: ``locked`` with the words to show, ``until_ms`` when it opens again (0: unknown).

    That it answers says that the platform has the calls; ``answers`` are those that a person signed for, None where
    the platform is too old to tell. ``on_record``: the division and hall that the platform has on record where the
    terminal named another; then its calls reach no window.
    """

    locked: bool = False
    words: str = ""
    until_ms: int = 0
    answers: Sequence[CallAnswer] | None = ()
    on_record: tuple[str, str] | None = None


class KioskLine(Protocol):
    """The line to the keeper of terminals. Errors: app.errors.LineError."""

    def beat(self, beat: Beat) -> Orders:
        """Say that this terminal lives; what it shall do."""
        ...


class HallLine(Protocol):
    """The line of a window to the calls of its hall. Errors: app.errors.LineError."""

    def hall_calls(self, region: str, hall: str) -> Sequence[HallCall] | None:
        """Who calls at the terminals of the hall, and who went a moment ago; None: no terminal of it lives."""
        ...

    def go(
        self, region: str, hall: str, where: AtTerminal, number: str, name: str
    ) -> tuple[bool, Sequence[HallCall]]:
        """Sign for the calls of ``where`` as they were read, by 工号 and name: whether she is it, and who calls."""
        ...


@dataclass(frozen=True)
class UploadTicket:
    """How a telephone sends pictures here: ``url`` is the code on the screen; it ends at ``until_ms``."""

    id: str
    url: str
    until_ms: int


@dataclass(frozen=True)
class Sent:
    """A picture that a telephone sent: its number within the ticket, the line of the guide it is for, its bytes."""

    n: int
    line: str
    size: int


class PhoneLine(Protocol):
    """What telephones of citizens can do through the province. Errors: app.errors.LineError; a code that proves nobody
    is UserFacingError ZC-KIOSK-07.
    """

    def known_by(self, code: str) -> Person:
        """Whose 亮码 this is; it counts once and for a few minutes."""
        ...

    def open_ticket(self, lines: Sequence[tuple[str, str]]) -> UploadTicket:
        """A ticket for pictures of these lines (id, name). LineError ``not-found`` where no page for it is served."""
        ...

    def sent(self, ticket: str) -> Sequence[Sent]:
        """What has come so far."""
        ...

    def picture(self, ticket: str, n: int) -> bytes:
        """One of them."""
        ...

    def close_ticket(self, ticket: str) -> None:
        """It opens nothing any more, and nothing of it is kept."""
        ...


class PrintTally(Protocol):
    """How many papers a person had printed at this terminal today; people are kept as keyed digests, for a day."""

    def count(self, number: str, day: date) -> int:
        """So many so far."""
        ...

    def with_one_more(self, number: str, day: date) -> tuple[str, str]:
        """The plain setting, as key and value, that counts one more: for the transaction that prints it."""
        ...

    def take_back(self, number: str, day: date) -> None:
        """One did not come out."""
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
