"""The acts of the department, each with the stages it may follow, what it needs to be told, and what it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sync.platform.staff_course import (
    branch_completed,
    branch_started,
    checked,
    closed,
    extended,
    joint_started,
    revoked,
    special_ended,
    special_started,
    undone,
)
from sync.platform.staff_facts import Standing, forbidden, maps, text

FAULTS: Mapping[str, str] = {
    "缺失": "未提交",
    "份数不足": "提交的份数少于办事指南要求",
    "不符合法定形式": "不符合法定形式",
    "内容错误": "填写或者记载的内容有误",
    "过期": "已超过有效期",
    "签章缺": "缺少签字或者盖章",
    "不一致": "与其他材料记载不一致",
}
"""Defects of a material, and what is found when nobody says more."""

_AT_DESK = frozenset({"received", "corrected"})
_RUNNING = frozenset({"accepted", "reviewing", "extended", "joint"})
_DECIDABLE = _RUNNING
_DECIDED = frozenset({"granted", "refused"})
_BEFORE_DECISION = _AT_DESK | _DECIDABLE | {"correcting", "special"}
_BY_SILENCE = frozenset({"deemed_withdrawn", "returned", "revoked"})


@dataclass(frozen=True)
class Act:
    """``stages`` it may follow (empty: any), options it ``needs`` and ``takes`` besides; a ``fact`` needs no lease."""

    event: str
    words: str
    stages: frozenset[str]
    payload: Callable[[Standing], dict[str, Any]]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    fact: bool = False


def _told(case: Standing) -> list[Mapping[str, Any]]:
    """Notices that count as told: one that was withdrawn before anybody had it told nothing (许可法 32(1)(4))."""
    given = {text(payload, "document_id") for payload in case.payloads("paper_given")}
    told: list[Mapping[str, Any]] = []
    for past in case.file.history:
        if past.type == "notice_issued":
            told.append(past.payload)
        elif past.type == "notice_withdrawn" and told and text(past.payload, "document_id") not in given:
            told.pop()
    return told


def _notified(case: Standing) -> dict[str, Any]:
    """一次性告知 by the department (收受分离). The window numbers the paper when it prints it: ``number`` is empty."""
    earlier = _told(case)
    told = {text(fault, "line_id") for payload in earlier for fault in maps(payload, "faults")}
    faults, again = _faults(case), bool(earlier)
    last_day = silent_since(case)
    if last_day:
        raise forbidden(f"收到材料已满法定期限（{last_day}）没有告知，自收件之日起即为受理，不能再要求补正")
    if again and not case.word("again_reason"):
        raise forbidden("再次告知须写明是补正后才发现的问题（--again-reason）")
    if again and any(fault["line_id"] not in told for fault in faults):
        raise forbidden("第一次没有告知的材料不能再次要求")
    return {
        "document_id": str(uuid4()),
        "number": "",
        "faults": faults,
        "period": case.period(),
        "ends": case.must_day("ends"),
        "ends_firm": True,
        "count_note": case.word("count_note"),
        "again": again,
        "again_reason": case.word("again_reason") if again else "",
    }


def silent_since(case: Standing) -> str:
    """The last day for a notice, where it is over and none was told (许可法 32(1)(4)); else empty.

    The platform counts no days: a new table of holidays is taken from the window that counted by it. Where a province
    wants its notice sooner (S4 11(3): at once) that day is another, and its move says nothing of the five days.
    """
    received = case.last("received")
    last_day, told = text(received, "deemed_after"), text(received, "notice_due")
    firm = _certain(received, last_day, told)
    if last_day and last_day == told:
        for moved in case.payloads("deadline_revised"):
            if text(moved, "clock") == "notice" and text(moved, "told") == told:
                last_day, firm = text(moved, "due"), bool(moved.get("firm"))
    for proposed in case.payloads("deemed_acceptance_proposed"):
        # A window proposes only what its holidays make certain.
        last_day, firm = text(proposed, "ended_on"), True
    return last_day if firm and last_day and case.today > last_day and not _told(case) else ""


def _certain(received: Mapping[str, Any], last_day: str, told: str) -> bool:
    """Whether the five days were certain at 收件. Of cases of before only the certainty of the day ``told`` was written
    down; where the five days end later, it reaches no further than the holidays that were known for it: the end of its
    year may still have been open.
    """
    written = received.get("deemed_firm")
    if written is not None:
        return bool(written)
    firm = bool(received.get("notice_due_firm", True))
    return firm and (not told or last_day <= told or last_day < f"{told[:4]}-12")


def _faults(case: Standing) -> list[dict[str, Any]]:
    rows = case.materials()
    said = [_fault_said(words) for words in case.words("fault")]
    if not said:
        said = [
            (line, text(row, "fault") or "缺失", text(row, "note"))
            for line, row in rows.items()
            if text(row, "status") in ("open", "faulty")
        ]
    if not said:
        raise forbidden("材料没有问题，不能出具告知书；有问题的材料用 --fault 逐项写明")
    strange = [line for line, _code, _note in said if line not in rows]
    if strange:
        raise forbidden(f"办件没有这些材料：{'、'.join(strange)}")
    return [_fault(rows[line], line, code, note) for line, code, note in said]


def _fault_said(words: str) -> tuple[str, str, str]:
    line, _, rest = words.partition(":")
    code, _, note = rest.partition(":")
    if code not in FAULTS:
        raise forbidden(f"问题只能是：{'、'.join(FAULTS)}")
    return line, code, note


def _fault(row: Mapping[str, Any], line: str, code: str, note: str) -> dict[str, Any]:
    name = text(row, "name")
    wanted = f"请提交符合要求的《{name}》，{text(row, 'requirement') or '原件1份'}"
    return {
        "line_id": line,
        "number": row.get("number", 0),
        "material": name,
        "code": code,
        "finding": note or FAULTS[code],
        "correction": text(row, "correction") or wanted,
        "basis": text(row, "basis"),
    }


def _accepted(case: Standing) -> dict[str, Any]:
    """受理 by the department; after five days of silence it is 视为受理 from the day of 收件, whenever it is written
    down (许可法 32(1)(4)), and the limit is counted from then.
    """
    due, silent = case.day("due"), bool(silent_since(case))
    made = {line for each in case.payloads("commitment_made") for line in each.get("lines") or ()}
    said = case.words("tolerated")
    tolerated = said or pledged_lines(case)
    until = case.day("tolerated_until") or (_day_pledged(case) if tolerated and not said else None)
    if silent and not said and not until and due and due < case.today:
        tolerated = []  # its day is over, and so is that of the law: nothing is owed any more
    if tolerated:
        _tolerable(case, tolerated, due, until, silent=silent)
    return {
        "accepted_on": text(case.last("received"), "received_on") if silent else case.today,
        "due": due,
        "due_firm": due is not None,
        "limit_words": case.word("limit_words"),
        "binding": case.word("binding", "承诺"),
        "count_note": case.word("count_note"),
        "authority": case.word("authority"),
        "route": "department",
        "deemed": silent,
        "excluded": case.words("excluded"),
        "tolerated": tolerated,
        "tolerated_until": until,
        "tolerated_firm": True,
        "tolerated_outcome": case.word("tolerated_outcome", "退件办结") if tolerated else "",
        "committed": case.words("committed") or sorted(made),
        "branches": _branch_limits(case),
    }


def pledged_lines(case: Standing) -> list[str]:
    """What the last pledge names and is still to come: not handed in, told of as missing, promised instead or
    waived since.
    """
    rows, standing = case.materials(), list[str]()
    for past in case.file.history:
        if past.type == "tolerance_pledged":
            standing = [str(line) for line in past.payload.get("lines") or ()]
        elif past.type == "notice_issued":
            told = {text(fault, "line_id") for fault in maps(past.payload, "faults")}
            standing = [line for line in standing if line not in told]
        elif past.type == "commitment_made":
            standing = [line for line in standing if line not in (past.payload.get("lines") or ())]
        elif past.type == "material_waived":
            standing = [line for line in standing if line != text(past.payload, "line_id")]
    return [line for line in standing if text(rows.get(line, {}), "status") in ("open", "faulty", "tolerated")]


def pledges_ended(case: Standing, faults: list[Mapping[str, Any]]) -> list[str]:
    """Documents of the pledges (D06) that a notice of ``faults`` puts an end to: what they name is told of as missing,
    with a day of its own, and nothing else of them stands. Two days for one material would be in her hand.
    """
    told = {text(fault, "line_id") for fault in faults}
    pledged = {str(line) for line in case.last("tolerance_pledged").get("lines") or ()}
    if not told & pledged or set(pledged_lines(case)) - told:
        return []
    ended = ("paper_voided", "paper_recalled")
    gone = {text(past.payload, "document_id") for past in case.file.history if past.type in ended}
    issued = (p for p in case.payloads("paper_issued") if text(p, "kind") == "D06")
    return [document for each in issued if (document := text(each, "document_id")) not in gone]


def _day_pledged(case: Standing) -> str | None:
    """The day in the pledge; none where it is over, since then the department has to give another."""
    promised = str(case.last("tolerance_pledged").get("promised_by") or "")
    return promised if promised >= case.today else None


def _tolerable(
    case: Standing, tolerated: list[str], due: str | None, until: str | None, *, silent: bool
) -> None:
    """容缺 has a day of its own, between today and the decision, and not before the one that the applicant holds in her
    pledge; without a day for the decision nobody knows the first. The day in the pledge stands, though a limit that
    became shorter, or that ``silent`` dates back, ends before it (record 0130).
    """
    promised = str(case.last("tolerance_pledged").get("promised_by") or "")
    unpledged = set(tolerated) - set(pledged_lines(case))
    if unpledged:
        raise forbidden(f"申请人没有承诺补交：{'、'.join(sorted(unpledged))}")
    if not until:
        raise forbidden("容缺受理须写明补齐期限（--tolerated-until）")
    if not due:
        raise forbidden("容缺受理须写明办理期限（--due）：补齐期限不能超过它（容缺办法）")
    if (due <= case.today and not silent) or (until > due and until != promised):
        raise forbidden(f"容缺的补齐期限不能晚于办理期限（{due}），办理期限也不能只到当日（容缺办法）")
    if until < case.today:
        raise forbidden(f"容缺的补齐期限（{until}）已经过去，申请人已经来不及补交")
    if promised >= case.today and until < promised:
        raise forbidden(f"申请人的承诺书写明补交到 {promised}，补齐期限不能缩短")


def _branch_limits(case: Standing) -> list[dict[str, Any]]:
    said = dict(pair.partition("=")[::2] for pair in case.words("branch_due"))
    branches = case.branches()
    strange = said.keys() - {branch.code for branch in branches}
    if strange:
        raise forbidden(f"一件事里没有这些事项：{'、'.join(sorted(strange))}")
    return [
        {
            "code": branch.code,
            "name": branch.name,
            "department": branch.department,
            "limit_words": "",
            "due": Standing(case.file, case.today, case.at_ms, said).day(branch.code),
            "firm": True,
        }
        for branch in branches
    ]


def _declined(case: Standing) -> dict[str, Any]:
    return {
        "ground": case.word("ground", "scope"),
        "reasons": case.word("reason"),
        "where_to_apply": case.word("where"),
    }


def _granted(case: Standing) -> dict[str, Any]:
    branches = case.branches() if case.file.stage == "joint" else []
    waiting = [branch.name for branch in branches if branch.granted is None]
    if waiting:
        raise forbidden(f"联办事项还没有办结：{'、'.join(waiting)}")
    if branches and not any(branch.granted for branch in branches):
        raise forbidden("联办事项都没有准予，应当作出不予许可的决定")
    return {
        "decided_on": case.today,
        "decided_by": case.word("authority"),
        "validity": case.word("validity"),
        "licence_number": case.word("licence_number"),
        "power": "",
        "deliver_by": case.day("deliver_by"),
        "conditions": case.word("conditions"),
        "refused_branches": [branch.code for branch in branches if not branch.granted],
        "check_by": case.day("check_by"),
    }


def _refused(case: Standing) -> dict[str, Any]:
    waiting = [branch.name for branch in case.branches() if branch.started and branch.granted is None]
    if case.file.stage == "joint" and waiting:
        raise forbidden(f"联办事项还没有办结：{'、'.join(waiting)}")
    return {
        "decided_on": case.today,
        "decided_by": case.word("authority"),
        "reasons": case.word("reason"),
        "deliver_by": case.day("deliver_by"),
    }


def _withdrawn(case: Standing) -> dict[str, Any]:
    return {"reason": case.word("reason"), "returned": case.kept_lines()}


def _returned(case: Standing) -> dict[str, Any]:
    return {"reason": case.word("reason")}


def _forwarded(case: Standing) -> dict[str, Any]:
    return {"to": case.word("to"), "reason": case.word("reason"), "opinion": case.word("opinion")}


def _with_results(case: Standing) -> dict[str, Any]:
    return {"results": case.words("results")}


def acts() -> dict[str, Act]:
    """Every act by its name on the command line."""
    return _at_the_beginning() | _on_the_way() | _at_the_end()


def _at_the_beginning() -> dict[str, Act]:
    limits = ("due", "limit_words", "binding", "count_note", "excluded", "branch_due")
    tolerance = ("tolerated", "tolerated_until", "tolerated_outcome", "committed")
    forward = _AT_DESK | {"accepted", "reviewing"}
    return {
        "notify": Act(
            "notice_issued",
            "一次性告知",
            _AT_DESK,
            _notified,
            ("days", "ends"),
            ("fault", "count_note", "again_reason"),
        ),
        "accept": Act("accepted", "受理", _AT_DESK, _accepted, (), (*limits, *tolerance)),
        "decline": Act("declined", "不予受理", _AT_DESK, _declined, ("reason",), ("ground", "where")),
        "return": Act("returned_to_window", "退回综窗", _AT_DESK | {"reviewing"}, _returned, ("reason",)),
        "forward": Act("forwarded", "转报移送", forward, _forwarded, ("to", "reason"), ("opinion",)),
        "withdraw": Act("withdrawn", "申请人撤回", _BEFORE_DECISION, _withdrawn, ("reason",)),
    }


def _on_the_way() -> dict[str, Act]:
    joint, short = frozenset({"joint", "special"}), ("due",)
    return {
        "special": Act(
            "special_started",
            "开始特别程序",
            _RUNNING,
            special_started,
            ("kind", "days", "ends", "approver"),
            ("basis",),
        ),
        "special-end": Act(
            "special_ended", "特别程序结束", frozenset({"special"}), special_ended, ("result", "due")
        ),
        "extend": Act(
            "extended",
            "延期",
            frozenset({"accepted", "reviewing", "joint"}),
            extended,
            ("reason", "days", "due", "approver"),
        ),
        "joint": Act("joint_started", "开始联办", frozenset({"accepted"}), joint_started),
        "branch-start": Act("branch_started", "开始联办的一支", joint, branch_started, ("branch",), short),
        "branch-complete": Act(
            "branch_completed",
            "联办的一支书面办结",
            joint,
            branch_completed,
            ("branch",),
            ("refused", "number", "reason"),
        ),
        "check": Act(
            "commitment_checked",
            "承诺核查",
            frozenset(),
            checked,
            ("outcome",),
            ("line", "finding", "rectify_by"),
            fact=True,
        ),
    }


def _at_the_end() -> dict[str, Act]:
    granted = ("validity", "licence_number", "deliver_by", "conditions", "check_by")
    ready = _DECIDED | {"concluded"}
    lapsed = ("ended_on", "reason")
    return {
        "grant": Act("granted", "准予", _DECIDABLE, _granted, (), granted),
        "refuse": Act("refused", "不予许可", _DECIDABLE, _refused, ("reason",), ("deliver_by",)),
        "conclude": Act("concluded", "办结", _DECIDED, _with_results, (), ("results",)),
        "ready": Act("result_ready", "待领取", ready, _with_results, (), ("results",)),
        "return-closed": Act("returned_closed", "容缺逾期退件办结", _RUNNING, closed, (), lapsed),
        "revoke": Act("acceptance_revoked", "撤销受理", _RUNNING, revoked, ("reason",), ("ended_on",)),
        "undo-silence": Act(
            "silence_undone", "恢复因期满而结束的办件", _BY_SILENCE, undone, ("handed_in_on", "reason")
        ),
    }
