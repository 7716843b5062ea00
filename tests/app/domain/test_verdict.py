"""The one sentence beside the primary button: it must say what the law lets the clerk do, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import commands as cmd
from app.domain.acts_guards import Checked
from app.domain.guide import Period
from app.domain.materials import FaultCode, MaterialStatus, as_compared, as_taken
from app.domain.rights import Right
from app.domain.time import Timestamp
from app.domain.tolerance import silence_at_intake
from app.domain.verdict import VerdictKind, judge
from tests.app.domain.kit import ALL, MONDAY, NURSE, Counter, calendar, faulty, good, guide_of, rules


def rows(item: str = "食品生产许可") -> Counter:
    return Counter(item)


@pytest.mark.law("L24")
def test_as_long_as_a_row_is_unseen_nothing_is_judged() -> None:
    desk = rows()
    verdict = judge(desk.item, (good(desk.rows[0]), *desk.rows[1:]), ALL, rules())
    assert verdict.kind is VerdictKind.UNDECIDED
    assert verdict.open_rows == tuple(row.number for row in desk.rows[1:])
    assert str(len(desk.rows) - 1) in verdict.sentence


def test_a_complete_intake_may_be_accepted_and_names_article_and_limit() -> None:
    desk = rows()
    verdict = judge(desk.item, tuple(good(row) for row in desk.rows), ALL, rules())
    assert verdict.kind is VerdictKind.ACCEPTABLE
    assert "7个工作日" in verdict.reason and "32(1)(5)" in verdict.law


@pytest.mark.law("L24")
def test_every_fault_is_named_in_the_verdict_as_it_will_be_in_the_notice() -> None:
    desk = rows()
    wrong = (faulty(desk.rows[0]), faulty(desk.rows[1], FaultCode.SEAL), *map(good, desk.rows[2:]))
    verdict = judge(desk.item, wrong, ALL, rules())
    assert verdict.kind is VerdictKind.NOTICE
    assert [fault.code for fault in verdict.faults] == [FaultCode.MISSING, FaultCode.SEAL]
    assert "2" in verdict.sentence and "签章缺" in verdict.reason and "32(1)(4)" in verdict.law


@pytest.mark.law("J02", "Z02")
def test_without_the_right_to_accept_the_clerk_receives_and_passes_on() -> None:
    desk = rows()
    verdict = judge(desk.item, tuple(good(row) for row in desk.rows), frozenset({Right.RECEIVE}), rules())
    assert verdict.kind is VerdictKind.RECEIVE_ONLY and "转部门受理" in verdict.sentence


@pytest.mark.law("J02", "Z02")
def test_without_the_right_to_notify_the_department_tells_the_faults() -> None:
    desk = rows()
    wrong = (faulty(desk.rows[0]), *map(good, desk.rows[1:]))
    verdict = judge(desk.item, wrong, frozenset({Right.RECEIVE}), rules())
    assert verdict.kind is VerdictKind.RECEIVE_ONLY and "转部门告知" in verdict.sentence


def test_only_what_the_guide_lists_as_tolerable_may_come_later() -> None:
    desk = rows()
    tolerable = replace(desk.rows[0], tolerable=True)
    rest = tuple(good(row) for row in desk.rows[1:])
    assert judge(desk.item, (faulty(tolerable), *rest), ALL, rules()).kind is VerdictKind.TOLERABLE
    both = (faulty(tolerable), faulty(replace(desk.rows[1], tolerable=False)), *rest[1:])
    assert judge(desk.item, both, ALL, rules()).kind is VerdictKind.NOTICE
    assert (
        judge(desk.item, (faulty(tolerable), *rest), frozenset({Right.RECEIVE, Right.NOTIFY}), rules()).kind
        is VerdictKind.NOTICE
    )


@pytest.mark.law("H14")
def test_whoever_is_turned_away_gets_a_way_and_a_trace() -> None:
    desk = rows()
    not_here = judge(desk.item, desk.rows, frozenset(), rules())
    assert not_here.kind is VerdictKind.NOT_HERE and "代收" in not_here.sentence
    cancelled = replace(desk.item, item=replace(desk.item.item, status="取消"))
    verdict = judge(cancelled, desk.rows, ALL, rules())
    assert verdict.kind is VerdictKind.NOT_HERE and "告知单" in verdict.reason


@pytest.mark.law("L03")
def test_the_sixth_material_appears_only_after_a_break_of_three_years() -> None:
    guide = guide_of(NURSE)
    desk = rows(NURSE)
    assert len(guide.materials) == 6 and len(desk.rows) == 5


def test_what_is_tolerated_or_promised_stands_in_the_sentence_and_hangs_on_the_credit() -> None:
    desk = rows()
    later = replace(desk.rows[0], tolerable=True, status=MaterialStatus.TOLERATED, fault=FaultCode.MISSING)
    promised = replace(desk.rows[1], committable=True, status=MaterialStatus.COMMITTED)
    rest = tuple(good(row) for row in desk.rows[2:])
    both = judge(desk.item, (later, promised, *rest), ALL, rules())
    assert (both.kind, both.sentence) == (VerdictKind.TOLERABLE, "可容缺受理：缺 1 项，含告知承诺 1 项")
    assert "信用未查" in both.reason and "一次性告知" in both.reason
    known = judge(desk.item, (later, good(desk.rows[1]), *rest), ALL, rules(), Checked.GOOD)
    assert known.kind is VerdictKind.TOLERABLE and "信用未查" not in known.reason
    bad = judge(desk.item, (later, promised, *rest), ALL, rules(), Checked.BAD)
    assert bad.kind is VerdictKind.NOTICE and len(bad.faults) == 2 and "信用核查没有通过" in bad.reason
    only = judge(desk.item, (good(desk.rows[0]), promised, *rest), ALL, rules())
    assert only.kind is VerdictKind.ACCEPTABLE and only.promised == 1 and "含告知承诺 1 项" in only.sentence


def test_a_notice_names_what_was_to_be_tolerated_too_since_it_comes_once() -> None:
    desk = rows()
    later = replace(desk.rows[0], tolerable=True, status=MaterialStatus.TOLERATED, fault=FaultCode.MISSING)
    wrong = faulty(replace(desk.rows[1], tolerable=False), FaultCode.SEAL)
    verdict = judge(desk.item, (later, wrong, *(good(row) for row in desk.rows[2:])), ALL, rules())
    assert verdict.kind is VerdictKind.NOTICE and len(verdict.faults) == 2


def test_copies_that_nobody_compared_are_named_beside_the_verdict_and_hold_nothing_up() -> None:
    desk = rows(NURSE)
    form, diploma, *rest = desk.rows
    bare = as_taken(diploma, 0, 1)
    verdict = judge(desk.item, (good(form), bare, *(good(row) for row in rest)), ALL, rules())
    assert verdict.kind is VerdictKind.ACCEPTABLE and verdict.reason.endswith("；材料 2 还没有核对原件")
    held = judge(desk.item, (good(form), as_compared(bare), *(good(row) for row in rest)), ALL, rules())
    assert "核对" not in held.reason


@pytest.mark.law("L24", "L25")
@pytest.mark.parametrize("promised", [Period(3), Period(20)], ids=["no day is left", "a day is left"])
def test_the_verdict_over_a_late_sheet_of_the_pad_offers_what_is_open_and_nothing_else(promised: Period) -> None:
    """It offered 容缺 and a notice of what nobody may be told any more: the receipt was out, and both were refused."""
    desk = Counter(NURSE)
    desk.rules = replace(rules(), tolerance_credit_check=False)
    desk.offer("tolerable", 0, promised=promised)
    handed = Timestamp(MONDAY.ms - 14 * 86_400_000)
    given = (faulty(desk.rows[0]), *(good(row) for row in desk.rows[1:]))
    silence = silence_at_intake(desk.item, desk.rules, handed.date, MONDAY.date, calendar())
    verdict = judge(desk.item, given, ALL, desk.rules, Checked.GOOD, silence)
    desk.do(cmd.Receive(desk.intake(), given, handed_at=handed, pad_number="P1"))
    answer = desk.ask(cmd.PledgeTolerance((desk.rows[0].line_id,), "现场", "signed", None))
    assert (verdict.kind is VerdictKind.TOLERABLE) is not isinstance(answer, cmd.Refusal)
    assert desk.refused(cmd.IssueNotice()) == "ZC-CASE-14"
    assert verdict.kind is not VerdictKind.NOTICE and "一次性告知" not in verdict.reason + verdict.sentence
    if verdict.kind is VerdictKind.SILENT:
        assert "视为受理" in verdict.sentence
        desk.do(cmd.ProposeDeemedAcceptance())


@pytest.mark.law("L24")
def test_a_window_that_only_takes_in_is_not_told_to_have_a_late_sheet_notified() -> None:
    desk = Counter(NURSE)
    silence = silence_at_intake(desk.item, rules(), MONDAY.date - timedelta(days=14), MONDAY.date, calendar())
    given = (faulty(desk.rows[0]), *(good(row) for row in desk.rows[1:]))
    verdict = judge(desk.item, given, frozenset({Right.RECEIVE}), rules(), Checked.GOOD, silence)
    assert verdict.kind is VerdictKind.RECEIVE_ONLY and "视为受理" in verdict.sentence
    assert silence_at_intake(desk.item, rules(), MONDAY.date, MONDAY.date, calendar()) is None


@pytest.mark.law("L24")
def test_after_silence_nobody_is_told_that_no_time_is_left_where_the_law_leaves_it() -> None:
    """A main material is missing too: that is why nothing may come later, and not the time."""
    desk = Counter(NURSE)
    given = tuple(faulty(row) for row in desk.rows)
    handed = MONDAY.date - timedelta(days=10)
    silence = silence_at_intake(desk.item, rules(), handed, MONDAY.date, calendar())
    assert silence is not None and silence.room
    verdict = judge(desk.item, given, ALL, rules(), Checked.GOOD, silence)
    assert verdict.kind is VerdictKind.SILENT and "没有容缺的时间" not in verdict.reason
