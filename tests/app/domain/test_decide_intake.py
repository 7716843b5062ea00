"""收件, 一次性告知, 补正: what the law lets a clerk ask for, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.guide import Period
from app.domain.materials import FaultCode, MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.time import at
from app.domain.transitions import CaseState
from tests.app.domain.kit import FOOD, Counter, faulty, good, guide_of, rules


@pytest.mark.law("B3-1")
def test_a_receipt_goes_out_and_the_five_working_days_begin_the_day_after() -> None:
    counter = Counter().received()
    case = counter.need()
    assert case.state is CaseState.RECEIVED and case.received is not None
    # 28 September is a Monday; 1 to 7 October are off, and Saturday 10 October is worked in exchange.
    assert case.received.received_on == date(2026, 9, 28)
    assert case.received.notice_due == date(2026, 10, 10)
    assert [paper.kind for paper in case.papers] == [PaperKind.RECEIPT]


def test_the_five_days_of_the_licensing_law_do_not_run_for_other_kinds_of_item() -> None:
    counter = Counter("社会保障卡补领")
    counter.rules = replace(rules(), alarm_period=Period(2))
    counter.received()
    assert counter.need().received is not None
    assert counter.need().received.notice_due == date(2026, 9, 30)  # type: ignore[union-attr]


@pytest.mark.law("H04", "P12", "B3-1")
def test_nothing_outside_the_guide_is_taken() -> None:
    counter = Counter()
    extra = replace(counter.rows[0], line_id="village-proof", name="村委会证明")
    answer = counter.ask(cmd.Receive(counter.intake(), (*counter.rows, extra)))
    assert isinstance(answer, cmd.Refusal)
    assert answer.code == "ZC-CASE-03" and "村委会证明" in answer.why and "S0 21" in answer.law


@pytest.mark.law("L03", "H04")
def test_a_material_of_another_situation_is_outside_the_guide_too() -> None:
    counter = Counter()
    asked = {row.line_id for row in counter.rows}
    other = next(line for line in guide_of(FOOD).materials if line.id not in asked)
    extra = replace(counter.rows[0], line_id=other.id, name=other.name)
    assert counter.refused(cmd.Receive(counter.intake(), (*counter.rows, extra))) == "ZC-CASE-03"


@pytest.mark.law("L24", "B3-7")
def test_what_the_guide_asks_and_nobody_looked_at_is_not_passed_over() -> None:
    counter = Counter()
    counter.do(cmd.Receive(counter.intake(), tuple(good(row) for row in counter.rows[:-1])))
    case = counter.need()
    assert [m.line_id for m in case.materials] == [row.line_id for row in counter.rows]
    assert case.materials[-1].status is MaterialStatus.OPEN
    assert counter.refused(cmd.Accept()) == "ZC-CASE-30"
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-11", "a notice that is not complete is none"


@pytest.mark.law("H14", "B3-1")
@pytest.mark.parametrize("status", ["取消", "暂停"])
def test_a_cancelled_item_is_not_taken_in_and_the_way_out_is_named(status: str) -> None:
    counter = Counter()
    counter.guide = replace(counter.item, item=replace(counter.item.item, status=status))
    answer = counter.ask(cmd.Receive(counter.intake(), counter.rows))
    assert isinstance(answer, cmd.Refusal)
    assert answer.code == "ZC-CASE-02" and "即时告知单" in answer.what_next


@pytest.mark.law("H04")
def test_without_a_guide_nothing_is_demanded_of_anybody() -> None:
    counter = Counter()
    counter.guide = None
    assert counter.refused(cmd.Receive(counter.intake(), counter.rows)) == "ZC-CASE-01"


def test_the_form_can_be_printed_for_signature_before_anything_is_handed_in() -> None:
    counter = Counter()
    counter.do(cmd.OpenCase(counter.intake()))
    assert counter.need().state is CaseState.DRAFT
    counter.received()
    assert counter.need().state is CaseState.RECEIVED
    assert [p.kind for p in counter.need().papers] == [PaperKind.FORM, PaperKind.RECEIPT]


def test_a_receipt_works_without_the_line_too() -> None:
    counter = Counter("巡游出租汽车车辆经营许可")
    counter.offline = True
    counter.received()
    assert counter.paper(PaperKind.RECEIPT).offline, "the paper says that it was made offline"


# the notice


@pytest.mark.law("L24", "P12", "B3-5")
def test_the_notice_names_every_fault_at_once() -> None:
    counter = Counter()
    rows = counter.rows
    counter.received(faulty(rows[1]), faulty(rows[2], FaultCode.SEAL, "没有盖公章"))
    notice, paper = counter.do(cmd.IssueNotice())
    assert isinstance(notice, ev.NoticeIssued) and isinstance(paper, ev.PaperIssued)
    assert [(f.line_id, f.code) for f in notice.faults] == [
        (rows[1].line_id, FaultCode.MISSING),
        (rows[2].line_id, FaultCode.SEAL),
    ]
    assert notice.faults[1].finding == "没有盖公章"
    assert all(fault.correction and fault.basis for fault in notice.faults), "each says what to do, and why"
    assert notice.number == paper.number and paper.kind is PaperKind.NOTICE
    # 15 working days from the day after, over the holidays of October.
    assert (notice.period.words(), notice.ends, notice.ends_firm) == (
        "15个工作日",
        date(2026, 10, 23),
        True,
    )
    assert "国庆" in notice.count_note or "10月1日" in notice.count_note


@pytest.mark.law("L24", "P12", "B3-5")
def test_a_notice_waits_until_every_row_was_looked_at() -> None:
    counter = Counter()
    counter.received(faulty(counter.rows[0]), counter.rows[1])
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-11"


@pytest.mark.law("B3-5")
def test_whoever_brought_everything_gets_no_notice() -> None:
    assert Counter().received().refused(cmd.IssueNotice()) == "ZC-CASE-10"


def test_a_notice_whose_end_lies_beyond_the_published_holidays_says_so() -> None:
    counter = Counter(now=at(2026, 12, 21))
    counter.noticed()
    assert not counter.need().notices[0].ends_firm
    assert "预计" in counter.need().notices[0].count_note


@pytest.mark.law("J02", "B3-5")
def test_a_notice_needs_the_right_to_notify() -> None:
    counter = Counter()
    counter.received(faulty(counter.rows[0]))
    counter.rights = frozenset({Right.RECEIVE, Right.ACCEPT, Right.DECIDE, Right.HAND_OVER})
    answer = counter.ask(cmd.IssueNotice())
    assert isinstance(answer, cmd.Refusal)
    assert answer.code == "ZC-RIGHT-01" and "一次性告知" in answer.why and "转部门" in answer.what_next


# corrections


@pytest.mark.law("B3-10", "B7-3")
def test_each_part_of_a_correction_is_receipted_and_the_case_stays_open_until_all_is_there() -> None:
    counter = Counter().noticed(0, 1)
    first, paper = counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    assert isinstance(first, ev.CorrectionReceived)
    assert first.remaining == (counter.rows[1].line_id,)
    assert first.answers_number == counter.need().notices[0].number
    assert isinstance(paper, ev.PaperIssued) and paper.kind is PaperKind.CORRECTION_RECEIPT
    assert counter.need().state is CaseState.AWAITING_CORRECTION
    counter.do(cmd.TakeCorrection((good(counter.rows[1]),)))
    assert counter.need().state is CaseState.CORRECTED
    assert counter.need().completed is not None
    assert len(counter.need().papers_of(PaperKind.CORRECTION_RECEIPT)) == 2


@pytest.mark.law("L24", "B3-10")
def test_only_what_the_notice_asked_for_can_be_demanded_in_the_correction() -> None:
    counter = Counter().noticed(0)
    assert counter.refused(cmd.TakeCorrection((good(counter.rows[1]),))) == "ZC-CASE-21"
    assert counter.refused(cmd.TakeCorrection(())) == "ZC-CASE-20"
    assert counter.refused(cmd.TakeCorrection((counter.rows[0],))) == "ZC-CASE-22"


@pytest.mark.law("B3-10")
def test_a_correction_that_fails_leaves_time_to_mend_it() -> None:
    counter = Counter().noticed(0)
    counter.do(cmd.TakeCorrection((faulty(counter.rows[0], FaultCode.CONTENT),)))
    assert counter.need().state is CaseState.AWAITING_CORRECTION
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    assert counter.need().state is CaseState.CORRECTED


def failed() -> Counter:
    """A correction that the applicant calls complete still fails in one row."""
    counter = Counter().noticed(0, 1)
    rows = counter.rows
    counter.do(cmd.TakeCorrection((good(rows[0]), faulty(rows[1], FaultCode.MISMATCH, "地址不一致")), True))
    assert counter.need().state is CaseState.CORRECTED
    return counter


@pytest.mark.law("L24", "B3-5", "B7-5")
def test_a_second_notice_is_for_what_the_correction_brought_to_light_and_says_so() -> None:
    counter = failed()
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-13"
    assert counter.refused(cmd.IssueNotice(" 　")) == "ZC-CASE-13", "blanks are no reason"
    notice, _ = counter.do(cmd.IssueNotice("补交的材料与营业执照地址不一致"))
    assert isinstance(notice, ev.NoticeIssued)
    assert notice.again and notice.again_reason == "补交的材料与营业执照地址不一致"
    assert [fault.code for fault in notice.faults] == [FaultCode.MISMATCH]
    assert counter.need().completed is None, "the case waits again"
    counter.do(cmd.TakeCorrection((good(counter.rows[1]),)))
    assert counter.need().state is CaseState.CORRECTED


@pytest.mark.law("L24", "P12", "B3-5", "B7-5", "J17")
def test_a_second_notice_never_names_what_could_be_seen_the_first_time() -> None:
    counter = failed()
    case = counter.need()
    untold = replace(case.materials[2], status=MaterialStatus.FAULTY, fault=FaultCode.EXPIRED)
    counter.case = replace(case, materials=(*case.materials[:2], untold, *case.materials[3:]))
    answer = counter.ask(cmd.IssueNotice("补正后才发现"))
    assert isinstance(answer, cmd.Refusal)
    assert answer.code == "ZC-CASE-12" and untold.name in answer.why


@pytest.mark.law("L24", "B3-13")
def test_a_failed_correction_may_be_declined_in_writing_with_reasons() -> None:
    counter = failed()
    assert counter.refused(cmd.Decline("materials", "  ")) == "ZC-CASE-40"
    counter.do(cmd.Decline("materials", "补正后材料仍与营业执照不一致"))
    assert counter.need().state is CaseState.DECLINED
    assert counter.paper(PaperKind.NON_ACCEPTANCE).copies == 3


@pytest.mark.law("L24", "B3-13")
def test_want_of_materials_is_no_ground_before_the_notice_nor_after_a_full_correction() -> None:
    fresh = Counter()
    fresh.received(faulty(fresh.rows[0]))
    assert fresh.refused(cmd.Decline("materials", "缺材料")) == "ZC-CASE-41"
    mended = Counter().noticed(0)
    mended.do(cmd.TakeCorrection((good(mended.rows[0]),)))
    assert mended.refused(cmd.Decline("materials", "缺材料")) == "ZC-CASE-43"


@pytest.mark.law("B3-3")
def test_who_is_turned_to_another_authority_is_told_which_one() -> None:
    counter = Counter().received()
    assert counter.refused(cmd.Decline("authority", "不属本机关职权")) == "ZC-CASE-42"
    counter.do(cmd.Decline("authority", "不属本机关职权", "沈阳市市场监督管理局"))
    assert counter.need().declined is not None


@pytest.mark.law("H14")
def test_an_item_that_went_down_a_level_is_not_begun_here_and_says_where_it_went() -> None:
    counter = Counter()
    running = Counter().received()
    down = replace(counter.item.item, status="下放", remark="由县级市场监管部门办理")
    counter.guide = running.guide = replace(counter.item, item=down)
    answer = counter.ask(cmd.Receive(counter.intake(), ()))
    assert isinstance(answer, cmd.Refusal) and answer.code == "ZC-CASE-131"
    assert "下放" in answer.why and "由县级市场监管部门办理" in answer.why and "下一级" in answer.what_next
    running.do(cmd.Accept("counter"))
