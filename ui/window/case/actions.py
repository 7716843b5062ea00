"""What may be done with a case now, from its state and the operator's rights. No Qt, no rule of its own: the
core decides again and refuses; this only keeps what cannot be from looking available.
"""

from __future__ import annotations

from uuid import UUID

from app.domain import events as ev
from app.domain.acts_guards import HOLDER, Checked, looked_at_again, to_look_again
from app.domain.case import Case
from app.domain.delivery import POST as BY_POST
from app.domain.delivery import delivery_of, posted, sent_back, to_post
from app.domain.elsewhere import WITHDRAWAL, at_terminal, wanted_here
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.rights import Right, decides_on_spot
from app.domain.taken_back import made_by_correction
from app.domain.transitions import TABLE, CaseState
from app.values import replace
from ui.window.case import rare
from ui.window.case.action import Action, Desk
from ui.window.case.rare import POST, RETURN, SERVE, rare_actions

__all__ = ["Action", "Desk", "actions", "tolerable", "unsigned"]

RESUME, NOTICE, CORRECTION, ACCEPT, COUNTER = "resume", "notice", "correction", "accept", "accept-counter"
TRANSFER, GRANT, REFUSE, DECLINE, WITHDRAW = "transfer", "grant", "refuse", "decline", "withdraw"
ACCEPTANCE, DECISION, CERTIFICATE, PICKUP = "print-acceptance", "print-grant", "certificate", "pickup"
HAND_OVER, SEAL, GIVE, DEEMED = "hand-over", "seal", "give", "deemed-withdrawal"
PLEDGE, COMMIT, SUPPLY, LAPSE, SILENT = "pledge", "commit", "supply", "lapse", "deemed-acceptance"
END_SPECIAL, JOINT, BRANCH = "end-special", "joint", "branch"
LOOK = "check-materials"
ASK_OVER = "ask-over"
MEND = rare.MEND
OF_PAPER = (SEAL, GIVE)
"""What is recorded of a sheet by who has it in her hand, also when its case left this window."""

NAMES = (
    RESUME, LOOK, NOTICE, PLEDGE, COMMIT, CORRECTION, SUPPLY, ACCEPT, COUNTER, TRANSFER, GRANT, REFUSE, DECLINE,
    WITHDRAW, ACCEPTANCE, DECISION, CERTIFICATE, PICKUP, HAND_OVER, SEAL, GIVE, DEEMED, LAPSE, SILENT, END_SPECIAL,
    JOINT, BRANCH, MEND, ASK_OVER,
)  # fmt: skip

KEYS = {
    CORRECTION: "Alt+C", TRANSFER: "Alt+T", GRANT: "Alt+G", REFUSE: "Alt+J", DECLINE: "Alt+B",
    WITHDRAW: "Alt+W", PICKUP: "Alt+Q", NOTICE: "Alt+N", DECISION: "Alt+D", ACCEPTANCE: "Alt+A",
    HAND_OVER: "Alt+F", DEEMED: "Alt+V", PLEDGE: "Alt+R", COMMIT: "Alt+O", SUPPLY: "Alt+S", LAPSE: "Alt+V",
    SILENT: "Alt+V", END_SPECIAL: "Alt+E", JOINT: "Alt+L", BRANCH: "Alt+Z",
    MEND: "Alt+X", ASK_OVER: "Alt+T",
}  # fmt: skip

_FORMS = {
    GRANT: "grant", REFUSE: "refuse", DECLINE: "decline", WITHDRAW: "withdraw", SEAL: "seal", GIVE: "give",
    CERTIFICATE: "blank", DEEMED: "deemed", LAPSE: "lapse", SILENT: "silent", END_SPECIAL: "end-special",
    BRANCH: "branch", TRANSFER: "transfer",
}  # fmt: skip


def actions(case: Case, desk: Desk) -> list[Action]:
    """The primary action first (if there is one), then what else may be done."""
    here = case.lease == desk.device
    names: list[Action] = []
    if here:
        names += _BY_STATE[case.state](case, desk) if case.state in _BY_STATE else []
    owing = _owing(case, desk)
    names = [*owing, *names] if desk.marked else [*names, *owing]
    told = [] if here else _for_holder(case, desk)
    names = [*told, *names] if desk.marked else names
    names += _about_paper(case, desk)
    names += _ways_out(case, desk) if here else told
    names += _mending(rare_actions(case, desk))
    found: list[Action] = []
    for action in names:
        if all(action.name != other.name for other in found):
            found.append(action)
    calm = _NEVER_FIRST if made_by_correction(case) and not desk.mended else (*_NEVER_FIRST, MEND)
    lead = next((action for action in found if action.name not in calm and not action.rare), None)
    if lead is None:
        return found
    rest = [action for action in found if action is not lead and action.name not in (SEAL, GIVE)]
    return [replace(lead, primary=True, key="Ctrl+Enter"), *_calm(rest)]


def _mending(acts: list[Action]) -> list[Action]:
    """更正件 stands in the bar of what was served: who comes back with a wrong certificate is looked up there, and what
    goes on is nowhere to be guessed. It is first only where nothing else can follow, see :func:`made_by_correction`.
    """
    return [replace(each, rare=False, key=KEYS[MEND]) if each.name == MEND else each for each in acts]


BESIDE = 3
"""So many acts stand beside the primary one; on an old screen more would push it out."""

STEP_BACK = {WITHDRAW: "0", DECLINE: "9"}
"""Acts that go behind 更多 where there are too many, with their keys there: those of acts that wait for a result that
was served or a case that ended, since every other key is taken.
"""


def _calm(rest: list[Action]) -> list[Action]:
    """The bar keeps its room: what is wanted least goes behind 更多."""
    beside = sum(not action.rare for action in rest)
    for name, key in STEP_BACK.items():
        if beside > BESIDE and any(action.name == name for action in rest):
            rest = [replace(a, rare=True, key=key) if a.name == name else a for a in rest]
            beside -= 1
    return rest


_NEVER_FIRST = (WITHDRAW, DECLINE, REFUSE, PICKUP, DEEMED, LAPSE)


def _act(name: str, paper: UUID | None = None) -> Action:
    return Action(name, f"case.act.{name}", KEYS.get(name, ""), needs=_FORMS.get(name, ""), paper=paper)


def _draft(case: Case, desk: Desk) -> list[Action]:
    return [_act(RESUME)]


def _received(case: Case, desk: Desk) -> list[Action]:
    if any(material.status is MaterialStatus.OPEN for material in case.materials):
        # What nobody looked at can be neither told of nor accepted nor passed on: that comes first.
        return [_act(LOOK)] if Right.RECEIVE in desk.rights else []
    return [*_look_again(case, desk), *_judged(case, desk)]


def _look_again(case: Case, desk: Desk) -> list[Action]:
    """After a notice was withdrawn the materials come first, and what was judged anew is recorded before anything."""
    may = Right.RECEIVE in desk.rights and bool(looked_at_again(case))
    return [_act(LOOK)] if may and (to_look_again(case) or desk.marked) else []


def _judged(case: Case, desk: Desk) -> list[Action]:
    silent = [_act(SILENT)] if case.acceptance_proposal is not None and Right.ACCEPT in desk.rights else []
    if case.open_faults and case.acceptance_proposal is not None:
        # Nothing may be told any more: it counts as accepted.
        return [*silent, _act(TRANSFER)]
    if case.open_faults:
        notice = [_notice(case)] if Right.NOTIFY in desk.rights else []
        return [*_pledge(case, desk), *notice, _act(TRANSFER), *silent]
    if Right.ACCEPT not in desk.rights:
        return [_act(TRANSFER)]
    if case.tolerated and desk.standing.no_room:
        # The pledge has no day any more: she is told what is missing, or by law she counts as accepted.
        notice = [_notice(case)] if Right.NOTIFY in desk.rights and not silent else []
        return [*silent, *notice, _act(TRANSFER)]
    if unsigned(case):
        return [*([_act(COMMIT)] if desk.standing.may_commit else []), *silent]
    on_spot = decides_on_spot(desk.mode, desk.rights, bool(case.tolerated))
    accept = _act(COUNTER if on_spot else ACCEPT)
    if case.tolerated:
        accept = replace(accept, words="case.act.accept_tolerated")
    return [accept, _act(TRANSFER), *silent]


def tolerable(case: Case) -> tuple[SubmittedMaterial, ...]:
    """What may be pledged now: everything that is still open, when the guide lets all of it come later (容缺)."""
    rows = case.open_faults
    return rows if rows and all(row.tolerable for row in rows) else ()


def unsigned(case: Case) -> tuple[SubmittedMaterial, ...]:
    """Rows promised instead of proved whose 告知承诺书 is not signed yet."""
    made = {line for each in case.commitments for line in each.lines}
    return tuple(row for row in case.committed if row.line_id not in made)


def _pledge(case: Case, desk: Desk) -> list[Action]:
    """容缺 only for whose credit is known to be good, and where the guide leaves time for it; otherwise the ordinary
    way stands first.
    """
    good = desk.standing.credit is Checked.GOOD and desk.standing.limit is not None
    may = Right.ACCEPT in desk.rights and good
    return [_act(PLEDGE)] if may and tolerable(case) else []


def _notice(case: Case) -> Action:
    action = _act(NOTICE)
    return replace(action, words="case.act.notice_again", needs="again") if case.notices else action


def _awaiting(case: Case, desk: Desk) -> list[Action]:
    deemed = [_act(DEEMED)] if case.proposal is not None and Right.ACCEPT in desk.rights else []
    if desk.marked:
        return [_act(CORRECTION), *deemed]
    return [*_unfinished(case, desk), _act(CORRECTION), *deemed]


def _accepted(case: Case, desk: Desk) -> list[Action]:
    """While she stands there her papers come first, whole in her hand; the decision stays one key away."""
    due = _unfinished(case, desk)
    if case.branches and Right.ACCEPT in desk.rights:
        return [*due, _act(JOINT)]
    on_spot = case.accepted is not None and case.accepted.route == "counter"
    if on_spot and Right.DECIDE in desk.rights:
        return [*due, _act(GRANT), _act(REFUSE), _act(TRANSFER)]
    return [*due, _act(TRANSFER)]


def _unfinished(case: Case, desk: Desk) -> list[Action]:
    """The next step of what she is to take along: all of it is sealed in one go, then given."""
    return [*_unsealed(case, desk), *_ungiven(case, desk)][:1]


def _special(case: Case, desk: Desk) -> list[Action]:
    if Right.DECIDE not in desk.rights:
        return []
    running = any(branch.started_on is not None and branch.granted is None for branch in case.branches)
    return [_act(END_SPECIAL), *([_act(BRANCH)] if running else [])]


def _joint(case: Case, desk: Desk) -> list[Action]:
    if Right.DECIDE not in desk.rights:
        return []
    running = any(branch.granted is None for branch in case.branches)
    return [_act(BRANCH)] if running else [_act(GRANT), _act(REFUSE)]


_BY_STATE = {
    CaseState.DRAFT: _draft,
    CaseState.RECEIVED: _received,
    CaseState.CORRECTED: _received,
    CaseState.AWAITING_CORRECTION: _awaiting,
    CaseState.ACCEPTED: _accepted,
    CaseState.SPECIAL: _special,
    CaseState.JOINT: _joint,
}


def _for_holder(case: Case, desk: Desk) -> list[Action]:
    """What an applicant says or hands in at any counter while another hand has her case: it is receipted here and told
    to that hand (许可法 29; S0 22). What waits for its answer is not said twice. A terminal's case is asked for by who
    can go on with it: it would lie at a counter that may not.
    """
    found = [_act(CORRECTION)] if case.state is CaseState.AWAITING_CORRECTION else []
    asked = any(ask.waiting and (ask.system, ask.subject) == (HOLDER, WITHDRAWAL) for ask in case.asks)
    if TABLE.find(case.state, "withdrawn") is not None and not asked:
        found.append(_act(WITHDRAW))
    next_step = Right.HAND_OVER if case.state is CaseState.AWAITING_PICKUP else Right.RECEIVE
    gives = at_terminal(case) and not case.terminal and not wanted_here(case)
    if gives and next_step in desk.rights:
        found.append(_act(ASK_OVER))
    return found


def _owing(case: Case, desk: Desk) -> list[Action]:
    """容缺 material is taken wherever the case is; the end of its period is confirmed by whom has the case."""
    if not case.owed or case.terminal:
        return []
    found = [_act(SUPPLY)] if Right.RECEIVE in desk.rights else []
    if case.lapse_proposal is not None and Right.ACCEPT in desk.rights and case.lease == desk.device:
        found.append(_act(LAPSE))
    return found


def _about_paper(case: Case, desk: Desk) -> list[Action]:
    """Facts about paper need no lease: the window prints, seals and gives while the department decides."""
    found: list[Action] = []
    told = case.papers_of(PaperKind.ACCEPTANCE) or case.papers_of(PaperKind.TOLERANCE_NOTICE)
    if case.accepted is not None and not told:
        found.append(_act(ACCEPTANCE))
    if isinstance(case.decision, ev.Refused):
        found += [_act(DECISION)] if not case.papers_of(PaperKind.REFUSAL) else []
    if isinstance(case.decision, ev.Granted):
        found += [_act(DECISION)] if not case.papers_of(PaperKind.GRANT) else []
        may_make = Right.HAND_OVER in desk.rights and case.lease == desk.device
        may_make = may_make and not made_by_correction(case)
        if may_make and case.item.blank_kind and not case.papers_of(PaperKind.CERTIFICATE):
            found.append(_act(CERTIFICATE))
    found += _unsealed(case, desk)
    if case.state is CaseState.AWAITING_PICKUP:
        # What is still due to her goes along with the result, where that is given.
        may_serve = Right.HAND_OVER in desk.rights and case.lease == desk.device
        if may_serve:
            found += _given_by(_RECEIPTS_BACK, case, desk)
            found += [*_by_post(case), *([] if posted(case) is not None else [_act(HAND_OVER)])]
        found += [] if may_serve else _ungiven(case, desk)
        found += [_act(PICKUP)] if not case.papers_of(PaperKind.PICKUP) else []
    else:
        found += _came_back(case, desk)
        found += _ungiven(case, desk)
    return found


def _came_back(case: Case, desk: Desk) -> list[Action]:
    """The courier says that what was served lies here again: that comes first, then it is given anew."""
    may = bool(sent_back(case)) and Right.HAND_OVER in desk.rights and case.lease == desk.device
    return [Action(RETURN, f"case.act.{RETURN}", "Alt+I", needs=RETURN)] if may else []


def _by_post(case: Case) -> list[Action]:
    """What was to go by post is not laid out to be signed for: it is booked, and served once it arrived."""
    if to_post(case):
        return [Action(POST, f"case.act.{POST}", "Alt+Y")]
    if delivery_of(case).way != BY_POST and posted(case) is None:
        return []
    return [Action(SERVE, "case.act.serve-post", "Alt+I", needs="serve-other")]


def _unsealed(case: Case, desk: Desk) -> list[Action]:
    """The newest paper that the law wants sealed, or that is taken in under the seal that lies here."""
    waiting = [paper for paper in case.papers if paper.awaits_seal and _of_here(paper, desk)]
    return [_paper_act(SEAL, waiting[-1])] if waiting else []


def _of_here(paper: Paper, desk: Desk) -> bool:
    """A receipt is sealed and given where it was printed: a terminal's went with who took it, a station's is sealed at
    the county, by its card.
    """
    return paper.seal is not Seal.RECEIPT or (desk.receipts and paper.place.device == desk.device)


def _ungiven(case: Case, desk: Desk) -> list[Action]:
    told = (
        PaperKind.NOTICE, PaperKind.ACCEPTANCE, PaperKind.NON_ACCEPTANCE, PaperKind.DEEMED_WITHDRAWAL,
        PaperKind.TOLERANCE_NOTICE, PaperKind.TOLERANCE_LAPSED, PaperKind.REVOCATION, PaperKind.SPECIAL_PROCEDURE,
        PaperKind.EXTENSION, PaperKind.FEE_NOTICE, PaperKind.TURN_AWAY, PaperKind.RECEIPT, PaperKind.CORRECTION_RECEIPT,
    )  # fmt: skip
    return _given_by(told + _RECEIPTS_BACK, case, desk)


_RECEIPTS_BACK = (PaperKind.TAKEN_BACK,)
"""Given to who brought a certificate and stands here, never with the result, which is another's."""


def _given_by(kinds: tuple[PaperKind, ...], case: Case, desk: Desk) -> list[Action]:
    ready = [p for p in case.papers if p.kind in kinds and p.may_be_given and not p.is_given and _of_here(p, desk)]
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
