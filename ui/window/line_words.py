"""The line in a few words, for the top bar: green only when the province has everything that can be sent."""

from __future__ import annotations

from app.domain.records import SyncStatus
from app.storage.views import MOST_COUNTED
from ui.office import Waiting
from ui.theme import look, t


def many(count: int) -> str:
    """The count, no further than a badge counts."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def line_words(status: SyncStatus, waiting: Waiting) -> tuple[str, str]:
    """Words and state (``ok info warn``) of the line."""
    if status.state != "online":
        named = f"line.{status.detail.replace('-', '_')}"
        key = named if status.detail and look().texts.has(named) else f"line.{status.state}"
        return t(key if look().texts.has(key) else "line.error", pending=many(status.pending)), "warn"
    if status.parked:
        return t("line.parked", count=many(status.parked)), "warn"
    if status.pending:
        return t("line.waiting", pending=many(status.pending)), "info"
    if waiting.scans:
        return t("line.scans", count=waiting.scans), "info"
    if waiting.hall_only:
        return t("line.hall", count=waiting.hall_only), "warn"
    return t("line.online"), "ok"
