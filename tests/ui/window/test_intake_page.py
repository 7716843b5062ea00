"""What a clerk would miss at the intake: the whole job by keys, nothing typed lost, nothing forbidden available."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.materials import FaultCode, MaterialStatus
from app.domain.paper import PaperKind
from app.domain.people import mask_number
from app.domain.rights import Grant, Right
from app.domain.transitions import CaseState
from tests.ui.window.intake_room import FOOD, LI, NURSE, ZHANG, Clerk
from ui.runner import StepMeter
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.shared.segment import Segment
from ui.theme import apply_theme

K = Qt.Key
RECEIVER = (Grant(Right.RECEIVE),)


@pytest.fixture(scope="module")
def furnished(dressed_app: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal profile with its catalogue, made once."""
    folder = tmp_path_factory.mktemp("intake") / "profile"
    Clerk(folder, shown=False).close()
    return folder


@pytest.fixture
def desk(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Callable[..., Clerk]]:
    """Opens windows on one copy of the profile; each is closed afterwards."""
    folder = tmp_path / "profile"
    shutil.copytree(furnished, folder)
    opened: list[Clerk] = []

    def sit(grants: tuple[Grant, ...] | None = None) -> Clerk:
        opened.append(Clerk(folder, grants))
        return opened[-1]

    yield sit
    for clerk in opened:
        clerk.close()


def begin(clerk: Clerk, words: str = "hszyzc", *answers: str) -> None:
    """Card, item, 情形, telephone: all by keys, as far as the material list."""
    clerk.page.start_new()
    clerk.rest(1)
    clerk.page.card_read(ZHANG)
    clerk.type("13800000001")
    clerk.press(K.Key_Return)
    clerk.type(words)
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)
    for answer in answers or ("N",):
        clerk.rest(1)
        clerk.type(answer)
    clerk.page.materials.take_focus()
    clerk.rest(1)


def primary(clerk: Clerk) -> KeyButton:
    button = clerk.named("intake.primary")
    assert isinstance(button, KeyButton)
    return button


def action(clerk: Clerk) -> Segment:
    segment = clerk.named("intake.action")
    assert isinstance(segment, Segment)
    return segment


def test_a_nurse_is_notified_once_without_touching_the_mouse(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("S")
    clerk.press(K.Key_Return)
    clerk.type("D")
    clerk.press(K.Key_Return)
    clerk.type("M")
    clerk.press(K.Key_Return)
    clerk.type("X6聘用单位未加盖公章")
    clerk.press(K.Key_Return)
    clerk.type("X1")
    clerk.press(K.Key_Return)
    clerk.rest(1)
    assert primary(clerk).text() == "出具告知书 2 份"
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert case.state is CaseState.AWAITING_CORRECTION
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT, PaperKind.NOTICE]
    assert [(f.number, f.code) for f in case.notices[0].faults] == [
        (4, FaultCode.SEAL),
        (5, FaultCode.MISSING),
    ]
    assert case.notices[0].faults[0].finding == "聘用单位未加盖公章"
    assert case.intake is not None
    assert case.intake.applicant.id_number == ZHANG.number
    assert case.intake.phone == "13800000001"
    assert clerk.page.state.empty()
    clerk.rest(2)
    assert not clerk.workplace.office.open_drafts()
    assert not clerk.errors


def test_a_complete_nurse_is_accepted_to_be_decided_here(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    assert primary(clerk).text() == "受理并当场办结"
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert case.accepted is not None
    assert case.accepted.route == "counter"


def test_who_may_only_receive_passes_the_case_on(desk: Callable[..., Clerk]) -> None:
    clerk = desk(RECEIVER)
    begin(clerk)
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    assert primary(clerk).text() == "收件转部门"
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert case.lease == "platform"
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT]


def test_a_tolerable_fault_leaves_the_citizen_the_choice(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    for key in "SSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    clerk.type("X1")
    clerk.page.who.party.set_value("self")
    clerk.rest(1)
    assert primary(clerk).text() == "容缺受理并出具受理通知书"
    assert clerk.named("intake.other_way").isVisible()
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert case.accepted is not None
    assert case.materials[3].status is MaterialStatus.TOLERATED


def test_the_receipt_first_then_the_notice_of_the_same_case(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for keys in ("S", "D", "M", "S", "X5过期"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.press(K.Key_F8)
    clerk.until(lambda: clerk.page.state.case is not None)
    clerk.rest(1)
    assert not clerk.opened
    assert primary(clerk).text() == "出具告知书 2 份"
    clerk.page.materials.take_focus()
    clerk.type("S")
    assert clerk.page.state.material_rows()[4].status is MaterialStatus.FAULTY
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT, PaperKind.NOTICE]


def test_a_receipt_with_unseen_rows_is_asked_first(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("S")
    clerk.press(K.Key_F8)
    clerk.rest(1)
    assert clerk.shell.dialog().isVisible()
    clerk.press(K.Key_Escape)
    clerk.rest(1)
    assert clerk.page.state.case is None


def test_what_was_typed_comes_back_after_a_crash(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.type("3")
    clerk.page.card_read(ZHANG)
    clerk.type("沈阳样例食品有限公司")
    clerk.press(K.Key_Return)
    clerk.type("11210106MB1H357457")
    clerk.press(K.Key_Return)
    clerk.type("13800000002")
    clerk.press(K.Key_Return)
    clerk.type("spscxk")
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)
    clerk.type("N")
    clerk.type("N")
    clerk.alt(K.Key_F)
    form = clerk.page.what.form
    form.entries["kind"].setFocus()
    QTest.keyClick(clerk.named("intake.form.kind"), K.Key_Down)
    form.entries["products"].setFocus()
    clerk.type("酱油")
    form.entries["area"].setFocus()
    clerk.type("120")
    clerk.press(K.Key_Escape)
    clerk.page.materials.take_focus()
    clerk.type("S")
    clerk.press(K.Key_Down)
    clerk.type("X3图上没有尺寸")
    clerk.rest()
    before, draft = clerk.page.state, clerk.page.journal.draft
    assert draft is not None
    clerk.close()

    again = desk()
    again.page.resume(draft)
    again.until(lambda: again.page.state.guide is not None)
    again.rest(2)
    after = again.page.state
    assert after.fields() == before.fields()
    assert after.card is not None
    assert (after.card.name, after.card.raw_text) == ("张三", b"")
    assert after.form_values()["products"] == "酱油"
    assert after.form_values()["name"] == "沈阳样例食品有限公司"
    assert after.material_rows()[1].note == "图上没有尺寸"
    assert again.named("intake.company_name").text() == "沈阳样例食品有限公司"


def test_parked_and_taken_up_again(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("S")
    clerk.ctrl(K.Key_S)
    clerk.until(clerk.page.state.empty)
    clerk.rest(2)
    assert clerk.page.parked_button.text() == "没办完 1 件"
    clerk.ctrl(K.Key_O)
    clerk.rest(2)
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)
    assert clerk.page.state.material_rows()[0].status is MaterialStatus.ORIGINAL


def test_a_choice_the_guide_forbids_is_locked_and_says_why(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    locked = {choice.value: choice.locked for choice in action(clerk).choices()}
    assert locked["original"] == locked["copy"] == locked["faulty"] == ""
    assert "免交范围" in locked["exempt"]
    assert "容缺范围" in locked["tolerated"]
    for key in "MRC":
        clerk.type(key)
        assert clerk.page.materials.current().status is MaterialStatus.OPEN
    assert "免交范围" in clerk.words[-3]
    clerk.page.materials.go_to(3)
    clerk.type("M")
    assert clerk.page.materials.current().status is MaterialStatus.EXEMPT


def test_what_the_situation_does_not_need_is_named_and_not_asked(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    assert len(clerk.page.materials.rows) == 5
    said = [line.name for line, decided in clerk.page.state.not_needed() if decided]
    assert said == ["三个月临床护理（助产）培训并考核合格的证明"]


def test_bare_keys_do_nothing_while_somebody_types(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("X5")
    clerk.type("SDM123")
    row = clerk.page.materials.current()
    assert (row.status, row.fault, row.note) == (MaterialStatus.FAULTY, FaultCode.EXPIRED, "SDM123")
    clerk.press(K.Key_Escape)
    clerk.type("S")
    assert clerk.page.materials.current().status is MaterialStatus.ORIGINAL
    clerk.named("intake.phone").setFocus()
    clerk.type("3")
    assert clerk.page.state.party == "self"


def test_an_answer_to_an_older_question_is_dropped(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    search = clerk.page.what.searcher
    search.ask("hszyzc")
    clerk.until(lambda: search._job is not None)
    old = search._asked
    search.ask("spscxk")
    search._answer(old, clerk.workplace.office.search_items("hszyzc"))
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    assert clerk.page.what.results.items()[0].code == FOOD


def test_results_come_while_typing_and_the_arrows_move_in_them(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.named("intake.search").setFocus()
    clerk.type("hszyzc")
    clerk.until(lambda: clerk.page.what.results.count() > 1)
    assert clerk.page.what.results.current().code == NURSE
    clerk.press(K.Key_Down)
    assert clerk.page.what.results.currentIndex().row() == 1
    clerk.press(K.Key_Return)
    clerk.until(lambda: bool(clerk.said))
    assert clerk.page.state.guide is None
    assert "没有" in clerk.said[-1].title


@pytest.mark.parametrize(
    ("number", "right"),
    [("440524188001010014", True), ("440524188001010015", False)],
)
def test_a_wrong_check_digit_is_said_and_stops_the_button(
    desk: Callable[..., Clerk], number: str, right: bool
) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.named("intake.name").setFocus()
    clerk.type("张三")
    clerk.named("intake.id_number").setFocus()
    clerk.type(number)
    clerk.named("intake.name").setFocus()
    field = clerk.page.who.number
    assert field.message.isVisible() is not right
    assert (
        any(gap.field == "number" for gap in clerk.page.state.gaps(clerk.workplace.office.today()))
        is not right
    )
    assert field.edit.text() == mask_number(number)


def test_an_early_credit_code_wants_a_reason(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.type("3")
    clerk.named("intake.uscc").setFocus()
    clerk.type("11210106MB1H357458")
    clerk.named("intake.company_name").setFocus()
    assert clerk.page.who.uscc.message.isVisible()
    assert not clerk.named("intake.uscc_reason").isVisible()
    assert not clerk.page.state.uscc_check().valid


def test_numbers_are_masked_and_a_look_is_audited(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    shown = clerk.page.who.card.facts
    words = " ".join(label.text() for label in shown.findChildren(type(clerk.page.who.role)))
    assert ZHANG.number not in words
    assert clerk.named("intake.phone").text() == "138****0001"
    clerk.alt(K.Key_H)
    clerk.until(lambda: clerk.page.identity.whole)
    assert clerk.named("intake.phone").text() == "13800000001"
    from sqlalchemy import select

    from app.storage.schema import audit

    with clerk.workplace.database.read.connect() as connection:
        rows = [r.action for r in connection.execute(select(audit.c.action))]
    assert "reveal" in rows
    clerk.alt(K.Key_H)
    assert clerk.named("intake.phone").text() == "138****0001"


def test_another_persons_card_never_replaces_the_first_silently(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.page.card_read(LI)
    clerk.rest(1)
    assert clerk.shell.dialog().isVisible()
    clerk.press(K.Key_Escape)
    assert clerk.page.state.card.name == "张三"


def test_the_form_is_prefilled_checked_and_printed_once(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.alt(K.Key_F)
    clerk.rest(1)
    form = clerk.page.what.form
    assert form.entries["name"].value() == "张三"
    assert form.entries["sex"].value() == "男"
    assert clerk.named("intake.form.id_number").text() == mask_number(ZHANG.number)
    assert clerk.focused().objectName() == "intake.form.education"
    clerk.press(K.Key_Down)
    clerk.press(K.Key_Return)
    for words in ("沈阳样例卫校", "样例证001", "沈阳样例医院", "", "内科"):
        clerk.type(words)
        clerk.press(K.Key_Return)
    clerk.rest(1)
    assert not clerk.page.state.form_issues(clerk.workplace.office.today())
    clerk.alt(K.Key_P)
    clerk.until(lambda: clerk.page.state.printed is not None)
    clerk.rest(1)
    draft = clerk.page.journal.draft
    case = clerk.workplace.office.case(draft)
    assert case.state is CaseState.DRAFT
    assert case.intake.form["employer"] == "沈阳样例医院"
    assert clerk.focused().objectName() == "intake.rows"
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    assert clerk.opened == [draft]


def test_an_empty_form_field_is_asked_about_before_printing(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.alt(K.Key_D)
    clerk.rest(1)
    assert clerk.shell.dialog().isVisible()
    clerk.press(K.Key_Escape)
    clerk.rest(1)
    assert clerk.page.state.printed is None
    assert clerk.focused().objectName() == "intake.form.education"


def test_the_paper_follows_the_verdict(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    assert clerk.page.paper.name.text() == "收件凭证"
    for keys in ("S", "D", "M", "S", "X5"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.rest()
    assert clerk.page.paper.name.text() == "一次性告知书"
    assert clerk.page.paper.zoom.isEnabled()
    clerk.alt(K.Key_O)
    clerk.rest(3)
    assert clerk.page.paper.name.text() == "收件凭证"


def test_a_citizen_without_a_telephone_is_taken_in(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.named("intake.phone").setFocus()
    clerk.type("无")
    clerk.page.materials.take_focus()
    assert not clerk.page.state.gaps(clerk.workplace.office.today())
    assert clerk.page.state.intake().phone == ""


def test_the_law_is_one_key_away(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for keys in ("S", "D", "M", "S", "X5"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.press(K.Key_F9)
    assert "行政许可法 32" in clerk.page.bar.accessibleDescription()


def test_when_the_numbers_run_out_nothing_typed_is_lost(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    from sqlalchemy import delete

    from app.storage.schema import number_blocks

    with clerk.workplace.database.write.begin() as connection:
        connection.execute(delete(number_blocks))
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: any(notice.code == "ZC-NUM-01" for notice in clerk.said))
    clerk.press(K.Key_Return)
    assert clerk.page.state.case is None
    assert len(clerk.page.state.rows) == 5
    assert primary(clerk).isEnabled()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_no_word_is_cut_and_everything_has_a_name(
    app: QApplication, desk: Callable[..., Clerk], theme: str
) -> None:
    apply_theme(app, theme)
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    clerk.page.who.party.focus()
    clerk.type("3")
    clerk.page.materials.take_focus()
    for keys in ("S", "X3", "R", "X4说明"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    found: list[str] = []
    for size in ((1366, 768), (1920, 1080)):
        clerk.shell.resize(*size)
        clerk.rest(1)
        found += [*cut_texts(clerk.shell), *nameless(clerk.shell), *tab_jumps(clerk.shell)]
        clerk.page.what.open_form()
        clerk.rest(1)
        found += [*cut_texts(clerk.shell), *nameless(clerk.shell)]
        clerk.page.what.close_form()
    assert not found, "\n".join(found)


def test_typing_and_judging_keep_the_window_awake(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    meter = StepMeter(limit_ms=100)
    meter.start()
    clerk.page.materials.take_focus()
    for keys in ("S", "X3", "D", "X4说明"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.rest()
    meter.stop()
    assert not meter.slow, meter.worst()
