"""What a device remembers of the time from one run to the next."""

from __future__ import annotations

import json

from app.domain.codec import from_json
from app.domain.rules import RuleBook
from app.ports import Clock
from app.storage.clock import ClockMemory, SystemClock, last_written_ms, remembered
from app.storage.database import Database
from app.storage.stores import SqlSettings

CLOCK_SETTING = "clock.memory"


def remembering(clock: Clock, database: Database, device: str, book: RuleBook) -> Clock:
    """A system clock goes on from what the last run knew of time; a story's clock is left as it is."""
    if type(clock) is not SystemClock:
        return clock
    known = SqlSettings(database).get(CLOCK_SETTING)
    memory = from_json(ClockMemory, json.loads(known)) if known else ClockMemory()
    return SystemClock(
        remembered(memory, last_written_ms(database, device)),
        holdover_hours=book.at(clock.now().date).clock_holdover_hours,
    )
