"""What the second medium holds besides commits, so that a dead disk can be replaced from it alone.

``identity.json`` names the device and holds the key, wrapped by the printed recovery code only: a stick that is lost
must not let anybody guess passwords. ``rest.zseal`` holds the small tables that are not in the log; ``blobs/`` the
scans, sealed as on the disk.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Table, func, select

from app.domain.codec import CodecError, dumps, from_json, to_json
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.files import PRIVATE_FILE, make_private_folder, pieces, replace_file, sync_folder
from app.storage.keys import KeyFile, WrapKind, read_keys
from app.storage.profile import Profile, config_values
from app.storage.schema import (
    blobs,
    drafts,
    guides,
    items,
    number_blocks,
    operators,
    seal_moves,
    settings,
    stock,
    stock_moves,
)
from app.storage.second_copy import CopyState

IDENTITY = "identity.json"
REST = "rest.zseal"
CATALOGUE = "catalogue.zseal"
_SMALL: tuple[Table, ...] = (
    operators,
    settings,
    stock,
    stock_moves,
    seal_moves,
    drafts,
    number_blocks,
    blobs,
)
_LARGE: tuple[Table, ...] = (items, guides)
_BOUND = b"zongchuang/second-copy/rest/1"
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
        self._profile = profile
        self._database = database
        self._scans = scans
        self._there: set[str] = set()
        self._digests: dict[str, str] = {}
        self._catalogue: tuple[object, ...] = ()

    def keep(self) -> CopyState | None:
        """Bring the medium up to date; what is wrong with the medium, None when nothing. Raises DBAPIError."""
        small, catalogue = self._rows(_SMALL), self._changed_catalogue()
        try:
            self._put_scans()
            self._put(REST, small, sealed=True)
            if catalogue:
                self._put(CATALOGUE, catalogue, sealed=True)
            self._put(IDENTITY, dumps(self._identity()), sealed=False)
        except OSError as error:
            self._there.clear()
            self._digests.clear()
            self._catalogue = ()
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            return CopyState.FULL if full else CopyState.FAILED
        return None

    def _rows(self, tables: tuple[Table, ...]) -> str:
        with self._database.read.connect() as connection:
            kept = {
                table.name: [_out(row) for row in connection.execute(select(table)).mappings()]
                for table in tables
            }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def _changed_catalogue(self) -> str:
        """Empty when nothing changed: to read it whole twice a minute would be a waste."""
        statement = select(func.count(), func.max(items.c.rowid_), func.max(items.c.version))
        with self._database.read.connect() as connection:
            seen = (
                *connection.execute(statement).one(),
                connection.scalar(select(func.count(guides.c.code))),
            )
        if seen == self._catalogue:
            return ""
        self._catalogue = seen
        return self._rows(_LARGE)

    def _identity(self) -> Identity:
        keys = read_keys(self._profile.keys_path)
        safe = tuple(wrap for wrap in keys.wraps if wrap.kind != WrapKind.OPERATOR)
        return Identity(1, config_values(self._profile.config), replace(keys, wraps=safe, tries=()))

    def _put(self, name: str, text: str, *, sealed: bool) -> None:
        data = text.encode("utf-8")
        digest = hashlib.sha256(data).hexdigest()
        if self._digests.get(name) == digest and (self._folder / name).exists():
            return
        if sealed:
            nonce = secrets.token_bytes(_NONCE)
            data = nonce + self._cipher.encrypt(nonce, data, _BOUND)
        replace_file(self._folder / name, data)
        self._digests[name] = digest

    def _put_scans(self) -> None:
        target = self._folder / "blobs"
        for path in self._scans.files():
            name = f"{path.parent.name}/{path.name}"
            if name not in self._there:
                copy_file(path, target / name)
                self._there.add(name)


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


def read_rest(folder: Path, key: bytes) -> dict[str, list[dict[str, Any]]]:
    """The tables as they were kept, by name; what is missing or damaged is left out."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for name in (REST, CATALOGUE):
        try:
            data = (folder / name).read_bytes()
            plain = json.loads(AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], _BOUND))
        except (OSError, InvalidTag, ValueError):
            continue
        kept |= {table: [_back(row) for row in rows] for table, rows in plain.items()}
    return kept


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
