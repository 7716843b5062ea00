"""资料袋交接: originals in custody."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import MoveBundle
from app.usecases.desk import Desk, Done, act


def move_bundle(
    desk: Desk,
    case_id: UUID,
    bundle: str,
    to_place: str,
    hand: str,
    originals: int = 0,
    copies: int = 0,
    waybill: str = "",
    *,
    recounted: bool = False,
    fewer: str = "",
    empty: bool = False,
) -> Done:
    """Record a hand-over with the scanned barcode and a name; ``recounted`` when fewer papers were found in the bag, or
    ``fewer`` why there are, by the word of who takes it; ``empty`` when by that word nothing at all is in it.
    """
    command = MoveBundle(bundle, to_place, hand, originals, copies, waybill, recounted, fewer, empty)
    return act(desk, case_id, command)
