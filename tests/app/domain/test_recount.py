"""A new holiday table: which told dates moved, and what the applicant is told again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import commands as cmd
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


@pytest.mark.law("B7-19")
def test_a_table_that_arrives_late_moves_the_printed_date_and_replaces_the_paper() -> None:
    counter = Counter()
    counter.accepted("counter")
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


def test_the_correction_period_and_the_notice_are_counted_anew_too() -> None:
    counter = Counter()
    counter.noticed(0)
    ends = counter.need().notices[-1].ends
    (change,) = moved(counter.need(), counter.item, rules(), with_holiday(ends))
    assert change.told.clock.kind == "correction" and change.due.date > ends
    waiting = Counter()
    waiting.received()
    due = waiting.need().received.notice_due  # type: ignore[union-attr]
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
    (change,) = moved(counter.need(), counter.item, rules(), with_holiday(end))
    assert change.due.date > end
