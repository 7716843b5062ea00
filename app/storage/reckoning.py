"""This end of the reconciliation (对账): what both ends should have, and the figures of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, func, select

from app.domain import events as ev
from app.domain.chain import digest_of
from app.ports.delivery import CountedCommit, DayFigures
from app.storage.database import Database
from app.storage.gone_cases import ASIDE, COUNTED
from app.storage.receipts import is_dismissed
from app.storage.schema import commits, events, gone_cases, settings
from app.storage.stores import put_setting
from app.storage.sync_store import CURSOR, SqlOutbox

_SHANGHAI = timedelta(hours=8)


class SqlReckoning:
    """Implements ``app.ports.delivery.Reckoning`` over the log of ``device``."""

    def __init__(self, database: Database, device: str) -> None:
        self._database = database
        self._device = device

    def counted(
        self, own_after: Mapping[int, int], arrival_after: int, deep: bool = False
    ) -> Iterable[CountedCommit]:
        """Own acknowledged commits behind ``own_after``, those of others behind ``arrival_after``."""
        # What left this device is counted at neither end, also what is kept aside here.
        stays = commits.c.case_id.not_in(select(gone_cases.c.case_id))
        # And so is what a person at the platform gave no place.
        own = and_(commits.c.device == self._device, commits.c.ack.is_not(None), stays, ~is_dismissed())
        others = and_(commits.c.device != self._device, commits.c.arrival > arrival_after, stays)
        with self._database.read.connect() as connection:
            for epoch in list(connection.scalars(select(commits.c.epoch).where(own).distinct())):
                rows = connection.execute(
                    select(commits).where(
                        own, commits.c.epoch == epoch, commits.c.seq > own_after.get(epoch, 0)
                    )
                )
                yield from (_counted(row, own=True, deep=deep) for row in rows)
            rows = connection.execute(select(commits).where(others))
            yield from (_counted(row, own=False, deep=deep) for row in rows)

    def remembered(self) -> str:
        """Sums kept by ``remember``."""
        with self._database.read.connect() as connection:
            return (
                connection.execute(select(settings.c.value).where(settings.c.key == COUNTED)).scalar() or ""
            )

    def remember(self, text: str) -> None:
        """Keep sums."""
        with self._database.writing() as connection:
            put_setting(connection, COUNTED, text)

    def send_again(self, epoch: int, seq: int) -> None:
        """Forget the receipts from ``seq`` on."""
        SqlOutbox(self._database, self._device, epoch).rewind(seq - 1)

    def ask_again(self) -> None:
        """Pages are asked for from the start; what is here already changes nothing."""
        with self._database.writing() as connection:
            connection.execute(delete(settings).where(settings.c.key == CURSOR))

    def day(self, day: date) -> DayFigures:
        """The figures of a day, of what the platform has acknowledged; ``waiting`` is what it has not."""
        first = datetime.combine(day, time(), UTC) - _SHANGHAI
        last = first + timedelta(days=1)
        moments = [int(moment.timestamp() * 1000) for moment in (first, last)]
        mine = and_(
            commits.c.device == self._device, commits.c.at_ms >= moments[0], commits.c.at_ms < moments[1]
        )
        found = DayFigures(day.isoformat())
        with self._database.read.connect() as connection:
            found.waiting = connection.execute(
                select(func.count()).select_from(commits).where(mine, commits.c.ack.is_(None))
            ).scalar_one()
            acked = and_(mine, commits.c.ack.is_not(None))
            for row in connection.execute(
                select(
                    commits.c.epoch,
                    func.min(commits.c.seq).label("first"),
                    func.max(commits.c.seq).label("last"),
                    func.count().label("number"),
                    func.count(commits.c.parked).label("parked"),
                )
                .where(acked)
                .group_by(commits.c.epoch)
            ):
                found.ranges.append((row.epoch, row.first, row.last))
                found.commits += row.number
                found.parked += row.parked
                tip = connection.execute(
                    select(commits.c.hash).where(
                        acked, commits.c.epoch == row.epoch, commits.c.seq == row.last
                    )
                ).scalar_one()
                found.heads[str(row.epoch)] = f"{row.last}:{tip}"
            joined = select(events.c.type, func.count()).join(commits, commits.c.id == events.c.commit_id)
            kinds = connection.execute(joined.where(acked).group_by(events.c.type).order_by(events.c.type))
            found.events = dict(tuple(row) for row in kinds)
        found.papers = found.events.get(ev.PaperIssued.TYPE, 0)
        return found


    def redone(self, places: Sequence[str]) -> frozenset[str]:
        """See the port."""
        found: set[str] = set()
        with self._database.read.connect() as connection:
            lost = {place: _at(connection, place) for place in places}
            arrivals = [row.arrival for row in lost.values() if row is not None]
            for place, row in lost.items():
                if row is None:
                    continue
                later = select(commits.c.id).where(
                    commits.c.case_id == row.case_id,
                    commits.c.device == row.device,
                    commits.c.arrival > row.arrival,
                    commits.c.arrival.not_in(arrivals),
                )
                acts = _acts(connection, row.id)
                if any(_acts(connection, other) == acts for other in connection.execute(later).scalars()):
                    found.add(place)
        return frozenset(found)


def _at(connection: Connection, place: str) -> Row[Any] | None:
    device, epoch, seq = place.rsplit("/", 2)
    mine = (commits.c.device == device, commits.c.epoch == int(epoch), commits.c.seq == int(seq))
    return connection.execute(select(commits).where(*mine)).first()


def _acts(connection: Connection, commit_id: bytes) -> tuple[str, ...]:
    query = select(events.c.type).where(events.c.commit_id == commit_id).order_by(events.c.arrival)
    return tuple(connection.execute(query).scalars())


def _counted(row: Row[tuple[object, ...]], *, own: bool, deep: bool) -> CountedCommit:
    r = row._mapping
    return CountedCommit(
        case_id=UUID(bytes=r["case_id"]),
        device=r["device"],
        epoch=r["epoch"],
        seq=r["seq"],
        digest=digest_of(r["body"]) if deep else r["digest"],
        # What this version cannot read of others is parked here and nowhere else.
        parked=own and r["parked"] is not None and r["parked"] not in ASIDE,
        own=own,
        arrival=r["arrival"],
    )
