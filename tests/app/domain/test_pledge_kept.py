"""A pledge in her hand, and what changes after it: the guide, the day of 受理, the rules (record 0130)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain.acts_promise import PROMISED, TOLD
from app.domain.events import Accepted, NoticeIssued
from app.domain.guide import Period, ServiceGuide
from app.domain.guide_changes import better_of_both
from app.domain.limits import running_limit
from app.domain.materials import FaultCode, MaterialStatus, fault_of
from app.domain.paper import PaperKind
from app.domain.recount import moved
from app.domain.time import Timestamp
from app.domain.verdict import VerdictKind, judge
from tests.app.domain.kit import ALL, MONDAY, NURSE, STAFF, Counter, calendar, faulty, good, guide_of, rules

AT_ONCE, SEVEN, TWENTY = Period(0), Period(7), Period(20)
OTHER = "公共服务"


def at_counter(legal: Period | None, promised: Period | None, kind: str = OTHER, more: int = 0) -> Counter:
    """The first materials are missing and may come later; the credit is good."""
    counter = Counter(NURSE)
    item = replace(guide_of(NURSE).item, kind=kind or guide_of(NURSE).item.kind)
    for place in range(more + 1):
        counter.offer("tolerable", place, legal=legal, promised=promised, item=item)
    counter.received(*(faulty(row) for row in counter.rows[: more + 1]))
    counter.credit()
    return counter


def pledge(counter: Counter, until: date | None = None, places: int = 1) -> Counter:
    lines = tuple(row.line_id for row in counter.rows[:places])
    counter.do(cmd.PledgeTolerance(lines, "现场", "signed", until))
    return counter


def at_counter_with_promise() -> Counter:
    """The first material comes later, which is pledged on Monday; a promise is to stand for the second."""
    counter = Counter(NURSE)
    counter.rules = replace(rules(), tolerance_credit_check=False, snapshot_max_age_days=999)
    item = replace(guide_of(NURSE).item, kind=OTHER)
    counter.offer("tolerable", 0, legal=TWENTY, promised=SEVEN, item=item)
    counter.offer("committable", 1)
    counter.received(faulty(counter.rows[0]), replace(counter.rows[1], status=MaterialStatus.COMMITTED))
    counter.credit()
    return pledge(counter)


def commitment(counter: Counter) -> cmd.MakeCommitment:
    line = (counter.rows[1].line_id,)
    return cmd.MakeCommitment("proof", line, dict.fromkeys(TOLD, "写明"), PROMISED, "v1", "signed")


def later(counter: Counter, days: int) -> Counter:
    counter.now = Timestamp(MONDAY.ms + days * 86_400_000)
    return counter


def told(counter: Counter) -> Accepted:
    accepted = counter.need().accepted
    assert accepted is not None
    return accepted


def department_tells(counter: Counter, place: int) -> Counter:
    """The department tells of one material that the counter took for good."""
    row = next(each for each in counter.need().materials if each.line_id == counter.rows[place].line_id)
    fault = fault_of(replace(row, status=MaterialStatus.FAULTY, fault=FaultCode.FORM))
    ends = date(2026, 10, 26)
    counter.do(cmd.Transfer("科室", "审查"))
    counter.comes_down(
        NoticeIssued(counter.now, STAFF, UUID(int=777), "", (fault,), Period(15), ends, True, "", False, "")
    )
    return counter


def renewed(counter: Counter, **changes: Period | None) -> ServiceGuide:
    """A later version of the guide came down: the case goes on by the better of both."""
    counter.guide = better_of_both(counter.item, replace(counter.item, version="later", **changes))  # type: ignore[arg-type]
    return counter.guide


# the guide changes (6)


@pytest.mark.law("L25")
def test_a_guide_that_promises_the_same_day_by_now_leaves_her_the_time_she_was_promised_before() -> None:
    counter = pledge(at_counter(None, SEVEN))
    promised = counter.need().pledge
    guide = renewed(counter, promised=AT_ONCE)
    assert promised is not None and guide.promised == AT_ONCE
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert (accepted.binding, accepted.limit_words) == ("承诺", "7个工作日")
    assert accepted.due == accepted.tolerated_until == promised.promised_by
    bound = running_limit(counter.need(), guide, rules(), calendar())
    assert bound is not None and bound.due.date == accepted.due, "counted the same ever after"


@pytest.mark.law("L25")
def test_the_decision_does_not_slide_from_a_promise_in_days_to_the_law_by_a_promise_of_the_same_day() -> None:
    counter = pledge(at_counter(TWENTY, SEVEN))
    renewed(counter, promised=AT_ONCE)
    counter.do(cmd.Accept("department"))
    assert told(counter).limit_words == "7个工作日"


@pytest.mark.law("L25")
def test_a_shorter_promise_of_a_later_guide_does_not_decide_before_the_day_in_her_pledge() -> None:
    counter = pledge(at_counter(TWENTY, SEVEN))
    renewed(counter, promised=Period(3))
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.limit_words == "7个工作日" and accepted.due is not None
    assert accepted.tolerated_until is not None and accepted.tolerated_until <= accepted.due
    sooner = pledge(at_counter(TWENTY, SEVEN), MONDAY.date + timedelta(days=1))
    renewed(sooner, promised=Period(3))
    sooner.do(cmd.Accept("department"))
    assert told(sooner).limit_words == "3个工作日", "where it leaves her day, the shorter one is hers"


@pytest.mark.law("L25")
@pytest.mark.parametrize("legal", [None, TWENTY], ids=["the 20 days of the law", "named in the guide"])
def test_the_limit_of_the_law_for_a_licence_is_not_prolonged_by_a_pledge(legal: Period | None) -> None:
    counter = pledge(at_counter(legal, None, kind=""))
    promised = counter.need().pledge
    renewed(counter, legal=Period(10), promised=Period(3))
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert (accepted.binding, accepted.limit_words) == ("法定", "10个工作日"), "a promise gives way to her day, no law"
    assert promised is not None and accepted.due is not None
    assert accepted.tolerated_until == promised.promised_by > accepted.due, "her paper does not lie"


@pytest.mark.law("L25")
def test_nothing_but_a_licence_is_decided_before_the_day_that_the_rules_gave_her() -> None:
    counter = at_counter(None, None)
    counter.rules = replace(rules(), tolerance_period=Period(5))
    pledge(counter)
    promised = counter.need().pledge
    renewed(counter, promised=Period(2))
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert promised is not None and accepted.due == accepted.tolerated_until == promised.promised_by
    assert accepted.limit_words == "", "no promise is told that nobody made"
    assert not moved(counter.need(), counter.guide, counter.rules, calendar())
    counter.do(cmd.SupplyOwed((good(counter.rows[0]),)))
    assert not moved(counter.need(), counter.guide, counter.rules, calendar()), "nor when it is there"


@pytest.mark.law("L25")
def test_a_pledge_stands_where_the_same_day_is_all_that_is_known_by_now_and_it_is_decided_by_its_day() -> None:
    counter = pledge(at_counter(None, SEVEN))
    counter.guide = replace(counter.item, promised=AT_ONCE)
    promised = counter.need().pledge
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert promised is not None and accepted.tolerated_until == accepted.due == promised.promised_by
    assert accepted.limit_words == "" and not moved(counter.need(), counter.guide, rules(), calendar())


@pytest.mark.law("L23", "L25")
def test_where_no_day_is_left_the_notice_is_open_and_takes_the_place_of_the_pledge() -> None:
    counter = pledge(at_counter(None, SEVEN), MONDAY.date + timedelta(days=1))
    later(counter, 2).guide = replace(counter.item, promised=AT_ONCE)
    assert counter.refused(cmd.Accept("department")) == "ZC-CASE-36"
    paper = counter.paper(PaperKind.TOLERANCE_PLEDGE)
    counter.do(cmd.IssueNotice())
    case = counter.need()
    assert [fault.line_id for fault in case.notices[-1].faults] == [counter.rows[0].line_id]
    gone = case.paper(paper.document_id)
    assert gone is not None and gone.void, "two days for one material would be in her hand"
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    counter.do(cmd.Accept("department"))
    assert told(counter).tolerated == ()


@pytest.mark.law("L23", "L25")
def test_what_a_notice_told_of_comes_later_again_only_with_a_day_signed_anew() -> None:
    """D06 is void by then: nobody accepts by a paper that says nothing any more."""
    counter = pledge(at_counter(None, SEVEN), MONDAY.date + timedelta(days=1))
    later(counter, 2).guide = replace(counter.item, promised=AT_ONCE)
    counter.do(cmd.IssueNotice())
    counter.guide = replace(counter.item, promised=SEVEN)
    wished = replace(counter.rows[0], status=MaterialStatus.TOLERATED, fault=FaultCode.MISSING)
    later(counter, 3).rules = replace(rules(), tolerance_credit_check=False)
    counter.do(cmd.TakeCorrection((wished,)))
    assert counter.refused(cmd.Accept("department")) == "ZC-CASE-33"
    pledge(counter)
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.accepted_on == MONDAY.date + timedelta(days=3)
    assert accepted.tolerated_until is not None and accepted.tolerated_until > accepted.accepted_on


@pytest.mark.law("L23")
def test_who_asked_for_tolerance_and_signs_no_pledge_is_told_what_is_missing() -> None:
    counter = Counter(NURSE)
    counter.offer("tolerable", 0, legal=TWENTY, promised=SEVEN)
    wished = replace(counter.rows[0], status=MaterialStatus.TOLERATED, fault=FaultCode.MISSING)
    counter.received(wished)
    assert counter.refused(cmd.Accept("department")) == "ZC-CASE-33"
    counter.do(cmd.IssueNotice())
    assert counter.need().notices and counter.need().open_faults


@pytest.mark.law("L23", "L25")
def test_a_pledge_that_still_has_its_day_is_accepted_and_not_told_of_as_missing() -> None:
    counter = pledge(at_counter(TWENTY, SEVEN))
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-10"


def test_one_pledge_names_everything_that_comes_later_and_a_new_one_takes_its_place() -> None:
    counter = pledge(at_counter(TWENTY, SEVEN, more=1), places=2)
    first = counter.paper(PaperKind.TOLERANCE_PLEDGE)
    assert counter.refused(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed")) == "ZC-CASE-33"
    pledge(counter, MONDAY.date + timedelta(days=1), 2)
    gone = counter.need().paper(first.document_id)
    assert gone is not None and gone.void and len(counter.need().papers_of(PaperKind.TOLERANCE_PLEDGE)) == 1


# the acceptance comes late (16)


@pytest.mark.law("L25")
@pytest.mark.parametrize("days", [0, 2, 9])
def test_an_acceptance_written_late_counts_from_the_pledge_and_cuts_nothing_of_its_day(days: int) -> None:
    counter = pledge(at_counter(TWENTY, SEVEN), MONDAY.date + timedelta(days=9))
    later(counter, days).do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.accepted_on == MONDAY.date, "all was there that it takes: the decision is not later for our delay"
    assert accepted.tolerated_until == MONDAY.date + timedelta(days=9) <= (accepted.due or date.min)


@pytest.mark.law("L25")
@pytest.mark.parametrize("days", [1, 7, 8, 28])
def test_signing_anew_for_the_same_does_not_put_the_decision_off(days: int) -> None:
    """A second pledge is a second day for her, and no second start for us."""
    counter = pledge(at_counter(TWENTY, SEVEN), MONDAY.date + timedelta(days=1))
    counter.rules = replace(rules(), tolerance_credit_check=False)
    first = later(counter, 1).ask(cmd.Accept("department"))
    assert not isinstance(first, cmd.Refusal)
    (due,) = [event.due for event in first if isinstance(event, Accepted)]
    pledge(later(counter, days))
    second = counter.need().pledge
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert (accepted.accepted_on, accepted.due) == (MONDAY.date, due)
    assert second is not None and accepted.tolerated_until == second.promised_by
    assert due is not None and (second.promised_by <= due or due < second.at.date), "hers is never cut"


@pytest.mark.law("L25")
def test_a_pledge_that_names_more_than_the_first_is_what_the_acceptance_waited_for() -> None:
    counter = at_counter(TWENTY, SEVEN, more=1)
    counter.rules = replace(rules(), tolerance_credit_check=False)
    both = counter.need().materials
    first = counter.rows[0].line_id
    counter.case = replace(counter.need(), materials=tuple(good(m) if m.line_id != first else m for m in both))
    pledge(counter)
    counter.case = replace(
        counter.need(), materials=tuple(faulty(m) if m.line_id == counter.rows[1].line_id else m for m in both)
    )
    pledge(later(counter, 1), places=2).do(cmd.Accept("department"))
    assert told(counter).accepted_on == MONDAY.date + timedelta(days=1)


@pytest.mark.law("L23", "L25")
@pytest.mark.parametrize("days", [0, 1, 7])
def test_an_acceptance_is_not_dated_before_the_promise_that_it_waited_for(days: int) -> None:
    """With 容缺 and 告知承诺 in one case, all is there only when both are signed."""
    counter = at_counter_with_promise()
    later(counter, days).do(promised := commitment(counter))
    assert promised.lines
    later(counter, days + 2).do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.accepted_on == MONDAY.date + timedelta(days=days)
    assert accepted.due is not None and accepted.tolerated_until is not None
    assert accepted.tolerated_until <= accepted.due


@pytest.mark.law("L23", "L25")
def test_a_promise_signed_twice_puts_the_decision_off_no_more_than_once() -> None:
    """Taken back and signed again it counts from then; a second signature for the same is no second start for us."""
    counter = at_counter_with_promise()
    promise = commitment(counter)
    counter.do(promise)
    later(counter, 1).do(cmd.DeclineCommitment(promise.lines))
    later(counter, 2).do(promise)
    later(counter, 6).do(promise)
    later(counter, 7).do(cmd.Accept("department"))
    assert told(counter).accepted_on == MONDAY.date + timedelta(days=2)


@pytest.mark.law("L25")
def test_a_day_that_passed_before_we_accepted_gives_way_to_the_last_day_of_the_law() -> None:
    counter = pledge(at_counter(TWENTY, SEVEN), MONDAY.date + timedelta(days=1))
    later(counter, 2).do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.accepted_on == MONDAY.date and accepted.tolerated_until == accepted.due
    assert counter.refused(cmd.ProposeToleranceLapse()) == "ZC-CASE-50", "nothing lapsed before she was told"


@pytest.mark.law("L24", "L25")
def test_silence_dates_the_acceptance_back_and_nothing_is_owed_whose_day_is_over() -> None:
    counter = at_counter(None, Period(1), kind="")
    later(counter, 1)
    pledge(counter)
    pledged = counter.need().pledge
    assert pledged is not None and counter.need().received is not None
    later(counter, 15)
    counter.do(cmd.ProposeDeemedAcceptance())
    counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
    accepted = told(counter)
    assert pledged.promised_by < counter.now.date and accepted.tolerated == ()
    assert accepted.accepted_on == MONDAY.date and accepted.tolerated_until is None, "no day that is over is told"


@pytest.mark.law("L24", "L25", "D07")
def test_silence_too_gives_her_the_day_in_writing_until_which_she_may_bring_it() -> None:
    counter = pledge(later(at_counter(TWENTY, TWENTY, kind=""), 3))
    pledged = counter.need().pledge
    later(counter, 15)
    counter.do(cmd.ProposeDeemedAcceptance())
    counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
    accepted = told(counter)
    assert pledged is not None and accepted.deemed and accepted.tolerated_until == pledged.promised_by
    assert counter.need().papers_of(PaperKind.TOLERANCE_NOTICE), "what is owed and by which day"
    assert not counter.need().papers_of(PaperKind.ACCEPTANCE), "one notice of acceptance, not two"


@pytest.mark.law("L24", "L25")
@pytest.mark.parametrize("silent", [True, False])
def test_where_silence_dates_it_back_the_law_has_its_day_and_she_has_hers(silent: bool) -> None:
    counter = at_counter(TWENTY, TWENTY, kind="")
    pledge(later(counter, 3))
    pledged = counter.need().pledge
    later(counter, 15)
    if silent:
        counter.do(cmd.ProposeDeemedAcceptance())
        counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
    else:
        counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.accepted_on == MONDAY.date and accepted.due == date(2026, 10, 30)
    assert pledged is not None and accepted.tolerated_until == pledged.promised_by > accepted.due


@pytest.mark.law("L23", "L25")
@pytest.mark.parametrize("kind", ["", OTHER])
@pytest.mark.parametrize("promised", [SEVEN, AT_ONCE])
def test_who_corrected_all_she_was_told_of_is_accepted_though_the_limit_ran_out_at_ours(
    kind: str, promised: Period
) -> None:
    counter = pledge(at_counter(TWENTY, SEVEN, kind=kind))
    department_tells(counter, 1)
    later(counter, 1).do(cmd.TakeCorrection((good(counter.rows[1]),)))
    later(counter, 40).guide = replace(counter.item, promised=promised, legal=TWENTY if promised.days else None)
    assert counter.refused(cmd.IssueNotice("补正后发现")) in ("ZC-CASE-10", "ZC-CASE-12")
    counter.do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.tolerated == (counter.rows[0].line_id,)
    assert accepted.tolerated_until is not None and accepted.tolerated_until > counter.now.date, "time to bring it"


@pytest.mark.law("L25")
def test_who_pledged_is_not_turned_away_at_the_window_because_we_were_late() -> None:
    counter = pledge(at_counter(None, SEVEN))
    later(counter, 30).do(cmd.Accept("department"))
    accepted = told(counter)
    assert accepted.accepted_on == MONDAY.date and accepted.limit_words == "7个工作日"
    assert accepted.due is not None and accepted.due < counter.now.date, "the decision is late, and that is told"
    assert accepted.tolerated_until is not None and accepted.tolerated_until > counter.now.date


@given(
    st.sampled_from([None, AT_ONCE, Period(3), TWENTY]),
    st.sampled_from([None, AT_ONCE, Period(3), SEVEN]),
    st.sampled_from([AT_ONCE, Period(2), Period(30)]),
    st.integers(0, 6),
    st.integers(0, 45),
    st.booleans(),
    st.booleans(),
)
def test_a_day_in_a_pledge_is_never_cut_and_whatever_comes_there_is_a_way(
    legal: Period | None, promised: Period | None, now: Period, agreed: int, days: int, licence: bool, corrected: bool
) -> None:
    counter = at_counter(legal, promised, kind="" if licence else OTHER)
    counter.rules = replace(rules(), tolerance_credit_check=False)
    wish = cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed", MONDAY.date + timedelta(agreed))
    answer = counter.ask(wish)
    if isinstance(answer, cmd.Refusal):
        return
    counter.write(answer)
    if corrected:
        department_tells(counter, 1).do(cmd.TakeCorrection((good(counter.rows[1]),)))
    case, today = counter.need(), later(counter, days).now.date
    assert case.pledge is not None
    renewed(counter, promised=now)
    accepted = counter.ask(cmd.Accept("department"))
    if isinstance(accepted, cmd.Refusal):
        assert accepted.code == "ZC-CASE-36" and case.pledge.promised_by < today
        _a_way(counter)
        return
    (fact,) = [event for event in accepted if isinstance(event, Accepted)]
    assert fact.due is not None and fact.tolerated_until is not None
    assert fact.tolerated_until >= today
    if case.pledge.promised_by >= today:
        assert fact.tolerated_until == case.pledge.promised_by
    if fact.accepted_on == case.pledge.at.date and fact.due >= today:
        assert fact.tolerated_until <= fact.due


def _a_way(counter: Counter) -> None:
    """No day is left: she is told what is missing, or counts as accepted without owing anything."""
    notice = counter.ask(cmd.IssueNotice())
    if isinstance(notice, cmd.Refusal):
        assert notice.code == "ZC-CASE-14"
        counter.do(cmd.ProposeDeemedAcceptance())
        counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
        assert told(counter).tolerated == ()


# no limit at all (15)


@pytest.mark.law("L25")
def test_where_the_guide_names_no_limit_verdict_pledge_and_acceptance_say_the_same() -> None:
    counter = at_counter(None, None)
    verdict = judge(counter.item, counter.need().materials, ALL, rules())
    assert verdict.kind is VerdictKind.NOTICE and "没有写办理时限" in verdict.reason
    assert counter.refused(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed")) == "ZC-CASE-36"
    own = replace(rules(), tolerance_period=Period(5))
    counter.rules = own
    verdict = judge(counter.item, counter.need().materials, ALL, own)
    assert verdict.kind is VerdictKind.TOLERABLE, "the rules have a time of their own"
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed"))
