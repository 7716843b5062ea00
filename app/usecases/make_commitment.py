"""告知承诺 (D08; S0 9–11, S4 14)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import MakeCommitment
from app.usecases.desk import Desk, Done, act


def make_commitment(
    desk: Desk,
    case_id: UUID,
    kind: str,
    lines: tuple[str, ...],
    told: dict[str, str],
    promised: tuple[str, ...],
    text_version: str,
    signature: str,
) -> Done:
    """Take the commitment of a 证明事项 (proof) or a 许可 (licence)."""
    return act(desk, case_id, MakeCommitment(kind, lines, told, promised, text_version, signature))
