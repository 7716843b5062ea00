"""What may be done with a case now, from its state and the operator's rights. No Qt, no rule of its own: the
core decides again and refuses; this only keeps what cannot be from looking available.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from app.domain import events as ev
from app.domain.case import Case
from app.domain.guide import CaseMode
from app.domain.materials import MaterialStatus
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.rights import Right
from app.domain.transitions import TABLE, CaseState

RESUME, NOTICE, CORRECTION, ACCEPT, COUNTER = "resume", "notice", "correction", "accept", "accept-counter"
TRANSFER, GRANT, REFUSE, DECLINE, WITHDRAW = "transfer", "grant", "refuse", "decline", "withdraw"
ACCEPTANCE, DECISION, CERTIFICATE, PICKUP = "print-acceptance", "print-grant", "certificate", "pickup"
HAND_OVER, SEAL, GIVE, DEEMED = "hand-over", "seal", "give", "deemed-withdrawal"

NAMES = (
    RESUME, NOTICE, CORRECTION, ACCEPT, COUNTER, TRANSFER, GRANT, REFUSE, DECLINE, WITHDRAW, ACCEPTANCE,
    DECISION, CERTIFICATE, PICKUP, HAND_OVER, SEAL, GIVE, DEEMED,
)  # fmt: skip

_KEYS = {
    CORRECTION: "Alt+C", TRANSFER: "Alt+T", GRANT: "Alt+G", REFUSE: "Alt+J", DECLINE: "Alt+B",
    WITHDRAW: "Alt+W", PICKUP: "Alt+Q", NOTICE: "Alt+N", DECISION: "Alt+D", ACCEPTANCE: "Alt+A",
    HAND_OVER: "Alt+F", DEEMED: "Alt+V",
}  # fmt: skip

_FORMS = {
    GRANT: "grant", REFUSE: "refuse", DECLINE: "decline", WITHDRAW: "withdraw", SEAL: "seal", GIVE: "give",
    CERTIFICATE: "blank", DEEMED: "deemed",
}  # fmt: skip


@dataclass(frozen=True)
class Action:
    """One thing to do. ``name`` is stable, ``words`` a text key, ``needs`` the form that asks for what is
    missing ("" acts at once), ``paper`` the document it speaks of. Exactly one of a list is ``primary`` and
    bears ``Ctrl+Enter``.
    """

    name: str
    words: str
    key: str = ""
    primary: bool = False
    needs: str = ""
    paper: UUID | None = None


@dataclass(frozen=True)
class Desk:
    """Who asks: rights for the item of the case, the device, the kind of case its guide names, and how many
    owed materials are marked as handed in.
    """

    rights: frozenset[Right]
    device: str
    mode: str = ""
    marked: int = 0


def actions(case: Case, desk: Desk) -> list[Action]:
    """The primary action first (if there is one), then what else may be done."""
    here = case.lease == desk.device
    names: list[Action] = []
    if here:
        names += _BY_STATE[case.state](case, desk) if case.state in _BY_STATE else []
    names += _about_paper(case, desk)
    if here:
        names += _ways_out(case, desk)
    found: list[Action] = []
    for action in names:
        if all(action.name != other.name for other in found):
            found.append(action)
    lead = next((action for action in found if action.name not in _NEVER_FIRST), None)
    if lead is None:
        return found
    rest = [action for action in found if action is not lead and action.name not in (SEAL, GIVE)]
    return [replace(lead, primary=True, key="Ctrl+Enter"), *rest]


_NEVER_FIRST = (WITHDRAW, DECLINE, REFUSE, PICKUP, DEEMED)


def _act(name: str, paper: UUID | None = None) -> Action:
    return Action(name, f"case.act.{name}", _KEYS.get(name, ""), needs=_FORMS.get(name, ""), paper=paper)


def _draft(case: Case, desk: Desk) -> list[Action]:
    return [_act(RESUME)]


def _received(case: Case, desk: Desk) -> list[Action]:
    if any(material.status is MaterialStatus.OPEN for material in case.materials):
        return []
    if case.open_faults:
        notice = [_notice(case)] if Right.NOTIFY in desk.rights else []
        return [*notice, _act(TRANSFER)]
    if Right.ACCEPT not in desk.rights:
        return [_act(TRANSFER)]
    on_spot = desk.mode == CaseMode.IMMEDIATE and Right.DECIDE in desk.rights
    return [_act(COUNTER if on_spot else ACCEPT), _act(TRANSFER)]


def _notice(case: Case) -> Action:
    action = _act(NOTICE)
    return replace(action, words="case.act.notice_again", needs="again") if case.notices else action


def _awaiting(case: Case, desk: Desk) -> list[Action]:
    deemed = [_act(DEEMED)] if case.proposal is not None and Right.ACCEPT in desk.rights else []
    if desk.marked:
        return [_act(CORRECTION), *deemed]
    unfinished = [*_unsealed(case), *_ungiven(case)]
    return [*unfinished[:1], _act(CORRECTION), *deemed]


def _accepted(case: Case, desk: Desk) -> list[Action]:
    on_spot = case.accepted is not None and case.accepted.route == "counter"
    if on_spot and Right.DECIDE in desk.rights:
        return [_act(GRANT), _act(REFUSE), _act(TRANSFER)]
    return [_act(TRANSFER)]


_BY_STATE = {
    CaseState.DRAFT: _draft,
    CaseState.RECEIVED: _received,
    CaseState.CORRECTED: _received,
    CaseState.AWAITING_CORRECTION: _awaiting,
    CaseState.ACCEPTED: _accepted,
}


def _about_paper(case: Case, desk: Desk) -> list[Action]:
    """Facts about paper need no lease: the window prints, seals and gives while the department decides."""
    found: list[Action] = []
    if case.accepted is not None and not case.papers_of(PaperKind.ACCEPTANCE):
        found.append(_act(ACCEPTANCE))
    if isinstance(case.decision, ev.Refused):
        found += [_act(DECISION)] if not case.papers_of(PaperKind.REFUSAL) else []
    if isinstance(case.decision, ev.Granted):
        found += [_act(DECISION)] if not case.papers_of(PaperKind.GRANT) else []
        if case.item.blank_kind and not case.papers_of(PaperKind.CERTIFICATE):
            found.append(_act(CERTIFICATE))
    found += _unsealed(case)
    if case.state is CaseState.AWAITING_PICKUP:
        found += [_act(HAND_OVER)] if Right.HAND_OVER in desk.rights and case.lease == desk.device else []
        found += [_act(PICKUP)] if not case.papers_of(PaperKind.PICKUP) else []
    else:
        found += _ungiven(case)
    return found


def _unsealed(case: Case) -> list[Action]:
    """The newest paper that the law wants sealed; the centre's own receipts are sealed from their card."""
    waiting = [paper for paper in case.papers if paper.awaits_seal and paper.seal is not Seal.RECEIPT]
    return [_paper_act(SEAL, waiting[-1])] if waiting else []


def _ungiven(case: Case) -> list[Action]:
    told = (
        PaperKind.NOTICE, PaperKind.ACCEPTANCE, PaperKind.NON_ACCEPTANCE, PaperKind.DEEMED_WITHDRAWAL
    )  # fmt: skip
    ready = [p for p in case.papers if p.kind in told and p.may_be_given and not p.is_given]
    return [_paper_act(GIVE, ready[-1])] if ready else []


def _paper_act(name: str, paper: Paper) -> Action:
    return _act(name, paper.document_id)


def _ways_out(case: Case, desk: Desk) -> list[Action]:
    found = []
    if TABLE.find(case.state, "declined") is not None and Right.ACCEPT in desk.rights:
        found.append(_act(DECLINE))
    if TABLE.find(case.state, "withdrawn") is not None:
        found.append(_act(WITHDRAW))
    return found
