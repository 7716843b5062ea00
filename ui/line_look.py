"""What a workplace says of its line, put together for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.ports import Clock
from app.storage.catalogue_shadow import SqlCatalogueShadow
from app.storage.database import Database
from app.storage.headroom import OFFLINE_DAYS, Headroom, HeadroomReader
from app.storage.outbox_view import OutboxView
from app.storage.stores import SqlSettings
from app.storage.sync_store import SqlBlocks
from app.usecases.desk import SERIES
from ui.line import LAST_ERROR_SETTING, LAST_SYNC_SETTING, trouble_of
from ui.office import LineLook


@dataclass(frozen=True)
class LineReader:
    """Reads it anew each time it is asked."""

    folder: Path
    device: str
    since_ms: int
    policy: Mapping[str, Any]
    database: Database
    clock: Clock
    blocks: SqlBlocks
    outbox: OutboxView
    catalogue: SqlCatalogueShadow

    def headroom(self) -> Headroom:
        """How long this device can go on without the line."""
        days = int(self.policy.get("offline_days", OFFLINE_DAYS))
        reader = HeadroomReader(self.database, self.clock, self.device, self.folder, self.since_ms, days)
        return reader.read(self.blocks.left(SERIES), LAST_SYNC_SETTING)

    def look(self) -> LineLook:
        """The outbox for people."""
        trouble = trouble_of(SqlSettings(self.database).get(LAST_ERROR_SETTING))
        catalogue = self.catalogue.words(self.clock.now().ms).words
        return LineLook(self.outbox.items(), self.headroom(), trouble, catalogue)
