"""``platform desk``, ``staff`` and ``upload``: the pages on ports of their own, and who may use them."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

from sync.platform.database import Database, open_database
from sync.platform.listening import bind
from sync.platform.serving import PatientProtocol, serve_until_ended
from sync.platform.staff_desk import say
from sync.platform.staff_login import LoginError, StaffDoor
from sync.platform.staff_page import build_staff_app
from sync.platform.tickets import Tickets
from sync.platform.upload_page import build_upload_app

_GRACE_S = 5


def add_commands(
    desk: argparse.ArgumentParser, staff: argparse.ArgumentParser, upload: argparse.ArgumentParser
) -> None:
    """Describe them to the command line of the platform."""
    for page in (desk, upload):
        page.add_argument("--port", type=int, default=0, help="0 chooses a free one")
        page.add_argument(
            "--host", action="append", default=[], help="name under which a proxy in front is asked (repeatable)"
        )
    upload.add_argument("--public-url", default="", help="address that telephones open, as https://example.invalid")
    staff.add_argument("number", help="工号")
    staff.add_argument("name", help="姓名")


def run(given: argparse.Namespace) -> int:
    """Run one of them. Returns 0, or 1 when it was refused."""
    if given.command == "desk":
        return _serve(given.db, given.port, frozenset(given.host))
    if given.command == "upload":
        return _serve_telephones(given.db, given.port, frozenset(given.host), given.public_url)
    with closing(open_database(given.db)) as database:
        try:
            StaffDoor(database, _now).add(given.number, given.name, sys.stdin.readline().rstrip("\n"))
        except LoginError as error:
            say({"refused": "password", "words": error.words})
            return 1
    say({"staff": given.number})
    return 0


def _serve(db: str, port: int, hosts: frozenset[str]) -> int:
    """Serve on 127.0.0.1 until SIGTERM or SIGINT; says ``{port}`` when it listens."""

    def served(database: Database, bound: socket.socket) -> None:
        app = build_staff_app(database, db, _now, StaffDoor(database, _now), hosts)
        say({"port": bound.getsockname()[1], "url": f"http://127.0.0.1:{bound.getsockname()[1]}/"})
        _run(app, bound)

    return _upon(db, port, served)


def _serve_telephones(db: str, port: int, hosts: frozenset[str], public: str) -> int:
    """The page for telephones on 127.0.0.1; terminals are told its address as long as it is served."""

    def served(database: Database, bound: socket.socket) -> None:
        tickets = Tickets(database, _now)
        url = public or f"http://127.0.0.1:{bound.getsockname()[1]}"
        known = frozenset({name}) if (name := urlsplit(url).hostname) else frozenset()
        try:
            tickets.serve_at(url)
            say({"port": bound.getsockname()[1], "url": url})
            _run(build_upload_app(tickets, hosts | known), bound)
        finally:
            tickets.serve_at("")

    return _upon(db, port, served)


def _upon(db: str, port: int, served: Callable[[Database, socket.socket], None]) -> int:
    """A page upon the database at a port of 127.0.0.1. Returns 0, or 1 when the port is taken."""
    try:
        bound = bind("127.0.0.1", port)
    except OSError as error:
        say({"refused": "port", "detail": str(error)})
        return 1
    # Whoever ends it before it serves ends it in order, too: what it told of itself is taken back.
    before = signal.signal(signal.SIGTERM, _end)
    try:
        with bound, closing(open_database(db)) as database:
            bound.listen()
            served(database, bound)
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _run(app: ASGIApp, bound: socket.socket) -> None:
    config = uvicorn.Config(
        app, http=PatientProtocol, lifespan="off", log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )  # fmt: skip
    serve_until_ended(config, bound)


def _now() -> int:
    return time.time_ns() // 1_000_000
