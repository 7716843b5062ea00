"""Clocks: the machine's, held against the platform's and against its own past, and one that stories move."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.domain.time import ClockQuality, Timestamp
from app.ports import Clock
from app.storage.database import Database
from app.storage.schema import commits
from app.values import dataclass, replace

HOUR_MS = 3_600_000
# A reference is fresh for a working day; a PC clock drifts some seconds in that time.
TRUSTED_HOURS = 12
# Trusted time older than this is flagged on paper, unless the rule set says otherwise (clock_holdover_hours).
HOLDOVER_HOURS = 72
# Ordinary corrections by the system's own time service stay below this.
TOLERANCE_MS = 60_000


@dataclass(frozen=True)
class ClockMemory:
    """What must outlive the process: platform minus machine (ms), when that was learnt, and the latest moment seen."""

    offset_ms: int = 0
    reference_ms: int | None = None
    high_water_ms: int = 0


class SystemClock:
    """The present moment as well as it is known.

    After ``set_reference`` time runs on from the platform's by a counter nobody can set; before, it is the machine's
    clock with the offset learnt earlier. A moment earlier than one already seen is marked set back (the law's days then
    need a person to look), until a reference comes.
    """

    def __init__(
        self,
        memory: ClockMemory | None = None,
        *,
        trusted_hours: float = TRUSTED_HOURS,
        holdover_hours: float = HOLDOVER_HOURS,
        wall: Callable[[], int] | None = None,
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._memory = memory or ClockMemory()
        self._high_water = self._memory.high_water_ms
        self._trusted_ms = trusted_hours * HOUR_MS
        self._holdover_ms = holdover_hours * HOUR_MS
        self._wall = wall or _wall
        self._steady = steady or _steady
        self._began = (self._wall(), self._steady())
        self._reference: tuple[int, float] | None = None

    def now(self) -> Timestamp:
        """The present moment and what it is worth."""
        if self._reference is not None:
            learnt, at = self._reference
            elapsed = round((self._steady() - at) * 1000)
            moment, quality = learnt + elapsed, self._worth(elapsed)
        else:
            moment, quality = self._unchecked()
            if moment < self._high_water - TOLERANCE_MS:
                return Timestamp(moment, ClockQuality.SET_BACK)
        self._high_water = max(self._high_water, moment)
        return Timestamp(moment, quality)

    def monotonic(self) -> float:
        """Seconds that never run backwards, and go on while the machine sleeps where the system can tell."""
        return self._steady()

    def set_reference(self, server_ms: int) -> None:
        """The platform's present moment (UTC ms); the caller has taken off half the way there and back."""
        self._reference = (server_ms, self._steady())
        self._memory = ClockMemory(server_ms - self._wall(), server_ms, server_ms)
        # A clock that once stood in the future must not mark every later day as set back.
        self._high_water = server_ms

    def offset_ms(self) -> int:
        """Platform minus machine, as last learnt; more than five minutes deserves a word to the clerk."""
        return self._memory.offset_ms

    def checked_ms(self) -> int | None:
        """The platform's moment when time was last checked (UTC ms); None when it never was."""
        return self._memory.reference_ms

    def memory(self) -> ClockMemory:
        """What to keep for the next start."""
        return ClockMemory(self._memory.offset_ms, self._memory.reference_ms, self._high_water)

    def _unchecked(self) -> tuple[int, ClockQuality]:
        wall, reference = self._wall(), self._memory.reference_ms
        if reference is None:
            return wall, ClockQuality.UNKNOWN
        began_wall, began_steady = self._began
        elapsed = round((self._steady() - began_steady) * 1000)
        if abs(wall - began_wall - elapsed) > TOLERANCE_MS:
            # Somebody set the machine's clock: the offset belongs to the clock as it was.
            return began_wall + elapsed + self._memory.offset_ms, ClockQuality.UNKNOWN
        moment = wall + self._memory.offset_ms
        fresh = 0 <= moment - reference <= self._holdover_ms
        return moment, ClockQuality.HOLDOVER if fresh else ClockQuality.UNKNOWN

    def _worth(self, age_ms: int) -> ClockQuality:
        """What time is worth that was checked ``age_ms`` ago and counted on steadily since."""
        if age_ms <= self._trusted_ms:
            return ClockQuality.TRUSTED
        return ClockQuality.HOLDOVER if age_ms <= self._holdover_ms else ClockQuality.UNKNOWN


def last_written_ms(database: Database, device: str) -> int:
    """When ``device`` last wrote a commit, by its own clock (UTC ms); 0 when it never did.

    A page that cannot be read tells nothing here and keeps no door shut: ``verify`` names it.
    """
    # By epoch and number, as the log's own key has them: by arrival every commit of the device would be sorted.
    order = (commits.c.epoch.desc(), commits.c.seq.desc())
    newest = select(commits.c.at_ms).where(commits.c.device == device).order_by(*order).limit(1)
    try:
        with database.read.connect() as connection:
            return int(connection.execute(newest).scalar() or 0)
    except DBAPIError:
        return 0


def remembered(memory: ClockMemory, written_ms: int) -> ClockMemory:
    """``memory`` together with the last commit: what was lost with a crash is still in the log."""
    return replace(memory, high_water_ms=max(memory.high_water_ms, written_ms))


class ShiftedClock:
    """A clock a story can move: ``base`` plus an offset. ``quality`` stands in for that of the base when given."""

    def __init__(self, base: Clock, offset_ms: int = 0, quality: ClockQuality | None = None) -> None:
        self._base = base
        self._offset_ms = offset_ms
        self._advanced_ms = 0
        self._quality = quality

    def now(self) -> Timestamp:
        """The moment of the story."""
        real = self._base.now()
        return Timestamp(real.ms + self._offset_ms + self._advanced_ms, self._quality or real.quality)

    def monotonic(self) -> float:
        """Seconds that never run backwards; what the story skipped is counted."""
        return self._base.monotonic() + self._advanced_ms / 1000

    def advance(self, ms: int) -> None:
        """Let ``ms`` milliseconds pass at once; ValueError when negative."""
        if ms < 0:
            raise ValueError("a story goes forward")
        self._advanced_ms += ms


def _wall() -> int:
    return time.time_ns() // 1_000_000


def _steady() -> float:
    # CLOCK_MONOTONIC stands still while a Linux machine sleeps; a lock that should fall meanwhile would not.
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
