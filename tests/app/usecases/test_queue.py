"""A queue of our own where the hall has none: nobody is turned away, nobody loses her number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import RefusedError, UserFacingError
from app.storage.day_book import SqlDayBook
from app.storage.visit_book import SqlVisitBook
from app.usecases.desk import Session
from app.usecases.queue import call_again, call_next, miss, next_number, sit_down, take_ticket
from app.usecases.visit import close_visit
from tests.app.storage.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device."""
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


@pytest.mark.law("J13")
def test_numbers_are_called_in_their_order_and_a_missed_one_keeps_its_turn(house: House) -> None:
    """不限号: two hundred come, two hundred get a number; who was not there is called again without a new one."""
    book, desk = SqlVisitBook(house.database), house.desk
    taken = [take_ticket(desk, book).id for _ in range(200)]
    assert len(book.visits("waiting")) == 200
    first = call_next(desk, book)
    assert first.id == taken[0] and miss(desk, book, first.id).state == "missed"
    second = call_next(desk, book)
    assert second.id == taken[1]
    sat = sit_down(desk, book, second.id, " 张三 ", "card")
    assert (sat.state, sat.name, sat.proof) == ("open", "张三", "card")
    with pytest.raises(UserFacingError, match="ZC-VISIT-05"):
        call_again(desk, book, second.id)
    assert call_again(desk, book, first.id).state == "called"
    assert close_visit(desk, book, second.id).state == "closed"
    days = SqlDayBook(house.database, house.clock, house.device)
    assert days.found().visits == 199, "who still waits at the closing check is named there"


def test_yesterdays_numbers_are_not_called_and_an_inspector_calls_nobody(house: House) -> None:
    book, desk = SqlVisitBook(house.database), house.desk
    take_ticket(desk, book)
    with pytest.raises(RefusedError, match="ZC-RIGHT-01"):
        call_next(replace(desk, session=Session(desk.session.operator, ())), book)
    house.clock.ms += int(timedelta(days=1).total_seconds() * 1000)
    with pytest.raises(UserFacingError, match="ZC-VISIT-04"):
        call_next(desk, book)
    assert SqlDayBook(house.database, house.clock, house.device).found().visits == 0


def test_a_number_in_use_is_skipped_and_two_windows_never_give_the_same() -> None:
    assert next_number("D07", ()) == "D07-001"
    assert next_number("D07", ("d07-002 ", "D07-001", "A003")) == "D07-003"
    assert next_number("D08", ("D07-001",)) != next_number("D07", ())
