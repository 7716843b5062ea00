"""The frame says how the day stands: the opening check is offered, and a closed window does not say 可办理."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.usecases.day import Check
from tests.ui.window.days.hall import CTRL, SHIFT, Hall
from ui.day import Day, Looked
from ui.shared.measure import cut_texts
from ui.window.dayline import OfferStrip

BOTH = CTRL | SHIFT
ACTIONS = dict.fromkeys(
    ("空白", "收件专用章", "身份证", "文书号段", "备份", "印章", "今日备份", "没有", "待盖章", "未签收"), "已报修"
)


def log_in(hall: Hall) -> None:
    """Somebody sits down; the lessons of the rehearsal are put aside."""
    hall.face._entered(hall.office.desk.session)
    hall.rest()
    if hall.face.guide.strip.isVisible():
        hall.press(Qt.Key.Key_F1, SHIFT)
    look(hall)


def look(hall: Hall) -> None:
    hall.face._badges()
    hall.rest()


def offers(hall: Hall) -> bool:
    return any(each.isVisible() for each in hall.shell.findChildren(OfferStrip))


def open_day(hall: Hall) -> Check:
    return Day(hall.place).open(Looked(actions=ACTIONS))


def test_who_logs_in_first_is_offered_the_opening_check_and_led_to_it_by_its_key(hall: Hall) -> None:
    """Nothing at the start of a day said that there is one: it was found by who knew F3 and Ctrl+J."""
    look(hall)
    assert not offers(hall), "nobody logged in"
    log_in(hall)
    assert offers(hall) and "今天还没有做开窗检查" in hall.words()
    for width, height in ((1366, 768), (1920, 1080)):
        hall.shell.resize(width, height)
        hall.rest()
        assert not cut_texts(hall.shell)
    hall.look("day-offer")
    hall.press(Qt.Key.Key_J, BOTH)
    assert hall.shell.place() == "day" and hall.face.pages["day"].tabs.value() == "open" and not offers(hall)
    hall.press(Qt.Key.Key_Escape)
    hall.press(Qt.Key.Key_F2)
    look(hall)
    assert offers(hall), "looked at, and not done"
    open_day(hall)
    look(hall)
    assert not offers(hall)


def test_what_is_put_off_does_not_come_again_today(hall: Hall) -> None:
    log_in(hall)
    hall.press(Qt.Key.Key_D, BOTH)
    assert not offers(hall)
    log_in(hall)
    assert not offers(hall)


def test_nothing_moves_under_the_hand_of_who_takes_somebody_in(hall: Hall) -> None:
    """The citizen stands there: the line comes when she is gone."""
    intake = hall.face.pages["intake"]
    hall.press(Qt.Key.Key_F2)
    hall.fill("intake.name", "张三")
    hall.press(Qt.Key.Key_Tab)
    assert not intake.state.empty()
    log_in(hall)
    assert not offers(hall)
    intake.start_new()
    hall.rest()
    look(hall)
    assert offers(hall)


def test_nothing_moves_under_the_hand_of_who_types_elsewhere(hall: Hall) -> None:
    """A word half typed into 查询 would have jumped down by a line."""
    hall.press(Qt.Key.Key_F5)
    log_in(hall)
    assert hall.shell.place() == "search" and not offers(hall)
    hall.press(Qt.Key.Key_F2)
    look(hall)
    assert offers(hall)


def test_a_closed_window_does_not_say_that_it_is_ready_and_counts_who_was_served_all_the_same(hall: Hall) -> None:
    """可办理 stood there after 闭窗, as at nine in the morning."""
    open_day(hall)
    Day(hall.place).close(Looked(actions=ACTIONS))
    look(hall)
    chip = hall.shell.top.readiness
    assert chip.text() == "已闭窗"
    hall.look("day-chip-closed")
    hall.world.receive()
    look(hall)
    assert chip.text() == "已闭窗，又收 1 件"
    assert not cut_texts(hall.shell)
    open_day(hall)
    look(hall)
    assert "闭窗" not in chip.text()
