"""``due``, ``check`` and ``rules``: the law without a case."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date

from app.domain.calendar import WorkCalendar
from app.domain.codec import to_json
from app.domain.codes import check
from app.domain.deadlines import due
from app.domain.guide import Period, Unit
from app.domain.time import weekday_words
from app.storage.clock import SystemClock
from ui.bootstrap import calendar, rules
from ui.commands.common import say, verbs


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of the command ``name``."""
    if name == "due":
        parser.add_argument(
            "--from", dest="start", type=date.fromisoformat, required=True, help="起算事件的日期"
        )
        parser.add_argument("--days", type=int, required=True)
        parser.add_argument("--unit", choices=("workday", "day"), default="workday")
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


def _due(given: argparse.Namespace) -> int:
    known: WorkCalendar = calendar()
    unit = Unit.WORKDAY if given.unit == "workday" else Unit.DAY
    found = due(given.start, Period(given.days, unit), known)
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
    lines = [f"{found.words()}止。{found.note}"]
    lines += [
        f"  {day.date.isoformat()} {weekday_words(day.date)} {f'第{day.n}日' if day.counted else '不计'}  {day.why}"
        for day in found.counted
    ]
    say(given, data, "\n".join(lines))
    return 0


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
    say(given, to_json(rules(given.name)))
    return 0


def _rules_diff(given: argparse.Namespace) -> int:
    left, right = to_json(rules(given.left)), to_json(rules(given.right))
    differ = {
        key: [left.get(key), right.get(key)]
        for key in sorted(left | right)
        if left.get(key) != right.get(key)
    }
    say(given, differ)
    return 0
