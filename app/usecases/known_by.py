"""核实身份 by more than a number: a live picture beside the portrait of a document (S4 9(2)), or the clerk's eyes."""

from __future__ import annotations

from app.domain.assurance import BY_HAND, FACE
from app.ports.equipment import FaceOutcome, FaceResult

ID_CARD = "居民身份证"


def face_words(result: FaceResult, document: str = ID_CARD) -> str:
    """How the person was known, for ``Intake.identity_checked``: only a comparison that agreed is a proof, else empty.

    ``document`` is what the portrait stands on (社会保障卡).
    """
    return f"{FACE}通过（{document}）" if result.outcome is FaceOutcome.SAME else ""


def by_hand_words(reason: str) -> str:
    """The way without a face: the clerk looked at card and person and found them alike; ``reason`` is why so."""
    return f"{BY_HAND}一致（{reason}）"
