"""``custody``: bundles of originals that are scanned from hand to hand, and who has which seal where."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.domain.seals import SEAL_WORDS, SealAct
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports.stock import BundleLine
from app.storage.files import replace_file
from printing.pdf import Meta, pages_to_pdf
from ui.bootstrap import Workplace
from ui.commands.common import say, verbs, workplace
from ui.stockroom import Stockroom


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``custody``."""
    handlers = {
        "list": _list,
        "new": _new,
        "move": _move,
        "check": _check,
        "label": _label,
        "seals": _seals,
        "seal": _seal,
    }
    made = verbs(parser, handlers)
    made["list"].add_argument("--out-of-place", dest="lost", action="store_true", help="只列不在位的")
    made["list"].add_argument("--all", action="store_true", help="也列已经退还的")
    made["new"].add_argument("case", metavar="收件编号")
    for option in ("--originals", "--copies"):
        made["new"].add_argument(option, type=int, default=0)
    made["move"].add_argument("code", metavar="条码")
    for option, words in (("--to", "去向"), ("--hand", "接手人")):
        made["move"].add_argument(option, required=True, help=words)
    made["move"].add_argument("--waybill", default="", help="邮件号")
    made["check"].add_argument("codes", nargs="*", metavar="条码")
    made["check"].add_argument("--place", required=True, help="查哪里")
    made["label"].add_argument("code", metavar="条码")
    made["label"].add_argument("--out", type=Path, help="写成文件，不打印")
    made["seals"].add_argument("--history", default="", metavar="印章", help="一枚印章的经过")
    made["seal"].add_argument("act", choices=[act.value for act in SealAct])
    made["seal"].add_argument("seal", metavar="印章")
    for option, words in (("--holder", "谁，不写是本人"), ("--place", "在哪里"), ("--reason", "为什么")):
        made["seal"].add_argument(option, default="", help=words)


def _time(ms: int) -> str:
    return f"{Timestamp(ms).local:%Y-%m-%d %H:%M}"


def _line(bundle: BundleLine) -> dict[str, Any]:
    return {
        "code": bundle.code,
        "case": str(bundle.case_id),
        "number": bundle.number,
        "item": bundle.item,
        "originals": bundle.originals,
        "copies": bundle.copies,
        "place": bundle.last.to_place,
        "hand": bundle.last.hand,
        "at": _time(bundle.last.at_ms),
        "steps": [
            {"from": s.from_place, "to": s.to_place, "giver": s.giver, "hand": s.hand, "at": _time(s.at_ms)}
            for s in bundle.steps
        ],
    }


def _list(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        room = Stockroom(at)
        lost = [{"code": each.code, "why": each.why} for each in room.out_of_place()]
        rows = [] if given.lost else [_line(bundle) for bundle in room.bundles(returned=given.all)]
    if given.lost:
        say(given, lost, "\n".join(f"{each['code']}  {each['why']}" for each in lost) or "都在位")
        return 1 if lost else 0
    text = "\n".join(
        f"{r['code']}  {r['number']}  原件{r['originals']}  {r['place']}  {r['hand']}  {r['at']}"
        for r in rows
    )
    say(given, rows, text or "没有收存的原件")
    return 0


def _case_of(at: Workplace, number: str) -> Any:
    found = at.office.case_of_number(number)
    if found is None:
        raise UserFacingError("ZC-CASE-04", "本机没有这个办件", "", "请核对收件编号")
    return found


def _new(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        code = Stockroom(at).make_bundle(_case_of(at, given.case), given.originals, given.copies)
    say(given, {"code": code}, f"资料袋 {code}，请打印条码贴上：zongchuang custody label {code}")
    return 0


def _move(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        room = Stockroom(at)
        room.move(given.code, given.to, given.hand, given.waybill)
        moved = room.bundle(given.code)
        assert moved is not None
        row = _line(moved)
    last = row["steps"][-1]
    say(
        given,
        row,
        f"{row['code']}：{last['from']} → {last['to']}，{last['giver']} 交 {last['hand']}，{last['at']}",
    )
    return 0


def _check(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        found = [{"code": e.code, "why": e.why} for e in Stockroom(at).check_shelf(given.place, given.codes)]
    say(
        given,
        found,
        "\n".join(f"{each['code']}  {each['why']}" for each in found) or f"{given.place}：账实相符",
    )
    return 1 if found else 0


def _label(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        room = Stockroom(at)
        if given.out is None:
            words = room.print_label(given.code)
        else:
            line = room.bundle(given.code)
            if line is None:
                raise UserFacingError("ZC-CUST-02", f"条码 {given.code} 不是登记过的资料袋", "", "请核对条码")
            replace_file(given.out, pages_to_pdf(room.label(line), at.fonts, Meta(line.code)))
            words = str(given.out)
    say(given, {"code": given.code, "printed": words}, words)
    return 0


def _seals(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        room = Stockroom(at)
        if given.history:
            rows: list[dict[str, Any]] = [
                {
                    "act": m.act.value,
                    "holder": m.holder,
                    "place": m.place,
                    "reason": m.reason,
                    "at": _time(m.at_ms),
                }
                for m in room.seals.moves(given.history)
            ]
            lines = [
                f"{r['at']}  {SEAL_WORDS[SealAct(r['act'])]}  {r['holder']}  {r['place']}  {r['reason']}"
                for r in rows
            ]
        else:
            rows = [
                {
                    "seal": s.seal,
                    "state": s.act.value,
                    "holder": s.holder,
                    "place": s.place,
                    "since": _time(s.since_ms),
                }
                | {"out": s.out, "text": s.words}
                for s in room.standings().values()
            ]
            lines = [f"{r['seal']}  {r['text']}  {r['since']}" for r in rows]
    say(given, rows, "\n".join(lines) or "还没有登记印章")
    return 0


def _seal(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        move = Stockroom(at).move_seal(
            SealAct(given.act), given.seal, given.holder, given.place, given.reason
        )
    answer = {"seal": move.seal, "act": move.act.value, "holder": move.holder, "place": move.place}
    say(given, answer, f"{SEAL_WORDS[move.act]} {move.seal}：{move.holder}，{move.place}")
    return 0
