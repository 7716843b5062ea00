"""Backups: one file brings everything back, taken while the counter works; a bad one says so before it is needed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import UserFacingError
from app.storage.backup import RESTORED_KEY, backup, check_backup, restore
from app.storage.blobs import BlobStore
from app.storage.database import Database, open_database, schema_version, set_schema_version
from app.storage.keys import KeyRing, Purpose
from app.storage.profile import Profile, create_profile, open_profile
from tests.app.storage.kit import KILLED, fault_names, files_no_longer_than, flip, run_child

NOW = 1_790_000_000_000


class Kept:
    """A rehearsal with a few rows and a scan."""

    def __init__(self, folder: Path) -> None:
        self.profile, self.ring, _ = create_profile(folder, True, device="D07", now_ms=NOW)
        self.database = open_database(self.profile.database_path, self.ring.sub_key(Purpose.DATABASE))
        set_schema_version(self.database.write, 1)
        with self.database.write.begin() as connection:
            connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
            connection.execute(text("INSERT INTO t (b) VALUES (:b)"), [{"b": "x" * 200}] * 500)
        self.digest = blobs_of(self.profile, self.ring).put(b"scan" * 500_000)

    def close(self) -> None:
        self.database.close()
        self.profile.dispose()


def blobs_of(profile: Profile, ring: KeyRing) -> BlobStore:
    return BlobStore(profile.blobs_path, ring.sub_key(Purpose.BLOBS))


def count(database: Database) -> int:
    with database.read.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM t")).scalar_one())


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder / "zongchuang.backup"


def assert_all_back(folder: Path, digest: str) -> None:
    with open_profile(folder) as profile:
        assert profile.config.device == "D07"
        ring = profile.unlock_plain()
        database = open_database(profile.database_path, ring.sub_key(Purpose.DATABASE), must_exist=True)
        try:
            assert count(database) == 500
            assert schema_version(database.read) == 1
        finally:
            database.close()
        assert blobs_of(profile, ring).read(digest) == b"scan" * 500_000
        assert profile.config.extra[RESTORED_KEY] == NOW + 5


def code_of(action: object) -> str:
    with pytest.raises(UserFacingError) as caught:
        action()  # type: ignore[operator]
    return caught.value.code


@pytest.mark.law("P19")
def test_everything_comes_back_and_the_device_knows_that_it_was_restored(
    kept: Kept, target: Path, tmp_path: Path
) -> None:
    info = backup(kept.database, kept.profile, target, NOW)
    assert (info.device, info.created_ms, info.blobs, info.rehearsal) == ("D07", NOW, 1, True)
    assert check_backup(target) == info
    assert restore(target, tmp_path / "fresh", NOW + 5) == info
    assert_all_back(tmp_path / "fresh", kept.digest)
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o700


def test_a_backup_is_one_moment_while_somebody_writes(kept: Kept, target: Path) -> None:
    with kept.database.write.begin() as connection:
        connection.execute(text("INSERT INTO t (b) VALUES ('not committed')"))
        backup(kept.database, kept.profile, target, NOW)
    assert count(kept.database) == 501
    backup(kept.database, kept.profile, target, NOW)
    assert sorted(path.name for path in target.parent.iterdir()) == [target.name]


@pytest.mark.law("P19", "P20")
def test_a_lost_backup_stick_shows_nothing(kept: Kept, target: Path) -> None:
    backup(kept.database, kept.profile, target, NOW)
    content = target.read_bytes()
    assert b"scanscan" not in content and b"SQLite format" not in content and b"CREATE TABLE" not in content
    assert target.stat().st_mode & 0o077 == 0


def test_any_damage_is_found_before_anything_is_restored(kept: Kept, target: Path, tmp_path: Path) -> None:
    backup(kept.database, kept.profile, target, NOW)
    size = target.stat().st_size
    for offset in range(200, size, size // 12):
        flip(target, offset)
        assert code_of(lambda: restore(target, tmp_path / "fresh", NOW)) == "ZC-BACKUP-01"
        assert not (tmp_path / "fresh").exists()
        assert not (tmp_path / "fresh.restoring").exists()
        flip(target, offset)
    restore(target, tmp_path / "fresh", NOW)


def test_damage_of_the_archive_itself_is_harmless_or_said(kept: Kept, target: Path) -> None:
    sound = backup(kept.database, kept.profile, target, NOW)
    size = target.stat().st_size
    refused = 0
    for offset in (*range(0, 60, 3), *range(size - 1400, size, 9)):
        flip(target, offset)
        try:
            assert check_backup(target) == sound
        except UserFacingError as error:
            assert error.code in ("ZC-BACKUP-01", "ZC-BACKUP-03")
            refused += 1
        flip(target, offset)
    assert refused > 50


@pytest.mark.parametrize("left", [0, 10, 5000])
def test_a_cut_backup_is_no_backup(kept: Kept, target: Path, left: int) -> None:
    backup(kept.database, kept.profile, target, NOW)
    with target.open("r+b") as file:
        file.truncate(left)
    assert code_of(lambda: check_backup(target)) == "ZC-BACKUP-03"


def test_a_crafted_archive_writes_nowhere_else(tmp_path: Path) -> None:
    evil = tmp_path / "evil.backup"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../outside", "x")
        archive.writestr(
            "backup.json",
            '{"version":1,"profile":"00000000-0000-0000-0000-000000000001","rehearsal":true,"device":"D1",'
            '"created_ms":1,"files":[{"name":"../outside","size":1,"sha256":"x"}]}',
        )
    assert code_of(lambda: restore(evil, tmp_path / "fresh", NOW)) == "ZC-BACKUP-03"
    assert not (tmp_path / "outside").exists()


def test_a_folder_in_use_is_not_restored_over(kept: Kept, target: Path) -> None:
    backup(kept.database, kept.profile, target, NOW)
    assert code_of(lambda: restore(target, kept.profile.path, NOW)) == "ZC-BACKUP-02"
    assert count(kept.database) == 500


def test_a_failed_backup_leaves_the_one_before(kept: Kept, target: Path) -> None:
    before = backup(kept.database, kept.profile, target, NOW)
    with files_no_longer_than(100_000):
        assert code_of(lambda: backup(kept.database, kept.profile, target, NOW + 1)) in (
            "ZC-DB-03",
            "ZC-DB-05",
        )
    assert check_backup(target) == before
    assert sorted(path.name for path in target.parent.iterdir()) == [target.name]


RESTORER = """
import sys
from pathlib import Path
from app.storage.backup import restore
restore(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
"""

BACKER = """
import sys
from pathlib import Path
from app.storage.backup import backup
from app.storage.database import open_database
from app.storage.keys import Purpose
from app.storage.profile import open_profile
with open_profile(Path(sys.argv[1])) as profile:
    database = open_database(profile.database_path, profile.unlock_plain().sub_key(Purpose.DATABASE))
    backup(database, profile, Path(sys.argv[2]), int(sys.argv[3]))
"""


@pytest.mark.parametrize("point", [name for name in fault_names("backup") if name.startswith("backup")])
def test_a_backup_killed_at_any_step_leaves_the_old_or_the_new(
    tmp_path: Path, target: Path, point: str
) -> None:
    kept = Kept(tmp_path / "profile")
    old = backup(kept.database, kept.profile, target, NOW)
    kept.close()
    child = run_child(BACKER, tmp_path / "profile", target, NOW + 1, fault=f"{point}:1")
    assert child.returncode == KILLED, child.stderr
    assert check_backup(target).created_ms in (old.created_ms, NOW + 1)


@pytest.mark.parametrize("point", [name for name in fault_names("backup") if name.startswith("restore")])
def test_a_restore_killed_at_any_step_is_whole_or_can_be_repeated(
    kept: Kept, target: Path, tmp_path: Path, point: str
) -> None:
    backup(kept.database, kept.profile, target, NOW)
    fresh = tmp_path / "fresh"
    child = run_child(RESTORER, target, fresh, NOW + 5, fault=f"{point}:1")
    assert child.returncode == KILLED, child.stderr
    if not fresh.exists():
        restore(target, fresh, NOW + 5)
    assert_all_back(fresh, kept.digest)
