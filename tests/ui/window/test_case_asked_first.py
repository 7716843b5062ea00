"""Acts of the page of a case that say what they will do before they do it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from app.ports import JobState
from tests.ui.window.cases import World
from tests.ui.window.test_case_course import Open, Settle, key, picture
from tests.ui.window.test_case_page import ctrl_enter, fill, open_case, page, press, settle
from ui.window.case.page import CasePage

__all__ = ["open_case", "page", "settle"]

ALT = Qt.KeyboardModifier.AltModifier


def words(page: CasePage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_case_goes_to_the_department_only_when_she_has_read_what_goes_and_said_yes(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    """Alt+T beside Alt+R: one slip and the case was in another hand, with no way back from here."""
    office = world.place.office
    case = world.receive(fault=False)
    open_case(case)
    key("t", ALT)
    settle()
    assert office.case(case).lease == office.desk.place.device, "nothing has gone yet"
    said = words(page)
    originals = sum(row.in_custody[0] for row in office.case(case).materials)
    assert office.case(case).item.authority in said and f"原件 {originals} 份" in said and "退回综窗" in said
    picture(page, "transfer", tmp_path)
    key(Qt.Key.Key_Escape)
    settle()
    assert office.case(case).lease == office.desk.place.device, "Esc leaves it here"
    key("t", ALT)
    ctrl_enter(page, qtbot)
    settle()
    assert office.case(case).lease != office.desk.place.device
    assert office.case(case).papers_of(PaperKind.ROUTING)


def test_a_wrong_notice_is_voided_before_it_is_given_and_goes_out_under_a_new_number(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    """It lay printed on the desk, wrong, and the only button was 补打: the same number once more."""
    office = world.place.office
    case = world.told()
    old = office.case(case).papers_of(PaperKind.NOTICE)[0]
    open_case(case)
    press(page, "case.paper.D03.anew", qtbot)
    picture(page, "anew", tmp_path)
    assert "划去归档" in words(page)
    ctrl_enter(page, qtbot)
    assert office.case(case).papers_of(PaperKind.NOTICE)[0].number == old.number, "not without a reason"
    fill(page, "case.anew.reason", "smudged", qtbot)
    ctrl_enter(page, qtbot)
    assert office.case(case).papers_of(PaperKind.NOTICE)[0].number == old.number, "not before she said it tells all"
    key(Qt.Key.Key_1)
    ctrl_enter(page, qtbot)
    settle()
    (new,) = office.case(case).papers_of(PaperKind.NOTICE)
    kept = office.case(case).paper(old.document_id)
    assert new.number != old.number and kept is not None and kept.void_reason == "smudged"
    waiting = {job.document_id for job in office.stores.jobs.jobs(JobState.ALLOCATED)}
    assert new.document_id in waiting and old.document_id not in waiting
    told = [(each.title, each.next) for each in world.window.notices if old.number in each.title]
    assert told and new.number in told[0][0] and "不要交出去" in told[0][1]


def test_a_slip_that_nobody_needs_is_voided_and_left_at_that(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    office = world.place.office
    case = world.receive()
    office.issue_paper(case, PaperKind.ROUTING)
    world.all_out()
    open_case(case)
    press(page, "case.paper.D12.anew", qtbot)
    fill(page, "case.anew.reason", "twice", qtbot)
    page.form.set_value("again", "no")
    ctrl_enter(page, qtbot)
    settle()
    assert office.case(case).papers_of(PaperKind.ROUTING) == ()
    assert [paper.void_reason for paper in office.case(case).papers if paper.kind is PaperKind.ROUTING] == ["twice"]
