"""收回: a certificate that went to the wrong person, or says what is wrong, asked for and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.clocks import clocks
from app.domain.evolve import replay
from app.domain.paper import Paper, PaperKind
from app.domain.states import CaseState
from app.domain.taken_back import WHY, WRONG_CONTENT, WRONG_PERSON
from app.domain.time import Timestamp
from tests.app.domain.kit import CASE, CLERK, NOBODY_ELSE, Counter

STRANGER = ev.Recipient("赵误领", "误领人", "2101****0022")
FRIDAY = date(2026, 10, 16)


def served() -> Counter:
    """A certificate was made and handed over, whoever took it."""
    counter = Counter().certified("LN-1")
    for paper in list(counter.need().papers):
        if paper.kind in (PaperKind.GRANT, PaperKind.CERTIFICATE):
            counter.out(paper)
            counter.sealed(paper)
    results = tuple(
        p.document_id for p in counter.need().papers if p.kind in (PaperKind.GRANT, PaperKind.CERTIFICATE)
    )
    if counter.need().state is not CaseState.AWAITING_PICKUP:
        counter.comes_down(ev.ResultReady(counter.now, CLERK, ("证照",)))
    counter.do(cmd.HandOver(NOBODY_ELSE, "直接", results))
    assert counter.need().state is CaseState.SERVED
    return counter


def sheet(counter: Counter) -> Paper:
    return next(p for p in counter.need().papers if p.kind is PaperKind.CERTIFICATE)


def back(counter: Counter, why: str, *, spoiled: bool = False, serial: str = "LN-1") -> cmd.TakePaperBack:
    return cmd.TakePaperBack(sheet(counter).document_id, serial, why, "姓名写错", STRANGER, spoiled)


def asked(counter: Counter, until: date = FRIDAY) -> cmd.AskPaperBack:
    return cmd.AskPaperBack(sheet(counter).document_id, WRONG_PERSON, "名字相近", "赵误领", "打了电话", until)


def test_what_went_to_another_lies_here_for_whom_it_belongs_to_and_is_served_anew() -> None:
    """The sheet is right: it is not void, the proof of the wrong hand-over is, and the right person gets the same."""
    counter = served()
    proof = counter.paper(PaperKind.SERVICE_PROOF).document_id
    events = counter.do(back(counter, WRONG_PERSON))
    assert [e.TYPE for e in events] == ["paper_taken_back", "service_undone", "paper_voided", "paper_issued"]
    case = counter.need()
    assert case.state is CaseState.AWAITING_PICKUP and case.handed_over is None
    paper, old = sheet(counter), case.paper(proof)
    assert not paper.void and paper.blank == "LN-1" and paper.given_at is None and paper.may_be_given
    assert old is not None and old.void
    assert case.papers_of(PaperKind.TAKEN_BACK)[0].document_id == case.taken_back[-1].receipt
    counter.do(cmd.HandOver(NOBODY_ELSE, "直接", (paper.document_id,)))
    assert counter.need().state is CaseState.SERVED and sheet(counter).is_given


@pytest.mark.law("D22", "B3-26")
def test_what_says_something_wrong_is_void_with_its_blank_and_the_case_stays_served() -> None:
    counter = served()
    events = counter.do(back(counter, WRONG_CONTENT))
    assert [e.TYPE for e in events] == ["paper_taken_back", "paper_voided", "blank_voided", "paper_issued"]
    case = counter.need()
    assert case.state is CaseState.SERVED and case.handed_over is not None
    assert sheet(counter).void and case.blanks[-1][1:] == ("LN-1", "void")
    kind = case.item.blank_kind
    assert counter.refused(cmd.IssueCertificate(kind, "LN-2")) == "ZC-PAPER-75", "the same error again"


def test_a_sheet_that_came_back_spoiled_from_another_is_made_again_for_whom_it_belongs_to() -> None:
    counter = served()
    counter.do(back(counter, WRONG_PERSON, spoiled=True))
    case = counter.need()
    assert case.state is CaseState.AWAITING_PICKUP and not case.papers_of(PaperKind.CERTIFICATE)
    counter.do(cmd.IssueCertificate(case.item.blank_kind, "LN-2"))
    assert counter.paper(PaperKind.CERTIFICATE).blank == "LN-2"


@pytest.mark.law("D22", "B3-26")
def test_another_sheet_than_the_one_that_was_given_is_not_taken_for_it() -> None:
    counter = served()
    assert counter.refused(back(counter, WRONG_CONTENT, serial="LN-9")) == "ZC-PAPER-74"
    assert counter.refused(replace(back(counter, WRONG_CONTENT), recipient=ev.Recipient(" "))) == "ZC-PAPER-72"
    assert counter.refused(replace(back(counter, WRONG_CONTENT), reason=" ")) == "ZC-PAPER-71"
    assert counter.refused(replace(back(counter, WRONG_CONTENT), why="别的")) == "ZC-PAPER-71"
    counter.do(back(counter, WRONG_CONTENT, serial=" ln-1 "))
    assert counter.refused(back(counter, WRONG_CONTENT)) == "ZC-PAPER-02", "twice"


def test_only_what_was_given_comes_back_and_other_papers_have_a_way_of_their_own() -> None:
    counter = Counter().certified("LN-1")
    assert counter.refused(back(counter, WRONG_CONTENT)) == "ZC-PAPER-70"
    done = served()
    grant = replace(back(done, WRONG_CONTENT), document_id=done.paper(PaperKind.GRANT).document_id)
    assert done.refused(grant) == "ZC-PAPER-70"


def test_what_was_asked_for_stands_among_the_due_until_it_comes_and_a_new_day_counts() -> None:
    counter = served()
    counter.do(asked(counter))
    assert clocks(counter.need())["recall"] == (FRIDAY, True)
    later = FRIDAY + timedelta(days=7)
    counter.do(asked(counter, later))
    assert clocks(counter.need())["recall"] == (later, True)
    counter.do(back(counter, WRONG_PERSON))
    assert "recall" not in clocks(counter.need()) and counter.need().wanted_back is None


def test_a_day_that_is_over_and_a_holder_nobody_named_are_no_demand() -> None:
    counter = served()
    assert counter.refused(asked(counter, counter.now.date - timedelta(days=1))) == "ZC-PAPER-73"
    assert counter.refused(replace(asked(counter), holder="")) == "ZC-PAPER-72"
    assert counter.refused(replace(asked(counter), told=" ")) == "ZC-PAPER-72"


@pytest.mark.law("D22", "B3-26")
def test_what_is_not_brought_back_is_left_to_the_authority_and_may_still_come() -> None:
    """撤销 and 注销 are the authority's (行政许可法 69, 70): the counter says that it told it, and decides nothing."""
    counter = served()
    leave = cmd.LeaveNotBrought(sheet(counter).document_id, "审批科孙科长，电话", "说已经丢了")
    assert counter.refused(leave) == "ZC-PAPER-76", "nobody asked for it yet"
    counter.do(asked(counter))
    assert counter.refused(replace(leave, told="")) == "ZC-PAPER-77"
    counter.do(leave)
    case = counter.need()
    assert "recall" not in clocks(case) and case.state is CaseState.SERVED and not sheet(counter).void
    counter.do(back(counter, WRONG_PERSON))
    assert counter.need().state is CaseState.AWAITING_PICKUP


def test_a_window_that_has_not_the_case_is_told_where_it_is_taken_back() -> None:
    counter = served()
    counter.comes_down(ev.LeaseMoved(counter.now, CLERK, "D09", 2, "换窗口"))
    answer = counter.ask(back(counter, WRONG_PERSON))
    assert isinstance(answer, cmd.Refusal) and answer.code == "ZC-CASE-06" and "接管" in answer.what_next
    counter.do(asked(counter))  # asking for it is anybody's who hands results over


STEPS = st.lists(st.sampled_from(["ask", "leave", "back"]), max_size=5)


@given(why=st.sampled_from(WHY), spoiled=st.booleans(), steps=STEPS)
def test_whatever_is_done_a_sheet_comes_back_once_void_or_whole(why: str, spoiled: bool, steps: list[str]) -> None:
    """In any order: one sheet comes back once, its receipt tells of it, and the log alone makes the same case again."""
    counter = served()
    acts: dict[str, Any] = {
        "ask": lambda: asked(counter),
        "leave": lambda: cmd.LeaveNotBrought(sheet(counter).document_id, "审批科", "丢了"),
        "back": lambda: back(counter, why, spoiled=spoiled),
    }
    for step in steps:
        answer = counter.ask(acts[step]())
        if not isinstance(answer, cmd.Refusal):
            counter.write(answer)
    case, paper = counter.need(), sheet(counter)
    assert len(case.taken_back) == ("back" in steps) == len(case.papers_of(PaperKind.TAKEN_BACK))
    assert paper.void == ("back" in steps and (spoiled or why == WRONG_CONTENT))
    assert not (paper.void and paper.may_be_given) and not case.irregular
    assert replay(CASE, counter.recorded) == case


@given(st.permutations(["asked", "back"]))
def test_the_demand_and_the_return_fold_alike_in_whatever_order_they_arrive(order: list[str]) -> None:
    """Asked at one counter, brought to another: where the return came first the demand is over all the same."""
    counter = served()
    paper, now = sheet(counter), counter.now
    later = Timestamp(now.ms + 60_000)
    facts: dict[str, ev.Event] = {
        "asked": ev.PaperAskedBack(now, CLERK, paper.document_id, WRONG_CONTENT, "x", "y", "z", FRIDAY),
        "back": ev.PaperTakenBack(
            later, CLERK, paper.document_id, WRONG_CONTENT, "x", "LN-1", STRANGER, False, paper.document_id
        ),
    }
    counter.comes_down(*(facts[name] for name in order))
    assert counter.need().wanted_back is None and "recall" not in clocks(counter.need())


@pytest.mark.law("D22")
@pytest.mark.parametrize("end", ["taken back", "undone"])
@given(order=st.permutations(["asked", "back"]))
def test_a_demand_is_about_the_giving_before_it_and_awaits_nothing_of_the_rightful_holder(
    end: str, order: list[str]
) -> None:
    """Asked off line a minute after it lay here again, or before the parcel came back: the day ran against whom the
    certificate was handed to afterwards.
    """
    counter = served()
    paper, now = sheet(counter), counter.now
    crossed = Timestamp(now.ms + 60_000 * (2 if end == "taken back" else 0))
    later = Timestamp(now.ms + 60_000)
    facts: dict[str, tuple[ev.Event, ...]] = {
        "asked": (ev.PaperAskedBack(crossed, CLERK, paper.document_id, WRONG_PERSON, "x", "y", "z", FRIDAY),),
        "back": (
            *(
                [ev.PaperTakenBack(
                    later, CLERK, paper.document_id, WRONG_PERSON, "x", "LN-1", STRANGER, True, paper.document_id
                )]
                if end == "taken back"
                else []
            ),
            ev.ServiceUndone(later, CLERK, "x") if end == "taken back" else ev.ParcelReturned(later, CLERK, "EM1", "x"),
        ),
    }  # fmt: skip
    counter.comes_down(*(event for name in order for event in facts[name]))
    assert counter.need().state is CaseState.AWAITING_PICKUP and "recall" not in clocks(counter.need())
    counter.now = Timestamp(now.ms + 600_000)
    counter.do(cmd.HandOver(NOBODY_ELSE, "直接", (paper.document_id,)))
    assert counter.need().wanted_back is None and "recall" not in clocks(counter.need())
    counter.do(asked(counter))
    assert clocks(counter.need())["recall"] == (FRIDAY, True), "asked of her, it is awaited of her"
