"""收件: from here the law's clock runs."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Receive
from app.domain.events import Intake
from app.domain.materials import SubmittedMaterial
from app.domain.time import Timestamp
from app.usecases.desk import Desk, Done, act


def receive(
    desk: Desk,
    case_id: UUID,
    intake: Intake,
    materials: tuple[SubmittedMaterial, ...],
    handed_at: Timestamp | None = None,
    pad_number: str = "",
    scans: tuple[str, ...] = (),
) -> Done:
    """Take the materials in and give the receipt (D01); the draft of the same id is closed in the same transaction.

    ``handed_at`` is the true moment of hand-over when that was earlier: post, 上门, or sheet ``pad_number`` of the pad.
    ``scans``: digests of pictures that are the case's and of no material.
    """
    return act(desk, case_id, Receive(intake, materials, handed_at, pad_number), draft=case_id, scans=scans)
