"""Command line of the reference platform: ``python -m sync.platform serve|decide|arrive|partner|list|verify|…``."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp

from sync.platform import (
    leash,
    partner_staff,
    routes_kiosk,
    staff_accounts,
    staff_catalogue,
    staff_desk,
    staff_devices,
    staff_gone,
    staff_hall,
    staff_held,
    staff_lease,
    staff_serve,
)
from sync.platform.backup import BackupError, backed_up, backup, copy_scans, restore
from sync.platform.blob_files import BlobFiles
from sync.platform.blob_store import store_at
from sync.platform.database import Database, open_database, renew_epoch, url_of
from sync.platform.devices import Doorkeeper
from sync.platform.guard import Guard
from sync.platform.hall import Hall, HallError, settle_role
from sync.platform.listening import bind
from sync.platform.migrate import VERSION, SchemaError
from sync.platform.mishap import refusal
from sync.platform.quick import Quick
from sync.platform.relay import Relay
from sync.platform.relay_thread import RelayThread
from sync.platform.report import digest_report, list_cases, verify
from sync.platform.server import HallSide, build_app
from sync.platform.serving import PatientProtocol, serve_until_ended
from sync.platform.upstream_line import UpstreamLine, hall_identity
from sync.platform.witness import renew_if_older
from sync.platform.workers import Workers
from sync.wire.signing import SUITES, SignatureError, verifier_for

TOKEN_VARIABLE = "ZONGCHUANG_PLATFORM_TOKEN"  # noqa: S105 — the name of a variable, not a token
UPSTREAM_VARIABLE = "ZONGCHUANG_UPSTREAM_TOKEN"
_GRACE_S = 5
_KEPT_S = 75  # a window asks every 30 s: its connection (and its TLS) need not begin anew each time
_BACKLOG = 1024
_GC = (20_000, 20, 20)


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0, 1 when refused or a problem was found, 2 for a wrong call."""
    parser = _parser()
    try:
        given = parser.parse_args(argv)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 2
    leash.hold(given)
    try:
        return _run_command(given)
    except SchemaError as error:
        _say({"refused": error.code, "detail": str(error), "words": error.words})
        return 1
    except HallError as error:
        _say({"refused": "hall", "detail": str(error), "words": error.words})
        return 1
    except ValueError as error:
        _say({"refused": "usage", "detail": str(error)})
        return 2
    except (DBAPIError, OSError) as error:
        _say(refusal(error))
        return 1


def _run_command(given: argparse.Namespace) -> int:
    if given.command == "serve":
        open_database(given.db, given.suite, upgrade=True).close()
        if given.sample:
            partner_staff.fill_sample(given.db)
        names = [field.name for field in fields(Service)]
        wanted = {name: getattr(given, name) for name in names}
        return serve(Service(**wanted | {"host": tuple(given.host)}))
    if given.command == "migrate":
        open_database(given.db, upgrade=True).close()
        _say({"schema": VERSION})
        return 0
    runner = _runners().get(given.command)
    if runner is not None:
        return runner(given)
    if given.command == "verify":
        found = verify(given.db)
        _say(found)
        return 0 if found["ok"] else 1
    if given.command == "list":
        _say(list_cases(given.db))
    elif given.command == "digest":
        _say(digest_report(given.db, given.device))
    elif given.command == "restored":
        _say(renew_epoch(given.db))
    else:
        sys.stdout.write(openapi_text())
    return 0


def _runners() -> dict[str, Callable[[argparse.Namespace], int]]:
    return {
        "desk": staff_serve.run,
        "staff": staff_serve.run,
        "upload": staff_serve.run,
        "backup": _back,
        "restore": _back,
        "backed-up": _back,
        "decide": staff_desk.run_decide,
        "arrive": staff_desk.run_arrive,
        "catalogue": staff_catalogue.run_catalogue,
        "lease": staff_lease.run_lease,
        "hall": staff_hall.run_hall,
        "accounts": staff_accounts.run_accounts,
        "retract": staff_gone.run_retract,
        "device": staff_devices.run_device,
        "held": staff_held.run_held,
        "kiosk": routes_kiosk.run,
        "partner": partner_staff.run,
    }


def _back(given: argparse.Namespace) -> int:
    """``backup``, ``backed-up`` and ``restore``; 1 when refused, and when a scan is missing where it should lie."""
    try:
        done = _backed_up(given) if given.command == "backed-up" else _copied(given)
    except BackupError as error:
        _say({"refused": error.code, "detail": str(error), "words": error.words})
        return 1
    except OSError as error:
        _say({"refused": "file", "detail": str(error)})
        return 1
    _say(done)
    return 1 if given.command != "restore" and done.get("scans", {}).get("missing") else 0


def _backed_up(given: argparse.Namespace) -> dict[str, Any]:
    with closing(open_database(given.db)) as database:
        return backed_up(database, given.file, store_at(given.scans) if given.scans else None)


def _copied(given: argparse.Namespace) -> dict[str, Any]:
    """The scans are copied after the rows, so that none is named and not there."""
    if given.command == "backup":
        done = backup(given.db, given.file, now_ms())
        source, target = given.blobs or default_blobs(given.db), given.scans
    else:
        done = restore(given.file, given.db)
        source, target = given.scans, given.blobs or default_blobs(given.db)
    if given.scans:
        with closing(open_database(given.db)) as database:
            done["scans"] = copy_scans(store_at(source), store_at(target), database)
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zongchuang platform", description="参考省平台")
    commands = parser.add_subparsers(dest="command", required=True)
    helps = {
        "serve": "serve /v1 on the loopback interface",
        "decide": "do what a department does with a case",
        "arrive": "bring an online draft down to a window",
        "catalogue": "publish a catalogue for the windows",
        "lease": "move a case from one window to another",
        "hall": "how a hall's server stands, its reconciliation with the province, and what that left to do",
        "accounts": "days that devices and halls reconciled, signed by both ends, and what differs",
        "retract": "take a case back from the windows: withdrawn, moved or erased",
        "list": "where the cases stand",
        "kiosk": "watch, lock and open unattended terminals",
        "device": "devices: keys they sign with, release one; forks, which a copied profile sent",
        "held": "what was lost and sent again without a proof: list it, accept or dismiss it by name",
        "digest": "figures and digests to compare with a window",
        "migrate": "bring the tables of an older version up to date, as serve does",
        "verify": "check chains, digests and projections",
        "backed-up": "read a backup back: windows may clear away what it and the copies of the scans hold",
        "desk": "serve the page of the people behind the platform, on a port of its own",
        "staff": "let somebody use that page; the password comes on the standard input",
        "upload": "serve the page on which telephones send pictures to a terminal, on a port of its own",
        "backup": "write all of it to a file, while it runs",
        "restore": "fill an empty database from such a file; begins a new server epoch",
        "restored": "after putting back the files of a backup by other means: begin a new server epoch",
    }
    made = {name: commands.add_parser(name, help=text) for name, text in helps.items()}
    for name, command in made.items():
        command.add_argument("--db", default="platform.db", help="database URL or SQLite file")
        if name != "serve":
            command.add_argument("--json", action="store_true", help="JSON (the only format)")
    staff_serve.add_commands(made["desk"], made["staff"], made["upload"])
    made["backed-up"].add_argument("file", type=Path)
    for name in ("backup", "restore"):
        made[name].add_argument("file", type=Path)
        made[name].add_argument("--blobs", default="", help="scans of the platform, as for serve")
    for name in ("backup", "restore", "backed-up"):
        made[name].add_argument("--scans", default="", help="folder or s3://… that holds copies of the scans")
    _serve_options(made["serve"])
    for name in ("serve", "upload"):
        leash.add_option(made[name])
    made["digest"].add_argument("--device", default="")
    staff_desk.add_decide(made["decide"])
    staff_desk.add_arrive(made["arrive"])
    staff_catalogue.add_catalogue_command(made["catalogue"])
    staff_hall.add_hall_command(made["hall"])
    staff_accounts.add_accounts(made["accounts"])
    staff_lease.add_lease(made["lease"])
    staff_gone.add_retract(made["retract"])
    staff_devices.add_device(made["device"])
    staff_held.add_held(made["held"])
    routes_kiosk.add_command(made["kiosk"])
    partner_staff.add_commands(commands.add_parser("partner", help="the other systems of the province"))
    commands.add_parser("openapi", help="the interface as OpenAPI")
    return parser


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    serve.add_argument("--ready-file", type=Path, help="where to write port, token and public key")
    serve.add_argument("--token", default="", help=f"bearer token; better in {TOKEN_VARIABLE}")
    serve.add_argument(
        "--blobs", default="", help="scans: a folder (beside a SQLite file by default), or s3://host/bucket"
    )
    serve.add_argument("--workers", type=int, default=1, help="processes behind the address (PostgreSQL)")
    serve.add_argument(
        "--listen",
        default="127.0.0.1",
        help="address to listen on; beyond this machine only behind a TLS proxy",
    )
    serve.add_argument(
        "--host", action="append", default=[], help="name under which a proxy in front is asked (repeatable)"
    )
    serve.add_argument("--upstream", default="", help="serve a hall: URL of the province before /v1")
    serve.add_argument(
        "--upstream-every", type=float, default=30.0, help="seconds between two looks at the province"
    )
    serve.add_argument("--upstream-key", default="", help="public key of the province")
    serve.add_argument(
        "--signed-only", action="store_true", help="let no device in that does not sign its requests"
    )
    serve.add_argument(
        "--sample", action="store_true", help="fill the registers of a rehearsal province first"
    )
    serve.add_argument(
        "--suite",
        choices=SUITES,
        default="",
        help="signatures and digests, chosen once when the database is made",
    )


@dataclass(frozen=True)
class Service:
    """What ``serve`` was asked for: database, address, scans, how many processes. ``token`` opens the door.

    ``host``: names under which a proxy in front is asked, beside those of this machine.
    """

    db: str
    port: int = 0
    ready_file: Path | None = None
    token: str = ""
    blobs: str = ""
    workers: int = 1
    upstream: str = ""
    upstream_key: str = ""
    upstream_every: float = 30.0
    listen: str = "127.0.0.1"
    host: tuple[str, ...] = ()
    signed_only: bool = False


def serve(service: Service) -> int:
    """Serve on ``listen`` until SIGTERM or SIGINT; says ``{port, token, public_key}`` when ready (a given token never).

    Returns 0, or 1 when the port is taken. Raises ValueError for several workers upon SQLite.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if service.workers > 1 and not url_of(service.db).startswith("postgresql"):
        raise ValueError("several workers need PostgreSQL: SQLite knows no turns among processes")
    if service.upstream:
        _check_upstream(service)
    given = service.token or os.environ.get(TOKEN_VARIABLE, "")
    token = given or secrets.token_urlsafe(24)
    store_at(service.blobs or default_blobs(service.db))
    try:
        bound = bind(service.listen, service.port)
    except OSError as error:
        _say({"refused": "port", "detail": str(error)})
        return 1
    with bound:
        return _serve_on(bound, replace(service, token=token), hidden=bool(given))


def _check_upstream(service: Service) -> None:
    """Raises ValueError when the province cannot be asked or believed."""
    try:
        verifier_for(service.upstream_key)
    except SignatureError as error:
        raise ValueError("--upstream-key must be the public key of the province (ed25519:…)") from error
    if not os.environ.get(UPSTREAM_VARIABLE):
        raise ValueError(f"{UPSTREAM_VARIABLE} must hold the token of the province")


def _serve_on(bound: socket.socket, service: Service, *, hidden: bool) -> int:
    """``hidden``: the token was given, so that whoever needs it knows it, and it is not said into any journal."""
    files = store_at(service.blobs or default_blobs(service.db))
    renewed = None if service.upstream else renew_if_older(service.db, files)
    with closing(open_database(service.db)) as database:
        key = database.signer.key
        settle_role(database, service.upstream)
    ready = {"port": bound.getsockname()[1], "token": service.token, "public_key": key}
    ready |= {"renewed": renewed} if renewed is not None else {}

    def told() -> None:
        _say({name: value for name, value in ready.items() if name != "token" or not hidden})
        if service.ready_file is not None:
            _write_private(service.ready_file, json.dumps(ready))

    if service.workers > 1:
        bound.listen(_BACKLOG)
        return Workers(service.workers, lambda up: _work(bound, service, up)).run(told)
    return _work(bound, service, told)


def _work(bound: socket.socket, service: Service, ready: Callable[[], None]) -> int:
    """One process: everything it knows lies in the database and the store of scans."""
    database, quick = open_database(service.db), Quick()
    try:
        files = store_at(service.blobs or default_blobs(service.db))
        if not service.upstream:
            app = build_app(database, now_ms, files, signed_only=service.signed_only, quick=quick)
            _run(_door(app, service, database, quick), bound, ready)
            return 0
        verifier = verifier_for(service.upstream_key)
        token, me = os.environ.get(UPSTREAM_VARIABLE, ""), hall_identity(database.signer)
        line = UpstreamLine(service.upstream, token, verifier, me)
        hall = Hall(database, line, now_ms)
        relay = Relay(database, files, hall, line, verifier)
        thread = RelayThread(relay, database, service.upstream_every)
        thread.start()
        try:
            side = HallSide(hall, relay, thread.wake, service.upstream_key)
            app = build_app(database, now_ms, files, side, signed_only=service.signed_only, quick=quick)
            _run(_door(app, service, database, quick), bound, ready)
        finally:
            thread.stop()
            line.close()
    finally:
        database.close()
    return 0


def _door(app: ASGIApp, service: Service, database: Database, quick: Quick) -> Guard:
    hosts = frozenset(service.host or ())
    return Guard(app, service.token, database.signer, database.server_epoch, hosts, Doorkeeper(database), quick)


def default_blobs(db: str) -> str:
    """The folder of the scans when none was named."""
    return "zongchuang-blobs" if "://" in db else f"{db}.blobs"


def _run(guard: Guard, bound: socket.socket, ready: Callable[[], None]) -> None:
    config = uvicorn.Config(
        guard,
        http=PatientProtocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_KEPT_S,
    )
    # What was imported stays for good; a batch makes thousands of objects, and most go at once by their counts.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC)
    serve_until_ended(config, bound, ready)


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
                build_app(database, now_ms, BlobFiles(Path("blobs")), described=True).openapi(),
                ensure_ascii=False,
                indent=1,
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
