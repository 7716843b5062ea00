"""What the second medium holds besides commits, so that a dead disk can be replaced from it alone.

``identity.json`` names the device and holds the key, wrapped by the printed recovery code only: a stick that is lost
must not let anybody guess passwords. ``rest/`` holds the tables that are not in the log, by pieces, and ``rest.zseal``
says which pieces count; ``blobs/`` the scans, sealed as on the disk.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Table, literal_column, select

from app.domain.codec import CodecError, dumps, from_json, to_json
from app.storage.blobs import BlobStore
from app.storage.catalogue_tables import item_versions, line_rows, shelf
from app.storage.config import config_values
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.files import PRIVATE_FILE, make_private_folder, pieces, replace_file, sync_folder
from app.storage.keys import KeyFile, WrapKind, read_keys
from app.storage.profile import Profile
from app.storage.schema import (
    PROJECTIONS,
    audit,
    blobs,
    day_records,
    drafts,
    gone_cases,
    guides,
    items,
    number_blocks,
    operators,
    pad_sheets,
    seal_moves,
    second_receipts,
    settings,
    stock,
    stock_moves,
    visits,
)
from app.storage.second_copy import CopyState
from app.values import dataclass, replace

IDENTITY = "identity.json"
REST = "rest.zseal"
_OLD_CATALOGUE = "catalogue.zseal"
_PIECES = "rest"
KEPT: tuple[Table, ...] = (
    operators,
    settings,
    stock,
    stock_moves,
    seal_moves,
    drafts,
    number_blocks,
    pad_sheets,
    visits,
    day_records,
    audit,
    second_receipts,
    gone_cases,
    blobs,
    items,
    guides,
    item_versions,
    shelf,
    line_rows,
)
"""Every table that the log does not tell. The blocks of numbers are given up by who restores: they name what may stand
on paper.
"""
TOLD_BY_LOG: Mapping[str, str] = {
    "commits": "copied one by one",
    "events": "read from the commits",
    "numbers": "read from the events and the pad",
    "jobs": "asked about anew, paper by paper",
    "catalogue_incoming": "a catalogue on its way; it is asked for again",
    **dict.fromkeys((table.name for table in PROJECTIONS), "rebuilt from the events"),
    "sounded": "how far names are written down as they sound; begun anew",
}
"""The other tables, and why a copy does without them."""
_NEVER_CHANGED = (guides.name, item_versions.name)
"""Rows that are added or go, and never change: their keys tell whether anything is new."""
_ROWS = 1000
"""Rows of a piece: a table is copied by pieces, so that one new scan of 200,000 writes one piece anew."""
_BOUND = b"zongchuang/second-copy/rest/1"
_BOUND_INDEX = b"zongchuang/second-copy/rest/2"
_BOUND_PIECE = b"zongchuang/second-copy/piece/1"
_COARSE_S = 2.0
"""A file system tells the time of a change in steps."""
_PIECE = 1024 * 1024
_NONCE = 12


@dataclass(frozen=True)
class Identity:
    """Whose copy this is: what ``config.toml`` says, its key wrapped by the recovery code (a rehearsal's openly)."""

    version: int
    config: dict[str, Any]
    keys: KeyFile


class CopyRest:
    """Keeps identity, small tables and scans of an open profile in ``folder``, under the 32-byte ``key``."""

    def __init__(
        self, folder: Path, key: bytes, profile: Profile, database: Database, scans: BlobStore
    ) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)
        self._name_key = hmac.new(key, b"zongchuang/second-copy/piece-name", "sha256").digest()
        self._profile = profile
        self._database = database
        self._scans = scans
        self._there: dict[str, int] = {}
        self._digests: dict[str, str] = {}
        self._pieces: dict[tuple[str, int], tuple[str, str]] = {}
        self._medium: tuple[int, ...] = ()

    def keep(self) -> CopyState | None:
        """Bring the medium up to date; what is wrong with the medium, None when nothing. Raises DBAPIError."""
        try:
            # Raises when it was pulled meanwhile: nothing is made where it was.
            if self._seen() != self._medium:
                self._forget()
            self._put_scans()
            self._put_tables()
            self._put(IDENTITY, dumps(self._identity()), b"")
            self._medium = self._seen()
        except OSError as error:
            self._forget()
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            return CopyState.FULL if full else CopyState.FAILED
        return None

    def _seen(self) -> tuple[int, ...]:
        """By what the medium is told from another one at the same path: two sticks made alike have the same numbers,
        never an index written at the same moment. Raises OSError.
        """
        folder = os.stat(self._folder)
        index = self._folder / REST
        return folder.st_dev, folder.st_ino, os.stat(index).st_mtime_ns if index.exists() else 0

    def _forget(self) -> None:
        """What was known to lie on the medium may not lie on this one."""
        self._there.clear()
        self._digests.clear()
        self._pieces.clear()

    def _put_tables(self) -> None:
        """Pieces that changed under new names, then the index that names them all: cut off anywhere, the medium holds
        one state of the tables or the other.
        """
        folder = self._folder / _PIECES
        make_private_folder(folder)
        now: dict[tuple[str, int], tuple[str, str]] = {}
        with self._database.read.connect() as connection:
            for table in _there_of(connection):
                for bucket, digest in _digests_of(connection, table):
                    known = self._pieces.get((table.name, bucket))
                    if known is None or known[0] != digest or not (folder / known[1]).exists():
                        known = (digest, self._put_piece(_rows_of(connection, table, bucket)))
                    now[table.name, bucket] = known
        index: dict[str, list[str]] = {table.name: [] for table in KEPT}
        for (name, _), (_, file) in now.items():
            index[name].append(file)
        self._pieces = now
        self._put(REST, json.dumps(index), _BOUND_INDEX)
        needed = {file for _, file in now.values()}
        for path in folder.iterdir():
            if path.name not in needed:
                path.unlink()
        (self._folder / _OLD_CATALOGUE).unlink(missing_ok=True)

    def _put_piece(self, rows: list[dict[str, Any]]) -> str:
        """The name under which these rows lie on the medium, which is told by what they say."""
        data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        # Under the key: the name of a piece must not betray what is in it.
        name = hmac.new(self._name_key, data, "sha256").hexdigest()[:40]
        path = self._folder / _PIECES / name
        if not path.exists():
            nonce = secrets.token_bytes(_NONCE)
            replace_file(path, nonce + self._cipher.encrypt(nonce, data, _BOUND_PIECE))
        return name

    def _identity(self) -> Identity:
        keys = read_keys(self._profile.keys_path)
        safe = tuple(wrap for wrap in keys.wraps if wrap.kind != WrapKind.OPERATOR)
        return Identity(1, config_values(self._profile.config), replace(keys, wraps=safe, tries=()))

    def _put(self, name: str, text: str, bound: bytes) -> None:
        """Replace a file when it says something new; sealed when it is ``bound`` to anything."""
        data = text.encode("utf-8")
        digest = hashlib.sha256(data).hexdigest()
        if self._digests.get(name) == digest and (self._folder / name).exists():
            return
        if bound:
            nonce = secrets.token_bytes(_NONCE)
            data = nonce + self._cipher.encrypt(nonce, data, bound)
        replace_file(self._folder / name, data)
        self._digests[name] = digest

    def _put_scans(self) -> None:
        """Scans that are new: only folders that changed since they were last looked through are looked through."""
        target = self._folder / "blobs"
        for folder in self._scans.folders():
            changed = folder.stat().st_mtime_ns
            if self._there.get(folder.name) == changed:
                continue
            for path in sorted(folder.iterdir()):
                copy_file(path, target / folder.name / path.name)
            if time.time_ns() - changed > _COARSE_S * 1e9:
                self._there[folder.name] = changed


def _there_of(connection: Connection) -> list[Table]:
    """The tables of ``KEPT`` that this profile has: those of the catalogue come with the first import."""
    found = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    return [table for table in KEPT if table.name in found]


def _digests_of(connection: Connection, table: Table) -> list[tuple[int, str]]:
    """Number and digest of each piece of ``table``. The text is made by SQLite, while other threads of the program go
    on.
    """
    columns = table.primary_key.columns if table.name in _NEVER_CHANGED else table.columns
    row = " || ',' || ".join(f'quote("{column.name}")' for column in columns)
    # The names are those of our own tables.
    statement = f"SELECT rowid / {_ROWS}, group_concat({row}) FROM {table.name} GROUP BY rowid / {_ROWS}"  # noqa: S608
    found = connection.exec_driver_sql(statement)
    return [(int(bucket), hashlib.sha256(text.encode("utf-8")).hexdigest()) for bucket, text in found]


def _rows_of(connection: Connection, table: Table, bucket: int) -> list[dict[str, Any]]:
    inside = literal_column("rowid").between(bucket * _ROWS, bucket * _ROWS + _ROWS - 1)
    chosen = select(table).where(inside).order_by(literal_column("rowid"))
    return [_out(row) for row in connection.execute(chosen).mappings()]


def copy_file(source: Path, target: Path) -> None:
    """Copy a file that never changes; durable when this returns, whole or not there. Raises OSError."""
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    make_private_folder(target.parent)
    temporary = target.with_name(target.name + ".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces(source, _PIECE):
            file.write(piece)
        file.flush()
        hit("copy-rest:written")
        os.fsync(file.fileno())
    os.replace(temporary, target)
    sync_folder(target.parent)


@dataclass(frozen=True)
class Rest:
    """``tables``: rows by the name of the table; ``lacking``: the tables that are not there, or not whole."""

    tables: dict[str, list[dict[str, Any]]]
    lacking: tuple[str, ...]


def read_rest(folder: Path, key: bytes) -> Rest:
    """The tables as they were kept, as far as they can be read; what is missing or damaged is named."""
    cipher = AESGCM(key)
    kept: dict[str, list[dict[str, Any]]] = {}
    lacking: list[str] = []
    index = _open(folder / REST, cipher, _BOUND_INDEX)
    if index is None:
        for name in (REST, _OLD_CATALOGUE):  # as an earlier version kept them
            for table, rows in (_open(folder / name, cipher, _BOUND) or {}).items():
                kept[table] = [_back(row) for row in rows]
    for table, files in (index or {}).items():
        found = [_open(folder / _PIECES / file, cipher, _BOUND_PIECE) for file in files]
        kept[table] = [_back(row) for piece in found for row in piece or ()]
        if None in found:
            lacking.append(table)
    return Rest(kept, tuple(table.name for table in KEPT if table.name in lacking or table.name not in kept))


def _open(path: Path, cipher: AESGCM, bound: bytes) -> Any:
    try:
        data = path.read_bytes()
        return json.loads(cipher.decrypt(data[:_NONCE], data[_NONCE:], bound))
    except (OSError, InvalidTag, ValueError):
        return None


def read_identity(folder: Path) -> Identity | None:
    """Whose copy lies in ``folder``; None when that cannot be read."""
    try:
        return from_json(Identity, json.loads((folder / IDENTITY).read_text("utf-8")))
    except (OSError, ValueError, CodecError):
        return None


def _out(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        key: {"b64": b64encode(value).decode()} if isinstance(value, bytes) else to_json(value)
        for key, value in row.items()
    }


def _back(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: b64decode(value["b64"]) if isinstance(value, dict) else value for key, value in row.items()}
