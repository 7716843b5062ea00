"""The intake at work: every verdict by keys alone, nothing typed lost, the form and the paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from app.domain.delivery import BOTH, Delivery, delivery_of
from app.domain.materials import FaultCode, MaterialStatus
from app.domain.paper import PaperKind
from app.domain.people import mask_number
from app.domain.transitions import CaseState
from tests.ui.window.intake.room import FOOD, RECEIVER, ZHANG, Clerk, K, begin, primary
from ui.shared.button import KeyButton
from ui.window.intake.rows import chip_of


@pytest.mark.law("L24", "B3-5")
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


@pytest.mark.law("L23", "B3-7", "A7-24")
def test_a_complete_nurse_is_accepted_to_be_decided_here(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    assert primary(clerk).text() == "受理，接着当场决定"
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert case.accepted is not None and case.accepted.route == "counter" and case.decision is None
    clerk.until(lambda: "还没有决定：请申请人等一等" in clerk.said[-1].next)


@pytest.mark.law("J02", "Z02", "B3-16")
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
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT, PaperKind.ROUTING]


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
    clerk.type("D")
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


def test_who_is_put_aside_without_a_name_is_told_so_and_not_masked_as_one(desk: Callable[..., Clerk]) -> None:
    """「已暂存：未**名」 stood there: the words 未填姓名 were taken for the name of a person."""
    clerk = desk()
    clerk.page.who.party.focus()
    clerk.type("D")
    clerk.rest(2)
    clerk.ctrl(K.Key_S)
    clerk.until(clerk.page.state.empty)
    clerk.rest(2)
    assert "未填姓名" in clerk.said[-1].title


def test_who_has_only_a_mouse_goes_on_with_a_parked_one(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.ctrl(K.Key_S)
    clerk.until(clerk.page.state.empty)
    clerk.rest(2)
    clerk.page.parked_button.click()
    clerk.rest(2)
    button = clerk.named("intake.resume")
    assert isinstance(button, KeyButton) and button.isVisible() and button.key() == "Return"
    button.click()
    clerk.until(lambda: clerk.page.state.guide is not None)


def test_a_form_that_was_filled_in_by_hand_is_not_said_to_lack_anything(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    assert "还差" in clerk.page.what.form_chip.text()
    clerk.type("S")
    clerk.rest(1)
    assert clerk.page.state.material_rows()[0].is_form
    assert clerk.page.what.form_chip.text() == "收的是纸质表"
    clerk.type("X")
    clerk.rest(1)
    assert "还差" in clerk.page.what.form_chip.text(), "a faulty paper fills in no form"


def test_words_that_find_nothing_say_what_to_try(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.named("intake.search").setFocus()
    clerk.type("qqqqqqwwwwww")
    clerk.until(lambda: "没有找到" in clerk.page.what.nothing.text())
    assert "换个说法" in clerk.page.what.nothing.text() and clerk.page.what.nothing.isVisible()


def test_the_mark_of_a_typed_person_has_its_room(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.named("intake.name").setFocus()
    clerk.type("张三")
    clerk.press(K.Key_Return)
    clerk.type("440524188001010014")
    clerk.press(K.Key_Return)
    clerk.rest(1)
    chip = clerk.page.who.chip
    assert chip.isVisible() and chip.width() >= chip.sizeHint().width()


@pytest.mark.law("Z13", "A6-30")
def test_results_come_while_typing_and_the_arrows_move_in_them(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.named("intake.search").setFocus()
    clerk.type("jzz")
    clerk.until(lambda: clerk.page.what.results.count() > 1)
    assert clerk.page.what.results.current().full_name == "居住证申领"
    clerk.press(K.Key_Down)
    assert clerk.page.what.results.currentIndex().row() == 1
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)
    assert not clerk.page.state.guide.guided and "没有该事项的办事指南" in clerk.page.plan.sentence


def test_enter_takes_what_was_typed_last_however_fast_the_hand(desk: Callable[..., Clerk]) -> None:
    """The list still shows the answer to the words before; Enter waits for the answer to the last ones."""
    clerk = desk()
    clerk.named("intake.search").setFocus()
    clerk.type("hszyzc")
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    first = clerk.page.what.results.current()
    assert first is not None and "护士" in first.full_name
    clerk.ctrl(K.Key_A)
    clerk.type("spscxk")
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)
    guide = clerk.page.state.guide
    assert guide is not None and "食品" in guide.item.name


@pytest.mark.law("Z13", "A6-31")
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
    clerk.alt(K.Key_D)
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
    clerk.alt(K.Key_P)
    clerk.rest(3)
    assert clerk.page.paper.name.text() == "收件凭证"


def test_a_receipt_that_is_numbered_is_no_paper_to_come(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for keys in ("S", "D", "M", "S", "S"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.rest()

    clerk.press(K.Key_F8)
    clerk.until(lambda: clerk.page.state.case is not None)
    clerk.rest()

    assert clerk.page.paper.name.text() == "受理通知书"
    assert PaperKind.RECEIPT not in clerk.page.drawing.kinds()


def test_who_is_known_is_not_asked_for_again(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    assert clerk.page.plan.sentence == "先读卡，或者输入申请人"

    clerk.page.card_read(ZHANG)
    clerk.rest()

    plan = clerk.page.plan
    assert "先读卡" not in plan.sentence
    assert "填写联系电话" in plan.sub


def test_an_item_of_the_palette_opens_like_one_of_the_list(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.apply_action(f"item:{FOOD}")
    clerk.until(lambda: clerk.page.state.guide is not None)
    clerk.rest(1)
    assert clerk.page.what.results.current().code == FOOD
    assert clerk.named("intake.search").text() == "食品生产许可"
    with pytest.raises(KeyError):
        clerk.page.apply_action("no such thing")


def test_a_choice_of_the_form_takes_words_and_digits(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    clerk.alt(K.Key_F)
    clerk.named("intake.form.kind").setFocus()
    clerk.type("糕")
    assert clerk.page.state.form["kind"] == "糕点"
    clerk.type("3")
    assert clerk.page.state.form["kind"] == "调味品"


def test_the_list_of_items_opens_again_with_the_arrows(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    found = clerk.page.what.results
    assert clerk.page.state.guide is not None
    clerk.page.what.keep_only(clerk.page.state.guide.item.code)
    assert found.count() == 1
    clerk.named("intake.search").setFocus()
    clerk.press(K.Key_Down)
    assert found.count() > 1
    assert found.currentIndex().row() == 1


def test_a_window_made_smaller_keeps_the_questions_in_view(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.show(1920, 1080)
    begin(clerk, "spscxk", "N", "N")
    found = clerk.page.what.results
    assert found.count() > 1
    clerk.show(1366, 768)
    assert found.count() == 1
    clerk.show(1920, 1080)
    assert found.count() > 1


def test_what_is_found_after_the_choice_does_not_take_its_place(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    guide = clerk.page.state.guide
    assert guide is not None
    clerk.page.what.search.setFocus()
    clerk.page.what.search.selectAll()
    clerk.type("hszyzc")
    clerk.page.apply_action(f"item:{guide.item.code}")
    clerk.rest(2)
    current = clerk.page.what.results.current()
    assert current is not None
    assert current.code == guide.item.code


@pytest.mark.law("L26", "L28", "L20", "P11")
def test_the_result_is_wanted_by_post_and_electronically_and_a_shown_file_counts_by_keys_alone(
    desk: Callable[..., Clerk],
) -> None:
    clerk = desk()
    begin(clerk)
    for key in "SEMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    clerk.alt(K.Key_1)
    assert clerk.page.who.result is not None
    clerk.page.who.result.way.focus()
    clerk.type("X")
    clerk.type("B")
    clerk.rest(1)
    assert primary(clerk).text() == "去填写" and "填写结果的邮寄地址" in clerk.page.plan.sub
    clerk.named("intake.post_to").setFocus()
    clerk.type("建设路1号")
    clerk.press(K.Key_Return)
    clerk.rest(1)
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[0])
    assert case.intake is not None and delivery_of(case) == Delivery("邮寄", BOTH, "建设路1号")
    row = case.materials[1]
    assert (row.status, row.auth) == (MaterialStatus.ELECTRONIC, "card"), "read from her card"


def test_a_card_that_was_only_read_is_not_kept_by_the_key_that_takes_papers_in(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "居住证申领")
    clerk.press(K.Key_Space)
    clerk.press(K.Key_Space)
    clerk.rest(1)
    form, card = clerk.page.state.material_rows()[:2]
    assert card.name == "居民身份证" and not card.kept and form.kept
    assert chip_of(card).text == "原件×1 验后退还"
    assert chip_of(form).text == "收 自填件×1"
    head = clerk.page.materials.note
    assert "项中  收 1  验后退还 1" in head.text(), "kinds of material, and what went back is not among what is in"
    assert "共收纸质 1 份" in head.text(), "sheets, as the receipt adds them up"
    clerk.page.materials.go_to(form.number)
    clerk.rest(1)
    clerk.type("+")
    clerk.rest(1)
    assert "收 1  验后退还 1" in head.text() and "共收纸质 2 份" in head.text()
    clerk.page.materials.go_to(form.number)
    clerk.rest(1)
    clerk.type("K")
    clerk.rest(1)
    assert not clerk.page.state.material_rows()[0].kept, "the clerk says that it went back"


def test_in_a_rehearsal_what_there_is_a_guide_of_is_found_once(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    for words in ("居住证申领", "就业困难人员认定", "独生子女父母光荣证办理", "户口迁移审批"):
        found = [item for item in clerk.workplace.office.search_items(words) if item.full_name == words]
        assert [item.guided for item in found] == [True], words
    clerk.named("intake.search").setFocus()
    clerk.type("jzzsl")
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    assert [item.full_name for item in clerk.page.what.results.items()] == ["居住证申领"]


def test_down_from_the_explanation_of_a_fault_keeps_the_keyboard_in_the_materials(desk: Callable[..., Clerk]) -> None:
    """The row went on, its field went away, and the next keys went into the search at the top."""
    clerk = desk()
    begin(clerk)
    clerk.type("X1")
    clerk.rest(1)
    assert clerk.focused() is not clerk.page.materials.list, "what is wrong may be explained"
    clerk.press(K.Key_Down)
    assert clerk.focused() is clerk.page.materials.list
    clerk.type("S")
    clerk.rest(1)
    rows = clerk.page.state.material_rows()
    assert [str(row.status) for row in rows[:2]] == ["faulty", "original"]
