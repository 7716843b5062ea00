"""The short way of a save's statements to the driver says and keeps what the long one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from app.storage.database import Database, open_database
from app.storage.prepared import Prepared
from app.storage.schema import due, metadata
from tests.app.storage.kit import KEY

NAME = "阿卜杜热合曼·买买提"
CASE = UUID(int=7).bytes
INSERT = Prepared(insert(due), ("case_id", "kind", "date", "firm"))
OF_KIND = Prepared(select(due.c.case_id, due.c.date).where(due.c.kind == bindparam("kind")).order_by(due.c.date))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "zc.db", KEY)
    metadata.create_all(opened.write, tables=[due])
    yield opened
    opened.close()


def row(kind: str, day: str = "2026-12-04", case_id: bytes = CASE) -> dict[str, Any]:
    return {"case_id": case_id, "kind": kind, "date": day, "firm": 1}


def test_what_was_written_comes_back_the_same_byte_for_byte(database: Database) -> None:
    rows = [row("㛃䶮\ufa0e", "2026-12-05"), row("㛃䶮\ufa0e", "2026-12-04", bytes(range(16)))]
    with database.write.begin() as connection:
        INSERT.run(connection, rows)
        assert connection.execute(select(due.c.firm)).scalars().all() == [1, 1]
    with database.read.connect() as connection:
        found = OF_KIND.rows(connection, kind="㛃䶮\ufa0e")
        assert found == [(bytes(range(16)), "2026-12-04"), (CASE, "2026-12-05")]
        assert OF_KIND.first(connection, kind="㛃䶮\ufa0e") == found[0]
        assert OF_KIND.first(connection, kind="promise") is None


def test_a_value_that_stands_in_the_statement_goes_along_and_a_missing_one_is_no_null(database: Database) -> None:
    later = Prepared(update(due).where(due.c.kind == bindparam("of"), due.c.firm == 1).values(date=bindparam("then")))
    with database.write.begin() as connection:
        INSERT.run(connection, (row("notice"), row("promise") | {"firm": 0}))
        later.run(connection, ({"of": "notice", "then": "2026-12-07"}, {"of": "promise", "then": "2026-12-08"}))
        assert OF_KIND.first(connection, kind="notice") == (CASE, "2026-12-07")
        assert OF_KIND.first(connection, kind="promise") == (CASE, "2026-12-04")
        with pytest.raises(KeyError):
            later.run(connection, ({"of": "notice"},))


def test_it_is_part_of_the_transaction_and_goes_back_with_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write.begin() as connection:
        INSERT.run(connection, (row("notice"),))
        raise ZeroDivisionError
    with database.read.connect() as connection:
        assert OF_KIND.rows(connection, kind="notice") == []


def test_the_first_question_of_a_reader_holds_one_state_for_all_that_follow(database: Database) -> None:
    with database.read.connect() as reading:
        assert OF_KIND.rows(reading, kind="notice") == []
        with database.write.begin() as connection:
            INSERT.run(connection, (row("notice"),))
        assert OF_KIND.rows(reading, kind="notice") == []
    with database.read.connect() as reading:
        assert len(OF_KIND.rows(reading, kind="notice")) == 1


def test_a_refusal_is_told_as_everywhere_and_without_a_name_in_it(database: Database) -> None:
    with database.write.begin() as connection:
        INSERT.run(connection, (row(NAME),))
        with pytest.raises(IntegrityError) as caught:
            INSERT.run(connection, (row(NAME),))
    assert "due" in str(caught.value) and NAME not in str(caught.value)
    with database.read.connect() as connection, pytest.raises(OperationalError):
        INSERT.run(connection, (row("notice"),))


def test_nothing_of_a_person_stays_in_the_statement(database: Database) -> None:
    """剩余信息保护: what SQLAlchemy keeps of a first use is let go of by ``forget``; here is nothing to let go."""
    with database.write.begin() as connection:
        INSERT.run(connection, (row(NAME),))
        OF_KIND.rows(connection, kind=NAME)
    assert NAME not in repr((vars(INSERT), vars(OF_KIND)))
