"""The page of a case, driven as a clerk drives it, over a real workplace."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.domain.time import at
from app.domain.transitions import CaseState
from app.ports import JobState
from app.usecases.desk import Session
from tests.ui.window.cases import World, button
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.theme import apply_theme, look
from ui.window.case.materials import MaterialRow
from ui.window.case.page import CasePage
from ui.window.case.specs import blank_form, seal_form

SIZES = ((1278, 720), (1832, 1032))


@pytest.fixture
def page(world: World, qtbot: QtBot) -> CasePage:
    shown = CasePage(world.place.office, world.runner, world.scheduler, world.tell)
    qtbot.addWidget(shown)
    shown.resize(*SIZES[0])
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def settle(world: World, qtbot: QtBot, app: QApplication) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: not world.runner.busy())
        app.processEvents()
        qtbot.waitUntil(lambda: not world.runner.busy())

    return wait


@pytest.fixture
def open_case(page: CasePage, settle: Callable[[], None], qtbot: QtBot) -> Callable[[UUID], None]:
    def show(case: UUID) -> None:
        page.show_case(case)
        settle()
        qtbot.waitUntil(lambda: not page.covered())
        assert page.seen is not None and page.seen.case.id == case

    return show


def state(page: CasePage) -> CaseState | None:
    assert page.seen is not None
    return page.seen.case.state


def press(page: QWidget, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def fill(page: QWidget, name: str, text: str, qtbot: QtBot) -> None:
    edit = page.findChild(QLineEdit, name)
    assert edit is not None and edit.isVisible(), name
    edit.setFocus()
    edit.selectAll()
    if text.isascii():
        qtbot.keyClicks(edit, text)
        return
    typed = QInputMethodEvent()  # as an input method commits Chinese
    typed.setCommitString(text)
    QApplication.sendEvent(edit, typed)


def ctrl_enter(page: QWidget, qtbot: QtBot) -> None:
    focused = QApplication.focusWidget() or page
    qtbot.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.law("B3-5", "B3-10", "B3-12", "B7-3")
def test_the_notice_goes_out_is_sealed_given_and_answered_in_parts(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive()
    open_case(case)
    assert button(page, "case.primary").text() == "出具一次性告知书"
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.AWAITING_CORRECTION

    world.all_out()
    page.refresh()
    settle()
    assert button(page, "case.primary").text() == "登记盖章"
    ctrl_enter(page, qtbot)
    seal = page.findChild(QLineEdit, "case.seal.name")
    assert seal is not None and "行政审批专用章" in seal.text()
    ctrl_enter(page, qtbot)
    settle()
    assert page.seen is not None
    notice = page.seen.case.papers_of(PaperKind.NOTICE)[0]
    assert notice.sealing is not None and notice.sealing.by_whom == "演练员"

    seal_and_give_the_rest(page, qtbot, settle)

    world.clock.move(at(2026, 9, 22, 9, 0))
    owed = [material.number for material in page.seen.case.open_faults]
    ctrl_enter(page, qtbot)  # nothing is marked yet: it leads to the materials
    assert not button(page, "case.correction.save").isEnabled()
    key(page, f"case.material.{owed[0]}", Qt.Key.Key_S, qtbot)
    assert button(page, "case.correction.save").text() == "登记补正：1 项"
    assert button(page, "case.primary").text() == "登记补正"
    press(page, "case.correction.save", qtbot)
    settle()
    assert state(page) is CaseState.AWAITING_CORRECTION
    assert [material.number for material in page.seen.case.open_faults] == owed[1:]

    focused = QApplication.focusWidget()
    row = page.findChild(MaterialRow, f"case.material.{owed[1]}")
    assert focused is not None and row is not None and row.isAncestorOf(focused)
    qtbot.keyClick(focused, Qt.Key.Key_D)
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.CORRECTED
    assert len(page.seen.case.papers_of(PaperKind.CORRECTION_RECEIPT)) == 2
    assert button(page, "case.primary").text() == "受理并出具受理通知书"
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.ACCEPTED
    assert page.seen.case.papers_of(PaperKind.ACCEPTANCE)
    assert world.window.notices == []


def seal_and_give_the_rest(page: CasePage, qtbot: QtBot, settle: Callable[[], None]) -> None:
    """The receipt of the same visit too: nobody goes home without one."""
    given = []
    for expected in ("seal", "give", "give"):
        assert page.bar.primary.property("action") == expected
        paper = page.bar._first
        ctrl_enter(page, qtbot)
        ctrl_enter(page, qtbot)
        settle()
        assert paper is not None and paper.paper is not None and page.seen is not None
        given.append(page.seen.case.paper(paper.paper))
    assert [(p.kind, p.given_to) for p in given[1:] if p] == [(PaperKind.NOTICE, "张三"), (PaperKind.RECEIPT, "张三")]


def key(page: QWidget, row: str, pressed: Qt.Key, qtbot: QtBot) -> None:
    """A bare key in the row of a material, where the focus is inside it."""
    frame = page.findChild(MaterialRow, row)
    assert frame is not None and frame.isVisible(), row
    focused = QApplication.focusWidget()
    if focused is None or not frame.isAncestorOf(focused):
        frame.take_focus()
        focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, pressed)


@pytest.mark.law("B3-20", "D21")
def test_an_on_the_spot_case_ends_with_a_certificate_on_the_next_blank_after_one_was_spoiled(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive("hszyzc", fault=False, answers={})
    open_case(case)
    assert button(page, "case.primary").text() == "当场受理并出具受理通知书"
    ctrl_enter(page, qtbot)
    settle()
    assert button(page, "case.primary").text() == "当场决定：准予"
    ctrl_enter(page, qtbot)
    press(page, "case.grant.save", qtbot)
    settle()
    assert state(page) is CaseState.AWAITING_PICKUP
    assert button(page, "case.primary").text() == "打印证照"

    first = world.place.office.next_blank("护士执业证书")
    ctrl_enter(page, qtbot)
    fill(page, "case.blank.serial", "LN-HS-9999999", qtbot)
    press(page, "case.blank.save", qtbot)
    settle()
    assert page.seen is not None and not page.seen.case.papers_of(PaperKind.CERTIFICATE)
    field = page.form.findChild(Field, "case.blank.serial.field")
    assert field is not None and first in field.message.text()
    fill(page, "case.blank.serial", first, qtbot)
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Return)  # as a scanner ends its code
    settle()
    paper = page.seen.case.papers_of(PaperKind.CERTIFICATE)[0]
    assert paper.blank == first

    jobs = world.place.stores.jobs
    job = next(job for job in jobs.jobs(JobState.ALLOCATED) if job.document_id == paper.document_id)
    jobs.mark(job.id, JobState.UNSURE, "A4 打印机")
    page.refresh()
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None and focused.objectName() == "case.ask"
    qtbot.keyClick(focused, Qt.Key.Key_Z)
    settle()
    assert job.id in [each.id for each in jobs.jobs(JobState.UNSURE)], "left with Esc, it is still asked about"
    second = world.place.office.next_blank("护士执业证书")
    assert second != first
    fill(page, "case.replace.reason", "卡纸污损", qtbot)
    fill(page, "case.replace.serial", second, qtbot)
    press(page, "case.replace.save", qtbot)
    settle()
    paper = page.seen.case.papers_of(PaperKind.CERTIFICATE)[0]
    assert paper.blank == second
    assert job.id in [each.id for each in jobs.jobs(JobState.SETTLED)]
    assert ("护士执业证书", first, "void") in page.seen.case.blanks
    words = [row.text for row in page.events.list.rows.rows]
    assert any("作废空白证" in each and "卡纸污损" in each for each in words)
    _seal_and_send(world, page, qtbot, settle, case)


def _seal_and_send(
    world: World, page: CasePage, qtbot: QtBot, settle: Callable[[], None], case: UUID
) -> None:
    world.all_out()
    for kind in (PaperKind.CERTIFICATE, PaperKind.GRANT):
        page.refresh()
        settle()
        press(page, f"case.paper.{kind}.seal", qtbot)
        press(page, "case.seal.save", qtbot)
        settle()
    while button(page, "case.primary").text() == "登记盖章":
        press(page, "case.primary", qtbot)
        press(page, "case.seal.save", qtbot)
        settle()
    assert button(page, "case.primary").text() == "送达发件"
    with qtbot.waitSignal(page.hand_over) as asked:
        ctrl_enter(page, qtbot)
    assert asked.args == [case]


@pytest.mark.law("Z02", "B3-16")
def test_without_the_right_to_accept_the_case_goes_to_the_department_and_the_paper_comes_from_the_window(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    office = world.place.office
    office.enter(Session(office.desk.session.operator, (Grant(Right.RECEIVE), Grant(Right.HAND_OVER))))
    case = world.receive(fault=False)
    open_case(case)
    assert button(page, "case.primary").text() == "转部门"
    names = {each.objectName() for each in page.bar.buttons() if each.isVisible()}
    assert names == {"case.primary", "case.action.withdraw", "case.more"}
    ctrl_enter(page, qtbot)
    ctrl_enter(page, qtbot)
    settle()
    assert page.seen is not None and page.seen.case.lease == "platform"
    assert not page.bar.primary.isVisible()
    assert page.head.holder.text() == "在部门手里"


@pytest.mark.law("B3-3")
def test_a_refusal_says_why_names_the_law_and_changes_nothing(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive()
    open_case(case)
    press(page, "case.action.decline", qtbot)
    fill(page, "case.decline.reasons", "材料不齐", qtbot)
    press(page, "case.decline.save", qtbot)
    settle()
    told = world.window.notices[-1]
    assert told.code == "ZC-CASE-42" and told.law and told.next
    assert state(page) is CaseState.RECEIVED
    assert page.form.values()["reasons"] == "材料不齐"


def test_what_is_marked_survives_a_refresh_and_esc_closes_the_form_before_the_page(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive()
    world.place.office.issue_notice(case)
    open_case(case)
    assert page.seen is not None
    number = page.seen.case.open_faults[0].number
    key(page, f"case.material.{number}", Qt.Key.Key_S, qtbot)
    world.all_out()
    page.refresh()
    settle()
    assert button(page, "case.correction.save").text() == "登记补正：1 项"
    left: list[bool] = []
    page.left.connect(lambda: left.append(True))
    press(page, "case.action.withdraw", qtbot)
    assert page.form.isVisible() and not page.bar.isVisible()
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    assert not page.form.isVisible() and not left
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    assert left == [True]


def test_the_keys_of_a_paper_work_where_the_focus_is(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive(fault=False)
    world.all_out()
    open_case(case)
    reprint = button(page, "case.paper.D01.reprint")
    reprint.setFocus()
    qtbot.keyClick(reprint, Qt.Key.Key_G)
    ctrl_enter(page, qtbot)
    settle()
    assert page.seen is not None and page.seen.case.papers[0].sealing is not None


def test_a_reprint_is_its_own_line_with_its_reason_and_the_first_print_stays(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive(fault=False)
    world.all_out()
    open_case(case)
    press(page, "case.paper.D01.reprint", qtbot)
    press(page, "case.reprint.save", qtbot)
    assert page.form.isVisible()  # a reason is demanded
    fill(page, "case.reprint.reason", "申请人遗失", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    jobs = world.place.stores.jobs
    jobs.mark(jobs.jobs(JobState.ALLOCATED)[-1].id, JobState.UNSURE, "A4 打印机")
    page.refresh()
    settle()
    card = page.papers.asking_card()
    assert card is not None and card.shown is not None
    assert [(line.n, line.state) for line in card.shown.prints] == [(1, "out"), (2, "ask")]
    press(page, "case.ask.out", qtbot)
    settle()
    assert page.seen is not None
    assert page.seen.case.papers_of(PaperKind.RECEIPT)[0].out == 2
    assert page.papers.asking_card() is None


def test_a_case_that_is_not_here_is_told_and_left(
    world: World, page: CasePage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.left):
        page.show_case(world.place.office.new_draft())
    assert world.window.notices[-1].code == "ZC-CASE-04"


@pytest.mark.parametrize("size", SIZES, ids=("1366", "1920"))
@pytest.mark.parametrize("theme", ("light", "dark"))
def test_no_word_is_cut_in_any_state(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    app: QApplication,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
    size: tuple[int, int],
    theme: str,
    tmp_path: Path,
) -> None:
    apply_theme(app, theme)
    office = world.place.office
    faults, owed, ready = world.receive(), world.receive(), world.receive("hszyzc", False, {})
    office.issue_notice(owed)
    world.all_out()
    office.accept(ready, "counter")
    office.decide_on_spot(ready, True)
    office.issue_certificate(ready, office.next_blank("护士执业证书"))
    jobs = world.place.stores.jobs
    for job in jobs.jobs(JobState.ALLOCATED):
        jobs.mark(job.id, JobState.UNSURE, "A4 打印机")
    page.resize(*size)
    found: list[str] = []
    for name, case in (("faults", faults), ("owed", owed), ("ready", ready)):
        open_case(case)
        app.processEvents()
        found += judge(page, f"case-{name}-{size[0]}-{theme}", tmp_path)
    page._take(replace(page.bar._first) if page.bar._first else pytest.fail("no primary"))
    app.processEvents()
    found += judge(page, f"case-form-{size[0]}-{theme}", tmp_path)
    assert found == []
    assert sum(each.kind == "primary" and each.isVisible() for each in primaries(page)) == 1
    assert look().theme.name == theme


def primaries(page: QWidget) -> list[KeyButton]:
    return page.findChildren(KeyButton)


def judge(page: QWidget, name: str, folder: Path) -> list[str]:
    page.grab().save(str(Path(os.environ.get("ZC_SHOTS", folder)) / f"{name}.png"))
    found = [f"cut: {text}" for text in cut_texts(page)]
    found += [f"no name: {part}" for part in nameless(page)]
    found += [f"tab goes back: {jump}" for jump in tab_jumps(page)]
    return [f"{name}: {text}" for text in found]


LONG = "阿卜杜" * 20


@pytest.mark.parametrize("size", SIZES)
def test_the_number_after_a_very_long_name_is_never_cut(
    page: CasePage,
    world: World,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    """A name has no upper limit; the number is what tells two people apart."""
    case = world.receive("hszyzc", answers={"gap": "no"})
    open_case(case)
    assert page.head.party.text().endswith("0014"), "a name of two characters stands beside the title"
    monkeypatch.setattr("ui.window.case.head.party_words", lambda case: f"{LONG}　4405**********0014")
    page.resize(*size)
    seen = page.seen
    assert seen is not None
    page.head.show_case(seen, "")
    settle()
    QApplication.processEvents()  # the lines that the new words take are placed in the next turn
    shown = page.head.party if page.head.party.text() else page.head.facts
    assert LONG in shown.text() and "4405**********0014" in shown.text()
    assert shown.width() >= shown.minimumSizeHint().width() and shown.height() >= shown.heightForWidth(shown.width())
    assert cut_texts(page.head) == []
    page.head.say("张三　4405**********0014", "收件号")
    assert page.head.facts.minimumHeight() <= page.head.facts.fontMetrics().height(), "the next case is low again"


def test_the_forms_of_a_paper_show_whole_what_is_known_and_no_number_as_if_it_was_typed(
    page: CasePage, world: World, open_case: Callable[[UUID], None]
) -> None:
    """Which seal, who and where must be read before they are registered; the serial is copied from the hand."""
    open_case(world.receive("hszyzc", answers={"gap": "no"}))
    seen = page.seen
    assert seen is not None
    page.form.open(seal_form(seen, seen.case.papers[0]))
    for name in ("name", "by", "where"):
        edit = page.findChild(QLineEdit, f"case.seal.{name}")
        assert edit is not None and edit.text()
        assert edit.fontMetrics().horizontalAdvance(edit.text()) < edit.contentsRect().width(), edit.text()
    assert seen.blank
    assert all(seen.blank not in (ask.hint, ask.value) for ask in blank_form(seen).asks)


def test_an_answer_from_outside_leaves_the_keyboard_at_its_row(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None]
) -> None:
    case = world.receive()
    world.place.office.issue_notice(case)
    open_case(case)
    seen = page.seen
    assert seen is not None
    number = seen.case.open_faults[0].number
    key(page, f"case.material.{number}", Qt.Key.Key_N, qtbot)
    at = QApplication.focusWidget()
    row = next(each for each in page.materials.findChildren(MaterialRow) if each.isAncestorOf(at))
    first, *others = seen.case.materials
    told = replace(seen.case, materials=(replace(first, note="由数据共享取得，已核验"), *others))
    page.materials.show_case(replace(seen, case=told))
    again = page.materials.row(row.material.line_id)
    assert again is not row and again.isAncestorOf(QApplication.focusWidget())
