"""Acts of law beside the main line: entry by other ways, 容缺, 告知承诺, 特别程序, 延期, 一件事, and the ends that are
no decision. They need the lease.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.guide import Period
from app.domain.happened import Happened, Intake
from app.domain.materials import Fault, SubmittedMaterial
from app.values import dataclass


@dataclass(frozen=True)
class OnlineArrived(Happened):
    """An online draft came down for ``window``, which takes it up (55号 二(二))."""

    TYPE: ClassVar[str] = "online_arrived"
    intake: Intake
    rule_set: str
    window: str


@dataclass(frozen=True)
class PrecheckStarted(Happened):
    """网上预审 began."""

    TYPE: ClassVar[str] = "precheck_started"


@dataclass(frozen=True)
class PrecheckReturned(Happened):
    """The draft goes back to the applicant with the whole opinion at once."""

    TYPE: ClassVar[str] = "precheck_returned"
    opinion: str


@dataclass(frozen=True)
class TurnedAway(Happened):
    """不受理即时告知 or 不予收件: every turn-away leaves a trace and a way (许可法 32(1)(1), S0 23, 26(8)).

    ``ground`` is not-needed, not-here or other; ``instead`` says what the person can do now.
    """

    TYPE: ClassVar[str] = "turned_away"
    intake: Intake
    ground: str
    reason: str
    basis: str
    instead: str
    rule_set: str = ""


@dataclass(frozen=True)
class CorrectedOnSpot(Happened):
    """The applicant mended what can be mended at the desk (许可法 32(1)(3)) and initialled it."""

    TYPE: ClassVar[str] = "corrected_on_spot"
    materials: tuple[SubmittedMaterial, ...]
    what: str
    initialled: str = ""


@dataclass(frozen=True)
class MaterialsChecked(Happened):
    """Rows that nobody had looked at when the case was taken in, as the clerk found them afterwards (许可法 32(1)(4)).

    What was taken in among them is receipted by ``document_id``, None where nothing was.
    """

    TYPE: ClassVar[str] = "materials_checked"
    materials: tuple[SubmittedMaterial, ...]
    document_id: UUID | None = None


@dataclass(frozen=True)
class NoticeReduced(Happened):
    """收回更正 of a notice: same facts, fewer demands. ``dropped`` lines were wrongly asked for; the period runs on."""

    TYPE: ClassVar[str] = "notice_reduced"
    document_id: UUID
    number: str
    replaces: str
    dropped: tuple[str, ...]
    faults: tuple[Fault, ...]
    reason: str


@dataclass(frozen=True)
class NoticeWithdrawn(Happened):
    """撤回告知 of a notice that nobody was given: it told nothing yet (许可法 32(1)(4)).

    ``document_id`` and ``number`` are those it stood under last, "" where the window never issued its paper;
    ``corrected``: it was a second notice, and the case goes back to 已补正待核. The period for telling runs on.
    """

    TYPE: ClassVar[str] = "notice_withdrawn"
    document_id: UUID
    number: str
    reason: str
    corrected: bool = False


@dataclass(frozen=True)
class SilenceUndone(Happened):
    """An end by silence did not come about: something was handed in before the period ended."""

    TYPE: ClassVar[str] = "silence_undone"
    handed_in_on: date
    reason: str


@dataclass(frozen=True)
class TolerancePledged(Happened):
    """容缺受理承诺 (D06): of free will, what is owed, how it will be supplied, by when, and what follows else."""

    TYPE: ClassVar[str] = "tolerance_pledged"
    document_id: UUID
    lines: tuple[str, ...]
    supply: str
    promised_by: date
    outcome: str
    signature: str
    credit: str


@dataclass(frozen=True)
class CommitmentMade(Happened):
    """告知承诺 (D08) of a 证明事项 (``kind`` proof, S0 9–11) or of a 许可 (``kind`` licence, S4 14).

    ``told`` are the five contents of the notice, ``promised`` the four of the commitment (S0 9(2), 9(3)), each as
    signed; ``text_version`` names the wording.
    """

    TYPE: ClassVar[str] = "commitment_made"
    document_id: UUID
    kind: str
    lines: tuple[str, ...]
    told: dict[str, str]
    promised: tuple[str, ...]
    text_version: str
    signature: str
    credit: str


@dataclass(frozen=True)
class CommitmentDeclined(Happened):
    """The applicant does not want to commit: the proof is owed as the law says, never a refusal (S0 10(2))."""

    TYPE: ClassVar[str] = "commitment_declined"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SpecialStarted(Happened):
    """特别程序: ``stops`` the clock only for the kinds of 许可法 45 or a law named in the guide; told in writing."""

    TYPE: ClassVar[str] = "special_started"
    kind: str
    basis: str
    period: Period
    started_on: date
    planned_end: date
    stops: bool
    approver: str


@dataclass(frozen=True)
class SpecialEnded(Happened):
    """The special procedure has its result; the clock runs again. ``due`` is the period's new end."""

    TYPE: ClassVar[str] = "special_ended"
    ended_on: date
    result: str
    due: date | None = None
    due_firm: bool = True


@dataclass(frozen=True)
class Extended(Happened):
    """延期, once, before the period ends, with reasons told (许可法 42)."""

    TYPE: ClassVar[str] = "extended"
    reasons: str
    period: Period
    approver: str
    due: date
    due_firm: bool


@dataclass(frozen=True)
class JointStarted(Happened):
    """一件事: the parallel branches begin together; serial ones wait (S4 5(3))."""

    TYPE: ClassVar[str] = "joint_started"
    started: tuple[str, ...]


@dataclass(frozen=True)
class BranchStarted(Happened):
    """A serial branch begins with the receipt of the written completion of the one before it."""

    TYPE: ClassVar[str] = "branch_started"
    code: str
    started_on: date
    due: date | None = None
    due_firm: bool = True


@dataclass(frozen=True)
class BranchCompleted(Happened):
    """A branch ended: ``granted`` or not, with the number of its written completion and reasons."""

    TYPE: ClassVar[str] = "branch_completed"
    code: str
    completed_on: date
    granted: bool
    number: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class ReturnedClosed(Happened):
    """退件办结 (辽宁容缺办法): 容缺 overdue counts as given up; materials go back, no credit event by default."""

    TYPE: ClassVar[str] = "returned_closed"
    ended_on: date
    reasons: str
    synced_ms: int
    returned: tuple[str, ...] = ()


@dataclass(frozen=True)
class AcceptanceRevoked(Happened):
    """撤销受理 with written reasons (浙江 S4 11(2))."""

    TYPE: ClassVar[str] = "acceptance_revoked"
    ended_on: date
    reasons: str
    synced_ms: int


@dataclass(frozen=True)
class Concluded(Happened):
    """办结: the result is made at the department and on its way to the issue desk."""

    TYPE: ClassVar[str] = "concluded"
    results: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServiceFailed(Happened):
    """An attempt of 送达 that did not succeed: refused, nobody there, returned by the courier."""

    TYPE: ClassVar[str] = "service_failed"
    method: str
    reason: str
    witness: str = ""


@dataclass(frozen=True)
class ParcelReturned(Happened):
    """退件: the parcel lies here again, with the reason of the courier. What counted as served by it was not served
    (行政许可法 44; 民事诉讼法 91).
    """

    TYPE: ClassVar[str] = "parcel_returned"
    waybill: str
    reason: str


@dataclass(frozen=True)
class ServiceUndone(Happened):
    """What counted as served went to somebody it does not belong to and was brought back: it is to be served yet."""

    TYPE: ClassVar[str] = "service_undone"
    reason: str


@dataclass(frozen=True)
class Forwarded(Happened):
    """转报 to the upper level or 移送 to the competent authority, with all materials (许可法 35)."""

    TYPE: ClassVar[str] = "forwarded"
    to: str
    reason: str
    opinion: str = ""


@dataclass(frozen=True)
class Voided(Happened):
    """作废 of a case by a supervisor, with the reason; ``supervisor_no`` is her 工号, empty where her name was only
    typed.
    """

    TYPE: ClassVar[str] = "voided"
    reason: str
    supervisor: str
    supervisor_no: str = ""


@dataclass(frozen=True)
class Deleted(Happened):
    """误录: mis-keyed and never on paper; only before any document came out."""

    TYPE: ClassVar[str] = "deleted"
    reason: str
