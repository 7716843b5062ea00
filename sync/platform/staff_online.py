"""An online draft comes down to the window that will take it up (55号 二(二); 政务服务网)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.platform.database import open_database
from sync.platform.projection import PLATFORM
from sync.platform.staff import Decision, append_event, common, decision_of, uuid7
from sync.platform.staff_facts import StaffError, part, text

CHANNEL = "网上"
_ITEM = ("code", "name", "kind", "department", "catalogue_version", "authority")


def arrive(db_url: str, window: str, intake: Mapping[str, Any], rule_set: str, **detail: Any) -> Decision:
    """Begin a case for ``window`` (the name of its device) with what the applicant filled in at home.

    ``intake`` is the JSON of ``app``'s Intake: ``item`` with code, name, kind, department, catalogue_version and
    authority, ``applicant`` with a ``person`` or an ``organisation``, ``answers``, ``form``, ``online_no``.
    ``detail`` gives ``at_ms`` and ``operator…``. Raises StaffError incomplete or unknown-window, and then nothing
    was written.
    """
    _check(intake, rule_set)
    at_ms = int(detail.get("at_ms") or time.time_ns() // 1_000_000)
    database = open_database(db_url)
    try:
        with database.write() as connection:
            if window == PLATFORM or not _known(connection, window):
                raise StaffError("unknown-window", window, f"平台没有见过窗口“{window}”，请核对设备名")
            payload = common(at_ms, detail) | {
                "intake": {"channel": CHANNEL, **intake},
                "rule_set": rule_set,
                "window": window,
            }
            case_id = uuid7(at_ms).bytes
            command = append_event(database, connection, case_id, "online_arrived", payload, at_ms)
            return decision_of(connection, command, "online_arrived")
    finally:
        database.close()


def _check(intake: Mapping[str, Any], rule_set: str) -> None:
    """A window refuses nothing that comes down, so what it could not read must not go down."""
    item, applicant = part(intake, "item"), part(intake, "applicant")
    missing = [f"item.{name}" for name in _ITEM if not text(item, name)]
    who = [party for name in ("person", "organisation") if (party := part(applicant, name))]
    if len(who) != 1 or not text(who[0], "name"):
        missing.append("applicant.person | applicant.organisation")
    if not rule_set:
        missing.append("rule_set")
    if missing:
        raise StaffError("incomplete", ", ".join(missing), f"网上申请缺少：{'、'.join(missing)}")


def _known(connection: Connection, window: str) -> bool:
    """Whether this device ever spoke with the platform."""
    seen = (select(table.c.device).where(table.c.device == window) for table in (tables.heads, tables.blocks))
    return any(connection.execute(query.limit(1)).first() is not None for query in seen)
