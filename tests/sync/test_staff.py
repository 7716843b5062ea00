"""What the department writes is read by a window as its own domain, field by field."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain import events as ev
from app.domain.codec import from_json
from app.domain.time import ClockQuality
from sync.platform.database import open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.report import verify
from sync.platform.staff import ACTIONS, StaffError, civil_date, decide
from sync.wire.models import Command
from tests.sync.support import Window

AT = 1_790_524_799_000  # 2026-09-27 23:59:59 Shanghai, another day in most of the world
BEFORE: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "accept": (("transferred", {}),),
    "return": (("transferred", {}),),
    "grant": (("accepted", {"route": "department"}),),
    "refuse": (("accepted", {"route": "department"}),),
    "ready": (("accepted", {"route": "department"}),),
}
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
}


def stand(db: Path, action: str) -> UUID:
    """A case that lies with the department, ready for ``action``."""
    window = Window()
    case = window.take_in()
    window.write(case, *BEFORE[action])
    commands = [
        Command(seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash)
        for c in window.commits
    ]
    with closing(open_database(str(db))) as database:
        Ledger(database, lambda: AT).submit(Sender(window.device, 1), commands)
    if action == "ready":
        decide(str(db), str(case), "grant", **DETAIL)
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


@pytest.mark.parametrize("detail", [DETAIL, {"at_ms": AT}], ids=["all", "least"])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_act_decodes_with_nothing_missing_and_nothing_unknown(
    tmp_path: Path, action: str, detail: dict[str, Any]
) -> None:
    case = stand(tmp_path / "p.db", action)
    done = decide(str(tmp_path / "p.db"), str(case), action, **detail)
    stored = last_event(tmp_path / "p.db")
    kind = ev.EVENT_TYPES[stored["type"]]
    event = from_json(kind, stored["payload"])
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    assert needed <= set(stored["payload"]) <= {f.name for f in fields(kind)}
    assert stored["type"] == done.event and stored["schema"] == kind.SCHEMA
    assert (event.at.ms, event.at.quality) == (AT, ClockQuality.TRUSTED)
    if detail is DETAIL:
        assert (event.by.name, event.by.number) == ("赵科员", "B07")
    if isinstance(event, ev.Accepted):
        assert event.accepted_on == date(2026, 9, 27) and event.route == "department"
        assert event.due == (date(2026, 10, 20) if detail is DETAIL else None)
    if isinstance(event, (ev.Granted, ev.Refused)):
        assert event.decided_on == date(2026, 9, 27)
        assert event.decided_by == (DETAIL["authority"] if detail is DETAIL else "市场监督管理局")
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
    decide(db, str(case), "refuse")
    decide(db, str(case), "ready")
    with pytest.raises(StaffError, match="no-lease"):
        decide(db, str(case), "grant")
    assert verify(db)["checked"]["commits"] == 4
