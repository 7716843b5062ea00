"""送达."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import HandOver
from app.domain.events import Recipient
from app.usecases.desk import Desk, Done, act


def hand_over(
    desk: Desk,
    case_id: UUID,
    recipient: Recipient,
    documents: tuple[UUID, ...],
    method: str = "直接送达",
    *,
    reference: str = "",
    refusal: str = "",
    witness: str = "",
) -> Done:
    """Hand results over against a signature, or with the proof of another way, and print the proof (D16)."""
    return act(desk, case_id, HandOver(recipient, method, documents, reference, refusal, witness))
