"""收回 of a certificate that was given and is wrong: asked for, brought back, or left to the authority."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.commands import AskPaperBack, LeaveNotBrought, TakePaperBack
from app.domain.happened import Recipient
from app.usecases.desk import Desk, Done, act
from app.values import dataclass


@dataclass(frozen=True)
class Error:
    """What is wrong with the certificate: ``why`` one of ``app.domain.taken_back.WHY``, ``reason`` in words."""

    why: str
    reason: str


def ask_paper_back(
    desk: Desk, case_id: UUID, document_id: UUID, error: Error, holder: str, told: str, until: date
) -> Done:
    """要求交回: it stands in 待办 until ``until``. Raises RefusedError ZC-PAPER-70 to -73."""
    return act(desk, case_id, AskPaperBack(document_id, error.why, error.reason, holder, told, until))


def take_paper_back(
    desk: Desk, case_id: UUID, document_id: UUID, error: Error, serial: str, recipient: Recipient,
    *, spoiled: bool = False,
) -> Done:  # fmt: skip
    """收回, with the receipt D22 for who brought it. Raises RefusedError ZC-PAPER-70, -71, -72, -74."""
    return act(desk, case_id, TakePaperBack(document_id, serial, error.why, error.reason, recipient, spoiled))


def leave_not_brought(desk: Desk, case_id: UUID, document_id: UUID, told: str, reason: str) -> Done:
    """交不回: the authority was told. Raises RefusedError ZC-PAPER-76, -77."""
    return act(desk, case_id, LeaveNotBrought(document_id, told, reason))
