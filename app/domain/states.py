"""Where a case may stand (办件状态): the codes of supervision practice, as the law page of the design corrects them."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands. 容缺 and 告知承诺 are flags with clocks of their own and no states."""

    DRAFT = "S00"
    PRECHECK = "S05"
    RECEIVED = "S10"
    AWAITING_CORRECTION = "S20"
    CORRECTED = "S25"
    ACCEPTED = "S30"
    UNDER_REVIEW = "S40"
    SPECIAL = "S45"
    EXTENDED = "S46"
    JOINT = "S48"
    GRANTED = "S50"
    REFUSED = "S51"
    CONCLUDED = "S60"
    AWAITING_PICKUP = "S65"
    SERVED = "S70"
    DECLINED = "T1"
    DEEMED_WITHDRAWN = "T2"
    RETURNED = "T3"
    REVOKED = "T4"
    WITHDRAWN = "T5"
    TURNED_AWAY = "T6"
    FORWARDED = "T7"
    VOIDED = "T8"
    DELETED = "T9"


STATE_NAMES: dict[CaseState, str] = {
    CaseState.DRAFT: "草稿",
    CaseState.PRECHECK: "网上预审中",
    CaseState.RECEIVED: "已收件",
    CaseState.AWAITING_CORRECTION: "待补正",
    CaseState.CORRECTED: "已补正待核",
    CaseState.ACCEPTED: "已受理",
    CaseState.UNDER_REVIEW: "审查中",
    CaseState.SPECIAL: "特别程序中",
    CaseState.EXTENDED: "已延期",
    CaseState.JOINT: "联合办理中",
    CaseState.GRANTED: "已决定（准予）",
    CaseState.REFUSED: "已决定（不予）",
    CaseState.CONCLUDED: "已办结",
    CaseState.AWAITING_PICKUP: "待领取",
    CaseState.SERVED: "已送达",
    CaseState.DECLINED: "不予受理",
    CaseState.DEEMED_WITHDRAWN: "视为撤回",
    CaseState.RETURNED: "退件办结",
    CaseState.REVOKED: "撤销受理",
    CaseState.WITHDRAWN: "申请人撤回",
    CaseState.TURNED_AWAY: "即时告知",
    CaseState.FORWARDED: "转报移送",
    CaseState.VOIDED: "作废",
    CaseState.DELETED: "误录删除",
}

TERMINAL = frozenset(
    {
        CaseState.SERVED,
        CaseState.DECLINED,
        CaseState.DEEMED_WITHDRAWN,
        CaseState.RETURNED,
        CaseState.REVOKED,
        CaseState.WITHDRAWN,
        CaseState.TURNED_AWAY,
        CaseState.FORWARDED,
        CaseState.VOIDED,
        CaseState.DELETED,
    }
)

BY_SILENCE = frozenset({CaseState.DEEMED_WITHDRAWN, CaseState.RETURNED, CaseState.REVOKED})
"""Ends that came by nobody acting: an earlier hand-in that arrives late opens them again."""

RESULT_CODES: dict[CaseState, str] = {
    CaseState.GRANTED: "0",
    CaseState.REFUSED: "6",
    CaseState.DECLINED: "1",
    CaseState.DEEMED_WITHDRAWN: "5",
    CaseState.RETURNED: "5",
    CaseState.REVOKED: "1",
    CaseState.WITHDRAWN: "1",
    CaseState.TURNED_AWAY: "1",
    CaseState.FORWARDED: "4",
    CaseState.VOIDED: "2",
    CaseState.DELETED: "3",
}
"""办结结果代码 of electronic supervision: 0 出证 1 退回 2 作废 3 删除 4 转报 5 补正不来 6 办结."""
