"""Catalogues as the platform publishes them: versions never change, a text is kept once for all that hold it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from sync.platform import tables
from sync.platform.database import Database
from sync.platform.staff_facts import StaffError
from sync.wire.catalogue import (
    CatalogueRow,
    Manifest,
    ManifestAnswer,
    RowsPage,
    read_manifest,
    rows_digest,
    sign_manifest,
)
from sync.wire.problems import NOT_FOUND, ProblemError
from sync.wire.signing import SignatureError, verifier_for

_PAGE_BYTES = 1024 * 1024
_AT_ONCE = 500
_LARGEST = 512 * 1024


def publish(database: Database, version: str, rows: Mapping[str, str], now_ms: int) -> Manifest:
    """Publish ``rows`` (code → text) as ``version``, signed. Raises StaffError for a version that is there already."""
    digests = {code: hashlib.sha256(body.encode()).hexdigest() for code, body in rows.items()}
    versions = tables.catalogue_versions
    with database.write() as connection:
        if connection.execute(select(versions.c.version).where(versions.c.version == version)).first():
            raise StaffError("version-taken", version, f"目录版本 {version} 已经发布过，发布过的版本不能改")
        last = connection.execute(select(func.max(versions.c.serial))).scalar() or 0
        manifest = Manifest(
            version=version,
            # Grows although this platform was restored from a backup and forgot what it had published.
            serial=max(last + 1, now_ms),
            issued_ms=now_ms,
            rows=len(rows),
            digest=rows_digest(digests.items()),
        )
        _store(connection, version, rows, digests)
        signed = sign_manifest(database.signer, manifest)
        connection.execute(
            insert(versions).values(
                version=version, serial=manifest.serial, statement=signed.statement, signature=signed.signature
            )
        )
    return manifest


def newest(database: Database, province: str = "") -> ManifestAnswer:
    """The manifest of the catalogue published last; signed anew when the platform's key changed since.

    A hall's server hands on what the key ``province`` signed, as it is.
    """
    versions = tables.catalogue_versions
    with database.read() as connection:
        row = connection.execute(select(versions).order_by(versions.c.serial.desc()).limit(1)).first()
    if row is None:
        return ManifestAnswer()
    if province:
        return ManifestAnswer(statement=row.statement, signature=row.signature, key=province)
    answer = ManifestAnswer(statement=row.statement, signature=row.signature, key=database.signer.key)
    try:
        read_manifest(verifier_for(database.signer.key), answer)
    except SignatureError:
        return sign_manifest(database.signer, Manifest.model_validate_json(row.statement))
    return answer


def snapshot(connection: Connection, version: str, after: str, limit: int) -> RowsPage:
    """Rows of a version behind the code ``after``. Raises ProblemError."""
    _must_be(connection, version)
    table = tables.catalogue_rows
    query = select(table.c.code, table.c.digest).where(table.c.version == version, table.c.code > after)
    return _page(connection, version, query.order_by(table.c.code), limit, [])


def delta(connection: Connection, since: str, version: str, after: str, limit: int) -> RowsPage:
    """Rows of ``version`` that are new or changed against ``since``; what left comes with the first page.

    Raises ProblemError when one of them is not here.
    """
    _must_be(connection, version)
    _must_be(connection, since)
    now, before = tables.catalogue_rows.alias("now"), tables.catalogue_rows.alias("before")
    same = (before.c.version == since) & (before.c.code == now.c.code)
    query = (
        select(now.c.code, now.c.digest)
        .outerjoin(before, same)
        .where(now.c.version == version, now.c.code > after)
        .where(before.c.digest.is_(None) | (before.c.digest != now.c.digest))
        .order_by(now.c.code)
    )
    gone: list[str] = []
    if not after:
        kept = select(now.c.code).where(now.c.version == version)
        left = select(before.c.code).where(before.c.version == since, before.c.code.not_in(kept))
        gone = list(connection.execute(left.order_by(before.c.code)).scalars())
    return _page(connection, version, query, limit, gone)


def read_rows(file: Path) -> dict[str, str]:
    """Rows of a file as ``zongchuang catalogue export`` writes it: a line of JSON each. Raises StaffError, OSError."""
    rows: dict[str, str] = {}
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            said: dict[str, Any] = json.loads(line)
            code, body = str(said["code"]), str(said["body"])
            json.loads(body)
        except (ValueError, KeyError, TypeError) as error:
            raise StaffError("unreadable", f"line {number}", f"第 {number} 行读不懂，没有发布") from error
        if code in rows or len(body.encode()) > _LARGEST:
            raise StaffError("bad-row", f"line {number}", f"第 {number} 行的编码重复，或者内容过大，没有发布")
        rows[code] = body
    return rows


def _store(connection: Connection, version: str, rows: Mapping[str, str], digests: Mapping[str, str]) -> None:
    bodies, table = tables.catalogue_bodies, tables.catalogue_rows
    wanted = {digest: rows[code] for code, digest in digests.items()}
    known: set[str] = set()
    asked = list(wanted)
    for start in range(0, len(asked), _AT_ONCE):
        part = asked[start : start + _AT_ONCE]
        known |= set(connection.execute(select(bodies.c.digest).where(bodies.c.digest.in_(part))).scalars())
    fresh = [{"digest": digest, "body": body} for digest, body in wanted.items() if digest not in known]
    if fresh:
        connection.execute(insert(bodies), fresh)
    held = [{"version": version, "code": code, "digest": digest} for code, digest in digests.items()]
    if held:
        connection.execute(insert(table), held)


def _must_be(connection: Connection, version: str) -> None:
    versions = tables.catalogue_versions
    if connection.execute(select(versions.c.version).where(versions.c.version == version)).first() is None:
        raise ProblemError(NOT_FOUND, "catalogue version")


def _page(connection: Connection, version: str, query: Select[Any], limit: int, gone: list[str]) -> RowsPage:
    asked = query.limit(limit + 1).subquery()
    bodies = tables.catalogue_bodies
    found = connection.execute(
        select(asked.c.code, asked.c.digest, bodies.c.body)
        .join(bodies, bodies.c.digest == asked.c.digest)
        .order_by(asked.c.code)
    )
    rows: list[CatalogueRow] = []
    size, more = 0, False
    for row in found:
        size += len(row.body.encode())
        if len(rows) == limit or (rows and size > _PAGE_BYTES):
            more = True
            break
        rows.append(CatalogueRow(code=row.code, digest=row.digest, body=row.body))
    return RowsPage(version=version, rows=rows, gone=gone, after=rows[-1].code if rows else "", more=more)
