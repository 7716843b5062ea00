"""The department at the command line: ``zongchuang platform decide CASE ACT --…`` and ``platform arrive``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sync.platform.staff import Decision, decide
from sync.platform.staff_acts import FAULTS, Act, acts
from sync.platform.staff_facts import StaffError
from sync.platform.staff_online import arrive

MANY = frozenset({"fault", "excluded", "tolerated", "committed", "branch_due", "results"})
YES = frozenset({"refused"})
"""Options that are given several times, and those that are only said."""
_ALWAYS = ("authority", "operator_name", "operator_number", "at_ms")
_WRONG_CALL = frozenset({"incomplete", "not-for-this", "usage", "unknown-action"})
_LEFT_OUT = frozenset({"command", "db", "json", "case", "action", "window", "intake", "rule_set"})

OPTIONS: Mapping[str, str] = {
    "authority": "实施机关，印在文书上（默认：办件的部门）",
    "operator_name": "经办人姓名",
    "operator_number": "经办人工号",
    "at_ms": "办理时间，UTC 毫秒（默认：现在）",
    "reason": "理由",
    "days": "期限，工作日数",
    "ends": "期满日 YYYY-MM-DD",
    "due": "办理期限 YYYY-MM-DD",
    "fault": f"有问题的材料 LINE:问题[:说明]，问题为{'、'.join(FAULTS)}；不给则为窗口核对出的全部问题",
    "count_note": "期限如何计算，印在文书上",
    "again_reason": "再次告知的原因：补正后才发现的问题",
    "limit_words": "办理时限的文字，如 7个工作日",
    "binding": "承诺、法定或即办",
    "excluded": "不计入期限的环节",
    "tolerated": "容缺的材料 LINE",
    "tolerated_until": "容缺补齐期限 YYYY-MM-DD",
    "tolerated_outcome": "逾期后果：退件办结或撤销受理",
    "committed": "以告知承诺代替的材料 LINE（默认：承诺书上的）",
    "branch_due": "联办事项的期限 CODE=YYYY-MM-DD",
    "ground": "不予受理的情形代码",
    "where": "可以向哪个机关申请",
    "to": "转报或移送到哪里",
    "opinion": "初审意见",
    "kind": "特别程序的种类：听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审",
    "basis": "法律依据（种类不在行政许可法 45 之列时必填）",
    "approver": "批准人",
    "result": "特别程序的结果",
    "branch": "联办事项的编码",
    "refused": "这一支不予许可",
    "number": "书面办结的文号",
    "outcome": "核查结果：属实、限期整改或不实",
    "line": "承诺的材料 LINE（许可的承诺不用写）",
    "finding": "核查发现",
    "rectify_by": "整改期限 YYYY-MM-DD",
    "validity": "有效期",
    "licence_number": "证照编号",
    "deliver_by": "送达期限 YYYY-MM-DD",
    "conditions": "附带条件",
    "check_by": "承诺核查期限 YYYY-MM-DD",
    "results": "结果文书",
    "ended_on": "容缺期满日 YYYY-MM-DD（默认：受理时定的）",
    "handed_in_on": "实际交来的日子 YYYY-MM-DD",
}
"""Every option of every act, as the help says it."""


def add_decide(command: argparse.ArgumentParser) -> None:
    """Describe ``decide`` to the command line of the platform."""
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description = "部门办理：\n" + "\n".join(_line(name, act) for name, act in acts().items())
    command.add_argument("case", help="case id or a number on its papers")
    command.add_argument("action", choices=tuple(acts()), metavar="ACTION", help="one of the above")
    for name, words in OPTIONS.items():
        flag = _flag(name)
        if name in YES:
            command.add_argument(flag, action="store_true", default=None, help=words)
        elif name in MANY:
            command.add_argument(flag, nargs="+", action="extend", help=words)
        else:
            command.add_argument(flag, help=words)


def add_arrive(command: argparse.ArgumentParser) -> None:
    """Describe ``arrive`` to the command line of the platform."""
    command.add_argument("--window", required=True, help="设备名，如 D07")
    command.add_argument(
        "--intake", required=True, type=Path, help="申请内容 JSON：item、applicant、answers、form…"
    )
    command.add_argument("--rule-set", required=True, help="规则编号，如 liaoning-2026")
    for name in ("operator_name", "operator_number", "at_ms"):
        command.add_argument(_flag(name), help=OPTIONS[name])


def run_decide(given: argparse.Namespace) -> int:
    """Do an act. Returns 0, 1 when it was refused, 2 for an option that is missing or not for this act."""
    detail = _detail(given)
    return _answer(lambda: _decided(given, detail))


def run_arrive(given: argparse.Namespace) -> int:
    """Bring a draft down. Returns 0, 1 when it was refused, 2 when something is missing or cannot be read."""
    return _answer(
        lambda: arrive(given.db, given.window, _read(given.intake), given.rule_set, **_detail(given))
    )


def _decided(given: argparse.Namespace, detail: Mapping[str, Any]) -> Decision:
    act = acts()[given.action]
    missing = [_flag(name) for name in act.needs if name not in detail]
    if missing:
        told = "、".join(f"{flag}（{OPTIONS[flag[2:].replace('-', '_')]}）" for flag in missing)
        raise StaffError("incomplete", ", ".join(missing), f"{given.action} 缺少 {told}")
    strange = [_flag(name) for name in detail if name not in (*act.needs, *act.takes, *_ALWAYS)]
    if strange:
        raise StaffError("not-for-this", ", ".join(strange), f"{given.action} 不用 {'、'.join(strange)}")
    return decide(given.db, given.case, given.action, **detail)


def _answer(do: Callable[[], Decision]) -> int:
    try:
        say(asdict(do()))
    except StaffError as error:
        say({"refused": error.code, "detail": error.detail, "words": error.words})
        return 2 if error.code in _WRONG_CALL else 1
    except (ValueError, OSError) as error:
        say({"refused": "usage", "detail": str(error), "words": f"看不懂这个值：{error}"})
        return 2
    return 0


def _detail(given: argparse.Namespace) -> dict[str, Any]:
    return {name: value for name, value in vars(given).items() if name not in _LEFT_OUT and value is not None}


def _read(file: Path) -> Mapping[str, Any]:
    found = json.loads(file.read_text("utf-8"))
    if not isinstance(found, dict):
        raise StaffError("incomplete", str(file.name), "申请内容须为一个 JSON 对象")
    return found


def _line(name: str, act: Act) -> str:
    needs = " ".join(_flag(each) for each in act.needs)
    takes = " ".join(f"[{_flag(each)}]" for each in act.takes)
    return f"  {name:<16}{act.words} {needs} {takes}".rstrip()


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def say(value: Any) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
