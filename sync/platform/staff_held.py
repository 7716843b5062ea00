"""待定 at the command line: ``zongchuang platform held [list|history|accept PLACE|dismiss PLACE]``.

What a platform lost and nothing proves is held beside the log (:mod:`sync.platform.held`); where nothing ever proves
it, a person decides. Each decision is kept with name and reason, and no text is ever thrown away.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from sync.platform import held, tables
from sync.platform.database import Database, open_database
from sync.platform.held import Held
from sync.platform.ledger import Ledger
from sync.platform.put_back import count_out_lost
from sync.wire.problems import ProblemError

_REASON_MOST = 200
WORDS = (
    "下列操作省平台收下过又丢了，重新送来的这一份没有前后记录可以印证，原文已留存、没有生效。"
    "先请该窗口联网同步：它后面的操作上传后自动确定。不会再有后面的操作时，与窗口核对纸面文书，"
    "确认就是丢的那一份才并入（accept），不能确认就不并入（dismiss）；都要写明是谁决定的、怎么核对的。"
)
"""What is held, and what to do about it."""
_NONE = "没有待定的操作。"
_DONE = {
    "accepted": "已并入记录，窗口下次同步时换成正式回执。",
    held.DISMISSED: "不并入，原文仍留存。窗口下次同步时在「需处理」里看到是谁决定的、为什么，可导出补录。",
}


class HeldError(Exception):
    """Nothing was changed; ``words`` say why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def add_held(command: argparse.ArgumentParser) -> None:
    """Describe ``held`` to the command line of the platform."""
    command.add_argument("act", nargs="?", choices=("list", "history", "accept", "dismiss"), default="list")
    command.add_argument("place", nargs="?", default="", help="哪一个：设备/纪元/序号，照 list 的 place 写")
    command.add_argument("--digest", default="", help="同一序号有几份时，写摘要的前几位")
    command.add_argument("--by", default="", help="决定的人的姓名（accept、dismiss 必填）")
    command.add_argument("--reason", default="", help="怎么核对的、为什么（accept、dismiss 必填）")
    command.add_argument("--device", default="", help="list、history：只看这一台设备")


def run_held(given: argparse.Namespace) -> int:
    """Returns 0, 1 while anything is held or when it was refused."""
    with closing(open_database(given.db)) as database:
        if given.act == "list":
            with database.read() as connection:
                found = [shown(connection, one) for one in held.waiting(connection, given.device)]
            _say({"words": WORDS if found else _NONE, "held": found})
            return 1 if found else 0
        if given.act == "history":
            with database.read() as connection:
                _say({"decided": [_past(what, one) for what, one in held.history(connection, given.device)]})
            return 0
        try:
            decision = Decision(given.act, given.place, given.by, given.reason, given.digest)
            done = decide(database, decision, time.time_ns() // 1_000_000)
        except HeldError as error:
            _say({"refused": error.code, "words": error.words})
            return 1
    _say(done)
    return 0


@dataclass(frozen=True)
class Decision:
    """``act`` accept or dismiss, of the one at ``place`` (``digest`` begins so), by whom and why."""

    act: str
    place: str
    by: str
    reason: str
    digest: str = ""


def decide(database: Database, given: Decision, now_ms: int) -> dict[str, Any]:
    """Accept or dismiss one, by name. Raises HeldError."""
    by, reason = given.by.strip(), given.reason.strip()[:_REASON_MOST]
    if not (by and reason):
        raise HeldError("incomplete", "须写明是谁决定的（--by）和怎么核对的（--reason）；没有改动。")
    ledger = Ledger(database, lambda: now_ms)
    with database.write() as connection:
        one = _named(connection, given.place, given.digest)
        if given.act == "accept":
            what = "accepted"
            _accept(ledger, connection, one)
            held.note_accepted(connection, one, by, reason, now_ms)
        else:
            what = held.DISMISSED
            word = ledger.word_of_dismissal(one, f"{what}:{by}：{reason}")
            out = count_out_lost(connection, one.sender, one.command)
            held.dismiss(connection, replace(one, by=by, why=reason, ended_ms=now_ms, receipt=word, out=out))
    return {"held": what, "place": place(one), "by": by, "reason": reason, "words": _DONE[what]}


def _accept(ledger: Ledger, connection: Connection, one: Held) -> None:
    try:
        ledger.accept_held(connection, one)
    except held.ForkError:
        words = "前后留下的记录证明它不是丢的那一份，不能并入；没有改动，可以用 dismiss。"
        raise HeldError("contradicted", words) from None
    except ProblemError as error:
        words = "省平台没有这个办件的任何记录，不能只并入这一步；没有改动。请用 dismiss，由窗口导出补录。"
        raise HeldError("no-trace", words) from error


def _named(connection: Connection, wanted: str, digest: str) -> Held:
    waiting = [one for one in held.waiting(connection) if place(one) == wanted]
    found = [one for one in waiting if one.command.digest.startswith(digest.lower())]
    if not found:
        raise HeldError("unknown", f"没有这样的待定操作（{wanted}），没有改动；用 platform held 看清单。")
    if len(found) > 1:
        raise HeldError("ambiguous", f"{wanted} 有 {len(found)} 份，请用 --digest 写明是哪一份；没有改动。")
    return found[0]


def place(one: Held) -> str:
    """As people name it: ``device/epoch/seq``."""
    return f"{one.sender.device}/{one.sender.epoch}/{one.command.seq}"


def shown(connection: Connection, one: Held) -> dict[str, Any]:
    """One for the list, with why nothing proves it."""
    return {
        "place": place(one),
        "device": one.sender.device,
        "epoch": one.sender.epoch,
        "seq": one.command.seq,
        "case": str(one.command.case),
        "digest": one.command.digest,
        "since_ms": one.since_ms,
        "why": _why(connection, one),
    }


def _past(what: str, one: Held) -> dict[str, Any]:
    about = {"place": place(one), "case": str(one.command.case), "digest": one.command.digest}
    return about | {"held": what, "by": one.by, "reason": one.why, "at_ms": one.ended_ms}


def _why(connection: Connection, one: Held) -> str:
    """Which neighbours would have proved it."""
    table, seq = tables.commits, one.command.seq
    mine = (table.c.device == one.sender.device, table.c.epoch == one.sender.epoch)
    near = select(table.c.seq).where(*mine, table.c.seq.in_((seq - 1, seq + 1)))
    there = set(connection.execute(near).scalars())
    gone = "、".join(f"第 {n} 号" for n in (seq - 1, seq + 1) if n and n not in there)
    return f"省平台丢过第 {seq} 号，能印证它的{gone or '记录'}也不在"


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
