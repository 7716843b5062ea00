"""Stories of the one-time notice: the five days, the service, the correction, and what silence brings about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.commands import RecordOut
from app.domain.materials import FaultCode
from app.domain.paper import PaperKind
from app.domain.people import IdType, Person
from app.domain.states import CaseState
from app.domain.time import at
from app.storage.blobs import BlobStore
from app.storage.scans import SqlScans
from app.usecases.accept import accept
from app.usecases.check_materials import check_materials
from app.usecases.correct_on_spot import correct_on_spot
from app.usecases.decline import decline
from app.usecases.deemed_acceptance import confirm_deemed_acceptance, propose_deemed_acceptance
from app.usecases.deemed_withdrawal import confirm_deemed_withdrawal, propose_deemed_withdrawal
from app.usecases.desk import act
from app.usecases.give_paper import give_paper
from app.usecases.issue_notice import issue_notice
from app.usecases.record_seal import record_seal
from app.usecases.revise_deadline import revise_deadline
from app.usecases.supply_owed import supply_owed
from app.usecases.take_correction import take_correction
from app.usecases.withdraw import withdraw
from printing.compose import compose
from printing.documents.intake import Receipt
from tests.app.domain.kit import FOOD, NOBODY_ELSE, faulty, good, guide_of, table_moving
from tests.stories.hall import DAY_MS, Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window on Monday, 28 September 2026."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Hall]:
    """Another window of the same hall."""
    hall = Hall(tmp_path / "other", "D08")
    yield hall
    hall.close()


@pytest.mark.law("B7-1", "B3-6", "L24", "D02")
def test_five_days_of_silence_off_line_are_an_acceptance_from_the_first_day(hall: Hall) -> None:
    """A week without a line: the applicant does not lose it, and nobody may ask for the missing paper any more."""
    hall.desk = replace(hall.desk, offline=lambda: True)
    missing = faulty(hall.rows()[0])
    case = hall.take(missing)
    hall.now_is(2026, 10, 10, 17)
    hall.refused(lambda: propose_deemed_acceptance(hall.desk, case), "ZC-CASE-50")
    hall.now_is(2026, 10, 12)
    hall.refused(lambda: issue_notice(hall.desk, case), "ZC-CASE-14")
    hall.refused(lambda: decline(hall.desk, case, "authority", "不归我们管", "市局"), "ZC-CASE-14")
    assert propose_deemed_acceptance(hall.desk, case).case.state is CaseState.RECEIVED, "it only proposes"
    hall.refused(lambda: confirm_deemed_acceptance(hall.desk, case, at(2026, 10, 9).ms), "ZC-CASE-52")
    told = confirm_deemed_acceptance(hall.desk, case, at(2026, 10, 12).ms).case.accepted
    assert told is not None and told.deemed
    assert (told.accepted_on, told.due) == (date(2026, 9, 28), date(2026, 10, 13))
    paper = hall.words(case, PaperKind.ACCEPTANCE)
    assert "自收到申请材料之日起即为受理" in paper and "2026年9月28日" in paper and "离线" in paper
    supply_owed(hall.desk, case, (good(missing),))
    assert not hall.case(case).open_faults, "what was missing may still be brought"


@pytest.mark.law("B7-1", "B3-7")
def test_an_acceptance_that_comes_too_late_is_dated_from_the_day_of_receipt(hall: Hall) -> None:
    case = hall.take()
    hall.now_is(2026, 10, 15)
    told = accept(hall.desk, case).case.accepted
    assert told is not None and (told.accepted_on, told.due) == (date(2026, 9, 28), date(2026, 10, 13))
    assert "2026年9月28日" in hall.words(case, PaperKind.ACCEPTANCE)


@pytest.mark.law("B7-2", "B3-11", "L24")
def test_a_notice_by_post_starts_its_period_when_it_arrives_and_in_hand_at_once(hall: Hall) -> None:
    row = hall.rows()[0]
    posted, in_hand = hall.take(faulty(row)), hall.take(faulty(row))
    for case in (posted, in_hand):
        paper = issue_notice(hall.desk, case).paper
        act(hall.desk, case, RecordOut(paper.document_id, 1, "device"))
        record_seal(hall.desk, case, paper.document_id, "专用章", "赵六", "盖章室")
        assert hall.case(case).notices[0].ends == date(2026, 10, 23)
    assert "自收到本告知书的次日起" in hall.words(posted, PaperKind.NOTICE)
    give_paper(hall.desk, in_hand, hall.case(in_hand).papers_of(PaperKind.NOTICE)[0].document_id, NOBODY_ELSE)
    hall.now_is(2026, 10, 26)
    propose_deemed_withdrawal(hall.desk, in_hand)
    said = hall.refused(lambda: propose_deemed_withdrawal(hall.desk, posted), "ZC-CASE-56")
    assert "送达" in str(said)
    hall.now_is(2026, 10, 12)
    give_paper(hall.desk, posted, hall.case(posted).papers_of(PaperKind.NOTICE)[0].document_id, NOBODY_ELSE)
    hall.now_is(2026, 10, 26)
    hall.refused(lambda: propose_deemed_withdrawal(hall.desk, posted), "ZC-CASE-50")
    hall.now_is(2026, 11, 3)
    propose_deemed_withdrawal(hall.desk, posted)
    confirm_deemed_withdrawal(hall.desk, posted, at(2026, 11, 3).ms)
    assert "2026年11月2日" in hall.words(posted, PaperKind.DEEMED_WITHDRAWAL), "15 working days after 12 October"


@pytest.mark.law("B7-3", "B3-10", "B3-12", "D01b")
def test_corrections_in_two_parts_are_receipted_each_and_accepted_from_the_second(hall: Hall) -> None:
    first, second = hall.rows()[:2]
    case = hall.take(faulty(first), faulty(second))
    issue_notice(hall.desk, case)
    hall.now_is(2026, 10, 9)
    part = take_correction(hall.desk, case, (good(first),)).case
    assert part.state is CaseState.AWAITING_CORRECTION and part.corrections[0].remaining == (second.line_id,)
    slip = hall.words(case, PaperKind.CORRECTION_RECEIPT)
    assert first.name in slip and part.notices[0].number in slip
    hall.refused(lambda: accept(hall.desk, case), "ZC-CASE-05")
    hall.now_is(2026, 10, 12)
    take_correction(hall.desk, case, (good(second),))
    hall.now_is(2026, 10, 14)
    told = accept(hall.desk, case).case.accepted
    assert told is not None and told.accepted_on == date(2026, 10, 12), "from the day all was there, not ours"


@pytest.mark.law("B7-4", "B3-4")
def test_what_is_mended_at_the_desk_never_becomes_a_notice(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(faulty(row, FaultCode.CONTENT, "日期写错"))
    hall.refused(lambda: correct_on_spot(hall.desk, case, (good(row),), "改正日期", " "), "ZC-CASE-95")
    done = correct_on_spot(hall.desk, case, (good(row),), "改正日期", "李四签名")
    assert done.case.state is CaseState.RECEIVED and not done.papers
    hall.refused(lambda: issue_notice(hall.desk, case), "ZC-CASE-10")
    assert accept(hall.desk, case).case.accepted is not None
    assert hall.types(case).count("notice_issued") == 0
    assert "受理" in hall.words(case, PaperKind.ACCEPTANCE)


@pytest.mark.law("B7-5", "L24", "B3-13")
def test_a_second_notice_names_only_what_the_correction_brought_to_light(hall: Hall) -> None:
    first, second = hall.rows()[:2]
    case = hall.take(faulty(first), faulty(second))
    issue_notice(hall.desk, case)
    bad = faulty(second, FaultCode.MISMATCH, "新交的合同与执照地址不一致")
    take_correction(hall.desk, case, (good(first), bad), complete=True)
    hall.refused(lambda: issue_notice(hall.desk, case), "ZC-CASE-13")
    again = issue_notice(hall.desk, case, "补正后提交的合同才显示地址不一致").case.notices[-1]
    assert again.again and [fault.line_id for fault in again.faults] == [second.line_id]
    paper = hall.words(case, PaperKind.NOTICE)
    assert "新交的合同与执照地址不一致" in paper and first.name not in paper


@pytest.mark.law("B3-11", "B3-24", "L24")
def test_what_is_handed_in_at_another_window_reaches_the_one_that_holds_the_case(hall: Hall, other: Hall) -> None:
    """The other counter takes it in time; nobody calls the application withdrawn once that has come down."""
    row = hall.rows()[0]
    case = hall.take(faulty(row))
    issue_notice(hall.desk, case)
    hall.serve(case, PaperKind.NOTICE)
    hall.meets(other)
    other.now_is(2026, 10, 22)
    done = take_correction(other.desk, case, (good(row),)).case
    assert done.state is CaseState.AWAITING_CORRECTION
    assert [(a.system, a.subject) for a in done.asks][-1] == ("holder", "correction")
    hall.now_is(2026, 10, 26)
    propose_deemed_withdrawal(hall.desk, case)
    hall.meets(other)
    hall.refused(lambda: confirm_deemed_withdrawal(hall.desk, case, hall.clock.ms), "ZC-CASE-57")
    take_correction(hall.desk, case, (good(row),))
    assert hall.case(case).state is CaseState.CORRECTED
    assert withdraw(other.desk, case, "不办了").case.state is not CaseState.WITHDRAWN, "the holder decides"
    assert other.types(case) == ["partner_asked", "paper_issued", "partner_asked"]


@pytest.mark.law("B3-10", "D01b", "L24")
def test_a_hand_in_at_another_window_is_receipted_there_and_keeps_its_day_and_its_pictures(
    hall: Hall, other: Hall, tmp_path: Path
) -> None:
    """Handed in on the last day, entered a day later from the pad: the last day counts, and nothing of it is lost."""
    row, still = hall.rows()[:2]
    case = hall.take(faulty(row), faulty(still))
    issue_notice(hall.desk, case)
    hall.serve(case, PaperKind.NOTICE)
    hall.meets(other)
    scans = SqlScans(other.database, BlobStore(tmp_path / "blobs", bytes(32)))
    picture = scans.keep(b"the only picture", None)
    ends = hall.case(case).notices[-1].ends
    other.after(ends)
    stranger = replace(row, line_id="village-proof", name="村委会证明")
    other.refused(lambda: take_correction(other.desk, case, (good(stranger),)), "ZC-CASE-21")
    last = at(ends.year, ends.month, ends.day, 16, 5)
    take_correction(other.desk, case, (replace(good(row), scans=(picture,)),), handed_at=last)
    assert not scans.abandoned() and [scan.case_id for scan in scans.waiting(9)] == [case]
    slip = other.words(case, PaperKind.CORRECTION_RECEIPT)
    assert row.name in slip and "16时05分" in slip and f"{ends.month}月{ends.day}日" in slip and still.name in slip
    hall.after(ends + timedelta(days=1))
    propose_deemed_withdrawal(hall.desk, case)
    hall.meets(other)
    hall.refused(lambda: confirm_deemed_withdrawal(hall.desk, case, hall.clock.ms), "ZC-CASE-57")


@pytest.mark.law("B7-21", "L23")
def test_a_holiday_table_that_comes_late_moves_the_date_and_the_paper_says_so_again(hall: Hall) -> None:
    """December: the table of the next year is not out, the date is 预计; when it comes the paper is replaced."""
    hall.now_is(2026, 12, 21)
    case = hall.take()
    told = accept(hall.desk, case, "counter").case.accepted
    assert told is not None and told.due is not None and not told.due_firm
    before = hall.case(case).papers_of(PaperKind.ACCEPTANCE)[0]
    assert "预计" in hall.words(case, PaperKind.ACCEPTANCE)
    later = date(2027, 1, 6)
    assert later != told.due
    hall.refused(lambda: revise_deadline(hall.desk, case, "main", later, True), "ZC-CASE-47")
    guide = guide_of(FOOD)
    table, _ = table_moving(hall.case(case), guide, hall.desk.rules, "main", later)
    hall.desk = replace(hall.desk, calendar=table)
    hall.refused(lambda: revise_deadline(hall.desk, case, "main", later + timedelta(days=1), True), "ZC-CASE-47")
    revise_deadline(hall.desk, case, "main", later, True)
    assert hall.case(case).main_due == (later, True)
    (fresh,) = hall.case(case).papers_of(PaperKind.ACCEPTANCE)
    assert fresh.number != before.number and "2027年1月6日" in hall.words(case, PaperKind.ACCEPTANCE)
    assert not revise_deadline(hall.desk, case, "main", later, True).papers, "told once"
    hall.refused(lambda: revise_deadline(hall.desk, case, "correction", later, True), "ZC-CASE-54")


@pytest.mark.law("B7-22", "B3-7")
def test_a_clock_set_back_by_a_day_dates_no_act_before_its_cause(hall: Hall) -> None:
    case = hall.take()
    hall.now_is(2026, 9, 27)
    said = hall.refused(lambda: accept(hall.desk, case), "ZC-CASE-45")
    assert "2026年9月28日" in str(said)
    hall.take()
    hall.now_is(2026, 9, 28, 12)
    assert accept(hall.desk, case).case.accepted is not None, "a right clock goes on where it stood"


@pytest.mark.law("B7-23")
def test_the_same_card_read_twice_is_one_person_and_two_receipts_of_their_own(hall: Hall) -> None:
    """A second reading changes nothing in the first case; the law knows no refusal of a second application."""
    me = Person("张三", IdType.RESIDENT_CARD, "210102190001010014", birth="1900-01-01", source="card")
    both = [hall.take(intake=hall.intake(replace(hall.intake().applicant, organisation=None, person=me))) for _ in "ab"]
    numbers = {hall.case(case).papers_of(PaperKind.RECEIPT)[0].number for case in both}
    assert len(numbers) == 2
    assert len({hall.case(case).intake.applicant for case in both if hall.case(case).intake}) == 1  # type: ignore[union-attr]


@pytest.mark.law("B3-3", "D05")
def test_what_was_hidden_or_forged_is_declined_in_writing_and_the_sanction_is_the_departments(hall: Hall) -> None:
    case = hall.take()
    hall.refused(lambda: decline(hall.desk, case, "false", " "), "ZC-CASE-40")
    decline(hall.desk, case, "false", "营业执照经核验是伪造的")
    words = hall.words(case, PaperKind.NON_ACCEPTANCE)
    for wanted in ("营业执照经核验是伪造的", "《中华人民共和国行政许可法》第七十八条", "行政复议", "六个月内"):
        assert wanted in words, words
    theirs = ("警告", "罚款", "一年内不得", "三年内不得", "退还")
    assert not [said for said in theirs if said in words], "no sanction of a window's own"
    found = hall.case(case)
    assert found.declined is not None and found.declined.ground == "false" and found.terminal


@pytest.mark.law("B3-16", "L24")
def test_what_was_checked_after_the_receipt_stands_on_a_receipt_of_its_own_from_the_day_it_came(hall: Hall) -> None:
    first, *others = hall.rows()
    case = hall.take(first)
    assert first.name not in hall.words(case, PaperKind.RECEIPT)
    printed = hall.case(case).papers[0].document_id
    hall.clock.ms += DAY_MS
    check_materials(hall.desk, case, (good(first),))
    told = hall.words(case, PaperKind.RECEIPT)
    assert first.name in told and not any(row.name in told for row in others)
    assert "登记时间" in told and "收件时间" in told, "the period counts from 收件"
    before = compose(hall.case(case), printed, lambda code, version: None)
    assert isinstance(before, Receipt) and first.name not in {row.name for row in before.materials}, "as it was given"
    accept(hall.desk, case, "counter")
