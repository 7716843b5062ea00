"""The facts of a case, in the past tense. What was told to a person — dates, numbers, verdicts — is in the event.

Legal acts need the lease of the case; facts about paper (``Paper…``, ``Blank…``) do not, and commute with
everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.guide import Period
from app.domain.materials import Fault, SubmittedMaterial
from app.domain.paper import PaperKind, Place, Seal
from app.domain.people import Agent, Applicant
from app.domain.time import Timestamp


@dataclass(frozen=True)
class OperatorRef:
    """Who acted: stable id, name and number (工号) as printed."""

    id: str
    name: str
    number: str


@dataclass(frozen=True)
class ItemRef:
    """The item and the version of its guide that this case is judged by (the one of the 收件 day)."""

    code: str
    name: str
    kind: str
    department: str
    catalogue_version: str
    authority: str
    authority_short: str = ""
    authority_phone: str = ""
    result_name: str = ""
    blank_kind: str = ""
    mode: str = ""
    licence: bool = True
    review_body: str = ""
    court: str = ""


@dataclass(frozen=True)
class Intake:
    """Who wants what, as said at the counter. ``answers`` are the 情形, ``form`` the values of the 申请表."""

    item: ItemRef
    applicant: Applicant
    agent: Agent | None = None
    answers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    channel: str = "窗口"
    delivery: str = "自取"
    visit: UUID | None = None
    identity_checked: str = ""


@dataclass(frozen=True)
class Recipient:
    """Who took a paper: ``relation`` is 本人, 代理人, 法定代表人 …; ``id_masked`` as printed;
    ``signature`` the digest of what was signed.
    """

    name: str
    relation: str = "本人"
    id_masked: str = ""
    signature: str = ""


@dataclass(frozen=True)
class Happened:
    """What every event carries: when it was done at the desk, and by whom."""

    TYPE: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1
    LEGAL: ClassVar[bool] = True

    at: Timestamp
    by: OperatorRef


@dataclass(frozen=True)
class Opened(Happened):
    """草稿: the application form was filled and is about to be printed for signature."""

    TYPE: ClassVar[str] = "opened"
    intake: Intake
    rule_set: str


@dataclass(frozen=True)
class Received(Happened):
    """收件: from here the 5 working days of 许可法 32(1)(4) run, counted from the day after ``received_on``."""

    TYPE: ClassVar[str] = "received"
    intake: Intake
    materials: tuple[SubmittedMaterial, ...]
    received_on: date
    rule_set: str
    notice_due: date | None = None
    notice_due_firm: bool = True


@dataclass(frozen=True)
class NoticeIssued(Happened):
    """一次性告知: all faults at once, with the period and its end (许可法 32(1)(4), S0 22(2))."""

    TYPE: ClassVar[str] = "notice_issued"
    document_id: UUID
    number: str
    faults: tuple[Fault, ...]
    period: Period
    ends: date
    ends_firm: bool
    count_note: str
    again: bool = False
    again_reason: str = ""


@dataclass(frozen=True)
class CorrectionReceived(Happened):
    """补正材料 handed in, whole or in part; ``remaining`` are the lines still owed (S0 22)."""

    TYPE: ClassVar[str] = "correction_received"
    document_id: UUID
    answers_number: str
    materials: tuple[SubmittedMaterial, ...]
    remaining: tuple[str, ...]


@dataclass(frozen=True)
class CorrectionsCompleted(Happened):
    """All that the notice asked for is there, or the applicant says so; 受理 counts from ``completed_on``
    (许可法 32(1)(5)).
    """

    TYPE: ClassVar[str] = "corrections_completed"
    completed_on: date


@dataclass(frozen=True)
class Accepted(Happened):
    """受理. ``due`` is the printed end of the period, ``binding`` which limit it is (法定, 承诺, 即办).

    ``route`` is ``department`` (the lease goes to the platform) or ``counter`` (decided on the spot by
    delegated power);
    ``deemed`` marks 视为受理, whose ``accepted_on`` is the day of 收件.
    """

    TYPE: ClassVar[str] = "accepted"
    accepted_on: date
    due: date | None
    due_firm: bool
    limit_words: str
    binding: str
    count_note: str
    authority: str
    route: str = "department"
    deemed: bool = False
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declined(Happened):
    """不予受理, with written reasons and remedies (许可法 32(1)(2), 78; S0 22(2)). ``ground`` is a code
    of the rule set.
    """

    TYPE: ClassVar[str] = "declined"
    ground: str
    reasons: str
    where_to_apply: str = ""


@dataclass(frozen=True)
class Withdrawn(Happened):
    """申请人撤回, in writing, before a decision."""

    TYPE: ClassVar[str] = "withdrawn"
    reason: str


@dataclass(frozen=True)
class DeemedWithdrawalProposed(Happened):
    """The 补正 period ended with nothing handed in: 视为撤回 is proposed and has no effect yet."""

    TYPE: ClassVar[str] = "deemed_withdrawal_proposed"
    ended_on: date


@dataclass(frozen=True)
class DeemedWithdrawn(Happened):
    """视为撤回 (S0 22(2)), confirmed by someone with the right after a sync newer than the deadline (``synced_ms``)."""

    TYPE: ClassVar[str] = "deemed_withdrawn"
    ended_on: date
    synced_ms: int


@dataclass(frozen=True)
class Transferred(Happened):
    """转部门: 收受分离 or 流转; the lease goes to the platform. The notice clock keeps running."""

    TYPE: ClassVar[str] = "transferred"
    to: str
    reason: str = ""


@dataclass(frozen=True)
class ReturnedToWindow(Happened):
    """退回综窗 by the department, with the reason; the clock keeps running."""

    TYPE: ClassVar[str] = "returned_to_window"
    reason: str


@dataclass(frozen=True)
class Granted(Happened):
    """准予 (许可法 38); ``decided_by`` is the authority, ``power`` how a counter may do it (delegation)."""

    TYPE: ClassVar[str] = "granted"
    decided_on: date
    decided_by: str
    validity: str = ""
    licence_number: str = ""
    power: str = ""
    deliver_by: date | None = None


@dataclass(frozen=True)
class Refused(Happened):
    """不予许可 with reasons and remedies (许可法 38(2))."""

    TYPE: ClassVar[str] = "refused"
    decided_on: date
    decided_by: str
    reasons: str
    deliver_by: date | None = None


@dataclass(frozen=True)
class ResultReady(Happened):
    """The result lies at the issue desk: 待领取."""

    TYPE: ClassVar[str] = "result_ready"
    results: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedOver(Happened):
    """送达: what was given to whom, how, and with whose signature (领取登记)."""

    TYPE: ClassVar[str] = "handed_over"
    recipient: Recipient
    method: str
    documents: tuple[UUID, ...]
    proof: UUID


@dataclass(frozen=True)
class PaperFact(Happened):
    """A fact about one paper of the case."""

    LEGAL: ClassVar[bool] = False
    document_id: UUID


@dataclass(frozen=True)
class PaperIssued(PaperFact):
    """A paper got its number; it may be printed once this is on disk. ``subject`` is the event it tells of."""

    TYPE: ClassVar[str] = "paper_issued"
    kind: PaperKind
    number: str
    series: str
    n: int
    copies: int
    seal: Seal
    place: Place
    offline: bool = False


@dataclass(frozen=True)
class PaperOut(PaperFact):
    """A print came out: ``known_from`` is ``device`` or ``clerk``."""

    TYPE: ClassVar[str] = "paper_out"
    printing: int
    known_from: str
    printer: str = ""


@dataclass(frozen=True)
class PaperSealed(PaperFact):
    """已盖章: which seal, who carried it, where it was done."""

    TYPE: ClassVar[str] = "paper_sealed"
    seal: str
    by_whom: str
    where: str


@dataclass(frozen=True)
class PaperGiven(PaperFact):
    """Given to a person."""

    TYPE: ClassVar[str] = "paper_given"
    recipient: Recipient


@dataclass(frozen=True)
class PaperVoided(PaperFact):
    """作废 with the reason; the number stays used for ever."""

    TYPE: ClassVar[str] = "paper_voided"
    reason: str


@dataclass(frozen=True)
class PaperReprinted(PaperFact):
    """补打: print number ``printing`` was asked for, with the reason."""

    TYPE: ClassVar[str] = "paper_reprinted"
    printing: int
    reason: str


@dataclass(frozen=True)
class BlankUsed(PaperFact):
    """A serial-numbered blank (空白证照) was bound to the certificate."""

    TYPE: ClassVar[str] = "blank_used"
    kind: str
    serial: str


@dataclass(frozen=True)
class BlankVoided(PaperFact):
    """A blank was spoiled; the sheet is kept and the reason recorded."""

    TYPE: ClassVar[str] = "blank_voided"
    kind: str
    serial: str
    reason: str


Event = (
    Opened
    | Received
    | NoticeIssued
    | CorrectionReceived
    | CorrectionsCompleted
    | Accepted
    | Declined
    | Withdrawn
    | DeemedWithdrawalProposed
    | DeemedWithdrawn
    | Transferred
    | ReturnedToWindow
    | Granted
    | Refused
    | ResultReady
    | HandedOver
    | PaperIssued
    | PaperOut
    | PaperSealed
    | PaperGiven
    | PaperVoided
    | PaperReprinted
    | BlankUsed
    | BlankVoided
)

EVENT_TYPES: dict[str, type[Happened]] = {
    cls.TYPE: cls
    for cls in (
        Opened,
        Received,
        NoticeIssued,
        CorrectionReceived,
        CorrectionsCompleted,
        Accepted,
        Declined,
        Withdrawn,
        DeemedWithdrawalProposed,
        DeemedWithdrawn,
        Transferred,
        ReturnedToWindow,
        Granted,
        Refused,
        ResultReady,
        HandedOver,
        PaperIssued,
        PaperOut,
        PaperSealed,
        PaperGiven,
        PaperVoided,
        PaperReprinted,
        BlankUsed,
        BlankVoided,
    )
}


@dataclass(frozen=True)
class Recorded:
    """An event with its place in the log: id, case, the device that wrote it, and that writer's own count."""

    id: UUID
    case_id: UUID
    device: str
    version: int
    event: Event
