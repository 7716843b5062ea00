"""一件事 under way (S48): 延期, 特别程序 and the end of 容缺 are its as well, and it comes back to its branches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain import commands as cmd
from app.domain.clocks import clocks
from app.domain.guide import Period
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.domain.time import Timestamp
from tests.app.domain.kit import Counter, faulty

SHOP = "开餐饮店一件事"


def begun() -> Counter:
    counter = Counter(SHOP).accepted("counter")
    counter.do(cmd.StartJoint())
    return counter


def days_on(counter: Counter, days: int) -> None:
    counter.now = Timestamp(counter.now.ms + int(timedelta(days=days).total_seconds()) * 1000, counter.now.quality)


@pytest.mark.law("B3-19", "B3-27")
def test_a_matter_under_way_is_extended_once_by_its_own_days_and_stays_with_its_branches() -> None:
    counter = begun()
    before = counter.need().main_due[0]
    counter.do(cmd.Extend("一个部门等待协查", "区政府负责人"))
    case = counter.need()
    assert case.state is CaseState.JOINT and case.papers_of(PaperKind.EXTENSION)
    assert case.extension is not None and case.extension.period == counter.rules.joint_extension
    assert before is not None and case.main_due[0] is not None and case.main_due[0] > before
    assert counter.refused(cmd.Extend("再延", "区政府负责人")) == "ZC-CASE-86"


@pytest.mark.law("B3-17", "B3-18", "B3-27")
def test_a_special_procedure_stops_the_whole_and_no_branch() -> None:
    counter = begun()
    before = counter.need().main_due[0]
    counter.do(cmd.StartSpecial("专家评审", "", Period(5), "主任"))
    assert counter.need().state is CaseState.SPECIAL and "main" not in clocks(counter.need())
    running = next(branch for branch in counter.need().branches if branch.started_on is not None)
    counter.do(cmd.CompleteBranch(running.code, True, "N-1"))
    days_on(counter, 2)
    counter.do(cmd.EndSpecial("通过"))
    case = counter.need()
    assert case.state is CaseState.JOINT and not case.irregular
    assert before is not None and case.main_due[0] is not None and case.main_due[0] > before


@pytest.mark.law("B3-15", "B3-27")
def test_what_is_never_brought_ends_a_matter_under_way_and_what_was_brought_in_time_opens_it_again() -> None:
    counter = Counter(SHOP)
    counter.offer("tolerable", 1)
    row = counter.rows[1]
    counter.received(faulty(row))
    counter.credit()
    counter.do(cmd.PledgeTolerance((row.line_id,), counter.rules.supply_ways[0], "sig"))
    counter.do(cmd.Accept("counter"))
    counter.do(cmd.StartJoint())
    until = counter.need().tolerance_due
    assert until is not None
    days_on(counter, (until - counter.now.date).days + 1)
    counter.do(cmd.ProposeToleranceLapse())
    counter.do(cmd.ConfirmToleranceLapse(counter.now.ms))
    assert counter.need().state is CaseState.RETURNED
    counter.do(cmd.UndoSilence(until, "期满前交到驿站"))
    assert counter.need().state is CaseState.JOINT
