"""Which case corrects which: told from the lists, quickly, and only what is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from app.domain.ids import uuid7
from app.domain.states import CaseState
from app.ports import GoneCase
from app.storage import gone_cases
from app.storage.corrections import NONE
from app.storage.schema import case_row
from app.storage.verify import rebuild
from app.usecases.receive import receive
from app.usecases.withdraw import withdraw
from app.values import replace
from tests.app.domain.kit import guide_of
from tests.app.storage.house import House, _intake, _rows
from tests.app.storage.test_views import steps


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    yield house
    house.close()


def mending(house: House, first: UUID) -> UUID:
    """A case that corrects ``first``."""
    guide, made = guide_of("食品生产许可"), uuid4()
    receive(house.desk, made, replace(_intake(guide), corrects=first, corrects_what="名称写错"), _rows(guide, 0))
    return made


def test_of_two_cases_of_one_person_it_is_told_which_corrects_which(house: House) -> None:
    first, other = house.take_in(), house.take_in()
    made = mending(house, first)
    links = house.views.links([first, other, made])
    assert other not in links, "a case of the same person and item that corrects nothing"
    assert links[made].corrects is not None and links[made].corrects.case_id == first
    assert links[made].corrects.receipt and links[made].corrects.state_name == "已收件"
    assert [each.case_id for each in links[first].corrected_by] == [made] and links[first].marked
    lines = {line.case_id: line.links for line in house.views.with_links(house.views.cases())}
    assert lines[first] == links[first] and lines[made] == links[made] and not lines[other].any


def test_a_correction_that_was_given_up_is_no_mark_and_gives_way_to_the_next(house: House) -> None:
    first = house.take_in()
    made = mending(house, first)
    withdraw(house.desk, made, "不办了")
    links = house.views.links([first])[first]
    assert not links.marked and links.later is not None and links.later.state_name == "申请人撤回"
    again = mending(house, first)
    later = mending(house, first)
    withdraw(house.desk, later, "不办了")
    links = house.views.links([first])[first]
    assert links.marked and links.later is not None and links.later.case_id == again
    assert [each.case_id for each in links.corrected_by] == [made, again, later]


def test_what_is_corrected_at_another_machine_is_named_and_not_offered(house: House) -> None:
    away = uuid4()
    made = mending(house, away)
    link = house.views.links([made])[made].corrects
    assert link is not None and link.case_id == away and not link.here and link.state_name == ""


def test_rebuilt_from_the_log_the_lists_say_the_same(house: House) -> None:
    first = house.take_in()
    made = mending(house, first)
    before = house.views.links([first, made])
    rebuild(house.database)
    assert house.views.links([first, made]) == before


def test_a_page_asks_no_more_of_a_hundred_thousand_cases_than_of_a_few(house: House) -> None:
    """The list is read again with every change that comes down the line."""
    first = house.take_in()
    made = mending(house, first)
    few = steps(house, lambda: house.views.links([first, made]))
    same = dict.fromkeys(("lease", "home", "item_code", "item", "channel", "operator", "applicant", "receipt"), "x")
    same |= {"state": CaseState.RECEIVED.value}
    made_ids = (uuid7(1_790_000_000_000 + n, bytes(10)).bytes for n in range(20_000))
    rows = [{"case_id": each, "opened_ms": n, "changed_ms": n} for n, each in enumerate(made_ids)]
    with house.database.write.begin() as connection:
        connection.execute(insert(case_row), [{**same, "count": 1, "awaits_seal": 0, **row} for row in rows])
    assert steps(house, lambda: house.views.links([first, made])) <= few + 2


def moved(house: House, case: UUID, stage: str = "accepted", kind: str = "moved", told: int = 5) -> None:
    """The platform tells that another window has it now."""
    with house.database.writing() as connection:
        assert gone_cases.put_away(connection, GoneCase(uuid4(), case, kind, "移交", 1, "D09", stage), told)


def test_a_correction_that_moved_to_another_window_leaves_the_mark_on_what_it_corrects(house: House) -> None:
    """It took the mark along: the clerk opened a second 更正件 of the same certificate."""
    first = house.take_in()
    made = mending(house, first)
    house.harm("UPDATE commits SET ack = 'signed'")
    number = house.case(made).papers[0].number
    moved(house, made)
    links = house.views.links([first])[first]
    (link,) = links.corrected_by
    assert links.marked and (link.case_id, link.receipt, link.home, link.here) == (made, number, "D09", False)
    again = mending(house, first)
    assert [each.case_id for each in house.views.links([first])[first].corrected_by] == [made, again]
    assert house.views.links([house.take_in()]) == {}


@pytest.mark.parametrize(("kind", "stage"), [("moved", "withdrawn"), ("erased", ""), ("withdrawn", "")])
def test_of_a_correction_that_ended_elsewhere_or_was_erased_no_mark_is_left(
    house: House, kind: str, stage: str
) -> None:
    first = house.take_in()
    made = mending(house, first)
    house.harm("UPDATE commits SET ack = 'signed'")
    moved(house, made)
    assert house.views.links([first])[first].marked
    with house.database.writing() as connection:
        gone_cases.put_away(connection, GoneCase(uuid4(), made, kind, "x", 2, "D09", stage), 6)
    assert not house.views.links([first]).get(first, NONE).marked


def test_a_correction_that_comes_back_is_marked_once(house: House) -> None:
    first = house.take_in()
    made = mending(house, first)
    house.harm("UPDATE commits SET ack = 'signed'")
    moved(house, made)
    assert house.views.links([first])[first].marked
    with house.database.writing() as connection:
        assert gone_cases.come_back(connection, made)
    rebuild(house.database)
    (link,) = house.views.links([first])[first].corrected_by
    assert link.here and link.home == ""
