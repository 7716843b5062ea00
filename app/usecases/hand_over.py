"""送达."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import HandOver, LayOutProof
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
    sheet: UUID | None = None,
) -> Done:
    """Hand results over against a signature, or with the proof of another way, and print the proof (D16); a ``sheet``
    that lies here signed is the proof itself, and nothing is printed.
    """
    return act(desk, case_id, HandOver(recipient, method, documents, reference, refusal, witness, sheet))


def lay_out_proof(desk: Desk, case_id: UUID, recipient: Recipient, documents: tuple[UUID, ...]) -> Done:
    """Print the proof (D16) for a hand to sign on; nothing is served before the signed sheet lies here."""
    return act(desk, case_id, LayOutProof(recipient, documents))
