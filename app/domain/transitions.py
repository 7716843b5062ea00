"""The one transition table (办件状态机): facts/domain B2–B3 as corrected by the law page of the design.

``docs/case-states.md`` is generated from it; ``states_without_exit`` must be empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.states import STATE_NAMES, TERMINAL, CaseState
from app.values import dataclass

__all__ = [
    "STATE_NAMES",
    "TABLE",
    "TERMINAL",
    "CaseState",
    "Transition",
    "TransitionTable",
    "states_without_exit",
    "transitions",
]


@dataclass(frozen=True)
class Transition:
    """One row: ``event`` leads from ``source`` (None: no case yet) to ``target``.

    ``actor`` says who may cause it, ``right`` the delegated right it needs (None: none), ``paper`` what goes
    out, ``deadline`` by when in words, ``law`` the article. ``joint`` is where a 一件事 goes whose 联办 has begun,
    ``corrected`` where a case goes back to that had been corrected before, where that is another state.
    """

    event: str
    source: CaseState | None
    target: CaseState
    actor: str
    right: Right | None = None
    paper: PaperKind | None = None
    deadline: str = ""
    law: str = ""
    joint: CaseState | None = None
    corrected: CaseState | None = None

    def target_of(self, *, joint: bool, corrected: bool = False) -> CaseState:
        """Where the step leads; ``joint``: the 联办 of the case has begun, ``corrected``: it had been corrected."""
        if corrected and self.corrected is not None:
            return self.corrected
        return self.joint if joint and self.joint is not None else self.target


_S, _R, _P = CaseState, Right, PaperKind
_NEW = (None,)
_AT_DESK = (_S.RECEIVED, _S.CORRECTED)
_RUNNING = (_S.ACCEPTED, _S.UNDER_REVIEW, _S.EXTENDED, _S.JOINT)
_DECIDED = (_S.GRANTED, _S.REFUSED)
_BEFORE_DECISION = (
    _S.PRECHECK,
    _S.RECEIVED,
    _S.AWAITING_CORRECTION,
    _S.CORRECTED,
    *_RUNNING,
    _S.SPECIAL,
)


def _each(
    event: str,
    sources: tuple[CaseState | None, ...],
    target: CaseState | None,
    actor: str,
    right: Right | None = None,
    paper: PaperKind | None = None,
    deadline: str = "",
    law: str = "",
    joint: CaseState | None = None,
) -> Iterator[Transition]:
    """A row per source; without a ``target`` the case stays where it is."""
    for source in sources:
        to = target if target is not None else source
        assert to is not None
        yield Transition(event, source, to, actor, right, paper, deadline, law, joint)


def _entry() -> Iterator[Transition]:
    """From the first word to 收件: at the desk, by post, online, 上门, 代收."""
    yield from _each("opened", _NEW, _S.DRAFT, "收件员、驿站", _R.RECEIVE, _P.FORM, "当场", "许可法 29")
    yield from _each("online_arrived", _NEW, _S.DRAFT, "平台", None, None, "", "S0 20(1)；许可法 29")
    yield from _each("precheck_started", (_S.DRAFT,), _S.PRECHECK, "收件员", _R.RECEIVE, None, "及时", "55号 二(二)")
    yield from _each(
        "precheck_returned", (_S.PRECHECK,), _S.DRAFT, "收件员", _R.RECEIVE, None, "及时", "55号 二(二)"
    )
    yield from _each(
        "received",
        (None, _S.DRAFT, _S.PRECHECK),
        _S.RECEIVED,
        "收件员、驿站、自助",
        _R.RECEIVE,
        _P.RECEIPT,
        "当场",
        "S0 20–21；许可法 29",
    )
    looked = ("5个工作日内", "许可法 32(1)(4)；S0 22(2)")
    yield from _each("materials_checked", (_S.RECEIVED,), None, "收件员", _R.RECEIVE, _P.RECEIPT, *looked)
    # A second notice that nobody was given is withdrawn, and what was corrected is looked at again.
    again = ("当场", looked[1])
    yield from _each("materials_checked", (_S.CORRECTED,), None, "收件员", _R.RECEIVE, _P.RECEIPT, *again)
    away = ("当场", "许可法 32(1)(1)；S0 23、26(8)")
    yield from _each("turned_away", _NEW, _S.TURNED_AWAY, "收件员", None, _P.TURN_AWAY, *away)
    # Once received, that no permit is needed is a decision (32(1)(1)) of who may accept or not.
    yield from _each("turned_away", (_S.RECEIVED,), _S.TURNED_AWAY, "受理员", _R.ACCEPT, _P.TURN_AWAY, *away)
    yield from _each("withdrawn", (_S.DRAFT,), _S.WITHDRAWN, "申请人", None, None, "", "许可法 29")
    yield from _each(
        "deleted", (_S.DRAFT, _S.RECEIVED), _S.DELETED, "收件员、主管", _R.RECEIVE, None, "当日，文书出纸前", "S1 5"
    )


_UNSAID = Transition(
    "notice_withdrawn", _S.AWAITING_CORRECTION, _S.RECEIVED, "告知员", _R.NOTIFY, None, "交给申请人之前",
    "许可法 32(1)(4)", corrected=_S.CORRECTED,
)  # fmt: skip
"""What nobody was given is not told yet: the case stands as it stood before that notice."""


def _notice() -> Iterator[Transition]:
    """一次性告知 and 补正."""
    yield from _each(
        "corrected_on_spot", (_S.RECEIVED,), None, "申请人、收件员", _R.RECEIVE, None, "当场", "许可法 32(1)(3)"
    )
    yield from _each(
        "notice_issued",
        (_S.RECEIVED,),
        _S.AWAITING_CORRECTION,
        "告知员",
        _R.NOTIFY,
        _P.NOTICE,
        "当场或5个工作日内",
        "许可法 32(1)(4)；S0 22(2)",
    )
    yield from _each(
        "notice_issued",
        (_S.CORRECTED,),
        _S.AWAITING_CORRECTION,
        "告知员",
        _R.NOTIFY,
        _P.NOTICE,
        "当场",
        "许可法 32(1)(4)",
    )
    waiting = (_S.AWAITING_CORRECTION,)
    yield from _each(
        "notice_reduced", waiting, None, "告知员", _R.NOTIFY, _P.NOTICE, "发现当日", "许可法 31、32(1)(4)；S0 21"
    )
    yield _UNSAID
    yield from _each(
        "correction_received",
        waiting,
        None,
        "收件员、驿站、自助",
        _R.RECEIVE,
        _P.CORRECTION_RECEIPT,
        "补正期内",
        "S0 22",
    )
    yield from _each(
        "corrections_completed", waiting, _S.CORRECTED, "收件员", _R.RECEIVE, None, "当场", "许可法 32(1)(5)"
    )
    yield from _each(
        "deemed_withdrawal_proposed", waiting, None, "时钟", None, None, "期满次日", "S0 22(2)"
    )
    yield from _each(
        "deemed_withdrawn",
        waiting,
        _S.DEEMED_WITHDRAWN,
        "受理员",
        _R.ACCEPT,
        _P.DEEMED_WITHDRAWAL,
        "期满且同步后",
        "S0 22(2)",
    )
    yield from _each(
        "silence_undone", (_S.DEEMED_WITHDRAWN,), _S.AWAITING_CORRECTION, "主管", _R.ACCEPT, None, "及时", "S0 22(2)"
    )


def _acceptance() -> Iterator[Transition]:
    """受理, with what was pledged or promised for it, and 不予受理."""
    pledge = (_R.ACCEPT, _P.TOLERANCE_PLEDGE, "当场", "S0 22(3)；容缺办法")
    yield from _each("tolerance_pledged", _AT_DESK, None, "申请人", *pledge)
    yield from _each(
        "commitment_made", _AT_DESK, None, "申请人", _R.ACCEPT, _P.COMMITMENT, "当场", "S0 9–10；S4 14"
    )
    yield from _each("commitment_declined", _AT_DESK, None, "申请人", _R.RECEIVE, None, "当场", "S0 10(2)")
    yield from _each(
        "accepted",
        (_S.RECEIVED,),
        _S.ACCEPTED,
        "受理员、部门",
        _R.ACCEPT,
        _P.ACCEPTANCE,
        "当场或5个工作日内",
        "许可法 32(1)(5)、32(2)",
    )
    yield from _each(
        "accepted",
        (_S.CORRECTED,),
        _S.ACCEPTED,
        "受理员、部门",
        _R.ACCEPT,
        _P.ACCEPTANCE,
        "当场",
        "许可法 32(1)(5)、32(2)",
    )
    declined = (_S.DECLINED, "受理员、部门", _R.ACCEPT, _P.NON_ACCEPTANCE)
    yield from _each("declined", (_S.RECEIVED,), *declined, "当场", "许可法 32(1)(2)、32(2)、78")
    yield from _each("declined", (_S.CORRECTED,), *declined, "及时", "S0 22(2)")


def _course() -> Iterator[Transition]:
    """流转, 特别程序, 延期, 并联 and the two ends of 容缺."""
    yield from _each("transferred", _AT_DESK, None, "收件员", _R.RECEIVE, _P.ROUTING, "当日", "S3 一(二)")
    yield from _each(
        "transferred", (_S.ACCEPTED,), _S.UNDER_REVIEW, "受理员", _R.RECEIVE, _P.ROUTING, "当日", "S3 一(二)"
    )
    yield from _each("returned_to_window", _AT_DESK, None, "部门", None, None, "及时", "S3 一(二)")
    yield from _each(
        "returned_to_window", (_S.UNDER_REVIEW,), _S.ACCEPTED, "部门", None, None, "及时", "S3 一(二)"
    )
    yield from _each(
        "special_started",
        _RUNNING,
        _S.SPECIAL,
        "部门",
        _R.DECIDE,
        _P.SPECIAL_PROCEDURE,
        "开始时",
        "许可法 45；S4 28",
    )
    yield from _each(
        "special_ended", (_S.SPECIAL,), _S.UNDER_REVIEW, "部门", _R.DECIDE, None, "计划日期", "许可法 45", _S.JOINT
    )
    extended = ("机关负责人、政府负责人", _R.DECIDE, _P.EXTENSION, "期满前，一次")
    yield from _each("extended", (_S.ACCEPTED, _S.UNDER_REVIEW), _S.EXTENDED, *extended, "许可法 42")
    yield from _each("extended", (_S.JOINT,), None, *extended, "许可法 42(2)")
    joint = ("许可法 26、42(2)；S4 5(3)",)
    yield from _each("joint_started", (_S.ACCEPTED,), _S.JOINT, "受理员、牵头部门", _R.ACCEPT, None, "当日", *joint)
    branches = (_S.JOINT, _S.SPECIAL)
    yield from _each("branch_started", branches, None, "部门", None, None, "前序书面办结时", *joint)
    yield from _each("branch_completed", branches, None, "部门", _R.DECIDE, None, "各支时限", *joint)
    lapsed = "许可法 32；容缺办法"
    yield from _each(
        "returned_closed", _RUNNING, _S.RETURNED, "受理员", _R.ACCEPT, _P.TOLERANCE_LAPSED, "期满且同步后", lapsed
    )
    yield from _each(
        "acceptance_revoked",
        _RUNNING,
        _S.REVOKED,
        "受理员、部门",
        _R.ACCEPT,
        _P.REVOCATION,
        "期满且同步后",
        "S4 11(2)",
    )
    yield from _each(
        "silence_undone", (_S.RETURNED, _S.REVOKED), _S.ACCEPTED, "主管", _R.ACCEPT, None, "及时", "S0 22(3)", _S.JOINT
    )


def _decision() -> Iterator[Transition]:
    """Decision, result and service."""
    due = "法定与承诺时限中较早者"
    yield from _each(
        "granted",
        (_S.ACCEPTED,),
        _S.GRANTED,
        "部门、经授权的综窗",
        _R.DECIDE,
        _P.GRANT,
        due,
        "许可法 34、38、42",
    )
    reviewing = (_S.UNDER_REVIEW, _S.EXTENDED, _S.JOINT)
    yield from _each("granted", reviewing, _S.GRANTED, "部门", _R.DECIDE, _P.GRANT, due, "许可法 38、42")
    yield from _each(
        "refused",
        (_S.ACCEPTED,),
        _S.REFUSED,
        "部门、经授权的综窗",
        _R.DECIDE,
        _P.REFUSAL,
        due,
        "许可法 38(2)",
    )
    yield from _each("refused", reviewing, _S.REFUSED, "部门", _R.DECIDE, _P.REFUSAL, due, "许可法 38(2)")
    within = "决定之日起10个工作日内"
    yield from _each("concluded", _DECIDED, _S.CONCLUDED, "部门", None, None, within, "许可法 44")
    ready = ("部门、发件员", None, _P.PICKUP, within)
    yield from _each("result_ready", (_S.GRANTED, _S.CONCLUDED), _S.AWAITING_PICKUP, *ready, "许可法 44")
    yield from _each("result_ready", (_S.REFUSED,), _S.AWAITING_PICKUP, *ready, "许可法 38、44")
    pickup = (_S.AWAITING_PICKUP,)
    yield from _each("service_failed", pickup, None, "发件员", _R.HAND_OVER, None, "", "许可法 44")
    back = ("发件员", _R.HAND_OVER, None, "收到退件时", "许可法 44；民诉法 91")
    yield from _each("parcel_returned", pickup, None, *back)
    yield from _each("parcel_returned", (_S.SERVED,), _S.AWAITING_PICKUP, *back)
    undone = ("发件员", _R.HAND_OVER, _P.TAKEN_BACK, "收回时", "许可法 44")
    yield from _each("service_undone", (_S.SERVED,), _S.AWAITING_PICKUP, *undone)
    yield from _each(
        "handed_over", pickup, _S.SERVED, "发件员", _R.HAND_OVER, _P.SERVICE_PROOF, within, "许可法 44"
    )


def _endings() -> Iterator[Transition]:
    """Ends that are no decision: 撤回, 移送, 作废."""
    yield from _each(
        "withdrawn", _BEFORE_DECISION, _S.WITHDRAWN, "申请人", None, _P.WITHDRAWAL, "决定前", "许可法 29"
    )
    yield from _each(
        "forwarded",
        (*_AT_DESK, _S.ACCEPTED, _S.UNDER_REVIEW),
        _S.FORWARDED,
        "收件员、部门",
        _R.RECEIVE,
        _P.HANDOVER_LIST,
        "及时",
        "许可法 32(1)(2)、35、43",
    )
    yield from _each(
        "voided", (*_AT_DESK, _S.AWAITING_CORRECTION), _S.VOIDED, "主管", _R.ACCEPT, None, "及时", "S1 5"
    )


def transitions() -> tuple[Transition, ...]:
    """All rows, in reading order."""
    return (*_entry(), *_notice(), *_acceptance(), *_course(), *_decision(), *_endings())


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


TABLE = TransitionTable(transitions())
