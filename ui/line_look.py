"""What a workplace says of its line, put together for people."""

from __future__ import annotations

from collections.abc import Callable

from app.ports import Clock
from app.storage.catalogue_shadow import SqlCatalogueShadow
from app.storage.headroom import Headroom, HeadroomReader
from app.storage.outbox_view import OutboxView
from app.storage.stores import SqlSettings
from app.values import dataclass
from ui.line import LAST_SYNC_SETTING, ON_RECORD_SETTING, trouble_now
from ui.office import LineLook, Waiting


@dataclass(frozen=True)
class LineReader:
    """Reads it anew each time it is asked; ``numbers`` says how many are in hand."""

    clock: Clock
    settings: SqlSettings
    numbers: Callable[[], int]
    reader: HeadroomReader
    outbox: OutboxView
    catalogue: SqlCatalogueShadow

    def headroom(self) -> Headroom:
        """How long this device can go on without the line."""
        return self.reader.read(self.numbers(), LAST_SYNC_SETTING)

    def waiting(self) -> Waiting:
        """What is on its way besides commits, and of how many cases."""
        return Waiting(self.outbox.scans_waiting(), self.outbox.only_in_the_hall(), self.outbox.cases())

    def look(self) -> LineLook:
        """The outbox for people."""
        trouble = trouble_now(self.settings)
        catalogue = self.catalogue.words(self.clock.now().ms).words
        on_record = self.settings.get(ON_RECORD_SETTING)
        return LineLook(self.outbox.items(), self.headroom(), trouble, catalogue, on_record)
