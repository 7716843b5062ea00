"""Who lays her card down at the issue desk finds every result that waits for her, however many cases she has."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert

from app.domain.ids import uuid7
from app.domain.states import CaseState
from app.storage.schema import case_row, search_key
from app.usecases.accept import accept
from tests.app.domain.kit import COMPANY
from tests.app.storage.house import House

VILLAGE = "440524190001010027"


def cases_of_one(house: House, count: int, state: CaseState, first: int = 0) -> list[UUID]:
    """Rows of so many cases of who helps a whole village, the last the newest."""
    made = [uuid7(1_790_000_000_000 + (first + n) * 1000, bytes(10)) for n in range(count)]
    same = dict.fromkeys(("lease", "home", "item_code", "item", "channel", "operator", "applicant"), "x")
    same |= {"state": state.value}
    rows = [
        {**same, "count": 1, "awaits_seal": 0, "case_id": each.bytes, "receipt": "", "opened_ms": n, "changed_ms": n}
        for n, each in enumerate(made, first)
    ]
    with house.database.write.begin() as connection:
        connection.execute(insert(case_row), rows)
        connection.execute(insert(search_key), [{"key": VILLAGE, "case_id": each.bytes} for each in made])
    return made


def test_an_agent_with_many_hundred_cases_finds_all_that_wait_and_the_oldest_too(house: House) -> None:
    """Of her newest 500 cases those that waited were shown, and the rest of her results lay there unsaid."""
    waits = cases_of_one(house, 620, CaseState.AWAITING_PICKUP)
    cases_of_one(house, 700, CaseState.SERVED, first=1000)
    by_number, by_name = house.views.waiting_of(VILLAGE.lower(), "没有这个人")
    assert list(by_number) == waits[::-1] and not by_name
    assert [line.case_id for line in house.views.of_cases(by_number)] == waits[::-1], "and each has its line"


def test_who_represents_a_company_is_found_by_her_name_while_its_result_waits(house: House) -> None:
    assert COMPANY.organisation is not None
    head = COMPANY.organisation.representative
    going = house.take_in()
    assert house.views.waiting_of(VILLAGE, head) == ([], [])
    waits = house.certified()
    accept(house.desk, going)
    assert house.views.waiting_of(VILLAGE, f" {head} ") == ([], [waits])
    assert house.views.waiting_of(VILLAGE, head[:1]) == ([], []), "half a name is nobody's"
    assert house.views.waiting_of(VILLAGE, " ") == ([], []), "and a card without one finds nobody's"
