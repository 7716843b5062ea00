"""One file that brings a profile back: database, keys, settings and blobs, all still sealed.

A ZIP without compression (sealed bytes do not shrink), its list of digests last. The copy of the database is one
consistent state, taken while the counter goes on working.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.codec import CodecError, dumps, from_json
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage.config import read_config, write_config
from app.storage.database import Database
from app.storage.dberrors import explain_db_error
from app.storage.faultpoints import hit
from app.storage.files import PRIVATE_FILE, make_private_folder, sync_folder
from app.storage.profile import Profile
from app.values import dataclass, replace

VERSION = 1
RESTORED_KEY = "restored_ms"
_LIST = "backup.json"
_PIECE = 1024 * 1024
_NAMES = re.compile(r"zc\.db|keys\.json|config\.toml|blobs/[0-9a-f]{2}/[0-9a-f]{64}")
# What the archive reader lets out when its own bytes are damaged.
_BROKEN = (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, OverflowError, struct.error, zlib.error)
_NEEDED = frozenset({"zc.db", "keys.json", "config.toml"})


@dataclass(frozen=True)
class BackupEntry:
    """One file of a backup; ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class BackupInfo:
    """What a backup holds and of which moment (UTC ms) it is."""

    version: int
    profile: UUID
    rehearsal: bool
    device: str
    created_ms: int
    files: tuple[BackupEntry, ...] = ()

    @property
    def blobs(self) -> int:
        """How many scans and photos."""
        return sum(entry.name.startswith("blobs/") for entry in self.files)

    @property
    def size(self) -> int:
        """Bytes of content."""
        return sum(entry.size for entry in self.files)


def backup(database: Database, profile: Profile, target: Path, now_ms: int) -> BackupInfo:
    """Write the backup file ``target``, checked by reading it once more; durable when this returns.

    The old file at ``target`` stays until the new one is whole. Raises UserFacingError ZC-DB-… (disk, database) and
    ZC-BACKUP-01 when what was written does not read back.
    """
    temporary = target.with_name(target.name + ".new")
    snapshot = target.with_name(target.name + ".db")
    try:
        try:
            database.copy_to(snapshot)
            hit("backup:snapshot")
            info = _pack(profile, snapshot, temporary, now_ms)
            hit("backup:packed")
            check_backup(temporary)
            os.replace(temporary, target)
            hit("backup:renamed")
            sync_folder(target.parent)
        finally:
            snapshot.unlink(missing_ok=True)
            temporary.unlink(missing_ok=True)
    except (OSError, DBAPIError, sqlcipher.Error) as error:
        raise explain_db_error(error) from error
    return info


def check_backup(file: Path) -> BackupInfo:
    """Read the whole backup and hold it against its list. Raises UserFacingError ZC-BACKUP-01 damaged, -03 none."""
    with _opened(file) as archive:
        info = _info(archive)
        for entry in info.files:
            for _ in _checked(archive, entry):
                pass
    return info


def restore(file: Path, folder: Path, now_ms: int) -> BackupInfo:
    """Bring a backup back into ``folder``, which must be empty or not there yet; all or nothing.

    ``config.toml`` then says ``restored_ms``: the platform has seen more than this database knows, so the device needs
    a new epoch before it sends. Raises UserFacingError ZC-BACKUP-01 damaged, -02 folder in use, -03 no backup, and
    ZC-DB-03 to -05.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserFacingError(
            "ZC-BACKUP-02",
            f"{folder.name} 里已经有文件，不能恢复到这里。",
            "没有改动任何文件。",
            "请选一个空的文件夹。",
        )
    fresh = folder.with_name(folder.name + ".restoring")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        with _opened(file) as archive:
            info = _info(archive)
            make_private_folder(fresh)
            for entry in info.files:
                _extract(archive, entry, fresh)
                hit("restore:extracted")
        _finish(fresh, folder, now_ms)
    except OSError as error:
        raise explain_db_error(error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return info


def _pack(profile: Profile, snapshot: Path, temporary: Path, now_ms: int) -> BackupInfo:
    config = profile.config
    info = BackupInfo(VERSION, config.profile, config.rehearsal, config.device, now_ms)
    handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            entries = [_add(archive, path, name, now_ms) for name, path in _contents(profile, snapshot)]
            info = replace(info, files=tuple(entries))
            archive.writestr(_zip_entry(_LIST, now_ms), dumps(info).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    return info


def _contents(profile: Profile, snapshot: Path) -> Iterator[tuple[str, Path]]:
    yield "zc.db", snapshot
    yield "keys.json", profile.keys_path
    yield "config.toml", profile.path / "config.toml"
    # After the database: whatever blob its rows speak of was on disk before them.
    for path in sorted(profile.blobs_path.glob("??/*")):
        name = path.relative_to(profile.path).as_posix()
        if _NAMES.fullmatch(name):
            yield name, path


def _add(archive: zipfile.ZipFile, path: Path, name: str, now_ms: int) -> BackupEntry:
    sha, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(_zip_entry(name, now_ms), "w", force_zip64=True) as sink:
        while piece := source.read(_PIECE):
            sha.update(piece)
            size += len(piece)
            sink.write(piece)
    return BackupEntry(name, size, sha.hexdigest())


def _zip_entry(name: str, now_ms: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, Timestamp(now_ms).local.timetuple()[:6])
    entry.external_attr = PRIVATE_FILE << 16
    return entry


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise _no_backup(file) from error
    with archive:
        yield archive


def _info(archive: zipfile.ZipFile) -> BackupInfo:
    try:
        info = from_json(BackupInfo, json.loads(archive.read(_LIST)))
    except (KeyError, CodecError, *_BROKEN) as error:
        raise _no_backup(Path(archive.filename or "")) from error
    names = {entry.name for entry in info.files}
    if info.version != VERSION or not names >= _NEEDED or not all(_NAMES.fullmatch(name) for name in names):
        raise _no_backup(Path(archive.filename or ""))
    return info


def _checked(archive: zipfile.ZipFile, entry: BackupEntry) -> Iterator[bytes]:
    """The content of an entry; the last piece is given out only when the whole fits its digest."""
    sha, size = hashlib.sha256(), 0
    try:
        with archive.open(entry.name) as source:
            while piece := source.read(_PIECE):
                sha.update(piece)
                size += len(piece)
                if size > entry.size:
                    break
                yield piece
    except (KeyError, *_BROKEN) as error:
        raise _damaged(entry) from error
    if (size, sha.hexdigest()) != (entry.size, entry.sha256):
        raise _damaged(entry)


def _extract(archive: zipfile.ZipFile, entry: BackupEntry, folder: Path) -> None:
    path = folder / entry.name
    make_private_folder(path.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        for piece in _checked(archive, entry):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _finish(fresh: Path, folder: Path, now_ms: int) -> None:
    make_private_folder(fresh / "blobs")
    make_private_folder(fresh / "logs")
    config = read_config(fresh)
    write_config(fresh, replace(config, extra={**config.extra, RESTORED_KEY: now_ms}))
    sync_folder(fresh / "blobs")
    hit("restore:checked")
    if folder.exists():
        folder.rmdir()
    fresh.rename(folder)
    sync_folder(folder.parent)


def _damaged(entry: BackupEntry) -> UserFacingError:
    return UserFacingError(
        "ZC-BACKUP-01",
        f"备份文件损坏：其中的 {entry.name[:24]} 与清单不符。",
        "现有的数据目录没有被改动。",
        "请换一份备份；正在做备份时，请换一个介质重做。",
    )


def _no_backup(file: Path) -> UserFacingError:
    return UserFacingError(
        "ZC-BACKUP-03",
        f"{file.name} 不是完整的综窗备份文件。",
        "现有的数据目录没有被改动。",
        "请选择用“备份”生成的文件；文件可能没有复制完整。",
    )
