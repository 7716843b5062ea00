"""What the department writes is read by a window as its own domain, field by field."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain import events as ev
from app.domain.codec import from_json
from app.domain.time import ClockQuality
from sync.platform.database import open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.report import verify
from sync.platform.staff import civil_date, decide
from sync.platform.staff_acts import acts
from sync.platform.staff_facts import StaffError
from sync.wire.models import Command
from tests.sync.support import Window, received

AT = 1_790_524_799_000  # 2026-09-27 23:59:59 Shanghai, another day in most of the world
ROWS = [
    {"line_id": "m1", "number": 1, "name": "申请书", "status": "original", "originals": 1},
    {
        "line_id": "m2",
        "number": 2,
        "name": "场所证明",
        "status": "faulty",
        "fault": "缺失",
        "tolerable": True,
    },
]
BRANCHES = [
    {"item": {"code": "a", "name": "营业执照", "department": "市场监督管理局"}},
    {"item": {"code": "b", "name": "食品经营许可", "department": "市场监督管理局"}, "after": "a"},
]
PASSED_ON = (("transferred", {}),)
TOLERANT = {"tolerated": ["m2"], "tolerated_until": "2026-09-25"}
COMMITTED = ("commitment_made", {"kind": "proof", "lines": ["m2"]})
RUNNING = (COMMITTED, ("accepted", {"route": "department", "due": "2026-10-12", **TOLERANT}))
BEFORE: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "accept": (("tolerance_pledged", {"lines": ["m2"]}), COMMITTED, *PASSED_ON),
    # Named as tolerated, it must still be pledged: a promise made since stands for it.
    "accept-all": (COMMITTED, ("tolerance_pledged", {"lines": ["m2"]}), *PASSED_ON),
    **dict.fromkeys(("notify", "decline", "return", "forward", "withdraw"), PASSED_ON),
}
FIRST_DONE = {
    "ready": ("grant",),
    "conclude": ("grant",),
    "special-end": ("special",),
    "branch-start": ("joint",),
}
FIRST_DONE |= {"branch-complete": ("joint",), "undo-silence": ("return-closed",)}
DETAIL = {
    "at_ms": AT,
    "operator_name": "赵科员",
    "operator_number": "B07",
    "authority": "辽阳市市场监督管理局",
    "reason": "场所与申请不符",
    "due": "2026-10-20",
    "limit_words": "10个工作日",
    "count_note": "自受理次日起算",
    "validity": "5年",
    "licence_number": "JY12100000000001",
    "deliver_by": "2026-10-15",
    "results": ["食品经营许可证"],
    "days": "5",
    "ends": "2026-10-19",
    "fault": ["m1:签章缺:负责人没有签字", "m2:缺失"],
    "excluded": ["现场核查"],
    "tolerated": ["m2"],
    "tolerated_until": "2026-10-12",
    "committed": ["m2"],
    "branch_due": ["b=2026-10-30"],
    "where": "辽阳市数据局",
    "to": "辽宁省市场监督管理局",
    "opinion": "同意转报",
    "kind": "检验",
    "approver": "钱局长",
    "result": "检验合格",
    "branch": "a",
    "number": "市监办〔2026〕1号",
    "outcome": "限期整改",
    "rectify_by": "2026-10-30",
    "finding": "消防通道被占",
    "check_by": "2026-11-30",
    "conditions": "不得经营裸装食品",
    "handed_in_on": "2026-09-24",
}


def options(action: str, names: str) -> dict[str, Any]:
    """All options, or no more than the act demands."""
    if names == "all":
        return DETAIL
    needed = dict.fromkeys(acts()[action].needs, "")
    outcome = {"outcome": "属实"} if action == "check" else {}
    return {"at_ms": AT} | {name: DETAIL[name] for name in needed} | outcome


def submit(db: Path, window: Window) -> None:
    commands = [
        Command(seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash)
        for c in window.commits
    ]
    with closing(open_database(str(db))) as database:
        Ledger(database, lambda: AT).submit(Sender(window.device, 1), commands)


def begin(window: Window, *events: tuple[str, dict[str, Any]]) -> UUID:
    """A case with two materials, one of them missing, and two branches; then ``events``."""
    case, body = uuid4(), received()
    body["intake"] |= {"branches": BRANCHES}
    window.write(case, ("received", body | {"materials": ROWS}))
    window.write(case, *events)
    return case


def stand(db: Path, action: str, names: str = "") -> UUID:
    """A case that lies with the department, ready for ``action``, of which so much (``names``) will be told."""
    window = Window()
    case = begin(window, *BEFORE.get(f"{action}-{names}", BEFORE.get(action, RUNNING)))
    submit(db, window)
    for first in FIRST_DONE.get(action, ()):
        decide(str(db), str(case), first, **DETAIL)
    if action == "branch-start":
        decide(str(db), str(case), "branch-complete", **DETAIL)
    return case


def last_event(db: Path) -> dict[str, Any]:
    from sqlalchemy import select

    from sync.platform import tables

    with closing(open_database(str(db))) as database, database.read() as connection:
        table = tables.commits
        body = connection.execute(
            select(table.c.body).order_by(table.c.position.desc()).limit(1)
        ).scalar_one()
    event: dict[str, Any] = json.loads(str(body))["events"][0]
    return event


@pytest.mark.parametrize("names", ["all", "least"])
@pytest.mark.parametrize("action", acts())
def test_every_act_decodes_with_nothing_missing_and_nothing_unknown(
    tmp_path: Path, action: str, names: str
) -> None:
    case, detail = stand(tmp_path / "p.db", action, names), options(action, names)
    if action == "branch-start":
        detail = detail | {"branch": "b"}
    done = decide(str(tmp_path / "p.db"), str(case), action, **detail)
    stored = last_event(tmp_path / "p.db")
    kind = ev.EVENT_TYPES[stored["type"]]
    event = from_json(kind, stored["payload"])
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    assert needed <= set(stored["payload"]) <= {f.name for f in fields(kind)}
    assert stored["type"] == done.event and stored["schema"] == kind.SCHEMA
    assert (event.at.ms, event.at.quality) == (AT, ClockQuality.TRUSTED)
    if names == "all":
        assert (event.by.name, event.by.number) == ("赵科员", "B07")
    if isinstance(event, ev.Accepted):
        assert event.accepted_on == date(2026, 9, 27) and event.route == "department"
        assert event.due == (date(2026, 10, 20) if names == "all" else None)
    if isinstance(event, (ev.Granted, ev.Refused)):
        assert event.decided_on == date(2026, 9, 27)
        assert event.decided_by == (DETAIL["authority"] if names == "all" else "市场监督管理局")
    assert verify(str(tmp_path / "p.db"))["ok"]


def test_the_day_is_that_of_the_hall_wherever_the_server_stands() -> None:
    assert civil_date(AT) == "2026-09-27" and civil_date(AT + 1000) == "2026-09-28"


def test_an_act_out_of_turn_writes_nothing(tmp_path: Path) -> None:
    db = str(tmp_path / "p.db")
    case = stand(tmp_path / "p.db", "grant")
    for action, code in (("accept", "wrong-stage"), ("ready", "wrong-stage"), ("dance", "unknown-action")):
        with pytest.raises(StaffError, match=code):
            decide(db, str(case), action)
    with pytest.raises(ValueError, match="isoformat"):
        decide(db, str(case), "grant", deliver_by="soon")
    decide(db, str(case), "refuse", reason="场所与申请不符")
    decide(db, str(case), "ready")
    with pytest.raises(StaffError, match="no-lease"):
        decide(db, str(case), "grant")
    assert verify(db)["checked"]["commits"] == 4
