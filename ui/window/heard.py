"""What devices tell a face, and which of its pages hears of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.domain.people import IdCardReading
from app.ports.equipment import CodeScan, RatingPress, SocialCardReading
from devices.readiness import SETTLE
from ui.runner import QtScheduler
from ui.shared.shell import FaceShell
from ui.tell import Tell
from ui.theme import t
from ui.window.behind import Behind

if TYPE_CHECKING:
    from ui.window.citizen.screen import CitizenScreen
    from ui.window.codes import CodeRouter
    from ui.window.entrance import Entrance

INTAKE, HANDOVER, VISITS = "intake", "handover", "visits"


class Heard(QObject):
    """The listening half of a face; everything here runs on the GUI thread."""

    shell: FaceShell
    scheduler: QtScheduler
    codes: CodeRouter
    behind: Behind
    pages: Mapping[str, Any]
    tell: Tell
    entrance: Entrance
    screen: CitizenScreen | None
    _building: Iterator[None] | None
    _fell = False

    def _hearer(self) -> Any:
        """The page that a card on the reader is meant for: issue desk or visits while open, else the intake; none where
        she may take nobody in.
        """
        if INTAKE in self.shell.shut:
            return None
        open_now = self.shell.place()
        page = self.pages.get(open_now) if open_now in (HANDOVER, VISITS) else None
        return page if page is not None else self.pages.get(INTAKE)

    def card_read(self, reading: IdCardReading) -> None:
        """A card was read: it goes to the page of the job."""
        page = self._hearer()
        if page is not None and not self.shell.covered():
            page.card_read(reading)

    def card_removed(self) -> None:
        """The card was taken away."""
        page = self._hearer()
        if page is not None:
            page.card_removed()

    def card_hint(self, code: str) -> None:
        """The reader asks for something."""
        page = self._hearer()
        if page is not None:
            page.card_hint(code)

    def device_moved(self) -> None:
        """A device came, went, or changed its state; what is missing is told once it is not a blink any more."""
        self._badges()
        self.scheduler.after(SETTLE + 0.1, self._badges)
        if self.shell.place() == "sync" and not self.shell.covered():
            self._shown("sync")

    def social_read(self, reading: SocialCardReading) -> None:
        """A social security card was read: it goes to the intake."""
        take = getattr(self.pages.get(INTAKE), "social_read", None)
        if take is not None and INTAKE not in self.shell.shut and not self.shell.covered():
            take(reading)

    def code_scanned(self, scan: CodeScan) -> None:
        """A code was scanned, by whatever scanner."""
        self.behind.then(lambda: self.codes.scanned(scan))

    def rating_pressed(self, press: RatingPress) -> None:
        """A key of the rating pad: the citizen's screen knows whose it is."""
        if self.screen is not None:
            self.screen.rating_pressed(press.level)

    def _fallen(self) -> None:
        """The clerk's screen is gone: what falls before the queue is the lock, and it says why. While the pages are
        made it is locked once they stand, and not said before.
        """
        self._fell = self._building is not None
        if self._fell:
            return
        why = t("citizen.fallen"), t("citizen.fallen_next")
        view = self.screen.view if self.screen is not None else None
        if (not self.shell.covered() or self.shell.full() is view) and self.lock():
            self.entrance.locked.say(*why)
        self.tell.message("warn", *why)

    def lock(self) -> bool:
        raise NotImplementedError

    def _badges(self) -> None:
        raise NotImplementedError

    def _shown(self, key: str) -> None:
        raise NotImplementedError
