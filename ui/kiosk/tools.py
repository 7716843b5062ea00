"""What a terminal is given: words, time, work in the background, voice, camera, face check, its keeper. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from app.domain.calendar import WorkCalendar
from app.domain.calls import ANSWER_MINUTES
from app.domain.paper import Place
from app.domain.people import IdCardReading
from app.domain.time import Timestamp
from app.ports import Scheduler
from app.ports.equipment import FaceCheck, Voice
from app.ports.kiosk import KioskLine, LiveCamera, PaperSlot, PhoneLine
from app.values import dataclass, field
from ui.adapters.silence import Silence
from ui.settings import PracticePhone
from ui.texts import Texts

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]


class Work(Protocol):
    """Runs ``fn`` off the GUI thread on a named worker and calls back on it."""

    def __call__(self, worker: str, fn: Callable[[], Any], done: Done, failed: Failed) -> object: ...


class PracticeCard(Protocol):
    """The card of a rehearsal, which no hand can lay on a reader made of software."""

    @property
    def lies(self) -> bool:
        """Whether it lies on the reader."""

    def turn(self) -> None:
        """Lay it on the reader, or take it away."""


class NoSlot:
    """A printer that cannot tell whether its slot is empty. Implements ``app.ports.kiosk.PaperSlot``."""

    def holds_paper(self) -> bool | None:
        """Nobody knows."""
        return None


@dataclass(frozen=True)
class Tools:
    """The parts of a terminal. Without ``camera`` papers are brought to a window, without ``face`` staff compares.

    ``phone`` is the line for 亮码 and pictures from telephones, called on the worker of the keeper; ``scanner``: codes
    can be held before one. ``portrait`` turns a reading into the picture on the card, empty when it cannot be read.
    ``practice`` is the card of a rehearsal, ``practice_phone`` its telephone. ``answer_minutes``: after so long without
    a person's word who called is told that nobody has answered. ``expired_face``: the hall takes a face against a card
    past its last day for a proof.
    """

    texts: Texts
    scheduler: Scheduler
    work: Work
    monotonic: Callable[[], float]
    now: Callable[[], Timestamp]
    place: Place
    calendar: WorkCalendar
    voice: Voice = field(default_factory=Silence)
    slot: PaperSlot = field(default_factory=NoSlot)
    camera: LiveCamera | None = None
    face: FaceCheck | None = None
    portrait: Callable[[IdCardReading], bytearray] | None = None
    keeper: KioskLine | None = None
    phone: PhoneLine | None = None
    scanner: bool = False
    window: str = ""
    rehearsal: bool = False
    practice: PracticeCard | None = None
    practice_phone: PracticePhone | None = None
    answer_minutes: int = ANSWER_MINUTES
    expired_face: bool = False
