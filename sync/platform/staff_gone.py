"""撤下办件 at the command line: ``zongchuang platform retract CASE withdrawn|moved|erased --reason … --by …``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import closing

from sync.platform import gone
from sync.platform.database import open_database
from sync.platform.hall import UPSTREAM
from sync.platform.rebirth import get
from sync.platform.staff import find_case
from sync.platform.staff_facts import StaffError, forbidden
from sync.wire.models import GoneKind


def add_retract(command: argparse.ArgumentParser) -> None:
    """Describe ``retract`` to the command line of the platform."""
    command.add_argument("case", help="case id or a number on its papers")
    command.add_argument("kind", choices=[kind.value for kind in GoneKind], help="撤回、移交或者依法删除")
    command.add_argument("--reason", required=True, help="为什么撤下，窗口上看得到")
    command.add_argument("--by", required=True, help="决定的人的姓名")
    command.add_argument("--device", default="", help="只从这一台设备撤下；默认所有看得到的")


def run_retract(given: argparse.Namespace) -> int:
    """Returns 0, 1 when it was refused."""
    try:
        with closing(open_database(given.db)) as database, database.write() as connection:
            if get(connection, UPSTREAM):
                raise forbidden("这是大厅服务器，撤下办件由省平台决定；决定会自动传到大厅。")
            case = find_case(connection, given.case)
            reason = f"{given.reason}（{given.by}）"[:200]
            why = gone.why(GoneKind(given.kind), reason, time.time_ns() // 1_000_000)
            told = gone.let_go(connection, case, why, [given.device] if given.device else None)
    except StaffError as error:
        _say({"refused": error.code, "detail": error.detail, "words": error.words})
        return 1
    _say({"case": case.hex(), "kind": given.kind, "devices": told})
    return 0


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
