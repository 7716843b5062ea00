"""The province's catalogue in a hall: fetched page by page, checked, and handed on to the windows as it was signed.

Nothing is seen of a version before all of it is here and fits its manifest; a version older than the one here, or one
that the province did not sign, changes nothing and is told.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from sync.platform import tables
from sync.platform.database import Database
from sync.platform.rebirth import get, put
from sync.platform.upstream_line import UpstreamError, UpstreamLine
from sync.wire.catalogue import Manifest, ManifestAnswer, RowsPage, read_manifest, rows_digest
from sync.wire.signing import SignatureError, Verifier

_log = logging.getLogger(__name__)

_ARRIVING = "catalogue_arriving"
REFUSED = "catalogue_refused"
"""Why the last catalogue from above was not taken, a code; empty when it was."""
_BAD = "catalogue_bad"
_EVERY_S = 600.0
_PAGES = 20


@dataclass(frozen=True)
class _Arriving:
    """Where the fetching of ``version`` stands: rows behind ``after`` are to come, ``gone`` left since ``base``."""

    version: str
    serial: int
    base: str
    after: str = ""
    gone: tuple[str, ...] = ()
    whole: bool = False


class RefusedError(Exception):
    """A catalogue that is not taken; ``code``: signature, downgrade, digest or unreadable."""

    def __init__(self, code: str, version: str = "") -> None:
        super().__init__(f"{code} {version}".strip())
        self.code = code


class HallCatalogue:
    """``step`` is a part of each step of the relay, mostly idle."""

    def __init__(
        self,
        database: Database,
        line: UpstreamLine,
        verifier: Verifier,
        monotonic: Callable[[], float] = time.monotonic,
        every_s: float = _EVERY_S,
    ) -> None:
        self._database = database
        self._line = line
        self._verifier = verifier
        self._monotonic = monotonic
        self._every_s = every_s
        self._next = float("-inf")

    def step(self) -> bool:
        """Ask, and fetch a part of what is new; whether a new one is served from now on. Raises UpstreamError."""
        now = self._monotonic()
        if now < self._next:
            return False
        try:
            new, done = self._settle()
            if done:
                self._tell("")
        except RefusedError as refused:
            _log.error("catalogue of the province refused: %s", refused)
            new, done = False, True
            self._tell(str(refused))
        if done:
            self._next = now + self._every_s
        return new

    def _tell(self, code: str) -> None:
        with self._database.read() as connection:
            same = (get(connection, REFUSED) or "") == code
        if not same:
            with self._database.write() as connection:
                put(connection, REFUSED, code)

    def _settle(self) -> tuple[bool, bool]:
        """(a new version is in force, nothing is left to do for a while)."""
        answer = self._line.manifest()
        try:
            manifest = read_manifest(self._verifier, answer)
        except SignatureError as error:
            raise RefusedError("signature") from error
        if manifest is None:
            return False, True
        with self._database.read() as connection:
            standing = _standing(connection)
            arriving = _arriving(connection)
        if standing is not None and manifest.serial <= standing.serial:
            if (manifest.serial, manifest.digest) == (standing.serial, standing.digest):
                return False, True
            raise RefusedError("downgrade", manifest.version)
        with self._database.read() as connection:
            if get(connection, _BAD) == _name(manifest):
                # Fetched whole and found wrong once: the province has to publish another.
                raise RefusedError("digest", manifest.version)
        base = standing.version if standing is not None else ""
        if arriving is None or (arriving.version, arriving.serial) != (manifest.version, manifest.serial):
            arriving = self._begin(manifest, base)
        return self._fetch(manifest, answer, arriving)

    def _begin(self, manifest: Manifest, base: str) -> _Arriving:
        fresh = _Arriving(manifest.version, manifest.serial, base)
        with self._database.write() as connection:
            versions = tables.catalogue_versions
            if connection.execute(select(versions).where(versions.c.version == manifest.version)).first():
                raise RefusedError("downgrade", manifest.version)
            _clear(connection, manifest.version)
            _remember(connection, fresh)
        return fresh

    def _fetch(self, manifest: Manifest, answer: ManifestAnswer, now: _Arriving) -> tuple[bool, bool]:
        for _ in range(_PAGES):
            if now.whole:
                break
            try:
                page = self._line.rows(now.version, now.base, now.after)
            except UpstreamError as error:
                if error.code != "not-found" or not now.base:
                    raise
                # The province does not know the version that stands here: it came back from a backup.
                now = self._begin(manifest, "")
                continue
            if page.more and page.after <= now.after:
                raise RefusedError("unreadable", now.version)
            now = self._put(now, page)
        if not now.whole:
            return False, False
        if self._switch(manifest, answer, now):
            return True, True
        if not now.base:
            with self._database.write() as connection:
                put(connection, _BAD, _name(manifest))
            raise RefusedError("digest", now.version)
        # What changed did not fit on what is here; all of it may.
        self._begin(manifest, "")
        return False, False

    def _put(self, now: _Arriving, page: RowsPage) -> _Arriving:
        rows = {row.code: row for row in page.rows}
        if any(hashlib.sha256(row.body.encode()).hexdigest() != row.digest for row in page.rows):
            raise RefusedError("digest", now.version)
        gone = now.gone + tuple(page.gone)
        after = _Arriving(now.version, now.serial, now.base, page.after or now.after, gone, not page.more)
        with self._database.write() as connection:
            bodies, table = tables.catalogue_bodies, tables.catalogue_rows
            wanted = {row.digest: row.body for row in rows.values()}
            known = set(
                connection.execute(select(bodies.c.digest).where(bodies.c.digest.in_(list(wanted)))).scalars()
            )
            fresh = [{"digest": key, "body": body} for key, body in wanted.items() if key not in known]
            held = [{"version": now.version, "code": code, "digest": row.digest} for code, row in rows.items()]
            connection.execute(
                delete(table).where(table.c.version == now.version, table.c.code.in_(list(rows)))
            )
            for where, values in ((bodies, fresh), (table, held)):
                if values:
                    connection.execute(insert(where), values)
            _remember(connection, after)
        return after

    def _switch(self, manifest: Manifest, answer: ManifestAnswer, now: _Arriving) -> bool:
        """All of it is here: does it fit its manifest, it is in force from now on; else it is thrown away."""
        table = tables.catalogue_rows
        with self._database.write() as connection:
            if now.base:
                _carry_over(connection, now)
            query = select(table.c.code, table.c.digest).where(table.c.version == now.version)
            rows = [(row.code, row.digest) for row in connection.execute(query)]
            fits = len(rows) == manifest.rows and rows_digest(rows) == manifest.digest
            if fits:
                row = {"version": manifest.version, "serial": manifest.serial}
                row |= {"statement": answer.statement, "signature": answer.signature}
                connection.execute(insert(tables.catalogue_versions).values(**row))
            else:
                _clear(connection, now.version)
            _remember(connection, None)
        return fits


def _name(manifest: Manifest) -> str:
    return f"{manifest.serial}:{manifest.digest}"


def _carry_over(connection: Connection, now: _Arriving) -> None:
    """What did not change is as it was in the version before."""
    table = tables.catalogue_rows
    here = set(connection.execute(select(table.c.code).where(table.c.version == now.version)).scalars())
    before = connection.execute(select(table.c.code, table.c.digest).where(table.c.version == now.base)).all()
    left = set(now.gone)
    same = [
        {"version": now.version, "code": row.code, "digest": row.digest}
        for row in before
        if row.code not in here and row.code not in left
    ]
    if same:
        connection.execute(insert(table), same)


def _clear(connection: Connection, version: str) -> None:
    table = tables.catalogue_rows
    connection.execute(delete(table).where(table.c.version == version))


def _standing(connection: Connection) -> Manifest | None:
    versions = tables.catalogue_versions
    newest = select(func.max(versions.c.serial)).scalar_subquery()
    statement = connection.execute(select(versions.c.statement).where(versions.c.serial == newest)).scalar()
    return Manifest.model_validate_json(statement) if statement else None


def _remember(connection: Connection, now: _Arriving | None) -> None:
    put(connection, _ARRIVING, json.dumps(vars(now)) if now is not None else "")


def _arriving(connection: Connection) -> _Arriving | None:
    text = get(connection, _ARRIVING)
    if not text:
        return None
    kept: dict[str, Any] = json.loads(text)
    return _Arriving(**kept | {"gone": tuple(kept["gone"])})
