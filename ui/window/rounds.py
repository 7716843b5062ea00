"""Goes over all cases, a portion at a time, while people work: over their clocks, and over how their names sound."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from app.ports.day import Running
from app.usecases.periods import Proposed
from ui.runner import QtScheduler, Runner

if TYPE_CHECKING:
    from ui.day import PeriodLook
    from ui.workplace import Workplace

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.1
"""Between two portions, so that Python is free for the window most of the time."""
SOUND_SECONDS = 3.0
"""A case that was taken in is found by the sound of its names so much later."""
REST_TURNS = 100
"""So many turns are left out after one that failed: a full disk is told by who wants to write on it."""

Proposing = Callable[[Proposed, int], object]
Failed = Callable[[BaseException], object]


def write_due_list(at: Workplace) -> None:
    """The list of deadlines that survives this machine, once a day; on a worker."""
    from ui.day import Day

    Day(at).write_due_list()


class PeriodRounds:
    """Goes over all ended clocks and told dates in jobs of a moment each, on the worker that does people's own work.

    ``found(proposed, moved)`` is called at the end of a round. A locked screen ends the round where it is: whoever
    sits down next begins another one. What a round found nothing to do in is passed over by the next one until the
    case changes, the day does, or somebody else sits here, who may do what the first one may not.
    """

    def __init__(
        self,
        at: Workplace,
        runner: Runner,
        scheduler: QtScheduler,
        covered: Callable[[], bool],
        failed: Failed,
    ) -> None:
        self._at = at
        self._runner, self._scheduler = runner, scheduler
        self._covered, self._failed = covered, failed
        self._passed: set[Running] = set()
        self._passed_by: tuple[date, str] | None = None
        self._open = False

    def begin(self, found: Proposing) -> None:
        """Begin a round, unless one goes on."""
        if self._open or self._covered():
            return
        self._open = True
        self._runner.run(
            "db", self._look, lambda look: self._portion(look, found), self._ended, name="periods"
        )

    def _look(self) -> PeriodLook:
        desk = self._at.office.desk
        by = desk.clock.now().date, desk.session.operator.id
        if by != self._passed_by:
            self._passed, self._passed_by = set(), by
        from ui.day import Day

        return Day(self._at).look_at_periods(self._passed)

    def _portion(self, look: PeriodLook, found: Proposing) -> None:
        if self._covered():
            self._open = False
            return
        self._runner.run(
            "db", look.go_on, lambda left: self._read(look, left, found), self._ended, name="periods"
        )

    def _read(self, look: PeriodLook, left: bool, found: Proposing) -> None:
        if left:
            self._scheduler.after(PAUSE_SECONDS, lambda: self._portion(look, found))
            return
        self._open = False
        found(look.round.proposed, len(look.round.moved))

    def _ended(self, error: BaseException) -> None:
        self._open = False
        if not self._covered():
            # Behind a lock nobody sits here, and that is no error.
            self._failed(error)


def keep_sounds(at: Workplace, runner: Runner, scheduler: QtScheduler) -> SoundRounds:
    """Have the names of cases written down as they sound, from now on."""
    from app.storage.sound_filler import SoundFiller

    rounds = SoundRounds(SoundFiller(at.database, at.names).portion, runner, scheduler)
    scheduler.every(SOUND_SECONDS, rounds.begin)
    return rounds


class SoundRounds:
    """Calls ``portion`` in jobs of a moment each, as long as it says that more wait. On a worker of its own: while
    others write it waits for them, and no clerk waits behind it. Nobody is told when it fails: what was found before is
    found still, and it is tried again later.
    """

    def __init__(self, portion: Callable[[], bool], runner: Runner, scheduler: QtScheduler) -> None:
        self._portion = portion
        self._runner, self._scheduler = runner, scheduler
        self._open = False
        self._rest = 0

    def begin(self) -> None:
        """Begin a round, unless one goes on or the last one failed just now."""
        self._rest = max(0, self._rest - 1)
        if not (self._open or self._rest):
            self._open = True
            self._go_on()

    def _go_on(self) -> None:
        self._runner.run("sounds", self._portion, self._did, self._failed, name="sounds of names")

    def _did(self, more: bool) -> None:
        if more:
            self._scheduler.after(PAUSE_SECONDS, self._go_on)
        else:
            self._open = False

    def _failed(self, error: BaseException) -> None:
        self._open, self._rest = False, REST_TURNS
        # No words of the error: those of a database may have names in them.
        log.warning("sounds of names: %s", getattr(error, "code", type(error).__name__))
