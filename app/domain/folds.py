"""How each event of the main line and each fact about paper is folded into the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.domain import events as ev
from app.domain.case import BranchState, Case
from app.domain.folds_course import MORE_FOLDS
from app.domain.materials import Fault, MaterialStatus, SubmittedMaterial, merge
from app.domain.paper import RECALLED, Paper, Sealing
from app.domain.time import Timestamp
from app.values import replace


def _opened(case: Case, event: Any) -> Case:
    return replace(case, intake=event.intake, rule_set=event.rule_set)


def _received(case: Case, event: Any) -> Case:
    return replace(
        case, intake=event.intake, materials=event.materials, received=event, rule_set=event.rule_set
    )


def _notice(case: Case, event: Any) -> Case:
    """Corrections are handed in at the window, so with a notice of the department the case is the window's again."""
    told = (*case.told_notices, event)
    owed = _faulted(case.materials, _not_waived(case, event.faults))
    demanded = replace(case, notices=(*case.notices, event), told_notices=told, materials=owed)
    return replace(
        demanded,
        completed=None,
        proposal=None,
        lease=case.home,
        rechecking=False,
        corrected_before=case.completed,
        unpledged=(*case.unpledged, *(fault.line_id for fault in event.faults)),
    )


def _not_waived(case: Case, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Without the lines that stand waived by a record of it: such a row is as nobody had found it wrong."""
    recorded = {waiver.line_id for waiver in case.waivers}
    stand = {row.line_id for row in case.materials if row.status is MaterialStatus.WAIVED} & recorded
    return tuple(fault for fault in faults if fault.line_id not in stand)


def _faulted(
    materials: tuple[SubmittedMaterial, ...], faults: tuple[Fault, ...]
) -> tuple[SubmittedMaterial, ...]:
    """The rows as the notice finds them: the department may find wrong what the window took for good."""
    found = {fault.line_id: fault for fault in faults}
    return tuple(
        replace(
            row, status=MaterialStatus.FAULTY, fault=found[row.line_id].code, note=found[row.line_id].finding
        )
        if row.line_id in found and row.settled
        else row
        for row in materials
    )


def _correction(case: Case, event: Any) -> Case:
    return replace(
        case,
        corrections=(*case.corrections, event),
        materials=merge(case.materials, event.materials),
        proposal=None,
    )


def _accepted(case: Case, event: Any) -> Case:
    lease = case.lease if event.route == "counter" else "platform"
    intake = case.intake
    branches = tuple(
        BranchState(branch.item.code, branch.item.name, branch.item.department, branch.after)
        for branch in (intake.branches if intake is not None else ())
    )
    return replace(case, accepted=event, lease=lease, branches=branches)


def _paper_issued(case: Case, event: Any) -> Case:
    paper = Paper(
        document_id=event.document_id,
        kind=event.kind,
        number=event.number,
        copies=event.copies,
        seal=event.seal,
        issued_at=event.at,
        issued_on=event.at.date,
        issued_by=event.by.name,
        issued_by_no=event.by.number,
        place=event.place,
        offline=event.offline,
        printed_at=event.at,
        position=case.count,
        purpose=event.purpose,
        serves=event.serves,
        recipient=event.recipient,
        serial=event.serial,
    )
    gone = next((each for each in case.unsaid if each.document_id == paper.document_id), None)
    if gone is not None:
        # Told anew at another counter while it was withdrawn here: neither sheet speaks.
        paper = replace(paper, void_reason=gone.reason)
    return _numbered(replace(case, papers=(*case.papers, paper)), paper)


def _numbered(case: Case, paper: Paper) -> Case:
    """A notice of the department gets its number when the window issues its paper."""

    def told(notice: ev.NoticeIssued) -> ev.NoticeIssued:
        mine = notice.document_id == paper.document_id and not notice.number
        return replace(notice, number=paper.number) if mine else notice

    return replace(
        case,
        notices=tuple(told(notice) for notice in case.notices),
        told_notices=tuple(told(notice) for notice in case.told_notices),
    )


def _on_paper(case: Case, event: Any, change: Callable[[Paper], Paper]) -> Case:
    """``change`` the paper that ``event`` speaks of; one that nobody issued is noted, not dropped."""
    if case.paper(event.document_id) is None:
        return replace(case, irregular=(*case.irregular, f"{event.TYPE}@unknown"))
    return _change_paper(case, event.document_id, change)


def _change_paper(case: Case, document_id: UUID, change: Callable[[Paper], Paper]) -> Case:
    return replace(case, papers=tuple(change(p) if p.document_id == document_id else p for p in case.papers))


def _paper_out(case: Case, event: Any) -> Case:
    def out(paper: Paper) -> Paper:
        last = max(paper.out, event.printing)
        return replace(paper, out=last, out_by=event.known_from, out_at=event.at)

    return _on_paper(case, event, out)


def _paper_sealed(case: Case, event: Any) -> Case:
    sealing = Sealing(event.seal, event.by_whom, event.where, event.at)
    return _on_paper(case, event, lambda paper: replace(paper, sealing=sealing))


def _given(recipient: ev.Recipient, at: Timestamp) -> Callable[[Paper], Paper]:
    return lambda paper: replace(paper, given_to=recipient.name, given_at=at, given=paper.printings)


def _paper_given(case: Case, event: Any) -> Case:
    return _on_paper(case, event, _given(event.recipient, event.at))


def _paper_voided(case: Case, event: Any) -> Case:
    void = _on_paper(
        case, event, lambda paper: replace(paper, void_reason=event.reason, replaced_by=event.replaced_by)
    )
    return _told_anew(void, event.document_id, event.replaced_by)


def _paper_recalled(case: Case, event: Any) -> Case:
    reason = f"{RECALLED}{event.reason}"
    recalled = _on_paper(
        case, event, lambda paper: replace(paper, void_reason=reason, replaced_by=event.replaced_by)
    )
    return _told_anew(recalled, event.document_id, event.replaced_by)


def _told_anew(case: Case, old: UUID, new: UUID | None) -> Case:
    """The notice goes on as the paper that takes its place, whose number comes with it; what was told stays told."""
    if new is None:
        return case
    if any(gone.document_id == old for gone in case.unsaid):
        unsaid = tuple(replace(g, document_id=new) if g.document_id == old else g for g in case.unsaid)
        said = tuple(replace(n, document_id=new, number="") for n in case.told_notices if n.document_id == old)
        return replace(case, unsaid=unsaid, told_notices=(*case.told_notices, *said[:1]))
    again = tuple(replace(each, document_id=new, number="") for each in case.notices if each.document_id == old)
    if not again:
        return case
    notices = tuple(again[0] if each.document_id == old else each for each in case.notices)
    return replace(case, notices=notices, told_notices=(*case.told_notices, *again))


def _paper_reprinted(case: Case, event: Any) -> Case:
    def again(paper: Paper) -> Paper:
        reasons = (*paper.reasons, event.reason)
        return replace(paper, printings=event.printing, reasons=reasons, printed_at=event.at, sealing=None)

    return _on_paper(case, event, again)


def _blank_used(case: Case, event: Any) -> Case:
    moved = _on_paper(case, event, lambda paper: replace(paper, blank=event.serial, ruined=False))
    return replace(moved, blanks=(*moved.blanks, (event.kind, event.serial, "used")))


def _blank_voided(case: Case, event: Any) -> Case:
    kept = tuple(row for row in case.blanks if row[:2] != (event.kind, event.serial))

    def voided(paper: Paper) -> Paper:
        if paper.blank != event.serial and not paper.void:
            return paper  # heard late from where the sheet lies: the paper stands on the next one already
        return replace(paper, blank="", ruined=not paper.void)

    moved = _on_paper(case, event, voided)
    return replace(moved, blanks=(*kept, (event.kind, event.serial, "void")))


def _handed_over(case: Case, event: Any) -> Case:
    now = replace(case, handed_over=event, services=(*case.services, event))
    for document_id in event.documents:
        now = _change_paper(now, document_id, _given(event.recipient, event.at))
    return now


FOLDS: dict[str, Callable[[Case, Any], Case]] = MORE_FOLDS | {
    "opened": _opened,
    "received": _received,
    "notice_issued": _notice,
    "correction_received": _correction,
    "corrections_completed": lambda case, event: replace(case, completed=event),
    "accepted": _accepted,
    "declined": lambda case, event: replace(case, declined=event),
    "withdrawn": lambda case, event: replace(case, withdrawn=event),
    "deemed_withdrawal_proposed": lambda case, event: replace(case, proposal=event),
    "deemed_withdrawn": lambda case, event: replace(case, withdrawn=event),
    "transferred": lambda case, event: replace(case, lease="platform", returned=None),
    "returned_to_window": lambda case, event: replace(case, lease=case.home, returned=event),
    "granted": lambda case, event: replace(case, decision=event),
    "refused": lambda case, event: replace(case, decision=event),
    "result_ready": lambda case, event: replace(case, ready=event, lease=case.home),
    "handed_over": _handed_over,
    "paper_issued": _paper_issued,
    "paper_out": _paper_out,
    "paper_sealed": _paper_sealed,
    "paper_given": _paper_given,
    "paper_voided": _paper_voided,
    "paper_recalled": _paper_recalled,
    "paper_reprinted": _paper_reprinted,
    "blank_used": _blank_used,
    "blank_voided": _blank_voided,
}
