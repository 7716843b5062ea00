"""One intention is one commit: all of it or nothing, once, and in the chain."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app.domain import events as ev
from app.domain.chain import GENESIS, read_commit
from app.errors import ConcurrencyError, UserFacingError
from app.ports import BlankMove, Effects
from app.storage.schema import commits, jobs, numbers
from app.storage.verify import verify
from app.usecases.accept import accept
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.issue_certificate import issue_certificate
from app.usecases.withdraw import withdraw
from tests.app.domain.kit import CLERK, MONDAY
from tests.app.storage.house import BLANK, House


def test_a_receipt_is_one_commit_with_its_number_its_job_and_its_draft_closed(house: House) -> None:
    case = uuid4()
    house.drafts.put(case, "search", "spscxk")
    house.take_in(case_id=case)
    (commit,) = house.own_commits()
    assert [item.event.TYPE for item in read_commit(commit)] == [
        "received",
        "paper_issued",
        "partner_asked",
    ]
    assert (commit.seq, commit.prev, commit.case_id) == (1, GENESIS, case)
    assert [row["n"] for row in house.rows(numbers)] == [1]
    assert [row["state"] for row in house.rows(jobs)] == ["allocated"]
    assert house.drafts.open_drafts() == []
    assert [c.id for c in house.committed] == [commit.id], "the second copy and the line hear of it"


def test_a_blank_that_is_not_here_undoes_the_whole_certificate(house: House) -> None:
    case = house.certified("LN-1")
    other = house.take_in("护士执业注册")
    before = house.everything()
    with pytest.raises(UserFacingError) as raised, house.units.begin() as tx:
        event = ev.BlankUsed(MONDAY, CLERK, uuid4(), BLANK, "LN-1")
        move = BlankMove(BLANK, "LN-1", "used", other)
        tx.append(other, tx.case(other), (event,), Effects(blanks=(move,)))
    assert raised.value.code == "ZC-STOCK-01" and "LN-1" in raised.value.what
    assert house.everything() == before, "nothing at all was written"
    assert house.case(case).papers[-1].blank == "LN-1"


def test_a_void_blank_never_comes_back(house: House) -> None:
    case = house.certified("LN-1")
    with house.units.begin() as tx:
        gone = ev.BlankVoided(MONDAY, CLERK, house.case(case).papers[-1].document_id, BLANK, "LN-1", "卡纸")
        tx.append(case, tx.case(case), (gone,), Effects(blanks=(BlankMove(BLANK, "LN-1", "void", case),)))
    second = house.take_in("护士执业注册")
    accept(house.desk, second, "counter")
    decide_on_spot(house.desk, second, grant=True)
    with pytest.raises(UserFacingError) as raised:
        issue_certificate(house.desk, second, BLANK, "LN-1")
    assert raised.value.code == "ZC-STOCK-01"
    issue_certificate(house.desk, second, BLANK, "LN-2")


def test_a_case_that_moved_on_is_not_written_over(house: House) -> None:
    """Two hands at one case: the slower one is told, and reads again."""
    case = house.take_in()
    seen = house.case(case)
    accept(house.desk, case)
    before = house.everything()
    with pytest.raises(ConcurrencyError), house.units.begin() as tx:
        tx.append(case, seen, (ev.Withdrawn(MONDAY, CLERK, "不办了"),), Effects())
    assert house.everything() == before


def test_an_error_after_the_commit_was_written_takes_it_back(house: House) -> None:
    case = house.take_in()
    before = house.everything()
    with pytest.raises(RuntimeError), house.units.begin() as tx:
        tx.append(case, tx.case(case), (ev.Withdrawn(MONDAY, CLERK, "不办了"),), Effects())
        raise RuntimeError("the program stumbled")
    assert house.everything() == before and len(house.committed) == 1


def test_a_number_cannot_be_used_twice(house: House) -> None:
    house.take_in()
    other = house.take_in()
    with pytest.raises((IntegrityError, UserFacingError)), house.units.begin() as tx:
        again = Effects(numbers=(("paper", 1, uuid4()),))
        tx.append(other, tx.case(other), (ev.Withdrawn(MONDAY, CLERK, "不办了"),), again)
    assert verify(house.database).ok


def test_commits_of_a_device_form_one_chain_over_all_its_cases(house: House) -> None:
    first, second = house.take_in(), house.take_in()
    accept(house.desk, first)
    withdraw(house.desk, second, "不办了")
    found = house.own_commits()
    assert [commit.seq for commit in found] == [1, 2, 3, 4]
    assert [commit.prev for commit in found] == [GENESIS, *(commit.hash for commit in found[:-1])]
    assert len(house.rows(commits)) == 4


def test_each_writer_counts_its_own_events_of_a_case(house: House) -> None:
    case = house.take_in()
    accept(house.desk, case)
    assert [(line.device, line.version) for line in house.views.event_lines(case)] == [
        ("D07", 1),
        ("D07", 2),
        ("D07", 3),
        ("D07", 4),
        ("D07", 5),
    ]


def test_a_save_asks_nothing_twice(house: House) -> None:
    """A queue stands behind each question to the database."""
    asked: list[str] = []
    with house.database.write.connect() as connection:
        driver: Any = connection.connection.driver_connection
    # There is one connection that writes; what it tells has the values in it.
    driver.set_trace_callback(asked.append)
    house.take_in()
    driver.set_trace_callback(None)
    twice = [each for each, times in Counter(asked).items() if times > 1]
    assert len(asked) > 10 and not twice, twice
