"""授权委托书: its last day is asked at 收件 and looked at again at the hand-over (民法典 165, 173)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.codec import from_json, to_json
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from app.domain.paper import Paper, PaperKind
from app.domain.people import Agent, IdType, Person, mask_number
from app.domain.power import ENDED, POWER, UNREADABLE, day_of, power_gap, printed_end, with_ended_power
from app.domain.serving import mended_by, open_sheet, power_ended, power_until, stands_for
from app.domain.time import Timestamp, at, date_words
from tests.app.domain.kit import MONDAY, NOBODY_ELSE, NURSE, Counter, faulty, good

CLERK = Person("王五", IdType.RESIDENT_CARD, "440524190001010019")
TODAY = MONDAY.date


def with_power(until: date | None, now: Timestamp = MONDAY) -> Counter:
    """Somebody stands here for the applicant under a power that ends."""
    counter = Counter(NURSE, now)
    told = replace(counter.intake(), agent=Agent(CLERK, until=until))
    counter.intake = lambda: told  # type: ignore[method-assign]
    return counter


def take(counter: Counter, handed: Timestamp | None = None) -> cmd.Receive:
    rows = tuple(good(row) for row in counter.rows)
    return cmd.Receive(counter.intake(), rows, handed_at=handed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_last_day_is_read_however_it_is_written(day: date) -> None:
    for words in (f"{day:%Y%m%d}", f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f" {day:%Y.%m.%d} "):
        assert day_of(words) == day, words


@pytest.mark.parametrize("words", ["", "长期", "2026", "20261332", "12-31", "2026年", "二〇二六年"])
def test_what_is_no_day_is_none(words: str) -> None:
    assert day_of(words) is None
    assert list(power_gap(words, TODAY)) == ([UNREADABLE] if words else [])


def test_the_last_day_itself_counts_and_the_next_does_not() -> None:
    assert not list(power_gap(TODAY.isoformat(), TODAY))
    assert list(power_gap(TODAY.isoformat(), TODAY + timedelta(days=1))) == [ENDED]
    agent = Agent(CLERK, until=TODAY)
    assert not agent.lapsed(TODAY) and agent.lapsed(TODAY + timedelta(days=1)) and not Agent(CLERK).lapsed(date.max)


def test_who_comes_under_a_power_that_ended_leaves_with_a_receipt_and_a_notice_that_names_it() -> None:
    """She was sent away with nothing in her hand; the way round was to empty the day (行政许可法 32(1)(4))."""
    counter = with_power(TODAY - timedelta(days=1))
    received, receipt, *_ = counter.do(take(counter))
    assert isinstance(received, ev.Received) and isinstance(receipt, ev.PaperIssued)
    assert receipt.kind is PaperKind.RECEIPT
    gap = received.materials[-1]
    assert gap.name == POWER and not gap.settled and not gap.taken, "no paper is receipted that was not kept"
    assert gap.number == len(received.materials)
    counter.credit()
    assert counter.refused(cmd.Accept("forward")) == "ZC-CASE-30", "acceptance is what needs the power"
    counter.do(cmd.IssueNotice())
    (fault,) = counter.need().notices[-1].faults
    assert fault.finding == f"授权委托书已于{date_words(TODAY - timedelta(days=1))}到期"
    assert "重新委托" in fault.correction and fault.code is FaultCode.EXPIRED


def test_a_new_power_that_is_brought_on_the_notice_lets_the_case_be_accepted() -> None:
    counter = with_power(TODAY - timedelta(days=1))
    counter.do(take(counter))
    counter.credit()
    counter.do(cmd.IssueNotice())
    counter.do(cmd.TakeCorrection(tuple(good(row) for row in counter.need().open_faults)))
    counter.do(cmd.Accept("forward"))
    assert counter.need().accepted is not None


def test_the_row_of_the_guide_names_the_end_of_the_power_where_it_lists_one() -> None:
    rows = (SubmittedMaterial("1", 1, "申请表", MaterialStatus.ORIGINAL, 1),
            SubmittedMaterial("2", 2, "授权委托书", MaterialStatus.ORIGINAL, 1))  # fmt: skip
    before = TODAY - timedelta(days=1)
    told = with_ended_power(rows, before, TODAY)
    assert [row.line_id for row in told] == ["1", "2"] and told[0] == rows[0]
    assert told[1].fault is FaultCode.EXPIRED and told[1].taken, "the old paper lies here all the same"
    found = replace(rows[1], status=MaterialStatus.FAULTY, fault=FaultCode.SEAL)
    assert with_ended_power((rows[0], found), before, TODAY)[1] == found, "what the clerk found is not overwritten"


@given(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_only_a_power_that_had_ended_is_a_gap(until: date | None, day: date) -> None:
    rows = (SubmittedMaterial("1", 1, "申请表", MaterialStatus.ORIGINAL, 1),)
    told = with_ended_power(rows, until, day)
    assert (told == rows) == (until is None or until >= day)


def test_while_a_power_speaks_or_names_no_day_nothing_is_asked_of_it() -> None:
    for until in (TODAY, None):
        counter = with_power(until)
        counter.do(take(counter))
        intake = counter.need().intake
        assert intake is not None and intake.agent is not None and intake.agent.until == until
        assert not counter.need().open_faults


def test_a_sheet_of_the_pad_counts_by_the_day_on_which_it_was_handed_in() -> None:
    counter = with_power(TODAY - timedelta(days=1))
    counter.do(take(counter, Timestamp(MONDAY.ms - 24 * 3600 * 1000)))
    assert not counter.need().open_faults


def at_desk(until: date | None) -> tuple[Counter, cmd.HandOver]:
    counter = with_power(until)
    counter.certified()
    certificate = counter.paper(PaperKind.CERTIFICATE)
    counter.out(certificate)
    counter.do(cmd.RecordSeal(certificate.document_id, "审批专用章", "赵六", "盖章室"))
    taker = replace(NOBODY_ELSE, name=CLERK.name, id_masked=mask_number(CLERK.id_number), authority="")
    return counter, cmd.HandOver(taker, "窗口领取", (certificate.document_id,))


def test_an_agent_whose_power_ended_since_takes_nothing_without_a_new_one() -> None:
    """Her name alone was enough, however long ago her power had been seen."""
    counter, taking = at_desk(at(2026, 9, 30, 9, 0).date)
    case = counter.need()
    assert stands_for(case, CLERK.name, date(2026, 9, 30)) and not stands_for(case, CLERK.name, date(2026, 10, 1))
    assert power_ended(case, CLERK.name, date(2026, 10, 1)) == date(2026, 9, 30)
    assert power_ended(case, "赵六", date(2026, 10, 1)) is None, "of a stranger it is not said"
    counter.now = at(2026, 10, 1, 9, 0)
    answer = counter.ask(taking)
    assert isinstance(answer, cmd.Refusal) and answer.code == "ZC-CASE-139" and "2026年9月30日到期" in answer.why
    laid = counter.ask(cmd.LayOutProof(taking.recipient, taking.documents))
    assert isinstance(laid, cmd.Refusal) and laid.code == "ZC-CASE-139", "no proof is laid out for her either"
    renewed = replace(taking, recipient=replace(taking.recipient, authority="授权委托书 10月1日"))
    handed, *_ = counter.do(renewed)
    assert isinstance(handed, ev.HandedOver)


def test_while_it_speaks_or_names_no_day_her_name_is_enough() -> None:
    for until in (date(2026, 12, 31), None):
        counter, taking = at_desk(until)
        counter.do(taking)


def test_what_was_written_before_a_last_day_was_asked_is_read_as_naming_none() -> None:
    old = to_json(Agent(CLERK))
    del old["until"]
    assert from_json(Agent, old) == Agent(CLERK)
    assert from_json(Agent, to_json(Agent(CLERK, until=TODAY))) == Agent(CLERK, until=TODAY)


def test_a_power_that_was_printed_and_signed_here_speaks_until_the_end_it_bears() -> None:
    """Her new power, signed at the counter, was not seen at 发件: the day of the old one was asked for."""
    counter, taking = at_desk(at(2026, 9, 30, 9, 0).date)
    counter.now = at(2026, 10, 1, 9, 0)
    counter.do(cmd.IssuePaper(PaperKind.POWER_OF_ATTORNEY))
    printed = counter.paper(PaperKind.POWER_OF_ATTORNEY)
    counter.out(printed)
    assert not stands_for(counter.need(), CLERK.name, counter.now.date), "nobody signed it yet"
    counter.do(cmd.GivePaper(printed.document_id, NOBODY_ELSE))
    case = counter.need()
    assert power_until(case) == date(2026, 12, 31) and power_ended(case, CLERK.name, date(2026, 12, 31)) is None
    assert power_ended(case, CLERK.name, date(2027, 1, 1)) == date(2026, 12, 31)
    counter.do(taking)


def printed_anew(counter: Counter) -> Paper:
    counter.do(cmd.IssuePaper(PaperKind.POWER_OF_ATTORNEY))
    paper = counter.paper(PaperKind.POWER_OF_ATTORNEY)
    counter.out(paper)
    return paper


def test_a_new_power_mends_the_row_of_the_one_that_ended_and_nothing_else() -> None:
    counter = with_power(TODAY - timedelta(days=1))
    rows = tuple(faulty(row) if n == 0 else good(row) for n, row in enumerate(counter.rows))
    counter.do(replace(take(counter), materials=rows))
    paper = printed_anew(counter)
    case = counter.need()
    here = case.lease
    (row,) = mended_by(case, paper.document_id, TODAY, here)
    assert (row.name, row.status, row.fault) == (POWER, MaterialStatus.ORIGINAL, None) and paper.number in row.note
    assert len(case.open_faults) == 2, "what else is missing is not mended by it"
    assert not mended_by(case, case.papers_of(PaperKind.RECEIPT)[0].document_id, TODAY, here), "a receipt is no power"
    assert not mended_by(case, paper.document_id, date(TODAY.year + 1, 1, 1), here), "its own end is over"
    assert not mended_by(case, paper.document_id, TODAY, "platform"), "the department has the case"
    counter.do(cmd.VoidPaper(paper.document_id, "写错了"))
    assert not mended_by(counter.need(), paper.document_id, TODAY, here)


def test_while_a_power_speaks_a_printed_one_mends_nothing() -> None:
    counter = with_power(TODAY)
    counter.do(take(counter))
    assert not mended_by(counter.need(), printed_anew(counter).document_id, TODAY, counter.need().lease)


@given(st.none() | st.dates(date(2020, 1, 1), date(2100, 12, 31)), st.dates(date(2020, 1, 1), date(2100, 12, 31)))
def test_a_printed_power_never_ends_before_it_begins(told: date | None, issued: date) -> None:
    end = printed_end(told, issued)
    assert end >= issued and (told is None or told < issued or end == told)


def test_a_sheet_signed_on_the_last_day_is_told_the_next() -> None:
    """She signed for it while she had the right to; the clerk says so in the morning."""
    counter, taking = at_desk(TODAY)
    counter.do(cmd.LayOutProof(taking.recipient, taking.documents))
    sheet = open_sheet(counter.need())
    assert sheet is not None
    counter.out(sheet)
    counter.now = Timestamp(counter.now.ms + 24 * 3600 * 1000)
    unsigned = counter.ask(replace(taking, recipient=replace(taking.recipient, signature="x")))
    assert isinstance(unsigned, cmd.Refusal) and unsigned.code == "ZC-CASE-139"
    counter.do(replace(taking, sheet=sheet.document_id))


def with_card(taking: cmd.HandOver, number: str, authority: str = "") -> cmd.HandOver:
    return replace(taking, recipient=replace(taking.recipient, id_masked=number, authority=authority))


def test_a_card_with_her_name_and_another_number_does_not_stand_for_the_agent() -> None:
    """The name alone let whoever has it too take the result, though the number of the agent was known."""
    counter, taking = at_desk(None)
    own, namesake = mask_number(CLERK.id_number), mask_number("440524188001010014")
    case, day = counter.need(), counter.now.date
    assert stands_for(case, CLERK.name, day, own.lower()) and not stands_for(case, CLERK.name, day, namesake)
    for number in ("", own):
        assert not isinstance(counter.ask(with_card(taking, number)), cmd.Refusal)
    refused = counter.ask(with_card(taking, namesake))
    assert isinstance(refused, cmd.Refusal) and refused.code == "ZC-CASE-139"
    assert not isinstance(counter.ask(with_card(taking, namesake, "新的授权委托书")), cmd.Refusal), "by her own paper"
