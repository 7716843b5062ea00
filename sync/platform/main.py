"""Command line of the reference platform: ``python -m sync.platform serve|decide|arrive|partner|list|verify|…``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from sync.platform import durable, partner_staff, staff_catalogue, staff_desk, staff_lease
from sync.platform.blob_files import BlobFiles
from sync.platform.database import Database, open_database, renew_epoch
from sync.platform.guard import Guard
from sync.platform.report import digest_report, list_cases, verify
from sync.platform.server import build_app
from sync.wire.signing import SUITES

TOKEN_VARIABLE = "ZONGCHUANG_PLATFORM_TOKEN"  # noqa: S105 — the name of a variable, not a token
_GRACE_S = 5


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0, 1 when refused or a problem was found, 2 for a wrong call."""
    parser = _parser()
    try:
        given = parser.parse_args(argv)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 2
    if given.command == "serve":
        if given.sample:
            partner_staff.fill_sample(given.db)
        return serve(given.db, given.port, given.ready_file, given.token, given.blobs, given.suite)
    if given.command == "decide":
        return staff_desk.run_decide(given)
    if given.command == "arrive":
        return staff_desk.run_arrive(given)
    if given.command == "catalogue":
        return staff_catalogue.run_catalogue(given)
    if given.command == "lease":
        return staff_lease.run_lease(given)
    if given.command == "partner":
        return partner_staff.run(given)
    if given.command == "verify":
        found = verify(given.db)
        _say(found)
        return 0 if found["ok"] else 1
    if given.command == "list":
        _say(list_cases(given.db))
    elif given.command == "digest":
        _say(digest_report(given.db, given.device))
    elif given.command == "backed-up":
        _say(_backed_up(given.db))
    elif given.command == "restored":
        _say({"server_epoch": renew_epoch(given.db)})
    else:
        sys.stdout.write(openapi_text())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zongchuang platform", description="参考省平台")
    commands = parser.add_subparsers(dest="command", required=True)
    helps = {
        "serve": "serve /v1 on the loopback interface",
        "decide": "do what a department does with a case",
        "arrive": "bring an online draft down to a window",
        "catalogue": "publish a catalogue for the windows",
        "lease": "move a case from one window to another",
        "list": "where the cases stand",
        "digest": "figures and digests to compare with a window",
        "verify": "check chains, digests and projections",
        "backed-up": "a backup of everything here was read back: windows may clear away what it covers",
        "restored": "after restoring a backup: begin a new server epoch",
    }
    made = {name: commands.add_parser(name, help=text) for name, text in helps.items()}
    for name, command in made.items():
        command.add_argument("--db", default="platform.db", help="database URL or SQLite file")
        if name != "serve":
            command.add_argument("--json", action="store_true", help="JSON (the only format)")
    made["serve"].add_argument("--port", type=int, default=0, help="0 chooses a free one")
    made["serve"].add_argument("--ready-file", type=Path, help="where to write port, token and public key")
    made["serve"].add_argument("--token", default="", help=f"bearer token; better in {TOKEN_VARIABLE}")
    made["serve"].add_argument(
        "--blobs", type=Path, help="folder of the scans; beside a SQLite file by default"
    )
    made["serve"].add_argument(
        "--sample", action="store_true", help="fill the registers of a rehearsal province first"
    )
    made["serve"].add_argument(
        "--suite", choices=SUITES, default="", help="signatures and digests, chosen once when the database is made"
    )
    made["digest"].add_argument("--device", default="")
    staff_desk.add_decide(made["decide"])
    staff_desk.add_arrive(made["arrive"])
    staff_catalogue.add_catalogue_command(made["catalogue"])
    staff_lease.add_lease(made["lease"])
    partner_staff.add_commands(commands.add_parser("partner", help="the other systems of the province"))
    commands.add_parser("openapi", help="the interface as OpenAPI")
    return parser


def _backed_up(db: str) -> dict[str, int]:
    database = open_database(db)
    try:
        with database.write() as connection:
            position, moment = durable.last_position(connection), now_ms()
            durable.cover(connection, position, moment)
        return {"position": position, "at_ms": moment}
    finally:
        database.close()


def serve(
    db: str,
    port: int = 0,
    ready_file: Path | None = None,
    token: str = "",
    blobs: Path | None = None,
    suite: str = "",
) -> int:
    """Serve on 127.0.0.1 until SIGTERM or SIGINT; says ``{port, token, public_key}`` when ready.

    Returns 0, or 1 when the port is taken.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    database = open_database(db, suite)
    token = token or os.environ.get(TOKEN_VARIABLE, "") or secrets.token_urlsafe(24)
    files = BlobFiles(blobs or Path("zongchuang-blobs" if "://" in db else f"{db}.blobs"))
    guard = Guard(build_app(database, now_ms, files), token, database.signer, database.server_epoch)
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        try:
            bound.bind(("127.0.0.1", port))
        except OSError as error:
            _say({"refused": "port", "detail": str(error)})
            return 1
        _run(guard, bound, database, token, ready_file)
    finally:
        bound.close()
        database.close()
    return 0


def _run(guard: Guard, bound: socket.socket, database: Database, token: str, ready_file: Path | None) -> None:
    ready = {"port": bound.getsockname()[1], "token": token, "public_key": database.signer.key}
    config = uvicorn.Config(
        guard,
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    before = {number: signal.signal(number, _ignore) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        _Server(config, ready, ready_file).run(sockets=[bound])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Uvicorn raises the signal again once it has shut down; by then there is nothing left to do."""


class _Server(uvicorn.Server):
    """Says that it is ready once it really listens."""

    def __init__(self, config: uvicorn.Config, ready: dict[str, Any], ready_file: Path | None) -> None:
        super().__init__(config)
        self._ready = ready
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _say(self._ready)
        if self._ready_file is not None:
            _write_private(self._ready_file, json.dumps(self._ready))


def _write_private(path: Path, content: str) -> None:
    """Whole or not at all, and readable by the owner only: it holds the token."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(content)
    draft.replace(path)


def openapi_text() -> str:
    """The interface as OpenAPI JSON, as it is committed under ``docs/openapi.json``."""
    database = open_database("sqlite://")
    try:
        return (
            json.dumps(
                build_app(database, now_ms, BlobFiles(Path("blobs"))).openapi(), ensure_ascii=False, indent=1
            )
            + "\n"
        )
    finally:
        database.close()


def now_ms() -> int:
    """UTC milliseconds of this machine."""
    return time.time_ns() // 1_000_000


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
