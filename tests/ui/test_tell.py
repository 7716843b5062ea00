"""The one door: silence, words, and faults reported once."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import Cancelled, DeviceError, RefusedError, UserFacingError
from resources import path
from tests.ui import gallery
from ui.tell import Answer, Notice, Question, Tell
from ui.texts import Texts

Present = Callable[[QWidget], None]


class Window:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.questions: list[tuple[Question, Callable[[str], None]]] = []

    def show_notice(self, notice: Notice) -> None:
        self.notices.append(notice)

    def show_question(self, question: Question, answered: Callable[[str], None]) -> None:
        self.questions.append((question, answered))


@pytest.fixture
def tell(app: QApplication) -> Tell:
    return Tell(Texts.load(path("texts")))


def test_a_cancelled_act_is_silent(tell: Tell) -> None:
    window = Window()
    tell.attach(window)
    tell.error(Cancelled())
    assert not window.notices


def test_an_error_says_what_was_kept_and_what_to_do(tell: Tell) -> None:
    window = Window()
    tell.attach(window)
    tell.error(UserFacingError("ZC-DEV-31", "读卡器没有连上", "已填的都在", "插好读卡器再放卡"))
    shown = window.notices[0]
    assert (shown.title, shown.kept, shown.next, shown.code) == (
        "读卡器没有连上",
        "已填的都在",
        "插好读卡器再放卡",
        "ZC-DEV-31",
    )


def test_a_refusal_names_its_law_and_a_device_its_code(tell: Tell) -> None:
    window = Window()
    tell.attach(window)
    tell.error(RefusedError("ZC-LAW-1", "不能再要材料", "《行政许可法》第三十二条"))
    tell.error(DeviceError("ZC-DEV-40"))
    assert window.notices[0].law == "《行政许可法》第三十二条"
    assert window.notices[1].code == "ZC-DEV-40"
    assert window.notices[1].title and window.notices[1].next


def test_a_refusal_shows_the_name_of_the_rule_and_the_log_its_mark(
    tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    """「S1 28」 says nothing to a clerk; whoever reads the report finds it in our tables by that mark."""
    window = Window()
    tell.attach(window)
    with caplog.at_level(logging.WARNING):
        tell.error(RefusedError("ZC-RIGHT-03", "监察人员只能查看", "S1 28"))
    assert window.notices[0].law == "《辽宁省政务服务“一网通办”平台管理暂行办法》第二十八条"
    assert window.notices[0].cited == "S1 28" and "S1 28" in caplog.text


def test_a_fault_is_reported_once_per_cause_without_its_text(
    tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    window = Window()
    tell.attach(window)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            try:
                int("张三")
            except ValueError as error:
                tell.error(error)
    assert len(window.notices) == 1
    assert "张三" not in window.notices[0].title + window.notices[0].next
    assert list(tell.causes().values()) == [3]


def test_what_comes_before_the_window_waits_for_it(tell: Tell) -> None:
    tell.error(UserFacingError("ZC-A-1", "一"))
    tell.message("info", "二")
    window = Window()
    tell.attach(window)
    assert [n.title for n in window.notices] == ["一", "二"]


def test_errors_queue_in_the_window_and_questions_are_answered_once(
    tell: Tell, app: QApplication, present: Present
) -> None:
    window = gallery.shell()
    present(window)
    tell.attach(window)
    answers: list[str] = []
    tell.error(UserFacingError("ZC-A-1", "第一件"))
    tell.ask(
        "锁屏吗？",
        "没写完的会留着",
        [Answer("yes", "锁屏", "Y", primary=True), Answer("no", "不锁", "N")],
        answers.append,
    )
    app.processEvents()
    assert window.dialog().accessibleName() == "第一件"
    window.dialog().close_overlay()
    assert window.dialog().accessibleName() == "锁屏吗？"
    window.dialog().close_overlay()
    assert answers == ["no"]
    assert not window.dialog().isVisible()
