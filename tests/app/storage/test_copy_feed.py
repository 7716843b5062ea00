"""The second copy follows the log by itself: after a pulled stick, a restart, a restored backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.records import StoredCommit
from app.domain.time import Timestamp
from app.storage import log
from app.storage.copy_feed import CopyKeeper, keep_up
from app.storage.database import Database, open_database
from app.storage.schema import commits as table
from app.storage.schema import metadata
from app.storage.second_copy import CopyState, SecondCopy
from tests.app.storage.kit import KEY, commits

NOW = 1_790_000_000_000


class Now:
    """A clock that stands."""

    def now(self) -> Timestamp:
        return Timestamp(NOW)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "zc.db", KEY)
    metadata.create_all(opened.write)
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    SecondCopy(folder, KEY).prepare()
    return folder


def write(database: Database, made: list[StoredCommit]) -> None:
    with database.write.begin() as connection:
        for commit in made:
            log.insert_commit(connection, commit, NOW)


def all_of(stick: Path) -> list[StoredCommit]:
    return list(SecondCopy(stick, KEY).read_all())


def test_all_that_was_written_while_the_stick_was_away_is_caught_up(
    database: Database, stick: Path, tmp_path: Path
) -> None:
    made, copy = commits(1200), SecondCopy(stick, KEY)
    write(database, made[:3])
    assert keep_up(copy, database, "D07", NOW).state is CopyState.READY
    copy.folder.rename(tmp_path / "away")
    write(database, made[3:])
    assert keep_up(copy, database, "D07", NOW).state is CopyState.MISSING
    (tmp_path / "away").rename(copy.folder)
    assert keep_up(copy, database, "D07", NOW).state is CopyState.READY
    assert all_of(stick) == made


def test_a_commit_handed_over_alone_never_leaves_a_gap(database: Database, stick: Path) -> None:
    made, copy = commits(5), SecondCopy(stick, KEY)
    write(database, made)
    assert copy.catch_up(made[:2], NOW) == 2
    assert copy.catch_up(made[3:], NOW + 9) == 0
    status = copy.behind(NOW + 10)
    assert (status.state, status.last_ms) == (CopyState.BEHIND, NOW)
    keep_up(copy, database, "D07", NOW)
    assert all_of(stick) == made


def test_every_epoch_of_this_device_and_nobody_elses(database: Database, stick: Path) -> None:
    made = [*commits(3), *commits(2, epoch=2)]
    others = commits(2, device="D08")
    renamed = [
        StoredCommit(**{**vars(one), "id": type(one.id)(int=1000 + n)})
        for n, one in enumerate([*made, *others])
    ]
    write(database, renamed)
    keep_up(SecondCopy(stick, KEY), database, "D07", NOW)
    assert all_of(stick) == renamed[:5]


def test_a_restored_older_database_is_copied_anew_and_nothing_is_forgotten(
    database: Database, stick: Path
) -> None:
    first = commits(4)
    write(database, first)
    keep_up(SecondCopy(stick, KEY), database, "D07", NOW)
    with database.write.begin() as connection:
        connection.execute(table.delete().where(table.c.seq > 2))
    second = [*first[:2], *commits(3, start=3, prev="e" * 64)]
    write(database, second[2:])
    for _ in range(2):
        assert keep_up(SecondCopy(stick, KEY), database, "D07", NOW).state is CopyState.READY
    assert all_of(stick) == [*first, *second]


def test_the_keeper_follows_when_nudged_and_takes_the_last_commits_along(
    database: Database, stick: Path
) -> None:
    made = commits(30)
    keeper = CopyKeeper(SecondCopy(stick, KEY), database, "D07", Now())
    keeper.start()
    for commit in made:
        write(database, [commit])
        keeper.nudge()
    keeper.stop()
    keeper.stop()
    assert all_of(stick) == made
    assert (keeper.status().state, keeper.status().behind_ms) == (CopyState.READY, 0)


def test_a_log_that_cannot_be_read_is_said_and_the_keeper_lives(stick: Path, tmp_path: Path) -> None:
    bare = open_database(tmp_path / "bare.db", KEY)
    keeper = CopyKeeper(SecondCopy(stick, KEY), bare, "D07", Now())
    keeper.start()
    keeper.stop()
    bare.close()
    assert keeper.status().state is CopyState.FAILED
