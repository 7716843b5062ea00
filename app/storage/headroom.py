"""How long a device can go on without the line. Figures for people: nothing here ever turns a citizen away."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Connection, distinct, func, select

from app.domain.time import Timestamp
from app.ports import Clock
from app.storage.database import Database
from app.storage.receipts import acked_through
from app.storage.scans import ScanState
from app.storage.schema import UNSENT_SCANS, blobs, commits, papers, second_receipts, settings
from app.storage.second_receipts import behind_hall
from app.values import dataclass

OFFLINE_DAYS = 14
"""Days without the line after which a device is to be looked at, unless ``offline_days`` in its settings says else."""
_DAY_MS = 24 * 60 * 60 * 1000
_LOOK_DAYS = 14


@dataclass(frozen=True)
class Headroom:
    """``numbers`` left, for about ``number_days`` at the present use (None: not known yet).

    ``offline_days`` is what the policy still allows before somebody is to look (negative: over), until ``until``;
    ``free`` and ``total`` bytes of the disk, ``scan_bytes`` of scans that wait; ``receipts`` that came today;
    ``acked_through``: the last own commit with a receipt, and ``waiting`` those behind. ``above_through``: behind a
    hall's server, the last one with the province's own receipt (None: the receipts are the province's anyway).
    """

    numbers: int
    number_days: int | None
    offline_days: int
    policy_days: int
    until: Timestamp
    free: int
    total: int
    scan_bytes: int
    receipts: int
    acked_through: int
    waiting: int
    above_through: int | None = None

    @property
    def words(self) -> str:
        """What the clerk does when it runs out: she goes on."""
        if self.numbers == 0:
            return "文书号已用完：照常收件，用印好的登记本，联网后按页号补录"
        if self.offline_days < 0:
            return "离线已超过约定天数：照常收件，请尽快联网，或者密封导出到 U 盘"
        return ""


class HeadroomReader:
    """Reads it for one device; ``since_ms`` is when the profile was made, for one that never met the platform."""

    def __init__(
        self, database: Database, clock: Clock, device: str, folder: Path, since_ms: int, policy_days: int
    ) -> None:
        self._database = database
        self._clock = clock
        self._device = device
        self._folder = folder
        self._since_ms = since_ms
        self._policy_days = policy_days

    def read(self, numbers: int, met_key: str) -> Headroom:
        """``numbers`` in hand; ``met_key`` is the setting that says when everything last went through."""
        now = self._clock.now()
        with self._database.read.connect() as connection:
            met = connection.execute(select(settings.c.value).where(settings.c.key == met_key)).scalar()
            scan_bytes = connection.execute(
                select(func.sum(blobs.c.size)).where(blobs.c.state == ScanState.WAITING, UNSENT_SCANS)
            ).scalar()
            issued = papers.c.issued_ms
            count, days = connection.execute(
                select(func.count(), func.count(distinct((issued + 8 * 3_600_000) // _DAY_MS))).where(
                    issued > now.ms - _LOOK_DAYS * _DAY_MS
                )
            ).one()
            mine = commits.c.device == self._device
            midnight = now.ms - (now.ms + 8 * 3_600_000) % _DAY_MS
            receipts = connection.execute(
                select(func.count()).where(mine, commits.c.ack_ms >= midnight)
            ).scalar_one()
            waits = select(func.count()).where(mine, commits.c.ack.is_(None))
            waiting = connection.execute(waits).scalar_one()
            through = acked_through(connection, self._device)
            above = _above_through(connection)
            if above is not None:
                # What only the hall has receipted is not counted as the province's.
                today = second_receipts.c.at_ms >= midnight
                receipts = connection.execute(select(func.count()).where(today)).scalar_one()
        last = int(met) if met else self._since_ms
        left = (last + self._policy_days * _DAY_MS - now.ms) // _DAY_MS
        disk = shutil.disk_usage(self._folder)
        return Headroom(
            numbers=numbers,
            number_days=int(numbers * days / count) if count else None,
            offline_days=left,
            policy_days=self._policy_days,
            until=Timestamp(last + self._policy_days * _DAY_MS),
            free=disk.free,
            total=disk.total,
            scan_bytes=int(scan_bytes or 0),
            receipts=receipts,
            acked_through=through,
            waiting=waiting,
            above_through=above,
        )


def _above_through(connection: Connection) -> int | None:
    """Of the current epoch, as ``acked_through`` is."""
    if not behind_hall(connection):
        return None
    table = second_receipts
    newest = select(table.c.seq).order_by(table.c.epoch.desc(), table.c.seq.desc()).limit(1)
    return int(connection.execute(newest).scalar() or 0)
