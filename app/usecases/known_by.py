"""核实身份 without a card: a live picture beside the portrait of another document (S4 9(2))."""

from __future__ import annotations

from app.domain.assurance import FACE
from app.ports.equipment import FaceCheck, FaceOutcome


def known_by_face(check: FaceCheck, live: bytearray, portrait: bytearray, document: str) -> str:
    """How the person was known, for ``Intake.identity_checked``; empty when the faces do not agree or nobody looked.

    ``document`` is what the portrait stands on (社会保障卡). Only the outcome stays; both pictures hold zeros after.
    """
    result = check.compare(live, portrait)
    if result.outcome is not FaceOutcome.SAME:
        return ""
    return f"{FACE}通过（{document}）"
