"""A terminal on a virtual clock: real encrypted storage, real journeys, nothing that waits; and hands to touch it."""

from __future__ import annotations

import heapq
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select

from app.domain.people import CardKind, IdCardReading, Person
from app.domain.progress import query_code
from app.domain.records import NumberBlock
from app.domain.time import ClockQuality, Timestamp, at
from app.errors import LineError, UserFacingError
from app.ports import DeviceState, JobState, Outcome, PrinterState, Ticket
from app.ports.equipment import FaceOutcome, FaceResult
from app.ports.kiosk import Beat, Orders, Sent, UploadTicket
from app.storage.kiosk_pin import StaffPin
from app.storage.schema import audit
from app.usecases.kiosk_prints import CitizenPapers
from devices.scanner.protocol import recognise
from devices.terminal_camera import RehearsalCamera
from printing.queue import PrintWorker
from resources import path
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.kiosk.counter import Counter, Topic
from ui.kiosk.pinyin import Table
from ui.kiosk.screen import Choice, Screen, touchable
from ui.kiosk.terminal import Terminal
from ui.kiosk.tools import Tools
from ui.texts import Texts

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Answer = Callable[[Any], object]
PIN = "246810"
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


class VirtualTime:
    """Clock and Scheduler in one: nothing happens until ``advance`` moves it."""

    def __init__(self, start: Timestamp = START) -> None:
        self._ms = start.ms
        self._passed = 0.0
        self._numbers = itertools.count()
        self._due: list[tuple[float, int, _Timed]] = []

    def now(self) -> Timestamp:
        self._ms += 1  # ids and events keep their order
        return Timestamp(self._ms, ClockQuality.TRUSTED)

    def monotonic(self) -> float:
        return self._passed

    def after(self, seconds: float, call: Callable[[], None]) -> _Timed:
        return self._start(_Timed(call, 0.0), seconds)

    def every(self, seconds: float, call: Callable[[], None]) -> _Timed:
        return self._start(_Timed(call, seconds), seconds)

    def _start(self, timed: _Timed, seconds: float) -> _Timed:
        heapq.heappush(self._due, (self._passed + seconds, next(self._numbers), timed))
        return timed

    def advance(self, seconds: float) -> None:
        """Let time go by; every delay that ends is called at its moment."""
        end = self._passed + seconds
        while self._due and self._due[0][0] <= end:
            moment, _, timed = heapq.heappop(self._due)
            self._go_to(moment)
            if timed.cancelled:
                continue
            timed.call()
            if timed.again and not timed.cancelled:
                self._start(timed, timed.again)
        self._go_to(end)

    def _go_to(self, moment: float) -> None:
        self._ms += round((moment - self._passed) * 1000)
        self._passed = moment


class _Timed:
    def __init__(self, call: Callable[[], None], again: float) -> None:
        self.call, self.again, self.cancelled = call, again, False

    def cancel(self) -> None:
        self.cancelled = True


class Paper:
    """A printer that does what a story says. Implements ``app.ports.Printer`` and ``app.ports.kiosk.PaperSlot``."""

    name = "亭内打印机"

    def __init__(self) -> None:
        self.now = PrinterState.READY
        self.sheets: list[tuple[str, bytes]] = []
        self.slow = False
        self.in_slot = 0
        self.sensor = False

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        self.sheets.append((title, pdf))
        self.in_slot += 1
        return Ticket(self.name, str(len(self.sheets)))

    def state(self) -> PrinterState:
        return self.now

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        return (Outcome.UNKNOWN, "") if self.slow else (Outcome.OUT, "")

    def holds_paper(self) -> bool | None:
        return self.in_slot > 0 if self.sensor else None


class Keeper:
    """The keeper of terminals, or nobody. Implements ``app.ports.kiosk.KioskLine``."""

    def __init__(self) -> None:
        self.orders = Orders()
        self.up = True
        self.beats: list[Beat] = []

    def beat(self, beat: Beat) -> Orders:
        if not self.up:
            raise LineError("offline", "nobody answers")
        self.beats.append(beat)
        return self.orders

    @property
    def calls(self) -> list[str]:
        return [call for beat in self.beats for call in beat.calls]


class Face:
    """A face check that answers what a story says. Implements ``app.ports.equipment.FaceCheck``."""

    def __init__(self) -> None:
        self.outcome = FaceOutcome.SAME
        self.live = bytearray()

    def compare(self, live: bytearray, portrait: bytearray) -> FaceResult:
        live[:], portrait[:] = bytes(len(live)), bytes(len(portrait))
        return FaceResult(self.outcome, 0.9, engine="story")


class Phone:
    """The province's side of telephones, as a story wants it. Implements ``app.ports.kiosk.PhoneLine``."""

    def __init__(self) -> None:
        self.up = True
        self.page = True
        self.codes: dict[str, Person] = {}
        self.pictures: dict[str, list[tuple[str, bytes]]] = {}
        self.closed: list[str] = []
        self.lines: list[tuple[str, str]] = []

    def _ask(self) -> None:
        if not self.up:
            raise LineError("offline", "nobody answers")

    def known_by(self, code: str) -> Person:
        self._ask()
        if code not in self.codes:
            raise UserFacingError("ZC-KIOSK-07", "没有认出这个亮码", "什么都没有改变", "请放身份证")
        return self.codes.pop(code)

    def open_ticket(self, lines: Sequence[tuple[str, str]]) -> UploadTicket:
        self._ask()
        if not self.page:
            raise LineError("not-found", "no upload page")
        ticket = f"ticket-of-twenty-letters-{len(self.pictures)}"
        self.pictures[ticket], self.lines = [], list(lines)
        return UploadTicket(ticket, f"https://example.invalid/u/{ticket}", START.ms + 600_000)

    def upload(self, line: str, picture: bytes) -> None:
        """Somebody sends a picture to the ticket that was opened last."""
        list(self.pictures.values())[-1].append((line, picture))

    def sent(self, ticket: str) -> Sequence[Sent]:
        self._ask()
        return [Sent(n, line, len(found)) for n, (line, found) in enumerate(self.pictures.get(ticket, ()), start=1)]

    def picture(self, ticket: str, n: int) -> bytes:
        self._ask()
        return self.pictures[ticket][n - 1][1]

    def close_ticket(self, ticket: str) -> None:
        self._ask()
        self.pictures.pop(ticket, None)
        self.closed.append(ticket)


class Loudspeaker:
    """Keeps what was said. Implements ``app.ports.equipment.Voice``."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)

    def hush(self) -> None:
        """Silence is kept as nothing."""

    def can_speak(self) -> bool:
        return True

    def why(self) -> str:
        return ""


@dataclass
class Booth:
    """A terminal with everything a story needs in its hands."""

    place: Workplace
    time: VirtualTime
    terminal: Terminal
    printer: Paper
    keeper: Keeper
    face: Face
    camera: RehearsalCamera
    voice: Loudspeaker
    phone: Phone
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
        def run() -> None:
            try:
                result = fn()
            except Exception as error:
                failed(error)
            else:
                done(result)

        if self.hold_answers:
            self.late.append(run)
        else:
            run()

    # hands

    @property
    def screen(self) -> Screen:
        return self.terminal.screen()

    @property
    def key(self) -> str:
        return self.screen.key

    def touch(self, name: str, value: str = "") -> None:
        """Touch what must be on the page and must not be off."""
        found = [c for c in touchable(self.screen) if c.name == name and value in ("", c.value)]
        assert found, (
            f"no {name} {value!r} on {self.key}: {[(c.name, c.value) for c in touchable(self.screen)]}"
        )
        self.terminal.touch(found[0].name, found[0].value)

    def offered(self, name: str, value: str = "") -> Choice | None:
        every = (*self.screen.tiles, *touchable(self.screen), *self.screen.rows)
        return next((c for c in every if c.name == name and value in ("", c.value)), None)

    def type(self, text: str) -> None:
        """Type what the keys can write directly, then 确定."""
        for character in text:
            self.terminal.touch("key", character)
        self.terminal.touch("key", "ok")

    def receipt(self, number: str = "K01000001") -> None:
        """Type what stands on a receipt: its number, and its query code."""
        found = self.place.stores.views.case_of_number(number)
        self.type(number)
        self.type(query_code(found) if found is not None else "0000")

    def pinyin(self, letters: str, wanted: str) -> None:
        """Type pinyin and pick the candidate."""
        for letter in letters:
            self.terminal.touch("key", letter)
        for _ in range(20):
            keys = self.screen.keys
            assert keys is not None
            if wanted in keys.candidates:
                break
            self.terminal.touch("key", "next")
        self.terminal.touch("key", f"pick:{wanted}")

    def lay(self, reading: IdCardReading = ZHANG) -> None:
        self.terminal.card_read(reading)

    def scan(self, text: str) -> None:
        """Hold a code before the scanner."""
        self.terminal.scanned(recognise(text))

    def lift(self) -> None:
        self.terminal.card_removed()

    def prove(self, reading: IdCardReading = ZHANG) -> None:
        """Card and face."""
        self.lay(reading)
        self.touch("face")

    def online(self, up: bool) -> None:
        """The line to the province comes or goes."""
        self.terminal.counter.online = lambda: up  # type: ignore[method-assign]
        self.terminal.look()

    def audited(self) -> list[tuple[str, str]]:
        """(action, subject) of every line of the audit."""
        with self.place.database.read.connect() as connection:
            rows = connection.execute(select(audit.c.action, audit.c.subject).order_by(audit.c.n))
            return [(row.action, row.subject) for row in rows]

    def wait(self, seconds: float) -> None:
        self.time.advance(seconds)

    def print_all(self) -> None:
        """The print queue works until nothing moves."""
        for _ in range(3):
            self.worker.step()

    # journeys

    def apply(self, item: str = "shbzk", reading: IdCardReading = ZHANG, pictures: bool = True) -> UUID:
        """A whole application by touch; the id of its case."""
        self.touch("tile", "apply")
        self.find(item)
        if self.key == "apply.card":
            self.lay(reading)
        self.fill(pictures)
        self.terminal.signed(b"\x89PNG signature")
        self.touch("signed")
        assert self.key == "apply.end", self.screen
        return next(iter(self.terminal.guest.cases))

    def find(self, item: str) -> None:
        """Write what is wanted and take the first that is found."""
        self.touch("words")
        for letter in item:
            self.terminal.touch("key", letter)
        self.terminal.touch("key", "ok")
        self.touch("item")

    def fill(self, pictures: bool = True) -> None:
        """Every question, field and material up to the signature."""
        for _ in range(60):
            key = self.key
            if key == "apply.whom":
                self.touch("whom", "self")
            elif key == "apply.question":
                self.terminal.touch("answer", self.screen.rows[-1].value)
            elif key == "apply.field":
                self._field()
            elif key == "apply.choice":
                self.terminal.touch("value", self.screen.rows[0].value)
            elif key == "apply.review":
                self.touch("next")
            elif key == "apply.material":
                if pictures:
                    self.touch("picture")
                    self.touch("next")
                else:
                    self.touch("bring")
            else:
                return

    def _field(self) -> None:
        line = self.screen.input
        assert line is not None
        if "电话" in line.label:
            self.type("13800000001")
        elif line.placeholder:
            self.type("20260928")
        elif line.mode in ("digits", "number"):
            self.type("12")
        elif line.mode == "code":
            self.type("91210100MA00000XX5" if "信用代码" in line.label else "440524188001010014")
        else:
            self.pinyin("shi", "市")
            self.terminal.touch("key", "ok")


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """A furnished profile with numbers and a PIN, made once for the whole run and copied for each story."""
    made = tempfile.TemporaryDirectory(prefix="zongchuang-booth-")
    profile = Path(made.name) / "profile"
    settings = Settings(
        profile=profile, rehearsal=True, clock=VirtualTime(), ready_operator=False, device="K01"
    )
    place = open_workplace(settings)
    place.blocks.add(NumberBlock("b1", "paper", 1, 500_000))
    StaffPin(place.stores.settings, QUICK).set(PIN)
    place.close()
    return made


@contextmanager
def booth(folder: Path, *, camera: bool = True, face: bool = True) -> Iterator[Booth]:
    """Open it; everything is closed at the end."""
    time, printer, keeper = VirtualTime(), Paper(), Keeper()
    shutil.copytree(Path(_template().name) / "profile", folder / "profile")
    place = open_workplace(
        Settings(profile=folder / "profile", rehearsal=True, clock=time, ready_operator=False, device="K01")
    )
    place.press.printer = lambda: printer  # type: ignore[method-assign]
    found = json.loads(path("data/kiosk-topics.json").read_text("utf-8"))
    topics = [Topic(each["name"], each["icon"], tuple(each["words"])) for each in found["topics"]]
    counter, lens, judge, voice = Counter(place, topics), RehearsalCamera(True), Face(), Loudspeaker()
    phone = Phone()
    counter.pin = StaffPin(place.stores.settings, QUICK)
    counter.enter()
    holder: list[Booth] = []
    tools = Tools(
        texts=Texts.load(path("texts")),
        scheduler=time,
        work=lambda *what: holder[0].work(*what),
        monotonic=time.monotonic,
        now=time.now,
        place=replace(place.place(), hall_phone="024-0000-0107", hours="工作日 8:30—17:00"),
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


def _queue(place: Workplace, printer: Paper, time: VirtualTime, terminal: Terminal) -> PrintWorker:
    """The print queue without its thread: stories turn it by hand."""
    from app.usecases.record_out import RecordingJobs

    jobs = RecordingJobs(place.stores.jobs, place.device_desk)

    def moved(job: UUID, state: JobState, _detail: str) -> None:
        terminal.print_moved(job, state)

    return PrintWorker(
        CitizenPapers(jobs), place.render, lambda job: printer, time.monotonic, on_change=moved
    )
