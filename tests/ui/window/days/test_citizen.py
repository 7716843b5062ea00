"""The citizen's screen: confirm, sign or press a thumb, see the paper, type, rate; nothing of her stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from sqlalchemy import select

from app.domain.acts_side import RATING
from app.storage.histories import SqlHistories
from app.storage.schema import audit
from tests.ui.window.days.hall import ALT, CTRL, SHIFT, Hall
from tests.ui.window.days.test_visits_page import choose, intake
from tests.ui.window.intake.room import ZHANG
from ui.settings import REHEARSAL_PASSWORD
from ui.tokens import SCALES
from ui.window.citizen.parts import Large
from ui.window.citizen.screen import CitizenScreen
from ui.window.citizen.view import CitizenView
from ui.window.inner import Tools
from ui.window.shell import Brand


def screen(hall: Hall) -> CitizenScreen:
    found = hall.shell.findChild(CitizenScreen, "citizen.screen")
    assert isinstance(found, CitizenScreen)
    return found


def view(hall: Hall) -> CitizenView:
    found = screen(hall).view
    assert found is not None
    return found


def tap(hall: Hall, name: str) -> None:
    """A finger on a button."""
    button = hall.named(name)
    assert isinstance(button, QPushButton) and button.isEnabled(), name
    button.click()
    hall.rest()


def say_right(hall: Hall) -> None:
    """She reads to the end and says that all is right."""
    confirm = view(hall).confirm
    while confirm.right.text() == "往下看":
        tap(hall, "citizen.right")
    hall.until(lambda: not confirm.glance.lasts())
    tap(hall, "citizen.right")


def touch(shown: CitizenView, name: str) -> None:
    """A finger on a button of her own screen."""
    button = shown.findChild(QWidget, name)
    assert button is not None and button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def everything(widget: QWidget) -> str:
    """All words that are in the widgets, shown or not, once what was let go is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def open_case(hall: Hall) -> None:
    """A case with a notice that lies on the counter, its page open, the screen turned to the person."""
    hall.case = hall.world.receive()
    hall.office.issue_notice(hall.case)
    hall.world.all_out()
    notice = hall.office.case(hall.case).notices[-1].document_id
    hall.office.record_seal(hall.case, notice, "专用章", "演练员", "盖章室")
    hall.face.show_case(hall.case)
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.rest()
    hall.ctrl(Qt.Key.Key_I)


def test_she_confirms_signs_the_notice_and_rates_and_nothing_of_her_stays(hall: Hall) -> None:
    open_case(hall)
    assert hall.shell.covered() and "还要补 2 项" in hall.words() and "10月" in hall.words()
    assert "440524188001010014" not in everything(view(hall)) and "13800000001" not in everything(view(hall))
    hall.look("citizen")
    say_right(hall)
    assert "您已确认" in hall.words()
    tap(hall, "citizen.paper")
    hall.look("citizen-paper")
    tap(hall, "citizen.page_seen")
    assert not hall.named("citizen.signed").isEnabled(), "an empty signature signs nothing"
    hall.sign("citizen.pad")
    tap(hall, "citizen.signed")
    notice = hall.office.case(hall.case).paper(hall.office.case(hall.case).notices[-1].document_id)
    assert notice is not None and notice.is_given and notice.given_to == "张三"
    (given,) = [e.event for e in hall.office.event_lines(hall.case) if e.event.TYPE == "paper_given"]
    assert hall.place.scans.open(given.recipient.signature).read().startswith(b"\x89PNG"), (
        "the drawing itself is kept"
    )
    assert given.recipient.signature in [
        s.digest for s in hall.place.scans.waiting(9) if s.case_id == hall.case
    ]
    tap(hall, "citizen.level.5")
    tap(hall, "citizen.level.2")
    assert not hall.named("citizen.send").isEnabled(), "a bad one says what was bad"
    hall.look("citizen-bad")
    tap(hall, "citizen.reason.2")
    tap(hall, "citizen.send")
    asked = hall.office.case(hall.case).asked(RATING)
    assert asked is not None and dict(asked.data)["level"] == "2" and dict(asked.data)["detail"] == "等得太久"
    assert "谢谢您的评价" in hall.words()
    hall.look("citizen-done")
    tap(hall, "citizen.back")
    assert not hall.shell.covered() and hall.shell.place() == "search"
    assert "张三" not in everything(view(hall)) and view(hall).sign.pad.empty()
    looks = {one["action"] for one in _audit(hall)}
    assert "citizen" in looks


def _audit(hall: Hall) -> list[dict[str, object]]:
    return list(SqlHistories(hall.place.database).looks(hall.case))


def test_who_cannot_write_presses_a_thumb_that_somebody_saw(hall: Hall) -> None:
    open_case(hall)
    tap(hall, "citizen.mark")
    assert "请在纸上按手印，由演练员见证" in hall.words()
    hall.look("citizen-mark")
    tap(hall, "citizen.signed")
    lines = [line.event for line in hall.office.event_lines(hall.case) if line.event.TYPE == "paper_given"]
    assert (lines[-1].recipient.mark, lines[-1].recipient.witness) == ("捺印", "演练员")


def test_what_was_read_is_confirmed_before_the_receipt_and_a_wrong_word_reaches_the_clerk(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F2)
    intake(hall).start_new()
    hall.rest()
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    hall.ctrl(Qt.Key.Key_I)
    assert (
        "张三" in hall.words()
        and "440524188001010014" not in hall.words()
        and "现在没有要您签的" in hall.words()
    )
    assert not hall.named("citizen.level.5").isEnabled(), "nothing to rate yet"
    hall.look("citizen-read")
    tap(hall, "citizen.wrong")
    hall.press(Qt.Key.Key_Escape)
    assert "张* 说不对，要改" in hall.told() and not hall.shell.covered()
    assert intake(hall).state.card is not None, "the intake is as it was"


def test_who_cannot_hear_types_with_the_clerk_and_no_word_is_kept(hall: Hall) -> None:
    open_case(hall)
    hall.press(Qt.Key.Key_K, CTRL | SHIFT)
    hall.type("请问您带户口本了吗")
    hall.press(Qt.Key.Key_Return)
    assert "请您打字" in hall.words(), "one keyboard, turn by turn"
    hall.type("带了")
    hall.press(Qt.Key.Key_Return)
    assert screen(hall).talk.lines == [("clerk", "请问您带户口本了吗"), ("citizen", "带了")]
    hall.look("citizen-talk")
    tap(hall, "citizen.talk_end")
    hall.shell.lock_wanted.emit()
    hall.rest()
    assert screen(hall).talk.lines == [] and "户口本" not in everything(view(hall))


def test_who_cannot_hear_speaks_first_on_one_screen_and_her_words_are_hers(hall: Hall) -> None:
    """She pressed 打字交谈 and typed; it stood there as said by the clerk; two lines of hers were one of each."""
    open_case(hall)
    tap(hall, "citizen.speak")
    assert "请您打字" in hall.words()
    hall.type("我听不见")
    hall.press(Qt.Key.Key_Return)
    tap(hall, "citizen.turn_swap")
    hall.type("请写给我看")
    hall.press(Qt.Key.Key_Return)
    assert screen(hall).talk.lines == [("citizen", "我听不见"), ("citizen", "请写给我看")]
    assert "请工作人员打字" in hall.words()


def test_with_a_second_screen_the_window_stays_free_and_both_type(hall: Hall) -> None:
    two, shown = second_screen(hall)
    assert shown.window() is not hall.shell
    assert not hall.shell.covered(), "the clerk works on"
    assert "文书正在打印，请稍候" in everything(shown)
    two.speak()
    hall.type("请稍等")
    hall.press(Qt.Key.Key_Return)
    assert ("clerk", "请稍等") in two.talk.lines and "请稍等" in everything(shown)
    hall.press(Qt.Key.Key_Escape)
    assert two.talk.lines, "she is still here, and the talk may go on"
    two.give_back()
    assert "张三" not in everything(shown) and "请稍候，工作人员正在为您办理" in everything(shown)
    two.speak()
    hall.type("您好")
    hall.press(Qt.Key.Key_Return)
    hall.press(Qt.Key.Key_Escape)
    assert not two.talk.lines and "您好" not in everything(shown), "nobody is shown: who comes next reads no word"
    two.close()
    assert two.view is None


def second_screen(hall: Hall) -> tuple[CitizenScreen, CitizenView]:
    """A screen of the citizen's own, with a case on it."""
    tools = Tools(hall.place, hall.world.runner, hall.world.scheduler, hall.world.tell)
    two = CitizenScreen(tools, hall.shell, QGuiApplication.primaryScreen())
    hall.case = hall.world.receive()
    two.show_case(hall.case)
    hall.rest()
    assert two.view is not None and two.view.isVisible()
    return two, two.view


def test_who_cannot_hear_speaks_first_and_the_clerk_is_told(hall: Hall) -> None:
    two, shown = second_screen(hall)
    touch(shown, "citizen.speak")
    assert "来人要打字交谈" in hall.told() and not hall.shell.covered(), "told, and not interrupted"
    shown.talk.edit.setText("我要换一张表")
    QTest.keyClick(shown.talk.edit, Qt.Key.Key_Return)
    assert "换一张表" not in hall.told(), "no word of it in a message"
    hall.shell.activateWindow()
    two.speak()
    hall.rest()
    assert "我要换一张表" in hall.words()
    before = hall.told()
    shown.talk.edit.setText("谢谢")
    QTest.keyClick(shown.talk.edit, Qt.Key.Key_Return)
    hall.rest()
    assert "谢谢" in hall.words() and hall.told() == before, "she reads along: nothing more is told"
    two.close()


def test_the_citizen_s_window_takes_the_keyboard_only_while_she_types(hall: Hall) -> None:
    """Else the clerk's next Enter would press 都对 in her place."""
    two, shown = second_screen(hall)
    keyless = Qt.WindowType.WindowDoesNotAcceptFocus
    assert keyless in flags(shown)
    touch(shown, "citizen.speak")
    assert keyless not in flags(shown)
    touch(shown, "citizen.talk_end")
    assert keyless in flags(shown)
    two.close()


def flags(shown: CitizenView) -> Qt.WindowType:
    handle = shown.windowHandle()
    assert handle is not None
    return handle.flags()


def test_words_for_the_citizen_have_the_size_of_her_screen(hall: Hall) -> None:
    """She reads from farther away than the clerk."""
    open_case(hall)
    small = [part.text() for part in view(hall).findChildren(Large) if part.font().pixelSize() != size_of(part)]
    assert small == []
    (mark,) = view(hall).findChildren(Brand)
    assert mark.height() > view(hall).hall.fontMetrics().height(), "the mark beside the hall's name was half as high"


def size_of(part: Large) -> int:
    return int(getattr(SCALES["citizen"], part.role).size)


def test_no_key_of_the_window_opens_a_locked_screen(hall: Hall) -> None:
    open_case(hall)
    hall.press(Qt.Key.Key_Escape)
    place = hall.shell.place()
    hall.shell.lock_wanted.emit()
    hall.rest()
    lock = hall.shell.full()
    hall.press(Qt.Key.Key_K, CTRL | SHIFT)
    assert hall.shell.full() is lock, "the dialogue covers no lock"
    hall.press(Qt.Key.Key_Escape)
    screen(hall).show_case(hall.case)
    hall.rest()
    screen(hall).give_back()
    keys = (Qt.Key.Key_K, Qt.Key.Key_I, Qt.Key.Key_J, Qt.Key.Key_T, Qt.Key.Key_G)
    for key in keys:
        hall.ctrl(key)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F6, Qt.Key.Key_F8):
        hall.press(key)
    assert hall.shell.full() is lock and hall.shell.place() == place
    assert not hall.shell.palette_box.isVisible()
    assert view(hall).facing is None and "张三" not in everything(view(hall))


def test_an_answer_that_comes_late_does_not_reach_the_next_person(hall: Hall) -> None:
    open_case(hall)
    screen(hall).show_case(hall.case)
    screen(hall).wipe()
    hall.rest()
    assert view(hall).facing is None, "who is gone does not come back"
    screen(hall).show_case(hall.case)
    hall.rest()
    hall.sign("citizen.pad")
    button = hall.named("citizen.signed")
    assert isinstance(button, QPushButton)
    button.click()
    screen(hall).show_intake(intake(hall).state)
    hall.rest()
    assert not view(hall).sign.is_done, "the next person has signed nothing"
    notice = hall.office.case(hall.case).notices[-1].document_id
    paper = hall.office.case(hall.case).paper(notice)
    assert paper is not None and paper.is_given


@pytest.mark.parametrize(
    "cover", [lambda face: face.lock(), lambda face: face.entrance.locked.switched.emit()], ids=["lock", "switch"]
)
def test_a_lock_takes_the_person_off_her_own_screen_and_the_next_number_shows_after_it(
    hall: Hall, cover: Callable[[Any], None]
) -> None:
    """A window of its own (``window``): nothing covers it when the clerk's is covered."""
    own = screen(hall)
    own._wanted = "window"
    hall.fill("intake.name", "张三")
    own.show_intake(intake(hall).state)
    hall.rest()
    assert view(hall).isVisible() and "张三" in everything(view(hall))
    cover(hall.face)
    hall.rest()
    assert view(hall).facing is None and "张三" not in everything(view(hall))
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.until(lambda: not hall.shell.covered())
    own.call("A002")
    assert "A002" in everything(view(hall))
    own.close()


def test_the_next_person_sees_nothing_of_the_last_and_the_number_that_is_called(hall: Hall) -> None:
    own = screen(hall)
    own._wanted = "window"
    hall.fill("intake.name", "张三")
    own.show_intake(intake(hall).state)
    hall.rest()
    assert "张三" in everything(view(hall))
    intake(hall).next_person()
    hall.rest()
    assert view(hall).facing is None and "张三" not in everything(view(hall))
    own.call("A002")
    assert "A002" in everything(view(hall))
    own.close()


def test_what_she_confirmed_is_on_record_under_the_id_her_case_will_bear(hall: Hall) -> None:
    own = screen(hall)
    own._wanted = "window"
    hall.fill("intake.name", "张三")
    button = hall.named("intake.citizen")
    assert isinstance(button, QPushButton)
    button.click()
    hall.rest()
    view(hall).confirm.answered.emit(True)
    hall.rest()
    draft = intake(hall).journal.draft
    assert draft is not None
    with hall.place.database.read.connect() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.subject)).all()
    assert [row.subject for row in rows if row.action == "citizen"] == [str(draft)]
    own.close()


def test_the_screen_is_free_again_some_seconds_after_the_thanks(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.window.citizen.screen.THANKS", 0.05)
    open_case(hall)
    hall.sign("citizen.pad")
    tap(hall, "citizen.signed")
    tap(hall, "citizen.level.5")
    tap(hall, "citizen.send")
    hall.until(lambda: view(hall).facing is None)
    assert "张三" not in everything(view(hall))


def test_nobody_says_all_right_to_a_screen_on_which_nothing_stands(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_I)
    assert "还没有要您核对的内容" in hall.words()
    assert not view(hall).confirm.right.isEnabled() and not view(hall).confirm.wrong.isEnabled()
    hall.press(Qt.Key.Key_Y, ALT)
    assert "您已确认" not in hall.words()
    hall.press(Qt.Key.Key_Space)
    assert not hall.shell.covered(), "the keyboard is on the way back"
    intake(hall).card_read(ZHANG)
    hall.rest()
    hall.ctrl(Qt.Key.Key_I)
    say_right(hall)
    assert "您已确认" in hall.words() and "还没有要您核对的内容" not in hall.words()
