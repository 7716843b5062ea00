"""容缺, 告知承诺 and 不属本窗口 at the intake: the receipt first, the ordinary way open, no way without a paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.case import Case
from app.domain.guide import ServiceItem
from app.domain.materials import FaultCode, MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.domain.states import CaseState
from tests.ui.window.intake.room import FOOD, Clerk, K, begin, primary
from ui.shared.measure import cut_texts, nameless
from ui.window.intake.away import AwaySheet
from ui.window.intake.context import Origin
from ui.window.intake.plan import TURN_AWAY
from ui.window.intake.rows import MaterialRow

DINER = "小餐饮"


def opened(clerk: Clerk) -> Case:
    clerk.until(lambda: bool(clerk.opened))
    return clerk.workplace.office.case(clerk.opened[0])


def judge(clerk: Clerk, keys: str) -> None:
    for key in keys:
        clerk.type(key)
        clerk.press(K.Key_Return)
    clerk.rest(1)


def test_what_may_come_later_is_received_and_the_case_waits_for_its_pledge(
    desk: Callable[..., Clerk],
) -> None:
    clerk = desk()
    begin(clerk, DINER, "N", "1")
    judge(clerk, "SMRCS")
    tolerated = clerk.page.state.material_rows()[2]
    assert (tolerated.status, tolerated.fault) == (MaterialStatus.TOLERATED, FaultCode.MISSING)
    bar = clerk.page.plan
    assert bar.sentence == "可容缺受理：缺 1 项，含告知承诺 1 项"
    assert "信用未查" in bar.sub, "nobody may believe that the credit is good"
    assert primary(clerk).text() == "收件，签容缺承诺"
    clerk.ctrl(K.Key_Return)
    case = opened(clerk)
    assert case.state is CaseState.RECEIVED
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT]
    promised = [ask.system for ask in case.asks if ask.system not in ("identity", "exchange")]
    assert sorted(promised) == ["commitment-list", "credit"]
    assert [row.line_id for row in case.open_faults] == [tolerated.line_id], "told as it came: not there"
    assert [row.status for row in case.materials][3] is MaterialStatus.COMMITTED


@pytest.mark.law("L24")
def test_a_late_sheet_of_the_pad_is_not_offered_what_is_refused_after_its_receipt(desk: Callable[..., Clerk]) -> None:
    """Long after the five days nobody may be told, and no day is left for 容缺: it counts as accepted."""
    clerk = desk()
    handed = clerk.workplace.office.desk.clock.now().ms - 90 * 86_400_000
    begin(clerk, DINER, "N", "1", origin=Origin(pad_ms=str(handed)))
    judge(clerk, "SMRSS")
    bar = clerk.page.plan
    assert bar.sentence == "已满5个工作日没有告知，收件后确认视为受理" and not bar.other
    assert "容缺：材料" not in bar.extra, "no day is left for it"
    assert primary(clerk).text() == "收件，打开办件"
    clerk.ctrl(K.Key_Return)
    case = opened(clerk)
    assert case.state is CaseState.RECEIVED and not case.notices and not clerk.errors


def test_who_rather_does_not_pledge_is_told_everything_at_once(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, DINER, "N", "1")
    judge(clerk, "SM")
    clerk.type("X5过期了")
    clerk.press(K.Key_Escape)
    clerk.type("R")
    clerk.press(K.Key_Return)
    judge(clerk, "SS")
    row = clerk.page.state.material_rows()[2]
    assert (row.status, row.fault, row.note) == (MaterialStatus.TOLERATED, FaultCode.EXPIRED, "过期了")
    clerk.press(K.Key_F10)
    case = opened(clerk)
    assert [(fault.number, fault.code, fault.finding) for fault in case.notices[0].faults] == [
        (3, FaultCode.EXPIRED, "过期了")
    ]


def test_what_the_guide_does_not_list_stays_locked_and_says_why(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, DINER, "N", "1")
    clerk.type("R")
    assert clerk.page.state.material_rows()[0].status is MaterialStatus.OPEN
    assert "容缺范围" in clerk.words[-1]
    clerk.type("C")
    assert "承诺范围" in clerk.words[-1]


@pytest.mark.law("D19")
def test_nobody_leaves_without_a_paper_that_says_where_to_go(desk: Callable[..., Clerk]) -> None:
    clerk = desk((Grant(Right.RECEIVE, item="nothing-here"),))
    begin(clerk, DINER, "N", "1")
    assert primary(clerk).text() == "出具即时告知单"
    clerk.ctrl(K.Key_Return)
    sheet = clerk.named("intake.away_sheet")
    assert isinstance(sheet, AwaySheet) and sheet.isVisible()
    assert not sheet.collect.isEnabled() and "收件授权" in sheet.locked.text()
    assert cut_texts(sheet) == [] and nameless(sheet) == []
    clerk.ctrl(K.Key_Return)
    case = opened(clerk)
    assert case.state is CaseState.TURNED_AWAY and case.turned_away is not None
    assert "申请" in case.turned_away.instead
    assert [paper.kind for paper in case.papers] == [PaperKind.TURN_AWAY]
    clerk.rest(2)
    assert not clerk.workplace.office.open_drafts(), "the draft is closed with it"
    assert not clerk.errors


def test_what_belongs_elsewhere_is_collected_and_passed_on(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, DINER, "N", "1")
    judge(clerk, "SMSSS")
    clerk.ctrl(K.Key_B)
    sheet = clerk.named("intake.away_sheet")
    assert isinstance(sheet, AwaySheet)
    assert sheet.collect.isEnabled(), sheet.locked.text()
    clerk.alt(K.Key_D)
    case = opened(clerk)
    assert case.intake is not None and case.intake.collected_for == case.item.authority
    assert case.lease == "platform", "it is in the hands of who is competent"
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT, PaperKind.ROUTING]


def test_a_promised_row_says_what_stands_for_it(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, DINER, "N", "1")
    judge(clerk, "SMSCS")
    assert clerk.page.plan.sentence == "材料齐全，可受理，含告知承诺 1 项"
    assert primary(clerk).text() == "收件，签告知承诺"
    row = clerk.named("intake.row.4")
    assert isinstance(row, MaterialRow) and "告知承诺" in row.accessibleName()


BARE = ServiceItem("11210106000000999X4000100001000", "无指南事项登记", "铁西区民政部门", "公共服务")


@pytest.mark.law("L03")
def test_an_item_without_a_guide_leads_on_to_a_paper_that_says_where_to_go(desk: Callable[..., Clerk]) -> None:
    """不属本窗口 always goes on: nobody is sent away with nothing because this machine knows too little."""
    clerk = desk()
    clerk.workplace.office.stores.catalogue.put([(BARE, "d")], "extra")
    begin(clerk, "无指南", " ")
    page = clerk.page
    assert page.plan.act == TURN_AWAY and "办事指南" in page.plan.sentence
    assert clerk.named("intake.away").isEnabled() and not clerk.named("intake.receipt").isVisible()
    said = " ".join(label.text() for label in page.what.findChildren(QLabel) if label.isVisible())
    assert BARE.department in said and "不收费" not in said, "what is not known is not said"
    assert not cut_texts(clerk.shell)
    page.park()
    clerk.rest()
    page.resume(clerk.workplace.office.open_drafts()[0])
    clerk.rest()
    clerk.ctrl(K.Key_B)
    sheet = clerk.named("intake.away_sheet")
    assert isinstance(sheet, AwaySheet) and not sheet.collect.isEnabled() and "没有办事指南" in sheet.locked.text()
    assert BARE.department in sheet.instead.value()
    sheet.give.click()
    clerk.rest()
    assert sheet.isVisible() and not clerk.opened, "a paper that names no place and no number sends somebody in vain"
    assert "地址或者电话" in sheet.instead.message.text() and sheet.instead.edit.hasFocus()
    sheet.instead.set_value(f"向{BARE.department}申请（电话 12345）")
    sheet.give.click()
    clerk.until(lambda: bool(clerk.opened))
    case = clerk.workplace.office.case(clerk.opened[-1])
    assert case.state is CaseState.TURNED_AWAY and case.item.name == BARE.name


def test_what_was_said_of_an_item_goes_when_another_is_chosen(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    gone: list[bool] = []
    clerk.tell.passed.connect(lambda: gone.append(True))
    clerk.page.choose_item(FOOD)
    clerk.until(lambda: clerk.page.state.guide is not None and clerk.page.state.guide.item.code == FOOD)
    assert gone


@pytest.mark.law("D19")
def test_another_ground_of_turning_away_cites_its_own_article_and_what_was_typed_stays(
    desk: Callable[..., Clerk],
) -> None:
    """许可法 32(1): item 1 where no permit is needed, item 2 where another authority is in charge."""
    clerk = desk((Grant(Right.RECEIVE, item="nothing-here"),))
    begin(clerk, DINER, "N", "1")
    clerk.ctrl(K.Key_Return)
    sheet = clerk.named("intake.away_sheet")
    assert isinstance(sheet, AwaySheet)
    assert sheet.basis.value().endswith("第三十二条第一款第二项") and "办理" in sheet.reason.value()
    clerk.type("1")
    assert sheet.basis.value().endswith("第三十二条第一款第一项") and sheet.reason.value() == "这件事依法不需要申请"
    assert sheet.instead.value().startswith("不用申请；想问清楚的，向")
    sheet.reason.edit.setText("小店不用这个证")
    sheet.ground.focus()
    clerk.type("3")
    assert sheet.basis.value() == "" and sheet.reason.value() == "小店不用这个证"
