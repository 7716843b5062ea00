"""What the department does with a case that lies with it: accept, decide, return, make the result ready.

Each act is one commit of the device ``platform``; it goes down to the windows concerned like any other.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.platform.database import Database, open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger, head_of
from sync.platform.projection import PLATFORM
from sync.platform.writing import load_cases, load_writers
from sync.wire.chain import chain_hash, digest_of
from sync.wire.models import Command, Outcome

_SHANGHAI = timedelta(hours=8)
_EPOCH = 1


class StaffError(Exception):
    """The act is not possible; ``code`` is unknown-case, ambiguous-case, no-lease, wrong-stage or unknown-action."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Decision:
    """What was done: the commit, and where the case stands now."""

    case_id: str
    commit_id: str
    event: str
    stage: str
    holder: str


@dataclass(frozen=True)
class _Action:
    event: str
    stages: frozenset[str]
    payload: Callable[[str, Mapping[str, Any]], dict[str, Any]]


def decide(db_url: str, case_ref: str, action: str, **detail: Any) -> Decision:
    """Do ``action`` (accept, grant, refuse, return, ready) on a case, named by its id or by a number on its papers.

    ``detail`` may give: ``at_ms`` (UTC milliseconds), ``operator``, ``operator_name``, ``operator_number``,
    ``authority``, ``reason``, ``due`` (ISO date), ``limit_words``, ``binding``, ``count_note``, ``validity``,
    ``licence_number``, ``deliver_by`` (ISO date), ``results``. Raises StaffError, and then nothing was written.
    """
    act = _ACTIONS.get(action)
    if act is None:
        raise StaffError("unknown-action", action)
    database = open_database(db_url)
    try:
        with database.write() as connection:
            return _act(database, connection, find_case(connection, case_ref), act, detail)
    finally:
        database.close()


def find_case(connection: Connection, case_ref: str) -> bytes:
    """The case with this id or paper number. Raises StaffError."""
    try:
        case_id = UUID(case_ref).bytes
    except ValueError:
        return _by_number(connection, case_ref)
    if not load_cases(connection, [case_id]):
        raise StaffError("unknown-case", case_ref)
    return case_id


def _by_number(connection: Connection, number: str) -> bytes:
    table = tables.papers
    rows = connection.execute(select(table.c.case_id).where(table.c.number == number).distinct()).scalars()
    found = list(rows)
    if len(found) != 1:
        raise StaffError("ambiguous-case" if found else "unknown-case", number)
    return bytes(found[0])


def _act(
    database: Database, connection: Connection, case_id: bytes, act: _Action, detail: Mapping[str, Any]
) -> Decision:
    view = load_cases(connection, [case_id])[case_id]
    if view.holder != PLATFORM:
        raise StaffError("no-lease", f"the case lies with {view.holder}")
    if view.stage not in act.stages:
        raise StaffError("wrong-stage", view.stage)
    at_ms = int(detail.get("at_ms") or time.time_ns() // 1_000_000)
    defaults = {"authority": view.department, **detail}
    payload = _common(at_ms, detail) | act.payload(civil_date(at_ms), defaults)
    command = append_event(database, connection, case_id, act.event, payload, at_ms)
    after = load_cases(connection, [case_id])[case_id]
    return Decision(str(UUID(bytes=case_id)), str(command.id), act.event, after.stage, after.holder)


def append_event(
    database: Database,
    connection: Connection,
    case_id: bytes,
    event_type: str,
    payload: dict[str, Any],
    at_ms: int,
) -> Command:
    """Write one event of the platform as a commit of its own, in the caller's transaction. Raises StaffError."""
    writer = load_writers(connection, [case_id]).get((case_id, PLATFORM))
    event = _event(event_type, (writer.version if writer else 0) + 1, payload, at_ms)
    sender = Sender(PLATFORM, _EPOCH)
    head = head_of(connection, sender)
    command = _command(sender, head.seq + 1, head.hash, case_id, event, at_ms)
    result = Ledger(database, lambda: at_ms).append(connection, sender, command)
    if result.outcome is not Outcome.APPLIED:
        raise StaffError(result.reason)
    return command


def civil_date(at_ms: int) -> str:
    """ISO date in Asia/Shanghai of a moment in UTC milliseconds."""
    return (datetime.fromtimestamp(at_ms / 1000, UTC) + _SHANGHAI).date().isoformat()


def _common(at_ms: int, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": {"ms": at_ms, "quality": "trusted"},
        "by": {
            "id": str(detail.get("operator", "platform-staff")),
            "name": str(detail.get("operator_name", "部门工作人员")),
            "number": str(detail.get("operator_number", "")),
        },
    }


def _event(event_type: str, version: int, payload: dict[str, Any], at_ms: int) -> dict[str, Any]:
    return {"id": str(uuid7(at_ms)), "type": event_type, "schema": 1, "version": version, "payload": payload}


def _command(
    sender: Sender, seq: int, prev: str, case_id: bytes, event: dict[str, Any], at_ms: int
) -> Command:
    commit_id, case = uuid7(at_ms), UUID(bytes=case_id)
    body = json.dumps(
        {
            "v": 1,
            "id": str(commit_id),
            "case": str(case),
            "device": sender.device,
            "epoch": sender.epoch,
            "seq": seq,
            "at": at_ms,
            "operator": event["payload"]["by"]["id"],
            "events": [event],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    digest = digest_of(body)
    return Command(
        seq=seq, id=commit_id, case=case, body=body, digest=digest, prev=prev, hash=chain_hash(prev, digest)
    )


def uuid7(at_ms: int) -> UUID:
    """A time-ordered identifier (RFC 9562 version 7)."""
    value = int.from_bytes(secrets.token_bytes(10), "big") | (at_ms & 0xFFFF_FFFF_FFFF) << 80
    return UUID(int=value & ~(0xF << 76) & ~(0b11 << 62) | 0x7 << 76 | 0b10 << 62)


def _iso(value: Any) -> str | None:
    """An optional ISO date, checked."""
    return date.fromisoformat(str(value)).isoformat() if value else None


def _accepted(today: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    due = _iso(detail.get("due"))
    return {
        "accepted_on": today,
        "due": due,
        "due_firm": due is not None,
        "limit_words": str(detail.get("limit_words", "")),
        "binding": str(detail.get("binding", "承诺")),
        "count_note": str(detail.get("count_note", "")),
        "authority": str(detail["authority"]),
        "route": "department",
        "deemed": False,
        "excluded": [],
    }


def _granted(today: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "decided_on": today,
        "decided_by": str(detail["authority"]),
        "validity": str(detail.get("validity", "")),
        "licence_number": str(detail.get("licence_number", "")),
        "power": "",
        "deliver_by": _iso(detail.get("deliver_by")),
    }


def _refused(today: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "decided_on": today,
        "decided_by": str(detail["authority"]),
        "reasons": str(detail.get("reason", "")),
        "deliver_by": _iso(detail.get("deliver_by")),
    }


def _returned(_today: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"reason": str(detail.get("reason", ""))}


def _ready(_today: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"results": [str(result) for result in detail.get("results") or ()]}


_ACTIONS: Mapping[str, _Action] = {
    "accept": _Action("accepted", frozenset({"received", "corrected"}), _accepted),
    "grant": _Action("granted", frozenset({"accepted", "reviewing"}), _granted),
    "refuse": _Action("refused", frozenset({"accepted", "reviewing"}), _refused),
    "return": _Action("returned_to_window", frozenset({"received", "corrected", "reviewing"}), _returned),
    "ready": _Action("result_ready", frozenset({"granted", "refused"}), _ready),
}
ACTIONS = tuple(_ACTIONS)
