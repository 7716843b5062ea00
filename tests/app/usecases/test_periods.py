"""The clock of the running program: it proposes, and nothing takes effect by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, insert

from app.domain import events as ev
from app.domain.calendar import SpecialDay, WorkCalendar
from app.domain.codec import dumps
from app.domain.guide import Period
from app.domain.states import CaseState
from app.domain.time import at
from app.errors import RefusedError
from app.ports.day import Running
from app.storage.periods import SqlPeriods
from app.storage.schema import guides
from app.storage.verify import verify
from app.usecases.accept import accept
from app.usecases.deemed_acceptance import confirm_deemed_acceptance
from app.usecases.desk import Session
from app.usecases.periods import Proposed, Round, moved_dates
from app.usecases.revise_deadline import revise_deadline
from tests.app.domain.kit import CLERK, calendar, guide_of
from tests.app.storage.house import House

DAY_MS = 86_400_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device with numbers."""
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


@pytest.fixture
def looks(house: House) -> SqlPeriods:
    """What the clock looks at."""
    return SqlPeriods(house.database)


def pass_days(house: House, days: int) -> None:
    house.clock.ms += days * DAY_MS


def proposed(house: House, looks: SqlPeriods) -> Proposed:
    """One whole round."""
    every = Round(looks.ended(house.desk.clock.now().date))
    while every.go_on(house.desk, looks, 100):
        pass
    return every.proposed


@pytest.mark.law("B3-6")
def test_five_days_without_a_word_are_proposed_as_acceptance_and_wait_for_a_person(
    house: House, looks: SqlPeriods
) -> None:
    case = house.take_in()
    pass_days(house, 10)
    assert proposed(house, looks).total == 0, "the holidays do not count"
    pass_days(house, 20)
    assert proposed(house, looks).acceptances == 1
    found = house.case(case)
    assert found.acceptance_proposal is not None and found.state is CaseState.RECEIVED, "nothing took effect"
    assert proposed(house, looks).total == 0, "said once"
    with pytest.raises(RefusedError):
        confirm_deemed_acceptance(house.desk, case, 0)
    confirm_deemed_acceptance(house.desk, case, house.clock.now().ms)
    assert house.case(case).accepted is not None and verify(house.database).ok


def test_a_province_that_wants_its_notice_sooner_does_not_bring_acceptance_forward(
    house: House, looks: SqlPeriods
) -> None:
    case = house.take_in()
    received = house.case(case).received
    assert received is not None and received.deemed_after is not None
    house.harm("UPDATE due SET date = '2026-09-28' WHERE kind = 'notice'")
    pass_days(house, 2)
    assert [(one.kind, one.case_id) for one in looks.ended(house.clock.now().date)] == [("notice", case)]
    assert proposed(house, looks).total == 0


def test_every_correction_period_that_ended_is_proposed_and_none_stops_the_others(
    house: House, looks: SqlPeriods
) -> None:
    first, second = house.told(), house.told()
    pass_days(house, 60)
    assert proposed(house, looks).withdrawals == 2
    for case in (first, second):
        assert (
            house.case(case).proposal is not None and house.case(case).state is CaseState.AWAITING_CORRECTION
        )


def test_a_round_goes_on_where_it_was_and_reads_nothing_twice_that_stands_as_it_did(
    house: House, looks: SqlPeriods
) -> None:
    (first, second), early = sorted((house.told(), house.told())), house.take_in()
    house.harm("UPDATE due SET date = '2026-09-28' WHERE kind = 'notice'")
    pass_days(house, 60)
    house.harm(f"UPDATE due SET date = '2030-01-01' WHERE case_id = x'{early.hex}'")
    read: list[UUID] = []
    replayed = looks.case
    looks.case = lambda case_id: read.append(case_id) or replayed(case_id)  # type: ignore[method-assign,func-returns-value]
    today, passed = house.clock.now().date, set[Running]()
    part = Round(looks.ended(today), passed=passed)
    assert part.go_on(house.desk, looks, 1) and read == [first], "who works here is let in between"
    assert not part.go_on(house.desk, looks, 5) and read == [first, second]
    assert part.proposed.withdrawals == 2
    Round(looks.ended(today), passed=passed).go_on(house.desk, looks, 9)
    assert read[2:] == [first, second], "both changed by what was proposed"
    Round(looks.ended(today), passed=passed).go_on(house.desk, looks, 9)
    assert len(read) == 4


def test_a_portion_ends_also_when_it_finds_nothing_but_what_it_passes_over(
    house: House, looks: SqlPeriods
) -> None:
    """With 170,000 of them in one portion the window would stand still."""
    every = [Running("delivery", UUID(int=n), 9) for n in range(1000)]
    round_ = Round(every, passed=set(every))
    portions = 1
    while round_.go_on(house.desk, looks, 2):
        portions += 1
    assert portions == 6, "the last one finds the end"


def test_a_round_over_years_of_cases_reads_a_page_at_a_time_and_leaves_none_out(
    house: House, looks: SqlPeriods, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all of them read first, the first search of the morning waited two seconds behind 100,000 cases."""
    every = sorted(house.told() for _ in range(7))
    pass_days(house, 60)
    today = house.clock.now().date
    whole = list(looks.ended(today))
    assert {one.case_id for one in whole} == set(every)
    asked: list[str] = []
    event.listen(house.database.read, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for size in (1, 2, 3, 7, 8):
        monkeypatch.setattr("app.storage.periods.PAGE", size)
        asked.clear()
        assert next(looks.ended(today)) == whole[0]
        assert len([each for each in asked if each.startswith("SELECT")]) == 1, "one page for who wants one"
        assert list(looks.ended(today)) == whole
        assert [one.case_id for one in looks.running()] == every


def test_what_was_refused_in_one_round_is_proposed_in_the_next(house: House, looks: SqlPeriods) -> None:
    case, passed = house.told(), set[Running]()
    pass_days(house, 60)
    today = house.clock.now().date
    may_not = replace(house.desk, session=Session(CLERK, ()))
    first = Round(looks.ended(today), passed=passed)
    assert not first.go_on(may_not, looks, 9) and first.proposed.total == 0
    then = Round(looks.ended(today), passed=passed)
    then.go_on(house.desk, looks, 9)
    assert then.proposed.withdrawals == 1 and house.case(case).proposal is not None


def moved_calendar(*days: date) -> WorkCalendar:
    known = calendar()
    more = {day: SpecialDay("新增假", True) for day in days}
    return replace(known, days=dict(known.days) | more, version="later")


@pytest.mark.law("B7-21")
def test_dates_that_a_late_holiday_table_moved_are_work_until_they_are_told_again(
    house: House, looks: SqlPeriods
) -> None:
    case = house.noticed()
    told = house.case(case).notices[-1].ends
    assert moved_dates(house.desk, looks) == ()
    later = replace(house.desk, calendar=moved_calendar(told))
    (change,) = moved_dates(later, looks)
    assert (change.case_id, change.told, change.kind, change.clock) == (case, told, "correction", "补正期")
    assert change.due > told and "原告知" in change.words and change.revisable
    assert house.case(case).told("correction", told, True) == (told, True), "nothing moved by itself"
    revise_deadline(later, case, change.kind, change.due, change.firm)
    assert moved_dates(later, looks) == (), "told again"
    assert verify(house.database).ok


def test_what_the_authority_promised_it_keeps_and_that_is_no_work(house: House, looks: SqlPeriods) -> None:
    case = house.take_in()
    accept(house.desk, case)
    told = house.case(case).main_due[0]
    assert told is not None
    assert moved_dates(replace(house.desk, calendar=moved_calendar(told)), looks) == ()


@pytest.mark.law("B7-21")
def test_a_date_that_a_later_guide_gave_is_not_taken_for_moved_by_holidays(house: House, looks: SqlPeriods) -> None:
    """受理 tells the better of both guides, and so does whoever looks for moved dates."""
    guide = guide_of("食品生产许可")
    with house.database.write.begin() as connection:
        body = dumps(replace(guide, version="later", promised=Period(6)))
        connection.execute(insert(guides), {"code": guide.item.code, "version": "later", "digest": "", "body": body})
    house.clock.ms = at(2026, 12, 24, 10).ms
    case = house.take_in()
    accept(house.desk, case)
    accepted = house.case(case).accepted
    assert accepted is not None and accepted.limit_words == "6个工作日" and not accepted.due_firm
    assert guide.promised is not None and guide.promised.days > 6
    assert moved_dates(house.desk, looks) == ()


@pytest.mark.law("B3-15")
def test_what_is_owed_under_tolerance_is_proposed_when_its_period_ended(
    house: House, looks: SqlPeriods
) -> None:
    case = house.take_in(wrong=1)
    owed = house.case(case).open_faults[0].line_id
    today = house.clock.now()
    words = ("20个工作日", "承诺", "", "某局")
    house.append(
        case,
        ev.Accepted(
            today,
            CLERK,
            today.date,
            None,
            True,
            *words,
            tolerated=(owed,),
            tolerated_until=date(2026, 10, 20),
        ),
    )
    pass_days(house, 10)
    assert proposed(house, looks).lapses == 0
    pass_days(house, 20)
    assert proposed(house, looks).lapses == 1 and proposed(house, looks).lapses == 0
    found = house.case(case)
    assert found.lapse_proposal is not None and found.state is CaseState.ACCEPTED, "nothing took effect"
