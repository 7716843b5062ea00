"""``evolve`` is total and repeatable, and paper facts commute with what the other side does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Case
from app.domain.evolve import evolve, replay
from app.domain.paper import PaperKind
from app.domain.time import ClockQuality, Timestamp
from app.domain.transitions import TERMINAL
from tests.app.domain.kit import CASE, MONDAY, STAFF, Counter, granted

MOMENTS = st.builds(Timestamp, st.integers(0, 4_000_000_000_000), st.sampled_from(list(ClockQuality)))
st.register_type_strategy(Timestamp, MOMENTS)
st.register_type_strategy(UUID, st.integers(1, 4).map(lambda n: UUID(int=n)))
EVENTS = st.one_of([st.from_type(cls) for cls in ev.EVENT_TYPES.values()])
WRITERS = st.sampled_from(["D07", "D08", "platform"])


@st.composite
def histories(draw: st.DrawFn) -> list[ev.Recorded]:
    """Any events of any writers in any order, as a hostile or newer world may send them."""
    pairs = draw(st.lists(st.tuples(WRITERS, EVENTS), max_size=12))
    return [
        ev.Recorded(UUID(int=n), CASE, writer, n, event) for n, (writer, event) in enumerate(pairs, start=1)
    ]


@settings(max_examples=150)
@given(histories())
def test_no_sequence_of_events_breaks_a_case(history: list[ev.Recorded]) -> None:
    case: Case | None = None
    for n, item in enumerate(history, start=1):
        before = case
        case = evolve(case, item)
        assert case.count == n and case.id == CASE
        if before is not None and before.terminal and item.event.TYPE != "silence_undone":
            assert case.state is before.state, "an end is an end"
        if before is not None and not item.event.LEGAL:
            moved = item.event.TYPE == "lease_moved"
            assert case.state is before.state and (moved or case.lease == before.lease)
        if before is not None:
            assert case.fence == before.fence + (case.lease != before.lease), "each change of hands is counted"
    again = replay(CASE, history)
    assert again == case, "a replay gives the same case"


@settings(max_examples=100)
@given(histories())
def test_what_no_rule_foresaw_is_kept_and_shown(history: list[ev.Recorded]) -> None:
    case: Case | None = None
    for item in history:
        before, case = case, evolve(case, item)
        state = before.state if before is not None else None
        moved = case.state is not state
        strange = len(case.irregular) > (len(before.irregular) if before is not None else 0)
        if item.event.LEGAL and strange:
            assert not moved and case.irregular[-1].startswith(item.event.TYPE)


def test_a_case_with_an_end_of_its_own_never_leaves_it() -> None:
    counter = Counter().received()
    counter.do(cmd.Withdraw("不办了"))
    counter.comes_down(granted())
    case = counter.need()
    assert case.state in TERMINAL and case.irregular == ("granted@T5",) and case.decision is None


def test_a_fact_about_a_paper_that_nobody_issued_is_noted() -> None:
    counter = Counter().received()
    stranger = UUID(int=77)
    counter.write((ev.PaperSealed(MONDAY, STAFF, stranger, "章", "谁", "哪"),))
    assert counter.need().irregular == ("paper_sealed@unknown",)


# two sides at once


def of_the_window(paper: UUID) -> list[ev.Event]:
    """What the window does with its papers while the case lies with the department."""
    return [
        ev.PaperOut(MONDAY, STAFF, paper, 1, "device"),
        ev.PaperSealed(MONDAY, STAFF, paper, "专用章", "赵六", "盖章室"),
        ev.PaperGiven(MONDAY, STAFF, paper, ev.Recipient("张三")),
        ev.PaperReprinted(MONDAY, STAFF, paper, 2, "申请人遗失"),
        ev.PaperOut(MONDAY, STAFF, paper, 2, "clerk"),
    ]


def of_the_department() -> list[ev.Event]:
    """What the department does meanwhile."""
    return [
        granted(),
        ev.ResultReady(MONDAY, STAFF, ("食品生产许可证",)),
    ]


def plain(case: Case) -> Case:
    """Without what counts arrivals."""
    papers = tuple(replace(paper, position=0) for paper in case.papers)
    return replace(case, versions=(), count=0, papers=papers)


@settings(max_examples=120)
@given(st.lists(st.booleans(), min_size=7, max_size=7))
def test_paper_facts_and_acts_of_the_department_give_the_same_case_in_any_order(turns: list[bool]) -> None:
    counter = Counter().accepted()
    paper = counter.paper(PaperKind.ACCEPTANCE).document_id
    here, there = of_the_window(paper), of_the_department()
    expected = Counter().accepted()
    expected.write(of_the_window(expected.paper(PaperKind.ACCEPTANCE).document_id))
    expected.comes_down(*of_the_department())
    for mine in turns:
        if mine and here:
            counter.write((here.pop(0),))
        elif there:
            counter.comes_down(there.pop(0))
    counter.write(here)
    counter.comes_down(*there)
    assert plain(counter.need()) == plain(expected.need())
    assert not counter.need().irregular


def test_printing_the_result_commutes_with_its_arrival_too() -> None:
    """A paper issued in between takes its place by the order of issue, whatever came down around it."""
    cases = []
    for first in (True, False):
        counter = Counter().accepted()
        routing = ev.PaperIssued(
            MONDAY, STAFF, UUID(int=500), PaperKind.ROUTING, "N-500", "paper", 500, 1,
            counter.paper(PaperKind.RECEIPT).seal, counter.paper(PaperKind.RECEIPT).place,
        )  # fmt: skip
        if first:
            counter.write((routing,))
        counter.comes_down(granted())
        if not first:
            counter.write((routing,))
        cases.append(plain(counter.need()))
    assert cases[0] == cases[1]


def test_replay_never_asks_the_rules_of_today() -> None:
    """What was told stands: a date that today's rules would count otherwise stays as it was printed."""
    counter = Counter().accepted()
    told = counter.need().accepted
    assert told is not None
    odd = replace(told, due=date(2031, 1, 1), binding="法定")
    recorded = [replace(item, event=odd) if item.event == told else item for item in counter.recorded]
    case = replay(CASE, recorded)
    assert case is not None and case.accepted is not None and case.accepted.due == date(2031, 1, 1)
