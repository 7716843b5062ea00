"""A new holiday table: which told dates moved, and what the applicant is told again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as cmd
from app.domain.acts_side import told_dates
from app.domain.calendar import SpecialDay, WorkCalendar
from app.domain.guide import Period
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.recount import moved
from app.domain.rules import parse_rules
from app.domain.time import Timestamp, at
from tests.app.domain.kit import RESOURCES, Counter, calendar, faulty, rules


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
    counter.do_by(cmd.ReviseDeadline("main", change.due.date, change.due.firm), with_holiday(told))
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
    counter.do(counter.moving(clock, done))


@pytest.mark.law("B7-21")
@pytest.mark.parametrize("clock", ["main", "notice", "correction"])
def test_no_date_is_told_anew_but_the_one_that_the_holidays_in_force_give(clock: str) -> None:
    """Any day that was better for her, or of an expected date any day at all, went out on a paper."""
    counter = Counter()
    if clock == "main":
        counter.accepted("counter")
    else:
        counter.noticed(0) if clock == "correction" else counter.received()
    expected(counter, clock)
    told, firm = told_dates(counter.need())[clock]
    assert told is not None and not firm
    for day in (told - timedelta(days=1), told + timedelta(days=1)):
        assert counter.refused(cmd.ReviseDeadline(clock, day, True)) == "ZC-CASE-47", "no table says so"
    right = counter.moving(clock, told + timedelta(days=3))
    for wrong in (replace(right, due=told + timedelta(days=2)), replace(right, firm=not right.firm)):
        assert counter.refused(wrong) == "ZC-CASE-47"
    counter.do(right)
    assert told_dates(counter.need())[clock] == (right.due, right.firm)


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


# what is owed (容缺) and the decision


def workday(day: date) -> WorkCalendar:
    """A later table by which ``day`` is worked in exchange."""
    known = calendar()
    return replace(known, days=dict(known.days) | {day: SpecialDay("调休上班", False)}, version="2026-worked")


def owing(until: date | None = None, *, firm: bool = True, pledged: bool = True) -> Counter:
    """Accepted with a paper to come, by default on the day of the decision; ``firm``: both days told as certain;
    ``pledged``: she signed for the day, else the rules want no pledge.
    """
    counter = Counter()
    counter.offer("tolerable", 0, promised=Period(10), legal=Period(20))
    counter.rules = replace(rules(), tolerance_pledge=pledged)
    row = faulty(counter.rows[0])
    counter.received(row if pledged else replace(row, status=MaterialStatus.TOLERATED))
    counter.credit()
    if pledged:
        counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed", until))
    counter.do(cmd.Accept("counter"))
    case = counter.need()
    assert case.accepted is not None
    if not firm:
        counter.case = replace(case, accepted=replace(case.accepted, due_firm=False, tolerated_firm=False))
    return counter


SUNDAY = date(2026, 10, 11)


@pytest.mark.law("B7-21", "L25")
def test_the_decision_does_not_move_before_the_day_on_which_she_may_still_bring_what_is_owed() -> None:
    counter = owing()
    assert counter.need().accepted.tolerated_until == counter.need().main_due[0]  # type: ignore[union-attr]
    assert not moved(counter.need(), counter.item, rules(), workday(SUNDAY))
    sooner = counter.need().main_due[0] - timedelta(days=1)  # type: ignore[operator]
    assert counter.refused(cmd.ReviseDeadline("main", sooner, True)) == "ZC-CASE-47"


@pytest.mark.law("B7-21", "L25")
def test_a_day_to_bring_that_was_told_as_certain_is_no_later_than_the_decision_that_was_promised() -> None:
    counter = owing()
    told = counter.need().main_due[0]
    assert told is not None
    assert not moved(counter.need(), counter.item, rules(), with_holiday(told)), "what was promised is kept, both"


@pytest.mark.law("B7-21", "L25", "D07")
@pytest.mark.parametrize("first", ["main", "tolerance"])
@pytest.mark.parametrize("sooner", [True, False])
def test_two_expected_days_of_one_notice_move_together_and_are_told_by_one_new_notice(first: str, sooner: bool) -> None:
    counter = owing(firm=False, pledged=not sooner)
    told = counter.need().main_due[0]
    assert told is not None
    later = workday(SUNDAY) if sooner else with_holiday(told)
    found = {each.told.clock.kind: each for each in moved(counter.need(), counter.item, rules(), later)}
    assert found.keys() == {"main", "tolerance"} and len({each.counts for each in found.values()}) == 1
    before = counter.paper(PaperKind.TOLERANCE_NOTICE)
    events = counter.do_by(cmd.ReviseDeadline(first, found[first].counts, True), later)
    assert [event.TYPE for event in events].count("paper_issued") == 1, "she is told once"
    case = counter.need()
    assert case.main_due[0] == case.tolerance_due == found["main"].counts != told
    gone = case.paper(before.document_id)
    assert gone is not None and gone.void
    assert not moved(case, counter.item, rules(), later)


@pytest.mark.law("B7-21", "L25")
def test_an_expected_decision_does_not_come_before_the_day_she_signed_for() -> None:
    counter = owing(firm=False)
    assert not moved(counter.need(), counter.item, rules(), workday(SUNDAY))


@pytest.mark.law("B7-21", "L25")
def test_an_agreed_day_is_a_day_and_no_holiday_moves_it() -> None:
    agreed = date(2026, 9, 30)
    counter = owing(agreed, firm=False)
    found = moved(counter.need(), counter.item, rules(), with_holiday(agreed))
    assert [each.told.clock.kind for each in found] == ["main"] and counter.need().tolerance_due == agreed


@pytest.mark.law("B7-21", "L25")
@given(
    st.sets(st.dates(date(2026, 9, 29), date(2026, 11, 10)), max_size=6),
    st.sets(st.dates(date(2026, 9, 29), date(2026, 11, 10)), max_size=6),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, date(2026, 9, 30), date(2026, 10, 16)]),
)
def test_whatever_table_comes_she_may_bring_it_until_the_day_she_was_told_and_never_after_the_decision(
    off: set[date], on: set[date], firm: bool, pause: bool, pledged: bool, agreed: date | None
) -> None:
    counter = owing(agreed, firm=firm, pledged=pledged)
    if pause:
        counter.do(cmd.StartSpecial("检验", "", Period(5), "主任"))
        counter.now = later(counter, 2)
        counter.do(cmd.EndSpecial("合格"))
    known = calendar()
    table = {day: SpecialDay("调休上班", False) for day in on} | {day: SpecialDay("放假", True) for day in off}
    new = replace(known, days=dict(known.days) | table, version="2026-any")
    case = counter.need()
    for change in moved(case, counter.item, rules(), new):
        if counter.need().told(change.told.clock.kind, change.told.date, True)[0] == change.told.date:
            counter.do_by(cmd.ReviseDeadline(change.told.clock.kind, change.counts, change.due.firm), new)
    after = counter.need()
    assert after.tolerance_due is not None and case.tolerance_due is not None and after.main_due[0] is not None
    assert after.tolerance_due <= after.main_due[0]
    if firm or pledged:
        assert after.tolerance_due >= case.tolerance_due
    assert not moved(after, counter.item, rules(), new)


@pytest.mark.law("B7-21", "L25")
def test_two_tables_one_after_the_other_do_not_cut_the_day_that_she_signed() -> None:
    counter = Counter()
    counter.now = at(2026, 12, 21, 10)
    counter.offer("tolerable", 0, promised=Period(10), legal=Period(20))
    counter.received(faulty(counter.rows[0]))
    counter.credit()
    counter.do(cmd.PledgeTolerance((counter.rows[0].line_id,), "现场", "signed", None))
    counter.do(cmd.Accept("counter"))
    pledged = counter.need().pledge
    assert pledged is not None and not counter.need().main_due[1], "the holidays of its end are not known yet"
    off = with_holiday(date(2026, 12, 25))
    worked = {day: SpecialDay("调休上班", False) for day in (date(2026, 12, 26), date(2026, 12, 27), date(2027, 1, 2))}
    on = replace(calendar(), days=dict(calendar().days) | worked, version="2027-worked")
    for table in (off, on):
        for change in moved(counter.need(), counter.item, rules(), table):
            if counter.need().told(change.told.clock.kind, change.told.date, True)[0] == change.told.date:
                counter.do_by(cmd.ReviseDeadline(change.told.clock.kind, change.counts, change.due.firm), table)
        case = counter.need()
        assert case.tolerance_due is not None and case.main_due[0] is not None
        assert pledged.promised_by <= case.tolerance_due <= case.main_due[0]
        assert not moved(case, counter.item, rules(), table)


@pytest.mark.parametrize(("day", "certain"), [(date(2026, 9, 21), True), (date(2026, 12, 24), False)])
def test_whether_the_five_days_are_certain_is_written_down_beside_a_sooner_notice(day: date, certain: bool) -> None:
    """A province that wants its notice at once: its day is certain, and the five days were taken for it."""
    counter = Counter(now=at(day.year, day.month, day.day, 9, 0))
    counter.rules = parse_rules((RESOURCES / "rules/zhejiang.toml").read_text("utf-8"))
    counter.received()
    received = counter.need().received
    assert received is not None and received.deemed_after is not None
    assert (received.notice_due, received.notice_due_firm) == (day, True)
    assert received.deemed_after > day and received.deemed_firm is certain
