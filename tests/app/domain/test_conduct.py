"""Eleven counters, one for each kind of S0 art 26, from what the log holds of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.conduct import COMPLAINT, KIND_WORDS, Conduct, Kind, conduct
from app.domain.guide import Period
from app.domain.materials import Fault, FaultCode, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from tests.app.domain.kit import CLERK, STAFF, Counter, good, granted

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def of(counter: Counter, first: date = FIRST, last: date = LAST) -> Conduct:
    return conduct([counter.recorded], first, last)


def kinds(counter: Counter, last: date = LAST) -> list[Kind]:
    return [signal.kind for signal in of(counter, last=last).signals]


def received(**changes: Any) -> Counter:
    """A case whose receipt was given at once."""
    counter = Counter()
    counter.do(cmd.Receive(replace(counter.intake(), **changes), tuple(good_rows(counter))))
    counter.out(counter.paper(PaperKind.RECEIPT))
    return counter


def good_rows(counter: Counter) -> list[SubmittedMaterial]:
    return [good(row) for row in counter.rows]


def told(counter: Counter, **changes: Any) -> None:
    """A notice as a faulty program would have written it."""
    row = counter.need().materials[0]
    fault = Fault(row.line_id, 1, row.name, FaultCode.MISSING, "没有提交", "请提交", "指南")
    counter.write([notice_of(counter, replace(fault, **changes))])


def notice_of(counter: Counter, fault: Fault, again: bool = False) -> ev.NoticeIssued:
    return ev.NoticeIssued(
        counter.now, CLERK, UUID(int=5), "N-5", (fault,), Period(15), LAST, True, "", again
    )


def turned_away(reason: str, instead: str = "代收转送", ground: str = "not-here") -> Counter:
    counter = Counter()
    counter.write([ev.TurnedAway(counter.now, CLERK, counter.intake(), ground, reason, "", instead)])
    return counter


def forced() -> Counter:
    return received(online_no="W-1")


def more() -> Counter:
    counter = received()
    told(counter, material="食品生产许可申请书")
    return counter


def off_list() -> Counter:
    counter = received()
    told(counter, line_id="not-in-the-guide", material="无违法证明")
    return counter


def late() -> Counter:
    counter = received()
    counter.do(cmd.Accept("department"))
    due = counter.need().main_due[0]
    assert due is not None
    days = (due - counter.now.date).days + 1
    moment = Timestamp(counter.now.ms + int(timedelta(days=days).total_seconds()) * 1000)
    counter.comes_down(granted(moment))
    return counter


def not_shared() -> Counter:
    counter = received()
    ask = counter.need().asks[-1]
    counter.comes_down(ev.PartnerAnswered(counter.now, STAFF, ask.ask, ask.system, "no-interface"))
    return counter


def misused() -> Counter:
    counter = received()
    counter.write([ev.MaterialObjected(counter.now, CLERK, "m1", "户籍", "甲", "乙")])
    return counter


def no_progress() -> Counter:
    return Counter().received()


def again() -> Counter:
    counter = Counter().noticed(0)
    counter.out(counter.paper(PaperKind.RECEIPT))
    fault = counter.need().notices[-1].faults[0]
    counter.write([notice_of(counter, fault, again=True)])
    return counter


def odd() -> Counter:
    counter = received()
    counter.write([ev.HandedOver(counter.now, CLERK, ev.Recipient("张三"), "窗口", (), UUID(int=9))])
    return counter


STORIES: list[tuple[Kind, Callable[[], Counter]]] = [
    (Kind.FORCED_WAY, forced),
    (Kind.MORE_MATERIAL, more),
    (Kind.OFF_LIST_PROOF, off_list),
    (Kind.LATE, late),
    (Kind.NOT_SHARED, not_shared),
    (Kind.DATA_MISUSED, misused),
    (Kind.NO_PROGRESS, no_progress),
    (Kind.REFUSED_SERVICE, lambda: turned_away("不办", "", "other")),
    (Kind.LIMITED, lambda: turned_away("今天的号已满，明天再来")),
    (Kind.NOT_TOLD_AT_ONCE, again),
    (Kind.OTHER, odd),
]


@pytest.mark.law("L30", "J20")
@pytest.mark.parametrize(("kind", "story"), STORIES, ids=[kind.name for kind, _ in STORIES])
def test_each_kind_of_misconduct_has_its_counter_and_its_case(
    kind: Kind, story: Callable[[], Counter]
) -> None:
    found = of(story(), last=date(2027, 3, 1))
    assert found.count(kind) == 1, [(s.kind.name, s.what) for s in found.signals]
    assert {s.kind for s in found.signals} <= {kind, Kind.OTHER}, "and no other is accused"
    assert all(signal.what for signal in found.signals)
    assert of(story(), date(2027, 6, 1), date(2027, 6, 2)).count(kind) == 0, "another month has its own count"


def test_a_month_that_goes_on_accuses_of_nothing_that_may_yet_be_done_and_its_last_day_is_not_lost() -> None:
    """This month called a case late whose term ended in a week; one that ran out on the 30th was late in no month."""
    counter = received()
    counter.do(cmd.Accept("department"))
    due = counter.need().main_due[0]
    assert due is not None

    def seen(first: date, last: date, today: date) -> list[Kind]:
        return [signal.kind for signal in conduct([counter.recorded], first, last, today).signals]

    month, week = due - timedelta(days=30), timedelta(days=7)
    assert seen(month, due + week, due - week) == [] and seen(month, due, due) == []
    assert seen(month, due, due + week) == [Kind.LATE]
    assert seen(due + timedelta(days=1), due + week, due + week) == [], "it is counted once"


def test_a_proper_case_and_a_proper_turn_away_raise_no_finger() -> None:
    assert kinds(received()) == []
    assert kinds(turned_away("不属于本机关", "请到示例路1号；或由本窗口代收")) == []


@pytest.mark.law("L30")
def test_a_complaint_counts_under_the_kind_it_names() -> None:
    counter = received()
    counter.do(cmd.AskPartner(COMPLAINT, "hall", {"kind": "8"}))
    counter.do(cmd.AskPartner(COMPLAINT, "hall", {"kind": "不好"}))
    assert kinds(counter) == [Kind.REFUSED_SERVICE, Kind.OTHER]


@pytest.mark.law("P22")
def test_what_was_done_in_a_rehearsal_is_in_no_statistics() -> None:
    counter = no_progress()
    practised = [
        replace(r, event=replace(r.event, place=replace(r.event.place, rehearsal=True)))
        if isinstance(r.event, ev.PaperIssued)
        else r
        for r in counter.recorded
    ]
    found = conduct([practised, counter.recorded], FIRST, LAST)
    assert (found.cases, found.left_out) == (1, 1) and found.count(Kind.NO_PROGRESS) == 1


def test_every_kind_has_its_words() -> None:
    assert [int(kind) for kind in KIND_WORDS] == list(range(1, 12)) and all(KIND_WORDS.values())
