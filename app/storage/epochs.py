"""Epochs of this device: after a restore it writes under a new one, since the platform may know more of the old one.

The number is chosen here, at random among a thousand million, because a counter must be able to go on before the line
is back; two restores from one copy then never share a sequence.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain import events as ev
from app.domain.records import StoredCommit
from app.storage import log
from app.storage.backup import RESTORED_KEY
from app.storage.database import Database
from app.storage.profile import Profile
from app.storage.schema import commits, number_blocks, numbers, settings
from app.storage.stock_book import bring_up
from app.storage.stores import put_setting
from app.storage.sync_store import enter, readable

EPOCH = "epoch"
_RENEWED = "epoch.renewed_for"
_ANNOUNCED = "epoch.announced"
_LEAST, _MOST = 1 << 20, 1 << 30


def current_epoch(database: Database, profile: Profile) -> int:
    """The epoch to write under; a new one the first time a restored profile is opened to be written to.

    The number blocks in hand are then given up: some of their numbers may be on paper that nobody remembers here.
    """
    restored = profile.config.extra.get(RESTORED_KEY)
    with database.read.connect() as connection:
        rows = connection.execute(select(settings.c.key, settings.c.value)).all()
    known = {row.key: row.value for row in rows}
    epoch = int(known.get(EPOCH, "1"))
    if restored is None or known.get(_RENEWED) == str(restored) or not profile.holds_lock:
        return epoch
    taken = {epoch, *(number for number, _ in _reached(database, profile.config.device))}
    fresh = epoch
    while fresh in taken:
        fresh = _LEAST + secrets.randbelow(_MOST - _LEAST)
    with database.writing() as connection:
        put_setting(connection, EPOCH, str(fresh))
        put_setting(connection, _RENEWED, str(restored))
        connection.execute(delete(number_blocks))
    return fresh


class SqlEpochs:
    """Older epochs of this device, as the line needs them. Implements ``app.ports.delivery.Epochs``."""

    def __init__(self, database: Database, device: str, epoch: int) -> None:
        self._database = database
        self._device = device
        self._epoch = epoch

    def older(self) -> Sequence[tuple[int, int]]:
        """(epoch, last seq here) of every epoch before the current one."""
        return [pair for pair in _reached(self._database, self._device) if pair[0] != self._epoch]

    def announced(self) -> bool:
        """Whether the platform was told of the current epoch, and gave back what it had of the older ones."""
        with self._database.read.connect() as connection:
            value = connection.execute(select(settings.c.value).where(settings.c.key == _ANNOUNCED)).scalar()
        return value == str(self._epoch)

    def mark_announced(self) -> None:
        """It was."""
        with self._database.writing() as connection:
            put_setting(connection, _ANNOUNCED, str(self._epoch))

    def take_back(self, given: Sequence[StoredCommit], at_ms: int) -> int:
        """Own commits that only the platform had; how many were new here.

        A run ends at the first that does not follow what is here: that is another history, kept on the platform.
        """
        taken = 0
        with self._database.writing() as connection:
            for commit in given:
                seq, tip = log.last_link(connection, commit.device, commit.epoch)
                if commit.seq <= seq:
                    continue
                if commit.device != self._device or commit.seq != seq + 1 or commit.prev != tip:
                    break
                enter(connection, commit, at_ms)
                note_own(connection, readable(commit), self._device)
                taken += 1
        return taken


def written_ms(commit_id: UUID) -> int:
    """When a commit was written (UTC ms): its identifier says so (UUID version 7); 0 when it does not."""
    return commit_id.int >> 80 if commit_id.version == 7 else 0


def note_own(connection: Connection, recorded: Iterable[ev.Recorded], device: str) -> None:
    """What own events say of numbers and blanks; the lists beside the log are brought up to it."""
    for item in recorded:
        event = item.event
        if item.device != device:
            continue
        if isinstance(event, ev.PaperIssued):
            row = {"series": event.series, "n": event.n, "document_id": event.document_id.bytes}
            connection.execute(upsert(numbers).values(**row, state="used").on_conflict_do_nothing())
        elif isinstance(event, (ev.BlankUsed, ev.BlankVoided)):
            bring_up(connection, event, item.case_id, event.at.ms)


def _reached(database: Database, device: str) -> list[tuple[int, int]]:
    statement = (
        select(commits.c.epoch, func.max(commits.c.seq))
        .where(commits.c.device == device)
        .group_by(commits.c.epoch)
        .order_by(func.min(commits.c.arrival))
    )
    with database.read.connect() as connection:
        return [(int(epoch), int(seq)) for epoch, seq in connection.execute(statement)]
