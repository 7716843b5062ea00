"""Somebody calls at a terminal ten metres away: a clerk reads it in her bar, and says that she goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.hall_calls import (
    ASK_SECONDS,
    QUIET_SECONDS,
    STALE_SECONDS,
    AtTerminal,
    HallBoard,
    HallCall,
    quiet_seconds,
)
from app.errors import LineError
from app.usecases.hall_calls import HallDesk
from tests.ui.window.days.hall import CTRL, SHIFT, Hall
from ui.line import note_hall
from ui.shared.measure import cut_texts
from ui.theme import look
from ui.window import hall_calls
from ui.window.hall_calls import CallsSheet

MINUTE = 60_000
HELP = HallCall("K03", "3 号自助机", "help", 1_000, 2 * MINUTE)
PAD = HallCall("K01", "1 号自助机", "pad", 2_000, 4 * MINUTE)


def open_gate() -> Event:
    """An event that has come already."""
    gate = Event()
    gate.set()
    return gate


@dataclass
class TestLine:
    """The platform as one window hears it. Implements ``app.ports.kiosk.HallLine``."""

    __test__ = False
    calls: list[HallCall] = field(default_factory=list)
    up: bool = True
    lost: bool = False
    before: Callable[[], None] = lambda: None
    slow: Event = field(default_factory=open_gate)
    terminal: bool = True
    older: bool = False
    elsewhere: str = ""
    tries: int = 0
    asking: Event = field(default_factory=open_gate)
    begun: Event = field(default_factory=Event)
    asked: list[tuple[str, str]] = field(default_factory=list)
    signed: list[tuple[str, str]] = field(default_factory=list)

    def hall_calls(self, region: str, hall: str) -> Sequence[HallCall] | None:
        self.tries += 1
        self.begun.set()
        self.asking.wait(20)
        if not self.up:
            raise LineError("offline", "nobody answers")
        self.asked.append((region, hall))
        self._differs()
        if self.older:
            raise LineError("not-found", "a platform before this")
        return tuple(self.calls) if self.terminal else None

    def _differs(self) -> None:
        if self.elsewhere:
            raise LineError("hall-differs", f"hall-differs {self.elsewhere}")

    def go(
        self, region: str, hall: str, where: AtTerminal, number: str, name: str
    ) -> tuple[bool, Sequence[HallCall]]:
        self.slow.wait(10)
        if not self.up:
            raise LineError("offline", "nobody answers")
        self.before()
        self._differs()
        mine = [c for c in self.calls if c.signed_ago_ms is None and where.called.get(c.reason) == c.called_ms]
        if mine:
            self.signed.append((number, name))
        self.calls = [replace(c, signed_ago_ms=0, by=number, name=name) if c in mine else c for c in self.calls]
        if self.lost:
            raise LineError("transient", "the answer was lost")
        return bool(mine), tuple(self.calls)


@dataclass
class Desk:
    """A window that asks ``line``; ``now`` is a clock that the test moves."""

    hall: Hall
    line: TestLine
    now: float = 0.0

    def ask(self) -> None:
        self.hall.face.calls.ask()
        self.hall.rest()

    def bar(self) -> str:
        """What the bar says of calls."""
        key = self.hall.shell.top.calls
        return key.text() if key.isVisible() else ""

    def sheet(self) -> bool:
        return any(each.isVisible() for each in self.hall.shell.findChildren(CallsSheet))

    def rows(self) -> list[AtTerminal]:
        found = self.hall.face.calls.sheet
        assert found is not None
        model = found.table.model()
        return [model.row(n) for n in range(model.rowCount())]

    def said(self) -> str:
        sheet = self.hall.face.calls.sheet
        assert sheet is not None
        return sheet.said.text()

    def open(self) -> None:
        self.hall.press(Qt.Key.Key_H, CTRL | SHIFT)


@pytest.fixture
def desk(hall: Hall) -> Desk:
    made = Desk(hall, TestLine())
    watch = hall.face.calls
    watch.desk = HallDesk(made.line, hall.place.place(), lambda: made.now)
    watch._now = lambda: made.now
    watch.begin()
    hall.rest()
    assert not made.bar() and made.line.asked == [("210106", "铁西区政务服务中心")]
    return made


def test_a_clerk_reads_who_calls_and_says_by_two_keys_that_she_goes(desk: Desk) -> None:
    hall = desk.hall
    desk.line.calls = [HELP]
    desk.ask()
    assert desk.bar() == "3 号自助机有人叫（2 分钟）"
    desk.open()
    assert desk.sheet() and [one.place for one in desk.rows()] == ["3 号自助机"]
    hall.look("calls-sheet")
    assert not cut_texts(hall.shell)
    hall.enter()
    assert desk.line.signed == [("0000", "演练员")] and not desk.sheet() and not desk.bar()
    assert "3 号自助机的屏幕会写有人过来" in hall.told()


def test_a_window_asks_once_it_stands_and_a_device_that_was_not_told_its_hall_never_does(hall: Hall) -> None:
    assert hall.face.calls.begin in hall.face._starts()
    line = TestLine([HELP])
    hall.face.calls.desk = HallDesk(line, replace(hall.place.place(), division=""), lambda: 0.0)
    hall.face.calls.begin()
    hall.rest()
    assert not line.asked and not hall.shell.top.calls.isVisible()


def test_enter_alone_signs_nothing(desk: Desk) -> None:
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.hall.press(Qt.Key.Key_Return)
    assert desk.sheet() and not desk.line.signed


def test_who_waits_longest_stands_in_the_bar_and_goes_on_waiting(desk: Desk) -> None:
    desk.line.calls = [HELP, PAD]
    desk.ask()
    assert desk.bar() == "1 号自助机等 2 台有人叫（4 分钟）"
    desk.line.calls = [replace(HELP, ago_ms=90 * MINUTE)]
    desk.ask()
    assert desk.bar() == "3 号自助机有人叫（90 分钟）", "what nobody takes stays"


def test_a_call_that_another_took_goes_by_itself_also_from_the_open_sheet(desk: Desk) -> None:
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.calls = [replace(HELP, signed_ago_ms=0, by="B08", name="赵六")]
    desk.ask()
    (row,) = desk.rows()
    assert not desk.bar() and row.who == "赵六 B08" and not desk.hall.face.calls.sheet.go.isEnabled()
    desk.line.calls = []
    desk.ask()
    assert not desk.rows() and "现在没有人叫" in desk.said()


def test_of_two_clerks_at_once_the_second_reads_who_goes(desk: Desk) -> None:
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()

    def other() -> None:
        desk.line.calls = [replace(HELP, signed_ago_ms=0, by="B08", name="赵六")]

    desk.line.before = other
    desk.hall.enter()
    assert "赵六 B08 先答应了，您不用去" in desk.hall.told() and not desk.line.signed and not desk.bar()


def test_whoever_called_since_she_looked_is_read_before_she_signs(desk: Desk) -> None:
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()

    def anew() -> None:
        desk.line.calls = [replace(HELP, called_ms=9_000, ago_ms=0)]

    desk.line.before = anew
    desk.hall.enter()
    assert not desk.line.signed and desk.sheet() and "没有签上" in desk.said()
    desk.line.before = lambda: None
    desk.hall.enter()
    assert desk.line.signed == [("0000", "演练员")]


def test_an_answer_that_never_comes_is_no_yes_and_the_sheet_stays(desk: Desk) -> None:
    """The cable was pulled while she pressed 我去: whether it is signed is not known, and nothing says that it is."""
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.up = False
    desk.hall.enter()
    assert "ZC-CALL-02" in [notice.code for notice in desk.hall.said] and "有人过来，请" not in desk.hall.told()
    desk.hall.press(Qt.Key.Key_Return)
    assert desk.sheet() and desk.bar() == "3 号自助机有人叫（2 分钟）"
    desk.line.up, desk.line.lost = True, True
    desk.hall.enter()
    desk.hall.press(Qt.Key.Key_Return)
    assert desk.bar(), "it was signed, and the answer was lost: that is not known yet"
    desk.ask()
    assert not desk.bar() and [one.who for one in desk.rows()] == ["演练员 0000"]


def test_while_the_platform_is_slow_nothing_is_signed_and_she_reads_that_she_may_go_ahead(desk: Desk) -> None:
    """The window goes on, and a second stroke signs nothing twice."""
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.slow.clear()
    QTest.keyClick(desk.hall.shell.focusWidget(), Qt.Key.Key_Return, CTRL)
    QTest.keyClick(desk.hall.shell.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert "还没有签上。您可以先过去" in desk.said() and desk.sheet() and desk.bar()
    desk.line.slow.set()
    desk.hall.rest()
    assert desk.line.signed == [("0000", "演练员")] and not desk.sheet()


def test_a_question_that_hangs_holds_nobody_back_who_goes(desk: Desk) -> None:
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.asking.clear()
    desk.line.begun.clear()
    desk.hall.face.calls.ask()
    assert desk.line.begun.wait(10)
    try:
        QTest.keyClick(desk.hall.shell.focusWidget(), Qt.Key.Key_Return, CTRL)
        desk.hall.until(lambda: bool(desk.line.signed) and not desk.sheet())
        assert "3 号自助机的屏幕会写有人过来" in desk.hall.told()
    finally:
        desk.line.asking.set()
    desk.hall.rest()


def _going(desk: Desk) -> None:
    """She said 我去, and the platform takes its time."""
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.slow.clear()
    QTest.keyClick(desk.hall.shell.focusWidget(), Qt.Key.Key_Return, CTRL)


def test_without_an_answer_in_a_few_seconds_she_reads_that_it_is_not_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hall_calls, "GO_SECONDS", 0.05)
    _going(desk)
    desk.hall.until(lambda: "ZC-CALL-02" in [notice.code for notice in desk.hall.said])
    desk.hall.press(Qt.Key.Key_Return)
    desk.line.slow.set()
    desk.hall.rest()
    assert desk.sheet() and [one.who for one in desk.rows()] == ["演练员 0000"], "what comes late is in the list"
    assert "请现在过去" not in desk.hall.told()


def test_what_became_of_her_word_is_told_to_nobody_who_sits_there_after_her(desk: Desk) -> None:
    hall = desk.hall
    hall.place.add_operator("孙监", "0713", "sunjian-0713", ())
    hall.face._entered(hall.office.desk.session)
    _going(desk)
    hall.face.lock()
    hall.face._entered(hall.place.log_in("0713", "sunjian-0713"))
    desk.line.slow.set()
    hall.rest()
    assert desk.line.signed == [("0000", "演练员")]
    assert "3 号自助机" not in hall.told() and not desk.sheet() and not desk.bar()


def test_what_became_of_her_word_is_not_told_before_the_lock(desk: Desk) -> None:
    _going(desk)
    desk.hall.face.lock()
    desk.line.slow.set()
    desk.hall.rest()
    assert desk.line.signed == [("0000", "演练员")] and "3 号自助机" not in desk.hall.told()


def test_where_the_platform_has_another_hall_on_record_she_reads_that_and_no_old_call(desk: Desk) -> None:
    hall, settings = desk.hall, desk.hall.place.stores.settings
    note = partial(note_hall, settings)
    hall.face.calls.desk = HallDesk(desk.line, hall.place.place(), lambda: desk.now, note=note)
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.elsewhere = "210106 和平区政务服务中心"
    hall.enter()
    assert "ZC-CALL-03" in [notice.code for notice in hall.said]
    hall.press(Qt.Key.Key_Return)
    desk.ask()
    assert not desk.bar() and not desk.rows()
    assert hall.place.line_reader.look().on_record == "210106 和平区政务服务中心"
    desk.line.elsewhere = ""
    desk.ask()
    assert desk.bar() and not hall.place.line_reader.look().on_record


def test_a_window_that_waits_for_the_keepers_word_is_told_so_and_hears_calls_from_then_on(desk: Desk) -> None:
    """Its hall is not mistyped: to compare spellings helps nobody."""
    hall, note = desk.hall, partial(note_hall, desk.hall.place.stores.settings)
    hall.face.calls.desk = HallDesk(desk.line, hall.place.place(), lambda: desk.now, note=note)
    desk.line.elsewhere = " "
    desk.ask()
    hall.press(Qt.Key.Key_F7)
    assert "平台还没有登记本机在哪个大厅" in hall.words() and "与本机" not in hall.words()
    hall.look("sync-unplaced")
    assert not cut_texts(hall.shell)
    desk.line.elsewhere, desk.line.calls = "", [HELP]
    assert _questions(desk, ASK_SECONDS) == 1 and desk.bar()


def test_off_line_the_last_word_is_told_as_old_and_nothing_is_taken_for_answered(desk: Desk) -> None:
    desk.line.calls = [HELP]
    desk.ask()
    desk.line.up = False
    desk.now += STALE_SECONDS + 20
    desk.ask()
    assert desk.bar() == "3 号自助机有人叫（没有新消息）"
    desk.open()
    assert "收不到平台的消息，这是 1 分钟前的情况" in desk.said()
    desk.hall.look("calls-stale")
    desk.line.up = True
    desk.line.calls = []
    desk.ask()
    assert not desk.bar() and "收不到" not in desk.said()


def test_a_platform_that_never_answered_shows_nobody_and_claims_nothing(desk: Desk) -> None:
    desk.line.up = False
    desk.hall.face.calls.board = HallBoard()
    desk.ask()
    assert not desk.bar()


def test_behind_a_lock_nothing_opens_and_the_sheet_is_there_for_who_comes_back(desk: Desk) -> None:
    desk.line.calls = [PAD]
    desk.ask()
    desk.open()
    desk.hall.face.lock()
    desk.hall.rest()
    desk.ask()
    assert not desk.sheet() and not desk.bar() and "手写收下" not in desk.hall.words()
    desk.open()
    assert not desk.sheet()


def test_who_only_looks_signs_for_nobody(desk: Desk) -> None:
    hall = desk.hall
    hall.place.add_operator("孙监", "0713", "sunjian-0713", ())
    hall.face._entered(hall.place.log_in("0713", "sunjian-0713"))
    hall.rest()
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    hall.enter()
    assert "ZC-CALL-01" in [notice.code for notice in hall.said] and not desk.line.signed


@pytest.mark.parametrize("state", ["line.parked", "line.misaddressed"])
def test_the_bar_has_room_for_the_call_and_cuts_no_other_word(desk: Desk, state: str) -> None:
    hall = desk.hall
    desk.line.calls = [replace(HELP, place="一楼东侧自助服务终端第三号机", ago_ms=119 * MINUTE)]
    hall.shell.set_line_state(look().texts.t(state, count=3, pending=12), "warn")
    for width in (1920, 1366):
        hall.shell.resize(width, 768)
        desk.ask()
        key = hall.shell.top.calls
        assert desk.bar() == "一楼东侧自助服务终端第…有人叫（119 分钟）" and not cut_texts(hall.shell)
        assert key.width() >= key.content_width(), "its own key is not cut either"
        desk.line.up = False
        desk.now += STALE_SECONDS + 1
        desk.ask()
        assert "没有新消息" in desk.bar() and not cut_texts(hall.shell) and key.width() >= key.content_width()
        desk.line.up = True
    hall.look(f"calls-bar-{state}")
    desk.line.calls = []
    desk.ask()
    assert hall.shell.top.date.isVisible() and hall.shell.top.window_name.isVisible()


def _questions(desk: Desk, seconds: float) -> int:
    """How often the window asks in so long."""
    before, until = desk.line.tries, desk.now + seconds
    while desk.now < until:
        desk.now += ASK_SECONDS
        desk.hall.face.calls.turn()
        desk.hall.rest()
    return desk.line.tries - before


def test_where_a_terminal_lives_the_window_asks_every_fifteen_seconds(desk: Desk) -> None:
    assert _questions(desk, 300) == 20


@pytest.mark.parametrize("older", [False, True])
def test_a_hall_without_a_terminal_asks_seldom_and_hears_of_one_that_comes(desk: Desk, older: bool) -> None:
    desk.line.terminal, desk.line.older = False, older
    desk.ask()
    assert _questions(desk, QUIET_SECONDS * 0.6 - ASK_SECONDS) == 0
    assert 2 <= _questions(desk, 1_000) <= 6
    desk.line.terminal, desk.line.older, desk.line.calls = True, False, [HELP]
    assert _questions(desk, QUIET_SECONDS) and desk.bar()
    assert _questions(desk, 60) == 4


def test_a_hall_without_a_terminal_does_not_ask_oftener_while_the_platform_is_gone(desk: Desk) -> None:
    """All windows of a province would come at once when it is back."""
    desk.line.terminal = False
    desk.ask()
    desk.line.up = False
    assert 2 <= _questions(desk, 1_000) <= 6


@pytest.mark.parametrize("terminal", [False, True])
def test_the_keepers_correction_is_heard_with_the_next_question(desk: Desk, terminal: bool) -> None:
    """Her list stood open when the last terminal of the hall went; with it closed the window was silent for minutes."""
    desk.line.calls = [HELP]
    desk.ask()
    desk.open()
    desk.line.terminal = False
    desk.ask()
    desk.line.elsewhere = "210106 和平区政务服务中心"
    assert _questions(desk, ASK_SECONDS) == 1
    desk.hall.press(Qt.Key.Key_Escape)
    assert not desk.sheet() and _questions(desk, 60) == 4, "whoever mends the record is waited for"
    desk.line.elsewhere, desk.line.terminal, desk.line.calls = "", terminal, [HELP]
    assert _questions(desk, ASK_SECONDS) == 1 and bool(desk.bar()) == terminal
    assert _questions(desk, 60) == (4 if terminal else 0), "a hall without a terminal asks seldom again"


def test_the_window_closes_at_once_while_the_platform_does_not_answer(desk: Desk) -> None:
    desk.line.asking.clear()
    desk.line.begun.clear()
    desk.hall.face.calls.ask()
    assert desk.line.begun.wait(10)
    begun = time.monotonic()
    try:
        desk.hall.face.close()
        assert time.monotonic() - begun < 5
    finally:
        desk.line.asking.set()


def test_windows_that_began_together_do_not_go_on_together() -> None:
    assert [quiet_seconds(chance) for chance in (0.0, 0.5, 1.0)] == [180.0, 240.0, 300.0]
