"""Stories of an accepted case: 特别程序, 延期, 一件事, delivery, and the ends that are no decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.commands import RecordOut
from app.domain.deadlines import due
from app.domain.guide import Period
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.usecases.accept import accept
from app.usecases.complete_branch import complete_branch
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.decline import decline
from app.usecases.desk import act
from app.usecases.end_special import end_special
from app.usecases.extend import extend
from app.usecases.forward import forward
from app.usecases.hand_over import hand_over
from app.usecases.issue_notice import issue_notice
from app.usecases.record_seal import record_seal
from app.usecases.start_joint import start_joint
from app.usecases.start_special import start_special
from app.usecases.turn_away import turn_away
from app.usecases.withdraw import withdraw
from tests.app.domain.kit import FOOD, NOBODY_ELSE, calendar, faulty, guide_of
from tests.app.domain.test_histories_course import theme
from tests.stories.hall import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window on Monday, 28 September 2026."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


def at_counter(hall: Hall) -> UUID:
    """Accepted, and decided here."""
    case = hall.take()
    accept(hall.desk, case, "counter")
    return case


def main_due(hall: Hall, case: UUID) -> date:
    found, firm = hall.case(case).main_due
    assert found is not None and firm
    return found


@pytest.mark.law("B7-12", "B3-17", "B3-18", "D13")
def test_a_special_procedure_over_the_holidays_takes_out_only_its_working_days(hall: Hall) -> None:
    """Seven working days from 28 September; the procedure stands from the 29th to 9 October over the holiday."""
    case = at_counter(hall)
    assert main_due(hall, case) == date(2026, 10, 13)
    hall.now_is(2026, 9, 29)
    hall.refused(lambda: start_special(hall.desk, case, "现场勘验", "", Period(5), "主任"), "ZC-CASE-82")
    hall.refused(lambda: start_special(hall.desk, case, "检验", "", Period(0), "主任"), "ZC-CASE-81")
    hall.refused(lambda: start_special(hall.desk, case, "检验", "", Period(5), " "), "ZC-CASE-80")
    start_special(hall.desk, case, "检验", "", Period(3), "主任")
    told = hall.words(case, PaperKind.SPECIAL_PROCEDURE)
    assert "检验" in told and "3个工作日" in told
    hall.refused(lambda: decide_on_spot(hall.desk, case, grant=True), "ZC-CASE-05")
    hall.now_is(2026, 10, 9)
    hall.refused(lambda: end_special(hall.desk, case, " "), "ZC-CASE-83")
    end_special(hall.desk, case, "检验合格")
    # 29 September is charged; 30 September, 8 and 9 October are not: three working days later than before.
    assert main_due(hall, case) == date(2026, 10, 16)


@pytest.mark.law("B7-13", "B3-18", "B3-19", "D14")
def test_an_extension_after_a_special_procedure_runs_on_from_the_moved_end_and_comes_once(hall: Hall) -> None:
    case = at_counter(hall)
    start_special(hall.desk, case, "检测", "", Period(5), "主任")
    hall.now_is(2026, 9, 30)
    end_special(hall.desk, case, "已出报告")
    moved = main_due(hall, case)
    assert moved == date(2026, 10, 15)
    hall.refused(lambda: extend(hall.desk, case, " ", "局长"), "ZC-CASE-85")
    extend(hall.desk, case, "案情复杂", "局长")
    assert main_due(hall, case) == due(moved, Period(10), calendar()).date == date(2026, 10, 29)
    paper = hall.words(case, PaperKind.EXTENSION)
    assert "案情复杂" in paper and "2026年10月29日" in paper
    hall.refused(lambda: extend(hall.desk, case, "还不行", "局长"), "ZC-CASE-05")
    start_special(hall.desk, case, "鉴定", "", Period(2), "主任")
    hall.now_is(2026, 10, 9)
    end_special(hall.desk, case, "完成")
    hall.refused(lambda: extend(hall.desk, case, "还不行", "局长"), "ZC-CASE-86")


@pytest.mark.law("B7-13", "B3-19")
def test_after_the_end_nothing_is_extended(hall: Hall) -> None:
    case = at_counter(hall)
    hall.after(main_due(hall, case))
    hall.refused(lambda: extend(hall.desk, case, "案情复杂", "局长"), "ZC-CASE-88")


@pytest.mark.law("B3-17")
@pytest.mark.parametrize(("days", "word"), [(21, "二十日|20个工作日"), (3, "7个工作日")])
def test_a_hearing_is_neither_put_off_nor_sprung_on_anybody(hall: Hall, days: int, word: str) -> None:
    """许可法 47, 48: within 20 days, with 7 days notice."""
    case = at_counter(hall)
    said = hall.refused(lambda: start_special(hall.desk, case, "听证", "", Period(days), "主任"), "ZC-CASE-84")
    assert any(each in said.what for each in word.split("|")), said.what
    start_special(hall.desk, case, "听证", "", Period(10), "主任")
    assert hall.case(case).state is CaseState.SPECIAL


@pytest.mark.law("B7-16", "B3-24")
def test_an_applicant_withdraws_while_the_clock_stands(hall: Hall) -> None:
    case = at_counter(hall)
    start_special(hall.desk, case, "检验", "", Period(5), "主任")
    done = withdraw(hall.desk, case, "不办了").case
    assert done.state is CaseState.WITHDRAWN
    paper = hall.words(case, PaperKind.WITHDRAWAL)
    assert "撤回" in paper and all(m.name in paper for m in done.materials if m.taken)
    hall.refused(lambda: end_special(hall.desk, case, "合格"), "ZC-CASE-05")


def joint(hall: Hall, **changes: object) -> UUID:
    """A 一件事 of three items, the third waiting for the first, accepted and begun."""
    hall.publish(replace(theme(), **changes), "演练2027-01")  # type: ignore[arg-type]
    case = at_counter(hall)
    start_joint(hall.desk, case)
    return case


@pytest.mark.law("B7-10", "B3-27", "J03")
def test_one_refused_branch_is_told_with_its_reasons_and_stops_what_waited_for_it(hall: Hall) -> None:
    case = joint(hall)
    first, second, third = (branch.code for branch in hall.case(case).branches)
    hall.refused(lambda: complete_branch(hall.desk, case, first, granted=False), "ZC-CASE-60")
    complete_branch(hall.desk, case, first, granted=False, reasons="场所不符合要求")
    hall.refused(lambda: decide_on_spot(hall.desk, case, grant=True), "ZC-CASE-61")
    by_code = {branch.code: branch for branch in hall.case(case).branches}
    assert by_code[third].granted is False and by_code[third].started_on is None
    complete_branch(hall.desk, case, second, granted=True, number="B-2")
    decision = decide_on_spot(hall.desk, case, grant=True).case.decision
    assert decision is not None and set(getattr(decision, "refused_branches", ())) == {first, third}
    paper = hall.words(case, PaperKind.GRANT)
    assert f"不予{by_code[first].name}，理由：场所不符合要求" in paper
    assert f"准予沈阳样例食品有限公司{by_code[second].name}" in paper


@pytest.mark.law("B7-10", "B3-27")
def test_when_every_branch_is_refused_nothing_is_granted(hall: Hall) -> None:
    case = joint(hall)
    for branch in hall.case(case).branches[:2]:
        complete_branch(hall.desk, case, branch.code, granted=False, reasons="不符合条件")
    hall.refused(lambda: decide_on_spot(hall.desk, case, grant=True), "ZC-CASE-63")


@pytest.mark.law("B7-11", "B3-27", "J03")
def test_a_serial_branch_begins_with_the_written_end_of_the_one_before(hall: Hall) -> None:
    case = joint(hall)
    first, _, third = hall.case(case).branches
    assert first.started_on == date(2026, 9, 28) and third.started_on is None
    hall.refused(lambda: complete_branch(hall.desk, case, third.code, granted=True), "ZC-CASE-91")
    hall.now_is(2026, 10, 9)
    complete_branch(hall.desk, case, first.code, granted=True, number="B-1")
    begun = next(branch for branch in hall.case(case).branches if branch.code == third.code)
    assert begun.started_on == date(2026, 10, 9)
    assert begun.due is None or begun.due >= date(2026, 10, 9), "its own days, from its own beginning"
    assert hall.types(case)[-2:] == ["branch_completed", "branch_started"]


@pytest.mark.law("B7-14", "B3-27", "J03")
def test_concentrated_handling_has_forty_five_working_days_and_fifteen_more(hall: Hall) -> None:
    case = joint(hall, concentrated=True, promised=None, legal=Period(20))
    told = hall.case(case).accepted
    assert told is not None and told.due == due(date(2026, 9, 28), Period(45), calendar()).date
    assert "45个工作日" in hall.words(case, PaperKind.ACCEPTANCE)
    plain = hall.publish(replace(guide_of(FOOD), concentrated=True, promised=None), "演练2027-02")
    hall.guide = plain
    single = at_counter(hall)
    extend(hall.desk, single, "情况复杂", "市长")
    assert main_due(hall, single) == due(due(date(2026, 9, 28), Period(45), calendar()).date,
                                         Period(15), calendar()).date  # fmt: skip


@pytest.mark.law("B7-15", "B3-23", "L23")
def test_the_tenth_working_day_to_serve_may_be_a_saturday_worked_in_exchange(hall: Hall) -> None:
    """Decided on Sunday 20 September, worked in exchange: two holidays lie between, and Saturday 10 October counts."""
    hall.now_is(2026, 9, 20)
    case = at_counter(hall)
    decision = decide_on_spot(hall.desk, case, grant=True).case.decision
    assert decision is not None and decision.deliver_by == date(2026, 10, 10)
    assert decision.deliver_by.weekday() == 5
    hall.now_is(2026, 10, 10)
    grant = hall.case(case).papers_of(PaperKind.GRANT)[0]
    hand = lambda: hand_over(hall.desk, case, NOBODY_ELSE, (grant.document_id,))  # noqa: E731
    hall.refused(hand, "ZC-CASE-71")
    act(hall.desk, case, RecordOut(grant.document_id, 1, "device"))
    record_seal(hall.desk, case, grant.document_id, "公章", "赵六", "盖章室")
    assert hand().case.state is CaseState.SERVED
    assert "2026年10月10日" in hall.words(case, PaperKind.SERVICE_PROOF)
    hall.refused(hand, "ZC-CASE-05")


@pytest.mark.law("B7-17", "B3-3")
def test_the_wrong_authority_is_told_the_right_one_and_what_was_taken_goes_there(hall: Hall) -> None:
    case = hall.take()
    away = lambda: turn_away(hall.desk, case, hall.intake(), "not-here", "不归本局", "许可法 32", "市局")  # noqa: E731
    assert "移送" in hall.refused(away, "ZC-CASE-46").what_next
    hall.refused(lambda: decline(hall.desk, case, "authority", "不属本机关职权"), "ZC-CASE-42")
    hall.refused(lambda: decline(hall.desk, case, "whim", "不想办"), "ZC-CASE-44")
    hall.refused(lambda: forward(hall.desk, case, " ", "不属职权"), "ZC-CASE-96")
    done = forward(hall.desk, case, "沈阳市市场监督管理局", "不属本机关职权").case
    assert done.state is CaseState.FORWARDED
    paper = hall.words(case, PaperKind.HANDOVER_LIST)
    assert "沈阳市市场监督管理局" in paper
    other = hall.take()
    decline(hall.desk, other, "authority", "不属本机关职权", "沈阳市市场监督管理局")
    assert "沈阳市市场监督管理局" in hall.words(other, PaperKind.NON_ACCEPTANCE)


@pytest.mark.law("B7-20", "H14")
def test_an_item_cancelled_under_way_goes_on_and_opens_no_new_case(hall: Hall) -> None:
    """What was received stays on the catalogue that the applicant was shown."""
    hall.publish(guide_of(FOOD), "演练2027-01")
    case = hall.take(faulty(hall.rows()[0]))
    old = hall.guide
    gone = replace(old, item=replace(old.item, status="取消"))
    hall.publish(gone, "演练2027-02")
    with pytest.raises(Exception, match="ZC-CASE-02"):
        hall.take()
    assert issue_notice(hall.desk, case).case.state is CaseState.AWAITING_CORRECTION
    assert old.version == hall.case(case).item.catalogue_version


@pytest.mark.law("B7-20", "L12")
def test_the_applicant_keeps_the_better_of_two_catalogues(hall: Hall) -> None:
    """What the newer guide dropped is not demanded, what it added neither, and the shorter limit binds."""
    hall.publish(guide_of(FOOD), "演练2027-01")
    row = hall.rows()[0]
    owing, drafted = hall.take(faulty(row)), hall.intake()
    fewer = tuple(line for line in hall.guide.materials if line.id != row.line_id)
    extra = replace(fewer[0], id="new-line", name="新增的材料", number=99, conditions=())
    hall.publish(replace(hall.guide, materials=(*fewer, extra), promised=Period(3)), "演练2027-02")
    hall.refused(lambda: issue_notice(hall.desk, owing), "ZC-CASE-10")
    told = accept(hall.desk, owing).case
    assert told.accepted is not None and told.accepted.due == date(2026, 10, 8)
    assert [(w.line_id, w.proof) for w in told.waivers] == [(row.line_id, "办事指南")]
    assert "新增的材料" not in hall.words(owing, PaperKind.ACCEPTANCE)
    hall.guide = hall.versions[(hall.guide.item.code, "演练2027-01")]
    late = hall.take(intake=drafted)
    assert all(m.line_id not in (row.line_id, "new-line") for m in hall.case(late).materials)
