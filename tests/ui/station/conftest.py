"""A station without a line, its helper at the desk, and a hand at its keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.domain.case import Case
from app.domain.records import NumberBlock
from app.domain.time import at
from app.ports import JobState
from tests.ui.conftest import furnish
from ui.adapters.practice import PracticeReader
from ui.bootstrap import Settings, simulated_reader
from ui.shots.room import ZHANG, StillClock
from ui.station.work import MATERIALS, SIGN
from ui.theme import apply_theme
from ui.tour.hand import Hand, pause
from ui.window.run import KINDS, Opening


@dataclass
class Station:
    """The face, its clock, and the hand."""

    opening: Opening
    clock: StillClock
    hand: Hand

    @property
    def face(self) -> Any:
        """The face behind the window."""
        return self.opening.face

    @property
    def intake(self) -> Any:
        """The intake."""
        return self.face.pages["intake"]

    def idle(self) -> None:
        """Everything asked of the background is answered."""
        self.hand.wait(lambda: not self.opening.runner.busy(), "the background")
        pause(50)  # what follows from the answers is laid out
        self.hand.wait(lambda: not self.opening.runner.busy(), "the background")

    def cases(self) -> list[Case]:
        """Every case of this machine."""
        views = self.face.workplace.stores.views
        return [views.case(line.case_id) for line in views.cases()]

    def begin_card(self) -> None:
        """A card is laid on the reader."""
        self.face.card_read(ZHANG)
        self.hand.wait(lambda: self.intake.state.card is not None, "the card")

    def begin(self) -> None:
        """A card is laid on the reader and the item is chosen, by keys."""
        self.begin_card()
        self.hand.type("intake.phone", "13800000001")
        self.hand.keys("Return")
        self.idle()
        self.choose()

    def choose(self) -> None:
        """The item by its initials, and its questions."""
        self.hand.type("intake.search", "jzz")
        self.hand.wait(lambda: self.hand.shown("intake.results"), "the results")
        self.hand.keys("Return", "intake.search")
        self.hand.wait(lambda: self.intake.state.guide is not None, "the guide")
        for question, answer in (("ground", "home"), ("proxy", "no")):
            self.hand.click(f"intake.question.{question}.{answer}")
            self.idle()

    def collect(self, but: int = 0) -> None:
        """Every material is there, but the last ``but`` are missing; then to the signature, where it is taken in."""
        self.intake.show_step(MATERIALS)
        self.idle()
        rows = self.intake.state.material_rows()
        for number, row in enumerate(rows):
            self.intake.go_to(f"row.{row.number}")
            self.hand.keys("X" if number >= len(rows) - but else "S")
            if number >= len(rows) - but:
                self.hand.keys("1")
            self.idle()
        self.intake.show_step(SIGN)
        self.idle()

    def take_in(self) -> None:
        """One case is taken in for the county, and its papers are out."""
        self.begin()
        self.collect()
        self.hand.keys("Ctrl+Return")
        self.hand.wait(lambda: bool(self.cases()) and self.cases()[0].lease == "platform", "the receipt")
        self.printed()

    def printed(self) -> None:
        """Every print is out."""
        jobs = self.face.workplace.stores.jobs
        waits = (JobState.ALLOCATED, JobState.SENT, JobState.UNSURE)
        self.hand.wait(lambda: not jobs.jobs(*waits), "the printer")
        self.idle()


@pytest.fixture(scope="session")
def furnished_station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station's rehearsal profile with its catalogue, made once: a test works on a copy."""
    return furnish(tmp_path_factory.mktemp("station") / "profile", "station")


@pytest.fixture
def reader() -> Iterator[PracticeReader]:
    """A reader of software without a card; a test names it before the station, which lets go of it first."""
    made = simulated_reader(laid=False)
    yield made
    made.stop()


@pytest.fixture
def open_station(app: QApplication, furnished_station: Path, tmp_path: Path) -> Iterator[Callable[..., Station]]:
    """Open a station of a size; everything is closed at the end and the type of the window comes back. ``left`` is a
    profile as a machine left it whose power went away.
    """
    opened: list[Opening] = []

    def make(
        size: tuple[int, int] = (1366, 768), reader: PracticeReader | None = None, left: Path | None = None
    ) -> Station:
        clock = StillClock(at(2026, 9, 28, 10, 30))
        profile = left if left is not None else tmp_path / "profile"
        if left is None:
            shutil.copytree(furnished_station, profile)
        opening = Opening(True, kind=KINDS["station"])
        opened.append(opening)
        opening.shell.resize(*size)
        opening.shell.show()
        opening.shell.activateWindow()
        settings = Settings(
            profile=profile,
            rehearsal=True,
            clock=clock,
            printer_folder=tmp_path / "papers",
            face="station",
            reader_url=reader.url if reader is not None else "",
            practice=reader,
        )
        opening.open(settings)
        station = Station(opening, clock, Hand(opening.shell, tmp_path / "screens"))
        station.hand.wait(lambda: opening.face is not None and bool(opening.face.pages), "the station")
        station.hand.wait(lambda: not opening.shell.covered(), "the first page")
        station.idle()
        if left is None:
            station.face.workplace.blocks.add(NumberBlock("b1", "paper", 1, 500))
        return station

    yield make
    for opening in opened:
        opening.shut()
        opening.close()
        opening.shell.deleteLater()
    # Before the next theme, which would dress every widget of the dead window first.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    apply_theme(app, "light")
