"""``due``, ``check`` and ``rules``: the law without a case."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date

from app.domain.calendar import WorkCalendar
from app.domain.codec import to_json
from app.domain.codes import check
from app.domain.deadlines import Due, due
from app.domain.guide import Period, Unit
from app.domain.rules_words import differences, statements, validity_words
from app.domain.time import date_words, weekday_words
from app.storage.clock import SystemClock
from ui.bootstrap import calendar, rules
from ui.commands.common import say, verbs

MOST_DAYS = 1000
"""More than any period of the law; the counting is printed day by day."""
LAST_YEAR = 2200


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of the command ``name``."""
    if name == "due":
        parser.add_argument("--from", dest="start", type=_start, required=True, help="起算事件的日期")
        parser.add_argument("--days", type=_days, required=True, help=f"天数，0至{MOST_DAYS}")
        parser.add_argument(
            "--unit", choices=("workday", "day"), default="workday", help="workday工作日，day自然日"
        )
        parser.set_defaults(handler=_due)
    elif name == "check":
        parser.add_argument("kind", choices=("id", "uscc", "item", "licence"))
        parser.add_argument("value")
        parser.set_defaults(handler=_check)
    else:
        made = verbs(parser, {"show": _rules, "diff": _rules_diff})
        made["show"].add_argument("name", nargs="?", default="liaoning")
        made["diff"].add_argument("left")
        made["diff"].add_argument("right")


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"天数应在0至{MOST_DAYS}之间")
    return days


def _start(text: str) -> date:
    day = date.fromisoformat(text)
    if not 1949 <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"日期应在1949年至{LAST_YEAR}年之间")
    return day


def _due(given: argparse.Namespace) -> int:
    known: WorkCalendar = calendar()
    unit = Unit.WORKDAY if given.unit == "workday" else Unit.DAY
    period = Period(given.days, unit)
    found = due(given.start, period, known)
    data = {
        "due": found.date.isoformat(),
        "unit": given.unit,
        "firm": found.firm,
        "weekday": weekday_words(found.date),
        "note": found.note,
        "counted": [
            {"date": day.date.isoformat(), "counted": day.counted, "why": day.why, "n": day.n}
            for day in found.counted
        ],
    }
    say(given, data, "\n".join(_due_lines(given.start, period, found)))
    return 0


def _due_lines(start: date, period: Period, found: Due) -> list[str]:
    """The last day, why it is that day, on what law, and every day with its count."""
    began = f"{date_words(start)}（{weekday_words(start)}）"
    head = f"{found.words()}止：自{began}起{period.words()}。"
    if period.days == 0:
        return [f"{found.words()}止：即办，当日办结。"]
    law = "起算日不计入（《民法典》第二百零一条）"
    law += (
        "，法定节假日不计入（《行政许可法》第八十二条）。"
        if period.unit is Unit.WORKDAY
        else "，最后一日为休息日的顺延（《民法典》第二百零三条）。"
    )
    table = [
        f"  {day.date.isoformat()} {weekday_words(day.date)} {f'第{day.n}日' if day.counted else '不计'}  {day.why}"
        for day in found.counted
    ]
    return [head, *([found.note] if found.note else []), law, *table]


def _check(given: argparse.Namespace) -> int:
    result = check(given.kind, given.value, SystemClock().now().date)
    data = {
        "valid": result.valid,
        "kind": result.kind,
        "problems": [asdict(problem) for problem in result.problems],
        "normal": result.normal,
    }
    words = "；".join(problem.text for problem in result.problems)
    say(given, data, f"{'有效' if result.valid else '无效'} {result.normal} {words}".strip())
    return 0 if result.valid else 1


def _rules(given: argparse.Namespace) -> int:
    shown = rules(given.name)
    said = statements(shown)
    lines = [f"{shown.name}规则 {shown.id}：{validity_words(shown)}"]
    lines += [f"  {each.name}：{each.value}\n      依据：{each.basis}" for each in said]
    say(given, {**to_json(shown), "settings": to_json(said)}, "\n".join(lines))
    return 0


def _rules_diff(given: argparse.Namespace) -> int:
    left, right = rules(given.left), rules(given.right)
    found = differences(left, right)
    sides = [{"id": each.id, "name": each.name, "valid": validity_words(each)} for each in (left, right)]
    lines = [f"{each['name']} {each['id']}：{each['valid']}" for each in sides]
    lines += [
        f"{each.name}\n"
        f"  {left.name}：{each.left}\n      依据：{each.left_basis}\n"
        f"  {right.name}：{each.right}\n      依据：{each.right_basis}"
        for each in found
    ]
    lines.append(f"共{len(found)}处不同。" if found else "两套规则没有不同。")
    data = {"left": sides[0], "right": sides[1], "differences": to_json(found)}
    say(given, data, "\n".join(lines))
    return 0
