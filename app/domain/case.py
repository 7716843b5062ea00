"""What the log says of one case (办件)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.domain import events as ev
from app.domain.facts import WRONG_CONTENT
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import Paper, PaperKind
from app.domain.states import BY_SILENCE, TERMINAL, CaseState
from app.domain.time import Timestamp
from app.values import dataclass, replace


@dataclass(frozen=True)
class Ask:
    """A question to another system and the last answer to it; ``outcome`` is empty while none came. ``moved_to`` is the
    window that got the case after its holder was asked: what was asked is its own to do.
    """

    ask: UUID
    system: str
    subject: str
    data: tuple[tuple[str, str], ...] = ()
    asked_ms: int = 0
    outcome: str = ""
    words: str = ""
    answer: tuple[tuple[str, str], ...] = ()
    answered_ms: int = 0
    moved_to: str = ""

    @property
    def waiting(self) -> bool:
        """Whether no answer has come."""
        return not self.outcome


@dataclass(frozen=True)
class BranchState:
    """A branch of a 一件事: waiting, started, or completed (``granted`` says how)."""

    code: str
    name: str
    department: str
    after: str = ""
    started_on: date | None = None
    due: date | None = None
    due_firm: bool = True
    completed_on: date | None = None
    granted: bool | None = None
    number: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Case:
    """What the log says of one case.

    ``lease`` is the device that may perform legal acts (``platform`` when the department has it), ``fence`` counts how
    often that changed, from 1; ``joint`` whether the 联办 of a 一件事 has begun; ``count`` the number of events folded,
    ``versions`` the writers' own counts, ``unsaid`` the notices that were withdrawn before anybody was given them, each
    with the document it stood under last, ``rechecking`` whether the materials may be judged again since,
    ``corrected_before`` what the last notice put an end to, ``pledged_on`` since when a pledge names what the last one
    names (signed anew for another day, it is that of the first), ``unpledged`` what a notice told of since,
    ``committed_since`` since when each 告知承诺 stands that was not taken back, line by line,
    ``services`` every hand-over in turn, those too that were undone since (``handed_over`` is the one that counts),
    ``undone`` what went to the wrong person and was brought back, with the hand-over that counted until then,
    ``irregular`` what no rule foresaw (kept, shown, never dropped).
    """

    id: UUID
    state: CaseState | None = None
    home: str = ""
    lease: str = ""
    fence: int = 1
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
    services: tuple[ev.HandedOver, ...] = ()
    papers: tuple[Paper, ...] = ()
    blanks: tuple[tuple[str, str, str], ...] = ()
    rule_set: str = ""
    irregular: tuple[str, ...] = ()
    precheck_opinions: tuple[str, ...] = ()
    turned_away: ev.TurnedAway | None = None
    on_spot: tuple[ev.CorrectedOnSpot, ...] = ()
    late_checks: tuple[ev.MaterialsChecked, ...] = ()
    reductions: tuple[ev.NoticeReduced, ...] = ()
    told_notices: tuple[ev.NoticeIssued, ...] = ()
    unsaid: tuple[ev.NoticeWithdrawn, ...] = ()
    rechecking: bool = False
    corrected_before: ev.CorrectionsCompleted | None = None
    pledge: ev.TolerancePledged | None = None
    pledged_on: date | None = None
    unpledged: tuple[str, ...] = ()
    commitments: tuple[ev.CommitmentMade, ...] = ()
    uncommitted: tuple[str, ...] = ()
    committed_since: tuple[tuple[str, date], ...] = ()
    checks: tuple[ev.CommitmentChecked, ...] = ()
    supplies: tuple[ev.MaterialSupplied, ...] = ()
    waivers: tuple[ev.MaterialWaived, ...] = ()
    objections: tuple[ev.MaterialObjected, ...] = ()
    bundles: tuple[ev.BundleMoved, ...] = ()
    posted: tuple[ev.ParcelPosted, ...] = ()
    returns: tuple[ev.ParcelReturned, ...] = ()
    undone: tuple[tuple[ev.ServiceUndone, ev.HandedOver | None], ...] = ()
    specials: tuple[ev.SpecialStarted, ...] = ()
    special_ends: tuple[ev.SpecialEnded, ...] = ()
    extension: ev.Extended | None = None
    branches: tuple[BranchState, ...] = ()
    joint: bool = False
    acceptance_proposal: ev.DeemedAcceptanceProposed | None = None
    lapse_proposal: ev.ToleranceLapseProposed | None = None
    ending: (
        ev.ReturnedClosed | ev.AcceptanceRevoked | ev.Forwarded | ev.Voided | ev.Deleted | None
    ) = None
    failed_services: tuple[ev.ServiceFailed, ...] = ()
    revised: tuple[ev.DeadlineRevised, ...] = ()
    asks: tuple[Ask, ...] = ()
    rechosen: ev.DeliveryChosen | None = None
    thumb: ev.ThumbPressed | None = None
    asked_back: tuple[ev.PaperAskedBack, ...] = ()
    taken_back: tuple[ev.PaperTakenBack, ...] = ()
    not_brought: tuple[ev.PaperNotBrought, ...] = ()

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

    def sheets(self, document_id: UUID) -> tuple[Paper, ...]:
        """A paper and those whose place it took, newest first."""
        wanted, found = {document_id}, []
        for paper in reversed(self.papers):
            if paper.document_id in wanted or paper.replaced_by in wanted:
                wanted.add(paper.document_id)
                found.append(paper)
        return tuple(found)

    @property
    def overtaken(self) -> tuple[ev.NoticeIssued, ...]:
        """Withdrawn notices of which a sheet was given all the same, at another counter, before that was known where it
        was withdrawn: what they told is told (许可法 32(1)(4)).
        """
        given = {
            gone.document_id
            for gone in self.unsaid
            if any(sheet.given_at is not None for sheet in self.sheets(gone.document_id))
        }
        return tuple(notice for notice in self.told_notices if notice.document_id in given)

    @property
    def wanted_back(self) -> ev.PaperAskedBack | None:
        """What was asked for last of a sheet that is out still: not brought back since, nor left to the authority. A
        demand is about the giving before it: who was given the sheet anew since has it by right. Given once only, the
        demand is about that, whatever the clock of another window said.
        """
        ends = (*self.taken_back, *self.not_brought)
        for asked in reversed(self.asked_back):
            done = any(end.document_id == asked.document_id and end.at.ms >= asked.at.ms for end in ends)
            paper = self.paper(asked.document_id)
            given = paper.given_at if paper is not None and not paper.void else None
            if not done and given is not None and (given.ms <= asked.at.ms or not self._given_before(asked, given)):
                return asked
        return None

    def _given_before(self, asked: ev.PaperAskedBack, given: Timestamp) -> bool:
        """Whether the sheet had been given, and lay here again, before it was given at ``given``."""
        served = (each.at for each in self.services if asked.document_id in each.documents)
        back = (each.at for each in self.taken_back if each.document_id == asked.document_id)
        return any(at.ms < given.ms for at in (*served, *back))

    @property
    def content_wrong(self) -> bool:
        """Whether a certificate was taken back for what it says: the electronic one of this case says the same."""
        return any(back.why == WRONG_CONTENT for back in self.taken_back)

    def taken_back_by(self, document_id: UUID) -> ev.PaperTakenBack | None:
        """What a 证照收回凭证 (D22) receipts, whatever number it goes by now; None of any other paper."""
        sheets = {sheet.document_id for sheet in self.sheets(document_id)}
        return next((back for back in reversed(self.taken_back) if back.receipt in sheets), None)

    def why_dead(self, document_id: UUID) -> str:
        """Why a paper counts no longer: it was voided or recalled, or its case was voided; empty while it counts."""
        paper = self.paper(document_id)
        if paper is not None and paper.void:
            return paper.void_reason
        return self.ending.reason if isinstance(self.ending, ev.Voided) else ""

    def papers_of(self, kind: PaperKind) -> tuple[Paper, ...]:
        """Valid papers of one kind, oldest first."""
        return tuple(paper for paper in self.papers if paper.kind is kind and not paper.void)

    @property
    def open_faults(self) -> tuple[SubmittedMaterial, ...]:
        """Materials still owed."""
        return tuple(material for material in self.materials if not material.settled)

    @property
    def owed(self) -> tuple[SubmittedMaterial, ...]:
        """容缺 materials not supplied yet, of an accepted case."""
        if self.accepted is None:
            return ()
        lines = self.accepted.tolerated
        return tuple(
            m for m in self.materials if m.line_id in lines and (m.owed or not m.settled)
        )

    @property
    def tolerated(self) -> tuple[SubmittedMaterial, ...]:
        """Rows for which the applicant asks 容缺."""
        return tuple(m for m in self.materials if m.owed)

    @property
    def committed(self) -> tuple[SubmittedMaterial, ...]:
        """Rows for which a 告知承诺 stands instead of a proof."""
        return tuple(m for m in self.materials if m.status is MaterialStatus.COMMITTED)

    @property
    def by_silence(self) -> bool:
        """Whether the case ended by nobody acting."""
        return self.state in BY_SILENCE

    @property
    def special(self) -> ev.SpecialStarted | None:
        """The special procedure that runs now."""
        return self.specials[-1] if len(self.specials) > len(self.special_ends) else None

    @property
    def main_due(self) -> tuple[date | None, bool]:
        """End of the main period that counts now, and whether it is firm: after 特别程序, 延期 and new holidays."""
        return self._main_due((*self.special_ends, *((self.extension,) if self.extension is not None else ())))

    @property
    def due_before_extension(self) -> date | None:
        """End of the main period as it was told before any 延期."""
        return self._main_due(self.special_ends)[0]

    def _main_due(self, moves: tuple[ev.SpecialEnded | ev.Extended, ...]) -> tuple[date | None, bool]:
        if self.accepted is None:
            return None, True
        due, firm = self.accepted.due, self.accepted.due_firm
        for moved in moves:
            if moved.due is not None and (due is None or moved.due > due):
                due, firm = moved.due, moved.due_firm
        return self.told("main", due, firm)

    @property
    def notice_due(self) -> date | None:
        """Until when the applicant is to hear what is missing, as it counts now."""
        received = self.received
        return self.told("notice", received.notice_due, received.notice_due_firm)[0] if received is not None else None

    @property
    def correction_due(self) -> date | None:
        """The last day to correct what the last notice names, as it was told and counts now."""
        last = self.notices[-1] if self.notices else None
        return self.told("correction", last.ends, last.ends_firm)[0] if last is not None else None

    @property
    def tolerance_due(self) -> date | None:
        """The last day to bring what is owed (容缺), as it counts now."""
        return self.tolerance_told[0]

    @property
    def tolerance_told(self) -> tuple[date | None, bool]:
        """The last day to bring what is owed (容缺), as it counts now, and whether it is certain: the day that she
        signed in a pledge is, whatever the holidays will be.
        """
        accepted = self.accepted
        if accepted is None:
            return None, True
        signed = self.pledge is not None and accepted.tolerated_until == self.pledge.promised_by
        return self.told("tolerance", accepted.tolerated_until, accepted.tolerated_firm or signed)

    @property
    def pledge_standing(self) -> ev.TolerancePledged | None:
        """The pledge with what no notice told of since, which has its own day. None where nothing is left of it."""
        pledge = self.pledge
        lines = tuple(line for line in pledge.lines if line not in self.unpledged) if pledge is not None else ()
        return replace(pledge, lines=lines) if pledge is not None and lines else None

    def pledged_before(self, lines: Iterable[str]) -> bool:
        """Whether the pledge that stands names all of ``lines``, and none of them was told of or brought since."""
        pledge = self.pledge_standing
        pledged = set(pledge.lines) if pledge is not None else set()
        return set(lines) <= pledged & {row.line_id for row in self.tolerated}

    def told(self, clock: str, day: date | None, firm: bool) -> tuple[date | None, bool]:
        """``day`` of ``clock``, or what a new holiday table made of it since it was told."""
        for revised in self.revised:
            if revised.clock == clock and revised.told == day:
                day, firm = revised.due, revised.firm
        return day, firm

    def asked(self, system: str, subject: str = "") -> Ask | None:
        """The last question to ``system`` (about ``subject``, when named)."""
        found = [a for a in self.asks if a.system == system and subject in ("", a.subject)]
        return found[-1] if found else None
