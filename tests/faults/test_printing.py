"""Paper against record: whatever is killed or breaks while printing, every sheet is known once and every record has its
sheet. Real drivers against the shipped printers; a person who looks into the tray and answers truthfully.

What was done is written to ``faults/printing.json``. Controls are queues with one mistake each; all must be caught.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from app.ports import JobState, Outcome, Printer, PrinterState, PrintJob, TakesOne, Ticket
from printing.printers.escpos.commands import CUT, START, feed
from printing.printers.escpos.driver import EscposPrinter
from printing.printers.escpos.simulator import EscposSimulator
from printing.printers.folder import FolderPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from printing.queue import Happening, PrintWorker
from printing.withdrawing import job_title
from tests.conformance.printer_port import eventually
from tests.faults.report import ROOT, report, seeds, share
from tests.printing.rows import Rows, moved

RUNS = share(180, 2000)
PAPERS = 4
FONT = ROOT / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
KILLS = (
    "before-sent",
    "after-sent",
    "before-send",
    "after-send",
    "before-out",
    "after-out",
    "before-unsure",
    "before-failed",
    "after-failed",
    "none",
)
FAULTS = ("none", "paper", "cover", "stopped", "gone", "line")


class Killed(BaseException):
    """The power went."""


@dataclass
class Disk(Rows):
    """Job rows that outlive the program; ``kill`` names the moment at which the program dies, once."""

    rows: dict[UUID, PrintJob] = field(default_factory=dict)
    kill: str = "none"
    died: bool = False

    def jobs(self, *states: JobState) -> list[PrintJob]:
        return [job for job in self.rows.values() if job.state in states]

    def job(self, job_id: UUID) -> PrintJob | None:
        return self.rows.get(job_id)

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        if was not in (None, self.rows[job_id].state):
            return False
        self.moment(f"before-{state.value}")
        self.rows[job_id] = moved(self.rows[job_id], state, printer, detail)
        self.moment(f"after-{state.value}")
        return True

    def moment(self, name: str) -> None:
        """Die here if this is the moment."""
        if name == self.kill and not self.died:
            self.died = True
            raise Killed


@dataclass
class Room:
    """A printer, the hands at it, and the sheets in its tray by the title each carries."""

    printer: Printer
    tray: Callable[[], list[str]]
    breaks: Callable[[str], None]
    mends: Callable[[], None]
    dies: Callable[[], None] = lambda: None
    """What the death of the program does to the line."""


@dataclass
class Wrapped:
    """The printer as the program uses it: it may die on either side of the hand-over."""

    inner: Printer
    disk: Disk

    @property
    def name(self) -> str:
        return self.inner.name

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        self.disk.moment("before-send")
        ticket = self.inner.send(title, pdf, copies)
        self.disk.moment("after-send")
        return ticket

    def state(self) -> PrinterState:
        return self.inner.state()

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        return self.inner.outcome(ticket)

    def busy(self) -> bool:
        return isinstance(self.inner, TakesOne) and self.inner.busy()

    def let_go(self, ticket: Ticket) -> None:
        if isinstance(self.inner, TakesOne):
            self.inner.let_go(ticket)


@contextmanager
def folder_room(home: Path) -> Iterator[Room]:
    printer = FolderPrinter(home / "papers")

    def breaks(fault: str) -> None:
        if fault != "none":
            printer.folder = home / "blocked" / "papers"
            (home / "blocked").write_text("no folder")

    def mends() -> None:
        printer.folder = home / "papers"
        (home / "blocked").unlink(missing_ok=True)

    yield Room(printer, lambda: [p.read_text() for p in (home / "papers").glob("*.pdf")], breaks, mends)


@contextmanager
def ipp_room(home: Path) -> Iterator[Room]:
    with IppSimulator(True) as device:
        printer = IppPrinter(device.uri, timeout=5.0)
        real = printer.uri

        def breaks(fault: str) -> None:
            match fault:
                case "paper":
                    device.load(1)
                case "cover":
                    device.set(Fault.COVER)
                case "stopped":
                    device.set(Fault.PAUSED)
                case "gone":
                    printer.uri = "ipp://127.0.0.1:9/ipp/print"
                case "line":
                    device.slow(True)

        def mends() -> None:
            printer.uri = real
            device.slow(False)
            for fault in (Fault.COVER, Fault.PAUSED):
                device.set(fault, False)
            device.load(100)

        yield Room(printer, lambda: [page.decode() for page in device.came_out], breaks, mends)


@contextmanager
def escpos_room(home: Path) -> Iterator[Room]:
    with EscposSimulator(True, FONT) as device, ExitStack() as stack:
        printer = EscposPrinter("小票机", device.url, patience=0.1, clears=True)
        stack.callback(printer.close)

        def breaks(fault: str) -> None:
            match fault:
                case "paper":
                    device.tamper(left=150)
                case "cover":
                    device.tamper(cover_open=True)
                case "stopped" | "gone":
                    device.tamper(blade_stuck=True)
                case "line":
                    device.tamper(left=150)
                    device.hang_up()

        def mends() -> None:
            device.tamper(left=90_000, cover_open=False, blade_stuck=False)

        yield Room(printer, lambda: list(device.paper.texts), breaks, mends, printer.close)


ROOMS = {"folder": folder_room, "ipp": ipp_room, "escpos": escpos_room}


def page(room: str) -> Callable[[PrintJob], bytes]:
    """A page that carries its title, so that the tray can be read."""
    if room != "escpos":
        return lambda job: job_title(job).encode()
    return lambda job: START + job_title(job).encode("gb18030") + feed(100) + CUT


def start(disk: Disk, room: Room, name: str, kind: type[PrintWorker]) -> PrintWorker:
    """The program, started."""
    clock = iter(range(10**9))
    made = kind(
        disk,
        page(name),
        lambda job: Wrapped(room.printer, disk),
        lambda: float(next(clock)),
        withdrawals=disk,
        patience=3.0,
    )
    made.recover()
    return made


def play(
    name: str, room: Room, kill: str, fault: str, when: int, kind: type[PrintWorker]
) -> tuple[Disk, int]:
    """Print some papers while something breaks and somebody kills the program; then mend, look, answer, finish."""
    disk = Disk(kill=kill)
    for n in range(1, PAPERS + 1):
        disk.rows[UUID(int=n)] = _job(n, UUID(int=1000 + n), 1)
    worker, deaths = start(disk, room, name, kind), 0
    for round_ in range(12):
        if round_ == when:
            room.breaks(fault)
        if round_ == when + 4:
            room.mends()
        try:
            worker.step()
        except Killed:
            deaths += 1
            room.dies()
            worker = start(disk, room, name, kind)
    room.mends()
    assert eventually(lambda: _quiet(disk, worker, room), 10.0), f"stuck: {list(disk.rows.values())}"
    return disk, deaths


def _job(n: int, document: UUID, printing: int) -> PrintJob:
    number = f"〔2026〕{document.int}号"
    reason = "没有出纸" if printing > 1 else ""
    return PrintJob(
        UUID(int=n), document, UUID(int=1), "D03", number, 1, printing, reason, JobState.ALLOCATED, ""
    )


def _quiet(disk: Disk, worker: PrintWorker, room: Room) -> bool:
    """One more round, and a truthful answer to everything that asks; True when nothing is open."""
    try:
        worker.step()
    except Killed:
        room.dies()
        worker._underway.clear()
        worker.recover()
    for job in disk.jobs(JobState.UNSURE, JobState.FAILED):
        if job_title(job) in room.tray():
            worker.answer(job.id, Happening.PERSON_OUT)
        elif job.state is JobState.FAILED:
            worker.answer(job.id, Happening.PERSON_AGAIN)
        else:
            worker.answer(job.id, Happening.PERSON_NOT_OUT)
            new = len(disk.rows) + 1
            disk.rows[UUID(int=new)] = _job(new, job.document_id, job.printing + 1)
    return not disk.jobs(JobState.ALLOCATED, JobState.SENT, JobState.UNSURE, JobState.FAILED)


def mismatches(disk: Disk, room: Room) -> list[str]:
    """Sheets without a record, records without a sheet, sheets that came twice, papers that never came."""
    sheets = Counter(room.tray())
    out = {job_title(job) for job in disk.jobs(JobState.OUT)}
    found = [f"{title}: twice" for title, count in sheets.items() if count > 1]
    found += [f"{title}: on paper, not on record" for title in sheets if title not in out]
    found += [f"{title}: on record, not on paper" for title in out if title not in sheets]
    documents = {job.document_id for job in disk.rows.values()}
    found += [
        f"{d.int}: never came" for d in documents if d not in {j.document_id for j in disk.jobs(JobState.OUT)}
    ]
    return found


def _run(seed: int, kind: type[PrintWorker], home: Path) -> tuple[list[str], tuple[str, str, str], int]:
    chance = random.Random(seed)
    names = list(ROOMS)
    name = names[seed % len(names)]
    kill, fault = KILLS[seed // 3 % len(KILLS)], FAULTS[seed // (3 * len(KILLS)) % len(FAULTS)]
    with ROOMS[name](home) as room:
        disk, deaths = play(name, room, kill, fault, chance.randrange(4), kind)
        return mismatches(disk, room), (name, kill, fault), deaths


def test_every_sheet_has_its_record_and_every_record_its_sheet(tmp_path: Path) -> None:
    """Kill points × device faults × printers: (paper, record) mismatches must be 0."""
    kinds: Counter[str] = Counter()
    found: list[str] = []
    deaths = 0
    for seed in seeds(RUNS):
        home = tmp_path / str(seed)
        home.mkdir()
        wrong, met, died = _run(seed, PrintWorker, home)
        deaths += died
        kinds.update(met)
        found += [f"{seed} {met}: {text}" for text in wrong]
    caught = {kind.__name__: _caught(kind, tmp_path) for kind in (TriesAgain, Believes)}
    report(
        "printing",
        {
            "runs": RUNS,
            "kills": deaths,
            "met": dict(kinds),
            "mismatches": len(found),
            "controls caught": caught,
        },
    )
    assert found == []
    assert all(caught.values()), caught
    assert deaths > RUNS // 3


class TriesAgain(PrintWorker):
    """Control: after a start it simply sends again what was on its way."""

    def recover(self) -> None:
        for job in self._store.jobs(JobState.SENT):
            if job.id not in self._underway:
                self._store.mark(job.id, JobState.ALLOCATED, job.printer, "")


class Believes(PrintWorker):
    """Control: what was handed over counts as printed."""

    def _send(self, job: PrintJob, printer: Printer, pdf: bytes) -> None:
        try:
            printer.send(job_title(job), pdf, job.copies)
        except Exception:
            pass
        self._store.mark(job.id, JobState.OUT, printer.name, "")


def _caught(kind: type[PrintWorker], tmp_path: Path) -> bool:
    for seed in range(180):
        home = tmp_path / f"{kind.__name__}-{seed}"
        home.mkdir()
        try:
            wrong = _run(seed, kind, home)[0]
        except AssertionError:
            return True
        if wrong:
            return True
    return False


@pytest.mark.parametrize("kill", KILLS[:-1])
def test_each_moment_of_death_is_survived_by_its_paper(kill: str, tmp_path: Path) -> None:
    """One paper, one death, at the printer without an own mind."""
    with folder_room(tmp_path) as room:
        disk, _ = play("folder", room, kill, "none", 0, PrintWorker)
        assert mismatches(disk, room) == []
