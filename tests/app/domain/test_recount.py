"""A new holiday table: which told dates moved, and what the applicant is told again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import commands as cmd
from app.domain.acts_side import told_dates
from app.domain.calendar import SpecialDay, WorkCalendar
from app.domain.guide import Period
from app.domain.paper import PaperKind
from app.domain.recount import moved
from app.domain.time import Timestamp
from tests.app.domain.kit import Counter, calendar, rules


def with_holiday(*days: date) -> WorkCalendar:
    known = calendar()
    more = {day: SpecialDay("抗疫假", True) for day in days}
    return replace(known, days=dict(known.days) | more, version="2026-more")


def later(counter: Counter, days: int) -> Timestamp:
    return Timestamp(counter.now.ms + int(timedelta(days=days).total_seconds()) * 1000)


def expected(counter: Counter, clock: str) -> Counter:
    """What was told of ``clock`` was said to be 预计: the holidays of its end were not published then."""
    case = counter.need()
    if clock == "main" and case.accepted is not None:
        counter.case = replace(case, accepted=replace(case.accepted, due_firm=False))
    if clock == "correction":
        last = replace(case.notices[-1], ends_firm=False)
        counter.case = replace(case, notices=(*case.notices[:-1], last))
    if clock == "notice" and case.received is not None:
        counter.case = replace(case, received=replace(case.received, notice_due_firm=False))
    return counter


@pytest.mark.law("B7-21")
def test_a_table_that_arrives_late_moves_an_expected_date_and_replaces_the_paper() -> None:
    counter = Counter()
    counter.accepted("counter")
    expected(counter, "main")
    told = counter.need().main_due[0]
    assert told is not None and not moved(counter.need(), counter.item, rules(), calendar())
    (change,) = moved(counter.need(), counter.item, rules(), with_holiday(told))
    assert change.due.date > told
    before = counter.paper(PaperKind.ACCEPTANCE)
    counter.do(cmd.ReviseDeadline("main", change.due.date, change.due.firm))
    assert counter.need().main_due[0] == change.due.date
    after = counter.paper(PaperKind.ACCEPTANCE)
    assert after.number != before.number and counter.need().paper(before.document_id).void  # type: ignore[union-attr]
    assert not moved(counter.need(), counter.item, rules(), with_holiday(told)), "told again, and right"


@pytest.mark.law("B7-21")
@pytest.mark.parametrize("clock", ["main", "notice", "correction"])
def test_a_certain_date_moves_only_for_the_applicant_wherever_it_is_asked(clock: str) -> None:
    """The work list and the act that tells it again have one rule."""
    counter = Counter()
    if clock == "main":
        counter.accepted("counter")
    else:
        counter.noticed(0) if clock == "correction" else counter.received()
    told, firm = told_dates(counter.need())[clock]
    assert told is not None and firm
    better = clock == "correction"
    found = moved(counter.need(), counter.item, rules(), with_holiday(told))
    assert [each.told.clock.kind for each in found] == ([clock] if better else [])
    later_day = told + timedelta(days=3)
    earlier_day = told - timedelta(days=3)
    refused, done = (earlier_day, later_day) if better else (later_day, earlier_day)
    assert counter.refused(cmd.ReviseDeadline(clock, refused, True)) == "ZC-CASE-47"
    counter.do(cmd.ReviseDeadline(clock, done, True))


def test_the_correction_period_and_the_notice_are_counted_anew_too() -> None:
    counter = Counter()
    counter.noticed(0)
    ends = counter.need().notices[-1].ends
    (change,) = moved(counter.need(), counter.item, rules(), with_holiday(ends))
    assert change.told.clock.kind == "correction" and change.due.date > ends
    waiting = Counter()
    waiting.received()
    due = expected(waiting, "notice").need().received.notice_due  # type: ignore[union-attr]
    assert due is not None
    assert [c.told.clock.kind for c in moved(waiting.need(), waiting.item, rules(), with_holiday(due))] == ["notice"]


def test_pauses_and_extension_stay_in_the_count() -> None:
    counter = Counter()
    counter.item = counter.guide = replace(counter.item, promised=Period(10), legal=Period(20))
    counter.accepted("counter")
    counter.do(cmd.StartSpecial("检验", "", Period(5), "主任"))
    counter.now = later(counter, 2)
    counter.do(cmd.EndSpecial("合格"))
    counter.do(cmd.Extend("需要补充检验", "局长"))
    assert not moved(counter.need(), counter.item, rules(), calendar()), "nothing moved by itself"
    end = counter.need().main_due[0]
    assert end is not None
    case = counter.need()
    assert case.extension is not None
    counter.case = replace(case, extension=replace(case.extension, due_firm=False))
    (change,) = moved(counter.need(), counter.item, rules(), with_holiday(end))
    assert change.due.date > end
