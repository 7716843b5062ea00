"""The kiosk face: the terminal with its window, and the traffic between them and what runs in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.domain.people import IdCardReading
from app.ports import DeviceState, JobState
from app.ports.equipment import CodeScan
from app.usecases.kiosk_prints import CitizenPapers
from ui.adapters.found import voice_by_qt
from ui.guide.kiosk import KioskGuide
from ui.kiosk.counter import Counter, Topic
from ui.kiosk.pinyin import Table
from ui.kiosk.terminal import Terminal
from ui.kiosk.tools import PracticeCard, Tools
from ui.kiosk.watchdog import Watchdog
from ui.kiosk.window import KioskWindow
from ui.plugged import scanner_forms
from ui.runner import QtScheduler, Runner
from ui.tell import Notice, Question, Tell
from ui.theme import look
from ui.wedge import Wedge

if TYPE_CHECKING:
    from ui.workplace import Workplace

HEADER_SECONDS = 5.0


class _CardBridge:
    """What a reader says, brought over to the GUI thread."""

    def __init__(self, runner: Runner, terminal: Terminal) -> None:
        self._runner, self._terminal = runner, terminal

    def on_reading(self, reading: IdCardReading) -> None:
        """A card was read whole."""
        self._runner.post(lambda: self._terminal.card_read(reading))

    def on_removed(self) -> None:
        """The card was taken away."""
        self._runner.post(self._terminal.card_removed)

    def on_hint(self, code: str) -> None:
        """Something the person can do now."""
        self._runner.post(lambda: self._terminal.card_hint(code))

    def on_state(self, state: DeviceState, code: str) -> None:
        """The reader's state changed."""
        del code
        self._runner.post(lambda: self._terminal.reader(state))


class _CodeBridge:
    """What a scanner says, brought over to the GUI thread."""

    def __init__(self, runner: Runner, terminal: Terminal) -> None:
        self._runner, self._terminal = runner, terminal

    def on_reading(self, reading: CodeScan) -> None:
        """A code was scanned whole."""
        self._runner.post(lambda: self._terminal.scanned(reading))

    def on_removed(self) -> None:
        """A code does not stay."""

    def on_hint(self, code: str) -> None:
        """Nobody here mends a scanner."""

    def on_state(self, state: DeviceState, code: str) -> None:
        """Everything a code does can be done without one: it is no fault of the terminal."""


class KioskFace(QObject):
    """Everything behind one terminal. ``ready`` comes when it may be touched."""

    ready = Signal()

    def __init__(
        self,
        workplace: Workplace,
        parts: Any,
        table: Table,
        runner: Runner,
        scheduler: QtScheduler,
        tell: Tell,
        practice: PracticeCard | None = None,
    ) -> None:
        super().__init__()
        self._practice = practice
        self.workplace, self.runner, self.scheduler, self.tell = workplace, runner, scheduler, tell
        self._parts = parts
        self.counter = Counter(workplace, [Topic(*each) for each in parts.topics])
        self.terminal = Terminal(self.counter, self._tools(), table)
        self.window = KioskWindow(self.terminal, post=runner.post)
        if workplace.profile.rehearsal:
            self.window.hint = KioskGuide(self.terminal, workplace.stores.settings, look().texts).hint
        self.watchdog = Watchdog()
        self.terminal.leave = self._leave
        self._wedge: Wedge | None = None
        tell.attach(self)

    def _tools(self) -> Tools:
        at, parts = self.workplace, self._parts
        return Tools(
            texts=look().texts,
            scheduler=self.scheduler,
            work=self._work,
            monotonic=at.clock.monotonic,
            now=at.clock.now,
            place=at.place(),
            calendar=at.calendar,
            voice=voice_by_qt(),
            camera=parts.camera,
            face=parts.face,
            portrait=parts.portrait,
            keeper=parts.keeper,
            phone=parts.keeper,
            scanner=any(one.kind == "code-scanner" for one in at.plugged.configs),
            window=parts.window,
            rehearsal=at.profile.rehearsal,
            practice=self._practice,
            practice_phone=at.settings.practice_phone,
            answer_minutes=parts.answer_minutes,
            expired_face=parts.expired_face,
        )

    def _work(
        self, worker: str, fn: Callable[[], Any], done: Callable[[Any], object], failed: Callable[..., object]
    ) -> object:
        return self.runner.run(worker, fn, done, failed, name=f"kiosk {worker}")

    # the day

    def begin(self) -> None:
        """Sit down at the terminal's own desk, then start what runs beside it."""
        self.runner.run("db", self.counter.enter, self._entered, self.tell.error, name="kiosk enter")

    def _entered(self, _: object) -> None:
        # A turn each: her first page is painted between them.
        for start in (self._start_work, self._start_devices, self._start_terminal):
            self.runner.post(start)

    def _start_work(self) -> None:
        at, runner = self.workplace, self.runner
        # On the worker of the applications: no picture of one that is being taken in is loose meanwhile.
        runner.run("db", at.tidy_scans, None, self.tell.error, name="tidy scans")
        at.start_printing(self._moved, CitizenPapers)
        at.start_sync(self.scheduler, None, self._on_sync_thread)

    def _start_devices(self) -> None:
        at, runner = self.workplace, self.runner
        options = {"keep_photo": "1"} if self._parts.face is not None else {}
        codes = _CodeBridge(runner, self.terminal)
        at.start_devices(_CardBridge(runner, self.terminal), at.settings.reader_url, options=options, code=codes)
        typing = at.plugged.keyboard_scanner()
        if typing is not None:
            self._wedge = Wedge(
                self.scheduler, at.clock.monotonic, scanner_forms(typing.options), parent=self
            )
            self._wedge.scanned.connect(self.terminal.scanned)
            self._wedge.start()

    def _start_terminal(self) -> None:
        self.scheduler.every(HEADER_SECONDS, self._tick)
        self.watchdog.start(self.scheduler)
        self.terminal.start()
        self.window.show_screen()
        self.runner.run("print", self.workplace.warm_papers, name="warm papers")
        self.ready.emit()

    def _moved(self, job: UUID, state: JobState, _detail: str) -> None:
        self.runner.post(lambda: self.terminal.print_moved(job, state))

    def _on_sync_thread(self, step: Callable[[], None]) -> None:
        self.runner.post(lambda: self.runner.run("sync", step, name="sync step"))

    def _tick(self) -> None:
        if self.window.header is not None:
            self.window.header.update()

    def _leave(self) -> None:
        """The staff leaves the full screen."""
        self.window.may_close = True
        self.window.close()

    # the door for errors: nothing is shown to a stranger, the log has it

    def show_notice(self, notice: Notice) -> None:
        """A fault of the program: staff is called, whoever stands there sees the page that stands there."""
        if notice.kind == "error":
            self.terminal.call_staff("program", hers=False)

    def show_question(self, question: Question, answered: Callable[[str], None]) -> None:
        """Nobody at a kiosk answers questions of the program."""
        answered(question.cancel)

    def close(self) -> None:
        """Stop everything; called once the window is closing."""
        self.tell.attach(None)
        if self._wedge is not None:
            self._wedge.stop()
        self.terminal.stop()
        self.runner.stop()
        self.scheduler.stop()
        self.watchdog.stop()
        self._parts.close()
        self.workplace.close()
