"""The papers of a hall as typed data (standard set of names: 收件凭证 to 证照). Pure: no layout, no printer, no
clock.
"""

from __future__ import annotations

from printing.documents.base import Envelope, Paper, Party, Signature
from printing.documents.decisions import (
    Acceptance,
    DeemedWithdrawal,
    DeficiencyNotice,
    NonAcceptance,
)
from printing.documents.intake import Application, CorrectionReceipt, Receipt, TurnAwaySlip
from printing.documents.licence import Certificate
from printing.documents.outcome import Approval, Refusal
from printing.documents.service import PickupSlip, ProofOfService, RoutingSlip

__all__ = [
    "Acceptance",
    "Application",
    "Approval",
    "Certificate",
    "CorrectionReceipt",
    "DeemedWithdrawal",
    "DeficiencyNotice",
    "Envelope",
    "NonAcceptance",
    "Paper",
    "Party",
    "PickupSlip",
    "ProofOfService",
    "Receipt",
    "Refusal",
    "RoutingSlip",
    "Signature",
    "TurnAwaySlip",
    "all_papers",
]


def all_papers() -> tuple[type[Paper], ...]:
    """Every kind of paper, in the order of the standard set."""
    return (
        Application,
        Receipt,
        CorrectionReceipt,
        Acceptance,
        DeficiencyNotice,
        DeemedWithdrawal,
        NonAcceptance,
        Approval,
        Refusal,
        RoutingSlip,
        PickupSlip,
        ProofOfService,
        TurnAwaySlip,
        Certificate,
    )
