"""Every no of the acts beside the main line: its code, its reason, its way out; and what is out of order, repeated,
by the wrong hand or of another time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_promise import PROMISED, TOLD
from app.domain.guide import Fee, Period
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.rules import parse_rules
from app.domain.states import CaseState
from app.domain.time import Timestamp, at
from tests.app.domain.kit import (
    ALL,
    CLERK,
    MONDAY,
    NOBODY_ELSE,
    NURSE,
    RESOURCES,
    STAFF,
    SUPERVISOR,
    TAXI,
    Counter,
    faulty,
    good,
)

DAY = 86_400_000


def promised(*lines: str) -> cmd.MakeCommitment:
    return cmd.MakeCommitment("proof", lines, dict.fromkeys(TOLD, "内容"), PROMISED, "1", "signed")


@dataclass(frozen=True)
class No:
    """``command`` (made for the counter at hand) is refused with ``code`` after ``begin``."""

    code: str
    begin: Callable[[], Counter]
    command: Callable[[Counter], cmd.Command]


def received() -> Counter:
    return Counter().received()


def noticed() -> Counter:
    return Counter().told(0)


def at_desk() -> Counter:
    return Counter().accepted("counter")


def secret() -> Counter:
    counter = Counter()
    counter.guide = replace(counter.item, item=replace(counter.item.item, secret=True))
    return counter


def bundled() -> Counter:
    counter = received()
    counter.do(cmd.MoveBundle("B-1", "档案室", "王五", 2))
    counter.do(cmd.MoveBundle("B-1", "退还申请人", "李四"))
    return counter


def bagged() -> Counter:
    counter = received()
    counter.do(cmd.MoveBundle("B-1", "区里", "王五", 2, 1))
    return counter


def committed() -> Counter:
    counter = Counter()
    counter.offer("committable")
    counter.received(replace(counter.rows[0], status=MaterialStatus.COMMITTED))
    counter.credit()
    counter.do(promised(counter.rows[0].line_id))
    return counter


def rated() -> Counter:
    counter = received()
    counter.do(rate("5"))
    return counter


def rate(level: str, **more: str) -> cmd.AskPartner:
    return cmd.AskPartner("rating", "受理", {"level": level, "by": "applicant"} | more)


def asked_for_less() -> Counter:
    counter = noticed()
    counter.now = at(2026, 10, 26)
    counter.do(cmd.ProposeDeemedWithdrawal())
    counter.do(cmd.ConfirmDeemedWithdrawal(counter.now.ms))
    return counter


def other_kind() -> Counter:
    counter = Counter()
    counter.guide = replace(counter.item, item=replace(counter.item.item, kind="公共服务"))
    return counter.received()


def no_limit() -> Counter:
    counter = other_kind()
    counter.guide = replace(counter.guide or counter.item, legal=None, promised=None)
    counter.do(cmd.Accept("counter"))
    return counter


def line(counter: Counter, place: int = 0) -> str:
    return counter.rows[place].line_id


def given(kind: PaperKind) -> Callable[[Counter], cmd.Command]:
    def command(counter: Counter) -> cmd.Command:
        return cmd.RecallPaper(counter.need().papers_of(kind)[-1].document_id, "写错")

    return command


def away(ground: str = "not-needed", reason: str = "不需许可", basis: str = "许可法 32", instead: str = "直接经营") -> (
    Callable[[Counter], cmd.Command]
):  # fmt: skip
    return lambda c: cmd.TurnAway(c.intake(), ground, reason, basis, instead)


NOES = (
    No("ZC-CASE-07", secret, lambda c: cmd.Receive(c.intake(), ())),
    No("ZC-CASE-08", Counter, lambda c: cmd.Receive(c.intake(), (), Timestamp(MONDAY.ms + 1))),
    No("ZC-CASE-23", received, lambda c: cmd.WaiveMaterial(line(c), "住所", " ")),
    No("ZC-CASE-03", received, lambda c: cmd.WaiveMaterial("nothing", "住所", "执照")),
    No("ZC-CASE-05", asked_for_less, lambda c: cmd.WaiveMaterial(line(c), "住所", "执照")),
    No("ZC-CASE-24", received, lambda c: cmd.ObjectMaterial(line(c), "人口库", "旧地址", " ")),
    No("ZC-CASE-03", received, lambda c: cmd.ObjectMaterial("nothing", "人口库", "旧地址", "新地址")),
    No("ZC-CASE-25", received, lambda c: cmd.MoveBundle(" ", "档案室", "王五", 2)),
    No("ZC-CASE-25", received, lambda c: cmd.MoveBundle("B-1", "档案室", "王五")),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "区里", "王五", 3)),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "区里", "王五", 1, 2)),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "区里", "王五", 2, 0)),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "退还申请人", "王五", 1)),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "区里", "王五", fewer="少一份复印件")),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "区里", "王五", 2, 1, fewer="少一份复印件")),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-1", "区里", "王五", empty=True)),
    No("ZC-CASE-25", bagged, lambda c: cmd.MoveBundle("B-9", "区里", "王五", fewer="空袋", empty=True)),
    No("ZC-CASE-26", bundled, lambda c: cmd.MoveBundle("B-1", "档案室", "王五", fewer="空袋", empty=True)),
    No("ZC-CASE-26", bundled, lambda c: cmd.MoveBundle("B-1", "档案室", "王五")),
    No("ZC-CASE-27", received, lambda c: cmd.AskPartner(" ")),
    No("ZC-CASE-28", received, lambda c: cmd.AskPartner("payment")),
    No("ZC-CASE-29", received, lambda c: rate("6")),
    No("ZC-CASE-29", received, lambda c: cmd.AskPartner("rating", "受理", {"level": "5", "by": "clerk"})),
    No("ZC-CASE-29", received, lambda c: rate("1")),
    No("ZC-CASE-29", rated, lambda c: rate("4")),
    No("ZC-CASE-47", noticed, lambda c: cmd.ReviseDeadline("correction", date(2026, 10, 22), True)),
    No("ZC-CASE-54", received, lambda c: cmd.ReviseDeadline("main", date(2026, 10, 22), True)),
    No("ZC-CASE-53", other_kind, lambda c: cmd.ProposeDeemedAcceptance()),
    No("ZC-CASE-53", noticed, lambda c: cmd.ProposeDeemedAcceptance()),
    No("ZC-CASE-50", received, lambda c: cmd.ProposeDeemedAcceptance()),
    No("ZC-CASE-51", received, lambda c: cmd.ConfirmDeemedAcceptance(c.now.ms)),
    No("ZC-CASE-66", at_desk, lambda c: cmd.SupplyOwed((good(c.rows[0]),))),
    No("ZC-CASE-66", at_desk, lambda c: cmd.ProposeToleranceLapse()),
    No("ZC-CASE-67", asked_for_less, lambda c: cmd.UndoSilence(date(2026, 10, 24), "在驿站交的")),
    No("ZC-CASE-67", asked_for_less, lambda c: cmd.UndoSilence(date(2026, 10, 20), " ")),
    No("ZC-CASE-68", received, lambda c: cmd.CheckCommitment(line(c), "属实")),
    No("ZC-CASE-68", committed, lambda c: cmd.CheckCommitment(line(c), "也许")),
    No("ZC-CASE-68", committed, lambda c: cmd.CheckCommitment(line(c), "限期整改")),
    No("ZC-CASE-74", lambda: Counter(NURSE).decided(), lambda c: cmd.FailService("邮寄", " ")),
    No("ZC-CASE-19", lambda: Counter(NURSE).decided(), lambda c: cmd.FailService("留置", "拒收")),
    No("ZC-CASE-87", no_limit, lambda c: cmd.Extend("复杂", "局长")),
    No("ZC-CASE-90", at_desk, lambda c: cmd.StartJoint()),
    No("ZC-CASE-93", Counter, away(ground="we-are-tired")),
    No("ZC-CASE-93", Counter, away(reason=" ")),
    No("ZC-CASE-93", Counter, away(basis=" ")),
    No("ZC-CASE-94", Counter, away(instead=" ")),
    No("ZC-CASE-46", received, away(ground="not-here")),
    No("ZC-CASE-97", received, lambda c: cmd.VoidCase(" ", SUPERVISOR, ALL)),
    No("ZC-CASE-97", received, lambda c: cmd.VoidCase("重复", CLERK, ALL)),
    No("ZC-CASE-97", received, lambda c: cmd.VoidCase("重复", SUPERVISOR, ALL - {Right.ACCEPT})),
    No("ZC-CASE-98", received, lambda c: cmd.DeleteCase(" ")),
    No("ZC-PAPER-08", received, lambda c: cmd.IssuePaper(PaperKind.POWER_OF_ATTORNEY)),
    No("ZC-PAPER-42", received, given(PaperKind.RECEIPT)),
    No("ZC-PAPER-43", noticed, given(PaperKind.NOTICE)),
    No("ZC-CASE-44", received, lambda c: cmd.Decline("whim", "不想办")),
    No("ZC-CASE-15", noticed, lambda c: cmd.ReduceNotice((line(c, 1),), "多要了")),
    No("ZC-CASE-15", noticed, lambda c: cmd.ReduceNotice((line(c),), " ")),
)


@pytest.mark.law("B3-1", "B3-2", "B3-3", "B3-6", "B3-25")
@pytest.mark.parametrize("no", NOES, ids=[f"{no.code}-{n}" for n, no in enumerate(NOES)])
def test_every_no_has_its_code_its_reason_and_changes_nothing(no: No) -> None:
    counter = no.begin()
    before = counter.case
    answer = counter.ask(no.command(counter))
    assert isinstance(answer, cmd.Refusal), [event.TYPE for event in answer]
    assert answer.code == no.code and answer.why.strip()
    assert counter.case == before


def test_a_way_out_is_named_wherever_the_clerk_can_go_on() -> None:
    """Promise 7: only where nothing is to be done is the way out empty."""
    silent = set()
    for no in NOES:
        counter = no.begin()
        answer = counter.ask(no.command(counter))
        assert isinstance(answer, cmd.Refusal)
        if not answer.what_next:
            silent.add(answer.code)
    assert silent <= {"ZC-CASE-27", "ZC-CASE-50", "ZC-CASE-51", "ZC-CASE-53", "ZC-CASE-54", "ZC-CASE-66", "ZC-CASE-87"}


@pytest.mark.law("B3-25")
def test_a_mistake_is_deleted_only_on_its_day_and_before_any_paper_came_out() -> None:
    counter = received()
    counter.now = Timestamp(MONDAY.ms + DAY)
    assert counter.refused(cmd.DeleteCase("录错")) == "ZC-CASE-98"
    counter = received()
    counter.out(counter.paper(PaperKind.RECEIPT))
    assert counter.refused(cmd.DeleteCase("录错")) == "ZC-CASE-98"
    counter = received()
    wrote = counter.do(cmd.DeleteCase("录错"))
    assert [event.TYPE for event in wrote] == ["deleted", "paper_voided"]


# out of order, repeated, the wrong hand, another time


@pytest.mark.parametrize(
    "command",
    [
        cmd.IssueNotice(), cmd.Accept(), cmd.TakeCorrection(()), cmd.Decline("false", "假"), cmd.Withdraw("x"),
        cmd.Transfer("部门"), cmd.StartSpecial("检验", "", Period(3), "主任"), cmd.EndSpecial("好"),
        cmd.Extend("x", "y"), cmd.DecideOnSpot(True), cmd.Forward("市局", "x"), cmd.UndoSilence(date(2026, 9, 1), "x"),
        cmd.ConfirmDeemedAcceptance(0), cmd.ConfirmToleranceLapse(0), cmd.FailService("邮寄", "x"), cmd.StartJoint(),
        cmd.StartPrecheck(), cmd.ReturnPrecheck("x"), cmd.VoidCase("x", SUPERVISOR, ALL), cmd.DeleteCase("x"),
    ],
    ids=lambda command: type(command).__name__,
)  # fmt: skip
def test_nothing_is_done_to_a_case_that_nobody_opened(command: cmd.Command) -> None:
    assert Counter().refused(command) == "ZC-CASE-05"


@pytest.mark.parametrize(
    "command",
    [cmd.SupplyOwed(()), cmd.CheckCommitment("1", "属实"), cmd.ReviseDeadline("main", date(2026, 9, 1), True),
     cmd.ProposeToleranceLapse(), cmd.AskPartner("credit"), cmd.MoveBundle("B", "a", "b", 1)],
    ids=lambda command: type(command).__name__,
)  # fmt: skip
def test_no_fact_is_told_of_a_case_that_nobody_opened(command: cmd.Command) -> None:
    assert Counter().refused(command) == "ZC-CASE-04"


@pytest.mark.law("B3-7", "B3-1")
def test_the_same_act_twice_is_refused_the_second_time() -> None:
    counter = received()
    again = cmd.Receive(counter.intake(), tuple(good(row) for row in counter.rows))
    assert counter.refused(again) == "ZC-CASE-05"
    counter.do(cmd.Accept("counter"))
    assert counter.refused(cmd.Accept("counter")) == "ZC-CASE-05"
    counter.do(cmd.DecideOnSpot(True))
    assert counter.refused(cmd.DecideOnSpot(True)) == "ZC-CASE-05"


@pytest.mark.law("J02")
@pytest.mark.parametrize(
    ("begin", "command", "right"),
    [
        (received, cmd.Accept(), Right.ACCEPT),
        (received, cmd.Decline("false", "假"), Right.ACCEPT),
        (received, cmd.Forward("市局", "上级权限"), Right.RECEIVE),
        (received, cmd.VoidCase("重复", SUPERVISOR, ALL), Right.ACCEPT),
        (at_desk, cmd.DecideOnSpot(True), Right.DECIDE),
        (at_desk, cmd.StartSpecial("检验", "", Period(3), "主任"), Right.DECIDE),
        (at_desk, cmd.Extend("复杂", "局长"), Right.DECIDE),
        (noticed, cmd.ReduceNotice(("1",), "多要了"), Right.NOTIFY),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, Right) else value.value,
)
def test_the_wrong_hand_is_told_which_right_is_missing(
    begin: Callable[[], Counter], command: cmd.Command, right: Right
) -> None:
    counter = begin()
    counter.rights = ALL - {right}
    assert counter.refused(command) == "ZC-RIGHT-01"


@pytest.mark.law("B7-22")
@pytest.mark.parametrize(
    ("begin", "command"),
    [
        (received, cmd.Accept()),
        (received, cmd.Withdraw("x")),
        (noticed, cmd.TakeCorrection(())),
        (at_desk, cmd.DecideOnSpot(True)),
        (lambda: Counter(NURSE).decided(), cmd.FailService("邮寄", "x")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_act_of_law_is_dated_before_what_it_follows(
    begin: Callable[[], Counter], command: cmd.Command
) -> None:
    counter = begin()
    counter.now = Timestamp(MONDAY.ms - DAY)
    assert counter.refused(command) == "ZC-CASE-45"


def test_paper_may_be_told_of_by_any_clock() -> None:
    """A fact about paper needs no calendar: what came out came out."""
    counter = received()
    counter.now = Timestamp(MONDAY.ms - DAY)
    counter.out(counter.paper(PaperKind.RECEIPT))
    assert counter.paper(PaperKind.RECEIPT).is_out


# the settings of the rules are read


@pytest.mark.law("J12")
def test_where_the_centre_acts_by_delegation_the_seal_of_who_delegated_is_wanted() -> None:
    counter = Counter()
    counter.rules = parse_rules((RESOURCES / "rules/zhejiang.toml").read_text("utf-8"))
    counter.seal = "沈阳市市场监督管理局受理专用章"
    counter.accepted("counter")
    paper = counter.paper(PaperKind.ACCEPTANCE)
    counter.out(paper)
    seal = cmd.RecordSeal(paper.document_id, "政务服务中心章", "赵六", "盖章室")
    assert counter.refused(seal) == "ZC-PAPER-24"
    counter.do(replace(seal, seal=counter.seal))
    sealing = counter.paper(PaperKind.ACCEPTANCE).sealing
    assert sealing is not None and sealing.seal == counter.seal
    here = Counter().accepted("counter")
    here.seal = "别处的章"
    here.sealed(here.paper(PaperKind.ACCEPTANCE))


@pytest.mark.law("L09", "B3-8")
@pytest.mark.parametrize(("since", "span", "code"), [("2026-06-01", 183, "ZC-CASE-38"), ("2026-03-01", 183, ""),
                                                     ("2026-09-01", 0, ""), ("sometime", 183, "")])  # fmt: skip
def test_a_broken_promise_bars_the_next_as_long_as_the_rules_say(since: str, span: int, code: str) -> None:
    counter = Counter()
    counter.offer("tolerable")
    row = replace(faulty(counter.rows[0]), status=MaterialStatus.TOLERATED)
    counter.received(row)
    counter.rules = replace(counter.rules, bar_after_default_days=span)
    asked = counter.need().asks[0]
    told = ev.PartnerAnswered(counter.now, STAFF, asked.ask, asked.system, "pass", "", {"defaulted_on": since})
    counter.comes_down(told)
    pledge = cmd.PledgeTolerance((row.line_id,), "现场", "signed")
    if code:
        assert counter.refused(pledge) == code
    else:
        counter.do(pledge)


@pytest.mark.law("B3-8")
def test_a_promise_for_later_than_the_limit_of_the_item_is_no_promise() -> None:
    counter = Counter()
    counter.offer("tolerable")
    row = replace(faulty(counter.rows[0]), status=MaterialStatus.TOLERATED)
    counter.received(row)
    counter.credit()
    for day in (date(2026, 10, 14), date(2026, 9, 27)):
        assert counter.refused(cmd.PledgeTolerance((row.line_id,), "现场", "s", day)) == "ZC-CASE-36"
    counter.do(cmd.PledgeTolerance((row.line_id,), "现场", "s", date(2026, 10, 13)))


def test_a_bad_rating_says_by_when_it_is_to_be_mended() -> None:
    counter = received()
    (asked,) = counter.do(rate("2", detail="等太久"))
    assert isinstance(asked, ev.PartnerAsked) and asked.data["rectify_by"] == "2026-10-23"
    (good_one,) = received().do(rate("5"))
    assert isinstance(good_one, ev.PartnerAsked) and "rectify_by" not in good_one.data


@pytest.mark.law("B3-24")
def test_a_withdrawal_at_another_counter_is_told_to_who_holds_the_case() -> None:
    counter = Counter(TAXI).accepted()
    assert counter.refused(cmd.Withdraw(" ")) == "ZC-CASE-48"
    (asked,) = counter.do(cmd.Withdraw("不办了"))
    assert isinstance(asked, ev.PartnerAsked) and (asked.system, asked.subject) == ("holder", "withdrawal")
    assert counter.need().state is CaseState.ACCEPTED, "the holder decides"


@pytest.mark.law("B7-21", "L23")
def test_an_applicants_date_moves_once_for_one_table_and_counts_for_silence() -> None:
    """The date that the applicant was told anew is the one that ends his period, and it is told only once."""
    counter = noticed()
    later = date(2026, 10, 30)
    assert counter.refused(cmd.ReviseDeadline("correction", date(2026, 10, 22), True)) == "ZC-CASE-47"
    counter.do(counter.moving("correction", later))
    assert counter.do(cmd.ReviseDeadline("correction", later, True)) == ()
    counter.now = at(2026, 10, 28)
    assert counter.refused(cmd.ProposeDeemedWithdrawal()) == "ZC-CASE-50"
    counter.now = at(2026, 10, 31)
    (proposed,) = counter.do(cmd.ProposeDeemedWithdrawal())
    assert isinstance(proposed, ev.DeemedWithdrawalProposed) and proposed.ended_on == later


@pytest.mark.law("D17")
def test_a_fee_is_asked_only_where_the_guide_names_one() -> None:
    counter = received()
    counter.guide = replace(counter.item, fee=Fee(True, 1000, "10元", "沈价发1号"))
    counter.do(cmd.AskPartner("payment"))
    assert counter.paper(PaperKind.FEE_NOTICE).number


@pytest.mark.law("B3-23")
def test_a_company_sends_a_person_with_a_name() -> None:
    counter = Counter().decided()
    counter.sealed(counter.paper(PaperKind.GRANT))
    documents = (counter.paper(PaperKind.GRANT).document_id,)
    alone = replace(NOBODY_ELSE, relation="本人")
    assert counter.refused(cmd.HandOver(alone, "直接送达", documents)) == "ZC-CASE-75"
    counter.do(cmd.HandOver(NOBODY_ELSE, "直接送达", documents))
