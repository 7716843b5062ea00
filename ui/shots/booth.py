"""A terminal on virtual time with hands to touch it: real storage and real journeys, nothing that waits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from argon2 import PasswordHasher

from app.domain.materials import MaterialStatus
from app.domain.people import Applicant, IdCardReading
from app.domain.progress import query_code
from app.domain.records import NumberBlock
from app.domain.rights import Grant, Right
from app.ports import DeviceState
from app.storage.kiosk_pin import StaffPin
from app.usecases.desk import Session
from app.usecases.intake import build_intake, rows_for
from app.usecases.issue_notice import issue_notice
from app.usecases.kiosk_prints import CitizenPapers
from app.usecases.receive import receive
from app.usecases.record_out import RecordingJobs
from devices.terminal_camera import RehearsalCamera
from printing.queue import PrintWorker
from ui.bootstrap import Settings, Workplace, data_file, open_workplace
from ui.kiosk.counter import Counter, Topic
from ui.kiosk.pinyin import Table
from ui.kiosk.screen import Screen, touchable
from ui.kiosk.terminal import Terminal
from ui.kiosk.tools import Tools
from ui.shots.room import NOW, ZHANG, Dice
from ui.shots.virtual import ObedientFace, ObedientKeeper, ObedientPrinter, VirtualTime, at_once
from ui.theme import look
from ui.tour.hand import Stuck
from ui.window.intake.model import person_of

PIN = "246810"
PORTRAIT = b"WL" + bytes(1022)


class Booth:
    """A terminal with everything the walk needs in its hands."""

    def __init__(self, place: Workplace, time: VirtualTime) -> None:
        self.place, self.time = place, time
        self.printer, self.keeper, self.face = ObedientPrinter(), ObedientKeeper(), ObedientFace()
        place.press.printer = lambda: self.printer  # type: ignore[method-assign]
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
            on_change=lambda job, state, _detail: self.terminal.print_moved(job, state),
        )  # fmt: skip

    def _tools(self) -> Tools:
        lens = RehearsalCamera(True)
        place = replace(self.place.place(), hall_phone="024-0000-0107", hours="工作日 8:30—17:00")
        return Tools(
            texts=look().texts, scheduler=self.time, work=at_once, monotonic=self.time.monotonic,
            now=self.time.now, place=place, slot=self.printer, camera=lens, face=self.face,
            portrait=lens.portrait, keeper=self.keeper, window="07 号窗", rehearsal=True,
        )  # fmt: skip

    # what hands do

    @property
    def screen(self) -> Screen:
        """What is shown."""
        return self.terminal.screen()

    @property
    def key(self) -> str:
        """Its name."""
        return self.screen.key

    def touch(self, name: str, value: str = "") -> None:
        """Touch what is on the page. Raises Stuck when it is not."""
        found = next(
            (each for each in touchable(self.screen) if each.name == name and value in ("", each.value)), None
        )
        if found is None:
            raise Stuck(f"no {name} {value!r} on {self.key}")
        self.terminal.touch(found.name, found.value)

    def press(self, text: str) -> None:
        """Keys of the keyboard on the screen."""
        for character in text:
            self.terminal.touch("key", character)

    def type(self, text: str) -> None:
        """Keys, then 确定."""
        self.press(text)
        self.terminal.touch("key", "ok")

    def pinyin(self, letters: str, wanted: str) -> None:
        """Type pinyin and pick the candidate."""
        self.press(letters)
        for _ in range(20):
            keys = self.screen.keys
            if keys is None or wanted in keys.candidates:
                break
            self.terminal.touch("key", "next")
        self.terminal.touch("key", f"pick:{wanted}")

    def receipt(self, number: str = "K01000001") -> None:
        """What stands on a receipt: its number, and its query code."""
        found = self.place.stores.views.case_of_number(number)
        self.type(number)
        self.type(query_code(found) if found is not None else "0000")

    def lay(self, reading: IdCardReading = ZHANG) -> None:
        """The card on the reader."""
        self.terminal.card_read(replace(reading, photo_wlt=PORTRAIT))

    def prove(self) -> None:
        """Card and face."""
        self.lay()
        self.touch("face")

    def home(self) -> None:
        """Leave as one should."""
        if self.terminal.session.card_on:
            self.terminal.card_removed()
        for name in ("finish", "taken", "finish"):
            self.terminal.touch(name)

    def print_all(self) -> None:
        """The print queue works until nothing moves."""
        for _ in range(3):
            self.worker.step()

    def fill(self, pictures: bool = True) -> None:
        """Every question, field and material up to the signature."""
        for _ in range(60):
            key = self.key
            if key == "apply.question":
                self.terminal.touch("answer", self.screen.rows[-1].value)
            elif key == "apply.field":
                self.field()
            elif key == "apply.choice":
                self.terminal.touch("value", self.screen.rows[0].value)
            elif key == "apply.review":
                self.touch("next")
            elif key == "apply.material":
                self.touch("picture" if pictures else "bring")
                if pictures:
                    self.touch("next")
            else:
                return

    def field(self) -> None:
        """Something fitting for the field that is asked."""
        line = self.screen.input
        if line is None:
            raise Stuck(f"nothing to fill on {self.key}")
        if "电话" in line.label or line.mode == "phone":
            self.type("13800000001")
        elif line.placeholder:
            self.type("20260928")
        elif line.mode == "digits":
            self.type("12")
        elif line.mode == "code":
            self.type("91210100MA00000XX5" if "信用代码" in line.label else ZHANG.number)
        else:
            self.pinyin("shi", "市")
            self.terminal.touch("key", "ok")

    def noticed(self) -> None:
        """A case of 张三 that this device notified, so that something is owed."""
        office, operator = self.place.office, self.counter.desk.session.operator
        desk = self.place.desk(Session(operator, tuple(Grant(right) for right in Right)))
        guide = office.guide(office.search_items("shbzkbl")[0].code)
        if guide is None:
            raise Stuck("no guide for the card")
        answers = {question.id: question.choices[-1].key for question in guide.questions}
        intake = build_intake(
            guide, Applicant(person=person_of(ZHANG)), None, answers, {}, phone="13800000001"
        )
        rows = tuple(
            replace(
                row, status=MaterialStatus.FAULTY if row.number > 1 else MaterialStatus.ORIGINAL, originals=1,
                note="没有交",
            )
            for row in rows_for(guide, answers)
        )  # fmt: skip
        case = desk.new_id()
        receive(desk, case, intake, rows)
        issue_notice(desk, case)
        self.print_all()


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
