"""转报移送 (D12b; 许可法 35)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Forward
from app.usecases.desk import Desk, Done, act


def forward(desk: Desk, case_id: UUID, to: str, reason: str, opinion: str = "") -> Done:
    """Send the case with everything to who is competent; it ends here."""
    return act(desk, case_id, Forward(to, reason, opinion))
