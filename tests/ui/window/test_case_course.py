"""The acts beside the main line, on the page of the case and by its keys, over a real workplace."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain import events as ev
from app.domain.happened import Recipient
from app.domain.materials import FaultCode, MaterialStatus, as_taken
from app.domain.paper import PaperKind
from app.domain.people import Applicant
from app.domain.states import CaseState
from app.domain.time import at
from app.usecases.intake import build_intake, rows_for
from app.usecases.pledge_tolerance import pledge_tolerance
from tests.looking import proposed
from tests.ui.window.cases import ZHANG, World, button
from tests.ui.window.test_case_page import SIZES, ctrl_enter, fill, open_case, page, press, settle, state
from ui.line import LAST_SYNC_SETTING
from ui.settings import REHEARSAL_PASSWORD
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts, nameless
from ui.window.case.more import MoreMenu
from ui.window.case.page import CasePage
from ui.window.case.promise.sheet import SignSheet
from ui.window.case.side import side_rows
from ui.window.intake.acts import with_branches

__all__ = ["open_case", "page", "settle"]

Open = Callable[[UUID], None]
Settle = Callable[[], None]


def picture(widget: QWidget, name: str, folder: Path) -> None:
    widget.window().grab().save(str(Path(os.environ.get("ZC_SHOTS", folder)) / f"{name}.png"))


def diner(world: World, missing: bool = True, promised: bool = False) -> UUID:
    """小餐饮: the plan of the place missing (容缺), the health papers promised (承诺)."""
    office = world.place.office
    guide = office.guide(office.search_items("小餐饮")[0].code)
    assert guide is not None
    answers = {"cold": "no", "premises": guide.questions[1].choices[0].key}
    rows = [as_taken(row, 1, 0) for row in rows_for(guide, answers)]
    for n, row in enumerate(rows):
        if row.tolerable and missing:
            rows[n] = replace(row, status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, originals=0)
        if row.committable and promised:
            rows[n] = replace(row, status=MaterialStatus.COMMITTED, originals=0)
    intake = build_intake(guide, Applicant(person=ZHANG), None, answers, {}, phone="13800000001")
    draft = office.new_draft()
    office.receive(draft, intake, tuple(rows))
    return draft


def sheet_of(page: CasePage) -> SignSheet:
    found = page.signing.sheet
    assert found is not None and found.isVisible()
    return found


def sign(sheet: SignSheet) -> None:
    for start, end in (((40, 40), (160, 90)), ((60, 100), (180, 60))):
        QTest.mousePress(sheet.pad, Qt.MouseButton.LeftButton, pos=QPoint(*start))
        QTest.mouseMove(sheet.pad, QPoint(*end))
        QTest.mouseRelease(sheet.pad, Qt.MouseButton.LeftButton, pos=QPoint(*end))


def key(text: str, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, text, mods)


def more(page: CasePage, act: str, qtbot: QtBot) -> None:
    """更多 by its key, then the act by its own."""
    page.bar.more.setFocus()
    key("m", Qt.KeyboardModifier.AltModifier)
    menu = next(each for each in page.window().findChildren(MoreMenu) if each.isVisible())
    wanted = button(menu, f"case.more.{act}")
    assert isinstance(wanted, KeyButton)
    key(wanted.key().lower())


@pytest.mark.law("D06", "D07")
def test_容缺_waits_for_the_credit_is_pledged_accepted_and_supplied(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    case = diner(world)
    open_case(case)
    assert button(page, "case.primary").text() == "出具一次性告知书", (
        "the ordinary way while nothing is known"
    )
    assert "信用未查" in page.bar.accessibleDescription()
    assert any(row[0] == "信用核查" and row[1].text == "等待结果" for row in side_rows(page.seen))

    world.answered(case)
    page.refresh()
    settle()
    assert button(page, "case.primary").text() == "签容缺承诺"
    button(page, "case.primary").setFocus()
    ctrl_enter(page, qtbot)
    sheet = sheet_of(page)
    assert page.width() == SIZES[0][0], "the bar keeps its room on an old screen"
    assert cut_texts(sheet) == [] and nameless(sheet) == []
    picture(page, "pledge", tmp_path)
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.RECEIVED
    assert world.window.notices[-1].code == "ZC-CASE-39", "nobody pledges without a signature"

    sign(sheet)
    fill(sheet, "promise.pledge.until", "2027-12-31", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    assert world.window.notices[-1].code == "ZC-CASE-36", "no day later than the item's own limit"
    fill(sheet, "promise.pledge.until", "9-23", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    assert page.signing.sheet is None and page.seen is not None, world.window.notices[-1]
    done = page.seen.case
    assert done.state is CaseState.ACCEPTED and done.pledge is not None
    assert [p.kind for p in done.papers] == [
        PaperKind.RECEIPT,
        PaperKind.TOLERANCE_PLEDGE,
        PaperKind.TOLERANCE_NOTICE,
    ]
    assert {clock.kind for clock in page.seen.clocks} == {"main", "tolerance"}

    owed = done.owed[0]
    row = page.materials.row(owed.line_id)
    assert row is not None
    page.show_tab("materials")
    row.take_focus()
    key("s")
    assert button(page, "case.correction.save").text() == "登记补交：1 项"
    key("s", Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.seen is not None and page.seen.case.owed == ()
    assert page.seen.case.papers[-1].kind is PaperKind.CORRECTION_RECEIPT


@pytest.mark.law("D08")
def test_告知承诺_is_told_in_five_said_in_four_signed_and_accepted(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    case = diner(world, missing=False, promised=True)
    open_case(case)
    more(page, "ask-credit", qtbot)
    settle()
    assert page.seen is not None
    asked = {ask.system for ask in page.seen.case.asks} - {"identity"}
    assert asked == {"commitment-list", "credit"}
    world.answered(case)
    page.refresh()
    settle()
    assert button(page, "case.primary").text() == "签告知承诺"
    button(page, "case.primary").setFocus()
    ctrl_enter(page, qtbot)
    sheet = sheet_of(page)
    sign(sheet)
    ctrl_enter(page, qtbot)
    settle()
    assert world.window.notices[-1].code == "ZC-CASE-64", "what is not told cannot be promised"
    fill(sheet, "promise.commit.told.4", "书面", qtbot)
    fill(sheet, "promise.commit.told.5", "依法处理", qtbot)
    first = sheet.findChild(QCheckBox, "promise.commit.statement.1")
    assert first is not None
    first.setFocus()
    for n in "123":
        key(n)
    ctrl_enter(page, qtbot)
    settle()
    assert world.window.notices[-1].code == "ZC-CASE-65", "each statement by itself"
    picture(page, "commit", tmp_path)
    assert cut_texts(sheet) == [] and nameless(sheet) == []
    first.setFocus()
    key("4")
    ctrl_enter(page, qtbot)
    settle()
    assert page.seen is not None
    done = page.seen.case
    assert done.accepted is not None and len(done.commitments) == 1
    assert [p.kind for p in done.papers] == [PaperKind.RECEIPT, PaperKind.COMMITMENT, PaperKind.ACCEPTANCE]


def test_bad_credit_leaves_the_ordinary_way_and_says_so(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    case = diner(world)
    world.answered(case, "fail")
    open_case(case)
    assert "没有通过" in page.bar.accessibleDescription()
    assert button(page, "case.primary").text() == "出具一次性告知书"
    ctrl_enter(page, qtbot)
    settle()
    assert state(page) is CaseState.AWAITING_CORRECTION


@pytest.mark.law("D09")
def test_a_lapsed_容缺_is_confirmed_by_a_person_and_undone_by_an_earlier_hand_in(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    case = diner(world)
    world.answered(case)
    office = world.place.office
    line = office.case(case).open_faults[0].line_id
    office.act(pledge_tolerance, case, (line,), "现场", "signed")
    office.accept(case, "counter")
    world.clock.move(at(2026, 11, 20))
    assert proposed(world.place) == 1
    assert proposed(world.place) == 0, "once is enough"
    open_case(case)
    assert "容缺期满" in page.bar.accessibleDescription()
    press(page, "case.action.lapse", qtbot)
    press(page, "case.lapse.save", qtbot)
    settle()
    assert world.window.notices[-1].code == "ZC-CASE-52", "not before a sync"
    world.place.stores.settings.put(LAST_SYNC_SETTING, str(world.clock.now().ms))
    press(page, "case.lapse.save", qtbot)
    settle()
    assert state(page) is CaseState.RETURNED
    more(page, "undo", qtbot)
    fill(page, "case.undo.day", "9-22", qtbot)
    fill(page, "case.undo.reason", "another hall took it", qtbot)
    press(page, "case.undo.save", qtbot)
    settle()
    assert state(page) is CaseState.ACCEPTED


@pytest.mark.law("D13", "D14")
def test_a_special_procedure_stops_the_clock_and_the_period_is_extended_once(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    office = world.place.office
    case = world.receive("hszyzc", False, {"gap": "no"})
    office.accept(case, "counter")
    open_case(case)
    more(page, "special", qtbot)
    picture(page, "special", tmp_path)
    fill(page, "case.special.days", "10", qtbot)
    fill(page, "case.special.approver", "Sun", qtbot)
    press(page, "case.special.save", qtbot)
    settle()
    assert state(page) is CaseState.SPECIAL and page.seen is not None
    assert [clock.kind for clock in page.seen.clocks] == ["special"]
    assert "10 个工作日" in page.seen.clocks[0].counting
    press(page, "case.primary", qtbot)
    fill(page, "case.end-special.result", "passed", qtbot)
    press(page, "case.end-special.save", qtbot)
    settle()
    assert state(page) is CaseState.UNDER_REVIEW
    more(page, "extend", qtbot)
    fill(page, "case.extend.reasons", "hard case", qtbot)
    fill(page, "case.extend.approver", "Sun", qtbot)
    press(page, "case.extend.save", qtbot)
    settle()
    assert state(page) is CaseState.EXTENDED
    assert [p.kind for p in page.seen.case.papers][-2:] == [PaperKind.SPECIAL_PROCEDURE, PaperKind.EXTENSION]


def test_a_wrong_row_is_taken_out_of_the_notice_and_a_given_paper_recalled(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    office = world.place.office
    case = world.told()
    old = office.case(case).papers_of(PaperKind.NOTICE)[0].number
    open_case(case)
    more(page, "reduce", qtbot)
    key("1")
    picture(page, "reduce", tmp_path)
    fill(page, "case.reduce.reason", "not in the guide", qtbot)
    press(page, "case.reduce.save", qtbot)
    settle()
    assert page.seen is not None
    assert [len(n.faults) for n in page.seen.case.notices] == [1]
    assert len(page.seen.case.papers_of(PaperKind.NOTICE)) == 1, "the old number is void"
    told = [(notice.state, notice.title, notice.next) for notice in world.window.notices if old in notice.title]
    assert told and told[0][0] == "warn" and "收回来" in told[0][1], "she may hold it and go for what nobody may ask"
    assert page.seen.case.papers_of(PaperKind.NOTICE)[0].number in told[0][2]


def test_on_the_spot_waived_moved_and_turned_away(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    case = world.receive()
    open_case(case)
    more(page, "on-spot", qtbot)
    key("1")
    fill(page, "case.on-spot.what", "stamp", qtbot)
    press(page, "case.on-spot.save", qtbot)
    settle()
    assert page.seen is not None and len(page.seen.case.open_faults) == 1
    more(page, "waive", qtbot)
    key("1")
    fill(page, "case.waive.fact", "the rule exists", qtbot)
    fill(page, "case.waive.proof", "the old file", qtbot)
    press(page, "case.waive.save", qtbot)
    settle()
    assert page.seen.case.open_faults == () and len(page.seen.case.waivers) == 1
    more(page, "bundle", qtbot)
    fill(page, "case.bundle.bundle", "B-1", qtbot)
    fill(page, "case.bundle.place", "shelf", qtbot)
    fill(page, "case.bundle.hand", "Qian", qtbot)
    picture(page, "bundle", tmp_path)
    press(page, "case.bundle.save", qtbot)
    settle()
    assert [b.to_place for b in page.seen.case.bundles] == ["shelf"]
    for act, kind in (
        ("attorney", PaperKind.POWER_OF_ATTORNEY),
        ("rating", PaperKind.RATING_SLIP),
        ("handover-list", PaperKind.HANDOVER_LIST),
    ):
        more(page, act, qtbot)
        settle()
        assert page.seen.case.papers[-1].kind is kind
    more(page, "turn-away", qtbot)
    fill(page, "case.turn-away.reason", "not ours", qtbot)
    fill(page, "case.turn-away.instead", "ask the county", qtbot)
    press(page, "case.turn-away.save", qtbot)
    settle()
    assert state(page) is CaseState.TURNED_AWAY


@pytest.mark.parametrize(("act", "values", "ends"), [
    ("delete", {"reason": "mistyped"}, CaseState.DELETED),
    ("forward", {"to": "the county", "reason": "theirs"}, CaseState.FORWARDED),
])  # fmt: skip
def test_a_case_ends_otherwise(
    act: str,
    values: dict[str, str],
    ends: CaseState,
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Open,
    settle: Settle,
) -> None:
    open_case(world.receive())
    more(page, act, qtbot)
    for name, text in values.items():
        fill(page, f"case.{act}.{name}", text, qtbot)
    press(page, f"case.{act}.save", qtbot)
    settle()
    assert state(page) is ends


def test_only_a_supervisor_who_proves_herself_voids_a_case_and_a_wrong_password_keeps_what_was_typed(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    """A name that anybody can type is no confirmation."""
    open_case(world.receive())
    more(page, "void", qtbot)
    hints = {name: page.form._parts[name].edit.placeholderText() for name in ("supervisor", "password")}
    assert hints == {"supervisor": "演练：0001", "password": "演练：yanlian"}
    picture(page, "void", tmp_path)
    assert cut_texts(page.form) == []
    fill(page, "case.void.reason", "twice", qtbot)
    for number, password in (("0001", "guessed"), ("0000", REHEARSAL_PASSWORD)):
        fill(page, "case.void.supervisor", number, qtbot)
        fill(page, "case.void.password", password, qtbot)
        press(page, "case.void.save", qtbot)
        settle()
        assert state(page) is CaseState.RECEIVED, "herself, or who cannot prove it, confirms nothing"
        assert (page.form.values()["reason"], page.form.values()["password"]) == ("twice", "")
    fill(page, "case.void.supervisor", "0001", qtbot)
    fill(page, "case.void.password", REHEARSAL_PASSWORD, qtbot)
    press(page, "case.void.save", qtbot)
    settle()
    assert state(page) is CaseState.VOIDED and page.seen is not None
    voided = page.seen.events[-1].event
    assert isinstance(voided, ev.Voided) and (voided.supervisor, voided.supervisor_no) == ("演练主管", "0001")


def test_the_menu_holds_only_what_can_be_done_and_every_key_is_shown_once(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    open_case(world.receive())
    page.bar.more.setFocus()
    key("m", Qt.KeyboardModifier.AltModifier)
    menu = next(each for each in page.window().findChildren(MoreMenu) if each.isVisible())
    picture(page, "more", tmp_path)
    assert cut_texts(menu) == [] and nameless(menu) == []
    keys = [action.key for action in page.bar.rare]
    assert len(keys) == len(set(keys)) and all(keys)
    assert "special" not in {action.name for action in page.bar.rare}, "no clock to stop before acceptance"
    key("d")
    assert page.form.spec is not None and page.form.spec.name == "delete"


def test_where_nothing_must_be_typed_the_digits_beside_the_choices_choose(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    """帮代办: 3 means 上门; it went into the field beside it as a word."""
    open_case(world.receive())
    page.bar.more.setFocus()
    key("m", Qt.KeyboardModifier.AltModifier)
    key("n")
    assert page.form.spec is not None and page.form.spec.name == "help"
    key("3")
    assert page.form.values() == {"kind": "上门", "when": ""}


def test_a_bundle_of_items_starts_together_and_each_branch_ends_by_its_own_key(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    office = world.place.office
    guide = office.guide(office.search_items("一件事")[0].code)
    assert guide is not None and guide.group
    asked = [question.text for question in guide.questions]
    assert sum("遗失还是损坏" in text for text in asked) == 1, "one form asks one thing once"
    answers = {question.id: question.choices[-1].key for question in guide.questions}
    plain = build_intake(guide, Applicant(person=ZHANG), None, answers, {}, phone="13800000001")
    intake = with_branches(office, plain)
    assert [branch.item.code for branch in intake.branches] == list(guide.group)
    case = office.new_draft()
    office.receive(case, intake, tuple(as_taken(row, 1, 0) for row in rows_for(guide, answers)))
    office.accept(case, "counter")
    open_case(case)
    assert button(page, "case.primary").text() == "开始联办"
    assert page.seen is not None
    waiting = [row for row in side_rows(page.seen) if row[1].text == "还没开始"]
    assert waiting and all(not more for _, _, more in waiting), "a branch that follows none waits for none"
    press(page, "case.primary", qtbot)
    settle()
    assert state(page) is CaseState.JOINT and page.seen is not None
    running = [row[0] for row in side_rows(page.seen) if row[1].text == "办理中"]
    assert running and "branch" in {clock.kind for clock in page.seen.clocks}
    picture(page, "joint", tmp_path)
    for _ in range(len(guide.group)):
        press(page, "case.primary", qtbot)
        assert page.form.spec is not None and page.form.spec.name == "branch"
        key("1")
        press(page, "case.branch.save", qtbot)
        settle()
    assert all(branch.granted for branch in page.seen.case.branches)
    assert button(page, "case.primary").text() == "当场决定：准予"


def test_a_notice_that_was_never_given_makes_the_application_accepted(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    case = world.receive()
    world.clock.move(at(2026, 10, 9))
    assert proposed(world.place) == 1
    open_case(case)
    assert "视为受理" in page.bar.accessibleDescription()
    assert button(page, "case.primary").text() == "确认视为受理", "nothing may be demanded any more"
    world.place.stores.settings.put(LAST_SYNC_SETTING, str(world.clock.now().ms))
    ctrl_enter(page, qtbot)
    press(page, "case.silent.save", qtbot)
    settle()
    assert state(page) is CaseState.ACCEPTED and page.seen is not None
    accepted = page.seen.case.accepted
    assert accepted is not None and accepted.deemed and accepted.accepted_on == at(2026, 9, 21).date


def test_a_given_paper_is_taken_back_under_a_new_number(
    world: World, page: CasePage, qtbot: QtBot, open_case: Open, settle: Settle
) -> None:
    office = world.place.office
    case = world.receive(fault=False)
    office.accept(case)
    world.all_out()
    paper = office.case(case).papers_of(PaperKind.ACCEPTANCE)[0]
    office.record_seal(case, paper.document_id, "seal", "Qian", "here")
    office.give_paper(case, paper.document_id, Recipient("Li"))
    open_case(case)
    press(page, "case.paper.D02.recall", qtbot)
    fill(page, "case.recall.reason", "wrong name", qtbot)
    press(page, "case.recall.save", qtbot)
    settle()
    assert page.seen is not None
    new = page.seen.case.papers_of(PaperKind.ACCEPTANCE)
    assert len(new) == 1 and new[0].number != paper.number
