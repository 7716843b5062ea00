"""How a workplace is opened, what stands outside its profile, and the rights of a first operator."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from app.domain.calendar import WorkCalendar
from app.domain.happened import AT_COUNTER, AT_STATION
from app.domain.rights import Grant, Right
from app.domain.rules import RuleBook
from app.ports import Clock, Entropy, Printer
from app.storage.clock import SystemClock
from app.storage.config import ProfileConfig
from app.storage.name_sounds import Readings
from app.values import dataclass, field, replace
from printing.fonts import Fonts


@dataclass(frozen=True)
class Law:
    """What stands outside the profile: fonts of the papers, published holidays, the rule sets of the province, and how
    names sound, which is read when it is first asked for.
    """

    fonts: Fonts
    calendar: WorkCalendar
    book: RuleBook
    names: Callable[[], Readings]


class _SystemEntropy:
    """Randomness of the operating system."""

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        return secrets.token_bytes(count)


READY = ("演练员", "0000")
READY_SUPERVISOR = ("演练主管", "0001")
READY_NUMBERS = (READY[1], READY_SUPERVISOR[1])
REHEARSAL_PASSWORD = "yanlian"  # noqa: S105 — told on the screen: a rehearsal has nothing to protect
"""No Chinese: an input method is switched off where a password is typed."""


class PracticePhone(Protocol):
    """The telephone of a rehearsal, which no hand can hold before a scanner made of software; called on a worker."""

    def show_identity(self) -> None:
        """Hold up a 亮码. Raises UserFacingError."""

    def show_licence(self, name: str) -> None:
        """Hold up the 亮证码 of the licence of this name. Raises UserFacingError."""

    def get_ready(self) -> None:
        """Have the page served to which it sends pictures. Raises UserFacingError."""

    def send_picture(self, url: str, line: str) -> None:
        """Send a photograph for ``line`` on the page at ``url``. Raises UserFacingError."""


class PracticeTelephone(PracticePhone, Protocol):
    """It lies before a scanner made of software at ``url``."""

    url: str


class PracticeHand(Protocol):
    """The hand of the person at the counter, in a rehearsal with a reader made of software."""

    @property
    def lies(self) -> bool:
        """Whether a card lies on the reader."""

    def turn(self) -> None:
        """Take the card away, or lay the same one again."""

    def lift(self) -> None:
        """Take the card away."""

    def lay_next(self) -> None:
        """Lay the card of the next person."""


@dataclass
class Settings:
    """How to open a workplace.

    ``clock`` and ``entropy`` are replaced in stories; paper goes to ``printer_folder`` or the CUPS queue
    ``printer_queue``; ``reader_url`` is any pyserial URL. ``face`` says for which face a rehearsal is made. ``spooler``
    builds a printer of the Windows spooler; ``run_line`` carries out the command lines of others
    (``ui.holder.RunLine``), None where nobody is to be served. ``practice`` lays cards on the reader of a
    rehearsal, None where the reader is a real one; ``practice_phone`` is held before the scanner of one.
    """

    profile: Path
    rehearsal: bool = False
    clock: Clock = field(default_factory=SystemClock)
    entropy: Entropy = field(default_factory=_SystemEntropy)
    printer_folder: Path | None = None
    printer_queue: str = ""
    reader_url: str = ""
    exclusive: bool = True
    ready_operator: bool = True
    device: str = "D07"
    spooler: Callable[[str], Printer] | None = None
    run_line: Callable[..., int] | None = None
    face: str = "window"
    practice: PracticeHand | None = None
    practice_phone: PracticeTelephone | None = None

    def devices(self, extra: Mapping[str, Any]) -> Mapping[str, Any]:
        """The devices of the profile, and the scanner before which the telephone of a rehearsal is held."""
        if self.practice_phone is None:
            return extra
        scanner = {"kind": "code-scanner", "url": self.practice_phone.url}
        return {**extra, "devices": [*extra.get("devices", ()), scanner]}


def all_rights() -> tuple[Grant, ...]:
    """Every right for every item: the administrator of a rehearsal, or of a window with full delegation."""
    return tuple(Grant(right) for right in Right)


def rehearsal_rights() -> tuple[Grant, ...]:
    """Every right for every item, each act under the seal of the delegation that it would bear in earnest."""
    return tuple(replace(grant, seal="行政审批专用章") for grant in all_rights())


def face_of(config: ProfileConfig) -> str:
    """The face that a profile was made for. One that was made just now has it among what else was told."""
    return str(config.extra.get("face") or config.face)


def desk_channel(config: ProfileConfig) -> str:
    """How a case comes in that is begun at the desk of this profile (``Intake.channel``)."""
    return AT_STATION if face_of(config) == "station" else AT_COUNTER


def centre_of(config: ProfileConfig) -> str | None:
    """The county's centre to which a station belongs, as it is set up; "" while it is not, None where it is no station.

    Its 收件专用章 stands on what the station takes in (S4 5(2)), and its window gets the papers.
    """
    return str(config.extra.get("centre", "")).strip() if face_of(config) == "station" else None


def station_rights() -> tuple[Grant, ...]:
    """What a station does by itself: it receives. 受理 stays with the county unless it was delegated in writing."""
    return (Grant(Right.RECEIVE),)
