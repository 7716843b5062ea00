"""打印和补打 at the station: what is asked of prints stands under the keys, and fits what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from app.errors import UserFacingError
from app.ports import JobState, PrintJob
from app.usecases.print_question import Next, PrintQuestion
from ui.shared.askbox import AskBox
from ui.station.pages import PapersPage


def asked(number: int, state: JobState = JobState.UNSURE, stands: str = "") -> PrintQuestion:
    """A print nobody saw come out."""
    here = (UUID(int=number), UUID(int=number), UUID(int=number))
    job = PrintJob(*here, PaperKind.RECEIPT.value, str(number), 1, 1, "", state, "凭证打印机", "")
    return PrintQuestion(job, stands)


def test_a_question_whether_it_came_out_keeps_the_focus_when_the_page_is_read_again(
    app: QApplication, qtbot: QtBot
) -> None:
    nothing = cast(Any, None)
    page = PapersPage(nothing, nothing, nothing, lambda: ())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    jobs = [asked(1)]
    page.show_found((jobs, (), frozenset(), frozenset()))
    box = page.findChild(AskBox)
    assert box is not None
    box.setFocus()
    qtbot.waitUntil(box.hasFocus, timeout=60_000)

    page.show_found((list(jobs), (), frozenset(), frozenset()))

    assert box.hasFocus()
    assert page.above.count() == 1
    page.show_found(((), (), frozenset(), frozenset()))
    assert page.above.count() == 0


def test_each_answer_brings_the_next_question_under_the_keys_and_a_key_struck_twice_answers_one(
    app: QApplication, qtbot: QtBot
) -> None:
    """She opened the page for the questions: no click, no tabulator; nobody says of a paper what she did not see."""
    said: list[tuple[str, str]] = []
    office = SimpleNamespace(answer_print=lambda job, answer, read: said.append((job.number, answer)))
    hand = SimpleNamespace(run=lambda worker, work, *_, **__: work())
    page = PapersPage(cast(Any, office), cast(Any, hand), cast(Any, SimpleNamespace(error=None)), lambda: ())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    jobs = [asked(1), asked(2)]
    page.take_focus()
    qtbot.waitUntil(page.back.hasFocus, timeout=60_000)
    page.show_found((jobs, (), frozenset(), frozenset()))
    first, second = page.findChildren(AskBox)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_N)
    page.show_found((jobs[1:], (), frozenset(), frozenset()))
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_N)
    assert said == [("1", "not_out")], "the same stroke, once more"
    qtbot.waitUntil(lambda: not second.glance.lasts(), timeout=60_000)
    qtbot.keyClick(second, Qt.Key.Key_Y)
    assert said == [("1", "not_out"), ("2", "out")]
    page.show_found(((), (), frozenset(), frozenset()))
    assert page.back.hasFocus()


def test_where_the_printer_denies_it_nothing_came_out_is_first_and_enter_never_says_it_came(
    app: QApplication, qtbot: QtBot
) -> None:
    said: list[str] = []
    office = SimpleNamespace(answer_print=lambda job, answer, read: said.append(answer))
    hand = SimpleNamespace(run=lambda worker, work, *_, **__: work())
    page = PapersPage(cast(Any, office), cast(Any, hand), cast(Any, SimpleNamespace(error=None)), lambda: ())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    question = PrintQuestion(asked(1, JobState.FAILED).job, "缺纸，请加纸", Next.AGAIN)
    page.show_found(([question], (), frozenset(), frozenset()))
    box = page.findChild(AskBox)
    assert box is not None and box.values == ["not_out", "spoiled", "out"]
    assert "没有打出来：缺纸，请加纸" in box.accessibleName()
    page.questions.take_focus()
    qtbot.waitUntil(box.buttons[0].hasFocus, timeout=60_000)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(box.buttons[0], key)
    assert said == ["not_out"], "the space bar takes the answer under the keys, Enter none"


def test_the_number_she_types_stays_when_paper_is_put_in_meanwhile(app: QApplication, qtbot: QtBot) -> None:
    """The box was made anew under her hand: the half number was gone, and N and Z of the rest answered."""
    nothing = cast(Any, None)
    page = PapersPage(nothing, nothing, nothing, lambda: ())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    question = replace(asked(1, stands="缺纸，请加纸"), blank="LN-HS-0000001")
    page.show_found(([question], (), frozenset(), frozenset()))
    (box,) = page.findChildren(AskBox)
    said: list[str] = []
    box.answered.connect(said.append)
    page.questions.take_focus()
    qtbot.waitUntil(box.buttons[0].hasFocus, timeout=60_000)
    qtbot.keyClick(box.buttons[0], Qt.Key.Key_Y)
    for part in ("ln-hs", "-nz1"):
        at = QApplication.focusWidget()
        assert at is not None
        qtbot.keyClicks(at, part)
        page.show_found(([replace(question, stands="")], (), frozenset(), frozenset()))
    assert box.number() == "ln-hs-nz1" and said == []
    moved = replace(question, job=replace(question.job, state=JobState.FAILED))
    page.show_found(([moved], (), frozenset(), frozenset()))
    assert [each for each in page.findChildren(AskBox) if each is not box and not each.isHidden()], "it moved on"
    assert box.isHidden()


def test_an_answer_that_was_refused_brings_the_question_as_it_stands_then(app: QApplication, qtbot: QtBot) -> None:
    """ZC-PRN-35 asked for a number, and the box of before had no line to write it in."""

    def refuse(*_: object) -> None:
        raise UserFacingError("ZC-PRN-35", "a", "b", "c")

    told: list[BaseException] = []
    now = [asked(1)]

    def run(worker: str, work: Callable[[], Any], done: Any, failed: Any, always: Any = None, **_: object) -> None:
        try:
            found = work()
        except UserFacingError as error:
            failed(error)
        else:
            if done is not None:
                done(found)
        if always is not None:
            always()

    hand, tell = SimpleNamespace(run=run), SimpleNamespace(error=told.append)
    page = PapersPage(cast(Any, SimpleNamespace(answer_print=refuse)), cast(Any, hand), cast(Any, tell), lambda: ())
    page.read = lambda: (list(now), (), frozenset(), frozenset())  # type: ignore[method-assign]
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    (box,) = page.findChildren(AskBox)
    assert box.field is None
    now[:] = [replace(now[0], stands="缺纸，请加纸", blank="LN-HS-0000001")]
    box.answered.emit("out")
    assert len(told) == 1
    assert any(each.field is not None for each in page.findChildren(AskBox))
