"""撤回告知: a notice that nobody was given told nothing yet, and may still be made whole (行政许可法 32(1)(4))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import looked_at_again
from app.domain.acts_notice import given_sheet, silent_since
from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.conduct import Kind, conduct, signals
from app.domain.events import NoticeWithdrawn
from app.domain.limits import deemed_after
from app.domain.materials import FaultCode, SubmittedMaterial, fault_of
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.states import CaseState
from app.domain.time import at
from tests.app.domain.kit import ALL, NOBODY_ELSE, STAFF, Counter, calendar, faulty, good

WITHDRAW = cmd.WithdrawNotice("漏了一项")


def wrong(row: SubmittedMaterial, note: str = "没有盖章") -> SubmittedMaterial:
    return replace(good(row), status=faulty(row).status, originals=0, fault=FaultCode.SEAL, note=note)


def demands(counter: Counter) -> list[str]:
    return [fault.line_id for fault in counter.need().notices[-1].faults]


def deemed(counter: Counter) -> tuple[date, bool] | None:
    return deemed_after(counter.need(), counter.rules, calendar())


@pytest.mark.law("L24", "B3-5")
def test_a_notice_that_lies_here_is_withdrawn_and_the_whole_one_tells_everything_at_once() -> None:
    counter = Counter().noticed(0)
    old = counter.paper(PaperKind.NOTICE)
    counter.sealed(old)  # printed, sealed, and still on the desk
    events = counter.do(WITHDRAW)
    assert [event.TYPE for event in events] == ["notice_withdrawn", "paper_voided"]
    case = counter.need()
    assert case.state is CaseState.RECEIVED and case.notices == ()
    kept = case.paper(old.document_id)
    assert kept is not None and kept.void_reason == "漏了一项", "the number stays in the register, void"
    counter.do(cmd.CheckMaterials((wrong(counter.rows[1]),)))
    counter.do(cmd.IssueNotice())
    assert demands(counter) == [counter.rows[0].line_id, counter.rows[1].line_id]
    assert not counter.need().notices[-1].again, "nothing was told before"
    assert counter.paper(PaperKind.NOTICE).number != old.number
    assert not counter.need().rechecking


@pytest.mark.law("L24")
def test_the_five_days_run_on_from_the_day_of_intake_and_the_correction_period_is_gone() -> None:
    counter = Counter()
    counter.received(faulty(counter.rows[0]))
    before = clocks(counter.need()), deemed(counter)
    counter.do(cmd.IssueNotice())
    assert "correction" in clocks(counter.need())
    counter.now = at(2026, 9, 29, 9)
    counter.do(WITHDRAW)
    assert (clocks(counter.need()), deemed(counter)) == before, "never counted from today"


@pytest.mark.law("L24", "B3-6")
def test_withdrawn_after_the_five_days_it_counts_as_accepted_and_nothing_more_may_be_demanded() -> None:
    counter = Counter().noticed(0)
    assert silent_since(counter.need(), counter.rules, calendar(), counter.now.date) is None
    counter.now = at(2026, 11, 2, 9)
    assert silent_since(counter.need(), counter.rules, calendar(), counter.now.date) is not None
    counter.do(WITHDRAW)
    assert counter.need().acceptance_proposal is not None, "said at once, and confirmed by a person"
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-14"
    assert looked_at_again(counter.need()) == frozenset()
    counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
    accepted = counter.need().accepted
    assert accepted is not None and accepted.accepted_on == date(2026, 9, 28)


@pytest.mark.law("L24", "L30")
def test_what_she_was_given_is_told_and_is_not_withdrawn() -> None:
    counter = Counter().told(0)
    assert counter.refused(WITHDRAW) == "ZC-CASE-160"
    counter.do(cmd.ReprintPaper(counter.paper(PaperKind.NOTICE).document_id, "遗失"))
    assert counter.refused(WITHDRAW) == "ZC-CASE-160", "another print of it is the same notice"


@pytest.mark.law("L24")
def test_a_notice_that_was_given_and_reduced_since_is_told_too() -> None:
    counter = Counter().told(0, 1)
    counter.do(cmd.ReduceNotice((counter.rows[1].line_id,), "多要了"))
    assert given_sheet(counter.need()) is not None
    assert counter.refused(WITHDRAW) == "ZC-CASE-160"


def test_a_notice_that_was_voided_and_made_anew_before_anybody_had_it_may_be_withdrawn() -> None:
    counter = Counter().noticed(0)
    counter.do(cmd.VoidPaper(counter.paper(PaperKind.NOTICE).document_id, "印糊了", again=True))
    new = counter.paper(PaperKind.NOTICE)
    counter.do(WITHDRAW)
    kept = counter.need().paper(new.document_id)
    assert kept is not None and kept.void and counter.need().papers_of(PaperKind.NOTICE) == ()


@pytest.mark.law("L24")
def test_who_handed_something_in_knows_of_the_notice() -> None:
    counter = Counter().noticed(0, 1)
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    assert counter.refused(WITHDRAW) == "ZC-CASE-161"


def test_a_withdrawal_has_a_reason_and_wants_the_right_to_tell() -> None:
    counter = Counter().noticed(0)
    assert counter.refused(cmd.WithdrawNotice(" ")) == "ZC-PAPER-40"
    counter.rights = ALL - {Right.NOTIFY}
    assert counter.refused(WITHDRAW) == "ZC-RIGHT-01"
    counter.rights, counter.device = ALL, "D09"
    assert counter.refused(WITHDRAW) == "ZC-CASE-06"


@pytest.mark.law("L24")
def test_a_second_notice_goes_back_to_the_correction_and_only_what_was_told_is_judged_again() -> None:
    counter = Counter().told(0, 1)
    counter.do(cmd.TakeCorrection((good(counter.rows[0]), faulty(counter.rows[1], FaultCode.EXPIRED)), complete=True))
    completed = counter.need().completed
    counter.do(cmd.IssueNotice("补正后才发现"))
    assert counter.need().completed is None
    counter.do(WITHDRAW)
    case = counter.need()
    assert case.state is CaseState.CORRECTED and case.completed == completed and completed is not None
    assert len(case.notices) == 1 and clocks(case) == {}
    assert looked_at_again(case) == {counter.rows[0].line_id, counter.rows[1].line_id}
    assert counter.refused(cmd.CheckMaterials((wrong(counter.rows[2]),))) == "ZC-CASE-137"
    counter.do(cmd.CheckMaterials((wrong(counter.rows[0]),)))
    counter.do(cmd.IssueNotice("补正后才发现"))
    assert demands(counter) == [counter.rows[0].line_id, counter.rows[1].line_id]


@pytest.mark.law("L30")
def test_what_her_receipt_names_is_never_called_missing_afterwards() -> None:
    counter = Counter().noticed(0)
    counter.do(WITHDRAW)
    assert counter.refused(cmd.CheckMaterials((faulty(counter.rows[1]),))) == "ZC-CASE-162"
    receipts = len(counter.need().papers_of(PaperKind.RECEIPT))
    counter.do(cmd.CheckMaterials((wrong(counter.rows[1]),)))
    assert len(counter.need().papers_of(PaperKind.RECEIPT)) == receipts, "it has its receipt"
    events = counter.do(cmd.CheckMaterials((good(counter.rows[0]), wrong(counter.rows[2]))))
    assert [event.TYPE for event in events] == ["materials_checked", "materials_checked", "paper_issued"]
    assert counter.need().open_faults == (wrong(counter.rows[1]), wrong(counter.rows[2]))


def test_nothing_is_judged_again_unless_a_notice_was_withdrawn() -> None:
    counter = Counter()
    counter.received(faulty(counter.rows[0]))
    assert looked_at_again(counter.need()) == frozenset()
    assert counter.refused(cmd.CheckMaterials((wrong(counter.rows[1]),))) == "ZC-CASE-137"


def test_a_notice_of_the_department_is_withdrawn_and_what_it_found_stays_found() -> None:
    counter = Counter()
    counter.received()
    counter.do(cmd.Transfer("市监局"))
    found = replace(fault_of(wrong(counter.rows[0])), code=FaultCode.FORM)
    period, ends = counter.rules.correction_period, counter.now.date + timedelta(days=9)
    told = ev.NoticeIssued(counter.now, STAFF, UUID(int=900), "", (found,), period, ends, True, "", False, "")
    counter.comes_down(told)
    events = counter.do(WITHDRAW)
    assert [event.TYPE for event in events] == ["notice_withdrawn"], "no paper of it was issued here"
    assert [row.line_id for row in counter.need().open_faults] == [counter.rows[0].line_id]
    assert counter.need().lease == counter.device


@pytest.mark.law("L24", "L30")
def test_a_sheet_given_at_another_counter_meanwhile_has_told() -> None:
    """Withdrawn here off line while another window, which did not know, put the sheet into her hand."""
    counter = Counter().noticed(0)
    paper = counter.paper(PaperKind.NOTICE)
    counter.do(WITHDRAW)
    counter.write([ev.PaperGiven(counter.now, STAFF, paper.document_id, NOBODY_ELSE)], "D09")
    case = counter.need()
    assert [notice.document_id for notice in case.overtaken] == [paper.document_id]
    assert deemed(counter) is None, "she was told in time"
    counter.do(cmd.CheckMaterials((wrong(counter.rows[1]),)))
    assert counter.refused(cmd.IssueNotice("又发现")) == "ZC-CASE-12", "nothing is added to what she was told"
    counted = list(signals(counter.recorded, counter.now.date))
    assert all(signal.kind is not Kind.OTHER for signal in counted)


@pytest.mark.law("L30")
def test_a_withdrawn_notice_is_no_second_telling_in_the_statistics() -> None:
    counter = Counter().noticed(0)
    counter.do(WITHDRAW)
    counter.do(cmd.CheckMaterials((wrong(counter.rows[1]),)))
    counter.do(cmd.IssueNotice())
    found = conduct([counter.recorded], counter.now.date, counter.now.date)
    assert found.count(Kind.NOT_TOLD_AT_ONCE) == 0
    again = Counter().told(0)
    again.do(cmd.TakeCorrection((faulty(again.rows[0], FaultCode.EXPIRED),), complete=True))
    again.do(cmd.IssueNotice("补正后才发现"))
    again.do(WITHDRAW)
    again.do(cmd.IssueNotice("补正后才发现"))
    assert [s.kind for s in signals(again.recorded, again.now.date)].count(Kind.NOT_TOLD_AT_ONCE) == 1
    late = Counter().noticed(0)
    late.now = at(2026, 10, 19, 9)
    late.do(WITHDRAW)
    said = [signal.kind for signal in signals(late.recorded, late.now.date)]
    assert said.count(Kind.NOT_TOLD_AT_ONCE) == 1, "the notice in time told nobody: that she was not told is counted"


def plain(case: Case) -> tuple[object, ...]:
    """All that the law hangs on: where it stands, its demands, its clocks, what was told."""
    last = case.notices[-1] if case.notices else None
    told = (last.faults, last.ends, last.ends_firm, last.again, last.period) if last is not None else None
    return case.state, case.materials, clocks(case), told, len(case.notices), case.completed, case.lease, case.fence


@settings(max_examples=25, deadline=None)
@given(
    first=st.sets(st.integers(0, 2), min_size=1),
    more=st.sets(st.integers(0, 3)),
    rounds=st.integers(1, 3),
    printed=st.booleans(),
    days=st.integers(0, 3),
)
def test_withdrawn_and_told_again_is_as_if_the_first_had_never_been(
    first: set[int], more: set[int], rounds: int, printed: bool, days: int
) -> None:
    def begun() -> Counter:
        counter = Counter()
        counter.received(*(wrong(counter.rows[n]) for n in sorted(first)))
        return counter

    detour, straight = begun(), begun()
    for _ in range(rounds):
        detour.do(cmd.IssueNotice())
        if printed:
            detour.out(detour.paper(PaperKind.NOTICE))
        detour.now = at(2026, 9, 28 + min(days, 2), 11)
        detour.do(WITHDRAW)
        assert plain(detour.need()) == plain(straight.need())
    straight.now = detour.now
    new = tuple(wrong(detour.rows[n], "漏看了") for n in sorted(more - first))
    if new:
        detour.do(cmd.CheckMaterials(new))
        # As if she had seen it at once.
        straight = Counter()
        straight.received(*(wrong(straight.rows[n]) for n in sorted(first)), *new)
        straight.now = detour.now
    detour.do(cmd.IssueNotice())
    straight.do(cmd.IssueNotice())
    assert plain(detour.need()) == plain(straight.need())
    assert isinstance(detour.need().unsaid[0], NoticeWithdrawn) and len(detour.need().unsaid) == rounds
