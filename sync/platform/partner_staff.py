"""Tools of the people behind the partners: ``zongchuang platform partner list|answer|tell|put|show|…``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sync.platform import tables
from sync.platform.blob_store import store_at
from sync.platform.case_file import bodies_of, read_case
from sync.platform.database import open_database
from sync.platform.partner_desk import PartnerDesk, open_desk
from sync.platform.partners import archive, hotline, mobile, progress, sample, supervision
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
    made["phone"].add_argument("holder", help="TYPE:NUMBER of whose telephone it is")
    made["phone"].add_argument("--name", default="", help="her name, for a code that says who she is")
    made["phone"].add_argument("--licence", default="", help="her licence of this name; issued if she has none")
    made["tickets"].add_argument(
        "--viewer", required=True, help="工号: tickets about this clerk are left out"
    )
    made["reply"].add_argument("number", help="what the citizen holds")
    made["progress"].add_argument("number", help="number on the receipt")
    made["feed"].add_argument("--since", type=int, default=0, help="position in the log")
    made["archive"].add_argument("case", help="case id or a number on its papers")
    made["archive"].add_argument("out", type=Path)
    made["archive"].add_argument("--blobs", default="", help="store of the scans: a folder or an address")
    made["push"].add_argument("--since", type=int, default=0, help="position in the log")
    made["devices"].description = "as the papers it issued last tell"
    made["check-archive"].add_argument("file", type=Path)


_HELP = {
    "list": "questions of the desks",
    "answer": "answer a question that no partner answered",
    "tell": "a partner speaks up: the courier moved, the money came, the call was made",
    "put": "fill a register of a reference counterpart",
    "sample": "fill the registers of a rehearsal province with people who are none",
    "show": "what a reference counterpart keeps",
    "phone": "a code as the province's app shows it on the telephone of somebody, for some minutes and once",
    "tickets": "complaints that a clerk may see",
    "reply": "the written answer to a complaint, by its number",
    "progress": "stage and day of a case, by the number on its receipt",
    "feed": "the course of all cases for the supervision",
    "archive": "write the archive package of a case",
    "push": "changes of stage for the province's app to pass on, without names",
    "devices": "where every device stands",
    "check-archive": "whether an archive package proves itself",
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


def phone_code(db_url: str, holder: Holder, licence: str = "", now_ms: Callable[[], int] = _now) -> str:
    """What the app shows on the telephone of ``holder``: who she is, or the code of her licence of that name."""
    with open_desk(db_url, now_ms) as desk, desk.partners() as partners:
        app = mobile.ReferenceMobile(partners.bench)
        if not licence:
            return app.show(holder)
        held = next((each for each in partners.licence.of(holder) if each.name == licence), None)
        found = held or partners.licence.issue(holder, *sample.LICENCE_KIND, licence, "")
        return app.show_licence(found.id, keyed_digest(partners.bench.key, holder))


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


def pushes(db_url: str, since: int = 0) -> list[dict[str, Any]]:
    """状态推送 (S0 18): every change of stage behind position ``since``, for the province's app to pass on.

    To whom, as a keyed digest; the number of the receipt, the stage in public words and its moment. No name, no number
    of a person, nothing of what was decided.
    """
    database = open_database(db_url)
    try:
        with database.read() as connection:
            moved = select(tables.commits.c.case_id).where(tables.commits.c.position > since).distinct()
            files = [read_case(connection, case_id) for case_id in connection.execute(moved).scalars()]
    finally:
        database.close()
    with open_desk(db_url, _now) as desk, desk.partners() as partners:
        key = partners.bench.key
    found = [each for file in files if file is not None for each in mobile.pushes(key, file)]
    return sorted((each for each in found if each["position"] > since), key=lambda each: each["position"])


def devices(db_url: str) -> list[dict[str, str]]:
    """Where every device stands, as the papers it issued last tell: hall, window, and its place in the tree (S0 4)."""
    database = open_database(db_url)
    try:
        with database.read() as connection:
            table = tables.commits
            query = select(table.c.device, table.c.body).where(table.c.body.contains('"paper_issued"'))
            rows = list(connection.execute(query.order_by(table.c.position)))
    finally:
        database.close()
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        for event in json.loads(row.body)["events"]:
            place = event["payload"].get("place")
            if event["type"] == "paper_issued" and isinstance(place, dict):
                found[row.device] = {name: str(place.get(name, "")) for name in ("hall", "window", "division")}
    return [{"device": device, **place} for device, place in sorted(found.items())]


def write_archive(db_url: str, case_ref: str, out: Path, blobs: str = "") -> dict[str, Any]:
    """Write the archive package of a case to ``out``, with the scans of the store ``blobs`` (a folder or an address).

    Raises StaffError for an unknown case.
    """
    database = open_database(db_url)
    try:
        with database.read() as connection:
            case_id = find_case(connection, case_ref)
            file = read_case(connection, case_id)
            assert file is not None
            digests = archive.manifest_of(file)["scans"]
            content = archive.package(file, bodies_of(connection, case_id), _scans(digests, blobs))
    finally:
        database.close()
    out.write_bytes(content)
    entries = len(archive.manifest_of(file)["log"])
    return {"file": str(out), "bytes": len(content), "entries": entries, "problems": archive.problems(content)}


def _scans(digests: Sequence[str], place: str) -> dict[str, bytes]:
    if not place:
        return {}
    held = store_at(place)
    sizes = {digest: size for digest in digests if (size := held.held(digest)) is not None}
    return {digest: held.read(digest, 0, size) for digest, size in sizes.items()}


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


def _phone(given: argparse.Namespace) -> Any:
    kind, _, number = given.holder.partition(":")
    if not number or not (given.name or given.licence):
        raise ValueError("TYPE:NUMBER and --name, or --licence")
    return {"code": phone_code(given.db, Holder(given.name, kind, number), given.licence)}


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
    "phone": _phone,
    "tickets": _tickets,
    "reply": _reply,
    "progress": _progress,
    "feed": lambda given: feed(given.db, given.since),
    "archive": lambda given: write_archive(given.db, given.case, given.out, given.blobs),
    "push": lambda given: pushes(given.db, given.since),
    "devices": lambda given: devices(given.db),
    "check-archive": lambda given: {"problems": archive.problems(given.file.read_bytes())},
}


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=dict) + "\n")
    sys.stdout.flush()
