"""Acts of law on the main line of a case: 收件, 告知, 补正, 受理, 决定, 送达. They need the lease."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.guide import Period
from app.domain.happened import Happened, Intake, Recipient
from app.domain.materials import Fault, SubmittedMaterial
from app.domain.time import Timestamp
from app.values import dataclass


@dataclass(frozen=True)
class Opened(Happened):
    """草稿: the application form was filled and is about to be printed for signature."""

    TYPE: ClassVar[str] = "opened"
    intake: Intake
    rule_set: str


@dataclass(frozen=True)
class Received(Happened):
    """收件: from here the 5 working days of 许可法 32(1)(4) run, counted from the day after ``received_on``.

    ``handed_at`` is the hand-over when it was earlier than ``at`` (post, 上门, the paper pad, whose sheet is
    ``pad_number``). ``notice_due`` is the last day to notify under the rule set, ``deemed_after`` the last day
    before 视为受理 (行政许可 only). ``deemed_firm``: whether that is certain, which a province's own sooner
    ``notice_due`` does not say of it; None in cases of before, where nobody wrote it down.
    """

    TYPE: ClassVar[str] = "received"
    intake: Intake
    materials: tuple[SubmittedMaterial, ...]
    received_on: date
    rule_set: str
    notice_due: date | None = None
    notice_due_firm: bool = True
    deemed_after: date | None = None
    handed_at: Timestamp | None = None
    pad_number: str = ""
    notes: tuple[str, ...] = ()
    deemed_firm: bool | None = None

    @property
    def taken_at(self) -> Timestamp:
        """The moment of 收件 that people are told: the hand-over, not the typing afterwards."""
        return self.handed_at or self.at


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
    """补正材料 handed in, whole or in part; ``remaining`` are the lines still owed (S0 22), ``handed_at`` the hand-in
    when it was earlier than ``at``.
    """

    TYPE: ClassVar[str] = "correction_received"
    document_id: UUID
    answers_number: str
    materials: tuple[SubmittedMaterial, ...]
    remaining: tuple[str, ...]
    handed_at: Timestamp | None = None


@dataclass(frozen=True)
class CorrectionsCompleted(Happened):
    """All that the notice asked for is there, or the applicant says so; 受理 counts from ``completed_on``
    (许可法 32(1)(5)).
    """

    TYPE: ClassVar[str] = "corrections_completed"
    completed_on: date


@dataclass(frozen=True)
class BranchLimit:
    """When a branch of a 一件事 is due: counted from 受理, or None while it waits for the one before it."""

    code: str
    name: str
    department: str
    limit_words: str
    due: date | None = None
    firm: bool = True


@dataclass(frozen=True)
class Accepted(Happened):
    """受理. ``due`` is the printed end of the period, ``binding`` which limit it is (法定, 承诺, 即办).

    ``route`` is ``department`` (the lease goes to the platform) or ``counter`` (decided on the spot by
    delegated power);
    ``deemed`` marks 视为受理, whose ``accepted_on`` is the day of 收件. ``tolerated`` are the lines owed under
    容缺 until ``tolerated_until``, ``tolerated_outcome`` what follows then; ``committed`` the lines that a
    告知承诺 stands for; ``branches`` the limits of a 一件事.
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
    tolerated: tuple[str, ...] = ()
    tolerated_until: date | None = None
    tolerated_firm: bool = True
    tolerated_outcome: str = ""
    committed: tuple[str, ...] = ()
    branches: tuple[BranchLimit, ...] = ()


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
    """申请人撤回, in writing, before a decision; ``returned`` are the lines whose papers go back."""

    TYPE: ClassVar[str] = "withdrawn"
    reason: str
    returned: tuple[str, ...] = ()


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
    """准予 (许可法 38); ``decided_by`` is the authority, ``power`` how a counter may do it (delegation).

    ``check_by`` is when a 告知承诺 behind it is to have been checked (S4 14); ``refused_branches`` are the items
    of a 一件事 that were refused.
    """

    TYPE: ClassVar[str] = "granted"
    decided_on: date
    decided_by: str
    validity: str = ""
    licence_number: str = ""
    power: str = ""
    deliver_by: date | None = None
    conditions: str = ""
    refused_branches: tuple[str, ...] = ()
    check_by: date | None = None


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
    """送达: what was given to whom, how, and with whose signature (领取登记); the rest is the proof of a way of service
    without one: waybill or receipt (``reference``), why it was refused and who saw it left (``refusal``, ``witness``).
    """

    TYPE: ClassVar[str] = "handed_over"
    recipient: Recipient
    method: str
    documents: tuple[UUID, ...]
    proof: UUID
    reference: str = ""
    refusal: str = ""
    witness: str = ""
