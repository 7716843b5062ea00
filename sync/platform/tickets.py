"""Pictures on their way from a citizen's telephone to the terminal she stands at: a ticket of minutes, then nothing.

The ticket stands in the code on the screen and nowhere else; pictures are sealed under it. Whoever has the database
and not the ticket reads nothing, and the terminal closes it when the person is done or gone.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, insert, select

from sync.platform.database import Database
from sync.platform.rebirth import get, put
from sync.platform.tables import kiosk_pictures, kiosk_tickets

LIFE_MS = 10 * 60_000
MOST_PICTURES = 24
MOST_BYTES = 8 * 1024 * 1024
TOO_LARGE = f"这张照片太大，最大 {MOST_BYTES // 1024 // 1024} 兆；请用“中等大小”再传，或者在自助终端上拍、到窗口交。"
"""Not every telephone can make a picture smaller: where else it is taken."""
_URL = "upload_url"
_KINDS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How pictures begin that a telephone may send: JPEG and PNG."""


class TicketError(Exception):
    """Not taken; ``words`` are for the person with the telephone."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Opened:
    """A ticket: (id, name) of the lines pictures are wanted of, and when it is over."""

    ticket: str
    lines: tuple[tuple[str, str], ...]
    until_ms: int


class Tickets:
    """Tickets upon ``database``; ``now_ms`` gives UTC milliseconds."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    def page(self) -> str:
        """Where telephones find the page, without the ticket; empty while none is served."""
        with self._database.read() as connection:
            return get(connection, _URL) or ""

    def serve_at(self, url: str) -> None:
        """The page is served there from now on; empty: nowhere."""
        with self._database.write() as connection:
            put(connection, _URL, url)

    def open(self, device: str, lines: Sequence[tuple[str, str]]) -> Opened:
        """A new ticket of a terminal; what is over, and the one it had before, goes with everything sent to it."""
        ticket, until = secrets.token_urlsafe(24), self._now_ms() + LIFE_MS
        with self._database.write() as connection:
            gone = (kiosk_tickets.c.until_ms <= self._now_ms()) | (kiosk_tickets.c.device == device)
            for (old,) in connection.execute(select(kiosk_tickets.c.digest).where(gone)).all():
                _remove(connection, old)
            row = {"digest": _digest(ticket), "device": device, "lines": json.dumps(lines), "until_ms": until}
            connection.execute(insert(kiosk_tickets).values(**row))
        return Opened(ticket, tuple(lines), until)

    def of(self, ticket: str) -> Opened:
        """A ticket that still opens something. Raises TicketError."""
        with self._database.read() as connection:
            row = connection.execute(
                select(kiosk_tickets).where(kiosk_tickets.c.digest == _digest(ticket))
            ).first()
        if row is None or row.until_ms <= self._now_ms():
            raise TicketError("这个码已经失效，请在自助终端上重新扫码。")
        return Opened(ticket, tuple((each[0], each[1]) for each in json.loads(row.lines)), row.until_ms)

    def take(self, ticket: str, line: str, contents: Sequence[bytes]) -> int:
        """Take pictures of ``line``, one that is there already only once; how many there are now.

        Raises TicketError, and then none of them was kept.
        """
        opened = self.of(ticket)
        if line not in dict(opened.lines):
            raise TicketError("没有这一项材料，请在自助终端上重新扫码。")
        for content in contents:
            _check(content)
        with self._database.write() as connection:
            return _keep(connection, ticket, line, contents)

    def sent(self, device: str, ticket: str) -> list[tuple[int, str, int]]:
        """(number, line, bytes) of what has come to a ticket of this terminal; nothing for any other."""
        c = kiosk_pictures.c
        with self._database.read() as connection:
            if not _owns(connection, device, ticket, self._now_ms()):
                return []
            query = select(c.n, c.line, c.size).where(c.digest == _digest(ticket)).order_by(c.n)
            return [(n, line, size) for n, line, size in connection.execute(query)]

    def picture(self, device: str, ticket: str, n: int) -> tuple[str, bytes] | None:
        """(line, bytes) of one, or None."""
        c = kiosk_pictures.c
        with self._database.read() as connection:
            if not _owns(connection, device, ticket, self._now_ms()):
                return None
            query = select(c.line, c.sealed).where(c.digest == _digest(ticket), c.n == n)
            row = connection.execute(query).first()
        if row is None:
            return None
        return row.line, AESGCM(_key(ticket)).decrypt(row.sealed[:12], row.sealed[12:], row.line.encode())

    def close(self, device: str, ticket: str) -> None:
        """It is over, and nothing of it is kept; harmless for one that is none."""
        with self._database.write() as connection:
            if _owns(connection, device, ticket):
                _remove(connection, _digest(ticket))


def _digest(ticket: str) -> str:
    return hashlib.sha256(b"ticket:" + ticket.encode()).hexdigest()


def _key(ticket: str) -> bytes:
    return hashlib.sha256(b"seal:" + ticket.encode()).digest()


def _check(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise TicketError(TOO_LARGE)
    if content[4:8] == b"ftyp":
        how = "请在手机“设置—相机—格式”里选“兼容性最佳”再拍，或者另存为 JPG 再传。"
        raise TicketError(f"这是 HEIC 格式的照片，打不开。{how}")
    if not content.startswith(_KINDS):
        raise TicketError("只收照片（JPG、PNG）；别的文件请到窗口交。")


def _keep(connection: Connection, ticket: str, line: str, contents: Sequence[bytes]) -> int:
    digest, cipher, c = _digest(ticket), AESGCM(_key(ticket)), kiosk_pictures.c
    rows = connection.execute(select(c.n, c.line, c.sealed).where(c.digest == digest)).all()
    known = {
        cipher.decrypt(row.sealed[:12], row.sealed[12:], row.line.encode())
        for row in rows
        if row.line == line
    }
    held, last = len(rows), max((row.n for row in rows), default=0)
    for content in dict.fromkeys(contents):
        if content in known:
            continue
        if held >= MOST_PICTURES:
            raise TicketError(f"最多传 {MOST_PICTURES} 张；再多的请到窗口交。")
        held, last, nonce = held + 1, last + 1, secrets.token_bytes(12)
        sealed = nonce + cipher.encrypt(nonce, content, line.encode())
        row = {"digest": digest, "n": last, "line": line, "size": len(content), "sealed": sealed}
        connection.execute(insert(kiosk_pictures).values(**row))
    return held


def _owns(connection: Connection, device: str, ticket: str, now_ms: int = 0) -> bool:
    """Whether the ticket is of this terminal and still good at ``now_ms``."""
    c = kiosk_tickets.c
    query = select(c.device).where(c.digest == _digest(ticket), c.device == device, c.until_ms > now_ms)
    return connection.execute(query).first() is not None


def _remove(connection: Connection, digest: str) -> None:
    connection.execute(delete(kiosk_pictures).where(kiosk_pictures.c.digest == digest))
    connection.execute(delete(kiosk_tickets).where(kiosk_tickets.c.digest == digest))
