"""Facts of one window and acts of another fold to the same case in whatever order they arrive (ADR 0009)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Case
from app.domain.evolve import evolve
from app.domain.materials import FaultCode
from app.domain.paper import PaperKind
from tests.app.domain.kit import DEVICE, NOBODY_ELSE, STAFF, Counter, faulty, good

ELSEWHERE = "D09"


@dataclass(frozen=True)
class Meanwhile:
    """From ``begin``: what the holder does, and what another window records without knowing of it."""

    begin: Callable[[], Counter]
    acts: tuple[Callable[[Counter], cmd.Command], ...]
    facts: tuple[Callable[[Counter], cmd.Command], ...]


def wanting() -> Counter:
    """Received with two lines wanting, of which the second may come later."""
    counter = Counter()
    counter.offer("tolerable", 1)
    counter.offer("committable", 0)
    counter.received(faulty(counter.rows[0], FaultCode.EXPIRED, "上月到期"), faulty(counter.rows[1]))
    counter.credit()
    return counter


def one_wanting() -> Counter:
    counter = Counter()
    counter.offer("tolerable", 1)
    counter.received(faulty(counter.rows[1]))
    counter.credit()
    return counter


def awaiting() -> Counter:
    return Counter().told(0, 1)


def owing() -> Counter:
    counter = one_wanting()
    counter.do(cmd.PledgeTolerance((counter.rows[1].line_id,), counter.rules.supply_ways[0], "sig"))
    counter.do(cmd.Accept("counter"))
    return counter


def waive(n: int) -> Callable[[Counter], cmd.Command]:
    return lambda c: cmd.WaiveMaterial(c.rows[n].line_id, "住所", "不动产登记信息")


def paper(kind: PaperKind, command: Callable[[UUID], cmd.Command]) -> Callable[[Counter], cmd.Command]:
    return lambda c: command(c.paper(kind).document_id)


NOTICE: Callable[[Counter], cmd.Command] = lambda c: cmd.IssueNotice()  # noqa: E731
UNSAY: Callable[[Counter], cmd.Command] = lambda c: cmd.WithdrawNotice("漏了一项")  # noqa: E731
RECEIPT_FACTS = (
    paper(PaperKind.RECEIPT, lambda d: cmd.RecordOut(d, 1, "device")),
    paper(PaperKind.RECEIPT, lambda d: cmd.RecordSeal(d, "收件专用章", "赵六", "窗口")),
    paper(PaperKind.RECEIPT, lambda d: cmd.GivePaper(d, NOBODY_ELSE)),
    paper(PaperKind.RECEIPT, lambda d: cmd.ReprintPaper(d, "申请人遗失")),
)
CHOICE: Callable[[Counter], cmd.Command] = lambda c: cmd.ChooseDelivery("邮寄", "纸质件", "示例路1号")  # noqa: E731
BUNDLE: Callable[[Counter], cmd.Command] = lambda c: cmd.MoveBundle("B1", "货架", "赵六", 2, 0)  # noqa: E731
CREDIT: Callable[[Counter], cmd.Command] = lambda c: cmd.AskPartner("credit", "applicant")  # noqa: E731

CASES = {
    "waived, and noticed": Meanwhile(wanting, (NOTICE,), (waive(0), waive(1), BUNDLE, *RECEIPT_FACTS)),
    "waived, and noticed and corrected": Meanwhile(
        wanting,
        (NOTICE, lambda c: cmd.TakeCorrection((good(c.rows[0]), faulty(c.rows[1])))),
        (waive(0), waive(1), CHOICE, CREDIT),
    ),
    "waived, and corrected all the same": Meanwhile(
        awaiting, (lambda c: cmd.TakeCorrection((good(c.rows[0]),)),), (waive(0), waive(1), *RECEIPT_FACTS[:1])
    ),
    "waived, and pledged and accepted": Meanwhile(
        one_wanting,
        (
            lambda c: cmd.PledgeTolerance((c.rows[1].line_id,), c.rules.supply_ways[0], "sig"),
            lambda c: cmd.Accept("counter"),
        ),
        (waive(1), CHOICE, BUNDLE),
    ),
    "waived, and reduced": Meanwhile(
        awaiting, (lambda c: cmd.ReduceNotice((c.rows[0].line_id,), "多要了"),), (waive(0), waive(1), CREDIT)
    ),
    "waived, and the notice withdrawn": Meanwhile(
        lambda: Counter().noticed(0, 1),
        (UNSAY, lambda c: cmd.CheckMaterials((faulty(c.rows[1], FaultCode.EXPIRED, "上月到期"),))),
        (waive(0), waive(1), CHOICE, BUNDLE),
    ),
    "supplied, and withdrawn": Meanwhile(
        owing,
        (lambda c: cmd.Withdraw("不办了"),),
        (lambda c: cmd.SupplyOwed((good(c.rows[1]),)), CHOICE, BUNDLE),
    ),
}


def fold(case: Case, told: list[tuple[str, ev.Event]]) -> Case:
    for n, (device, event) in enumerate(told, start=900):
        case = evolve(case, ev.Recorded(UUID(int=n), case.id, device, case.version_of(device) + 1, event))
    return case


def plain(case: Case) -> Case:
    """Without what counts arrivals, and with what is a set in one order."""

    def ordered(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(sorted(items, key=repr))

    papers = ordered(tuple(replace(each, position=0) for each in case.papers))
    return replace(
        case, versions=(), count=0, papers=papers, asks=ordered(case.asks), told_notices=ordered(case.told_notices)
    )


def done(counter: Counter, device: str, number: int, commands: tuple[Callable[[Counter], cmd.Command], ...]) -> list[
    tuple[str, ev.Event]
]:
    """What ``commands`` bring about at ``device``, which knows only of its own."""
    here = Counter()
    here.case, here.item, here.guide, here.rules = counter.case, counter.item, counter.guide, counter.rules
    here.recorded, here.device, here.number = list(counter.recorded), device, number
    return [(device, event) for command in commands for event in here.do(command(here))]


@cache
def start(name: str) -> tuple[Counter, list[tuple[str, ev.Event]]]:
    """Where both begin, and what the holder does; neither is written to."""
    counter = CASES[name].begin()
    return counter, done(counter, DEVICE, 400, CASES[name].acts)


@pytest.mark.parametrize("name", sorted(CASES))
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_facts_and_acts_fold_the_same_in_every_order(name: str, data: st.DataObject) -> None:
    meanwhile = CASES[name]
    counter, acts = start(name)
    facts = data.draw(st.lists(st.sampled_from(meanwhile.facts), unique=True, max_size=3))
    if any(fact in RECEIPT_FACTS for fact in facts):
        facts = [fact for fact in meanwhile.facts if fact in RECEIPT_FACTS]
    said = done(counter, ELSEWHERE, 700, tuple(facts))
    turns = data.draw(st.permutations([True] * len(acts) + [False] * len(said)))
    mine, theirs = iter(acts), iter(said)
    mixed = [next(mine) if turn else next(theirs) for turn in turns]
    expected = plain(fold(counter.need(), acts + said))
    assert plain(fold(counter.need(), mixed)) == expected
    assert plain(fold(counter.need(), said + acts)) == expected


def test_a_notice_whose_date_another_window_told_anew_can_still_be_reduced() -> None:
    counter = awaiting()
    later = counter.need().notices[-1].ends.replace(month=11)
    acts = done(counter, DEVICE, 400, (lambda c: cmd.ReduceNotice((c.rows[0].line_id,), "多要了"),))
    said = done(counter, ELSEWHERE, 700, (lambda c: c.moving("correction", later),))
    for order in (acts + said, said + acts):
        notice = fold(counter.need(), order).notices[-1]
        assert [fault.line_id for fault in notice.faults] == [counter.rows[1].line_id]
        assert notice.number == "N-401"


def test_a_notice_that_another_window_told_anew_while_it_was_withdrawn_here_speaks_under_neither_number() -> None:
    counter = Counter().noticed(0, 1)
    later = counter.need().notices[-1].ends.replace(month=11)
    acts = done(counter, DEVICE, 400, (UNSAY,))
    said = done(counter, ELSEWHERE, 700, (lambda c: c.moving("correction", later),))
    for order in (acts + said, said + acts):
        case = fold(counter.need(), order)
        assert case.papers_of(PaperKind.NOTICE) == () and case.notices == (), "no sheet of it may be given"
        assert [gone.document_id for gone in case.unsaid] == [case.papers[-1].document_id]


@pytest.mark.law("J06", "L22")
def test_what_one_window_waived_no_notice_of_another_asks_for() -> None:
    counter = wanting()
    acts, said = done(counter, DEVICE, 400, (NOTICE,)), done(counter, ELSEWHERE, 700, (waive(0),))
    for order in (acts + said, said + acts):
        case = fold(counter.need(), order)
        assert [row.line_id for row in case.open_faults] == [counter.rows[1].line_id]


@pytest.mark.law("D02")
def test_the_seal_of_one_print_is_not_that_of_the_next() -> None:
    """补打 here while the seal service seals the print before: no machine takes the new sheet for sealed."""
    counter = Counter().accepted("counter")
    paper = counter.paper(PaperKind.ACCEPTANCE)
    counter.out(paper)
    (asked,) = counter.do(cmd.AskPartner("seal", str(paper.document_id), {"seal": "审批专用章", "digest": "a" * 64}))
    assert isinstance(asked, ev.PartnerAsked)
    again = done(counter, DEVICE, 400, (lambda c: cmd.ReprintPaper(paper.document_id, "申请人遗失"),))
    answer = ev.PartnerAnswered(
        counter.now, STAFF, asked.ask, "seal", "sealed", "", {"seal": "审批专用章", "log": "1"}
    )
    sealed: list[tuple[str, ev.Event]] = [("platform", answer)]
    for order in (again + sealed, sealed + again):
        found = fold(counter.need(), order).paper(paper.document_id)
        assert found is not None and found.printings == 2 and found.sealing is None
    found = fold(counter.need(), sealed).paper(paper.document_id)
    assert found is not None and found.sealing is not None, "the print that was asked about"
