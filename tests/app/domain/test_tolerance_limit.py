"""容缺 beside 即办: nobody is told to bring a paper by a day on which it is to be decided already (record 0125)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain.guide import Period, Unit
from app.domain.limits import main_limit
from app.domain.materials import MaterialStatus
from app.domain.recount import moved
from app.domain.time import Timestamp
from app.domain.tolerance import tolerance_limit, why_never
from app.domain.verdict import VerdictKind, judge
from tests.app.domain.kit import ALL, MONDAY, NURSE, Counter, calendar, faulty, guide_of, rules

AT_ONCE, TWENTY = Period(0), Period(20)
PERIODS = st.none() | st.builds(Period, st.integers(0, 40), st.sampled_from(Unit))


def tolerating(legal: Period | None, promised: Period | None, *, licence: bool = True) -> Counter:
    """A counter whose first material may come later, and whose applicant is known to be good."""
    counter = Counter(NURSE)
    kind = guide_of(NURSE).item.kind if licence else "公共服务"
    counter.offer("tolerable", 0, legal=legal, promised=promised, item=replace(guide_of(NURSE).item, kind=kind))
    counter.received(replace(faulty(counter.rows[0]), status=MaterialStatus.TOLERATED))
    counter.credit()
    return counter


@pytest.mark.law("L23", "L25")
def test_who_is_tolerated_in_a_same_day_matter_is_given_the_time_of_the_law() -> None:
    counter = tolerating(TWENTY, AT_ONCE)
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed"))
    counter.do(cmd.Accept("department"))
    accepted = counter.need().accepted
    assert accepted is not None and (accepted.binding, accepted.limit_words) == ("法定", "20个工作日")
    assert accepted.due == accepted.tolerated_until == date(2026, 10, 30)
    assert not moved(counter.need(), counter.guide, rules(), calendar()), "told once, it counts the same ever after"


@pytest.mark.law("L25")
def test_an_older_paper_that_said_the_same_day_is_not_called_moved_by_a_holiday() -> None:
    counter = tolerating(TWENTY, AT_ONCE)
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed", MONDAY.date))
    counter.do(cmd.Accept("department"))
    case = counter.need()
    assert case.accepted is not None
    old = replace(case, accepted=replace(case.accepted, due=MONDAY.date, binding="即办", limit_words="即办"))
    assert not moved(old, counter.guide, rules(), calendar())


@pytest.mark.law("L25")
@pytest.mark.parametrize("legal", [None, AT_ONCE])
def test_where_the_guide_knows_no_time_but_now_nothing_is_tolerated_and_a_notice_is_the_way(
    legal: Period | None,
) -> None:
    counter = tolerating(legal, AT_ONCE, licence=False)
    assert counter.refused(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed")) == "ZC-CASE-36"
    counter.rules = replace(rules(), tolerance_pledge=False)
    assert counter.refused(cmd.Accept("department")) == "ZC-CASE-36", "without a pledge it is asked at 受理"
    verdict = judge(counter.item, counter.need().materials, ALL, rules())
    assert verdict.kind is VerdictKind.NOTICE and "只有即办" in verdict.reason


@pytest.mark.law("L23", "L25")
def test_before_she_chooses_she_hears_that_what_comes_later_is_not_decided_on_the_spot() -> None:
    counter = tolerating(TWENTY, AT_ONCE)
    said = judge(counter.item, counter.need().materials, ALL, rules()).reason
    assert "容缺后不能当场办结，按法定20个工作日办理" in said
    slow = tolerating(TWENTY, Period(7))
    assert "当场" not in judge(slow.item, slow.need().materials, ALL, rules()).reason


@pytest.mark.law("L25")
def test_a_period_of_the_rules_never_runs_past_the_day_of_the_decision() -> None:
    counter = tolerating(TWENTY, Period(5))
    counter.rules = replace(rules(), tolerance_period=Period(15))
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed"))
    counter.do(cmd.Accept("department"))
    accepted = counter.need().accepted
    assert accepted is not None and accepted.tolerated_until == accepted.due == date(2026, 10, 10)


@pytest.mark.law("L25")
@given(PERIODS, PERIODS, st.none() | st.builds(Period, st.integers(1, 40), st.sampled_from(Unit)), st.booleans())
def test_what_may_come_later_is_always_due_after_today_and_never_after_the_decision(
    legal: Period | None, promised: Period | None, own: Period | None, licence: bool
) -> None:
    guide = guide_of(NURSE)
    kind = guide.item.kind if licence else "公共服务"
    guide = replace(guide, legal=legal, promised=promised, item=replace(guide.item, kind=kind))
    law = replace(rules(), tolerance_period=own)
    counter = Counter(NURSE).received()
    counter.guide, counter.rules = guide, law
    limit = tolerance_limit(counter.need(), counter.context(cmd.Accept("department")))
    bound = main_limit(guide, law, MONDAY.date, calendar(), tolerated=True)
    if limit is None:
        assert why_never(guide, law)
        return
    assert MONDAY.date < limit
    assert bound is None or limit <= bound.due.date


@pytest.mark.law("L23", "L25")
@given(st.integers(0, 25), PERIODS)
def test_a_case_that_counts_as_accepted_earlier_asks_for_nothing_after_its_decision(
    late: int, promised: Period | None
) -> None:
    counter = tolerating(TWENTY, promised)
    counter.now = Timestamp(MONDAY.ms + late * 86_400_000)
    limit = tolerance_limit(counter.need(), counter.context(cmd.Accept("department")))
    counter.rules = replace(rules(), tolerance_credit_check=False)
    pledge = cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed")
    if limit is None:
        assert counter.refused(pledge) == "ZC-CASE-36", "the time is over"
        return
    counter.do(pledge)
    counter.do(cmd.Accept("department"))
    accepted = counter.need().accepted
    assert accepted is not None and accepted.due is not None and accepted.tolerated_until is not None
    assert accepted.tolerated_until <= accepted.due


def test_where_no_promise_is_wanted_an_acceptance_tells_no_day_that_is_over() -> None:
    counter = tolerating(Period(1, Unit.WORKDAY), None)
    counter.rules = replace(rules(), tolerance_pledge=False, tolerance_credit_check=False)
    counter.now = Timestamp(MONDAY.ms + 20 * 86_400_000)
    assert counter.refused(cmd.Accept("department")) == "ZC-CASE-36"


def test_without_a_paper_to_come_the_promise_binds_as_ever() -> None:
    bound = main_limit(guide_of(NURSE), rules(), MONDAY.date, calendar())
    assert bound is not None and bound.due.date == MONDAY.date
