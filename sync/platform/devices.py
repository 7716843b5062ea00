"""Which key speaks for which device: bound when the device is first heard with the token, released by staff only.

Nothing here asks what time a device has. The platform gives out challenges that carry its own time, and remembers the
nonces of the minutes in which a challenge is good: what was heard once is not heard again.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from sync.platform import tables
from sync.platform.database import Database
from sync.platform.projection import PLATFORM
from sync.platform.rebirth import get, put
from sync.wire.asking import HALL, Asker, check_request
from sync.wire.problems import (
    DEVICE_KEY,
    DEVICE_SIGNATURE,
    DEVICE_UNSIGNED,
    MALFORMED,
    SIGNATURE_REPLAYED,
    SIGNATURE_STALE,
    ProblemError,
)
from sync.wire.signing import Asked, SignatureError

GOOD_S = 300
"""Seconds for which a challenge is good; windows ask twice a minute, and each answer brings a new one."""
SPEAKER = "zongchuang.speaker"
"""Where the door leaves the checked ``Asker`` in the scope of a request."""
_SECRET = "challenge_secret"  # noqa: S105 — the name of a row
_DEVICE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SWEEP_S = 60
_NUL = b"u0000"
_PIN = "device_key:"
_BINDING = select(tables.device_keys).where(tables.device_keys.c.device == bindparam("device"))
"""Made once: every request asks this, and to make it takes longer than to ask it."""
_NOTE = (
    "WITH known AS (SELECT key, role FROM device_keys WHERE device = %s), "
    "noted AS (INSERT INTO request_nonces (device, nonce, until_s) SELECT %s, %s, %s FROM known "
    "WHERE key = %s AND role = %s ON CONFLICT DO NOTHING RETURNING 1) "
    "SELECT key, role, EXISTS (SELECT 1 FROM noted) AS fresh, set_config('synchronous_commit', 'off', true) FROM known"
)
"""A nonce is written only for the key that is bound, and only once, whoever of the workers hears it.

One that is lost with the machine costs nothing that was acknowledged: nobody waits for the disk here.
"""


class Doorkeeper:
    """Checks signatures of requests. ``now_s`` gives UTC seconds of this machine.

    On SQLite one process serves: its secret and its memory end together, so that nothing of before a restart is heard
    again. On PostgreSQL both are shared by all workers, through the database.
    """

    def __init__(self, database: Database, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s
        self._shared = database.engine.dialect.name == "postgresql"
        self._secret = _shared_secret(database) if self._shared else secrets.token_bytes(32)
        self._heard: set[tuple[str, str]] = set()
        self._order: deque[tuple[int, tuple[str, str]]] = deque()
        self._hearing = threading.Lock()
        self._swept = 0

    def challenge(self) -> str:
        """A fresh one, for the next request."""
        return self._made(int(self._now_s()))

    def check(self, asked: Asked, headers: dict[str, str]) -> Asker | None:
        """Who signed; None when nobody did. The first key heard for a device becomes its key.

        Raises ProblemError. To be called once a request has the token, with headers in lower case.
        """
        try:
            asker = check_request(asked, headers)
        except SignatureError as error:
            raise ProblemError(DEVICE_SIGNATURE, str(error)) from error
        if asker is None:
            return None
        if not _DEVICE.fullmatch(asker.device) or asker.device == PLATFORM or asker.role not in ("", HALL):
            raise ProblemError(DEVICE_SIGNATURE, "no such device")
        now = int(self._now_s())
        if not self._is_fresh(asker.challenge, now):
            raise ProblemError(SIGNATURE_STALE)
        first = self._first_in_database if self._shared else self._first_here
        if not first(asker, now):
            raise ProblemError(SIGNATURE_REPLAYED)
        return asker

    def _made(self, at_s: int) -> str:
        text = str(at_s)
        return f"{text}.{hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:32]}"

    def _is_fresh(self, challenge: str, now: int) -> bool:
        at, _, _ = challenge.partition(".")
        if not (at.isascii() and at.isdigit() and len(at) <= 12):
            return False
        # Of workers on several machines one may be a little ahead.
        return hmac.compare_digest(self._made(int(at)), challenge) and -GOOD_S <= now - int(at) <= GOOD_S

    def _bind(self, asker: Asker, now: int) -> None:
        with self._database.read() as connection:
            known = binding_of(connection, asker.device)
        if known is None:
            # Beside other writers: at the first hour of a city all its windows come at once.
            with self._database.write_beside({f"device:{asker.device}"}) as connection:
                known = binding_of(connection, asker.device)
                if known is None:
                    row = {"device": asker.device, "key": asker.key, "role": asker.role, "via": ""}
                    connection.execute(insert(tables.device_keys).values(**row, bound_ms=now * 1000))
                    return
        _same_key(asker, known)

    def _first_here(self, asker: Asker, now: int) -> bool:
        self._bind(asker, now)
        one = (asker.device, asker.nonce)
        # Several threads ask: of two at the same moment with one nonce, one is heard.
        with self._hearing:
            while self._order and self._order[0][0] < now:
                self._heard.discard(self._order.popleft()[1])
            if one in self._heard:
                return False
            self._heard.add(one)
            self._order.append((now + 2 * GOOD_S, one))
        return True

    def _first_in_database(self, asker: Asker, now: int) -> bool:
        """One statement for a device that is bound already, as nearly all are."""
        for _ in range(2):
            row = (asker.device, asker.device, asker.nonce, now + 2 * GOOD_S, asker.key, asker.role)
            with self._database.one_by_one() as connection:
                found = connection.exec_driver_sql(_NOTE, row).first()
            if found is not None:
                _same_key(asker, found)
                self._sweep(now)
                return bool(found.fresh)
            self._bind(asker, now)
        raise ProblemError(DEVICE_KEY, "the key of this device is being released")

    def _sweep(self, now: int) -> None:
        if now - self._swept > _SWEEP_S:
            self._swept = now
            table = tables.request_nonces
            with self._database.engine.connect() as connection, connection.begin():
                connection.execute(delete(table).where(table.c.until_s < now))


def _same_key(asker: Asker, known: Any) -> None:
    if (known.key, known.role) != (asker.key, asker.role):
        raise ProblemError(DEVICE_KEY, "another key is bound to this device")


def same_device(database: Database, *, signed_only: bool) -> Callable[[Request], Any]:
    """A dependency of every route: the device that a request speaks of is the one that signed it. Raises ProblemError.

    A device without a key may come unsigned, unless ``signed_only``; one with a key may not. What names no device (a
    catalogue, how far a scan is, a sealed file) may be asked by every device that signs; unsigned only while there is
    a device that may still come so.
    """

    async def check(request: Request) -> None:
        asker: Asker | None = request.scope.get(SPEAKER)
        if asker is None and signed_only:
            raise ProblemError(DEVICE_UNSIGNED)
        said = await _devices_in(request)
        upload = request.path_params.get("upload")
        if not said and not upload:
            if asker is None and await run_in_threadpool(_all_sign, database):
                raise ProblemError(DEVICE_UNSIGNED)
            return
        if asker is not None and asker.role != HALL and not upload and said == {asker.device}:
            return  # it signed with the key bound to its name, and speaks of nobody else
        await run_in_threadpool(_may_speak, database, asker, said, upload)

    return check


async def _devices_in(request: Request) -> set[str]:
    """Every device that a request names: in its address, its query, its body (which was read already)."""
    said = [request.path_params.get("device"), *request.query_params.getlist("device")]
    if request.method == "POST":
        try:
            content = await request.json()
        except (ValueError, RecursionError):
            content = None
        if _NUL in await request.body() and _has_nul(content):
            raise ProblemError(MALFORMED, "a text with a NUL in it")
        if isinstance(content, dict):
            said.append(content.get("device"))
    return {name for name in said if isinstance(name, str) and name}


def _has_nul(content: Any) -> bool:
    """Whether a text has a character that PostgreSQL keeps nowhere, and SQLite would. Bodies of commits are judged, and
    parked, one by one.
    """
    todo = [content]
    while todo:
        each = todo.pop()
        if isinstance(each, str) and "\0" in each:
            return True
        if isinstance(each, dict):
            todo += [*each, *(value for name, value in each.items() if name != "body")]
        elif isinstance(each, list):
            todo += each
    return False


def _never_signed() -> Select[Any]:
    """Devices that wrote here and never had a key, nor were released: windows of an older version."""
    heads, keys, released = tables.heads, tables.device_keys, tables.device_releases
    return select(heads.c.device).where(
        heads.c.device != PLATFORM,
        ~select(keys.c.device).where(keys.c.device == heads.c.device).exists(),
        ~select(released.c.device).where(released.c.device == heads.c.device).exists(),
    )


def unsigned(connection: Connection) -> list[str]:
    """For staff: devices for whose sake what names no device is answered to the token alone."""
    return list(connection.execute(_never_signed().distinct().order_by(tables.heads.c.device)).scalars())


def _all_sign(database: Database) -> bool:
    """Whether some device has a key, and there is none that writes here and never had one."""
    with database.read() as connection:
        if connection.execute(select(tables.device_keys.c.device).limit(1)).first() is None:
            return False
        return connection.execute(_never_signed().limit(1)).first() is None


def _may_speak(database: Database, asker: Asker | None, said: set[str], upload: str | None) -> None:
    with database.read() as connection:
        if upload:
            found = connection.execute(
                select(tables.uploads.c.device).where(tables.uploads.c.id == upload)
            ).scalar()
            said = said | ({found} if found else set())
        known = {name: binding_of(connection, name) if _DEVICE.fullmatch(name) else None for name in said}
    for name, bound in known.items():
        if asker is None:
            if bound is not None:
                raise ProblemError(DEVICE_UNSIGNED)
        elif asker.role == HALL:
            _speaks_via(database, asker, name, bound)
        elif name != asker.device:
            raise ProblemError(DEVICE_KEY, "the request speaks of another device")


def _speaks_via(database: Database, asker: Asker, name: str, bound: Any) -> None:
    """A hall's server brings what its windows wrote; such a window does not come by another way as well."""
    if bound is None:
        with database.write() as connection:
            bound = binding_of(connection, name)
            if bound is None:
                row = {"device": name, "key": "", "role": "", "via": asker.device}
                connection.execute(
                    insert(tables.device_keys).values(**row, bound_ms=time.time_ns() // 1_000_000)
                )
                return
    if bound.via != asker.device:
        raise ProblemError(DEVICE_KEY, "this device does not come by that hall")


def binding_of(connection: Connection, device: str) -> Any:
    """The row of a device, None while it has none."""
    return connection.execute(_BINDING, {"device": device}).first()


def bindings(connection: Connection) -> list[dict[str, Any]]:
    """All of them, for staff."""
    table = tables.device_keys
    return [dict(row._mapping) for row in connection.execute(select(table).order_by(table.c.device))]


def release(connection: Connection, device: str, by: str, now_ms: int) -> bool:
    """Let the next key that comes be the device's; written down with who did it. False when there is nothing to end.

    A device that wrote and never had a key is released as well: it may still write, and opens no door for others.
    """
    bound = binding_of(connection, device)
    if bound is None and device not in unsigned(connection):
        return False
    key, via = (bound.key, bound.via) if bound is not None else ("", "")
    row = {"device": device, "at_ms": now_ms, "key": key, "via": via, "by": by}
    connection.execute(insert(tables.device_releases).values(**row))
    connection.execute(delete(tables.device_keys).where(tables.device_keys.c.device == device))
    # The key of its carried files is the same one, and goes with it.
    connection.execute(delete(tables.server).where(tables.server.c.name == _PIN + device))
    return True


def _shared_secret(database: Database) -> bytes:
    with database.read() as connection:
        known = get(connection, _SECRET)
    if known is None:
        with database.write() as connection:
            known = get(connection, _SECRET)
            if known is None:
                known = secrets.token_hex(32)
                put(connection, _SECRET, known)
    return bytes.fromhex(known)
