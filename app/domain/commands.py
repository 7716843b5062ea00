"""What a person (or the clock) wants; ``decide`` answers each with events or with a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.calendar import WorkCalendar
from app.domain.commands_course import (
    AskPaperBack,
    AskPartner,
    CheckCommitment,
    CheckMaterials,
    ChooseDelivery,
    CompleteBranch,
    ConfirmDeemedAcceptance,
    ConfirmToleranceLapse,
    CorrectOnSpot,
    DeclineCommitment,
    DeleteCase,
    EndSpecial,
    Extend,
    FailService,
    Forward,
    LeaveNotBrought,
    MakeCommitment,
    MoveBundle,
    NameProject,
    ObjectMaterial,
    PledgeTolerance,
    PostParcel,
    PressThumb,
    ProposeDeemedAcceptance,
    ProposeToleranceLapse,
    RecallPaper,
    ReduceNotice,
    ReturnPrecheck,
    ReviseDeadline,
    ShowLicence,
    StartJoint,
    StartPrecheck,
    StartSpecial,
    SupplyOwed,
    TakePaperBack,
    TakeParcelBack,
    TurnAway,
    UndoSilence,
    VoidCase,
    WaiveMaterial,
    WithdrawNotice,
)
from app.domain.commands_main import (
    Accept,
    ConfirmDeemedWithdrawal,
    CopyLicence,
    DecideOnSpot,
    Decline,
    GivePaper,
    HandOver,
    IssueCertificate,
    IssueNotice,
    IssuePaper,
    LayOutProof,
    OpenCase,
    ProposeDeemedWithdrawal,
    Receive,
    RecordOut,
    RecordSeal,
    ReplaceBlank,
    ReprintPaper,
    TakeCorrection,
    Transfer,
    VoidPaper,
    Withdraw,
)
from app.domain.guide import ServiceGuide
from app.domain.happened import OperatorRef
from app.domain.paper import PaperKind, PaperSlot, Place
from app.domain.rights import Right
from app.domain.rules import RuleSet
from app.domain.time import Timestamp
from app.values import dataclass, field

__all__ = [
    "Accept",
    "AskPaperBack",
    "AskPartner",
    "CheckCommitment",
    "CheckMaterials",
    "ChooseDelivery",
    "Command",
    "CompleteBranch",
    "ConfirmDeemedAcceptance",
    "ConfirmDeemedWithdrawal",
    "ConfirmToleranceLapse",
    "Context",
    "CopyLicence",
    "CorrectOnSpot",
    "DecideOnSpot",
    "Decline",
    "DeclineCommitment",
    "DeleteCase",
    "EndSpecial",
    "Extend",
    "FailService",
    "Forward",
    "GivePaper",
    "HandOver",
    "IssueCertificate",
    "IssueNotice",
    "IssuePaper",
    "LayOutProof",
    "LeaveNotBrought",
    "MakeCommitment",
    "MoveBundle",
    "NameProject",
    "ObjectMaterial",
    "OpenCase",
    "PledgeTolerance",
    "PostParcel",
    "PressThumb",
    "ProposeDeemedAcceptance",
    "ProposeDeemedWithdrawal",
    "ProposeToleranceLapse",
    "RecallPaper",
    "Receive",
    "RecordOut",
    "RecordSeal",
    "ReduceNotice",
    "Refusal",
    "ReplaceBlank",
    "ReprintPaper",
    "ReturnPrecheck",
    "ReviseDeadline",
    "ShowLicence",
    "StartJoint",
    "StartPrecheck",
    "StartSpecial",
    "SupplyOwed",
    "TakeCorrection",
    "TakePaperBack",
    "TakeParcelBack",
    "Transfer",
    "TurnAway",
    "UndoSilence",
    "VoidCase",
    "VoidPaper",
    "WaiveMaterial",
    "Withdraw",
    "WithdrawNotice",
]

Command = (
    OpenCase
    | Receive
    | IssueNotice
    | TakeCorrection
    | Accept
    | Decline
    | Withdraw
    | ProposeDeemedWithdrawal
    | ConfirmDeemedWithdrawal
    | Transfer
    | DecideOnSpot
    | IssuePaper
    | IssueCertificate
    | CopyLicence
    | ReplaceBlank
    | RecordOut
    | RecordSeal
    | GivePaper
    | VoidPaper
    | ReprintPaper
    | HandOver
    | LayOutProof
    | StartPrecheck
    | ReturnPrecheck
    | TurnAway
    | CorrectOnSpot
    | CheckMaterials
    | ReduceNotice
    | RecallPaper
    | AskPaperBack
    | TakePaperBack
    | LeaveNotBrought
    | ProposeDeemedAcceptance
    | ConfirmDeemedAcceptance
    | PledgeTolerance
    | MakeCommitment
    | DeclineCommitment
    | SupplyOwed
    | ProposeToleranceLapse
    | ConfirmToleranceLapse
    | UndoSilence
    | StartSpecial
    | EndSpecial
    | Extend
    | StartJoint
    | CompleteBranch
    | CheckCommitment
    | Forward
    | VoidCase
    | DeleteCase
    | FailService
    | WaiveMaterial
    | WithdrawNotice
    | ObjectMaterial
    | MoveBundle
    | PostParcel
    | TakeParcelBack
    | ReviseDeadline
    | ChooseDelivery
    | PressThumb
    | AskPartner
    | ShowLicence
    | NameProject
)


@dataclass(frozen=True)
class Context:
    """Everything a decision may depend on, as values: rules, guide, calendar, moment, rights, place, and
    the numbers taken.

    ``device`` is this machine; ``offline`` goes on the paper; ``slots`` holds one number per kind of
    paper the command may issue. ``case_id`` names the case from its first event on. ``snapshots`` are answers from
    lists kept here (system → outcome and when the list was made), for what may be asked without the line.
    ``delegated_seal`` is the seal that came with the delegation of 受理 for this item, empty when none is named.
    ``looks_only`` is set for who may see and do nothing (监察); ``resting`` says why granted rights do not count now.
    ``serials`` holds the next number of each block that the command needs besides papers (缴款码, 运单号).
    ``at_printer`` is set while a print of the case was sent and nobody knows yet whether it came out.
    """

    now: Timestamp
    operator: OperatorRef
    rights: frozenset[Right]
    rules: RuleSet
    calendar: WorkCalendar
    place: Place
    device: str
    guide: ServiceGuide | None = None
    slots: Mapping[PaperKind, PaperSlot] = field(default_factory=dict)
    offline: bool = False
    case_id: UUID | None = None
    snapshots: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    delegated_seal: str = ""
    serials: Mapping[str, int] = field(default_factory=dict)
    looks_only: bool = False
    resting: str = ""
    at_printer: bool = False


@dataclass(frozen=True)
class Refusal:
    """No: a stable code, why in plain words, the article, and the way out."""

    code: str
    why: str
    law: str = ""
    what_next: str = ""
