"""A terminal on a virtual clock: real encrypted storage, real journeys, nothing that waits; and hands to touch it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select

from app.domain.people import CardKind, IdCardReading
from app.domain.records import NumberBlock
from app.domain.time import at
from app.ports import DeviceState, JobState
from app.storage.kiosk_pin import StaffPin
from app.storage.schema import audit
from app.usecases.kiosk_prints import CitizenPapers
from devices.terminal_camera import RehearsalCamera
from printing.queue import PrintWorker
from resources import path
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.kiosk.counter import Counter, Topic
from ui.kiosk.pinyin import Table
from ui.kiosk.screen import Choice, touchable
from ui.kiosk.terminal import Terminal
from ui.kiosk.tools import Tools
from ui.shots.hands import PIN, Hands
from ui.shots.virtual import (
    ObedientFace,
    ObedientKeeper,
    ObedientPhone,
    ObedientPrinter,
    VirtualTime,
    at_once,
)
from ui.texts import Texts

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Answer = Callable[[Any], object]
START = at(2026, 9, 28, 10, 42)


def card(
    name: str = "张三", number: str = "440524188001010014", address: str = "广东省汕头市潮阳区测试路1号"
) -> IdCardReading:
    """A reading of a card of somebody who never lived."""
    birth = number[6:14]
    return IdCardReading(
        CardKind.RESIDENT, name, "1", "01", birth, address, number, "汕头市公安局", "20200101", "长期",
        photo_wlt=b"WL" + bytes(1022),
    )  # fmt: skip


ZHANG = card()
LI = card("李四", "210102190001010014", "辽宁省沈阳市和平区测试街2号")


class Loudspeaker:
    """Keeps what was said. Implements ``app.ports.equipment.Voice``."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.heard: Callable[[str], object] = lambda words: None

    def say(self, words: str) -> None:
        self.said.append(words)
        self.heard(words)

    def hush(self) -> None:
        """Silence is kept as nothing."""

    def can_speak(self) -> bool:
        return True

    def why(self) -> str:
        return ""


@dataclass
class Booth(Hands):
    """A terminal with everything a story needs in its hands."""

    place: Workplace
    time: VirtualTime
    terminal: Terminal
    printer: ObedientPrinter
    keeper: ObedientKeeper
    face: ObedientFace
    camera: RehearsalCamera
    voice: Loudspeaker
    phone: ObedientPhone
    worker: PrintWorker
    late: list[Callable[[], None]] = field(default_factory=list)
    hold_answers: bool = False

    # work

    def settle(self) -> None:
        """Let answers that were held back arrive."""
        while self.late:
            self.late.pop(0)()

    def work(
        self,
        worker: str,
        fn: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        if self.hold_answers:
            self.late.append(lambda: at_once(worker, fn, done, failed))
        else:
            at_once(worker, fn, done, failed)

    # hands

    def offered(self, name: str, value: str = "") -> Choice | None:
        every = (*self.screen.tiles, *touchable(self.screen), *self.screen.rows)
        return next((c for c in every if c.name == name and value in ("", c.value)), None)

    def audited(self) -> list[tuple[str, str]]:
        """(action, subject) of every line of the audit."""
        with self.place.database.read.connect() as connection:
            rows = connection.execute(select(audit.c.action, audit.c.subject).order_by(audit.c.n))
            return [(row.action, row.subject) for row in rows]


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """A furnished profile with numbers and a PIN, made once for the whole run and copied for each story."""
    made = tempfile.TemporaryDirectory(prefix="zongchuang-booth-")
    profile = Path(made.name) / "profile"
    settings = Settings(
        profile=profile, rehearsal=True, clock=VirtualTime(START), ready_operator=False, device="K01"
    )
    place = open_workplace(settings)
    place.blocks.add(NumberBlock("b1", "paper", 1, 500_000))
    StaffPin(place.stores.settings, QUICK).set(PIN)
    place.close()
    return made


@cache
def _read() -> Texts:
    return Texts.load(path("texts"))


def _texts() -> Texts:
    """The files are read once; what a booth hears and speaks is its own."""
    texts = copy(_read())
    texts.speak(texts.language)
    return texts


@contextmanager
def booth(folder: Path, *, camera: bool = True, face: bool = True) -> Iterator[Booth]:
    """Open it; everything is closed at the end."""
    time, printer, keeper = VirtualTime(START), ObedientPrinter(), ObedientKeeper()
    shutil.copytree(Path(_template().name) / "profile", folder / "profile")
    place = open_workplace(
        Settings(profile=folder / "profile", rehearsal=True, clock=time, ready_operator=False, device="K01")
    )
    place.press.printer = lambda: printer  # type: ignore[method-assign]
    place.press.printers.printer = lambda choice: printer  # type: ignore[method-assign]
    found = json.loads(path("data/kiosk-topics.json").read_text("utf-8"))
    topics = [Topic(each["name"], each["icon"], tuple(each["words"])) for each in found["topics"]]
    counter, lens, judge, voice = Counter(place, topics), RehearsalCamera(True), ObedientFace(), Loudspeaker()
    phone = ObedientPhone(START.ms + 600_000)
    counter.pin = StaffPin(place.stores.settings, QUICK)
    counter.enter()
    holder: list[Booth] = []
    tools = Tools(
        texts=_texts(),
        scheduler=time,
        work=lambda *what: holder[0].work(*what),
        monotonic=time.monotonic,
        now=time.now,
        place=replace(place.place(), hall_phone="024-0000-0107", hours="工作日 8:30—17:00"),
        calendar=place.calendar,
        voice=voice,
        slot=printer,
        camera=lens if camera else None,
        face=judge if face else None,
        portrait=lens.portrait,
        keeper=keeper,
        phone=phone,
        scanner=True,
        window="07 号窗",
        rehearsal=True,
    )
    terminal = Terminal(counter, tools, Table.load(path("data/pinyin-keyboard.json")))
    worker = _queue(place, printer, time, terminal)
    made = Booth(place, time, terminal, printer, keeper, judge, lens, voice, phone, worker)
    holder.append(made)
    try:
        terminal.start()
        terminal.machine.reader(DeviceState.READY)
        yield made
    finally:
        made.hold_answers = False
        terminal.stop()
        place.close()


def _queue(place: Workplace, printer: ObedientPrinter, time: VirtualTime, terminal: Terminal) -> PrintWorker:
    """The print queue without its thread: stories turn it by hand."""
    from app.usecases.record_out import RecordingJobs

    jobs = RecordingJobs(place.stores.jobs, place.device_desk)

    def moved(job: UUID, state: JobState, _detail: str) -> None:
        terminal.print_moved(job, state)

    return PrintWorker(
        CitizenPapers(jobs), place.render, lambda job: printer, time.monotonic,
        withdrawals=place.stores.jobs, on_change=moved,
    )
