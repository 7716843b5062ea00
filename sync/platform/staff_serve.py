"""``platform desk`` and ``platform staff``: the staff page on its own port, and who may use it."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing

import uvicorn

from sync.platform.database import open_database
from sync.platform.listening import bind
from sync.platform.staff_desk import say
from sync.platform.staff_login import LoginError, StaffDoor
from sync.platform.staff_page import build_staff_app

_GRACE_S = 5


def add_commands(desk: argparse.ArgumentParser, staff: argparse.ArgumentParser) -> None:
    """Describe both to the command line of the platform."""
    desk.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    desk.add_argument(
        "--host", action="append", default=[], help="name under which a proxy in front is asked (repeatable)"
    )
    staff.add_argument("number", help="工号")
    staff.add_argument("name", help="姓名")


def run(given: argparse.Namespace) -> int:
    """Run one of them. Returns 0, or 1 when it was refused."""
    if given.command == "desk":
        return _serve(given.db, given.port, frozenset(given.host))
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
    try:
        bound = bind("127.0.0.1", port)
    except OSError as error:
        say({"refused": "port", "detail": str(error)})
        return 1
    with bound, closing(open_database(db)) as database:
        bound.listen()
        app = build_staff_app(database, db, _now, StaffDoor(database, _now), hosts)
        config = uvicorn.Config(
            app, lifespan="off", log_config=None, access_log=False, server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )  # fmt: skip
        say({"port": bound.getsockname()[1], "url": f"http://127.0.0.1:{bound.getsockname()[1]}/"})
        uvicorn.Server(config).run(sockets=[bound])
    return 0


def _now() -> int:
    return time.time_ns() // 1_000_000
