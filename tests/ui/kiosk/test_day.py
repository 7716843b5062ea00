"""A day of a terminal: its opening check, questions about guides, cards and sheets left behind, staff, the watchdog."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QDragEnterEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from app.ports import DeviceState, PrinterState
from app.ports.kiosk import Orders
from tests.ui.kiosk.booth import LI, PIN, START, ZHANG, Booth
from ui.kiosk.keypad import press
from ui.kiosk.session import Phase
from ui.kiosk.watchdog import Watchdog
from ui.kiosk.window import KioskWindow
from ui.shots.virtual import VirtualTime


def test_the_opening_check_finds_what_is_missing_and_says_it_at_home_and_to_the_keeper(booth: Booth) -> None:
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.machine.reader(DeviceState.FAULT)
    booth.keeper.beats.clear()
    booth.terminal.stop()
    booth.terminal.start()
    tiles = {tile.value: tile for tile in booth.screen.tiles}
    assert tiles["print"].kind == "off" and "缺纸" in tiles["print"].note and "024-0000-0107" in tiles["print"].note
    assert tiles["apply"].kind == "off" and "读不了身份证" in tiles["apply"].note
    assert tiles["guide"].kind != "off", "what can be done is offered all the same"
    faults = " ".join(booth.keeper.beats[-1].faults)
    assert "printer" in faults or "paper" in faults, faults
    booth.printer.now = PrinterState.READY
    booth.terminal.machine.reader(DeviceState.READY)
    booth.terminal.look()
    assert all(tile.kind != "off" for tile in booth.screen.tiles), "and is offered again by itself"


@pytest.mark.law("A6-30")
def test_questions_one_after_the_other_lead_to_a_guide_and_from_there_into_the_application(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.touch("topic", "看病、生孩子")
    booth.touch("item")
    answered = 0
    while booth.key == "guide.question":
        booth.touch("answer")
        answered += 1
    assert booth.key == "guide.result", booth.screen
    for part in ("bring", "time", "where", "cost"):
        booth.touch("part", part)
        assert booth.screen.cards, part
        booth.touch("back")
    given = dict(booth.terminal.journey.answers)  # type: ignore[union-attr]
    booth.touch("apply-now")
    assert booth.terminal.journey is not None and booth.terminal.journey.NAME == "apply"
    assert booth.terminal.journey.answers == given and len(given) == answered, "nothing is asked twice"


def test_a_guide_is_found_by_words_too(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.touch("words")
    booth.type("shbzkbl")
    assert "社会保障卡补领" in booth.screen.rows[0].text


def test_a_card_left_behind_is_told_recorded_and_taken_away_by_staff_and_shows_the_next_nothing(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay(ZHANG)
    booth.wait(60 + 20 + 1)
    assert booth.key == "home" and "身份证没有拿走" in str(booth.screen.band)
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    assert "张三" not in str(booth.screen) and booth.terminal.guest.person is None, "his card is not hers"
    booth.touch("home")
    booth.wait(46)
    assert ("kiosk-left", "card-left") in booth.audited() and "card-left" in booth.keeper.calls
    staff_in(booth)
    assert "身份证" in str(booth.screen.band)
    booth.lift()
    booth.touch("cleared")
    assert booth.key == "home" and booth.screen.band is None
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay(LI)
    assert booth.terminal.guest.person is not None and booth.terminal.guest.person.name == "李四"


def test_nobody_reads_that_staff_was_told_of_a_card_or_a_sheet_before_the_keeper_signed_for_that_very_thing(
    booth: Booth,
) -> None:
    booth.printer.sensor, booth.keeper.up = True, False
    booth.apply("shbzkbl")
    booth.print_all()
    booth.wait(60 + 20 + 1)
    assert booth.terminal.session.left_card and booth.terminal.session.left_paper
    assert "来取" not in str(booth.screen.band) and "已报" not in str(booth.screen.band), "nobody is known to come"
    booth.wait(46)
    assert str(booth.screen.band).count("正在报给值班的") == 1 and "已报" not in str(booth.screen.band), (
        "the line is down: nobody knows of either"
    )
    booth.keeper.up = True
    booth.terminal.machine.calls.pop("card-left")
    booth.terminal.beat()
    band = booth.screen.band
    assert band is not None and "正在报给值班的" in band.lines[0] and "已报给值班的，还没有人回应" in band.lines[-1]
    booth.terminal.call_staff("card-left")
    assert str(booth.screen.band).count("已报给值班的") == 1 and "正在报" not in str(booth.screen.band), "of both alike"
    booth.lift()
    assert "身份证" not in str(booth.screen.band) and "已报给值班的" in str(booth.screen.band)
    booth.keeper.sign("paper-left")
    booth.terminal.beat()
    assert "工作人员回应：正在过来" in str(booth.screen.band)


def test_who_calls_for_staff_while_she_is_asked_whether_she_is_there_sees_and_hears_that_it_was_taken(
    booth: Booth,
) -> None:
    booth.keeper.up = False
    booth.lay(ZHANG)
    booth.wait(61)
    booth.touch("call")
    assert booth.key == "countdown" and "还不知道送到没有" in booth.screen.small[0]
    assert booth.voice.said[-1] == "正在帮您找工作人员"
    booth.keeper.up = True
    booth.terminal.beat()
    assert "已送到，还没有人回应" in booth.screen.small[0]
    booth.touch("resume")
    assert booth.key == "called"
    booth.touch("called")
    booth.wait(61)
    assert "已送到，还没有人回应" not in booth.screen.small[0], "that call is over"


def test_a_terminal_that_the_platform_has_in_another_hall_writes_it_into_its_log_once(
    booth: Booth, caplog: pytest.LogCaptureFixture
) -> None:
    for on_record in (("210106", "别的大厅"), ("210106", "别的大厅"), None):
        booth.keeper.orders = Orders(on_record=on_record)
        booth.terminal.beat()
    said = [each.getMessage() for each in caplog.records if "ZC-CALL-03" in each.getMessage()]
    assert len(said) == 2 and "another hall" in said[0] and "agrees again" in said[1]


def test_who_calls_for_staff_at_a_terminal_out_of_service_sees_and_hears_whether_anybody_was_told(booth: Booth) -> None:
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.wait(61)
    assert booth.key == "locked"
    booth.keeper.up = False
    booth.touch("call")
    assert booth.key == "called" and "还不知道送到没有" in str(booth.screen.band), booth.screen
    assert "正在帮您找工作人员" in booth.voice.said[-1] and "还不知道送到没有" in booth.voice.said[-1]
    booth.keeper.up = True
    booth.terminal.beat()
    assert "已送到，还没有人回应" in str(booth.screen.band) and "已送到，还没有人回应" in booth.voice.said[-1]
    booth.touch("called")
    assert booth.key == "locked" and "设备检修" in booth.screen.lead
    booth.keeper.up = False
    booth.touch("call")
    assert "已送到" not in str(booth.screen.band), "that call is over"
    booth.wait(200)
    told = str(booth.screen.band)
    assert "不知道送到没有" in told and booth.offered("call-again"), "here too nobody waits without end"
    booth.wait(60)
    assert booth.key == "locked", "she went away: the next one reads why it is locked"


def test_who_cannot_see_calls_by_the_keypad_at_a_terminal_out_of_service(booth: Booth) -> None:
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.wait(61)
    press(booth.terminal, "/")
    assert "设备检修" in booth.voice.said[-1] and "按除号键叫工作人员" in booth.voice.said[-1]
    press(booth.terminal, "/")
    assert "已送到，还没有人回应" in booth.voice.said[-1]
    press(booth.terminal, "-")
    assert booth.key == "locked"
    booth.wait(61)
    press(booth.terminal, "/")
    assert "设备检修" in booth.voice.said[-1] and booth.key == "locked", "the next one is told first what her keys do"


def test_a_card_that_lies_there_when_the_terminal_is_locked_is_told_on_the_page_too(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.wait(61)
    assert booth.key == "locked" and "感应区有身份证没有拿走" in str(booth.screen), booth.screen
    assert "请带走您的身份证" in booth.voice.said
    booth.lift()
    assert booth.key == "locked" and "身份证" not in str(booth.screen)


def staff_in(booth: Booth) -> None:
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.type(PIN)
    assert booth.terminal.session.phase is Phase.STAFF, booth.screen


@pytest.mark.law("A6-29")
def test_a_card_that_was_found_opens_guides_and_an_application_and_nothing_of_its_owner(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.lift()
    booth.touch("taken")
    booth.touch("finish")
    for tile in ("progress", "supplement", "print"):
        booth.touch("tile", tile)
        if tile == "progress":
            booth.touch("by-person")
        booth.lay(ZHANG)
        assert booth.key.endswith(".face"), (tile, booth.screen)
        assert "K01" not in str(booth.screen.rows) and not booth.terminal.guest.cases
        booth.lift()
        booth.touch("home")


def test_a_sheet_left_in_the_slot_is_told_recorded_and_cleared_by_staff(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.lift()
    booth.wait(60 + 20 + 1)
    assert booth.key == "home" and "纸" in str(booth.screen.band)
    assert ("kiosk-left", "paper-left") in booth.audited() and "paper-left" in booth.keeper.calls
    staff_in(booth)
    booth.touch("cleared")
    assert booth.key == "home" and "纸" not in str(booth.screen.band)


def test_only_staff_leaves_the_program(booth: Booth) -> None:
    left: list[bool] = []
    booth.terminal.leave = lambda: left.append(True)
    booth.terminal.touch("leave")
    assert not left
    staff_in(booth)
    booth.touch("leave")
    assert left and booth.terminal.session.phase is Phase.IDLE


def test_the_window_has_no_menu_no_drop_no_way_to_close_and_no_key_but_the_keypad(
    app: QApplication, booth: Booth
) -> None:
    window = KioskWindow(booth.terminal)
    window.resize(1080, 1920)
    window.show()
    try:
        close = QCloseEvent()
        window.closeEvent(close)
        assert not close.isAccepted() and window.isVisible()
        assert window.contextMenuPolicy() is Qt.ContextMenuPolicy.PreventContextMenu and not window.acceptDrops()
        menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5))
        QApplication.sendEvent(window, menu)
        dragged = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, QMimeData(), Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(window, dragged)
        assert not QApplication.activePopupWidget()
        alt, ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
        for key, modifier in (
            (Qt.Key.Key_F4, alt), (Qt.Key.Key_F2, alt | ctrl), (Qt.Key.Key_Q, ctrl), (Qt.Key.Key_F11, alt),
            (Qt.Key.Key_Print, alt), (Qt.Key.Key_O, ctrl), (Qt.Key.Key_K, ctrl), (Qt.Key.Key_Menu, alt),
        ):  # fmt: skip
            QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyPress, key, modifier))
        assert window.isVisible() and booth.key == "home" and not QApplication.activeModalWidget()
        assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [window]
    finally:
        booth.terminal.changed = booth.terminal.wiped = lambda: None
        window.may_close = True
        window.close()
        window.deleteLater()


def test_the_watchdog_is_fed_by_the_loop_itself_and_goes_hungry_when_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = VirtualTime(START)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "60000000")
        dog = Watchdog()
        dog.start(time)

        def heard() -> list[bytes]:
            found = []
            while True:
                try:
                    found.append(systemd.recv(100))
                except BlockingIOError:
                    return found

        assert heard() == [b"READY=1"]
        assert heard() == [], "a loop that stands says nothing"
        time.advance(61)
        assert heard() == [b"WATCHDOG=1"] * 2, "twice in every period"
        dog.stop()
        assert heard() == [b"STOPPING=1"]
        time.advance(120)
        assert heard() == []
