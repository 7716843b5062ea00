"""How the events beside the main line are folded: 容缺, 承诺, 特别程序, 延期, 一件事, materials, partners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.acts_guards import HOLDER
from app.domain.case import Ask, BranchState, Case
from app.domain.licences import LICENCE, VERIFIERS, strange_holder
from app.domain.materials import (
    FaultCode,
    MaterialStatus,
    SubmittedMaterial,
    Trust,
    eased,
    merge,
    with_status,
)
from app.domain.paper import BY_SERVICE, PRINTING, Paper, Sealing
from app.values import replace

VERIFIED, UNVERIFIED = "亮证，已核验", "亮证，待联网核验"
"""How the note begins of a row that a licence shown on a telephone stands for (:func:`licence_shown`)."""
STRANGE = "持证人不是申请人或者代理人"


def licence_shown(row: SubmittedMaterial) -> bool:
    """Whether a licence that was shown stands for the row: nobody fetched anything, and the note says how it stands."""
    return row.status is MaterialStatus.EXEMPT and row.note.startswith((VERIFIED, UNVERIFIED))


def _online_arrived(case: Case, event: Any) -> Case:
    return replace(
        case, intake=event.intake, rule_set=event.rule_set, home=event.window, lease=event.window
    )


def _turned_away(case: Case, event: Any) -> Case:
    intake = case.intake or event.intake
    return replace(case, turned_away=event, intake=intake, rule_set=case.rule_set or event.rule_set)


def _on_spot(case: Case, event: Any) -> Case:
    return replace(
        case, on_spot=(*case.on_spot, event), materials=merge(case.materials, event.materials)
    )


def _checked(case: Case, event: Any) -> Case:
    return replace(
        case, late_checks=(*case.late_checks, event), materials=merge(case.materials, event.materials)
    )


def _reduced(case: Case, event: Any) -> Case:
    """The notice as it stands after rows were taken out; what was dropped is not demanded any more."""
    # Told anew by another window meanwhile it bears another number: what is reduced is the notice that stands.
    known = any(n.number == event.replaces for n in case.notices)
    notices = tuple(
        replace(n, document_id=event.document_id, number=event.number, faults=event.faults)
        if n.number == event.replaces or (not known and n is case.notices[-1])
        else n
        for n in case.notices
    )
    materials = with_status(case.materials, event.dropped, MaterialStatus.WAIVED)
    told = tuple(n for n in notices if n.number == event.number)
    return replace(
        case,
        notices=notices,
        materials=materials,
        reductions=(*case.reductions, event),
        told_notices=(*case.told_notices, *told),
    )


def _notice_withdrawn(case: Case, event: Any) -> Case:
    """The case as it stood before the notice that nobody was given. What was found wrong meanwhile stays found, the
    department's findings too: nothing that is known is forgotten, and no row is owed by it.
    """
    if not case.notices:
        return replace(case, irregular=(*case.irregular, f"{event.TYPE}@none"))
    # Told anew by another window meanwhile it stands under another paper: that one does not speak either.
    document = case.notices[-1].document_id
    papers = tuple(
        replace(paper, void_reason=event.reason) if paper.document_id == document and not paper.void else paper
        for paper in case.papers
    )
    return replace(
        case,
        notices=case.notices[:-1],
        unsaid=(*case.unsaid, replace(event, document_id=document)),
        papers=papers,
        completed=case.corrected_before,
        corrected_before=None,
        proposal=None,
        rechecking=True,
    )


def _undone(case: Case, event: Any) -> Case:
    """The end did not come about: what led to it is no longer proposed."""
    return replace(case, withdrawn=None, ending=None, proposal=None, lapse_proposal=None)


def _committed(case: Case, event: Any) -> Case:
    materials = with_status(case.materials, event.lines, MaterialStatus.COMMITTED)
    known = dict(case.committed_since)
    since = tuple((known | {line: known.get(line, event.at.date) for line in event.lines}).items())
    return replace(case, commitments=(*case.commitments, event), committed_since=since, materials=materials)


def _declined(case: Case, event: Any) -> Case:
    """Without a commitment the proof is owed again, as not handed in."""
    materials = tuple(
        replace(m, status=MaterialStatus.FAULTY)
        if m.line_id in event.lines and m.status is MaterialStatus.COMMITTED
        else m
        for m in case.materials
    )
    since = tuple((line, day) for line, day in case.committed_since if line not in event.lines)
    gone = (*case.uncommitted, *event.lines)
    return replace(case, uncommitted=gone, committed_since=since, materials=materials)


def _pledged(case: Case, event: Any) -> Case:
    materials = with_status(case.materials, event.lines, MaterialStatus.TOLERATED)
    since = case.pledged_on if case.pledged_before(event.lines) else event.at.date
    return replace(case, pledge=event, pledged_on=since, unpledged=(), materials=materials)


def _supplied(case: Case, event: Any) -> Case:
    proposal = case.lapse_proposal if event.remaining else None
    return replace(
        case,
        supplies=(*case.supplies, event),
        materials=merge(case.materials, event.materials),
        lapse_proposal=proposal,
    )


def ease(case: Case) -> Case:
    """What was waived is asked for no more, whichever came first: the waiver of one window, or the notice, the pledge
    or the faulty hand-in at another. So every machine stands the same (S0 21(2)).
    """
    lines = frozenset(waiver.line_id for waiver in case.waivers)
    materials = eased(case.materials, lines) if lines else case.materials
    return case if materials is case.materials else replace(case, materials=materials)


def _objected(case: Case, event: Any) -> Case:
    own = (event.own,) if event.own is not None else ()
    return replace(case, objections=(*case.objections, event), materials=merge(case.materials, own))


def _pressed(case: Case, event: Any) -> Case:
    """The form bears her thumb print now: it is signed, and she made it herself."""
    rows = tuple(
        replace(row, status=MaterialStatus.ORIGINAL, originals=1, fault=None, note="", kept=True, trust=Trust.SELF_MADE)
        if row.line_id in event.lines and not row.settled
        else row
        for row in case.materials
    )
    return replace(case, thumb=event, materials=rows)


def _overtaken(case: Case, told: Ask) -> bool:
    """Whether something was shown for the same line after ``told``: what was shown last counts, however the answers
    come in.
    """
    line = dict(told.data).get("line", "")
    same = [ask for ask in case.asks if ask.system in VERIFIERS and dict(ask.data).get("line", "") == line]
    at = next((n for n, ask in enumerate(same) if ask.ask == told.ask), 0)
    return any((ask.asked_ms, n) > (told.asked_ms, at) for n, ask in enumerate(same))


def _shown(case: Case, told: Ask) -> Case:
    """A licence that was shown stands for its paper; what the register does not know is missing again.

    Whom the answer names: what was shown on a telephone must be hers who shows it, a licence of somebody else in the
    register may be asked for (the owner's of a house), and the row says whose it is not. A late answer takes nothing
    from a row that was settled otherwise meanwhile.
    """
    line, outcome = dict(told.data).get("line", ""), told.outcome
    if told.system not in VERIFIERS or _overtaken(case, told):
        return case
    strange = strange_holder(case, dict(told.answer).get("holder", ""))
    rows = []
    for row in case.materials:
        if row.line_id == line:
            if outcome == "pass" and strange and told.system != LICENCE:
                if row.note == UNVERIFIED:
                    row = replace(
                        row, status=MaterialStatus.FAULTY, fault=FaultCode.MISMATCH, note=f"亮证的{STRANGE}", kept=False
                    )
            elif outcome == "pass":
                note = f"{VERIFIED}；{STRANGE}" if strange else VERIFIED
                row = replace(row, status=MaterialStatus.EXEMPT, fault=None, note=note, trust=Trust.ISSUER)
            elif not outcome and not row.settled:
                row = replace(row, status=MaterialStatus.EXEMPT, fault=None, note=UNVERIFIED)
            elif outcome and row.note == UNVERIFIED:
                row = replace(row, status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, note="", kept=False)
        rows.append(row)
    return replace(case, materials=tuple(rows))


def _parcel_back(case: Case, event: Any) -> Case:
    """What counted as served by the parcel was not: its papers lie here, but for those that somebody got since."""
    return _unserved(replace(case, returns=(*case.returns, event)))


def _unserved(now: Case) -> Case:
    """Nothing counts as served any more; what somebody got since the hand-over stays given."""
    handed = now.handed_over
    if handed is None:
        return now

    def here(paper: Paper) -> Paper:
        mine = paper.document_id in handed.documents and paper.given_at is not None
        mine = mine and paper.given_at is not None and paper.given_at.ms <= handed.at.ms
        return replace(paper, given_to="", given_at=None, given=0) if mine else paper

    return replace(now, handed_over=None, papers=tuple(here(paper) for paper in now.papers))


def _service_undone(case: Case, event: Any) -> Case:
    """What was served did not reach whom it belongs to. Only what was brought back lies here (:func:`_taken_back`): the
    papers that went along are where they were.
    """
    return replace(case, handed_over=None, undone=(*case.undone, (event, case.handed_over)))


def _taken_back(case: Case, event: Any) -> Case:
    """A sheet that is right lies here again, for whom it belongs to."""

    def here(paper: Paper) -> Paper:
        mine = event.kept and paper.document_id == event.document_id
        return replace(paper, given_to="", given_at=None, given=0) if mine else paper

    return replace(case, taken_back=(*case.taken_back, event), papers=tuple(here(paper) for paper in case.papers))


def _change_branch(case: Case, code: str, **changes: Any) -> Case:
    if all(branch.code != code for branch in case.branches):
        return replace(case, irregular=(*case.irregular, f"branch@{code}"))
    branches = tuple(
        replace(branch, **changes) if branch.code == code else branch for branch in case.branches
    )
    return replace(case, branches=branches)


def _joint_started(case: Case, event: Any) -> Case:
    limits = {limit.code: limit for limit in case.accepted.branches} if case.accepted is not None else {}

    def begun(branch: BranchState) -> BranchState:
        if branch.code not in event.started:
            return branch
        limit = limits.get(branch.code)
        return replace(
            branch,
            started_on=event.at.date,
            due=limit.due if limit is not None else None,
            due_firm=limit.firm if limit is not None else True,
        )

    return replace(case, joint=True, branches=tuple(begun(branch) for branch in case.branches))


def _branch_started(case: Case, event: Any) -> Case:
    return _change_branch(
        case, event.code, started_on=event.started_on, due=event.due, due_firm=event.due_firm
    )


def _branch_completed(case: Case, event: Any) -> Case:
    return _change_branch(
        case,
        event.code,
        completed_on=event.completed_on,
        granted=event.granted,
        number=event.number,
        reasons=event.reasons,
    )


def _lease_moved(case: Case, event: Any) -> Case:
    """What lies with the department stays there, and comes back to the new window."""
    if case.lease == "platform":
        return replace(case, home=event.to)
    asks = tuple(replace(a, moved_to=event.to) if a.system == HOLDER and a.waiting else a for a in case.asks)
    return replace(case, home=event.to, lease=event.to, asks=asks)


def _asked(case: Case, event: Any) -> Case:
    data = tuple(sorted(event.data.items()))
    ask = Ask(event.ask, event.system, event.subject, data, asked_ms=event.at.ms)
    known = next((a for a in case.asks if a.ask == event.ask), None)
    if known is None:
        return _shown(replace(case, asks=(*case.asks, ask)), ask)
    # The answer came first, by another way: both stand.
    whole = replace(known, subject=event.subject, data=data, asked_ms=event.at.ms)
    return _shown(replace(case, asks=tuple(whole if a.ask == event.ask else a for a in case.asks)), whole)


def _answered(case: Case, event: Any) -> Case:
    known = next((a for a in case.asks if a.ask == event.ask), None) or Ask(event.ask, event.system, "")
    told = replace(
        known,
        outcome=event.outcome,
        words=event.words,
        answer=tuple(sorted(event.data.items())),
        answered_ms=event.at.ms,
    )
    others = tuple(told if a.ask == event.ask else a for a in case.asks)
    answered = replace(case, asks=others if known in case.asks else (*case.asks, told))
    answered = _shown(answered, told)
    return _sealed(answered, known, event) if event.system == "seal" and event.outcome == "sealed" else answered


def _sealed(case: Case, asked: Ask, event: Any) -> Case:
    """The unified seal service sealed the print asked about: its log number stands for the wet seal (S1 17). Another
    print, asked for meanwhile, bears none. A question of an older program names no print and means the last.
    """
    sealing = Sealing(event.data.get("seal", ""), BY_SERVICE, f"用印日志{event.data.get('log', '')}", event.at)
    printing = dict(asked.data).get(PRINTING, "")

    def sealed(paper: Paper) -> Paper:
        mine = str(paper.document_id) == asked.subject and printing in ("", str(paper.printings))
        return replace(paper, sealing=sealing) if mine else paper

    return replace(case, papers=tuple(sealed(paper) for paper in case.papers))


MORE_FOLDS: dict[str, Callable[[Case, Any], Case]] = {
    "online_arrived": _online_arrived,
    "precheck_started": lambda case, event: case,
    "precheck_returned": lambda case, event: replace(
        case, precheck_opinions=(*case.precheck_opinions, event.opinion)
    ),
    "turned_away": _turned_away,
    "corrected_on_spot": _on_spot,
    "materials_checked": _checked,
    "notice_reduced": _reduced,
    "notice_withdrawn": _notice_withdrawn,
    "silence_undone": _undone,
    "tolerance_pledged": _pledged,
    "commitment_made": _committed,
    "commitment_declined": _declined,
    "special_started": lambda case, event: replace(case, specials=(*case.specials, event)),
    "special_ended": lambda case, event: replace(case, special_ends=(*case.special_ends, event)),
    "extended": lambda case, event: replace(case, extension=event),
    "joint_started": _joint_started,
    "branch_started": _branch_started,
    "branch_completed": _branch_completed,
    "returned_closed": lambda case, event: replace(case, ending=event),
    "acceptance_revoked": lambda case, event: replace(case, ending=event),
    "concluded": lambda case, event: case,
    "service_failed": lambda case, event: replace(case, failed_services=(*case.failed_services, event)),
    "forwarded": lambda case, event: replace(case, ending=event),
    "voided": lambda case, event: replace(case, ending=event),
    "deleted": lambda case, event: replace(case, ending=event),
    "material_supplied": _supplied,
    "material_waived": lambda case, event: replace(case, waivers=(*case.waivers, event)),
    "material_objected": _objected,
    "delivery_chosen": lambda case, event: replace(case, rechosen=event),
    "thumb_pressed": _pressed,
    "parcel_posted": lambda case, event: replace(case, posted=(*case.posted, event)),
    "parcel_returned": _parcel_back,
    "service_undone": _service_undone,
    "paper_asked_back": lambda case, event: replace(case, asked_back=(*case.asked_back, event)),
    "paper_taken_back": _taken_back,
    "paper_not_brought": lambda case, event: replace(case, not_brought=(*case.not_brought, event)),
    "bundle_moved": lambda case, event: replace(case, bundles=(*case.bundles, event)),
    "deemed_acceptance_proposed": lambda case, event: replace(case, acceptance_proposal=event),
    "tolerance_lapse_proposed": lambda case, event: replace(case, lapse_proposal=event),
    "commitment_checked": lambda case, event: replace(case, checks=(*case.checks, event)),
    "deadline_revised": lambda case, event: replace(case, revised=(*case.revised, event)),
    "lease_moved": _lease_moved,
    "partner_asked": _asked,
    "partner_answered": _answered,
}
