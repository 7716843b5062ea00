"""The citizen's screen where it is small: rating pads of ten inches have 1024×600, and a station's window as well."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.window.days.hall import ALT, Hall
from tests.ui.window.days.test_citizen import open_case, say_right, second_screen, touch, view
from ui.shared.measure import cut_texts
from ui.window.citizen.view import CitizenView

WHOLE, SMALL = QSize(1280, 800), QSize(1024, 600)
STEPS = ("confirm", "sign", "rate")


def shrunk(hall: Hall, shown: CitizenView, size: QSize = SMALL) -> None:
    shown.resize(size)
    hall.rest()
    assert shown.size() == size, "larger than its screen: what does not fit lies beside it"


def seen(shown: CitizenView) -> list[str]:
    return [name for name in STEPS if getattr(shown, name).isVisible()]


def inside(shown: CitizenView) -> bool:
    """Whether all that can be touched lies on the screen."""
    room = shown.rect()
    buttons = [
        each
        for each in shown.findChildren(QWidget)
        if each.isVisible() and each.objectName().startswith("citizen.")
    ]
    return bool(buttons) and all(
        room.contains(each.rect().translated(each.mapTo(shown, each.rect().topLeft()))) for each in buttons
    )


def pages_read(hall: Hall, shown: CitizenView) -> int:
    """How often she had to look below until she could say that all is right."""
    read = 0
    while shown.confirm.right.text() == "往下看":
        assert not shown.confirm.is_done
        touch(shown, "citizen.right")
        hall.rest()
        read += 1
    return read


def rested(hall: Hall, shown: CitizenView) -> None:
    """She has looked at what came last."""
    hall.until(lambda: not shown.confirm.glance.lasts())


def test_on_a_small_screen_of_her_own_every_step_comes_whole_and_in_turn(hall: Hall) -> None:
    two, shown = second_screen(hall)
    hall.world.all_out()
    two.show_case(hall.case)
    hall.rest()
    shrunk(hall, shown, WHOLE)
    assert seen(shown) == ["confirm", "sign", "rate"], "there is room for all"
    shrunk(hall, shown)
    assert seen(shown) == ["confirm"] and inside(shown) and cut_texts(shown) == []
    pages_read(hall, shown)
    rested(hall, shown)
    touch(shown, "citizen.right")
    hall.rest()
    assert seen(shown) == ["rate"] and inside(shown) and cut_texts(shown) == [], (
        "nothing to sign on a receipt"
    )
    touch(shown, "citizen.step_before.3")
    assert seen(shown) == ["sign"] and inside(shown) and cut_texts(shown) == []
    shrunk(hall, shown, WHOLE)
    assert seen(shown) == ["confirm", "sign", "rate"]
    assert not any(each.isVisible() for each in shown.findChildren(QWidget) if "step_" in each.objectName())
    two.close()


def test_on_a_small_screen_she_signs_the_notice_and_is_led_on_to_the_rating(hall: Hall) -> None:
    two, shown = second_screen(hall)
    hall.office.issue_notice(hall.case)
    hall.world.all_out()
    notice = hall.office.case(hall.case).notices[-1].document_id
    hall.office.record_seal(hall.case, notice, "专用章", "演练员", "盖章室")
    two.show_case(hall.case)
    hall.rest()
    shrunk(hall, shown)
    pages_read(hall, shown)
    rested(hall, shown)
    touch(shown, "citizen.right")
    hall.rest()
    assert seen(shown) == ["sign"] and inside(shown) and cut_texts(shown) == []
    middle = shown.sign.pad.rect().center()
    QTest.mousePress(shown.sign.pad, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(shown.sign.pad, middle + QPoint(40, 10))
    QTest.mouseRelease(shown.sign.pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 20))
    touch(shown, "citizen.signed")
    hall.rest()
    assert seen(shown) == ["rate"] and inside(shown) and cut_texts(shown) == []
    touch(shown, "citizen.level.2")
    assert inside(shown) and cut_texts(shown) == []
    two.close()


def test_what_lies_below_is_seen_before_anybody_says_all_right(hall: Hall) -> None:
    """On a small screen the last of what is owed would be confirmed unseen."""
    two, shown = second_screen(hall)
    hall.office.issue_notice(hall.case)
    hall.world.all_out()
    two.show_case(hall.case)
    hall.rest()
    shrunk(hall, shown)
    assert pages_read(hall, shown) and shown.confirm.right.text() == "都对"
    touch(shown, "citizen.right")
    assert not shown.confirm.is_done, "a finger that struck twice"
    rested(hall, shown)
    touch(shown, "citizen.right")
    assert shown.confirm.is_done
    two.close()


def test_the_bar_keeps_the_talk_in_reach_and_lets_go_of_who_serves(hall: Hall) -> None:
    two, shown = second_screen(hall)
    shrunk(hall, shown, WHOLE)
    assert shown.who.isVisible() and shown.phone.isVisible()
    shown.hall.setText("内蒙古自治区呼伦贝尔市政务服务中心")
    shrunk(hall, shown)
    assert not shown.who.isVisible() and shown.phone.isVisible() and inside(shown)
    two.close()


def test_in_a_narrow_window_for_both_the_steps_are_gone_through_by_keys(hall: Hall) -> None:
    """English words are wider: side by side the steps have no room in the smallest window."""
    hall.shell.setMinimumSize(SMALL)
    hall.shell.resize(SMALL)
    open_case(hall)
    shown = view(hall)
    assert hall.shell.size() == SMALL and seen(shown) == ["confirm"]
    say_right(hall)
    hall.rest()
    for key, step in (
        (Qt.Key.Key_Right, "rate"),
        (Qt.Key.Key_Left, "sign"),
        (Qt.Key.Key_Left, "confirm"),
        (Qt.Key.Key_Right, "sign"),
    ):
        hall.press(key, ALT)
        focused = QApplication.focusWidget()
        assert seen(shown) == [step] and focused is not None and focused.isVisible()
        assert cut_texts(shown) == [] and inside(shown)
