"""``print stock``: the ledger of blanks: receive, issue, void, return, destroy, count, show."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.domain.events import OperatorRef
from app.domain.stock import ACT_WORDS, STATE_WORDS, BlankAct, BlankState, StockMove, Tally, ranges
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.usecases.desk import require_hand
from app.usecases.stock import Entry, without_picture
from printing.compose_day import day_sums
from ui.bootstrap import Workplace
from ui.commands.common import ask_in_turn, say, verbs, workplace
from ui.stockroom import Stockroom

_ACTS = {
    "receive": BlankAct.RECEIVE,
    "issue": BlankAct.ISSUE,
    "take-back": BlankAct.TAKE_BACK,
    "void": BlankAct.VOID,
    "picture": BlankAct.PICTURE,
    "return": BlankAct.RETURN,
    "destroy": BlankAct.DESTROY,
    "missing": BlankAct.MISS,
    "found": BlankAct.FOUND,
    "cancel": BlankAct.CANCEL,
    "revive": BlankAct.REVIVE,
}
_BY_TWO = ("destroy", "missing", "revive", "count")


def add_stock(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``print stock``; without a verb it shows the counts, and ``--receive`` does what it always did."""
    parser.add_argument("--receive", nargs="*", default=[], metavar="印制号", help="入库并领到本窗口")
    parser.add_argument("--kind", default="", help="证照种类")
    made = verbs(parser, {**dict.fromkeys(_ACTS, _enter), "count": _count, "show": _show}, required=False)
    for name in _ACTS:
        made[name].add_argument("serials", nargs="+", metavar="印制号", help="LN-HS-0004711..0004730，或逐本")
        made[name].add_argument("--kind", required=True, help="证照种类")
        made[name].add_argument("--reason", default="", help="原因")
        made[name].set_defaults(act=name, to="", box="", picture=None)
    for option, name, words in (
        ("--box", "receive", "箱号或送货单号"),
        ("--to", "issue", "哪个窗口，不写是本窗口"),
    ):
        made[name].add_argument(option, default="", help=words)
    made["return"].add_argument("--to", default="", help="退给谁")
    for name in ("void", "picture"):
        made[name].add_argument("--picture", type=Path, help="毁损件的照片")
    for name in _BY_TWO:
        made[name].add_argument(
            "--second", default="", metavar="工号", help="另一个人的工号；密码从终端或标准输入读"
        )
    made["destroy"].add_argument("--print", dest="on_paper", action="store_true", help="打印销毁清单")
    made["count"].add_argument("--counted", action="append", default=[], metavar="证照=本数")
    made["count"].add_argument("--note", action="append", default=[], metavar="证照=说明")
    made["count"].add_argument("--print", dest="on_paper", action="store_true", help="打印盘点单")
    made["show"].add_argument("serial", nargs="?", default="", metavar="印制号")
    made["show"].add_argument("--kind", default="", help="证照种类")
    parser.set_defaults(handler=_stock)


def _second(given: argparse.Namespace, room: Stockroom) -> OperatorRef | None:
    number = getattr(given, "second", "")
    return room.prove(number, ask_in_turn("另一人的密码：")[0]) if number else None


def _enter(given: argparse.Namespace) -> int:
    act = _ACTS[given.act]
    entry = Entry(act, given.kind, " ".join(given.serials), given.reason, given.to, given.box)
    with workplace(given, exclusive=True) as at:
        room = Stockroom(at)
        second = _second(given, room)
        answer: dict[str, Any] = {"act": act.value, "kind": given.kind}
        if act is BlankAct.DESTROY:
            done = room.destroy(entry, second)
            answer["serials"] = list(done.serials)
            if given.on_paper:
                answer["printed"] = room.print_out(done)
        else:
            answer["serials"] = [move.serial for move in room.enter(entry, given.picture, second)]
        answer["counts"] = at.stores.stock.counts().get(given.kind, {})
    runs = "、".join(
        first if first == last else f"{first} 至 {last}" for first, last in ranges(answer["serials"])
    )
    text = f"{ACT_WORDS[act]} {given.kind} {len(answer['serials'])} 本：{runs}"
    say(given, answer, f"{text}\n打印：{answer['printed']}" if "printed" in answer else text)
    return 0


def _pairs(words: list[str]) -> dict[str, str]:
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise UserFacingError("ZC-DAY-03", f"看不懂：{'、'.join(wrong)}", "", "请写成 证照=内容")
    return dict(word.split("=", 1) for word in words)


def _count(given: argparse.Namespace) -> int:
    counted = _pairs(given.counted)
    wrong = [kind for kind, count in counted.items() if not count.isdecimal()]
    if wrong:
        raise UserFacingError("ZC-DAY-03", f"本数不是数字：{'、'.join(wrong)}", "", "请写成 证照=本数")
    with workplace(given, exclusive=True) as at:
        room = Stockroom(at)
        second = _second(given, room)
        numbers = {kind: int(count) for kind, count in counted.items()}
        done = room.count(numbers, _pairs(given.note), second)
        answer: dict[str, Any] = {
            "counter": done.counter,
            "witness": done.witness,
            "lines": [
                _sums(line.kind, line.sums)
                | {
                    "book": len(line.serials),
                    "counted": line.counted,
                    "difference": line.difference,
                    "note": line.note,
                }
                for line in done.lines
            ],
        }
        if given.on_paper:
            answer["printed"] = room.print_out(done)
    text = "\n".join(
        f"{r['kind']}：账面 {r['book']}，实有 {r['counted']}，差异 {r['difference']}  {r['note']}".rstrip()
        for r in answer["lines"]
    )
    say(given, answer, f"{text}\n打印：{answer['printed']}" if "printed" in answer else text)
    return 0


def _sums(kind: str, sums: Tally) -> dict[str, Any]:
    names = ("opening", "received", "used", "void", "returned", "destroyed", "other", "on_hand")
    return {"kind": kind, **dict(zip(names, (count for _, count in day_sums(sums)), strict=True))}


def _show(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        answer = _history(at, given) if given.serial else _standing(at, given.kind)
    if given.serial:
        rows = answer["moves"]
        text = "\n".join(
            f"{r['at']}  {r['text']}  {r['state_text']}  {r['holder']}  {r['reason']}".rstrip() for r in rows
        )
        say(given, answer, text or "没有这一本")
        return 0 if rows else 1
    lines = []
    for row in answer["kinds"]:
        out = f"−用 {row['used']}−废 {row['void']}−退 {row['returned']}−销 {row['destroyed']}−其他 {row['other']}"
        lines.append(
            f"{row['kind']}：期初 {row['opening']}＋入 {row['received']}{out}＝结存 {row['on_hand']}"
        )
        lines += [f"  {first} 至 {last}" for first, last in row["ranges"]]
    lines += [f"作废件还没有照片：{each['kind']} {each['serial']}" for each in answer["without_picture"]]
    say(given, answer, "\n".join(lines) or "没有空白证")
    return 0


def _history(at: Workplace, given: argparse.Namespace) -> dict[str, Any]:
    found = at.stores.stock.moves(given.kind, given.serial)
    return {"serial": given.serial, "moves": [_row(move) for move in found]}


def _row(move: StockMove) -> dict[str, Any]:
    assert move.now is not None
    return {
        "kind": move.kind,
        "act": move.act.value,
        "text": ACT_WORDS[move.act],
        "state": move.now.value,
        "state_text": STATE_WORDS[move.now],
        "at": f"{Timestamp(move.at_ms).local:%Y-%m-%d %H:%M}",
        "operator": move.operator,
        "second": move.second,
        "holder": move.holder,
        "reason": move.reason,
        "box": move.box,
        "picture": move.picture,
        "case": str(move.case_id) if move.case_id is not None else "",
    }


def _standing(at: Workplace, kind: str) -> dict[str, Any]:
    room = Stockroom(at)
    kinds = [
        _sums(name, sums) | {"ranges": [list(run) for run in ranges(serials)]}
        for name, (sums, serials) in room.standing().items()
        if kind in ("", name)
    ]
    gone = without_picture(at.stores.stock.moves(kind))
    return {"kinds": kinds, "without_picture": [{"kind": name, "serial": serial} for name, serial in gone]}


def _stock(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=bool(given.receive)) as at:
        if given.receive:
            require_hand(at.office.desk)
            at.stores.stock.receive(given.kind, given.receive)
        counts = at.stores.stock.counts()
    lines = []
    for kind, count in counts.items():
        others = "".join(
            f"，{STATE_WORDS[state]} {count[state.value]}"
            for state in BlankState
            if count.get(state.value) and state not in (BlankState.ON_HAND, BlankState.USED, BlankState.VOID)
        )
        left, used, void = (count.get(name, 0) for name in ("on_hand", "used", "void"))
        lines.append(f"{kind}：余 {left}，用 {used}，废 {void}{others}")
    say(given, counts, "\n".join(lines) or "没有空白证")
    return 0
