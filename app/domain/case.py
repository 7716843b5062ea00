"""A case (办件) is its events; ``evolve`` folds one event into it, totally and without asking any rule of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain import events as ev
from app.domain.materials import SubmittedMaterial, merge
from app.domain.paper import Paper, PaperKind, Sealing
from app.domain.time import Timestamp
from app.domain.transitions import TABLE, TERMINAL, CaseState


@dataclass(frozen=True)
class Case:
    """What the log says of one case.

    ``lease`` is the device that may perform legal acts (``platform`` when the department has it),
    ``count`` the number of events
    folded, ``versions`` the writers' own counts, ``irregular`` what no rule foresaw (kept, shown, never dropped).
    """

    id: UUID
    state: CaseState | None = None
    home: str = ""
    lease: str = ""
    count: int = 0
    versions: tuple[tuple[str, int], ...] = ()
    intake: ev.Intake | None = None
    materials: tuple[SubmittedMaterial, ...] = ()
    received: ev.Received | None = None
    notices: tuple[ev.NoticeIssued, ...] = ()
    corrections: tuple[ev.CorrectionReceived, ...] = ()
    completed: ev.CorrectionsCompleted | None = None
    accepted: ev.Accepted | None = None
    declined: ev.Declined | None = None
    proposal: ev.DeemedWithdrawalProposed | None = None
    withdrawn: ev.Withdrawn | ev.DeemedWithdrawn | None = None
    returned: ev.ReturnedToWindow | None = None
    decision: ev.Granted | ev.Refused | None = None
    ready: ev.ResultReady | None = None
    handed_over: ev.HandedOver | None = None
    papers: tuple[Paper, ...] = ()
    blanks: tuple[tuple[str, str, str], ...] = ()
    rule_set: str = ""
    irregular: tuple[str, ...] = ()

    @property
    def terminal(self) -> bool:
        """Whether the case has ended."""
        return self.state in TERMINAL

    @property
    def item(self) -> ev.ItemRef:
        """The item; only asked of a case that was opened."""
        if self.intake is None:
            raise ValueError("the case was never opened")
        return self.intake.item

    def version_of(self, device: str) -> int:
        """How many events ``device`` wrote for this case."""
        return dict(self.versions).get(device, 0)

    def paper(self, document_id: UUID) -> Paper | None:
        """A paper of this case."""
        return next((paper for paper in self.papers if paper.document_id == document_id), None)

    def papers_of(self, kind: PaperKind) -> tuple[Paper, ...]:
        """Valid papers of one kind, oldest first."""
        return tuple(paper for paper in self.papers if paper.kind is kind and not paper.void)

    @property
    def open_faults(self) -> tuple[SubmittedMaterial, ...]:
        """Materials still owed."""
        return tuple(material for material in self.materials if not material.settled)


def replay(case_id: UUID, recorded: Iterable[ev.Recorded]) -> Case | None:
    """The case that ``recorded`` make, in the order given; None for no events."""
    case: Case | None = None
    for item in recorded:
        case = evolve(case, item)
    return case


def evolve(case: Case | None, recorded: ev.Recorded) -> Case:
    """Fold one event. Total: what the table does not know is kept in ``irregular`` and changes no state."""
    event = recorded.event
    now = case or Case(id=recorded.case_id, home=recorded.device, lease=recorded.device)
    versions = dict(now.versions) | {recorded.device: recorded.version}
    now = replace(now, count=now.count + 1, versions=tuple(sorted(versions.items())))
    if event.LEGAL:
        row = TABLE.find(now.state, event.TYPE)
        if row is None:
            return replace(now, irregular=(*now.irregular, f"{event.TYPE}@{now.state or '-'}"))
        now = replace(now, state=row.target)
    return _FOLDS[event.TYPE](now, event)


def _opened(case: Case, event: Any) -> Case:
    return replace(case, intake=event.intake, rule_set=event.rule_set)


def _received(case: Case, event: Any) -> Case:
    return replace(
        case, intake=event.intake, materials=event.materials, received=event, rule_set=event.rule_set
    )


def _notice(case: Case, event: Any) -> Case:
    return replace(case, notices=(*case.notices, event), completed=None)


def _correction(case: Case, event: Any) -> Case:
    return replace(
        case,
        corrections=(*case.corrections, event),
        materials=merge(case.materials, event.materials),
        proposal=None,
    )


def _accepted(case: Case, event: Any) -> Case:
    lease = case.lease if event.route == "counter" else "platform"
    return replace(case, accepted=event, lease=lease)


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
    )
    return replace(case, papers=(*case.papers, paper))


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
    return _on_paper(case, event, lambda paper: replace(paper, void_reason=event.reason))


def _paper_reprinted(case: Case, event: Any) -> Case:
    def again(paper: Paper) -> Paper:
        reasons = (*paper.reasons, event.reason)
        return replace(paper, printings=event.printing, reasons=reasons, printed_at=event.at, sealing=None)

    return _on_paper(case, event, again)


def _blank_used(case: Case, event: Any) -> Case:
    moved = _on_paper(case, event, lambda paper: replace(paper, blank=event.serial))
    return replace(moved, blanks=(*moved.blanks, (event.kind, event.serial, "used")))


def _blank_voided(case: Case, event: Any) -> Case:
    kept = tuple(row for row in case.blanks if row[:2] != (event.kind, event.serial))
    moved = _on_paper(case, event, lambda paper: replace(paper, blank=""))
    return replace(moved, blanks=(*kept, (event.kind, event.serial, "void")))


def _handed_over(case: Case, event: Any) -> Case:
    now = replace(case, handed_over=event)
    for document_id in event.documents:
        now = _change_paper(now, document_id, _given(event.recipient, event.at))
    return now


_FOLDS: dict[str, Callable[[Case, Any], Case]] = {
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
    "paper_reprinted": _paper_reprinted,
    "blank_used": _blank_used,
    "blank_voided": _blank_voided,
}
