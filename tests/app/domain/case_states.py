"""``docs/case-states.md`` from the one transition table: ``python -m tests.app.domain.case_states`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from app.domain.paper import PAPER_RULES
from app.domain.rights import RIGHT_NAMES
from app.domain.transitions import STATE_NAMES, TERMINAL, CaseState, Transition, transitions

PAGE = Path(__file__).parents[3] / "docs" / "case-states.md"

STEPS = {
    "opened": "填写申请表",
    "online_arrived": "网上申请到达",
    "precheck_started": "开始预审",
    "precheck_returned": "预审退回",
    "received": "收件",
    "turned_away": "即时告知",
    "deleted": "误录删除",
    "corrected_on_spot": "当场更正",
    "materials_checked": "收件后核对",
    "notice_issued": "一次性告知",
    "notice_reduced": "更正告知",
    "notice_withdrawn": "撤回告知",
    "correction_received": "补正收件",
    "corrections_completed": "补正完成",
    "tolerance_pledged": "容缺承诺",
    "commitment_made": "告知承诺",
    "commitment_declined": "不愿承诺",
    "accepted": "受理",
    "declined": "不予受理",
    "withdrawn": "申请人撤回",
    "deemed_withdrawal_proposed": "提示视为撤回",
    "deemed_withdrawn": "确认视为撤回",
    "silence_undone": "期满前已交，恢复办理",
    "transferred": "转部门",
    "returned_to_window": "退回综窗",
    "special_started": "特别程序开始",
    "special_ended": "特别程序结束",
    "extended": "延期",
    "joint_started": "联办开始",
    "branch_started": "后续事项开始",
    "branch_completed": "联办事项办结",
    "returned_closed": "确认退件办结",
    "acceptance_revoked": "确认撤销受理",
    "granted": "准予",
    "refused": "不予许可",
    "concluded": "部门办结",
    "result_ready": "结果到发件窗口",
    "service_failed": "送达不成",
    "parcel_returned": "退件登记",
    "service_undone": "收回给错的证照",
    "handed_over": "送达",
    "forwarded": "转报移送",
    "voided": "作废",
}

_HEAD = """# 办件状态

本页由 `app/domain/transitions.py` 的状态表生成，请勿手改；测试会核对它是否最新。
重新生成：`python -m tests.app.domain.case_states`。

- 每一步都是一个事件；表里没有的步骤，办件页不提供，程序也拒绝。
- 「依靠沉默」的步骤（视为撤回、视为受理、退件办结、撤销受理）先由时钟提示，期满之后同步过、并由有权的人确认，
  才发生效力；期满前已经交来的材料后到，恢复办理。
- 容缺和告知承诺是标记，各有自己的时限，不是状态。
- 关于纸、材料交接、免交、期限重算和其他系统的事实不改变办件状态，不在此表。
"""


def page() -> str:
    """The page as it should stand."""
    rows = transitions()
    return "\n".join([_HEAD, "## 图", "", *_diagram(rows), "", "## 表", "", *_table(rows), ""])


def _diagram(rows: tuple[Transition, ...]) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {state.value} {STATE_NAMES[state]}" for state in CaseState]
    for row in rows:
        source = row.source.value if row.source is not None else "[*]"
        lines.append(f"    {source} --> {row.target.value} : {STEPS[row.event]}")
        if row.corrected is not None:
            lines.append(f"    {source} --> {row.corrected.value} : {STEPS[row.event]}")
    lines += [f"    {state.value} --> [*]" for state in CaseState if state in TERMINAL]
    return [*lines, "```"]


def _table(rows: tuple[Transition, ...]) -> list[str]:
    lines = [
        "| 从 | 步骤 | 到 | 由谁 | 需要的授权 | 文书 | 期限 | 依据 | 事件 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        paper = f"{row.paper.value} {PAPER_RULES[row.paper].name}" if row.paper is not None else "—"
        cells = (
            _state(row.source),
            STEPS[row.event],
            _state(row.target) + _elsewhere(row),
            row.actor,
            RIGHT_NAMES[row.right] if row.right is not None else "—",
            paper,
            row.deadline or "—",
            row.law or "—",
            f"`{row.event}`",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _elsewhere(row: Transition) -> str:
    joint = f"；已开始联办的一件事到 {_state(row.joint)}" if row.joint is not None else ""
    return joint + (f"；再次告知的回到 {_state(row.corrected)}" if row.corrected is not None else "")


def _state(state: CaseState | None) -> str:
    return "（新办件）" if state is None else f"{state.value} {STATE_NAMES[state]}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
