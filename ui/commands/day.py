"""``day``: the window opens and closes, shifts change, deadlines go on paper, and the numbered pad lies ready."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.domain.clocks import CLOCK_NAMES
from app.domain.codec import to_json
from app.domain.conduct import KIND_WORDS
from app.domain.day import InHand, owed_next
from app.domain.pad import PadSheet
from app.domain.people import mask_name
from app.domain.reconcile import Tally, differing, tally
from app.domain.transitions import STATE_NAMES
from app.errors import UserFacingError
from app.storage.files import replace_file
from app.storage.histories import SqlHistories
from app.usecases.day import Check, DueSheet, Handover
from app.usecases.pad import PAD, RESERVE, settle_sheet, use_the_pad
from ui.bootstrap import Workplace
from ui.commands import day_figures
from ui.commands.common import ask_in_turn, say, verbs, workplace
from ui.counts import count
from ui.day import Day, Looked


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``day``."""
    handlers = {
        "open": _open,
        "close": _close,
        "shift": _shift,
        "due": _due,
        "pad": _pad,
        "records": _records,
        "conduct": _conduct,
        "figures": day_figures.run,
        "visits": _visits,
        "reconcile": _reconcile,
    }
    made = verbs(parser, handlers)
    for verb in ("open", "close", "shift", "due"):
        made[verb].add_argument("--print", dest="on_paper", action="store_true", help="打印")
    for verb in ("open", "close", "shift"):
        made[verb].add_argument(
            "--count", action="append", default=[], metavar="证照=份数", help="清点的空白证照"
        )
        made[verb].add_argument("--seals", default="", help="印章清点的结果")
        made[verb].add_argument(
            "--device", action="append", default=[], metavar="设备=情况", help="读卡器、打印机"
        )
        made[verb].add_argument(
            "--note", action="append", default=[], metavar="项目=处理", help="不正常的怎么处理"
        )
    made["shift"].add_argument("--taker", required=True, metavar="工号", help="接班人，另问口令")
    made["shift"].add_argument("--matter", action="append", default=[], help="交代的事")
    made["due"].add_argument("--days", type=int, default=14, help="今后多少天")
    made["due"].add_argument("--moved", action="store_true", help="新放假安排改变的日期")
    made["reconcile"].add_argument("--out", type=Path, help="对账文件")
    made["reconcile"].add_argument("--with", dest="other", type=Path, help="另一方的对账文件")
    for verb in ("conduct", "figures"):
        alone = verb == "conduct"
        made[verb].add_argument("--from", dest="first", type=date.fromisoformat, required=alone, help="起")
        made[verb].add_argument("--to", dest="last", type=date.fromisoformat, required=alone, help="止")
    day_figures.arguments(made["figures"])
    made["pad"].add_argument("--sheets", type=int, default=0, help="印几页登记本")
    made["pad"].add_argument("--again", action="store_true", help="把没有用的页再印一遍")
    made["pad"].add_argument("--void", default="", metavar="编号", help="作废一页")
    made["pad"].add_argument("--missing", default="", metavar="编号", help="登记缺页")
    made["pad"].add_argument("--reason", default="", help="作废、缺页的原因")


def _pairs(words: Sequence[str]) -> dict[str, str]:
    """``name=value`` words as a table. Raises UserFacingError ZC-DAY-03."""
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise UserFacingError("ZC-DAY-03", f"看不懂：{'、'.join(wrong)}", "", "请写成 项目=内容")
    return dict(word.split("=", 1) for word in words)


def _looked(given: argparse.Namespace) -> Looked:
    counted = _pairs(given.count)
    wrong = [kind for kind, count in counted.items() if not count.isdecimal()]
    if wrong:
        raise UserFacingError("ZC-DAY-03", f"份数不是数字：{'、'.join(wrong)}", "", "请写成 证照=份数")
    return Looked(
        {kind: int(count) for kind, count in counted.items()},
        given.seals,
        _pairs(given.device),
        _pairs(given.note),
    )


def _finish(
    given: argparse.Namespace, day: Day, made: DueSheet | Check | Handover, data: Any, text: str
) -> int:
    if given.on_paper:
        data["printed"] = day.print_paper(day.paper_of(made))
        text = f"{text}\n打印：{data['printed']}"
    say(given, data, text)
    return 0


def _open(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        day = Day(at)
        check = day.open(_looked(given))
        return _finish(given, day, check, _check_data(check), _check_text(check))


def _close(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        day = Day(at)
        check = day.close(_looked(given))
        return _finish(given, day, check, _check_data(check), _check_text(check))


def _check_data(check: Check) -> dict[str, Any]:
    return {
        "kind": check.kind,
        "checker": check.checker,
        "open_points": sum(point.right is not True for point in check.points),
        "points": [
            {"name": p.name, "found": p.found, "right": p.right, "action": p.action} for p in check.points
        ],
    }


def _check_text(check: Check) -> str:
    marks = {True: "好", False: "差", None: "未查"}
    return "\n".join(
        f"{marks[p.right]}  {p.name}：{p.found}{f'（{p.action}）' if p.action else ''}" for p in check.points
    )


def _shift(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        day = Day(at)
        (password,) = ask_in_turn("接班人口令：")
        made = day.shift(_looked(given), at.proven(given.taker, password), tuple(given.matter))
        data = {
            "giver": made.giver,
            "taker": made.taker,
            "matters": list(made.matters),
            "kept": [to_json(each) for each in made.kept],
            "cases": [_case_data(each) for each in made.cases],
            "more_cases": made.more,
        }
        lines = [f"{k.what}  {k.count}  {k.detail}{f'（{k.action}）' if k.action else ''}".rstrip() for k in made.kept]
        lines += ["  ".join(str(value) for value in _case_data(each).values() if value) for each in made.cases]
        text = "\n".join(lines)
        return _finish(given, day, made, data, f"{made.giver} → {made.taker}\n{text}")


def _case_data(case: InHand) -> dict[str, Any]:
    day = case.day.isoformat() if case.day is not None else None
    return {"number": case.number, "item": case.item, "due": day, "next": owed_next(case)}


def _moved(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        rows = [
            {
                "case": str(each.case_id),
                "receipt": each.number,
                "item": each.item,
                "kind": each.kind,
                "clock": each.clock,
                "told": each.told.isoformat(),
                "due": each.due.isoformat(),
                "firm": each.firm,
                "words": each.words,
                "revisable": each.revisable,
            }
            for each in Day(at).moved()
        ]
    text = "\n".join(f"{r['receipt']}  {r['clock']}  {r['words']}" for r in rows)
    say(given, rows, text or "已告知的日期没有变化")
    return 0


def _due(given: argparse.Namespace) -> int:
    if given.moved:
        return _moved(given)
    with workplace(given) as at:
        day = Day(at)
        sheet = day.due(timedelta(days=given.days))
        lines = [
            {
                "due": each.day.isoformat(),
                "firm": each.firm,
                "clock": CLOCK_NAMES[each.kind],
                "case": str(each.case_id),
                "receipt": each.number,
                "item": each.item,
                "applicant": mask_name(each.applicant),
                "owner": each.owner,
            }
            for each in sheet.lines
        ]
        data = {"until": sheet.until.isoformat(), "lines": lines, "later": sheet.later}
        rows = (f"{r['due']}  {r['clock']}  {r['receipt']}  {r['item']}  {r['applicant']}" for r in lines)
        return _finish(given, day, sheet, data, "\n".join(rows) or "没有待办的时限")


def _pad(given: argparse.Namespace) -> int:
    changes = bool(given.sheets or given.again or given.void or given.missing)
    with workplace(given, exclusive=changes) as at:
        day = Day(at)
        for state in ("void", "missing"):
            if number := getattr(given, state):
                settle_sheet(day.desk, at.pad_book, number, state, given.reason)
        wanted = list(at.pad_book.sheets("issued")) if given.again else []
        wanted += day.pad(given.sheets) if given.sheets else ()
        printed = day.print_pad(wanted)
        data = _pad_data(at, at.pad_book.sheets()) | {
            "printed": [{"number": number, "printer": words} for number, words in printed]
        }
    say(given, data, _pad_text(data))
    return 0


def _pad_data(at: Workplace, sheets: Sequence[PadSheet]) -> dict[str, Any]:
    states = ("issued", "used", "void", "missing")
    left = at.blocks.left("paper")
    rows = [
        {
            "number": sheet.number,
            "state": sheet.state,
            "case": str(sheet.case_id) if sheet.case_id is not None else "",
            "reason": sheet.reason,
        }
        for sheet in sheets
    ]
    return {
        "counts": {state: sum(sheet.state == state for sheet in sheets) for state in states},
        "sheets": rows,
        "numbers": left,
        "pad_numbers": at.blocks.left(PAD),
        "reserve": RESERVE,
        "use_the_pad": use_the_pad(left),
    }


def _pad_text(data: dict[str, Any]) -> str:
    words = {"issued": "空白", "used": "已补录", "void": "作废", "missing": "缺页"}
    lines = [f"{row['number']}  {words[row['state']]}  {row['reason']}".rstrip() for row in data["sheets"]]
    counts = "，".join(f"{words[state]}{count}页" for state, count in data["counts"].items())
    advice = "文书编号快用完了：新的收件请用登记本" if data["use_the_pad"] else ""
    return "\n".join([*lines, counts, *([advice] if advice else [])])


def _records(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        found = at.day_book.records()
    rows = [
        {
            "kind": r.kind,
            "day": r.day.isoformat(),
            "at_ms": r.at_ms,
            "by": r.by,
            "second": r.second,
            "open_points": r.open_points,
        }
        for r in found
    ]
    text = "\n".join(f"{r['day']}  {r['kind']}  {r['by']}  {r['second']}" for r in rows)
    say(given, rows, text or "还没有记录")
    return 0


def _conduct(given: argparse.Namespace) -> int:
    """The eleven counters of S0 art 26; nobody is named, and a rehearsal counts for nothing."""
    with workplace(given) as at:
        found = count(at, given.first, given.last).conduct
    rows = [
        {
            "kind": int(kind),
            "name": words,
            "count": found.count(kind),
            "signals": [
                {"case": str(each.case_id), "day": each.day.isoformat(), "what": each.what}
                for each in found.signals
                if each.kind is kind
            ],
        }
        for kind, words in KIND_WORDS.items()
    ]
    data = {
        "from": given.first.isoformat(),
        "to": given.last.isoformat(),
        "cases": found.cases,
        "left_out": found.left_out,
        "kinds": rows,
    }
    lines = [f"（{row['kind']}）{row['name']}  {row['count']}" for row in rows]
    lines.append(f"共{found.cases}件；演练{found.left_out}件不计入。计数是线索，不是认定。")
    say(given, data, "\n".join(lines))
    return 0


def _visits(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        book = at.visit_book
        rows: list[dict[str, Any]] = [
            {
                "visit": str(each.id),
                "state": each.state,
                "name": mask_name(each.name),
                "operator": each.operator,
                "reason": each.reason,
                "cases": [str(case.id) for case in book.cases(each.id)],
                "drafts": [str(draft) for draft in book.drafts(each.id)],
            }
            for each in book.visits()
        ]
    words = {"open": "办理中", "parked": "暂存", "closed": "已结束"}
    words |= {"waiting": "等候", "called": "已叫号", "missed": "过号"}
    text = "\n".join(
        f"{r['name']}  {words[r['state']]}  {len(r['cases'])}件  {r['reason']}".rstrip() for r in rows
    )
    say(given, rows, text or "没有来访")
    return 0


def _reconcile(given: argparse.Namespace) -> int:
    """Counts and digests by state, without a name: a file for the other side, or held against the one it sent."""
    with workplace(given) as at:
        ours = tally(SqlHistories(at.database).states())
        data: dict[str, Any] = {
            "device": at.device,
            "day": at.office.today().isoformat(),
            "states": {state: {"cases": each.cases, "digest": each.digest} for state, each in ours.items()},
        }
    if given.out is not None:
        replace_file(given.out, json.dumps(data, ensure_ascii=False, indent=1).encode())
    found = differing(ours, _theirs(given.other)) if given.other is not None else ()
    names = {state.value: words for state, words in STATE_NAMES.items()}
    data["differences"] = [{"state": state, "name": names.get(state, state)} for state in found]
    lines = [f"{names.get(state, state)}  {each.cases}件  {each.digest[:12]}" for state, each in ours.items()]
    lines += [f"不一致：{each['name']}" for each in data["differences"]]
    say(given, data, "\n".join(lines) or "还没有办件")
    return 1 if found else 0


def _theirs(file: Path) -> dict[str, Tally]:
    try:
        states = json.loads(file.read_text("utf-8"))["states"]
        return {state: Tally(int(each["cases"]), str(each["digest"])) for state, each in states.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserFacingError(
            "ZC-DAY-04", f"{file.name} 不是对账文件", "办件没有变化", "请向对方索取当日的对账文件"
        ) from error
