"""The papers of a hall as typed data (standard set of names: 收件凭证 to 证照). Pure: no layout, no printer, no
clock.
"""

from __future__ import annotations

from printing.documents.applicant import PowerOfAttorney, WithdrawalRequest
from printing.documents.base import Envelope, Paper, Party, Signature
from printing.documents.commitment import Commitment
from printing.documents.custody import HandoverList
from printing.documents.daily import (
    BlankCount,
    ClosingCheck,
    DailyPaper,
    DestructionList,
    DueList,
    OpeningCheck,
    PadSheet,
    ShiftHandover,
)
from printing.documents.decisions import (
    Acceptance,
    DeemedWithdrawal,
    DeficiencyNotice,
    NonAcceptance,
)
from printing.documents.fees import FeeNotice
from printing.documents.figures import FiguresSheet
from printing.documents.intake import Application, CorrectionReceipt, Receipt, TurnAwaySlip
from printing.documents.licence import Certificate, LicenceCopy
from printing.documents.outcome import Approval, Refusal
from printing.documents.parcels import ParcelLine, ParcelList
from printing.documents.procedures import ExtensionNotice, SpecialProcedureNotice
from printing.documents.rating import RatingSlip
from printing.documents.service import PickupSlip, ProofOfService, RoutingSlip
from printing.documents.taken_back import TakenBackReceipt
from printing.documents.tolerance import (
    AcceptanceRevoked,
    ToleranceLapsed,
    ToleranceNotice,
    TolerancePledge,
)

__all__ = [
    "Acceptance",
    "AcceptanceRevoked",
    "Application",
    "Approval",
    "BlankCount",
    "Certificate",
    "ClosingCheck",
    "Commitment",
    "CorrectionReceipt",
    "DailyPaper",
    "DeemedWithdrawal",
    "DeficiencyNotice",
    "DestructionList",
    "DueList",
    "Envelope",
    "ExtensionNotice",
    "FeeNotice",
    "FiguresSheet",
    "HandoverList",
    "LicenceCopy",
    "NonAcceptance",
    "OpeningCheck",
    "PadSheet",
    "Paper",
    "ParcelLine",
    "ParcelList",
    "Party",
    "PickupSlip",
    "PowerOfAttorney",
    "ProofOfService",
    "RatingSlip",
    "Receipt",
    "Refusal",
    "RoutingSlip",
    "ShiftHandover",
    "Signature",
    "SpecialProcedureNotice",
    "TakenBackReceipt",
    "ToleranceLapsed",
    "ToleranceNotice",
    "TolerancePledge",
    "TurnAwaySlip",
    "WithdrawalRequest",
    "all_papers",
    "daily_papers",
]


def all_papers() -> tuple[type[Paper], ...]:
    """Every kind of paper, in the order of the standard set."""
    return (
        Application,
        WithdrawalRequest,
        Receipt,
        CorrectionReceipt,
        Acceptance,
        DeficiencyNotice,
        DeemedWithdrawal,
        NonAcceptance,
        TolerancePledge,
        ToleranceNotice,
        Commitment,
        ToleranceLapsed,
        AcceptanceRevoked,
        Approval,
        Refusal,
        RoutingSlip,
        HandoverList,
        SpecialProcedureNotice,
        ExtensionNotice,
        PickupSlip,
        ProofOfService,
        FeeNotice,
        PowerOfAttorney,
        TurnAwaySlip,
        RatingSlip,
        Certificate,
        LicenceCopy,
        TakenBackReceipt,
    )


def daily_papers() -> tuple[type[DailyPaper], ...]:
    """Every paper of a day."""
    return (
        DueList,
        OpeningCheck,
        ShiftHandover,
        ClosingCheck,
        BlankCount,
        PadSheet,
        DestructionList,
        ParcelList,
        FiguresSheet,
    )
