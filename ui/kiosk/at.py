"""What pages and journeys may ask of the terminal they run at, as protocols: they never import it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.domain.hours import staffed
from app.domain.kiosk import Proof
from app.domain.people import IdCardReading, Person
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import JobState
from app.ports.equipment import CodeScan
from app.usecases.kiosk import Visitor
from app.values import dataclass, field
from ui.kiosk.counter import Counter
from ui.kiosk.happenings import Happening
from ui.kiosk.machine import Machine
from ui.kiosk.pinyin import PinyinBoard
from ui.kiosk.screen import Screen
from ui.kiosk.session import Session
from ui.kiosk.spelling import Spelling
from ui.kiosk.tools import Tools

CRASHED = "ZC-KIOSK-99"
"""A fault of the program itself."""


@dataclass
class Guest:
    """What the person who stands here brought; a new one for every session. ``prints``: job → (its case, state).
    ``codes`` are the 亮证码 that went in with an application of hers, ``asked`` the reasons she called staff for;
    ``sheet_doubted``: a slip may come out yet; ``slip_coming``: the printer has one of hers now.
    """

    person: Person | None = None
    reading: IdCardReading | None = None
    code: str = ""
    query: str = ""
    cases: set[UUID] = field(default_factory=set)
    prints: dict[UUID, tuple[UUID, JobState]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    called: bool = False
    sheet_doubted: bool = False
    slip_coming: bool = False

    def visitor(self, proofs: frozenset[Proof], today: date) -> Visitor:
        """As the use cases know her."""
        return Visitor(proofs, self.person, self.code, self.query, self.expired(today))

    def expired(self, today: date) -> bool:
        """Whether her card has run out."""
        return self.reading is not None and self.reading.expired(today)


class Going(Protocol):
    """The journey of who stands here, as the keyboard and the cover know it."""

    @property
    def loses(self) -> bool:
        """Whether something she wrote or showed would be lost if she left now."""
        ...

    @property
    def underway(self) -> bool:
        """Whether a step is under way whose end nobody knows yet."""
        ...

    @property
    def handing_in(self) -> bool:
        """Whether papers of hers are on their way in with it."""
        ...

    def screen(self) -> Screen:
        """What is on the screen now."""
        ...

    def act(self, name: str, value: str) -> None:
        """A touch."""
        ...

    def typed(self, name: str, value: str) -> None:
        """A line was written into."""
        ...

    def flawed(self, name: str, words: str) -> None:
        """What is wrong with a line, until it is written into again."""
        ...

    def scanned(self, scan: CodeScan) -> None:
        """A code was held before the scanner."""
        ...


class At(Protocol):
    """The terminal, as its pages and journeys know it."""

    counter: Counter
    tools: Tools
    session: Session
    guest: Guest
    machine: Machine
    board: PinyinBoard
    spelling: Spelling
    plane: str
    lock_words: str
    lock_until_ms: int
    theme: str
    voice_page: int
    page: int
    pages: int
    """Over how many pages what is chosen from goes as it is drawn now."""
    leave: Callable[[], None]

    @property
    def going(self) -> Going | None:
        """The present journey."""
        ...

    def t(self, key: str, **values: object) -> str:
        """Words of this face."""
        ...

    def screen(self) -> Screen:
        """What stands on the screen now."""
        ...

    def show(self) -> None:
        """The screen may be another now."""
        ...

    def happen(self, happening: Happening) -> None:
        """Something befell the session."""
        ...

    def at_work(self) -> frozenset[UUID]:
        """The cases of who stands here."""
        ...

    def befell(self, happening: Happening) -> None:
        """Something befell the session, and the screen may be another now."""
        ...

    def touch(self, name: str, value: str = "") -> None:
        """A finger touched a control, or a key stood for it."""
        ...

    def guarded(self, act: Callable[[], None]) -> None:
        """Do it; a fault of the program ends the session, and the page that says so stands."""
        ...

    def say(self, words: str) -> None:
        """Say it, unless she turned the voice off."""
        ...

    def read_again(self) -> None:
        """Read the page from its beginning."""
        ...

    def keypad_begins(self) -> bool:
        """Whether this is the first key of a person."""
        ...

    def begin(self, name: str, **known: Any) -> None:
        """Start another journey."""
        ...

    def run(
        self,
        worker: str,
        fn: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
        aside: bool = False,
    ) -> None:
        """Work in the background for who stands here; ``aside``: she does not wait for it."""
        ...

    def prove(self, proof: Proof) -> None:
        """A proof of identity was given."""
        ...

    def known_by_phone(self, person: Person) -> bool:
        """Her 亮码 said who she is; False when the card here is another person's."""
        ...

    def on_phone(self, on: bool) -> None:
        """She is busy with her telephone or waits for staff, or no longer."""
        ...

    def visitor(self) -> Visitor:
        """Who stands here, as the use cases know her."""
        ...

    def call_staff(self, reason: str, hers: bool = True) -> None:
        """Somebody must come, for her who stands here or not (``hers``); who is on her way is not called anew."""
        ...

    def staff_in(self) -> None:
        """The PIN was right."""
        ...

    def staff_out(self, cleared: bool) -> None:
        """Staff is done."""
        ...

    def look(self) -> None:
        """Ask every part how it is."""
        ...

    def beat(self) -> None:
        """A sign of life."""
        ...


def late(at: At, moment: Timestamp | None = None) -> str:
    """What a key of words ends in when nobody is at the hall at that ``moment`` (now), by its own hours; else empty."""
    tools = at.tools
    return "_late" if staffed(tools.place.hours, moment or tools.now(), tools.calendar) is False else ""


_OF_THE_MACHINE = ("ZC-DB-", "ZC-NUM-", "ZC-BLOB-")
"""Codes whose words are for who keeps the machine: no citizen has a draft here, frees a disk, or takes in by hand."""


@dataclass(frozen=True)
class Trouble:
    """An error for a person in a hurry: what happened, what next, its code, and what was kept where its own words say
    so; those of a code are a clerk's, who has a form open.
    """

    what: str
    what_next: str
    code: str
    kept: str = ""


def words_of(error: BaseException, at: At) -> Trouble:
    """The words of an error: its own, or those of its code."""
    if isinstance(error, UserFacingError) and error.code.startswith(_OF_THE_MACHINE):
        return Trouble(error.what, at.t("fault.unknown_next"), error.code)
    if isinstance(error, UserFacingError):
        return Trouble(error.what, error.what_next, error.code, error.kept)
    code = str(getattr(error, "code", ""))
    if code and at.tools.texts.has(f"error.{code}.what"):
        found = at.tools.texts.error(code)
        return Trouble(found.what, found.next, code)
    return Trouble(at.t("fault.unknown"), at.t("fault.unknown_next"), CRASHED)
