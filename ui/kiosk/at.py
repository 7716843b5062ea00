"""What pages and journeys may ask of the terminal they run at, as protocols: they never import it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from app.domain.kiosk import Proof
from app.domain.people import IdCardReading, Person
from app.errors import UserFacingError
from app.ports import JobState
from app.usecases.kiosk import Visitor
from ui.kiosk.counter import Counter
from ui.kiosk.machine import Machine
from ui.kiosk.pinyin import PinyinBoard
from ui.kiosk.screen import Screen
from ui.kiosk.session import Session
from ui.kiosk.tools import Tools


@dataclass
class Guest:
    """What the person who stands here brought; a new one for every session. ``prints``: job → (its case, state)."""

    person: Person | None = None
    reading: IdCardReading | None = None
    code: str = ""
    query: str = ""
    cases: set[UUID] = field(default_factory=set)
    prints: dict[UUID, tuple[UUID, JobState]] = field(default_factory=dict)
    called: bool = False

    def visitor(self, proofs: frozenset[Proof]) -> Visitor:
        """As the use cases know her."""
        return Visitor(proofs, self.person, self.code, self.query)


class Going(Protocol):
    """The journey of who stands here, as the keyboard knows it."""

    def screen(self) -> Screen:
        """What is on the screen now."""
        ...

    def act(self, name: str, value: str) -> None:
        """A touch."""
        ...

    def typed(self, name: str, value: str) -> None:
        """A line was written into."""
        ...


class At(Protocol):
    """The terminal, as its pages and journeys know it."""

    counter: Counter
    tools: Tools
    session: Session
    guest: Guest
    machine: Machine
    board: PinyinBoard
    plane: str
    lock_words: str
    lock_until_ms: int
    theme: str
    leave: Callable[[], None]

    @property
    def going(self) -> Going | None:
        """The present journey."""
        ...

    def t(self, key: str, **values: object) -> str:
        """Words of this face."""
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
    ) -> None:
        """Work in the background for who stands here."""
        ...

    def prove(self, proof: Proof) -> None:
        """A proof of identity was given."""
        ...

    def visitor(self) -> Visitor:
        """Who stands here, as the use cases know her."""
        ...

    def call_staff(self, reason: str) -> None:
        """Somebody must come."""
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


def words_of(error: BaseException, at: At) -> tuple[str, str, str]:
    """(what happened, what next, code) of an error, for a person in a hurry."""
    if isinstance(error, UserFacingError):
        return error.what, error.what_next, error.code
    code = str(getattr(error, "code", ""))
    if code and at.tools.texts.has(f"error.{code}.what"):
        found = at.tools.texts.error(code)
        return found.what, found.next, code
    return at.t("fault.unknown"), at.t("fault.unknown_next"), "ZC-KIOSK-99"
