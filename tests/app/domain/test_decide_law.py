"""受理, 视为撤回, 转部门, 即办, 送达: dates that were told, rights, and in whose hands the case lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.guide import Period, Unit
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind, Seal
from app.domain.rights import Right
from app.domain.time import at
from app.domain.transitions import CaseState
from tests.app.domain.kit import (
    ALL,
    MONDAY,
    NOBODY_ELSE,
    NURSE,
    STAFF,
    TAXI,
    Counter,
    faulty,
    good,
    granted,
)

# acceptance


def accepted_of(counter: Counter) -> ev.Accepted:
    found = counter.need().accepted
    assert found is not None
    return found


@pytest.mark.law("L23", "B3-7")
def test_the_due_date_told_is_the_promise_counted_over_the_holidays() -> None:
    counter = Counter(now=at(2026, 9, 29, 9, 10))
    told = accepted_of(counter.accepted())
    # 30 September, then 8, 9, 10 (a Saturday worked in exchange), 12, 13, 14 October.
    assert (told.accepted_on, told.due, told.due_firm) == (date(2026, 9, 29), date(2026, 10, 14), True)
    assert (told.binding, told.limit_words) == ("承诺", "7个工作日")
    assert "10月10日" in told.count_note
    assert counter.paper(PaperKind.ACCEPTANCE).seal is Seal.SPECIAL


@pytest.mark.parametrize(
    ("status", "flag", "code"),
    [(MaterialStatus.TOLERATED, "tolerable", "ZC-CASE-33"), (MaterialStatus.COMMITTED, "committable", "ZC-CASE-35")],
)
def test_nothing_owed_or_promised_is_accepted_without_the_paper_that_says_so(
    status: MaterialStatus, flag: str, code: str
) -> None:
    """S0 9, 22(3): 容缺 and 告知承诺 live by their written undertakings; without them the notice is the lawful way."""
    counter = Counter()
    counter.offer(flag)
    counter.received(replace(counter.rows[0], status=status))
    assert counter.refused(cmd.Accept()) == code


@pytest.mark.law("L23", "J13", "A7-5", "A7-25")
@pytest.mark.parametrize(
    ("legal", "promised", "due", "binding"),
    [
        (Period(5), Period(7), date(2026, 10, 10), "法定"),
        (Period(20), Period(7), date(2026, 10, 13), "承诺"),
        (Period(12, Unit.DAY), Period(7), date(2026, 10, 10), "法定"),
        (Period(7), Period(7), date(2026, 10, 13), "承诺"),
        (Period(20), Period(0), date(2026, 9, 28), "即办"),
        (Period(5), None, date(2026, 10, 10), "法定"),
        (None, None, date(2026, 10, 30), "法定"),
    ],
)
def test_the_earlier_of_law_and_promise_binds_each_in_its_own_unit(
    legal: Period | None, promised: Period | None, due: date | None, binding: str
) -> None:
    counter = Counter()
    counter.guide = replace(counter.item, legal=legal, promised=promised)
    told = accepted_of(counter.accepted())
    assert (told.due, told.binding) == (due, binding)


@pytest.mark.law("L23")
def test_a_date_past_the_published_holidays_is_not_told_as_firm() -> None:
    counter = Counter(now=at(2026, 12, 25))
    assert not accepted_of(counter.accepted()).due_firm


@pytest.mark.law("B3-12")
def test_acceptance_counts_from_the_day_the_correction_was_complete_not_from_our_convenience() -> None:
    counter = Counter().noticed(0)
    counter.now = at(2026, 10, 9, 16)
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    counter.now = at(2026, 10, 13, 9)
    counter.do(cmd.Accept())
    told = accepted_of(counter)
    assert told.accepted_on == date(2026, 10, 9)
    assert told.due == date(2026, 10, 19), "7 working days from the 9th"


@pytest.mark.law("L24", "B3-7")
def test_nothing_is_accepted_while_something_is_owed() -> None:
    counter = Counter()
    counter.received(faulty(counter.rows[0]))
    answer = counter.ask(cmd.Accept())
    assert isinstance(answer, cmd.Refusal)
    assert answer.code == "ZC-CASE-30" and counter.rows[0].name in answer.why
    counter.do(cmd.IssueNotice())
    assert counter.refused(cmd.Accept()) == "ZC-CASE-05", "待补正 is not accepted either"


@pytest.mark.law("A7-18")
def test_a_limited_quantity_is_received_but_not_accepted_without_the_line() -> None:
    counter = Counter(TAXI).received()
    counter.offline = True
    answer = counter.ask(cmd.Accept())
    assert isinstance(answer, cmd.Refusal)
    assert answer.code == "ZC-CASE-31" and "57" in answer.law
    counter.offline = False
    counter.do(cmd.Accept())


def test_an_item_without_limit_is_accepted_offline() -> None:
    counter = Counter()
    counter.offline = True
    counter.accepted()
    assert counter.paper(PaperKind.ACCEPTANCE).offline


# rights


@pytest.mark.law("J02", "Z02")
@pytest.mark.parametrize("missing", list(Right))
def test_each_act_needs_its_own_right(missing: Right) -> None:
    """A clerk without the right is told which one and what she can do; nothing else is taken from her."""
    counter = Counter(NURSE)
    counter.rights = ALL - {missing}
    if missing is Right.RECEIVE:
        assert counter.refused(cmd.Receive(counter.intake(), counter.rows)) == "ZC-RIGHT-01"
        return
    if missing is Right.NOTIFY:
        counter.received(faulty(counter.rows[0]))
        assert counter.refused(cmd.IssueNotice()) == "ZC-RIGHT-01"
        return
    counter.received()
    if missing is Right.ACCEPT:
        assert counter.refused(cmd.Accept()) == "ZC-RIGHT-01"
        assert counter.refused(cmd.Decline("other", "理由")) == "ZC-RIGHT-01"
        counter.do(cmd.Transfer("卫生健康局"))
        return
    if missing is Right.DECIDE:
        assert counter.refused(cmd.Accept("counter")) == "ZC-RIGHT-02"
        counter.rights = ALL
        counter.do(cmd.Accept("counter"))
        counter.rights = ALL - {missing}
        assert counter.refused(cmd.DecideOnSpot(True)) == "ZC-RIGHT-01"
        return
    counter.do(cmd.Accept("counter"))
    counter.do(cmd.DecideOnSpot(True))
    assert counter.refused(cmd.HandOver(NOBODY_ELSE, "窗口", ())) == "ZC-RIGHT-01"


@pytest.mark.law("J02", "Z02", "B3-16")
def test_a_right_to_receive_alone_is_enough_to_receive_and_pass_on() -> None:
    counter = Counter()
    counter.rights = frozenset({Right.RECEIVE})
    counter.received()
    counter.do(cmd.Transfer("市场监督管理局"))
    assert counter.need().lease == "platform" and counter.need().state is CaseState.RECEIVED


# whose hands


@pytest.mark.law("Z02", "B3-16")
def test_with_the_department_only_paper_can_be_done_here() -> None:
    counter = Counter().accepted()
    assert counter.need().lease == "platform"
    for command in (
        cmd.DecideOnSpot(True),
        cmd.Transfer("市场监督管理局"),
    ):
        answer = counter.ask(command)
        assert isinstance(answer, cmd.Refusal) and answer.code == "ZC-CASE-06" and "部门" in answer.why
    counter.sealed(counter.paper(PaperKind.ACCEPTANCE))
    counter.do(cmd.GivePaper(counter.paper(PaperKind.ACCEPTANCE).document_id, NOBODY_ELSE))
    assert counter.paper(PaperKind.ACCEPTANCE).given_to == "张三"


@pytest.mark.law("B3-16")
def test_another_window_cannot_act_on_a_case_that_lies_here() -> None:
    counter = Counter().received()
    counter.device = "D08"
    answer = counter.ask(cmd.Accept())
    assert isinstance(answer, cmd.Refusal) and answer.code == "ZC-CASE-06" and "另一个窗口" in answer.why


@pytest.mark.law("Z02")
def test_what_the_department_sends_back_can_be_handled_here_again() -> None:
    counter = Counter().received()
    counter.do(cmd.Transfer("市场监督管理局"))
    counter.comes_down(ev.ReturnedToWindow(MONDAY, STAFF, "缺少核对意见"))
    assert (counter.need().lease, counter.need().state) == ("D07", CaseState.RECEIVED)
    counter.do(cmd.Accept())


@pytest.mark.law("Z02")
def test_the_department_accepts_and_the_window_prints_its_acceptance() -> None:
    counter = Counter()
    counter.rights = frozenset({Right.RECEIVE})
    counter.received()
    assert counter.refused(cmd.IssuePaper(PaperKind.ACCEPTANCE)) == "ZC-PAPER-04"
    counter.do(cmd.Transfer("市场监督管理局"))
    counter.comes_down(
        ev.Accepted(MONDAY, STAFF, MONDAY.date, date(2026, 10, 13), True, "7个工作日", "承诺", "", "市监局")
    )
    counter.do(cmd.IssuePaper(PaperKind.ACCEPTANCE))
    assert counter.refused(cmd.IssuePaper(PaperKind.ACCEPTANCE)) == "ZC-PAPER-05", "one number, then 补打"


@pytest.mark.law("B3-16")
def test_what_is_not_checked_is_not_passed_on() -> None:
    counter = Counter()
    counter.received(counter.rows[0])
    assert counter.refused(cmd.Transfer("市场监督管理局")) == "ZC-CASE-55"


@pytest.mark.law("L24", "B3-16")
def test_what_nobody_looked_at_is_checked_after_the_receipt_and_what_is_taken_then_is_receipted() -> None:
    counter = Counter()
    first, second, *_ = counter.rows
    counter.received(first, second)
    assert counter.refused(cmd.CheckMaterials(())) == "ZC-CASE-137"
    assert counter.refused(cmd.CheckMaterials((first,))) == "ZC-CASE-137", "still nobody looked"
    assert counter.refused(cmd.CheckMaterials((good(counter.rows[2]),))) == "ZC-CASE-137", "it was looked at"
    counter.do(cmd.CheckMaterials((good(first),)))
    assert len(counter.need().papers_of(PaperKind.RECEIPT)) == 2, "who handed it in holds a paper for it"
    counter.do(cmd.CheckMaterials((faulty(second),)))
    assert len(counter.need().papers_of(PaperKind.RECEIPT)) == 2, "nothing was taken in"
    counter.do(cmd.IssueNotice())
    assert [fault.line_id for fault in counter.need().notices[-1].faults] == [second.line_id]


@pytest.mark.law("B3-16")
def test_a_check_after_the_receipt_promises_nothing_that_the_guide_does_not_offer() -> None:
    counter = Counter()
    first = counter.rows[0]
    counter.received(first)
    promised = replace(first, status=MaterialStatus.COMMITTED)
    assert counter.refused(cmd.CheckMaterials((promised,))) == "ZC-CASE-09"
    counter.offer("committable")
    counter.do(cmd.CheckMaterials((promised,)))
    assert [row.line_id for row in counter.need().committed] == [first.line_id]


# silence


@pytest.mark.law("L24", "B3-11")
def test_silence_only_proposes_and_nothing_takes_effect_before_a_sync_after_the_end() -> None:
    counter = Counter().told(0)
    ends = counter.need().notices[0].ends
    assert counter.refused(cmd.ProposeDeemedWithdrawal()) == "ZC-CASE-50"
    counter.now = at(ends.year, ends.month, ends.day, 17, 30)
    assert counter.refused(cmd.ProposeDeemedWithdrawal()) == "ZC-CASE-50", "the last day is the applicant's"
    counter.now = at(2026, 10, 26, 9)
    assert counter.refused(cmd.ConfirmDeemedWithdrawal(counter.now.ms)) == "ZC-CASE-51"
    counter.do(cmd.ProposeDeemedWithdrawal())
    assert counter.need().state is CaseState.AWAITING_CORRECTION
    assert counter.do(cmd.ProposeDeemedWithdrawal()) == (), "proposing twice says nothing new"
    last_day = at(ends.year, ends.month, ends.day, 23, 59).ms
    assert counter.refused(cmd.ConfirmDeemedWithdrawal(last_day)) == "ZC-CASE-52"
    counter.do(cmd.ConfirmDeemedWithdrawal(counter.now.ms))
    assert counter.need().state is CaseState.DEEMED_WITHDRAWN
    assert counter.paper(PaperKind.DEEMED_WITHDRAWAL).kind is PaperKind.DEEMED_WITHDRAWAL


@pytest.mark.law("B3-11")
def test_a_hand_in_that_arrives_late_wins_over_the_proposal() -> None:
    counter = Counter().told(0)
    counter.now = at(2026, 10, 26, 9)
    counter.do(cmd.ProposeDeemedWithdrawal())
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    assert counter.need().proposal is None
    assert counter.refused(cmd.ConfirmDeemedWithdrawal(counter.now.ms)) == "ZC-CASE-05"


@pytest.mark.law("J02", "B3-11")
def test_confirming_silence_needs_the_right_to_accept() -> None:
    counter = Counter().told(0)
    counter.now = at(2026, 10, 26, 9)
    counter.do(cmd.ProposeDeemedWithdrawal())
    counter.rights = ALL - {Right.ACCEPT}
    assert counter.refused(cmd.ConfirmDeemedWithdrawal(counter.now.ms)) == "ZC-RIGHT-01"


@pytest.mark.law("B3-24")
def test_an_applicant_may_withdraw_before_the_decision_and_not_after() -> None:
    for begin in (lambda: Counter().received(), lambda: Counter().noticed(0)):
        counter = begin()
        counter.do(cmd.Withdraw("不办了"))
        assert counter.need().state is CaseState.WITHDRAWN
        assert counter.refused(cmd.Accept()) == "ZC-CASE-05", "an ended case stays ended"
    assert Counter(NURSE).decided().refused(cmd.Withdraw("不办了")) == "ZC-CASE-05"


# on the spot


@pytest.mark.law("L23", "A7-19", "B3-20")
def test_a_decision_on_the_spot_names_authority_power_and_the_last_day_to_deliver() -> None:
    counter = Counter(NURSE)
    counter.accepted("counter")
    decision, paper, ready = counter.do(cmd.DecideOnSpot(True, "五年", "202621000123"))
    assert isinstance(decision, ev.Granted) and isinstance(ready, ev.ResultReady)
    assert decision.decided_by == counter.item.authority.name and decision.power
    assert decision.deliver_by == date(2026, 10, 16), "10 working days"
    assert isinstance(paper, ev.PaperIssued) and paper.seal is Seal.AUTHORITY
    assert ready.results == ("护士执业证书",)
    assert counter.need().state is CaseState.AWAITING_PICKUP


@pytest.mark.law("B3-21")
def test_a_refusal_on_the_spot_needs_reasons_and_never_prints_a_grant() -> None:
    counter = Counter(NURSE).accepted("counter")
    assert counter.refused(cmd.DecideOnSpot(False)) == "ZC-CASE-60"
    counter.do(cmd.DecideOnSpot(False, reasons="不符合护士条例第七条"))
    assert counter.need().state is CaseState.AWAITING_PICKUP
    assert counter.refused(cmd.IssuePaper(PaperKind.GRANT)) == "ZC-PAPER-06"
    assert counter.refused(cmd.IssueCertificate("护士执业证书", "LN-1")) == "ZC-PAPER-10"


@pytest.mark.law("B3-21", "B3-23")
def test_a_refused_applicant_is_served_with_the_reasons_in_writing_and_the_case_ends() -> None:
    """行政许可法 38(2): the written refusal goes out sealed; the case has its way to the end."""
    counter = Counter(NURSE).accepted("counter")
    counter.do(cmd.DecideOnSpot(False, reasons="不符合护士条例第七条"))
    refusal = counter.paper(PaperKind.REFUSAL)
    documents = (refusal.document_id,)
    counter.out(refusal)
    assert counter.refused(cmd.HandOver(NOBODY_ELSE, "窗口领取", documents)) == "ZC-CASE-71", "not sealed"
    counter.do(cmd.RecordSeal(refusal.document_id, "机关印章", "赵六", "盖章室"))
    counter.do(cmd.HandOver(NOBODY_ELSE, "窗口领取", documents))
    assert counter.need().state is CaseState.SERVED


# hand-over


@pytest.mark.law("B3-23")
def test_a_result_is_handed_over_sealed_signed_and_once() -> None:
    counter = Counter(NURSE).certified()
    certificate = counter.paper(PaperKind.CERTIFICATE)
    documents = (certificate.document_id,)
    assert counter.refused(cmd.HandOver(NOBODY_ELSE, "窗口领取", ())) == "ZC-CASE-70"
    assert counter.refused(cmd.HandOver(NOBODY_ELSE, "窗口领取", documents)) == "ZC-CASE-71", "not out"
    counter.out(certificate)
    assert counter.refused(cmd.HandOver(NOBODY_ELSE, "窗口领取", documents)) == "ZC-CASE-71", "not sealed"
    counter.do(cmd.RecordSeal(certificate.document_id, "审批专用章", "赵六", "盖章室"))
    for missing in ({"signature": ""}, {"name": ""}):
        left_out = replace(NOBODY_ELSE, **missing)
        assert counter.refused(cmd.HandOver(left_out, "窗口领取", documents)) == "ZC-CASE-72", missing
    handed, proof = counter.do(cmd.HandOver(NOBODY_ELSE, "窗口领取", documents))
    assert isinstance(handed, ev.HandedOver) and isinstance(proof, ev.PaperIssued)
    assert handed.proof == proof.document_id and proof.kind is PaperKind.SERVICE_PROOF
    assert counter.need().state is CaseState.SERVED
    assert counter.paper(PaperKind.CERTIFICATE).given_to == "张三"


@pytest.mark.law("B3-23")
def test_who_takes_it_for_another_shows_a_paper_and_the_legal_representative_needs_none() -> None:
    """民法典 61: he acts in the name of the company by law."""
    counter = Counter(NURSE).certified()
    certificate = counter.paper(PaperKind.CERTIFICATE)
    counter.out(certificate)
    counter.do(cmd.RecordSeal(certificate.document_id, "审批专用章", "赵六", "盖章室"))
    documents = (certificate.document_id,)
    stranger = replace(NOBODY_ELSE, authority="")
    assert counter.refused(cmd.HandOver(stranger, "窗口领取", documents)) == "ZC-CASE-139"
    nameless = replace(stranger, name=" ")
    assert counter.refused(cmd.HandOver(nameless, "窗口领取", documents)).startswith("ZC-CASE")
    handed, _ = counter.do(cmd.HandOver(replace(stranger, name="李四"), "窗口领取", documents))
    assert isinstance(handed, ev.HandedOver)


@pytest.mark.law("B3-23")
def test_what_was_given_before_is_not_handed_over_to_somebody_else() -> None:
    counter = Counter(NURSE).certified()
    grant = counter.paper(PaperKind.GRANT)
    counter.sealed(grant)
    counter.do(cmd.GivePaper(grant.document_id, NOBODY_ELSE))
    other = replace(NOBODY_ELSE, name="李四")
    assert counter.refused(cmd.HandOver(other, "窗口领取", (grant.document_id,))) == "ZC-CASE-73"


def test_a_case_that_was_never_opened_has_no_papers_and_no_steps() -> None:
    counter = Counter()
    assert counter.refused(cmd.Accept()) == "ZC-CASE-05"
    assert counter.refused(cmd.IssuePaper(PaperKind.ACCEPTANCE)) == "ZC-CASE-04"


@pytest.mark.law("B3-22")
def test_a_decision_that_came_down_waits_for_its_result() -> None:
    counter = Counter().accepted()
    counter.comes_down(granted())
    assert counter.need().state is CaseState.GRANTED
    assert counter.refused(cmd.HandOver(NOBODY_ELSE, "窗口", ())) == "ZC-CASE-05"
    counter.comes_down(ev.ResultReady(MONDAY, STAFF, ("食品生产许可证",)))
    assert (counter.need().state, counter.need().lease) == (CaseState.AWAITING_PICKUP, "D07")
