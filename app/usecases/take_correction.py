"""补正材料 handed in."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import TakeCorrection
from app.domain.materials import SubmittedMaterial
from app.domain.time import Timestamp
from app.usecases.desk import Desk, Done, act


def take_correction(
    desk: Desk,
    case_id: UUID,
    materials: tuple[SubmittedMaterial, ...],
    complete: bool = False,
    handed_at: Timestamp | None = None,
    leaving: bool = False,
) -> Done:
    """Receipt a hand-in (D01b); the case stays 待补正 until all that was asked for is there.

    ``complete``: the applicant calls it all although something still fails. ``handed_at``: it lay here, or was posted,
    before it is written down now; that moment counts. ``leaving``: this device is giving the case away, the
    holder is told (:class:`TakeCorrection`).
    """
    return act(desk, case_id, TakeCorrection(materials, complete, handed_at, leaving))
