"""What the department writes on the way: 特别程序, 延期, the branches of a 一件事, checks, and ends by silence."""

from __future__ import annotations

from typing import Any

from sync.platform.staff_facts import Standing, forbidden, iso, maps, text

PAUSING = frozenset({"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"})
"""What the period does not count (行政许可法 45); another law has to be named."""

OUTCOMES = ("属实", "限期整改", "不实")


def special_started(case: Standing) -> dict[str, Any]:
    """特别程序, told with its kind, its law and its planned end."""
    kind, basis = case.word("kind"), case.word("basis")
    if kind not in PAUSING and not basis:
        raise forbidden(f"“{kind}”不在法定不计时之列，办理期限照常计算；法律另有规定的用 --basis 写明")
    return {
        "kind": kind,
        "basis": basis or "行政许可法 45",
        "period": case.period(),
        "started_on": case.today,
        "planned_end": case.must_day("ends"),
        "stops": True,
        "approver": case.word("approver"),
    }


def special_ended(case: Standing) -> dict[str, Any]:
    """The result is there; ``due`` is the new end of the period."""
    due = case.must_day("due")
    if case.file.due and due < case.file.due:
        raise forbidden(f"特别程序不能使办理期限提前（原为{case.file.due}）")
    return {"ended_on": case.today, "result": case.word("result"), "due": due, "due_firm": True}


def extended(case: Standing) -> dict[str, Any]:
    """延期, once and before the end (许可法 42)."""
    due = case.must_day("due")
    if case.payloads("extended"):
        raise forbidden("已经延期过一次，不能再延（行政许可法 42）")
    if not case.file.due:
        raise forbidden("办件没有办理期限，不用延期")
    if case.today > case.file.due:
        raise forbidden(f"办理期限（{case.file.due}）已过，不能再延期")
    if due <= case.file.due:
        raise forbidden(f"延期后的期限须晚于{case.file.due}")
    return {
        "reasons": case.word("reason"),
        "period": case.period(),
        "approver": case.word("approver"),
        "due": due,
        "due_firm": True,
    }


def joint_started(case: Standing) -> dict[str, Any]:
    """The branches that wait for nothing begin together (S4 5(3))."""
    started = [branch.code for branch in case.branches() if not branch.after]
    if not started:
        raise forbidden("这个办件不是一件事联办")
    return {"started": started}


def branch_started(case: Standing) -> dict[str, Any]:
    """A serial branch begins with the written completion of the one before."""
    code = case.word("branch")
    by_code = {branch.code: branch for branch in case.branches()}
    branch = by_code.get(code)
    if branch is None or branch.started:
        raise forbidden(f"一件事里没有待开始的事项 {code}")
    before = by_code.get(branch.after)
    if before is not None and not before.granted:
        raise forbidden(f"前序事项“{before.name}”还没有书面办结并准予")
    return {"code": code, "started_on": case.today, "due": case.day("due"), "due_firm": True}


def branch_completed(case: Standing) -> dict[str, Any]:
    """A branch ends with its written completion; one that waited for a refused branch ends without having begun."""
    code, granted = case.word("branch"), not case.detail.get("refused")
    by_code = {branch.code: branch for branch in case.branches()}
    branch = by_code.get(code)
    if branch is None or branch.granted is not None:
        raise forbidden(f"一件事里没有待办结的事项 {code}")
    before = by_code.get(branch.after)
    hopeless = before is not None and before.granted is False
    if not branch.started and (granted or not hopeless):
        raise forbidden(f"“{branch.name}”还没有开始")
    if not granted and not case.word("reason"):
        raise forbidden("不予许可须写明理由（--reason；行政许可法 38(2)）")
    return {
        "code": code,
        "completed_on": case.today,
        "granted": granted,
        "number": case.word("number"),
        "reasons": case.word("reason"),
    }


def checked(case: Standing) -> dict[str, Any]:
    """核查 of a commitment; a licence as a whole has no line."""
    line, outcome = case.word("line"), case.word("outcome")
    made = case.payloads("commitment_made")
    lines = {line for each in made for line in each.get("lines") or ()}
    lines |= {"" for each in made if text(each, "kind") == "licence"}
    if not line and lines and "" not in lines and len(lines) == 1:
        line = next(iter(lines))
    if line not in lines:
        raise forbidden(f"没有对这项材料的承诺；有承诺的是：{'、'.join(sorted(lines)) or '无'}（--line）")
    if outcome not in OUTCOMES:
        raise forbidden(f"核查结果只能是：{'、'.join(OUTCOMES)}")
    rectify_by = case.day("rectify_by")
    if (outcome == "限期整改") != (rectify_by is not None):
        raise forbidden("限期整改须写明期限（--rectify-by），其他结果没有期限")
    return {"line_id": line, "outcome": outcome, "finding": case.word("finding"), "rectify_by": rectify_by}


def closed(case: Standing) -> dict[str, Any]:
    """退件办结: what was owed under 容缺 did not come; everything goes back."""
    ended, owed = _lapse(case)
    reasons = case.word("reason") or f"容缺期限届满，未补齐：{'、'.join(owed)}"
    return {"ended_on": ended, "reasons": reasons, "synced_ms": case.at_ms, "returned": case.kept_lines()}


def revoked(case: Standing) -> dict[str, Any]:
    """撤销受理 with reasons."""
    return {"ended_on": _lapse(case)[0], "reasons": case.word("reason"), "synced_ms": case.at_ms}


def _lapse(case: Standing) -> tuple[str, list[str]]:
    """The day the 容缺 period ended, and the materials still owed."""
    accepted = case.last("accepted")
    ended = case.day("ended_on") or iso(accepted.get("tolerated_until"))
    rows = case.materials()
    supplies = case.payloads("material_supplied")
    supplied = {row.get("line_id") for each in supplies for row in maps(each, "materials")}
    owed = [line for line in accepted.get("tolerated") or () if line not in supplied]
    if ended is None or not owed:
        raise forbidden("没有容缺待补的材料")
    if case.today <= ended:
        raise forbidden(f"容缺期限（{ended}）还没有届满")
    return ended, [text(rows.get(line, {}), "name") or line for line in owed]


def undone(case: Standing) -> dict[str, Any]:
    """An end by silence that did not come about: it was handed in before the period ended."""
    ends = [
        past.payload.get("ended_on")
        for past in case.file.history
        if past.type in ("deemed_withdrawn", "returned_closed", "acceptance_revoked")
    ]
    handed_in, ended = case.must_day("handed_in_on"), iso(ends[-1]) if ends else None
    if ended is not None and handed_in > ended:
        raise forbidden(f"材料是期满（{ended}）以后交的，请按新办件办理")
    return {"handed_in_on": handed_in, "reason": case.word("reason")}
