"""Keeps the second copy level with the log, from a thread of its own: a slow stick never holds up the counter."""

from __future__ import annotations

import logging
import threading
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from app.domain.records import StoredCommit
from app.ports import Clock
from app.storage import log
from app.storage.copy_rest import CopyRest
from app.storage.database import Database
from app.storage.schema import commits
from app.storage.second_copy import CopiedCommit, CopyState, CopyStatus, SecondCopy, same_medium

LOG = logging.getLogger(__name__)
_BATCH = 500
REST_S = 30.0
"""How often what is no commit goes to the medium: drafts, scans, the people who may log in."""


def keep_up(copy: SecondCopy, database: Database, device: str, now_ms: int) -> CopyStatus:
    """Copy every commit that the copy lacks, however long the medium was away; how it stands afterwards.

    Commits of others are on the platform too; they are copied so that a case can be read without it.
    Raises DBAPIError when the log cannot be read; never for the medium's sake.
    """
    for epoch in _epochs(database, device):
        seq, digest = copy.head(device, epoch)
        if seq and _hash_of(database, device, epoch, seq) != digest:
            # The log was rolled back (a restored backup): what it says now is another history, kept beside the first.
            copy.begin_again(device, epoch)
        while waiting := _after(database, device, epoch, copy.position(device, epoch)):
            if copy.catch_up(waiting, now_ms) != waiting[-1].seq:
                return copy.behind(now_ms)
    arrival, digest = copy.others_head()
    if arrival and _hash_at(database, arrival) != digest:
        copy.begin_again()
    while others := _others(database, device, copy.others_head()[0]):
        if copy.catch_up(others, now_ms) != others[-1].arrival:
            return copy.behind(now_ms)
    copy.catch_up((), now_ms)
    return copy.behind(now_ms)


class CopyKeeper:
    """Runs :func:`keep_up` whenever it is nudged: after each commit, and now and then while the medium is away."""

    def __init__(
        self,
        copy: SecondCopy,
        database: Database,
        device: str,
        clock: Clock,
        rest: CopyRest | None = None,
        *,
        apart_from: Path | None = None,
    ) -> None:
        """``apart_from``: what the copy must not share a medium with, the profile itself."""
        self._apart_from = apart_from
        self._copy = copy
        self._rest = rest
        self._rested = float("-inf")
        self._lacking: CopyState | None = None
        self._database = database
        self._device = device
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = False
        self._status = CopyStatus(CopyState.MISSING, None, None)
        self._thread: threading.Thread | None = None
        self._logged: type[Exception] | None = None

    def start(self) -> None:
        """Begin, with everything that is not in the copy yet."""
        self._thread = threading.Thread(target=self._run, name="second-copy")
        self._wake.set()
        self._thread.start()

    def nudge(self) -> None:
        """Something was committed, or it is time to look for the medium again; returns at once."""
        self._wake.set()

    def status(self) -> CopyStatus:
        """How the copy stood when it was last looked at, and how long ago it was last whole."""
        last, state = self._status.last_ms, self._status.state
        behind = None if last is None else max(0, self._clock.now().ms - last)
        if self._thread is not None and not self._thread.is_alive():
            state = CopyState.FAILED
        return CopyStatus(state, last, behind)

    def stop(self) -> None:
        """Copy what is left and end; harmless when repeated. Call before the database is closed."""
        if self._thread is None:
            return
        self._stopping = True
        self._wake.set()
        self._thread.join()
        self._thread = None

    def _run(self) -> None:
        while True:
            self._wake.wait(REST_S)
            # Read before the work: a stop that comes meanwhile wakes once more, for the last commits.
            last_round = self._stopping
            self._wake.clear()
            try:
                kept = keep_up(self._copy, self._database, self._device, self._clock.now().ms)
                whole, status = self._keep_rest(kept, last_round)
                self._status = self._look_where(status)
                if whole:
                    self._logged = None
            except Exception as error:  # whatever it is may be over in half a minute
                # A copy that nobody writes any more must not go on saying that it is whole. What is wrong with the log
                # the counter itself meets and tells.
                self._status = CopyStatus(CopyState.FAILED, self._status.last_ms, None)
                if type(error) is not self._logged:
                    # Once: twice a minute for a week would leave nothing else in the log of the program.
                    LOG.exception("ZC-COPY-06 second copy not kept")
                    self._logged = type(error)
            if last_round:
                return
            if self._stopping:
                self._wake.set()

    def _look_where(self, status: CopyStatus) -> CopyStatus:
        """What lies on the same disk as the profile goes with it."""
        if status.state is not CopyState.READY or self._apart_from is None:
            return status
        same = same_medium(self._copy.folder, self._apart_from)
        return CopyStatus(CopyState.SAME, status.last_ms, None) if same else status

    def _keep_rest(self, status: CopyStatus, last_round: bool) -> tuple[bool, CopyStatus]:
        """Whether everything was tried, not only the commits, and how the copy stands with it."""
        now = self._clock.monotonic()
        due = last_round or now - self._rested >= REST_S
        if self._rest is None or status.state is not CopyState.READY:
            return self._rest is None, status
        if due:
            self._rested, self._lacking = now, CopyState.FAILED  # until it is known to be there
            self._lacking = self._rest.keep()
        # What lay beside the log and did not come over lacks until a round that brings it: commits alone heal nothing.
        return due, CopyStatus(self._lacking, status.last_ms, None) if self._lacking is not None else status


def _epochs(database: Database, device: str) -> list[int]:
    with database.read.connect() as connection:
        found = select(commits.c.epoch).where(commits.c.device == device).distinct().order_by(commits.c.epoch)
        return [int(epoch) for epoch in connection.scalars(found)]


def _hash_of(database: Database, device: str, epoch: int, seq: int) -> str | None:
    chosen = select(commits.c.hash).where(
        commits.c.device == device, commits.c.epoch == epoch, commits.c.seq == seq
    )
    with database.read.connect() as connection:
        return connection.scalar(chosen)


def _hash_at(database: Database, arrival: int) -> str | None:
    with database.read.connect() as connection:
        return connection.scalar(select(commits.c.hash).where(commits.c.arrival == arrival))


def _others(database: Database, device: str, arrival: int) -> list[CopiedCommit]:
    chosen = (
        select(commits)
        .where(commits.c.device != device, commits.c.arrival > arrival)
        .order_by(commits.c.arrival)
        .limit(_BATCH)
    )
    with database.read.connect() as connection:
        return [_copied(row, foreign=True) for row in connection.execute(chosen)]


def _copied(row: Row[Any], *, foreign: bool) -> CopiedCommit:
    commit = log.as_commit(row)
    values = {f.name: getattr(commit, f.name) for f in fields(StoredCommit)}
    return CopiedCommit(**values, arrival=row.arrival, foreign=foreign)


def _after(database: Database, device: str, epoch: int, seq: int) -> list[CopiedCommit]:
    chosen = (
        select(commits)
        .where(commits.c.device == device, commits.c.epoch == epoch, commits.c.seq > seq)
        .order_by(commits.c.seq)
        .limit(_BATCH)
    )
    with database.read.connect() as connection:
        return [_copied(row, foreign=False) for row in connection.execute(chosen)]
