"""Tools of the people behind the partners: ``zongchuang platform partner list|answer|tell|put|show|…``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sync.platform import tables
from sync.platform.case_file import bodies_of, read_case
from sync.platform.database import open_database
from sync.platform.partner_desk import PartnerDesk, open_desk
from sync.platform.partners import archive, hotline, progress, sample, supervision
from sync.platform.partners.base import Answer, Holder, PartnerError, keyed_digest
from sync.platform.partners.house import SYSTEMS, Told
from sync.platform.staff import find_case
from sync.platform.staff_facts import StaffError

SEALED_OFF = frozenset({hotline.SYSTEM, "rating"})
"""Shelves that ``show`` does not open: complaints have their own door with a viewer, ratings have none."""


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Describe ``partner …`` to the command line of the platform."""
    commands = parser.add_subparsers(dest="partner", required=True)
    made = {name: commands.add_parser(name, help=text) for name, text in _HELP.items()}
    for command in made.values():
        command.add_argument("--db", default="platform.db", help="database URL or SQLite file")
        command.add_argument("--json", action="store_true", help="JSON (the only format)")
    made["list"].add_argument("--state", default="", help="open, waiting, answered or failed")
    made["list"].add_argument("--system", default="")
    for name in ("answer", "tell"):
        made[name].add_argument("--words", default="")
        made[name].add_argument("--operator", default="", help="工号 of who says it")
        made[name].add_argument("--operator-name", default="平台工作人员")
    made["answer"].add_argument("ask")
    made["tell"].add_argument("case", help="case id or a number on its papers")
    made["tell"].add_argument("system", choices=SYSTEMS)
    made["put"].add_argument("system")
    made["put"].add_argument("key", help="its own number, or TYPE:NUMBER with --holder")
    made["put"].add_argument(
        "--holder", action="store_true", help="the key is a document: keep its keyed digest"
    )
    made["put"].add_argument(
        "--prefix", default="", help="what stands before the digest, such as population:"
    )
    for name in ("answer", "tell", "put"):
        made[name].add_argument("outcome", help="a code")
        made[name].add_argument("data", nargs="*", metavar="NAME=VALUE")
    made["show"].add_argument("system")
    made["tickets"].add_argument(
        "--viewer", required=True, help="工号: tickets about this clerk are left out"
    )
    made["reply"].add_argument("number", help="what the citizen holds")
    made["progress"].add_argument("number", help="number on the receipt")
    made["feed"].add_argument("--since", type=int, default=0, help="position in the log")
    made["archive"].add_argument("case", help="case id or a number on its papers")
    made["archive"].add_argument("out", type=Path)


_HELP = {
    "list": "questions of the desks",
    "answer": "answer a question that no partner answered",
    "tell": "a partner speaks up: the courier moved, the money came, the call was made",
    "put": "fill a register of a reference counterpart",
    "sample": "fill the registers of a rehearsal province with people who are none",
    "show": "what a reference counterpart keeps",
    "tickets": "complaints that a clerk may see",
    "reply": "the written answer to a complaint, by its number",
    "progress": "stage and day of a case, by the number on its receipt",
    "feed": "the course of all cases for the supervision",
    "archive": "write the archive package of a case",
}


def run(given: argparse.Namespace) -> int:
    """Run one ``partner`` command. Returns 0, or 1 when it was refused."""
    try:
        result = _COMMANDS[given.partner](given)
    except (PartnerError, StaffError, ValueError, OSError) as error:
        _say({"refused": getattr(error, "code", "usage"), "detail": getattr(error, "words", str(error))})
        return 1
    _say(result)
    return 0


def _now() -> int:
    return time.time_ns() // 1_000_000


def tell(
    db_url: str,
    case_ref: str,
    told: Told,
    name: str = "平台工作人员",
    now_ms: Callable[[], int] = _now,
) -> Answer:
    """A partner speaks up about a case. Raises PartnerError or StaffError, and then nothing was written."""
    database = open_database(db_url)
    try:
        with database.read() as connection:
            case_id = find_case(connection, case_ref)
        return PartnerDesk(database, now_ms).tell(case_id, told, _by(told.viewer, name))
    finally:
        database.close()


def put(db_url: str, system: str, key: str, state: str, data: Mapping[str, str]) -> str:
    """Fill a register of a reference counterpart; gives the key."""
    with open_desk(db_url, _now) as desk, desk.partners() as partners:
        partners.bench.shelf(system).put(key, state, data)
    return key


def digest_in(db_url: str, id_type: str, number: str) -> str:
    """Keyed digest of a document, as this platform's lists name its holder."""
    with open_desk(db_url, _now) as desk, desk.partners() as partners:
        return keyed_digest(partners.bench.key, Holder(id_type=id_type, id_number=number))


def feed(db_url: str, since: int = 0) -> list[dict[str, Any]]:
    """What the supervision is told: every stage of every case behind position ``since``, in the order of the log."""
    database = open_database(db_url)
    try:
        with database.read() as connection:
            moved = select(tables.commits.c.case_id).where(tables.commits.c.position > since).distinct()
            files = [read_case(connection, case_id) for case_id in connection.execute(moved).scalars()]
    finally:
        database.close()
    found = [stage for file in files if file is not None for stage in supervision.stages(file)]
    return [vars(s) for s in sorted(found, key=lambda s: s.position) if s.position > since]


def write_archive(db_url: str, case_ref: str, out: Path) -> dict[str, Any]:
    """Write the archive package of a case to ``out``. Raises StaffError for an unknown case."""
    database = open_database(db_url)
    try:
        with database.read() as connection:
            case_id = find_case(connection, case_ref)
            file = read_case(connection, case_id)
            assert file is not None
            content = archive.package(file, bodies_of(connection, case_id))
    finally:
        database.close()
    out.write_bytes(content)
    return {"file": str(out), "bytes": len(content), "entries": len(archive.manifest_of(file)["log"])}


def _by(number: str, name: str) -> dict[str, str]:
    return {"id": number or "platform-staff", "name": name, "number": number}


def _pairs(words: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if any(not sign for _name, sign, _value in pairs):
        raise ValueError("NAME=VALUE")
    return {name: value for name, _sign, value in pairs}


def _list(given: argparse.Namespace) -> Any:
    with open_desk(given.db, _now) as desk:
        return desk.listed(given.state, given.system)


def _answer(given: argparse.Namespace) -> Any:
    said = Answer(given.outcome, given.words, _pairs(given.data))
    with open_desk(given.db, _now) as desk:
        return vars(desk.reply(UUID(given.ask), said, _by(given.operator, given.operator_name)))


def _tell(given: argparse.Namespace) -> Any:
    told = Told(given.system, given.outcome, _pairs(given.data), given.words, given.operator)
    return vars(tell(given.db, given.case, told, given.operator_name))


def _put(given: argparse.Namespace) -> Any:
    key = given.key
    if given.holder:
        kind, _, number = key.partition(":")
        key = given.prefix + digest_in(given.db, kind, number)
    return {
        "system": given.system,
        "key": put(given.db, given.system, key, given.outcome, _pairs(given.data)),
    }


def fill_sample(db_url: str) -> dict[str, int]:
    """Fill the registers of a rehearsal province; again changes nothing. Gives how many entries each has."""
    with open_desk(db_url, _now) as desk, desk.partners() as partners:
        return sample.fill(partners.bench)


def _show(given: argparse.Namespace) -> Any:
    if given.system in SEALED_OFF:
        raise PartnerError("sealed-off", "该系统的内容不在此显示。")
    with open_desk(given.db, _now) as desk, desk.partners() as partners:
        return [vars(record) for record in partners.bench.shelf(given.system).all()]


def _tickets(given: argparse.Namespace) -> Any:
    with open_desk(given.db, _now) as desk, desk.partners() as partners:
        return [vars(record) for record in partners.hotline.for_viewer(given.viewer)]


def _reply(given: argparse.Namespace) -> Any:
    with open_desk(given.db, _now) as desk, desk.partners() as partners:
        found = partners.hotline.read(given.number)
    if found is None:
        raise PartnerError("unknown", "没有这一编号。")
    return {"number": found.key, "state": found.state, "reply": found.data.get("reply", "")}


def _progress(given: argparse.Namespace) -> Any:
    with open_desk(given.db, _now) as desk, desk.partners() as partners:
        found = partners.progress.look_up(given.number)
    if found is None:
        raise PartnerError("unknown", "没有查到这一编号。")
    assert isinstance(found, progress.Shown)
    return vars(found)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], Any]] = {
    "list": _list,
    "answer": _answer,
    "tell": _tell,
    "put": _put,
    "sample": lambda given: fill_sample(given.db),
    "show": _show,
    "tickets": _tickets,
    "reply": _reply,
    "progress": _progress,
    "feed": lambda given: feed(given.db, given.since),
    "archive": lambda given: write_archive(given.db, given.case, given.out),
}


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=dict) + "\n")
    sys.stdout.flush()
