"""The line in a few words, for the top bar: green only when the province has everything that can be sent. What waits is
counted in cases, as the page of the line counts it.
"""

from __future__ import annotations

from app.domain.records import SyncStatus
from ui.office import Waiting
from ui.theme import look, t


def line_words(status: SyncStatus, waiting: Waiting) -> tuple[str, str]:
    """Words and state (``ok info warn``) of the line."""
    cases, pending = waiting.cases, waiting.cases.waiting_told
    if status.state != "online":
        named = f"line.{status.detail.replace('-', '_')}"
        key = named if status.detail and look().texts.has(named) else f"line.{status.state}"
        return t(key if look().texts.has(key) else "line.error", pending=pending), "warn"
    if cases.needs:
        return t("line.parked", count=cases.needs), "warn"
    if status.pending:
        return t("line.waiting", pending=pending), "info"
    if waiting.scans:
        return t("line.scans", count=waiting.scans), "info"
    if waiting.hall_only:
        return t("line.hall", count=waiting.hall_only), "warn"
    return t("line.online"), "ok"
