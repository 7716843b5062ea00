"""The acts behind 更多: each where the state, the hand that has the case and the rights allow it. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.acts_guards import CREDIT as CREDIT_SYSTEM
from app.domain.acts_guards import FALSE_PROMISES
from app.domain.acts_law import RESULTS
from app.domain.acts_notice import told_refusal
from app.domain.acts_side import SEAL as SEAL_SERVICE
from app.domain.case import Case
from app.domain.delivery import BY_POST, to_post
from app.domain.materials import MaterialStatus
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.parcels import still_served
from app.domain.reuse import brought_power
from app.domain.rights import Right
from app.domain.states import CaseState
from app.domain.thumb import asked_again, awaits_thumb
from app.domain.transitions import TABLE
from app.values import dataclass
from ui.window.case.action import Action, Desk

ON_SPOT, REDUCE, WAIVE, OBJECT = "on-spot", "reduce", "waive", "object"
SPECIAL, EXTEND, CHECK = "special", "extend", "check"
FORWARD, TURN_AWAY, VOID, DELETE, UNDO, FAIL = (
    "forward",
    "turn-away",
    "void",
    "delete",
    "undo",
    "fail-service",
)
BUNDLE, HANDOVER_LIST, ROUTING, ATTORNEY = "bundle", "handover-list", "routing", "attorney"
FEE, RATING, CREDIT, UNCOMMIT = "fee", "rating", "ask-credit", "uncommit"
SHOW, SERVE, MEND, BARE = "show-licence", "serve-other", "mend", "accept-bare"
LATE = "late-correction"
SURVEY, INTERMEDIARY, PROJECT, HELP, COMPLAIN = "survey", "intermediary", "project", "help", "complain"
DELIVERY, POST, REPORT = "delivery", "post", "report"
RETURN = "take-back"
E_SEAL, THUMB = "e-seal", "press-thumb"
UNSAY = "withdraw-notice"

Test = Callable[[Case, Desk], bool]


@dataclass(frozen=True)
class Rare:
    """A rare act: its bare key in the menu, the form it needs, the event it wants in the transition table ("" for a
    fact that needs no lease), and what else must hold.
    """

    key: str
    form: str = ""
    event: str = ""
    holds: Test | None = None


def _received(case: Case, desk: Desk) -> bool:
    return case.received is not None


def _faults(case: Case, desk: Desk) -> bool:
    return bool(case.open_faults) and all(m.status is not MaterialStatus.OPEN for m in case.materials)


def _wanted(case: Case, desk: Desk) -> bool:
    """A line may be dispensed with while it is still asked for, by who may ask for it."""
    asked = case.received is not None and case.accepted is None and not case.terminal and bool(case.open_faults)
    return asked and bool(desk.rights & {Right.NOTIFY, Right.ACCEPT})


def _shared(case: Case, desk: Desk) -> bool:
    return any(m.status is MaterialStatus.EXEMPT for m in case.materials) and not case.terminal


def _untouched(case: Case, desk: Desk) -> bool:
    return not any(paper.out for paper in case.papers)


def _agent(case: Case, desk: Desk) -> bool:
    """Somebody acts for another, and neither was the paper that lets her handed in nor was one printed here; where a
    helper filed it (帮代办) the paper registers that too.
    """
    intake = case.intake
    if intake is None or intake.agent is None or case.papers_of(PaperKind.POWER_OF_ATTORNEY):
        return False
    return not brought_power(case) or intake.assistance is not None


def _charged(case: Case, desk: Desk) -> bool:
    return desk.charged and case.accepted is not None and case.asked("payment") is None and not case.terminal


def _promised(case: Case, desk: Desk) -> bool:
    return bool(case.commitments)


def _unrouted(case: Case, desk: Desk) -> bool:
    return case.received is not None and not case.papers_of(PaperKind.ROUTING)


def _promising(case: Case, desk: Desk) -> bool:
    """Asking makes sense before acceptance, for what no question is under way."""
    wanted = {CREDIT_SYSTEM, *((FALSE_PROMISES,) if case.committed else ())}
    waiting = {ask.system for ask in case.asks if ask.waiting}
    return case.state in (CaseState.RECEIVED, CaseState.CORRECTED) and not wanted <= waiting


def _owed_result(case: Case, desk: Desk) -> bool:
    """A result is still to come, or was served and more of it may be asked for."""
    return case.received is not None and (not case.terminal or case.handed_over is not None)


def _posted(case: Case, desk: Desk) -> bool:
    """Something to post, and no parcel of it on its way."""
    return case.ready is not None and case.handed_over is None and to_post(case)


def _unsigned(case: Case, desk: Desk) -> bool:
    return bool(case.committed) and case.state in (CaseState.RECEIVED, CaseState.CORRECTED)


def _showable(case: Case, desk: Desk) -> bool:
    open_rows = [m for m in case.materials if not m.settled or m.status is MaterialStatus.EXEMPT]
    return case.received is not None and bool(open_rows) and not case.terminal


def _going(case: Case, desk: Desk) -> bool:
    return case.received is not None and not case.terminal


def _reviewed(case: Case, desk: Desk) -> bool:
    return case.accepted is not None and case.decision is None and not case.terminal


def to_seal(case: Case) -> tuple[Paper, ...]:
    """Papers that want a seal, have none, and for which no electronic one is on its way."""
    waiting = {ask.subject for ask in case.asks if ask.system == SEAL_SERVICE and ask.waiting}
    return tuple(
        paper
        for paper in case.papers
        if not paper.void
        and paper.seal is not Seal.NONE
        and paper.sealing is None
        and str(paper.document_id) not in waiting
    )


def _ready(case: Case, desk: Desk) -> bool:
    return any(p.kind in RESULTS and p.may_be_given and not p.is_given for p in case.papers)


def _served(case: Case, desk: Desk) -> bool:
    return case.state is CaseState.SERVED


def _by_parcel(case: Case, desk: Desk) -> bool:
    handed = case.handed_over
    return handed is not None and handed.method == BY_POST and bool(still_served(case))


def _bare(case: Case, desk: Desk) -> bool:
    return desk.voucher_optional and Right.DECIDE in desk.rights and not case.open_faults and not case.tolerated


RARE: dict[str, Rare] = {
    ON_SPOT: Rare("1", "on-spot", "corrected_on_spot", _faults),
    WAIVE: Rare("2", "waive", "", _wanted),
    REDUCE: Rare("3", "reduce", "notice_reduced"),
    UNSAY: Rare("=", "unsay", "notice_withdrawn"),
    UNCOMMIT: Rare("4", "", "commitment_declined", _unsigned),
    OBJECT: Rare("5", "object", "", _shared),
    SPECIAL: Rare("6", "special", "special_started"),
    EXTEND: Rare("7", "extend", "extended"),
    CHECK: Rare("8", "check", "", _promised),
    UNDO: Rare("9", "undo", "silence_undone"),
    FAIL: Rare("0", "fail", "service_failed"),
    RETURN: Rare("-", "take-back", "parcel_returned", _by_parcel),
    CREDIT: Rare("X", "", "", _promising),
    FEE: Rare("Q", "", "", _charged),
    ATTORNEY: Rare("A", "", "", _agent),
    DELIVERY: Rare("P", "delivery", "", _owed_result),
    POST: Rare("Y", "", "", _posted),
    THUMB: Rare("J", "press-thumb", "", lambda case, desk: awaits_thumb(case) and not asked_again(case)),
    REPORT: Rare("E", "report", "", _received),
    BUNDLE: Rare("B", "bundle", "", _received),
    HANDOVER_LIST: Rare("H", "", "", _received),
    ROUTING: Rare("L", "", "", _unrouted),
    RATING: Rare("R", "", "", _received),
    E_SEAL: Rare("W", "e-seal", "", lambda case, desk: bool(to_seal(case))),
    SHOW: Rare("S", "show-licence", "", _showable),
    BARE: Rare("O", "", "accepted", _bare),
    PROJECT: Rare("G", "project", "", _going),
    SURVEY: Rare("K", "survey", "", _reviewed),
    INTERMEDIARY: Rare("Z", "intermediary", "", _reviewed),
    HELP: Rare("N", "help", "", _going),
    SERVE: Rare("I", "serve-other", "handed_over", _ready),
    MEND: Rare("M", "mend", "", _served),
    LATE: Rare("C", "late-correction", "correction_received"),
    COMPLAIN: Rare("U", "complain", "", _received),
    TURN_AWAY: Rare("T", "turn-away", "turned_away"),
    FORWARD: Rare("F", "forward", "forwarded"),
    VOID: Rare("V", "void", "voided"),
    DELETE: Rare("D", "delete", "deleted", _untouched),
}


def rare_actions(case: Case, desk: Desk) -> list[Action]:
    """The rare acts that may be done now, in the order of the menu."""
    return [
        Action(name, f"case.act.{name}", rare.key, needs="" if _told(case, name) else rare.form, rare=True)
        for name, rare in RARE.items()
        if _may(case, desk, rare)
    ]


def _told(case: Case, name: str) -> bool:
    """What was told is not asked a reason for: the refusal says at once why, and what is open instead."""
    return name == UNSAY and told_refusal(case) is not None


def _may(case: Case, desk: Desk, rare: Rare) -> bool:
    if rare.event:
        row = TABLE.find(case.state, rare.event)
        if (
            row is None
            or case.lease != desk.device
            or (row.right is not None and row.right not in desk.rights)
        ):
            return False
    return rare.holds is None or rare.holds(case, desk)
