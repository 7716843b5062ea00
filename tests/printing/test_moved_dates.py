"""A told date that moved: the paper that told it comes anew, and every later paper says the day that counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.clocks import clocks
from app.domain.conduct import Kind, conduct
from app.domain.guide import Period
from app.domain.paper import PaperKind
from app.domain.progress import progress, query_code
from app.domain.time import at
from printing.fonts import Fonts
from tests.app.domain.kit import CASE, NOBODY_ELSE, TAXI, Counter, faulty, good
from tests.app.domain.test_pledge_kept import TWENTY, at_counter, pledge
from tests.app.domain.test_pledge_kept import later as days_later
from tests.app.domain.test_recount import owing
from tests.printing.test_compose_course import Reader, tolerated


@pytest.fixture
def told(fonts: Fonts, words: Callable[[bytes], str]) -> Reader:
    """The words that stand on a paper."""
    return Reader(fonts, words)


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@pytest.mark.law("D03", "B3-5", "L24")
def test_a_notice_whose_date_moved_can_be_printed_again_and_still_be_reduced(told: Reader) -> None:
    counter = Counter().told(0, 1)
    old, later = counter.paper(PaperKind.NOTICE), date(2026, 11, 20)
    counter.do(counter.moving("correction", later))
    new = counter.paper(PaperKind.NOTICE)
    said = told(counter, new)
    assert day_words(later) in said and old.number in said and new.number in said
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    answered = told(counter, counter.paper(PaperKind.CORRECTION_RECEIPT))
    assert new.number in answered and old.number not in answered
    counter.do(cmd.ReduceNotice((counter.rows[1].line_id,), "多要了"))
    assert counter.need().notices[-1].number != new.number or counter.need().completed is not None


@pytest.mark.law("D03", "B3-11")
def test_a_notice_that_came_anew_begins_its_period_when_it_is_served(told: Reader) -> None:
    counter = Counter().noticed()
    told_end = counter.need().notices[-1].ends
    counter.do(counter.moving("correction", told_end + timedelta(days=1)))
    counter.now = at(2026, 10, 19)
    notice = counter.paper(PaperKind.NOTICE)
    counter.sealed(notice)
    given = counter.do(cmd.GivePaper(notice.document_id, NOBODY_ELSE))
    assert isinstance(given[-1], ev.DeadlineRevised)
    assert clocks(counter.need())["correction"][0] == date(2026, 11, 9)
    assert day_words(date(2026, 11, 9)) in told(counter, notice)


@pytest.mark.law("D01b", "B3-10")
def test_a_notice_served_late_gives_its_later_end_to_receipt_progress_and_due_list(told: Reader) -> None:
    counter = Counter().noticed(0, 1)
    first = counter.need().notices[-1].ends
    counter.now = at(2026, 9, 30, 15)
    counter.serve(counter.paper(PaperKind.NOTICE))
    ends = counter.need().correction_due
    assert ends is not None and ends > first
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    assert day_words(ends) in told(counter, counter.paper(PaperKind.CORRECTION_RECEIPT))
    shown = progress(counter.need(), query_code(CASE))
    assert shown is not None and shown.until == ends == clocks(counter.need())["correction"][0]


@pytest.mark.law("D01", "B7-21")
def test_a_receipt_whose_date_moved_says_the_new_one_and_nobody_is_late_by_the_old(told: Reader) -> None:
    counter = Counter()
    # Of a 许可 nothing may be told any more when the five days are over, whatever table counted them.
    counter.offer("tolerable", item=replace(counter.item.item, kind="公共服务"))
    counter.received(faulty(counter.rows[0]))
    old, first = counter.paper(PaperKind.RECEIPT), counter.need().notice_due
    assert first is not None
    later = first - timedelta(days=1)
    counter.do(counter.moving("notice", later))
    said = told(counter, counter.paper(PaperKind.RECEIPT))
    assert day_words(later) in said and day_words(first) not in said and old.number in said
    shown = progress(counter.need(), query_code(CASE))
    assert shown is not None and shown.until == later
    counter.now = at(first.year, first.month, first.day)
    counter.do(cmd.IssueNotice())
    late = conduct([counter.recorded], date(2026, 9, 1), date(2026, 12, 31))
    assert late.count(Kind.NOT_TOLD_AT_ONCE) == 1, "late by the day that counts"


@pytest.mark.law("D07", "L25", "B7-21")
def test_with_tolerance_the_paper_that_told_the_date_is_the_one_that_comes_anew(told: Reader) -> None:
    counter = tolerated(Counter(), at(2026, 9, 30).date)
    old, due = counter.paper(PaperKind.TOLERANCE_NOTICE), counter.need().main_due[0]
    assert due is not None
    assert counter.refused(cmd.ReviseDeadline("main", at(2026, 9, 29).date, True)) == "ZC-CASE-47", "hers comes first"
    sooner = due - timedelta(days=1)
    counter.do(counter.moving("main", sooner))
    new = counter.paper(PaperKind.TOLERANCE_NOTICE)
    said = told(counter, new)
    assert new.number != old.number and day_words(sooner) in said and f"取代{old.number}" in said
    agreed = cmd.ReviseDeadline("tolerance", at(2026, 10, 9).date, True)
    assert counter.refused(agreed) == "ZC-CASE-47", "a day is a day"


@pytest.mark.law("D07", "L25", "B7-21")
def test_a_day_to_bring_that_moved_with_the_decision_stands_on_the_new_notice(told: Reader) -> None:
    counter = owing(firm=False, pledged=False)
    until = counter.need().tolerance_due
    assert until is not None
    counter.do(counter.moving("tolerance", until + timedelta(days=7)))
    said = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert day_words(until + timedelta(days=7)) in said and f"原告知{day_words(until)}" in said
    assert "领取结果" in said and "查询和监督" in said, "the only paper of 受理 that she gets"


@pytest.mark.law("D14", "B7-21", "B3-19")
def test_after_an_extension_the_notice_of_it_comes_anew(told: Reader) -> None:
    counter = Counter(TAXI).accepted("counter")
    counter.do(cmd.Extend("情况复杂", "局长"))
    first, due = counter.need().due_before_extension, counter.need().main_due[0]
    assert first is not None and due is not None
    old, sooner = counter.paper(PaperKind.EXTENSION), due - timedelta(days=1)
    counter.do(counter.moving("main", sooner))
    new = counter.paper(PaperKind.EXTENSION)
    said = told(counter, new)
    assert new.number != old.number and day_words(sooner) in said and f"取代{old.number}" in said
    assert f"原办理期限至{day_words(first)}" in said
    assert not counter.paper(PaperKind.ACCEPTANCE).void


@pytest.mark.law("D03", "L27")
def test_a_notice_for_a_sheet_of_the_pad_says_when_it_was_handed_in_not_when_it_was_typed(told: Reader) -> None:
    counter = Counter()
    counter.now = at(2026, 9, 22, 14, 30)
    rows = (faulty(counter.rows[0]), *map(good, counter.rows[1:]))
    counter.do(cmd.Receive(counter.intake(), rows, at(2026, 9, 21, 9, 5), "2026-D07-P000001"))
    counter.do(cmd.IssueNotice())
    said = told(counter, counter.paper(PaperKind.NOTICE))
    assert "于2026年9月21日9时05分" in said and "9月22日14时30分" not in said


@pytest.mark.law("D07", "D02", "L24", "L25")
def test_the_paper_of_an_acceptance_by_silence_says_what_is_owed_by_which_day_and_that_we_were_silent(
    told: Reader,
) -> None:
    counter = pledge(days_later(at_counter(TWENTY, TWENTY, kind=""), 3))
    days_later(counter, 15)
    counter.do(cmd.ProposeDeemedAcceptance())
    counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
    until = counter.need().tolerance_due
    said = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert until is not None and day_words(until) in said and counter.rows[0].name in said
    assert "未在法定期限内一次告知" in said and "视为受理" in said and "第三十二条第一款第四项" in said
    assert "经审查，主要申请材料齐全" not in said, "nobody looked in time"


@pytest.mark.law("D07", "L25")
@pytest.mark.parametrize("silent", [False, True])
def test_a_day_to_bring_that_is_not_what_she_expects_is_explained_on_the_notice(told: Reader, silent: bool) -> None:
    counter = Counter()
    counter.offer("tolerable", legal=Period(20))
    counter.received(faulty(counter.rows[0]))
    counter.credit()
    line, first = (counter.rows[0].line_id,), at(2026, 9, 29).date
    counter.now = at(2026, 9, 30, 9) if silent else counter.now
    counter.do(cmd.PledgeTolerance(line, "现场", "signed", None if silent else first))
    # Silence dates 受理 back, and so the decision; else it is only that the day passed before anybody accepted.
    counter.now = at(2026, 10, 12, 9) if silent else at(2026, 9, 30, 9)
    counter.do(cmd.Accept("department"))
    said = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert ("补交仍以承诺书写明的日期为准" in said) is silent
    assert (f"承诺书写明的{day_words(first)}在受理以前已过，以本通知书的日期为准" in said) is not silent


@pytest.mark.law("D07", "L25")
@pytest.mark.parametrize("days", [3, -3], ids=["the department gave more", "cut by an older program"])
def test_a_notice_does_not_say_that_a_day_passed_which_did_not(told: Reader, days: int) -> None:
    counter = Counter()
    counter.offer("tolerable", legal=Period(20))
    counter.received(faulty(counter.rows[0]))
    counter.credit()
    first = at(2026, 10, 12).date
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed", first))
    counter.do(cmd.Accept("department"))
    case = counter.need()
    assert case.accepted is not None
    counter.case = replace(case, accepted=replace(case.accepted, tolerated_until=first + timedelta(days=days)))
    said = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert day_words(first + timedelta(days=days)) in said and "在受理以前已过" not in said
    assert (f"承诺书写明的是{day_words(first)}，本通知书给的时间更长，以本通知书的日期为准" in said) is (days > 0)


@pytest.mark.law("D07", "L25")
def test_a_new_day_after_that_of_the_decision_is_not_said_to_be_the_pledges(told: Reader) -> None:
    counter = Counter()
    counter.offer("tolerable", legal=Period(20))
    counter.received(faulty(counter.rows[0]))
    counter.credit()
    first = at(2026, 9, 29).date
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed", first))
    counter.now = at(2026, 9, 30, 9)
    counter.do(cmd.Accept("department"))
    case = counter.need()
    assert case.accepted is not None and case.accepted.due is not None
    counter.case = replace(case, accepted=replace(case.accepted, tolerated_until=case.accepted.due + timedelta(days=5)))
    said = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert "本通知书的日期在办理期限以后，补交仍以它为准" in said
