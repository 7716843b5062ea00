"""Someone who has never seen it finishes an intake in rehearsal mode with what the screen says alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from app.domain.paper import PaperKind
from app.domain.transitions import CaseState
from tests.ui.guide.follow import Newcomer
from tests.ui.window.days.hall import Hall
from ui.guide.watch import OF_LOG
from ui.shared.measure import cut_texts


def start(hall: Hall) -> Newcomer:
    hall.face.guide.begin()
    hall.rest()
    hall.face.guide.look()

    def rest() -> None:
        hall.rest()
        hall.world.all_out()

    return Newcomer(hall.face, rest)


def test_who_does_only_what_the_strip_says_takes_a_case_in_and_learns_the_rest_of_the_window(
    hall: Hall,
) -> None:
    she = start(hall)
    assert hall.face.guide.strip.isVisible() and "第一课" in hall.face.guide.strip.name.text()
    assert not cut_texts(hall.shell)
    she.follow("first")
    (line,) = hall.place.stores.views.cases()
    case = hall.office.case(line.case_id)
    assert case.accepted is not None, she.heard
    assert {PaperKind.RECEIPT, PaperKind.ACCEPTANCE} <= {paper.kind for paper in case.papers}
    assert "学完了" in hall.told()
    she.follow("after")
    case = hall.office.case(line.case_id)
    assert case.state is CaseState.SERVED, "she really gave it out, and did not just look at the page"
    hers = [*case.papers_of(PaperKind.RECEIPT), *case.papers_of(PaperKind.ACCEPTANCE)]
    assert all(paper.sealing is not None and paper.is_given for paper in hers), she.heard
    assert not hall.face.guide.strip.isVisible(), "hints go away when everything was done once"


def test_who_does_not_want_it_puts_it_away_with_a_key_and_finds_it_again(hall: Hall) -> None:
    start(hall)
    strip, shift, ctrl = (
        hall.face.guide.strip,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier,
    )
    hall.press(Qt.Key.Key_F1, ctrl)
    assert "2/8" in strip.name.text(), "one step was skipped"
    hall.press(Qt.Key.Key_F1, shift)
    assert not strip.isVisible() and "Shift+F1" in hall.told()
    hall.press(Qt.Key.Key_F1, shift)
    assert strip.isVisible() and "2/8" in strip.name.text()
    hall.press(Qt.Key.Key_F7)
    hall.face.guide.look()
    assert strip.keys == ("F2",) and "先回到“收件”" in strip.say.text(), "it says the way back"


def test_what_was_just_done_is_not_called_for_again_while_the_log_is_read(hall: Hall) -> None:
    """Half a second of "first go back" after the acceptance sent people back to a page that was empty."""
    start(hall)
    guide = hall.face.guide
    while (step := guide.lessons.step()) is not None and not (step.place and step.until in OF_LOG):
        guide._skip()
    assert step is not None and hall.shell.place() == step.place
    said = guide.strip.say.text()
    hall.shell.go("due")
    guide._show()
    assert guide.strip.say.text() == said, "the act itself may have led away"
    guide.look()
    hall.rest()
    guide.look()
    assert "先回到" in guide.strip.say.text(), "who really went away is called back"


def test_the_lessons_make_no_page_that_nobody_opened(hall: Hall) -> None:
    """The first look asked the issue desk what lies on it: the whole page was made in one go, 20 ms, as she began."""
    start(hall)
    hall.face.guide.look()
    assert hall.face.guide.lessons.step() is not None and "handover" not in hall.face.pages.made()


def test_who_chose_another_item_is_led_to_the_question_of_that_item(hall: Hall) -> None:
    """She took 食品生产许可 to see what happens; the strip went on asking about a nurse, and N answered nothing."""
    she = start(hall)
    guide = hall.face.guide
    while (step := guide.lessons.step()) is not None and step.id != "item":
        she.obey()
        she.look()
    she.type("spscxk")
    she.press("Enter")
    she.look()
    step, said = guide.lessons.step(), guide.strip.say.text()
    assert step is not None and step.id == "item", "another item is not the one that was asked for"
    assert "食品" in said and "护士执业注册" in said and guide.strip.keys == ("Alt+2",), said
    guide._skip()
    step = guide.lessons.step()
    assert step is not None and step.id == "situation", she.heard
    said = guide.strip.say.text()
    asked = hall.face.pages["intake"].state.guide.questions[0].text
    assert "护理" not in said and asked in said and guide.strip.keys == ()


def led_to(hall: Hall, she: Newcomer, name: str) -> None:
    """She does what the strip says until this step is asked."""
    while (step := hall.face.guide.lessons.step()) is not None and step.id != name:
        she.obey()
        she.look()


def test_a_wrong_answer_is_not_counted_as_learnt_and_is_put_right_by_keys(hall: Hall) -> None:
    """N was asked, Y went on, and asked for a paper that nobody may ask for."""
    she = start(hall)
    guide = hall.face.guide
    led_to(hall, she, "situation")
    she.press("Y")
    she.look()
    said = guide.strip.say.text()
    assert guide.lessons.step().id == "situation" and "您答的是 Y" in said and guide.strip.keys == ("Alt+2",), said
    questions = hall.face.pages["intake"].what.questions
    for _ in range(3):
        focused = QApplication.focusWidget()
        if focused is not None and questions.isAncestorOf(focused):
            break
        she.press("Alt+2")
    she.press("N")
    she.look()
    assert guide.lessons.step().id == "to-materials"


def test_the_item_of_the_lesson_is_found_again_from_another_one(hall: Hall) -> None:
    she = start(hall)
    guide = hall.face.guide
    led_to(hall, she, "item")
    she.type("spscxk")
    she.press("Enter")
    she.look()
    assert guide.lessons.step().id == "item"
    for _ in range(2):
        if QApplication.focusWidget() is not hall.face.pages["intake"].what.search:
            she.press("Alt+2")
    she.type("hszyzc")
    she.press("Enter")
    she.look()
    assert guide.lessons.step().id == "situation"


def test_a_step_that_one_key_did_with_the_one_before_is_told(hall: Hall) -> None:
    """F8 was asked, Ctrl+Enter did both, and the last step was never seen."""
    she = start(hall)
    led_to(hall, she, "receipt")
    she.press("Ctrl+Enter")
    hall.rest()
    she.look()
    assert hall.face.guide.lessons.current().id == "after"
    assert "第 8 步也就一起做完了" in hall.told() and "F8" in hall.told()


def test_what_went_to_the_department_is_not_said_to_be_decided_here(hall: Hall) -> None:
    """“这一件可以当场决定” of a case that had just been passed on: its main button was something else."""
    she = start(hall)
    she.follow("first")
    (line,) = hall.place.stores.views.cases()
    hall.office.transfer(line.case_id)
    guide = hall.face.guide
    while (step := guide.lessons.step()) is not None and step.id != "decide":
        she.obey()
        she.look()
    assert step is not None
    said = guide.strip.say.text()
    assert "当场决定" not in said and "转到部门" in said and guide.strip.keys == (), said
    guide._skip()
    assert "转到部门" in guide.strip.say.text(), "nor is its certificate printed here"


def test_the_end_of_a_lesson_says_which_one_follows(hall: Hall) -> None:
    start(hall)
    guide = hall.face.guide
    while (course := guide.lessons.current()) is not None and course.id == "first":
        guide._skip()
    assert "第二课" in hall.told() and "不会再出现" not in hall.told()


def test_a_real_profile_has_no_lessons(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    real = replace(hall.place.profile.config, rehearsal=False)
    monkeypatch.setattr(hall.place.profile, "_config", real)
    hall.face.guide.begin()
    hall.rest()
    hall.face.guide.look()
    assert not hall.face.guide.strip.isVisible() and not hall.face.guide.lessons.courses


def test_a_step_names_no_button_where_the_page_has_none(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """“右下角是“”，按它” left a newcomer looking for a button without a name."""
    start(hall)
    guide = hall.face.guide
    step = next(each for course in guide.lessons.courses for each in course.steps if each.primary)
    monkeypatch.setattr(guide, "_primary", lambda: None)
    for course in guide.lessons.courses:
        if step in course.steps:
            assert "“”" not in guide._say(course.id, step) and "没有主按钮" in guide._say(course.id, step)
    assert guide._caps("after", step) == ()


def test_a_key_that_two_parts_bear_is_told_without_saying_a_word_twice(hall: Hall) -> None:
    start(hall)
    words = {line.key: line.words for line in hall.face.guide.everywhere()}
    assert words["Shift+F1"].count("先不学") == 1


def test_nothing_scrolls_where_nothing_is_asked_below_the_strip(hall: Hall) -> None:
    """On an old screen 出来了吗 had a bar for two pixels of an empty pane."""
    start(hall)
    hall.shell.resize(1366, 768)
    hall.press(Qt.Key.Key_F6)
    room = hall.face.pages["print"].queue
    assert hall.face.guide.strip.isVisible() and room.nothing_asked.isVisible()
    assert [area.verticalScrollBar().maximum() for area in room.asking.findChildren(QScrollArea)] == [0]
