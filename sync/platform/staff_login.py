"""Who may use the staff page, and for how long: Argon2id, a growing lock after wrong passwords, a signed session.

A session stands in its cookie alone, so that any process knows it; it ends after a time, or when the platform begins a
new life.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import BigInteger, Update, case, insert, literal, select, update

from sync.platform import tables
from sync.platform.database import Database
from sync.platform.rebirth import get, put

_KEY = "staff_session_key"
_LIVES_MS = 8 * 3600 * 1000
_TRIES = 5
_LOCK_MS = 60_000
_LONGEST_LOCK_MS = 3_600_000
_SHORTEST = 10


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in. ``token`` goes into every form of the session."""

    number: str
    name: str
    token: str


class LoginError(Exception):
    """Not let in; ``words`` say why, the same for a wrong name and a wrong password."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class StaffDoor:
    """Logins upon ``database``. ``now_ms`` gives UTC milliseconds."""

    def __init__(
        self, database: Database, now_ms: Callable[[], int], hasher: PasswordHasher | None = None
    ) -> None:
        self._database = database
        self._now_ms = now_ms
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
        self._one_at_a_time = threading.Semaphore(1)
        with database.write() as connection:
            known = get(connection, _KEY)
            if known is None:
                known = secrets.token_hex(32)
                put(connection, _KEY, known)
        self._key = bytes.fromhex(known)

    def add(self, number: str, name: str, password: str) -> None:
        """Let somebody in from now on, or give a new password. Raises LoginError for a short one."""
        if len(password) < _SHORTEST:
            raise LoginError(f"口令至少 {_SHORTEST} 个字符。")
        table = tables.staff_users
        values = {"name": name, "verifier": self._hasher.hash(password), "failures": 0, "locked_until_ms": 0}
        with self._database.write() as connection:
            moved = connection.execute(update(table).where(table.c.number == number).values(**values))
            if moved.rowcount == 0:
                connection.execute(insert(table).values(number=number, **values))

    def log_in(self, number: str, password: str) -> str:
        """The cookie of a new session. Raises LoginError."""
        table = tables.staff_users
        now = self._now_ms()
        with self._database.write() as connection:
            row = connection.execute(select(table).where(table.c.number == number)).first()
            if row is not None and row.locked_until_ms > now:
                raise LoginError("口令输错次数太多，请稍后再试。")
        fits = self._fits(row.verifier if row is not None else "", password)
        if row is None:
            raise LoginError("工号或口令不对。")
        with self._database.write() as connection:
            if not fits:
                connection.execute(_failed(now).where(table.c.number == number))
            else:
                # Whoever was locked while the password was being checked stays locked.
                free = update(table).where(table.c.number == number, table.c.locked_until_ms <= now)
                if connection.execute(free.values(failures=0, locked_until_ms=0)).rowcount == 0:
                    raise LoginError("口令输错次数太多，请稍后再试。")
        if not fits:
            raise LoginError("工号或口令不对。")
        content = f"{number.encode().hex()}.{now + _LIVES_MS}.{secrets.token_hex(16)}"
        return f"{content}.{self._mark('session', content)}"

    def person(self, cookie: str) -> Person | None:
        """Who a cookie stands for, None when it is none of ours or too old."""
        content, _, mark = cookie.rpartition(".")
        if not content or not hmac.compare_digest(mark.encode(), self._mark("session", content).encode()):
            return None
        coded, until, _ = content.split(".")
        if int(until) <= self._now_ms():
            return None
        number = bytes.fromhex(coded).decode()
        table = tables.staff_users
        with self._database.read() as connection:
            name = connection.execute(select(table.c.name).where(table.c.number == number)).scalar()
        return None if name is None else Person(number, name, self._mark("form", content))

    def _fits(self, verifier: str, password: str) -> bool:
        try:
            # Each costs 64 MiB and a core: those who come at once wait for each other.
            with self._one_at_a_time:
                # Somebody who is unknown costs the same time as somebody who is not.
                self._hasher.verify(verifier or self._hasher.hash("nobody"), password)
        except (VerificationError, InvalidHashError):
            return False
        return bool(verifier)

    def _mark(self, use: str, content: str) -> str:
        return hmac.new(
            self._key, f"{use}:{self._database.server_epoch}:{content}".encode(), hashlib.sha256
        ).hexdigest()


def _failed(now: int) -> Update:
    """One more wrong password, counted and judged in one statement: those who try at once are each counted."""
    table = tables.staff_users
    failures = table.c.failures + 1
    steps = [(_TRIES + n, min(_LOCK_MS * 2**n, _LONGEST_LOCK_MS)) for n in range(7)]
    locks = [(failures >= count, literal(now + lock, BigInteger)) for count, lock in reversed(steps)]
    return update(table).values(failures=failures, locked_until_ms=case(*locks, else_=0))
