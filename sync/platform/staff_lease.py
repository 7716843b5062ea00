"""窗口接管 at the command line: ``zongchuang platform lease CASE --to DEVICE`` and ``--permit DEVICE``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from sync.platform import leases
from sync.platform.database import open_database
from sync.platform.projection import PLATFORM
from sync.platform.staff import find_case
from sync.platform.staff_facts import StaffError


def add_lease(command: argparse.ArgumentParser) -> None:
    """Describe ``lease`` to the command line of the platform."""
    command.add_argument("case", help="case id or a number on its papers")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", default="", metavar="DEVICE", help="把办件转给这个窗口")
    what.add_argument("--permit", default="", metavar="DEVICE", help="同意这个窗口接管，给出一次有效的接管码")
    command.add_argument("--reason", default="", help="为什么转（--to 必填）")
    command.add_argument("--by", required=True, help="同意的主管姓名")


def run_lease(given: argparse.Namespace) -> int:
    """Returns 0, 1 when it was refused."""
    try:
        _say(_moved(given) if given.to else _permitted(given))
    except StaffError as error:
        _say({"refused": error.code, "detail": error.detail, "words": error.words})
        return 1
    return 0


def _moved(given: argparse.Namespace) -> dict[str, Any]:
    if not given.reason:
        raise StaffError("incomplete", "--reason", "须写明为什么转给别的窗口")
    database = open_database(given.db)
    try:
        with database.write() as connection:
            case = find_case(connection, given.case)
            if given.to == PLATFORM or not leases.known_device(connection, given.to):
                raise StaffError("unknown-window", given.to, f"平台没有登记过窗口 {given.to}")
            by = {"operator": "platform-staff", "operator_name": given.by}
            view = leases.give(database, connection, case, given.to, given.reason, by, _now_ms())
        return {"case": case.hex(), "holder": view.holder, "home": view.home, "fence": view.lease_epoch}
    finally:
        database.close()


def _permitted(given: argparse.Namespace) -> dict[str, Any]:
    database = open_database(given.db)
    try:
        with database.read() as connection:
            case = find_case(connection, given.case)
        code = leases.permit(database, case, given.permit, given.by, _now_ms())
        return {"case": case.hex(), "device": given.permit, "permit": code, "hours": 24}
    finally:
        database.close()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
