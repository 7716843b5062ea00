"""The second copy follows the log by itself: after a pulled stick, a restart, a restored backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import event, insert, update

from app.domain.records import StoredCommit
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage import log
from app.storage.blobs import BlobStore
from app.storage.copy_feed import CopyKeeper, keep_up
from app.storage.copy_rest import CopyRest, read_rest
from app.storage.database import Database, open_database
from app.storage.opening import open_profile_database
from app.storage.profile import create_profile
from app.storage.schema import blobs, metadata
from app.storage.schema import commits as table
from app.storage.second_copy import CopyState, SecondCopy
from tests.app.storage.kit import KEY, commits
from ui.copywords import copy_words
from ui.second_medium import check_medium

NOW = 1_790_000_000_000


class Now:
    """A clock that stands."""

    def now(self) -> Timestamp:
        return Timestamp(NOW)

    def monotonic(self) -> float:
        return 0.0


class Later(Now):
    """A clock that is half an hour on at each look."""

    seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 1800
        return self.seconds


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


def test_a_copy_on_the_disk_it_is_to_outlive_is_never_called_whole(
    database: Database, stick: Path, tmp_path: Path
) -> None:
    """The stick was pulled: what is left of its folder on the system disk goes with the system disk."""
    write(database, commits(2))
    keeper = CopyKeeper(SecondCopy(stick, KEY), database, "D07", Now(), apart_from=tmp_path)
    keeper.start()
    keeper.stop()
    assert keeper.status().state is CopyState.SAME and "没有接上" in copy_words(keeper.status())
    assert len(all_of(stick)) == 2, "it is written all the same"


def test_a_medium_that_is_not_plugged_in_is_not_made_on_the_system_disk(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        SecondCopy(tmp_path / "mount" / "stick", KEY).prepare()
    with pytest.raises(UserFacingError, match="ZC-COPY-05"):
        check_medium(str(tmp_path / "mount" / "stick"))
    assert not any(tmp_path.iterdir())


class _Broken:
    """Something beside the commits that cannot be kept, for a while."""

    def __init__(self) -> None:
        self.broken, self.kept = True, 0

    def keep(self) -> CopyState | None:
        self.kept += 1
        if self.broken:
            raise UserFacingError("ZC-KEY-02", "", "", "")
        return None


def test_the_keeper_outlives_any_error_and_goes_on_when_it_is_over(
    database: Database, stick: Path, qtbot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    write(database, commits(1))
    rest, now = _Broken(), Later()
    keeper = CopyKeeper(SecondCopy(stick, KEY), database, "D07", now, cast(CopyRest, rest))
    keeper.start()
    qtbot.waitUntil(lambda: keeper.status().state is CopyState.FAILED, timeout=60_000)
    keeper.nudge()
    qtbot.waitUntil(lambda: rest.kept > 1, timeout=60_000)
    rest.broken, seen = False, rest.kept
    keeper.nudge()
    qtbot.waitUntil(lambda: rest.kept > seen and keeper.status().state is CopyState.READY, timeout=60_000)
    keeper.stop()
    assert [one.getMessage().split()[0] for one in caplog.records if one.exc_info] == ["ZC-COPY-06"], "once"


@pytest.mark.parametrize("raises", [True, False], ids=["an error", "told"])
def test_a_commit_does_not_make_a_copy_whole_whose_last_round_failed(
    database: Database, stick: Path, qtbot: Any, raises: bool
) -> None:
    """The drafts and the pad did not come over: until they do, 「第二介质已跟上」 is not true."""

    class Full:
        kept = 0

        def keep(self) -> CopyState:
            self.kept += 1
            if raises:
                raise UserFacingError("ZC-KEY-02", "", "", "")
            return CopyState.FULL

    write(database, commits(1))
    rest, copy = Full(), SecondCopy(stick, KEY)
    keeper = CopyKeeper(copy, database, "D07", Now(), cast(CopyRest, rest))
    keeper.start()
    wrong = CopyState.FAILED if raises else CopyState.FULL
    qtbot.waitUntil(lambda: keeper.status().state is wrong, timeout=60_000)
    states: set[CopyState] = set()

    def copied(seq: int) -> bool:
        states.add(keeper.status().state)
        return copy.position("D07", 1) == seq

    for commit in commits(4)[1:]:
        write(database, [commit])
        keeper.nudge()
        qtbot.waitUntil(partial(copied, commit.seq), timeout=60_000)
    keeper.stop()
    assert states == {wrong} and keeper.status().state is wrong
    assert rest.kept == 2, "once, and at the end"


def test_one_more_scan_writes_one_piece_of_its_table_anew(tmp_path: Path) -> None:
    """With 200,000 scans the window would stutter twice a minute."""
    profile, ring, _ = create_profile(tmp_path / "profile", True, device="D07")
    opened = open_profile_database(profile, ring)
    metadata.create_all(opened.write)
    folder = tmp_path / "stick"
    folder.mkdir()
    rest = CopyRest(folder, KEY, profile, opened, BlobStore(profile.blobs_path, KEY))
    rows = [{"digest": f"{n:064x}", "state": "held", "size": 1, "case_id": b"1" * 16} for n in range(4500)]
    with opened.write.begin() as connection:
        connection.execute(insert(blobs), rows[:-1])
    assert rest.keep() is None
    before = {path.name for path in (folder / "rest").iterdir()}
    with opened.write.begin() as connection:
        connection.execute(insert(blobs), rows[-1:])
        connection.execute(update(blobs).where(blobs.c.digest == rows[0]["digest"]).values(state="cleared"))
    read_anew: list[str] = []

    def heard(connection: Any, cursor: Any, statement: str, *rest_of_it: Any) -> None:
        read_anew.extend([statement] if "rowid BETWEEN" in statement else [])

    event.listen(opened.read, "before_cursor_execute", heard)
    assert rest.keep() is None
    assert len(read_anew) == 2, "what did not change is compared by SQLite, and never comes into Python"
    after = {path.name for path in (folder / "rest").iterdir()}
    assert len(after - before) == 2 and len(before - after) == 2, "the piece of the new row and that of the changed one"
    read = read_rest(folder, KEY)
    assert read.lacking == () and len(read.tables["blobs"]) == 4500 and read.tables["blobs"][0]["state"] == "cleared"
    opened.close()
    profile.dispose()


def test_another_stick_at_the_same_path_gets_the_old_scans_too(tmp_path: Path) -> None:
    """It was called whole without one of them; what the first stick had is remembered of the first stick alone."""
    profile, ring, _ = create_profile(tmp_path / "profile", True, device="D07")
    opened = open_profile_database(profile, ring)
    metadata.create_all(opened.write)
    scan = profile.blobs_path / "ab" / ("ab" + "0" * 62)
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"sealed scan")
    os.utime(scan.parent, (1_790_000_000, 1_790_000_000))
    folder = tmp_path / "stick"
    folder.mkdir()
    rest = CopyRest(folder, KEY, profile, opened, BlobStore(profile.blobs_path, KEY))
    copied = folder / "blobs" / "ab" / scan.name
    assert rest.keep() is None and copied.exists()
    index = (folder / "rest.zseal").stat()
    # Pulled, and the other one plugged in, between two looks: an old copy, on a device of the same numbers.
    copied.unlink()
    os.utime(folder / "rest.zseal", ns=(index.st_atime_ns, index.st_mtime_ns - 60 * 10**9))
    assert rest.keep() is None and copied.read_bytes() == b"sealed scan"
    folder.rename(tmp_path / "first")
    folder.mkdir()
    assert rest.keep() is None and copied.read_bytes() == b"sealed scan"
    assert (folder / "rest.zseal").exists() and read_rest(folder, KEY).lacking == ()
    opened.close()
    profile.dispose()
