"""A notice that told too little and that nobody was given yet, put right from the page of the case by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.domain.states import CaseState
from app.domain.time import at
from app.usecases.desk import Session
from app.usecases.give_paper import give_paper
from app.usecases.record_seal import record_seal
from resources import path
from tests.app.domain.kit import NOBODY_ELSE
from tests.ui.window.cases import World, button
from tests.ui.window.test_case_course import Open, Settle, key, picture
from tests.ui.window.test_case_page import SIZES, ctrl_enter, fill, open_case, page, press, settle, state
from tests.ui.window.test_case_page import key as key_at
from tests.ui.window.test_case_unchecked import row_with_the_keys
from ui.shared.measure import cut_texts, nameless
from ui.texts import Texts
from ui.theme import look
from ui.window.case.page import CasePage

__all__ = ["open_case", "page", "settle"]

ALT = Qt.KeyboardModifier.AltModifier


def words(page: CasePage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def whole(page: CasePage) -> None:
    """Everything on it can be read at both sizes."""
    for size in (*SIZES, SIZES[0]):
        for _ in range(3):  # its panes come to rest one after the other
            page.resize(*size)
            QApplication.processEvents()
        assert page.width() == size[0] and not cut_texts(page) and not nameless(page)


@pytest.mark.law("L24", "B3-5")
def test_a_notice_that_told_too_little_is_put_right_before_anybody_has_it(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    """She saw it as the sheet came out: a copy had run out, and the notice did not say so. There was no way back."""
    office = world.place.office
    case = world.told()
    old = office.case(case).papers_of(PaperKind.NOTICE)[0]
    due = office.case(case).notice_due
    open_case(case)
    press(page, "case.paper.D03.anew", qtbot)
    whole(page)
    picture(page, "unsay-form", tmp_path)
    assert "要求写全了没有" in words(page) and "不重新起算" in words(page)
    key(Qt.Key.Key_2)
    fill(page, "case.anew.reason", "row 1 expired", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.RECEIVED and page.seen is not None
    kept = page.seen.case.paper(old.document_id)
    assert kept is not None and kept.void_reason == "row 1 expired"
    assert page.seen.clock is not None and (page.seen.clock.kind, page.seen.clock.ends) == ("notice", due)
    told = [each for each in world.window.notices if old.number in each.title]
    assert told and "不要交出去" in told[-1].next and "再核对一遍" in told[-1].next
    primary = button(page, "case.primary")
    assert primary.text() == "核对材料" and "再核对" in page.bar.accessibleName()
    whole(page)
    picture(page, "check-again", tmp_path)
    first = next(row for row in page.materials.brought() if row.settled)
    assert row_with_the_keys(page) == f"case.material.{page.materials.brought()[0].number}", "the page leads there"
    save = button(page, "case.correction.save")
    assert not save.isEnabled()
    name = f"case.material.{first.number}"
    key_at(page, name, Qt.Key.Key_X, qtbot)
    key_at(page, name, Qt.Key.Key_5, qtbot)
    note = QApplication.focusWidget()
    assert isinstance(note, QLineEdit)
    qtbot.keyClicks(note, "expired")
    assert save.text() == "登记核对：1 项" and "改判了 1 项" in page.bar.accessibleName()
    picture(page, "judged-anew", tmp_path)
    ctrl_enter(page, qtbot)
    settle()
    assert button(page, "case.primary").text() == "出具一次性告知书"
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.AWAITING_CORRECTION
    notice = page.seen.case.notices[-1]
    assert len(notice.faults) == 3 and notice.number != old.number and not notice.again
    assert first.line_id in {fault.line_id for fault in notice.faults}
    world.all_out()
    page.refresh()
    settle()
    picture(page, "whole-notice", tmp_path)


@pytest.mark.law("L24")
def test_a_notice_that_was_given_is_not_withdrawn_and_the_page_says_what_is_open_instead(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    office = world.place.office
    case = world.receive()
    paper = office.issue_notice(case).paper
    world.all_out()
    record_seal(office.desk, case, paper.document_id, office.seal_name(office.case(case), paper), "a", "b")
    give_paper(office.desk, case, paper.document_id, NOBODY_ELSE)
    open_case(case)
    key("m", ALT)
    picture(page, "more", tmp_path)
    key(Qt.Key.Key_Equal)
    settle()
    assert state(page) is CaseState.AWAITING_CORRECTION
    said = world.window.notices[-1]
    assert paper.number in said.title and "只能告知一次" in said.title
    assert "更正告知" in said.next and "不能再要求" in said.next and "ZC-CASE-160" in said.code


def test_the_same_is_reached_behind_more_and_esc_leaves_the_notice_alone(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    case = world.told()
    open_case(case)
    key("m", ALT)
    key(Qt.Key.Key_Equal)
    whole(page)
    picture(page, "unsay", tmp_path)
    key(Qt.Key.Key_Escape)
    settle()
    assert state(page) is CaseState.AWAITING_CORRECTION
    key("m", ALT)
    key(Qt.Key.Key_Equal)
    fill(page, "case.unsay.reason", "a row was overlooked", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.RECEIVED


@pytest.mark.law("B3-6")
def test_when_the_five_days_are_over_she_reads_that_it_counts_as_accepted_before_and_after(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    case = world.told()
    world.clock.move(at(2026, 10, 9, 9, 0))
    open_case(case)
    press(page, "case.paper.D03.anew", qtbot)
    whole(page)
    picture(page, "unsay-late", tmp_path)
    assert "自收件之日起即为受理" in words(page)
    key(Qt.Key.Key_2)
    fill(page, "case.anew.reason", "a row was overlooked", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    said = world.window.notices[-1]
    assert said.state == "warn" and "即为受理" in said.next
    whole(page)
    picture(page, "late-after", tmp_path)
    assert "应当视为受理" in page.bar.accessibleName()
    assert button(page, "case.primary").text() == "确认视为受理", "and no notice that would be refused"
    assert not page.materials.save.isVisible(), "nothing is judged any more"


def test_who_may_only_take_in_is_not_asked_whether_the_notice_tells_everything(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    office = world.place.office
    case = world.told()
    office.enter(Session(office.desk.session.operator, (Grant(Right.RECEIVE),)))
    open_case(case)
    press(page, "case.paper.D03.anew", qtbot)
    assert "要求写全了没有" not in words(page)
    key(Qt.Key.Key_Escape)
    assert "withdraw-notice" not in {each.name for each in page.bar.rare}


@pytest.mark.parametrize("late", [False, True])
def test_in_english_it_has_room_on_an_old_screen_too(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path, late: bool
) -> None:
    """A longer sentence pushed the main button out of the window."""
    look().speak(Texts.load(path("texts"), "en"))
    shown = CasePage(page._office, page._runner, page._scheduler, page._tell)
    qtbot.addWidget(shown)
    shown.resize(*SIZES[0])
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    case = world.told()
    if late:
        world.clock.move(at(2026, 10, 9, 9, 0))
    shown.show_case(case)
    settle()
    qtbot.waitUntil(lambda: not shown.covered())
    press(shown, "case.paper.D03.anew", qtbot)
    whole(shown)
    key(Qt.Key.Key_2)
    fill(shown, "case.anew.reason", "row 1 expired", qtbot)
    ctrl_enter(shown, qtbot)
    settle()
    whole(shown)
    picture(shown, f"english-{late}", tmp_path)
    if late:
        return
    row = next(each for each in shown.materials.brought() if each.settled)
    key_at(shown, f"case.material.{row.number}", Qt.Key.Key_X, qtbot)
    key_at(shown, f"case.material.{row.number}", Qt.Key.Key_6, qtbot)
    whole(shown)
