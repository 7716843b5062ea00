"""The encrypted database: nobody reads it without the key, what was committed is on disk, trouble is said in words."""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.errors import UserFacingError
from app.storage.database import Database, explain_db_error, open_database, schema_version, set_schema_version
from app.storage.dberrors import PAGE, find_damage
from app.storage.schema import drafts
from tests.app.storage.house import House
from tests.app.storage.kit import KEY, KILLED, OTHER_KEY, files_no_longer_than, flip, run_child


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "zc.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = open_database(path, KEY)
    with opened.write.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)"))
    yield opened
    opened.close()


def fill(engine: Engine, rows: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO t (b) VALUES (:b)"), [{"b": "张三" * 50}] * rows)


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM t")).scalar_one())


def code_of(action: object) -> str:
    with pytest.raises(UserFacingError) as caught:
        action()  # type: ignore[operator]
    assert caught.value.what and caught.value.kept and caught.value.what_next
    return caught.value.code


@pytest.mark.law("P20", "H08", "Z16")
def test_a_stolen_disk_shows_no_name_and_no_structure(database: Database, path: Path) -> None:
    fill(database.write, 300)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert "张三".encode() not in content
        assert b"SQLite format" not in content
        assert b"CREATE TABLE" not in content


def test_each_write_is_synced_and_waits_its_turn(database: Database) -> None:
    with database.write.connect() as connection:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 5000,
            "temp_store": 2,
        }
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    assert type(database.write.pool).__name__ == type(database.read.pool).__name__ == "QueuePool"


def test_a_write_transaction_holds_the_writer_from_its_first_moment(database: Database, path: Path) -> None:
    other = open_database(path, KEY)
    try:
        with database.write.begin() as mine:
            mine.execute(text("SELECT 1"))
            with other.write.connect() as theirs:
                raw = theirs.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA busy_timeout = 0")
                with pytest.raises(OperationalError) as caught:
                    theirs.execute(text("SELECT 1"))
        assert explain_db_error(caught.value).code == "ZC-DB-06"
    finally:
        other.close()


def test_readers_go_on_while_somebody_writes_and_see_one_state(database: Database) -> None:
    with database.write.begin() as connection:
        connection.execute(text("INSERT INTO t (b) VALUES ('x')"))
        assert count(database.read) == 0
    assert count(database.read) == 1


def test_who_reads_after_another_finds_her_pages_and_a_day_of_work_has_an_end_in_memory(database: Database) -> None:
    with database.read.connect() as one, database.read.connect() as other:
        opened = {_driver(one), _driver(other)}
    used = set()
    for _ in range(4):
        with database.read.connect() as connection:
            used.add(_driver(connection))
            kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    assert len(opened) == 2 and len(used) == 1
    # Below 0 it is KiB. Five connections fill it in the course of a day, and the window has 350 MiB in all.
    assert -2_000 <= kept < 0


def _driver(connection: Connection) -> int:
    return id(connection.connection.driver_connection)


def test_the_database_serves_several_threads(database: Database) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                fill(database.write, 1)
                count(database.read)
        except DBAPIError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert count(database.read) == 20


def test_an_exception_takes_the_whole_transaction_back(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write.begin() as connection:
        connection.execute(text("INSERT INTO t (b) VALUES ('x')"))
        raise RuntimeError
    assert count(database.read) == 0


def test_the_read_engine_cannot_write(database: Database) -> None:
    with pytest.raises(OperationalError) as caught:
        fill(database.read, 1)
    assert explain_db_error(caught.value).code == "ZC-DB-04"


@pytest.mark.parametrize("holder_open", [True, False])
def test_queries_read_beside_the_holder_and_cannot_write(
    database: Database, path: Path, holder_open: bool
) -> None:
    fill(database.write, 7)
    if not holder_open:
        database.close()
    beside = open_database(path, KEY, read_only=True)
    try:
        assert count(beside.read) == 7
        assert code_of(lambda: beside.write) == "ZC-DB-04"
    finally:
        beside.close()


def test_a_wrong_key_is_told_from_damage(database: Database, path: Path) -> None:
    fill(database.write, 300)
    database.close()
    assert code_of(lambda: open_database(path, OTHER_KEY)) == "ZC-DB-01"
    flip(path, 77)
    assert code_of(lambda: open_database(path, KEY)) == "ZC-DB-02"


def test_a_flipped_byte_is_found_and_its_place_is_named(database: Database, path: Path) -> None:
    fill(database.write, 300)
    database.close()
    assert find_damage(path, KEY) == ()
    flip(path, 5 * PAGE + 1234)
    assert find_damage(path, KEY) == (5 * PAGE,)
    again = open_database(path, KEY)
    try:
        with pytest.raises(DBAPIError) as caught, again.read.connect() as connection:
            connection.execute(text("SELECT sum(length(b)) FROM t")).scalar()
        told = again.explain(caught.value)
    finally:
        again.close()
    assert told.code == "ZC-DB-02"
    assert str(5 * PAGE) in told.what


@pytest.mark.parametrize("left", [0, 100, PAGE * 3 + 10])
def test_a_cut_file_is_never_taken_for_a_fresh_one(database: Database, path: Path, left: int) -> None:
    fill(database.write, 300)
    database.close()
    with path.open("r+b") as file:
        file.truncate(left)
    if left == 0:
        assert code_of(lambda: open_database(path, KEY, must_exist=True)) == "ZC-DB-07"
    else:
        assert len(find_damage(path, KEY)) == 1
    if left == 100:
        assert code_of(lambda: open_database(path, KEY, must_exist=True)) == "ZC-DB-02"


def test_a_missing_database_is_not_replaced_by_an_empty_one(path: Path) -> None:
    assert code_of(lambda: open_database(path, KEY, must_exist=True)) == "ZC-DB-07"
    assert code_of(lambda: open_database(path, KEY, read_only=True)) == "ZC-DB-07"
    assert not path.exists()


def test_a_full_disk_loses_nothing_and_says_what_to_do(database: Database) -> None:
    fill(database.write, 5)
    with database.write.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DBAPIError) as caught:
        fill(database.write, 500)
    told = explain_db_error(caught.value)
    assert told.code == "ZC-DB-03"
    assert "没有占用文书编号" in told.kept
    assert count(database.read) == 5


def test_a_refused_write_of_the_system_loses_nothing(database: Database, path: Path) -> None:
    fill(database.write, 5)
    with files_no_longer_than(path.stat().st_size + 20_000), pytest.raises(DBAPIError) as caught:
        fill(database.write, 5000)
    assert explain_db_error(caught.value).code in ("ZC-DB-03", "ZC-DB-05")
    assert count(database.read) == 5
    fill(database.write, 5)
    assert count(database.read) == 10


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "ZC-DB-03"), (errno.EROFS, "ZC-DB-04"), (errno.EIO, "ZC-DB-05")]
)
def test_errors_of_the_system_are_translated(number: int, code: str) -> None:
    told = explain_db_error(OSError(number, "x"))
    assert (told.code, bool(told.kept), bool(told.what_next)) == (code, True, True)


def test_a_fault_of_the_program_is_not_dressed_up_as_a_disk_fault(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.write.begin() as connection:
        connection.execute(text("INSERT INTO t (b) VALUES (NULL)"))
    assert explain_db_error(caught.value).code == "ZC-DB-09"


def test_the_schema_version_is_part_of_the_transaction(database: Database) -> None:
    assert schema_version(database.read) == 0
    with pytest.raises(RuntimeError), database.write.begin() as connection:
        set_schema_version(connection, 3)
        raise RuntimeError
    assert schema_version(database.read) == 0
    set_schema_version(database.write, 2)
    assert schema_version(database.read) == 2


WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from app.storage.database import open_database
database = open_database(Path(sys.argv[1]), bytes(range(32)))
with database.write.begin() as connection:
    connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)"))
for number in range(6):
    with database.write.begin() as connection:
        connection.execute(text("INSERT INTO t (b) VALUES ('first')"))
        connection.execute(text("INSERT INTO t (b) VALUES ('second')"))
    print(number, flush=True)
"""


@pytest.mark.parametrize("passage", [3, 6])
def test_a_kill_before_a_commit_keeps_what_was_told_and_no_half(path: Path, passage: int) -> None:
    child = run_child(WRITER, path, fault=f"database:before-commit:{passage}")
    assert child.returncode == KILLED, child.stderr
    told = len(child.stdout.split())
    database = open_database(path, KEY, must_exist=True)
    try:
        assert count(database.read) == 2 * told
    finally:
        database.close()
    assert find_damage(path, KEY) == ()


def test_an_error_of_the_database_names_no_value(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A traceback goes to the journal in the clear."""
    row = {"draft": b"1", "field": "id", "value": "440524188001010014", "at_ms": 1}
    with pytest.raises(DBAPIError) as raised, house.database.write.begin() as connection:
        connection.execute(insert(drafts), [row])
        connection.execute(insert(drafts), row)
    logging.getLogger("test").error("it failed", exc_info=raised.value)
    assert "it failed" in caplog.text and "440524188001010014" not in caplog.text


def test_who_waits_in_vain_for_the_writer_is_told_that_it_is_busy(house: House) -> None:
    """An import or a rebuild holds it: no fault of the program, and worth another try."""
    engine: Any = house.database.write
    engine.pool._timeout = 0.01
    with engine.begin():
        with pytest.raises(UserFacingError, match="ZC-DB-06"), house.units.begin():
            pass
        with pytest.raises(UserFacingError, match="ZC-DB-06"):
            house.drafts.put(uuid4(), "phone", "13800000001")
