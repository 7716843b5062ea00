"""What the department does with a case that lies with it, from 告知 to 待领取, and how an online draft comes down.

Each act is one commit of the device ``platform``; it goes down to the windows concerned like any other.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.platform.case_file import read_case
from sync.platform.database import Database, open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger, head_of
from sync.platform.projection import PLATFORM, CaseView
from sync.platform.rebirth import ACTS_EPOCH, first_count, get
from sync.platform.staff_acts import Act, acts, pledges_ended
from sync.platform.staff_facts import STAGE_NAMES, StaffError, Standing, forbidden
from sync.platform.writing import load_cases, load_writers
from sync.wire.chain import chain_hash, digest_of
from sync.wire.models import Command, Outcome

_SHANGHAI = timedelta(hours=8)
TOLD_OF = "部门已一次性告知所缺材料，不再容缺"
"""Why a pledge (D06) counts no longer after a notice of the department."""


@dataclass(frozen=True)
class Decision:
    """What was done: the commit, and where the case stands now."""

    case_id: str
    commit_id: str
    event: str
    stage: str
    holder: str


def decide(db_url: str, case_ref: str, action: str, **detail: Any) -> Decision:
    """Do ``action``, one of the names in ``staff_acts.acts``, on a case named by its id or by a number on its papers.

    ``detail`` gives ``at_ms`` (UTC milliseconds), ``operator``, ``operator_name``, ``operator_number``,
    ``authority``, and the options of the act by the names of ``staff_desk.OPTIONS``; dates are ISO dates. What an
    act has no use for is left aside. Raises StaffError, or ValueError for a date or number that is none; then
    nothing was written.
    """
    act = acts().get(action)
    if act is None:
        raise StaffError("unknown-action", action, f"没有“{action}”这个动作")
    missing = [name for name in act.needs if detail.get(name) in (None, "")]
    if missing:
        raise StaffError("incomplete", ", ".join(missing), f"{act.words}还须写明：{'、'.join(missing)}")
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
        raise StaffError("unknown-case", case_ref, "平台没有这个办件")
    return case_id


def _by_number(connection: Connection, number: str) -> bytes:
    table = tables.papers
    rows = connection.execute(select(table.c.case_id).where(table.c.number == number).distinct()).scalars()
    found = list(rows)
    if len(found) != 1:
        words = f"编号 {number} 对应几个办件，请用办件标识" if found else f"平台没有编号为 {number} 的办件"
        raise StaffError("ambiguous-case" if found else "unknown-case", number, words)
    return bytes(found[0])


def _act(
    database: Database, connection: Connection, case_id: bytes, act: Act, detail: Mapping[str, Any]
) -> Decision:
    view = load_cases(connection, [case_id])[case_id]
    _check_turn(view, act)
    at_ms = int(detail.get("at_ms") or time.time_ns() // 1_000_000)
    file = read_case(connection, case_id)
    assert file is not None
    standing = Standing(file, civil_date(at_ms), at_ms, {"authority": view.department, **detail})
    payload = common(at_ms, detail) | act.payload(standing)
    command = append_event(database, connection, case_id, act.event, payload, at_ms)
    for document in pledges_ended(standing, payload.get("faults") or []):
        void = common(at_ms, detail) | {"document_id": document, "reason": TOLD_OF, "replaced_by": None}
        append_event(database, connection, case_id, "paper_voided", void, at_ms)
    return decision_of(connection, command, act.event)


def _check_turn(view: CaseView, act: Act) -> None:
    """A fact may be told at any time; an act of law needs the lease and its stage."""
    stands = STAGE_NAMES.get(view.stage, view.stage or "未收件")
    if view.holder != PLATFORM and not act.fact:
        raise StaffError(
            "no-lease",
            f"the case lies with {view.holder}",
            f"办件现在是“{stands}”，在窗口 {view.holder} 手里，部门不能{act.words}；窗口转部门后再办",
        )
    if act.stages and view.stage not in act.stages:
        after = "、".join(name for stage, name in STAGE_NAMES.items() if stage in act.stages)
        raise StaffError(
            "wrong-stage", view.stage, f"办件现在是“{stands}”，不能{act.words}；可以办理的阶段：{after}"
        )


def decision_of(connection: Connection, command: Command, event_type: str) -> Decision:
    """What was just written, and where its case stands now."""
    after = load_cases(connection, [command.case.bytes])[command.case.bytes]
    return Decision(str(command.case), str(command.id), event_type, after.stage, after.holder)


def append_event(
    database: Database,
    connection: Connection,
    case_id: bytes,
    event_type: str,
    payload: dict[str, Any],
    at_ms: int,
) -> Command:
    """Write one event of the platform as a commit of its own, in the caller's transaction. Raises StaffError."""
    if get(connection, "upstream"):
        raise forbidden("这是大厅服务器，部门和合作系统的事由省平台办理；办理结果会自动传到大厅。")
    writer = load_writers(connection, [case_id]).get((case_id, PLATFORM))
    count = writer.version if writer is not None else first_count(connection, case_id)
    event = event_of(event_type, count + 1, payload, at_ms)
    sender = Sender(PLATFORM, int(get(connection, ACTS_EPOCH) or 1))
    head = head_of(connection, sender)
    command = commit_of(sender, head.seq + 1, head.hash, case_id, event, at_ms)
    result = Ledger(database, lambda: at_ms).append(connection, sender, command)
    if result.outcome is not Outcome.APPLIED:
        raise StaffError(result.reason)
    return command


def civil_date(at_ms: int) -> str:
    """ISO date in Asia/Shanghai of a moment in UTC milliseconds."""
    return (datetime.fromtimestamp(at_ms / 1000, UTC) + _SHANGHAI).date().isoformat()


def common(at_ms: int, detail: Mapping[str, Any]) -> dict[str, Any]:
    """What every event carries: when, and by whom."""
    return {
        "at": {"ms": at_ms, "quality": "trusted"},
        "by": {
            "id": str(detail.get("operator", "platform-staff")),
            "name": str(detail.get("operator_name", "部门工作人员")),
            "number": str(detail.get("operator_number", "")),
        },
    }


def event_of(event_type: str, version: int, payload: dict[str, Any], at_ms: int) -> dict[str, Any]:
    """An event as a body has it; ``version`` counts the writer's events of the case."""
    return {"id": str(uuid7(at_ms)), "type": event_type, "schema": 1, "version": version, "payload": payload}


def commit_of(
    sender: Sender, seq: int, prev: str, case_id: bytes, event: dict[str, Any], at_ms: int
) -> Command:
    """A commit of one event, behind the one whose hash is ``prev``."""
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
