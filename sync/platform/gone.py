"""墓碑: a case leaves the devices that heard of it, because it was withdrawn, moved to other hands, or is to be erased.

What the platform itself has stays: only the devices let go of it, each at its place in its own feed. That happens in
a transaction that writes alone: whoever takes commits in beside others has looked once whether a case left anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from sync.platform import tables
from sync.platform.database import take
from sync.platform.projection import PLATFORM
from sync.platform.ranges import count_in, count_out, lines_of
from sync.platform.rebirth import get, put
from sync.platform.transactions import BESIDE
from sync.platform.writing import load_cases, tell_anew
from sync.wire.models import Gone, GoneKind

_NEWS = "gone_news:"


@dataclass(frozen=True)
class LetGo:
    """Why a case leaves; ``at_ms`` UTC milliseconds, ``id`` the same for all devices."""

    kind: GoneKind
    reason: str
    at_ms: int
    id: UUID


def let_go(connection: Connection, case: bytes, why: LetGo, devices: Collection[str] | None = None) -> list[str]:
    """Tell ``devices`` (None: all that hear or write of the case) that it left them; gives those told now.

    A case that moved stays with the window that has it now, unless that window is named.
    """
    _check_alone(connection)
    named = _concerned(connection, case) if devices is None else set(devices)
    if devices is None and why.kind is GoneKind.MOVED:
        named -= home_of(connection, case)
    fresh = sorted(named - _told(connection, case) - {PLATFORM})
    if not fresh:
        return []
    first = take(connection, "feed", len(fresh))
    row = {"case_id": case, "id": why.id.bytes, "kind": why.kind, "reason": why.reason, "at_ms": why.at_ms}
    rows = [{"device": device, "position": place, **row} for place, device in enumerate(fresh, first)]
    connection.execute(insert(tables.gone), rows)
    count_out(connection, case, fresh)
    return fresh


def come_back(connection: Connection, case: bytes, device: str) -> bool:
    """A case that had moved away is given to ``device`` again: it hears all of it anew. Whether it had left.

    What was withdrawn or erased does not come back by a lease.
    """
    _check_alone(connection)
    table = tables.gone
    mine = (table.c.case_id == case, table.c.device == device, table.c.kind == GoneKind.MOVED)
    if connection.execute(delete(table).where(*mine)).rowcount == 0:
        return False
    tell_anew(connection, case, device)
    count_in(connection, [(device, line) for line in lines_of(connection, device, case.hex())])
    return True


def tell_again(connection: Connection, cases: Collection[bytes]) -> None:
    """Cases got further: devices that they moved away from hear where they stand, at a new place of their feed."""
    table = tables.gone
    if not cases:
        return
    moved = (table.c.case_id.in_(list(cases)), table.c.kind == GoneKind.MOVED)
    rows = connection.execute(select(table.c.device, table.c.case_id).where(*moved).order_by(table.c.position)).all()
    if not rows:
        return
    for place, row in enumerate(rows, take(connection, "feed", len(rows))):
        here = (table.c.device == row.device, table.c.case_id == row.case_id)
        connection.execute(update(table).where(*here).values(position=place))


def news_of(connection: Connection, cases: Collection[bytes]) -> Mapping[bytes, tuple[str, str]]:
    """Case → which window has it, and where it stands: all that is told to those that it moved away from."""
    found = {case: (view.home, view.stage) for case, view in load_cases(connection, list(cases)).items()}
    for case in cases:
        heard = get(connection, _NEWS + case.hex())
        if heard is not None:
            home, _, stage = heard.partition(" ")
            found[case] = (home, stage)
    return found


def home_of(connection: Connection, case: bytes) -> set[str]:
    """The window that has the case now, if any is known."""
    view = load_cases(connection, [case]).get(case)
    return {view.home} if view is not None else set()


def why(kind: GoneKind, reason: str, at_ms: int) -> LetGo:
    """A new reason for a case to leave."""
    return LetGo(kind, reason, at_ms, uuid4())


def heard_gone(connection: Connection, said: Gone, members: Collection[str]) -> bool:
    """On a hall's server: take over what the province says, for every window of the hall; whether it was new."""
    new = let_go(connection, said.case.bytes, LetGo(said.kind, said.reason, said.at, said.id), members)
    name, news = _NEWS + said.case.hex, f"{said.home} {said.stage}"
    if said.kind is GoneKind.MOVED and (said.home or said.stage) and get(connection, name) != news:
        # What happens to it elsewhere does not come here; this does.
        put(connection, name, news)
        tell_again(connection, [said.case.bytes])
    return bool(new)


def gone_for(connection: Connection, cases: Collection[bytes]) -> Mapping[bytes, frozenset[str]]:
    """Case → devices that it left."""
    table = tables.gone
    if not cases:
        return {}
    found: dict[bytes, set[str]] = {}
    query = select(table.c.case_id, table.c.device).where(table.c.case_id.in_(list(cases)))
    for row in connection.execute(query):
        found.setdefault(bytes(row.case_id), set()).add(row.device)
    return {case: frozenset(devices) for case, devices in found.items()}


def _check_alone(connection: Connection) -> None:
    assert not connection.get_execution_options().get(BESIDE), "others write about the case meanwhile"


def _told(connection: Connection, case: bytes) -> set[str]:
    return set(gone_for(connection, [case]).get(case, ()))


def _concerned(connection: Connection, case: bytes) -> set[str]:
    feed, commits, writers = tables.feed, tables.commits, tables.writers
    heard = (
        select(feed.c.device)
        .join(commits, commits.c.position == feed.c.commit_position)
        .where(commits.c.case_id == case)
    )
    wrote = select(writers.c.device).where(writers.c.case_id == case)
    return {device for query in (heard, wrote) for device in connection.execute(query).scalars()}
