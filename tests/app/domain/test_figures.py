"""Counts of a span of days: each case once, on its day; a rehearsal nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.figures import Figures, figures
from app.domain.ids import uuid7
from app.domain.time import Timestamp
from tests.app.domain.kit import Counter, good

DAY = date(2026, 9, 21)


def received(channel: str = "窗口") -> Counter:
    counter = Counter()
    rows = tuple(good(row) for row in counter.rows)
    counter.do(cmd.Receive(replace(counter.intake(), channel=channel), rows))
    return counter


def of(*histories: Sequence[ev.Recorded], first: date, last: date, today: date | None = None) -> Figures:
    return figures(histories, first, last, today or last)


def begun(history: Sequence[ev.Recorded], seconds: int) -> list[ev.Recorded]:
    """The same case, begun so many seconds before its receipt."""
    at_ms = next(r.event.at.ms for r in history if isinstance(r.event, ev.Received))
    return [replace(r, case_id=uuid7(at_ms - seconds * 1000, bytes(10))) for r in history]


def test_a_case_counts_on_the_day_of_its_receipt_and_outside_the_span_not_at_all() -> None:
    case = received()
    day = case.need().received.at.date
    found = of(case.recorded, first=day, last=day)
    assert found.received == {day: 1} and found.items == {case.need().item.name: 1} and found.running == 1
    assert found.finished == {}
    before = of(case.recorded, first=day - timedelta(days=7), last=day - timedelta(days=1))
    assert before.received == {} and before.items == {} and before.running == 1


def test_what_was_taken_in_on_the_pad_counts_on_the_day_on_its_sheet_and_not_on_that_of_the_typing() -> None:
    counter = Counter()
    monday, typed = counter.now, Timestamp(counter.now.ms + 2 * 86_400_000)
    counter.now = typed
    rows = tuple(good(row) for row in counter.rows)
    counter.do(cmd.Receive(counter.intake(), rows, monday, "P-0001"))
    found = of(counter.recorded, first=monday.date, last=typed.date)
    assert found.received == {monday.date: 1}
    late = of(counter.recorded, first=typed.date, last=typed.date)
    assert late.received == {} and late.items == {}, "the day of the typing took nobody in"


def test_what_is_withdrawn_is_finished_on_its_day() -> None:
    case = received()
    case.do(cmd.Withdraw("不办了"))
    day = case.recorded[-1].event.at.date
    found = of(case.recorded, first=day, last=day)
    assert found.finished == {day: 1} and found.running == 0 and not found.overdue


def test_a_rating_that_comes_days_later_does_not_move_the_end_of_the_case() -> None:
    case = received()
    case.do(cmd.Withdraw("不办了"))
    day = case.recorded[-1].event.at.date
    case.now = Timestamp(case.now.ms + 3 * 86_400_000)
    case.do(cmd.AskPartner("rating", "受理", {"level": "5", "by": "applicant"}))
    found = of(case.recorded, first=day, last=day + timedelta(days=7))
    assert found.finished == {day: 1}


def test_a_clock_that_ran_out_is_late_the_day_after_and_not_on_its_last_day() -> None:
    case = received()
    last = case.need().received.notice_due
    assert last is not None
    assert of(case.recorded, first=last, last=last).late == 0
    assert dict(of(case.recorded, first=last, last=last, today=last + timedelta(days=1)).overdue) == {"notice": 1}


@pytest.mark.law("P22")
def test_a_rehearsal_is_left_out_whole() -> None:
    case = received()
    shown = [
        replace(r, event=replace(r.event, place=replace(r.event.place, rehearsal=True)))
        if isinstance(r.event, ev.PaperIssued)
        else r
        for r in case.recorded
    ]
    day = case.need().received.at.date
    found = of(shown, first=day, last=day)
    assert (found.received, found.running, found.left_out) == ({}, 0, 1)


def test_the_time_of_an_intake_is_told_only_where_somebody_stood_at_the_counter() -> None:
    case = received()
    day = case.need().received.at.date
    found = of(begun(case.recorded, 480), begun(case.recorded, 60), first=day, last=day)
    assert found.seconds == (60, 480) and found.minutes == 4.5
    posted = received("邮寄")
    assert of(begun(posted.recorded, 480), first=day, last=day).minutes is None
    old = [replace(r, case_id=UUID(int=7)) for r in case.recorded]
    assert of(old, first=day, last=day).seconds == ()


def test_every_day_of_the_span_is_there_also_the_empty_ones() -> None:
    assert len(of(first=DAY, last=DAY + timedelta(days=6)).days) == 7
