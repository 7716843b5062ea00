"""A window with the intake page over a real rehearsal profile: database, catalogue, fonts, numbers, all but devices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete, isValid

from app.domain.people import CardKind, IdCardReading
from app.domain.records import NumberBlock
from app.domain.rights import Grant, Right
from app.domain.time import at
from app.storage.clock import ShiftedClock, SystemClock
from ui.bootstrap import REHEARSAL_PASSWORD, Settings, all_rights, open_workplace
from ui.runner import QtScheduler, Runner
from ui.shared.button import KeyButton
from ui.shared.segment import Segment
from ui.shots import room
from ui.tell import Notice, Tell
from ui.theme import look
from ui.tour.hand import pause
from ui.window.intake.context import ORDINARY, Origin
from ui.window.intake_page import IntakePage
from ui.window.shell import WindowShell

K = Qt.Key
RECEIVER = (Grant(Right.RECEIVE),)
FOOD = "1121010600000001964210199001001"
NURSE = "1121010600000002714210199002000"
ZHANG = replace(room.ZHANG, raw_text=b"raw", sam_id="05.03-20260101-0000001-0000000001")
LI = IdCardReading(
    kind=CardKind.RESIDENT,
    name="李四",
    sex="2",
    nation="01",
    birth="18990101",
    address="辽宁省沈阳市铁西区样例路2号",
    number="440524189901010018",
    issuer="沈阳市公安局",
    valid_from="20200101",
    valid_to="长期",
)


class Clerk(QObject):
    """A window at work: the page in the shell, with helpers that do what a hand does."""

    def __init__(self, folder: Path, grants: tuple[Grant, ...] | None = None, shown: bool = True) -> None:
        super().__init__()
        base = SystemClock()
        shift = at(2026, 9, 28, 10, 36).ms - base.now().ms
        self.clock = ShiftedClock(base, shift)
        self.workplace = open_workplace(Settings(folder, rehearsal=True, clock=self.clock))
        if self.workplace.blocks.left("paper") == 0:
            self.workplace.blocks.add(NumberBlock("b1", "paper", 123, 499))
        self.sit_down(grants or all_rights())
        self.errors: list[BaseException] = []
        self.runner = Runner(self.errors.append)
        self.scheduler = QtScheduler(self.errors.append)
        self.tell = Tell(look().texts)
        self.said: list[Notice] = []
        self.tell.told.connect(self.said.append)
        self.shell = WindowShell("铁西区政务服务中心", "07 号窗", rehearsal=True)
        self.tell.attach(self.shell)
        self.page = IntakePage(
            self.workplace.office, self.runner, self.scheduler, self.tell, self.workplace.place()
        )
        self.opened: list[UUID] = []
        self.words: list[str] = []
        self.page.case_opened.connect(self.opened.append)
        self.page.status.connect(self.words.append)
        self.shell.add_place("intake", self.page)
        self.page.start_new()
        self.shell.set_operator("赵六 0712")
        self.shell.set_line_state("离线 2 小时 · 待传 37 件 · 还可离线 12 天", "warn")
        self.shell.set_readiness("可办理", "ok")
        self.shell.set_clock("10:42", "9月28日 周一")
        if shown:
            self.show()

    def sit_down(self, grants: tuple[Grant, ...]) -> None:
        """An operator with these rights sits at the desk."""
        number = "0712" if grants == all_rights() else "0713"
        if not any(o.number == number for o in self.workplace.operators()):
            self.workplace.add_operator("赵六", number, REHEARSAL_PASSWORD, grants)
        self.workplace.log_in(number, REHEARSAL_PASSWORD)

    def show(self, width: int = 1366, height: int = 768) -> None:
        """Open the window."""
        self.shell.resize(width, height)
        self.shell.show()
        self.shell.activateWindow()
        self.rest()

    def rest(self, rounds: int = 5) -> None:
        """Until every worker has answered and every short delay has passed."""
        for _ in range(rounds):
            pause(80)
            self.until(lambda: not self.runner.busy())

    def until(self, holds: Callable[[], bool], ms: int = 60_000) -> None:
        """Wait for something; AssertionError when it does not come."""
        for _ in range(ms // 10):
            if holds():
                return
            pause(10)
        raise AssertionError("it did not come in time")

    def named(self, name: str) -> QWidget:
        """The widget with this object name; one that was replaced may still wait for its end."""
        every = self.shell.findChildren(QWidget, name)
        found = next((each for each in every if each.isVisible()), next(iter(every), None))
        assert found is not None, name
        return found

    def focused(self) -> QWidget:
        """What has the keyboard."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard; Chinese comes as an input method would commit it."""
        for char in text:
            QTest.keyClick(self.focused(), char) if ord(char) < 128 else _commit(self.focused(), char)

    def press(self, key: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        QTest.keyClick(self.focused(), key, mods)

    def ctrl(self, key: Qt.Key) -> None:
        """Ctrl and a key."""
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def alt(self, key: Qt.Key) -> None:
        """Alt and a key."""
        self.press(key, Qt.KeyboardModifier.AltModifier)

    def find(self, words: str) -> None:
        """Search an item and take the first."""
        self.alt(Qt.Key.Key_2)
        self.named("intake.search").setFocus()
        self.type(words)
        self.until(lambda: self.page.what.results.count() > 0)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: self.page.state.guide is not None)
        self.rest(2)

    def close(self) -> None:
        """Stop everything."""
        if not isValid(self.shell):
            return
        self.shell.close()
        self.scheduler.stop()
        self.runner.stop()
        self.workplace.close()
        delete(self.shell)


def _commit(widget: QWidget, text: str) -> None:
    from PySide6.QtGui import QInputMethodEvent

    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def begin(clerk: Clerk, words: str = "hszyzc", *answers: str, origin: Origin = ORDINARY) -> None:
    """Card, item, 情形, telephone: all by keys, as far as the material list."""
    clerk.page.start_new(origin)
    clerk.rest(1)
    clerk.page.card_read(ZHANG)
    clerk.type("13800000001")
    clerk.press(K.Key_Return)
    clerk.type(words)
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)
    for answer in answers or ("N",):
        clerk.rest(1)
        clerk.type(answer)
    clerk.page.materials.take_focus()
    clerk.rest(1)


def primary(clerk: Clerk) -> KeyButton:
    """The one button of the verdict."""
    button = clerk.named("intake.primary")
    assert isinstance(button, KeyButton)
    return button


def action(clerk: Clerk) -> Segment:
    """How the current material was handed in."""
    segment = clerk.named("intake.action")
    assert isinstance(segment, Segment)
    return segment
