"""The one transition table (办件状态机): facts/domain B2–B3 as corrected by the law page of the design.

``docs/case-states.md`` is generated from it; ``states_without_exit`` must be empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.paper import PaperKind
from app.domain.rights import Right


class CaseState(StrEnum):
    """Where a case stands; the codes are those of supervision practice."""

    DRAFT = "S00"
    RECEIVED = "S10"
    AWAITING_CORRECTION = "S20"
    CORRECTED = "S25"
    ACCEPTED = "S30"
    UNDER_REVIEW = "S40"
    GRANTED = "S50"
    REFUSED = "S51"
    AWAITING_PICKUP = "S65"
    SERVED = "S70"
    DECLINED = "T1"
    DEEMED_WITHDRAWN = "T2"
    WITHDRAWN = "T5"


STATE_NAMES: dict[CaseState, str] = {
    CaseState.DRAFT: "草稿",
    CaseState.RECEIVED: "已收件",
    CaseState.AWAITING_CORRECTION: "待补正",
    CaseState.CORRECTED: "已补正待核",
    CaseState.ACCEPTED: "已受理",
    CaseState.UNDER_REVIEW: "审查中",
    CaseState.GRANTED: "已决定（准予）",
    CaseState.REFUSED: "已决定（不予）",
    CaseState.AWAITING_PICKUP: "待领取",
    CaseState.SERVED: "已送达",
    CaseState.DECLINED: "不予受理",
    CaseState.DEEMED_WITHDRAWN: "视为撤回",
    CaseState.WITHDRAWN: "申请人撤回",
}

TERMINAL = frozenset({CaseState.SERVED, CaseState.DECLINED, CaseState.DEEMED_WITHDRAWN, CaseState.WITHDRAWN})


@dataclass(frozen=True)
class Transition:
    """One row: ``event`` leads from ``source`` (None: no case yet) to ``target``.

    ``actor`` says who may cause it, ``right`` the delegated right it needs (None: none), ``paper`` what
    goes out, ``deadline`` by
    when in words, ``law`` the article.
    """

    event: str
    source: CaseState | None
    target: CaseState
    actor: str
    right: Right | None = None
    paper: PaperKind | None = None
    deadline: str = ""
    law: str = ""


_S = CaseState
_BEFORE_DECISION = (_S.RECEIVED, _S.AWAITING_CORRECTION, _S.CORRECTED, _S.ACCEPTED, _S.UNDER_REVIEW)


def _rows() -> tuple[Transition, ...]:
    row = Transition
    return (
        row("opened", None, _S.DRAFT, "收件员、驿站", Right.RECEIVE, PaperKind.FORM, "当场", "许可法 29"),
        row(
            "received",
            None,
            _S.RECEIVED,
            "收件员、驿站、自助",
            Right.RECEIVE,
            PaperKind.RECEIPT,
            "当场",
            "S0 20–21；许可法 29",
        ),
        row(
            "received",
            _S.DRAFT,
            _S.RECEIVED,
            "收件员、驿站、自助",
            Right.RECEIVE,
            PaperKind.RECEIPT,
            "当场",
            "S0 20–21；许可法 29",
        ),
        row("withdrawn", _S.DRAFT, _S.WITHDRAWN, "申请人", None, None, "", "许可法 29"),
        row(
            "notice_issued",
            _S.RECEIVED,
            _S.AWAITING_CORRECTION,
            "告知员",
            Right.NOTIFY,
            PaperKind.NOTICE,
            "当场或5个工作日内",
            "许可法 32(1)(4)；S0 22(2)",
        ),
        row(
            "notice_issued",
            _S.CORRECTED,
            _S.AWAITING_CORRECTION,
            "告知员",
            Right.NOTIFY,
            PaperKind.NOTICE,
            "当场",
            "许可法 32(1)(4)",
        ),
        row(
            "correction_received",
            _S.AWAITING_CORRECTION,
            _S.AWAITING_CORRECTION,
            "收件员、驿站、自助",
            Right.RECEIVE,
            PaperKind.CORRECTION_RECEIPT,
            "补正期内",
            "S0 22",
        ),
        row(
            "corrections_completed",
            _S.AWAITING_CORRECTION,
            _S.CORRECTED,
            "收件员",
            Right.RECEIVE,
            None,
            "当场",
            "许可法 32(1)(5)",
        ),
        row(
            "deemed_withdrawal_proposed",
            _S.AWAITING_CORRECTION,
            _S.AWAITING_CORRECTION,
            "时钟",
            None,
            None,
            "期满次日",
            "S0 22(2)",
        ),
        row(
            "deemed_withdrawn",
            _S.AWAITING_CORRECTION,
            _S.DEEMED_WITHDRAWN,
            "受理员",
            Right.ACCEPT,
            PaperKind.DEEMED_WITHDRAWAL,
            "期满且同步后",
            "S0 22(2)",
        ),
        row(
            "accepted",
            _S.RECEIVED,
            _S.ACCEPTED,
            "受理员、部门",
            Right.ACCEPT,
            PaperKind.ACCEPTANCE,
            "当场或5个工作日内",
            "许可法 32(1)(5)、32(2)",
        ),
        row(
            "accepted",
            _S.CORRECTED,
            _S.ACCEPTED,
            "受理员、部门",
            Right.ACCEPT,
            PaperKind.ACCEPTANCE,
            "当场",
            "许可法 32(1)(5)、32(2)",
        ),
        row(
            "declined",
            _S.RECEIVED,
            _S.DECLINED,
            "受理员、部门",
            Right.ACCEPT,
            PaperKind.NON_ACCEPTANCE,
            "当场",
            "许可法 32(1)(2)、32(2)、78",
        ),
        row(
            "declined",
            _S.CORRECTED,
            _S.DECLINED,
            "受理员、部门",
            Right.ACCEPT,
            PaperKind.NON_ACCEPTANCE,
            "及时",
            "S0 22(2)",
        ),
        row("transferred", _S.RECEIVED, _S.RECEIVED, "收件员", Right.RECEIVE, None, "当日", "S3 一(二)"),
        row("transferred", _S.CORRECTED, _S.CORRECTED, "收件员", Right.RECEIVE, None, "当日", "S3 一(二)"),
        row("transferred", _S.ACCEPTED, _S.UNDER_REVIEW, "受理员", Right.RECEIVE, None, "当日", "S3 一(二)"),
        row("returned_to_window", _S.RECEIVED, _S.RECEIVED, "部门", None, None, "及时", "S3 一(二)"),
        row("returned_to_window", _S.CORRECTED, _S.CORRECTED, "部门", None, None, "及时", "S3 一(二)"),
        row("returned_to_window", _S.UNDER_REVIEW, _S.ACCEPTED, "部门", None, None, "及时", "S3 一(二)"),
        row(
            "granted",
            _S.ACCEPTED,
            _S.GRANTED,
            "部门、经授权的综窗",
            Right.DECIDE,
            PaperKind.GRANT,
            "法定与承诺时限中较早者",
            "许可法 34、38、42",
        ),
        row(
            "granted",
            _S.UNDER_REVIEW,
            _S.GRANTED,
            "部门",
            Right.DECIDE,
            PaperKind.GRANT,
            "法定与承诺时限中较早者",
            "许可法 38、42",
        ),
        row(
            "refused",
            _S.ACCEPTED,
            _S.REFUSED,
            "部门、经授权的综窗",
            Right.DECIDE,
            PaperKind.REFUSAL,
            "法定与承诺时限中较早者",
            "许可法 38(2)",
        ),
        row(
            "refused",
            _S.UNDER_REVIEW,
            _S.REFUSED,
            "部门",
            Right.DECIDE,
            PaperKind.REFUSAL,
            "法定与承诺时限中较早者",
            "许可法 38(2)",
        ),
        row(
            "result_ready",
            _S.GRANTED,
            _S.AWAITING_PICKUP,
            "部门、发件员",
            None,
            PaperKind.PICKUP,
            "决定之日起10个工作日内",
            "许可法 44",
        ),
        row(
            "result_ready",
            _S.REFUSED,
            _S.AWAITING_PICKUP,
            "部门、发件员",
            None,
            PaperKind.PICKUP,
            "决定之日起10个工作日内",
            "许可法 38、44",
        ),
        row(
            "handed_over",
            _S.AWAITING_PICKUP,
            _S.SERVED,
            "发件员",
            Right.HAND_OVER,
            PaperKind.SERVICE_PROOF,
            "决定之日起10个工作日内",
            "许可法 44",
        ),
        *(
            row("withdrawn", state, _S.WITHDRAWN, "申请人", None, None, "决定前", "许可法 29")
            for state in _BEFORE_DECISION
        ),
    )


def transitions() -> tuple[Transition, ...]:
    """All rows, in reading order."""
    return _rows()


class TransitionTable:
    """Look-up over the rows; built once by whoever needs it."""

    def __init__(self, rows: tuple[Transition, ...]) -> None:
        self._by_key = {(row.source, row.event): row for row in rows}
        if len(self._by_key) != len(rows):
            raise ValueError("two rows for the same state and event")
        without = states_without_exit(rows)
        if without:
            raise ValueError(f"states without a way out: {', '.join(without)}")

    def find(self, state: CaseState | None, event: str) -> Transition | None:
        """The row for ``event`` in ``state``, or None when the law knows no such step."""
        return self._by_key.get((state, event))


def states_without_exit(rows: tuple[Transition, ...]) -> tuple[str, ...]:
    """Non-terminal states that no row leaves; must be empty, every case has a way out."""
    leaving = {row.source for row in rows if row.source is not row.target}
    return tuple(state.value for state in CaseState if state not in TERMINAL and state not in leaving)


TABLE = TransitionTable(_rows())
