"""A window or a station with a still clock, no devices and no line, and a camera before it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.domain.people import CardKind, IdCardReading
from app.domain.records import NumberBlock
from app.domain.time import ClockQuality, Timestamp, at
from app.ports import JobState
from app.usecases.record_out import record_out
from app.values import dataclass, field
from ui.bootstrap import Settings, open_workplace
from ui.runner import QtScheduler, Runner
from ui.shared.shell import FaceShell
from ui.shots.judge import Words, complaints
from ui.tell import Tell
from ui.theme import look
from ui.tour.hand import Hand, pause
from ui.window.run import KINDS

NOW = at(2026, 9, 28, 10, 42)
"""The moment of every picture: a Monday morning before the holidays."""
QUIET_MS = 160
"""The preview of a paper is drawn after 120 ms of quiet."""
PRINTS = (JobState.ALLOCATED, JobState.SENT, JobState.UNSURE)

ZHANG = IdCardReading(
    kind=CardKind.RESIDENT,
    name="张三",
    sex="1",
    nation="01",
    birth="18800101",
    address="广东省汕头市潮阳区测试路1号",
    number="440524188001010014",
    issuer="汕头市公安局",
    valid_from="20200101",
    valid_to="长期",
)


class StillClock:
    """Stands until it is moved. Implements ``app.ports.Clock``."""

    def __init__(self, now: Timestamp = NOW) -> None:
        self._now = now

    def now(self) -> Timestamp:
        """Each look is a millisecond later, so that ids and events keep their order."""
        self._now = Timestamp(self._now.ms + 1, ClockQuality.TRUSTED)
        return self._now

    def monotonic(self) -> float:
        """Seconds."""
        return self._now.ms / 1000

    def move(self, to: Timestamp) -> None:
        """Another moment."""
        self._now = to


class Dice:
    """The same bytes in every run. Implements ``app.ports.Entropy``."""

    def __init__(self) -> None:
        self._random = random.Random(20260928)

    def bytes(self, count: int) -> bytes:
        """``count`` bytes."""
        return self._random.randbytes(count)


@dataclass
class Camera:
    """Where pictures go, in which sizes, and what was found on them. ``wanted`` says which states are taken."""

    folder: Path
    sizes: tuple[tuple[int, int], ...]
    words: Words
    wanted: Callable[[str], bool] = lambda name: True
    ratio: float = 1.0
    taken: list[dict[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def take(self, name: str, window: QWidget, rest: Callable[[], object]) -> None:
        """A picture of ``window`` in every size, each looked over."""
        self.seen.append(name)
        if not self.wanted(name):
            return
        for width, height in self.sizes:
            window.resize(round(width / self.ratio), round(height / self.ratio))
            rest()
            self.keep(name, (width, height), window)

    def keep(self, name: str, size: tuple[int, int], window: QWidget) -> None:
        """The picture as it stands."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{size[0]}x{size[1]}.png"
        picture: QImage = window.grab().toImage()
        picture.save(str(path))
        found = complaints(window, self.words, picture)
        fits = round(size[0] / self.ratio), round(size[1] / self.ratio)
        if window.width() > fits[0] or window.height() > fits[1]:
            found.append(f"larger than its screen: {window.width()}x{window.height()} of {fits[0]}x{fits[1]}")
        self.taken.append({"name": name, "size": f"{size[0]}x{size[1]}", "file": path.name, "found": found})


class Room:
    """A face over its own copy of ``template``; nothing runs in the background but its workers."""

    def __init__(self, face: str, template: Path, folder: Path, camera: Camera) -> None:
        self.camera = camera
        self.clock = StillClock()
        shutil.copytree(template, folder / "profile", dirs_exist_ok=True)
        self.place = open_workplace(settings_of(face, folder / "profile", self.clock))
        self.place.rehearsal_session()
        self.place.blocks.add(NumberBlock("b1", "paper", 123, 900))
        self.place.blocks.add(NumberBlock("pad", "pad", 1, 50))
        # A room has no devices; a reader and a printer that are missed on every page would hide what is shown.
        self.place.plugged.lacks = lambda: ()  # type: ignore[method-assign]
        self.office = self.place.office
        self.errors: list[BaseException] = []
        self.tell = Tell(look().texts)
        self.runner = Runner(self._fault)
        self.scheduler = QtScheduler(self._fault)
        kind = KINDS[face]
        self.shell: FaceShell = kind.make_shell(True)
        self.tell.attach(self.shell)
        self.face: Any = kind.face_class()(self.place, self.shell, self.runner, self.scheduler, self.tell)
        self.hand = Hand(self.shell, camera.folder)
        self.face._build_pages()
        self.dress()
        width, height = camera.sizes[0]
        self.shell.resize(round(width / camera.ratio), round(height / camera.ratio))
        self.shell.show()
        self.shell.activateWindow()
        self.rest()

    def _fault(self, error: BaseException) -> None:
        self.errors.append(error)
        self.tell.error(error)

    def dress(self, line: str = "", state: str = "warn") -> None:
        """What stands around every page: place, person, line, clock."""
        texts = look().texts
        self.shell.set_operator("演练员 0000")
        self.shell.set_line_state(line or texts.t("line.offline", pending=3), state)
        self.shell.set_readiness(texts.t("ready.yes"), "ok")
        self.shell.set_clock("10:42", "9月28日 周一")

    def rest(self, rounds: int = 3) -> None:
        """Until every worker has answered and what follows has been drawn."""
        for _ in range(rounds):
            self.hand.wait(lambda: not self.runner.busy(), "the background")
            QCoreApplication.processEvents()
        pause(QUIET_MS)
        self.hand.wait(lambda: not self.runner.busy(), "the background")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()

    def calm(self) -> None:
        """Until every worker has answered."""
        for _ in range(3):
            self.hand.wait(lambda: not self.runner.busy(), "the background")
            QCoreApplication.processEvents()

    def take(self, name: str) -> None:
        """A picture of this state."""
        self.camera.take(name, self.shell, self.rest)

    # what a hand does

    def keys(self, *sequences: str) -> None:
        """Keys, one after another, each with what follows from it."""
        for sequence in sequences:
            self.hand.keys(sequence)
            self.calm()

    def type(self, name: str, text: str) -> None:
        """Fill a field."""
        self.hand.type(name, text)
        self.calm()

    def click(self, name: str) -> None:
        """Click a control."""
        self.hand.click(name)
        self.calm()

    def go(self, key: str) -> Any:
        """Open a place; its page."""
        self.shell.go(key)
        page = self.face.pages[key]
        self.calm()
        return page

    def all_out(self) -> None:
        """Somebody has seen every print come out."""
        jobs = self.place.stores.jobs
        for job in jobs.jobs(*PRINTS):
            record_out(self.office.desk, jobs, job, "clerk")

    def show_case(self, case_id: UUID) -> Any:
        """The page of a case."""
        self.face.show_case(case_id)
        page = self.face.pages["case" if "case" in self.face.pages else "search"]
        shown = getattr(page, "case", page)
        self.hand.wait(lambda: not shown.covered(), "the case")
        self.calm()
        return shown

    def close(self) -> None:
        """Put everything away."""
        self.tell.attach(None)
        self.shell.close()
        self.scheduler.stop()
        self.runner.stop()
        self.place.close()
        self.shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settings_of(face: str, profile: Path, clock: StillClock) -> Settings:
    """How a profile of the pictures is opened."""
    device = "Z01" if face == "station" else "K01" if face == "kiosk" else "D07"
    return Settings(
        profile=profile, rehearsal=True, clock=clock, entropy=Dice(), face=face, device=device,
        ready_operator=face != "kiosk",
    )  # fmt: skip


def template_of(face: str, profile: Path) -> None:
    """A furnished profile, made once and copied for each scene."""
    open_workplace(settings_of(face, profile, StillClock())).close()
