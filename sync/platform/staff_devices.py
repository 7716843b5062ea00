"""Devices at the command line: ``zongchuang platform device list|forks [NAME]|release NAME --by …``, and their halls:
``halls [WORDS] [--new]``, ``hall NAME --region … --hall … --by …``, ``rename --region … --hall … --to … --by …``,
``confirm --region … --hall … --by …``, ``newcomers [wait|free --by …]``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import closing

from sync.platform.database import open_database
from sync.platform.devices import bindings, release, unsigned
from sync.platform.held import counts, forks
from sync.platform.staff_device_halls import HALL_ACTS, hall_act

_FORKS = (
    "下列操作与已收下的同序号操作不同，原文都已留存，没有生效：发来的设备可能是复制的数据目录。"
    "请与该窗口负责人核对，由窗口用 sync unsent 导出后补录。"
)
_BARE = "没有签名密钥，只凭令牌上报；在升级或 device release 之前，只凭令牌也能取目录。"
_NONE = "没有分叉。"
_HELD = "另有待定的操作，用 platform held 看。"


def add_device(command: argparse.ArgumentParser) -> None:
    """Describe ``device`` to the command line of the platform."""
    command.add_argument("act", choices=("list", "forks", "release", *sorted(HALL_ACTS)))
    words = "设备名；halls：设备名或大厅名的一部分；newcomers：wait（等登记）或 free（以设备自报为准）"
    command.add_argument("device", nargs="?", default="", help=words)
    command.add_argument("--by", default="", help="经办人的姓名（release、hall、rename、confirm、newcomers 必填）")
    command.add_argument("--region", default="", help="hall、rename、confirm：大厅所在的区划代码")
    command.add_argument("--hall", default="", help="hall：设备所在的大厅；rename、confirm：大厅现在登记的名称")
    command.add_argument("--new", action="store_true", help="halls：只列设备自报、没有人确认的，最新的在前")
    command.add_argument("--to", default="", help="rename：大厅的新名称")
    command.add_argument("--limit", type=int, default=50, help="forks：一次列几条")
    command.add_argument("--after", type=int, default=0, help="forks：从哪一条之后列，照上一次的 more_after 写")


def run_device(given: argparse.Namespace) -> int:
    """Returns 0, 1 when the device has no key or there are forks, 2 when device or name of who releases is missing."""
    with closing(open_database(given.db)) as database:
        if given.act == "list":
            with database.read() as connection:
                bare = [{"device": name, "unsigned": True, "words": _BARE} for name in unsigned(connection)]
                _say(bindings(connection) + bare)
            return 0
        if given.act in HALL_ACTS:
            said, code = hall_act(database, given)
            _say(said)
            return code
        if given.act == "forks":
            with database.read() as connection:
                found = forks(connection, given.device, given.limit + 1, given.after)
                count, held = counts(connection, given.device)
            found, behind = found[: given.limit], found[given.limit :]
            more = found[-1]["n"] if behind else 0
            words = (_FORKS if count else _NONE) + (_HELD if held else "")
            _say({"words": words, "forks": found, "count": count, "more_after": more, "held": held})
            return 1 if count else 0
        if not (given.device and given.by.strip()):
            _say({"refused": "incomplete", "words": "须写明哪台设备、由谁解除（--by）。"})
            return 2
        with database.write() as connection:
            done = release(connection, given.device, given.by.strip(), time.time_ns() // 1_000_000)
    if not done:
        _say({"refused": "not-bound", "words": f"{given.device} 没有登记过签名密钥，什么也没有改。"})
        return 1
    _say({"released": given.device, "by": given.by.strip()})
    return 0


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
