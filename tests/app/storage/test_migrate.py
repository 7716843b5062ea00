"""A profile of an earlier program opens with everything in it, whatever happens while its tables are changed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, text

from app.errors import UserFacingError
from app.ports import VOIDED
from app.storage.database import Database, open_database, schema_version, set_schema_version
from app.storage.faultpoints import VARIABLE
from app.storage.migrate import prepare
from app.storage.schema import SCHEMA_VERSION, metadata
from app.storage.stores import SqlJobs
from app.storage.verify import verify
from app.storage.views import Views
from app.usecases.receive import receive
from tests.app.domain.kit import guide_of
from tests.app.storage.house import House, _intake, _rows
from tests.app.storage.kit import KEY
from tests.forking import fork

VERSION_1 = Path(__file__).parents[2] / "data" / "schema-v1.sql"
POINTS = ("migrate:step", "migrate:tables-made", "migrate:before-commit", "database:before-commit")
VISIT = UUID("019a0000-0000-7000-8000-0000000000aa")


def never(connection: Connection) -> None:
    """An old profile is not fresh."""
    raise AssertionError("taken for a fresh one")


@pytest.fixture(scope="module")
def of_today(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Rows of two cases, the second of them of a visit."""
    house = House(tmp_path_factory.mktemp("today") / "house")
    house.noticed()
    guide = guide_of("食品生产许可")
    receive(house.desk, uuid4(), replace(_intake(guide), visit=VISIT), _rows(guide, 0))
    rows = house.everything()
    house.close()
    return rows


@pytest.fixture
def old(tmp_path: Path, of_today: dict[str, list[dict[str, Any]]]) -> Path:
    """The same cases as a program of version 1 would have written them."""
    path = tmp_path / "zc.db"
    database = open_database(path, KEY)
    with database.write.begin() as connection:
        for statement in VERSION_1.read_text("utf-8").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        for table in metadata.sorted_tables:
            known = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")}
            rows = [{k: v for k, v in row.items() if k in known} for row in of_today[table.name]]
            if known and rows:
                connection.execute(insert(table), rows)
        set_schema_version(connection, 1)
    database.close()
    return path


@pytest.fixture
def opened(old: Path) -> Iterator[Database]:
    """The old profile, opened by the program of today, not yet prepared."""
    database = open_database(old, KEY)
    yield database
    database.close()


def shape(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Columns and indexes of every table, without the order in which they were added."""
    names = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ).scalars()
    found = {}
    for name in names:
        columns = [tuple(row)[1:4] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
        # With its words, where it has any: an index of some of the rows is another one than that of all.
        words = dict(map(tuple, connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")))
        keys = [(row[1], words.get(row[1]) or "") for row in connection.exec_driver_sql(f"PRAGMA index_list({name})")]
        found[name] = [*sorted(columns), *sorted(keys)]
    return found


def test_a_profile_of_version_1_opens_with_everything_in_it(
    opened: Database, of_today: dict[str, list[dict[str, Any]]]
) -> None:
    prepare(opened, never)
    assert schema_version(opened.read) == SCHEMA_VERSION == 13
    assert verify(opened).ok
    lines = Views(opened).cases()
    assert {line.receipt for line in lines} == {row["receipt"] for row in of_today["case_row"]}
    with opened.read.connect() as connection:
        visits = (
            connection.execute(text("SELECT visit FROM case_row WHERE visit IS NOT NULL")).scalars().all()
        )
    assert visits == [VISIT.bytes], "what the log knew of the visit stands in the new column"


def test_an_old_profile_and_a_new_one_have_the_same_tables(opened: Database, tmp_path: Path) -> None:
    prepare(opened, never)
    fresh = open_database(tmp_path / "fresh.db", KEY)
    prepare(fresh, metadata.create_all)
    with opened.read.connect() as left, fresh.read.connect() as right:
        assert shape(left) == shape(right)
    fresh.close()


def without_withdrawals(connection: Connection) -> None:
    """The print queue as version 9 had it."""
    without_corrections(connection)
    connection.exec_driver_sql("DROP INDEX jobs_unwanted")
    connection.exec_driver_sql("ALTER TABLE jobs DROP COLUMN withdrawal")


def without_corrections(connection: Connection) -> None:
    """The list of cases as version 10 had it, and nothing of how names sound."""
    for table in ("name_sound", "sounded"):
        connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql("DROP INDEX case_row_corrects")
    connection.exec_driver_sql("ALTER TABLE case_row DROP COLUMN corrects")


def of_version_10(folder: Path) -> tuple[House, UUID, UUID]:
    """A house of version 10 with a case, a 更正件 of it, and others; the first two."""
    house = House(folder)
    first = house.noticed()
    guide, mends = guide_of("食品生产许可"), uuid4()
    receive(house.desk, mends, replace(_intake(guide), corrects=first, corrects_what="名称写错"), _rows(guide, 0))
    receive(house.desk, uuid4(), _intake(guide), _rows(guide, 0))
    with house.database.write.begin() as connection:
        without_corrections(connection)
        set_schema_version(connection, 10)
    return house, first, mends


def test_after_the_update_an_old_correction_still_says_what_it_corrects(tmp_path: Path) -> None:
    """And no case is replayed for it: with 100,000 cases the first morning would begin minutes late."""
    house, first, mends = of_version_10(tmp_path / "house")
    kept = house.rows_of("due")
    house.harm("DELETE FROM due")
    prepare(house.database, never)
    assert kept and house.rows_of("due") == [], "a replay would have written them again"
    with house.database.read.connect() as connection:
        told = connection.execute(text("SELECT case_id, corrects FROM case_row WHERE corrects IS NOT NULL")).all()
    assert [tuple(row) for row in told] == [(mends.bytes, first.bytes)]
    links = Views(house.database).links([first, mends])
    assert [each.case_id for each in links[first].corrected_by] == [mends]
    assert not [each for each in verify(house.database).problems if each.where.startswith("case_row")]
    house.close()


HARMED = {
    "cut off": "substr(payload, 1, length(payload) - 5)",
    "no identifier": """replace(payload, '"corrects":"', '"corrects":"zz')""",
    "no letters": "CAST(replace(CAST(payload AS BLOB), '名称写错', x'FF') AS TEXT)",
}


@pytest.mark.parametrize("how", HARMED)
def test_an_old_correction_that_cannot_be_read_does_not_keep_the_program_from_opening(
    tmp_path: Path, how: str
) -> None:
    """Every opening began the update again, and it stopped at the same event: nobody could work any more."""
    house, first, mends = of_version_10(tmp_path / "house")
    own = "type = 'received' AND case_id = :case"
    house.harm(f"UPDATE events SET payload = {HARMED[how]} WHERE {own}", case=mends.bytes)
    prepare(house.database, never)
    assert schema_version(house.database.read) == SCHEMA_VERSION
    assert Views(house.database).links([first, mends]) == {}
    house.close()


def test_a_form_with_a_field_of_that_name_is_no_correction(tmp_path: Path) -> None:
    """The update stopped at it."""
    house = House(tmp_path / "house")
    guide, plain = guide_of("食品生产许可"), uuid4()
    receive(house.desk, plain, replace(_intake(guide), form={"corrects": "旧证"}), _rows(guide, 0))
    with house.database.write.begin() as connection:
        without_corrections(connection)
        set_schema_version(connection, 10)
    prepare(house.database, never)
    assert schema_version(house.database.read) == SCHEMA_VERSION and Views(house.database).links([plain]) == {}
    house.close()


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_corrections_are_entered_the_next_opening_enters_them(tmp_path: Path, point: str) -> None:
    house, first, mends = of_version_10(tmp_path / "house")
    path = house.path
    house.close()
    child = fork()
    if child == 0:
        os.environ[VARIABLE] = f"{point}:1"
        prepare(open_database(path, KEY), never)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    database = open_database(path, KEY)
    assert schema_version(database.read) == 10
    with database.read.connect() as connection:
        assert ("corrects", "BLOB", 0) not in shape(connection)["case_row"], "half of it stayed"
    prepare(database, never)
    corrected_by = Views(database).links([first])[first].corrected_by
    assert verify(database).ok and [each.case_id for each in corrected_by] == [mends]
    database.close()


def test_what_lay_in_a_printer_at_the_update_is_asked_back(tmp_path: Path) -> None:
    """Given up with a reprint that waits, going again, and voided at the printer; nothing else."""
    house = House(tmp_path / "house")
    rows = (
        (1, 1, "settled", "T", ""),
        (1, 2, "allocated", "", ""),
        (2, 1, "allocated", "T", ""),
        (3, 1, "unsure", "T", f"文书{VOIDED}：写错"),
        (4, 1, "settled", "T", ""),
        (5, 1, "sent", "T", ""),
        (6, 1, "settled", "", ""),
        (6, 2, "allocated", "", ""),
    )
    with house.database.write.begin() as connection:
        without_withdrawals(connection)
        for n, (document, printing, state, printer, detail) in enumerate(rows):
            connection.exec_driver_sql(
                "INSERT INTO jobs (id, document_id, case_id, kind, number, copies, printing, reason, state, printer,"
                " detail, created_ms, changed_ms) VALUES (?, ?, ?, 'D01', '1号', 1, ?, '', ?, ?, ?, ?, 0)",
                (bytes([n] * 16), bytes([document] * 16), bytes(16), printing, state, printer, detail, n),
            )
        set_schema_version(connection, 9)
    prepare(house.database, never)
    jobs = SqlJobs(house.database, house.clock)
    assert [(job.document_id.bytes[0], job.printing) for job in jobs.unwanted()] == [(1, 1), (2, 1), (3, 1)]
    house.close()


def test_an_update_that_only_adds_indexes_replays_no_case(tmp_path: Path) -> None:
    """With 100,000 cases the first morning after the update would begin minutes late."""
    house = House(tmp_path / "house")
    house.noticed()
    house.harm("DELETE FROM due")
    with house.database.write.begin() as connection:
        for index in ("blobs_unsent", "commits_acked", "search_key_case"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        without_withdrawals(connection)
        set_schema_version(connection, 7)
    prepare(house.database, never)
    assert house.rows_of("due") == [], "a replay would have written them again"
    assert schema_version(house.database.read) == SCHEMA_VERSION
    with house.database.read.connect() as connection:
        assert {"blobs_unsent", "commits_acked", "search_key_case"} <= {
            row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
        }
    house.close()


def test_an_old_profile_finds_the_first_lines_of_its_due_list_by_their_order(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    with house.database.write.begin() as connection:
        connection.exec_driver_sql("DROP INDEX due_date")
        connection.exec_driver_sql("CREATE INDEX due_date ON due (date)")
        set_schema_version(connection, 12)
    prepare(house.database, never)
    with house.database.read.connect() as connection:
        assert [row[2] for row in connection.exec_driver_sql("PRAGMA index_info(due_date)")] == ["date", "case_id"]
    house.close()


def test_a_clock_that_version_6_had_ended_runs_again_in_an_old_case(tmp_path: Path) -> None:
    """It had ended with the check of another promise; a case of which nothing more is written must not stay so."""
    house = House(tmp_path / "house")
    house.noticed()
    of_today = house.rows_of("due")
    house.harm("DELETE FROM due")
    with house.database.write.begin() as connection:
        for index in ("blobs_unsent", "commits_acked", "search_key_case"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        without_withdrawals(connection)
        set_schema_version(connection, 6)
    prepare(house.database, never)
    assert of_today and house.rows_of("due") == of_today
    assert schema_version(house.database.read) == SCHEMA_VERSION and verify(house.database).ok
    house.close()


@pytest.mark.parametrize("point", POINTS)
def test_killed_in_the_middle_it_is_as_it_was_and_the_next_opening_begins_again(
    old: Path, point: str
) -> None:
    child = fork()
    if child == 0:
        os.environ[VARIABLE] = f"{point}:1"
        prepare(open_database(old, KEY), never)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    database = open_database(old, KEY)
    assert schema_version(database.read) == 1
    with database.read.connect() as connection:
        tables = shape(connection)
    assert "visits" not in tables and ("visit", "BLOB", 0) not in tables["case_row"], "half of it stayed"
    prepare(database, never)
    assert verify(database).ok
    database.close()


def test_a_look_beside_the_window_changes_nothing_and_says_who_must_open_first(old: Path) -> None:
    database = open_database(old, KEY, read_only=True)
    with pytest.raises(UserFacingError) as raised:
        prepare(database, never)
    assert raised.value.code == "ZC-DB-10" and raised.value.what_next
    assert schema_version(database.read) == 1
    database.close()


def test_the_tables_of_a_newer_program_are_left_alone(opened: Database) -> None:
    set_schema_version(opened.write, SCHEMA_VERSION + 1)
    with pytest.raises(UserFacingError) as raised:
        prepare(opened, never)
    assert raised.value.code == "ZC-DB-08"
