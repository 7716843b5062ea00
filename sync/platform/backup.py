"""A backup of a running platform as one file, and its restoring into an empty database of either kind.

The file is gzip of JSON lines: a head, a line per row, and an end with the number of rows and the SHA-256 of all that
came before; a file without its end is refused. It holds what the database holds, the signing seed included: whoever
keeps it must keep it as the database. Scans lie in their own store and are copied beside it, each once.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, inspect, select

from sync.platform import durable, tables
from sync.platform.blob_store import BlobStore, blob_file
from sync.platform.database import Database, engine_of, open_database
from sync.platform.migrate import VERSION
from sync.platform.rebirth import begin_new_life
from sync.platform.transactions import WRITE

_FORMAT = "zongchuang-platform-backup-1"
_AT_ONCE = 500
_PIECE = 4 * 1024 * 1024


class BackupError(Exception):
    """The backup is no use: torn, another-version, another-life or not-empty (``code``); ``words`` are for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words


def backup(db: str, out: Path, at_ms: int) -> dict[str, Any]:
    """Write all of ``db``, as it is at one moment, to ``out``; windows may go on meanwhile. Gives rows per table.

    ``out`` is there whole or, when anything fails, as it was before. Raises OSError.
    """
    database = open_database(db)
    draft = out.with_name(f"{out.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=4) as file:
                counts = _write(database, _Digested(file), at_ms)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(out)
        _sync(out.parent)
    finally:
        draft.unlink(missing_ok=True)
        database.close()
    return {"file": str(out), "server_epoch": database.server_epoch, "rows": counts}


def restore(file: Path, db: str) -> dict[str, Any]:
    """Fill the empty database ``db`` from ``file`` and begin a new life on it.

    Gives ``{server_epoch, passed_over, rows, made_ms}``. Raises BackupError, and then ``db`` is as it was.
    """
    _check(file)
    engine = engine_of(db)
    try:
        with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            if inspect(connection).has_table(tables.server.name):
                raise BackupError("not-empty", "目标数据库里已有数据，没有改动；请先指定一个空库再恢复。")
            tables.metadata.create_all(connection)
            counts, head = _fill(connection, file)
            _count_on(connection)
            life = begin_new_life(connection)
    finally:
        engine.dispose()
    return {**life, "rows": counts, "made_ms": head["at_ms"]}


def copy_scans(source: BlobStore, target: BlobStore, database: Database) -> dict[str, int]:
    """Copy the scans that ``database`` calls whole from one store to the other. ``missing``: not in ``source``."""
    with database.read() as connection:
        digests = list(
            connection.execute(select(tables.blobs.c.digest).order_by(tables.blobs.c.digest)).scalars()
        )
    done = {"scans": len(digests), "copied": 0, "missing": 0}
    for digest in digests:
        size = source.held(digest)
        if target.held(digest) is not None:
            continue
        if size is None:
            done["missing"] += 1
            continue
        with blob_file(source, digest, size) as file:
            at = 0
            while piece := file.read(_PIECE):
                target.append(digest, at, piece)
                at += len(piece)
        done["copied" if target.finish(digest, size) else "missing"] += 1
    return done


def backed_up(database: Database, file: Path, scans: BlobStore | None) -> dict[str, Any]:
    """Read ``file`` back, and tell the windows what it holds: of the log, and of scans when each lies in ``scans`` too.

    Gives ``{position, at_ms, scans: {scans, missing}}`` (``scans`` only when it was given). Raises BackupError.
    """
    _check(file)
    head, position, sizes = _covered(file)
    if head["server_epoch"] != database.server_epoch:
        raise BackupError("another-life", "这不是本平台现在这个库的备份，没有登记；请重新备份。")
    at_ms = int(head["at_ms"])
    with database.read() as connection:
        blobs = tables.blobs.c
        early = set(connection.execute(select(blobs.digest).where(blobs.received_ms < at_ms)).scalars())
    done: dict[str, Any] = {"position": position, "at_ms": at_ms}
    moment = 0
    if scans is not None:
        # One that came while the backup was written may be older than it and not in it: it counts as missing.
        missing = len(early - sizes.keys()) + sum(scans.held(one) != size for one, size in sizes.items())
        done["scans"] = {"scans": len(sizes), "missing": missing}
        moment = 0 if missing else at_ms
    with database.write() as connection:
        durable.cover(connection, position, moment)
    return done


def _covered(file: Path) -> tuple[Mapping[str, Any], int, dict[str, int]]:
    """Head, highest place in the log, and scans with their sizes, of a file that is whole."""
    head, position, sizes = dict[str, Any](), 0, dict[str, int]()
    for line in _lines(file):
        entry = json.loads(line)
        if isinstance(entry, dict):
            head = head or entry
        elif entry[0] == tables.commits.name:
            position = max(position, entry[1]["position"])
        elif entry[0] == tables.blobs.name:
            sizes[entry[1]["digest"]] = entry[1]["size"]
    return head, position, sizes


class _Digested:
    """Writes lines and keeps the SHA-256 of them all."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self.sha = hashlib.sha256()

    def line(self, value: Any) -> None:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self.sha.update(data)
        self._file.write(data)


def _write(database: Database, out: _Digested, at_ms: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    head = {"format": _FORMAT, "schema": VERSION, "at_ms": at_ms, "server_epoch": database.server_epoch}
    out.line(head)
    with database.snapshot() as connection:
        for table in tables.metadata.sorted_tables:
            counts[table.name] = 0
            query = select(table).execution_options(yield_per=_AT_ONCE)
            for row in connection.execute(query):
                out.line([table.name, {name: _packed(value) for name, value in row._mapping.items()}])
                counts[table.name] += 1
    out.line({"end": sum(counts.values()), "sha256": out.sha.hexdigest()})
    return counts


def _packed(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, (bytes, memoryview)) else value


def _unpacked(value: Any) -> Any:
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file, "rb") as stream:
            yield from stream
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise BackupError("torn", "备份文件不完整或已损坏，没有恢复任何内容。") from error


def _check(file: Path) -> None:
    """That the file is whole, before a row of it is believed. Raises BackupError."""
    sha, rows, last = hashlib.sha256(), -1, b""
    for line in _lines(file):
        sha.update(last)
        rows, last = rows + 1, line
        if rows == 0:
            _check_head(line)
    try:
        end = json.loads(last)
        whole = (end["end"], end["sha256"]) == (rows - 1, sha.hexdigest())
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise BackupError("torn", "备份文件不完整或已损坏，没有恢复任何内容。")


def _check_head(line: bytes) -> None:
    try:
        head: Mapping[str, Any] = json.loads(line)
        known = head["format"] == _FORMAT
    except (ValueError, KeyError, TypeError):
        known = False
        head = {}
    if not known:
        raise BackupError("torn", "这不是平台的备份文件。")
    if head["schema"] != VERSION:
        raise BackupError(
            "another-version",
            f"备份是第 {head['schema']} 版的，本程序是第 {VERSION} 版；请用当时的程序恢复，再运行 platform migrate。",
        )


def _fill(connection: Connection, file: Path) -> tuple[dict[str, int], Mapping[str, Any]]:
    counts = {table.name: 0 for table in tables.metadata.sorted_tables}
    waiting: list[dict[str, Any]] = []
    current, head = "", dict[str, Any]()

    def flush() -> None:
        if waiting:
            connection.execute(insert(tables.metadata.tables[current]), waiting)
            waiting.clear()

    for line in _lines(file):
        entry = json.loads(line)
        if isinstance(entry, dict):
            head = head or entry
            continue
        name, row = entry
        if name != current or len(waiting) == _AT_ONCE:
            flush()
        current = name
        counts[name] += 1
        waiting.append({column: _unpacked(value) for column, value in row.items()})
    flush()
    return counts, head


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts rows that were put in with their numbers as if they were not there: the next row would have the
    number of an old one, and be refused.
    """
    if connection.dialect.name != "postgresql":
        return
    for table in tables.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            behind = func.coalesce(func.max(column), 0) + 1
            counter = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(counter, behind, False)).select_from(table))


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
