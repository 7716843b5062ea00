"""Another system is asked (A6)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import AskPartner
from app.usecases.desk import Desk, Done, act


def ask_partner(
    desk: Desk, case_id: UUID, system: str, subject: str = "", data: dict[str, str] | None = None
) -> Done:
    """Ask; the question waits in the outbox while the line is down."""
    return act(desk, case_id, AskPartner(system, subject, data or {}))
