"""An old platform database becomes a new one, whole or not at all, and a newer one is left alone."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, inspect, text

from sync.platform import tables
from sync.platform.database import engine_of, open_database
from sync.platform.main import main
from sync.platform.migrate import VERSION, SchemaError
from sync.platform.report import digest_report, verify
from tests.needs import cannot
from tests.sync.postgres import database_of, server, why_not
from tests.sync.support import ROOT

OLD = ROOT / "tests" / "data" / "platform-v1"
PLACES = ("halls", "before-commit", "after-commit")
KILLED = """
import os, signal, sys
from sync.platform.database import engine_of
from sync.platform.migrate import prepare

def hit(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

prepare(engine_of(sys.argv[1]), dict, upgrade=True, hit=hit)
"""


def old_file(path: Path) -> Path:
    """A database as version 1 left it: three cases, a decision, and a question that waits."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((OLD / "sqlite.sql").read_text("utf-8"))
    return path


def old_postgres(url: str, sqlite: Path) -> None:
    """The same on PostgreSQL: its own tables of version 1, filled with the same rows."""
    source, target = create_engine(f"sqlite:///{sqlite}"), create_engine(url)
    old = MetaData()
    with source.connect() as here, target.begin() as there:
        for statement in (OLD / "postgresql.sql").read_text("utf-8").split(";\n"):
            if statement.strip():
                there.exec_driver_sql(statement)
        old.reflect(there)
        for table in old.sorted_tables:
            rows = [dict(row._mapping) for row in here.execute(text(f'SELECT * FROM "{table.name}"'))]
            for row in rows:
                row |= {
                    name: bool(value)
                    for name, value in row.items()
                    if name in ("parked", "joined", "conflict")
                }
            if rows:
                there.execute(table.insert(), rows)
    source.dispose()
    target.dispose()


def shape(db: str) -> dict[str, set[str]]:
    """Table → its columns and indexes."""
    engine = engine_of(db)
    look = inspect(engine)
    found = {
        name: {f"{c['name']} {c['nullable']}" for c in look.get_columns(name)}
        | {f"index {i['name']}" for i in look.get_indexes(name)}
        for name in look.get_table_names()
    }
    engine.dispose()
    return found


def test_nothing_of_an_old_database_is_lost_and_it_ends_as_a_new_one_begins(tmp_path: Path) -> None:
    db, fresh = str(old_file(tmp_path / "old.db")), str(tmp_path / "new.db")
    with closing(sqlite3.connect(db)) as connection:
        before = connection.execute(
            "SELECT device, seq, body, receipt FROM commits ORDER BY position"
        ).fetchall()
    open_database(db, upgrade=True).close()
    open_database(fresh).close()
    with closing(sqlite3.connect(db)) as connection:
        after = connection.execute(
            "SELECT device, seq, body, receipt FROM commits ORDER BY position"
        ).fetchall()
    assert after == before and len(before) == 6
    assert shape(db) == shape(fresh)
    assert verify(db)["ok"] and digest_report(db)["cases"] == 3


def test_a_tool_does_not_change_an_old_database_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = old_file(tmp_path / "old.db")
    before = shape(str(db))
    assert main(["list", "--db", str(db)]) == 1
    assert "platform migrate" in capsys.readouterr().out and shape(str(db)) == before
    assert main(["migrate", "--db", str(db)]) == 0
    assert main(["list", "--db", str(db)]) == 0


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    db = str(tmp_path / "p.db")
    open_database(db).close()
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE server SET value = ? WHERE name = 'schema'", (str(VERSION + 1),))
    before = shape(db)
    for upgrade in (False, True):
        with pytest.raises(SchemaError, match="schema-newer"):
            open_database(db, upgrade=upgrade)
    assert shape(db) == before


@pytest.mark.parametrize("place", PLACES)
def test_killed_anywhere_in_a_migration_the_old_one_or_the_new_one_is_whole(
    tmp_path: Path, place: str
) -> None:
    killed_at(tmp_path, place)


def killed_at(tmp_path: Path, place: str) -> None:
    """Kill a migration at ``place`` and go on: nothing is half."""
    db = old_file(tmp_path / "old.db")
    old = shape(str(db))
    done = subprocess.run([sys.executable, "-c", KILLED, str(db), place], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL, f"nobody came by {place}"
    if place != "after-commit":
        assert shape(str(db)) == old
    open_database(str(db), upgrade=True).close()
    assert verify(str(db))["ok"] and set(shape(str(db))) == set(tables.metadata.tables)


def test_on_postgresql_two_that_open_at_once_change_it_once_and_a_kill_leaves_it_whole(
    tmp_path: Path,
) -> None:
    if reason := why_not():
        cannot(reason)
    with server() as url:
        fresh = database_of(url, "fresh")
        open_database(fresh).close()
        for place in ("before-commit",):
            db = database_of(url, f"old_{place.replace('-', '_')}")
            old_postgres(db, old_file(tmp_path / f"{place}.db"))
            old = shape(db)
            done = subprocess.run([sys.executable, "-c", KILLED, db, place], cwd=ROOT, check=False)
            assert done.returncode == -signal.SIGKILL and shape(db) == old
            failed: list[BaseException] = []

            def opened(db: str = db, failed: list[BaseException] = failed) -> None:
                try:
                    open_database(db, upgrade=True).close()
                except BaseException as error:
                    failed.append(error)

            threads = [threading.Thread(target=opened) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            assert not failed and shape(db) == shape(fresh) and verify(db)["ok"]
