"""Acts by silence speak on the day that ends the period now, not on the day of the proposal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Case
from app.domain.states import CaseState
from app.domain.time import Timestamp, at
from tests.app.domain.kit import NURSE, STAFF, Counter, faulty, good
from tests.app.domain.test_recount import owing as owing_expected


def on(day: date) -> Timestamp:
    return at(day.year, day.month, day.day, 10)


def owing() -> Counter:
    """Accepted with one line owed (容缺)."""
    counter = Counter()
    counter.offer("tolerable", 1)
    row = counter.rows[1]
    counter.received(faulty(row))
    counter.credit()
    counter.do(cmd.PledgeTolerance((row.line_id,), counter.rules.supply_ways[0], "sig"))
    counter.do(cmd.Accept("counter"))
    return counter


def tolerated_until(case: Case) -> date:
    assert case.accepted is not None and case.accepted.tolerated_until is not None
    return case.accepted.tolerated_until


@pytest.mark.law("L24", "B3-11")
def test_a_correction_period_that_was_moved_after_the_proposal_runs_to_its_new_end() -> None:
    counter = Counter().told()
    ends = counter.need().notices[-1].ends
    counter.now = on(ends + timedelta(days=3))
    counter.do(cmd.ProposeDeemedWithdrawal())
    later = ends + timedelta(days=18)
    counter.do(counter.moving("correction", later))
    counter.now = on(ends + timedelta(days=4))
    assert counter.refused(cmd.ConfirmDeemedWithdrawal(counter.now.ms)) == "ZC-CASE-50"
    counter.now = on(later + timedelta(days=1))
    assert counter.refused(cmd.ConfirmDeemedWithdrawal(on(later).ms)) == "ZC-CASE-52"
    done = counter.do(cmd.ConfirmDeemedWithdrawal(counter.now.ms))
    assert isinstance(done[0], ev.DeemedWithdrawn) and done[0].ended_on == later
    assert counter.need().state is CaseState.DEEMED_WITHDRAWN


@pytest.mark.law("B3-15")
def test_a_tolerance_period_that_was_moved_after_the_proposal_runs_to_its_new_end() -> None:
    counter = owing_expected(firm=False, pledged=False)
    ends = tolerated_until(counter.need())
    counter.now = on(ends + timedelta(days=1))
    counter.do(cmd.ProposeToleranceLapse())
    later = ends + timedelta(days=10)
    counter.do(counter.moving("tolerance", later))
    counter.now = on(later)
    assert counter.refused(cmd.ConfirmToleranceLapse(counter.now.ms)) == "ZC-CASE-50"
    counter.now = on(later + timedelta(days=1))
    done = counter.do(cmd.ConfirmToleranceLapse(counter.now.ms))
    assert isinstance(done[0], ev.ReturnedClosed) and done[0].ended_on == later


@pytest.mark.law("B3-15")
def test_what_was_waived_since_the_proposal_closes_no_case() -> None:
    counter = owing()
    counter.now = on(tolerated_until(counter.need()) + timedelta(days=1))
    counter.do(cmd.ProposeToleranceLapse())
    counter.do(cmd.WaiveMaterial(counter.rows[1].line_id, "住所", "不动产登记信息"))
    assert counter.refused(cmd.ConfirmToleranceLapse(counter.now.ms)) == "ZC-CASE-66"


@pytest.mark.law("B3-6")
def test_a_notice_that_comes_down_after_the_proposal_ends_the_silence() -> None:
    counter = Counter(NURSE)
    row = counter.rows[0]
    counter.received(faulty(row))
    counter.now = at(2026, 10, 20)
    counter.do(cmd.ProposeDeemedAcceptance())
    elsewhere = Counter(NURSE)
    elsewhere.received(faulty(row))
    told = elsewhere.do(cmd.IssueNotice())[0]
    assert isinstance(told, ev.NoticeIssued)
    counter.comes_down(replace(told, by=STAFF))
    counter.do(cmd.TakeCorrection((good(row),)))
    assert counter.need().state is CaseState.CORRECTED
    assert counter.refused(cmd.ConfirmDeemedAcceptance(counter.now.ms)) == "ZC-CASE-53"


@pytest.mark.law("B3-6")
def test_new_holidays_give_the_authority_its_five_days_anew() -> None:
    counter = Counter(NURSE).received()
    proposed = ev.DeemedAcceptanceProposed(counter.now, STAFF, date(2026, 9, 28))
    counter.comes_down(proposed)
    assert counter.refused(cmd.ConfirmDeemedAcceptance(at(2026, 9, 29).ms)) == "ZC-CASE-50"


@pytest.mark.law("B3-6")
def test_a_hall_that_only_collected_accepts_nothing_by_silence_either() -> None:
    counter = Counter(NURSE)
    intake = replace(counter.intake(), collected_for="大连市中山区")
    counter.do(cmd.Receive(intake, tuple(good(row) for row in counter.rows)))
    counter.now = at(2026, 10, 20)
    assert counter.refused(cmd.ProposeDeemedAcceptance()) == "ZC-CASE-123"
    counter.comes_down(ev.DeemedAcceptanceProposed(counter.now, STAFF, date(2026, 10, 12)))
    assert counter.refused(cmd.ConfirmDeemedAcceptance(counter.now.ms)) == "ZC-CASE-123"
