"""A terminal on virtual time, with hands: real storage and real journeys, nothing that waits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher

from app.domain.records import NumberBlock
from app.ports import DeviceState
from app.storage.kiosk_pin import StaffPin
from app.usecases.kiosk_prints import CitizenPapers
from app.usecases.record_out import RecordingJobs
from app.values import replace
from devices.terminal_camera import RehearsalCamera
from printing.queue import PrintWorker
from ui.bootstrap import Settings, Workplace, data_file, open_workplace
from ui.kiosk.counter import Counter, Topic
from ui.kiosk.pinyin import Table
from ui.kiosk.terminal import Terminal
from ui.kiosk.tools import Tools
from ui.shots.hands import PIN, Hands
from ui.shots.room import NOW, Dice
from ui.shots.virtual import (
    ObedientFace,
    ObedientKeeper,
    ObedientPhone,
    ObedientPrinter,
    VirtualTime,
    at_once,
)
from ui.theme import look


class Booth(Hands):
    """A terminal with everything the walk needs in its hands."""

    def __init__(self, place: Workplace, time: VirtualTime) -> None:
        self.place, self.time = place, time
        self.printer, self.keeper, self.face = ObedientPrinter(), ObedientKeeper(), ObedientFace()
        self.phone = ObedientPhone(NOW.ms + 600_000)
        place.press.printer = lambda: self.printer  # type: ignore[method-assign]
        place.press.printers.printer = lambda choice: self.printer  # type: ignore[method-assign]
        found = json.loads(data_file("kiosk-topics.json").read_text("utf-8"))
        topics = [Topic(each["name"], each["icon"], tuple(each["words"])) for each in found["topics"]]
        self.counter = Counter(place, topics)
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.counter.pin = StaffPin(place.stores.settings, quick)
        self.counter.pin.set(PIN)
        self.counter.enter()
        self.terminal = Terminal(self.counter, self._tools(), Table.load(data_file("pinyin-keyboard.json")))
        jobs = RecordingJobs(place.stores.jobs, place.device_desk)
        self.worker = PrintWorker(
            CitizenPapers(jobs), place.render, lambda job: self.printer, time.monotonic,
            withdrawals=place.stores.jobs, on_change=lambda job, state, _detail: self.terminal.print_moved(job, state),
        )  # fmt: skip

    def _tools(self) -> Tools:
        lens = RehearsalCamera(True)
        place = replace(self.place.place(), hall_phone="024-0000-0107", hours="工作日 8:30—17:00")
        return Tools(
            texts=look().texts, scheduler=self.time, work=at_once, monotonic=self.time.monotonic,
            now=self.time.now, place=place, calendar=self.place.calendar, slot=self.printer, camera=lens,
            face=self.face, portrait=lens.portrait, keeper=self.keeper, phone=self.phone, scanner=True,
            window="07 号窗", rehearsal=True,
        )  # fmt: skip


@contextmanager
def open_booth(folder: Path) -> Iterator[Booth]:
    """A terminal over a fresh profile; everything is closed at the end."""
    time = VirtualTime(NOW)
    profile = folder / "profile"
    place = open_workplace(
        Settings(
            profile=profile, rehearsal=True, clock=time, entropy=Dice(), ready_operator=False, device="K01"
        )
    )
    place.blocks.add(NumberBlock("b1", "paper", 1, 900))
    booth = Booth(place, time)
    try:
        booth.terminal.start()
        booth.terminal.machine.reader(DeviceState.READY)
        yield booth
    finally:
        booth.terminal.stop()
        place.close()
        shutil.rmtree(profile, ignore_errors=True)
