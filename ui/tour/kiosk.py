"""The tour of the kiosk: a citizen at the real widgets, with a finger; card, face, signature, paper, and a wipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.progress import query_code
from app.ports import JobState
from devices.sam.cards import card_of
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator
from ui.children import Address
from ui.kiosk.run import KioskOpening
from ui.kiosk.session import IDLE_SECONDS, Phase
from ui.meter import StepMeter
from ui.settings import PracticeTelephone
from ui.tour.events import EventLog
from ui.tour.hand import Hand, Stuck
from ui.tour.state import State, settings

SIZE = (1080, 1920)
NAME = "张三"
_SYNC_MS = 60_000


class Citizen:
    """A terminal, a reader beside it, and somebody before it, with ``phone`` in her hand."""

    def __init__(self, state: State, phone: PracticeTelephone | None = None) -> None:
        self.state = state
        self.reader = SamSimulator(PtyLine())
        self.reader.start()
        self.opening = KioskOpening(rehearsal=True, full=False)
        chosen = settings(state)
        chosen.reader_url, chosen.practice_phone = self.reader.url, phone
        self.meter = StepMeter(events=EventLog() if state.look else None)
        self.meter.start()
        self.opening.open(chosen, Address(**state.address) if state.address else None)
        self.hand = Hand(self.opening.waiting, Path(state.screens), self.meter)
        self.hand.wait(lambda: self.opening.face is not None, "the terminal to open")
        self.hand.window = self.window
        self.window.resize(*SIZE)
        self.window.show()
        machine = self.terminal.machine
        self.hand.wait(lambda: machine.reader_fault is None and machine.online, "reader and line", _SYNC_MS)

    @property
    def terminal(self) -> Any:
        """The terminal behind the window."""
        return self.opening.face.terminal

    @property
    def window(self) -> Any:
        """What she sees."""
        return self.opening.face.window

    def close(self) -> None:
        """The night."""
        self.meter.stop()
        self.opening.close()
        self.reader.stop()

    # what she does

    def at(self, key: str) -> None:
        """Wait for a page."""
        self.hand.wait(lambda: self.terminal.screen().key == key, f"the page {key} instead of {self._here()}")

    def _here(self) -> str:
        return str(self.terminal.screen().key)

    def touch(self, name: str, value: str = "") -> None:
        """Touch a control with a finger."""
        if not value:
            found = next(
                (each.value for each in (*self.terminal.screen().tiles, *self.terminal.screen().rows)
                 if each.name == name and each.kind != "off"), ""
            )  # fmt: skip
            value = found
        self.hand.click(f"kiosk.{name}.{value}" if value else f"kiosk.{name}")
        self.idle()

    def key(self, *keys: str) -> None:
        """Keys of the keyboard on the screen."""
        for each in keys:
            self.hand.click(f"kiosk.key.{each}")
        self.idle()

    def idle(self) -> None:
        """Let the background answer."""
        runner = self.opening.runner
        self.hand.wait(lambda: not runner.busy(), f"the background ({', '.join(runner.open_jobs())})")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def lay(self) -> None:
        """Lay the card down."""
        self.reader.place(card_of("R"))
        self.hand.wait(lambda: self.terminal.guest.person is not None, "the card to be read")
        self.idle()

    def lift(self) -> None:
        """Take it away."""
        self.reader.lift()
        self.hand.wait(lambda: not self.terminal.session.card_on, "the card to be gone")

    def sign(self) -> None:
        """Three strokes with a finger."""
        pad: QWidget = self.window.page.pad
        for n in range(3):
            start = QPoint(200 + 180 * n, 150)
            none = Qt.KeyboardModifier.NoModifier
            QTest.mousePress(pad, Qt.MouseButton.LeftButton, none, start)
            for step in range(1, 9):
                QTest.mouseMove(pad, start + QPoint(8 * step, 20 * step))
            QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, none, start + QPoint(64, 180))
        self.idle()

    def printed(self) -> None:
        """Wait until the printer says that the sheet is out."""
        jobs = self.opening.face.workplace.stores.jobs
        self.hand.wait(lambda: not jobs.jobs(JobState.ALLOCATED, JobState.SENT), "the printer")
        self.hand.wait(lambda: self.terminal.session.paper > 0, "the sheet in the slot")

    def leave(self) -> None:
        """办完了，退出: afterwards her name is on no widget."""
        if self.terminal.session.card_on:
            self.lift()
        self.touch("finish")
        self.at("home")
        left = [w for w in self.window.findChildren(QWidget) if NAME in w.accessibleName()]
        if left or self.terminal.guest.person is not None:
            raise Stuck("something of the person was left behind")


def _guide(she: Citizen) -> None:
    she.hand.picture("k01-home")
    she.touch("tile", "guide")
    she.hand.picture("k02-guide-topics")
    she.touch("topic", "户口、证件")
    she.at("guide.results")
    code = next(row.value for row in she.terminal.screen().rows if "居住证" in row.text)
    she.touch("item", code)
    while she.terminal.screen().key == "guide.question":
        she.touch("answer")
    she.hand.picture("k03-guide")
    she.touch("part", "bring")
    she.hand.picture("k04-what-to-bring")
    she.touch("back")
    she.touch("home")


def _apply(she: Citizen) -> str:
    she.touch("tile", "apply")
    she.touch("words")
    she.key(*"shbzkbl")
    she.hand.picture("k05-keyboard")
    she.key("ok")
    she.at("apply.results")
    she.touch("item")
    she.at("apply.card")
    she.hand.picture("k06-card")
    she.lay()
    for _ in range(40):
        key = she.terminal.screen().key
        if key == "apply.question":
            she.hand.picture("k07-question")
            she.touch("answer", she.terminal.screen().rows[-1].value)
        elif key == "apply.field":
            _field(she)
        elif key == "apply.choice":
            she.touch("value")
        elif key == "apply.review":
            she.hand.picture("k08-review")
            she.touch(onward(she))
        elif key == "apply.material":
            she.touch("picture")
            she.hand.picture("k09-material")
            she.touch("next")
        else:
            break
    she.at("apply.sign")
    she.sign()
    she.hand.picture("k10-signature")
    she.touch("signed")
    she.at("apply.end")
    case = next(iter(she.terminal.guest.cases))
    she.printed()
    she.hand.picture("k11-receipt")
    she.touch("taken")
    she.leave()
    return str(case)


def onward(she: Citizen) -> str:
    """What leads on from the page that asks whether all is right: to its next page, from the last to the next step."""
    return "page-next" if she.terminal.page < she.terminal.pages - 1 else "next"


def _field(she: Citizen) -> None:
    line = she.terminal.screen().input
    if "电话" in line.label:
        she.key(*"13800000001", "ok")
    elif line.placeholder:
        she.key(*"20260928", "ok")
    elif line.mode in ("digits", "number"):
        she.key(*"12", "ok")
    else:
        she.key(*"shenyang", "pick:沈阳", "ok")


def _look(she: Citizen, number: str, query: str) -> None:
    she.touch("tile", "progress")
    she.touch("by-code")
    she.key(*number, "ok")
    she.key(*query, "ok")
    she.at("progress.stage")
    she.hand.picture("k12-stage-by-code")
    she.touch("home")
    she.touch("tile", "progress")
    she.touch("by-person")
    she.lay()
    she.at("progress.face")
    she.hand.picture("k13-face")
    she.touch("face")
    she.at("progress.own")
    she.hand.picture("k14-own-cases")
    she.opening.face.workplace.clock.advance(int(IDLE_SECONDS * 1000) + 500)
    she.hand.wait(lambda: she.terminal.session.phase is Phase.COUNTDOWN, "the countdown")
    she.hand.picture("k15-still-there")
    she.touch("resume")
    she.touch("print")
    she.at("print.list")
    she.touch("paper")
    she.at("print.end")
    she.printed()
    she.hand.picture("k16-printed-again")
    she.touch("taken")
    she.leave()


def _say(she: Citizen, number: str, query: str) -> None:
    she.touch("tile", "rate")
    she.touch("what", "rate")
    she.touch("by-code")
    she.key(*number, "ok")
    she.key(*query, "ok")
    she.at("rate.levels")
    she.hand.picture("k17-rating")
    she.touch("level", "5")
    she.at("rate.sure")
    she.touch("sure")
    she.at("rate.end")
    she.hand.picture("k18-thanks")
    she.leave()


def _switches(she: Citizen) -> None:
    she.touch("large")
    she.touch("low")
    she.idle()
    she.hand.picture("k19-large-and-low")
    she.opening.face.workplace.clock.advance(150_000)
    she.hand.wait(lambda: not she.terminal.session.open, "the session to end by itself")
    she.idle()


def play_day(file: Path) -> int:
    """Play the day in this process. Returns 0; anything else is an error told on stderr."""
    state = State.load(file)
    she = Citizen(state)
    try:
        _guide(she)
        state.cases["kiosk"] = _apply(she)
        receipt = she.opening.face.workplace.stores.jobs.jobs(JobState.OUT)[0]
        number = receipt.number.rsplit("〕", 1)[-1].rstrip("号").replace("-", "")
        query = query_code(receipt.case_id)
        _look(she, number, query)
        _say(she, number, query)
        _switches(she)
        views = she.opening.face.workplace.stores.views
        she.hand.wait(lambda: not views.counts()["unsent"], "the outbox to empty", _SYNC_MS)
        QApplication.processEvents()
    finally:
        state.cut += she.hand.cut
        state.chinese = sorted({*state.chinese, *she.hand.chinese})
        state.taken += she.hand.taken
        state.saw(she.meter)
        she.close()
    state.save(file)
    return 0
