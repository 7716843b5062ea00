"""What the province said of own commits behind a hall's server: its receipts, and what it refused."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, false, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.ports import SecondReceipt
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.receipts import epochs_of
from app.storage.schema import commits, second_receipts, settings
from app.storage.stores import put_setting

HALL_SETTING = "sync.hall"
"""``1`` while the platform at the other end is a hall's server, else empty or missing."""
_PAGE = 500


def behind_hall(connection: Connection) -> bool:
    """Whether the last answer came from a hall's server, and not from the province itself."""
    query = select(settings.c.value).where(settings.c.key == HALL_SETTING)
    return bool(connection.execute(query).scalar())


def lacks_province(connection: Connection) -> ColumnElement[bool]:
    """Which rows of ``commits`` are own, with a receipt of the hall and none of the province (they come in order)."""
    table = second_receipts
    own = connection.execute(select(settings.c.value).where(settings.c.key == "device")).scalar() or ""
    reached = dict(
        tuple(row)
        for row in connection.execute(select(table.c.epoch, func.max(table.c.seq)).group_by(table.c.epoch))
    )
    # A range per epoch, so that the index of the log is used: this is asked every few seconds.
    behind = [
        and_(commits.c.device == own, commits.c.epoch == epoch, commits.c.seq > reached.get(epoch, 0))
        for epoch in epochs_of(connection, own)
    ]
    return and_(or_(false(), *behind), commits.c.ack.is_not(None))


class SqlSecondReceipts:
    """Implements ``app.ports.SecondReceipts`` for one device and epoch."""

    def __init__(self, database: Database, device: str, epoch: int) -> None:
        self._database = database
        self._device = device
        self._epoch = epoch

    def through(self) -> int:
        """Highest own seq that the province gave its receipt for."""
        mine = second_receipts.c.epoch == self._epoch
        with self._database.read.connect() as connection:
            return int(connection.execute(select(func.max(second_receipts.c.seq)).where(mine)).scalar() or 0)

    def meet(self, relayed_through: int | None) -> None:
        """See the port."""
        now = "" if relayed_through is None else "1"
        lost = relayed_through is not None and self.through() > relayed_through
        with self._database.read.connect() as connection:
            same = behind_hall(connection) == bool(now)
        if same and not lost:
            return
        with self._database.writing() as connection:
            put_setting(connection, HALL_SETTING, now)
            if relayed_through is not None:
                table = second_receipts
                gone = (table.c.epoch == self._epoch, table.c.seq > relayed_through)
                connection.execute(delete(table).where(*gone))

    def lacking(self) -> tuple[int, int] | None:
        """See the port."""
        mine = (commits.c.device == self._device, commits.c.epoch == self._epoch, commits.c.ack.is_not(None))
        first = self.through() + 1
        with self._database.read.connect() as connection:
            last = connection.execute(select(func.max(commits.c.seq)).where(*mine)).scalar() or 0
        return None if last < first else (first, min(int(last), first + _PAGE - 1))

    def keep(self, receipts: Sequence[SecondReceipt], at_ms: int) -> int:
        """See the port."""
        kept = 0
        with self._database.writing() as connection:
            for one in receipts:
                mine = (commits.c.id == one.commit_id.bytes, commits.c.seq == one.seq)
                here = (commits.c.device == self._device, commits.c.epoch == self._epoch)
                fits = select(commits.c.arrival).where(*mine, *here, commits.c.hash == one.hash)
                if connection.execute(fits).first() is None:
                    continue
                row = {"commit_id": one.commit_id.bytes, "seq": one.seq, "epoch": self._epoch}
                row |= {"receipt": one.receipt, "refused": one.refused, "at_ms": at_ms}
                statement = upsert(second_receipts).values(**row)
                changed = {name: statement.excluded[name] for name in ("receipt", "refused", "at_ms")}
                connection.execute(statement.on_conflict_do_update(index_elements=["commit_id"], set_=changed))
                kept += 1
            hit("above:before-commit")
        return kept
