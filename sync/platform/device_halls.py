"""In which hall a device stands, as this platform knows it (record 0139).

The first hall that a device names is its hall, as the first key that is heard for it is its key; from then on only its
keeper changes that, in writing. A device that names another is in nobody's hall until the two agree: whoever goes to a
terminal that is not there helps nobody, and whoever signs for one of another hall promises what nobody keeps.

Once the keeper said so, a device that is not on record is in nobody's hall either, until she put it there: the token
alone makes nobody a clerk of a hall.
"""

from __future__ import annotations

import json
import logging
import re
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from sync.platform.database import Database
from sync.platform.tables import device_hall_acts, device_halls, kiosk_beats
from sync.wire.kiosk import Stand
from sync.wire.problems import HALL_DIFFERS, ProblemError

_log = logging.getLogger(__name__)

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
LONGEST = 100
"""So long a name of a hall may be; devices cut what is longer."""
_NAMES = 8
"""So many names that a hall had before are remembered, the newest first."""
_NOWHERE = Stand()
_ALL_NEW = ""
"""In the place of a device, in the acts of the keeper: what she said of all that are not on record. No device is called
so."""
_WAIT, _FREE = "wait", "free"
_ROW = select(device_halls).where(device_halls.c.device == bindparam("device"))
"""Made once, as every window asks it every fifteen seconds."""


def row_of(connection: Connection, device: str) -> Any:
    """What is on record of a device, None while nothing is."""
    return connection.execute(_ROW, {"device": device}).first()


def stand_for(database: Database, device: str, said: Stand, now_ms: int) -> Stand:
    """Where a window stands that asks and names ``said``; the first time that is put on record.

    Raises ProblemError ``hall-differs`` where it names another hall than the one on record; the detail is that one,
    nothing where it waits for the keeper's word.
    """
    with database.read() as connection:
        row = row_of(connection, device)
    if _news(row, said):
        with database.write_beside({f"hall:{device}"}) as connection:
            row = _learned(connection, device, said, now_ms)
    stand = _stand(row, said)
    if stand is None:
        raise ProblemError(HALL_DIFFERS, f"{row.region} {row.hall}".strip())
    return stand


def known_stand(connection: Connection, device: str, said: Stand) -> Stand | None:
    """Where a window stands by the record, where it names that and there is nothing to write; else ``stand_for``."""
    row = row_of(connection, device)
    return None if _news(row, said) else _stand(row, said)


def stand_heard(connection: Connection, device: str, said: Stand, now_ms: int) -> tuple[Stand, Stand | None]:
    """Where a terminal stands that lives and names ``said``, in the caller's writing transaction; with it the hall on
    record where that is another: then it is in nobody's.
    """
    row = row_of(connection, device)
    if _news(row, said):
        row = _learned(connection, device, said, now_ms)
    stand = _stand(row, said)
    return (_NOWHERE, Stand(region=row.region, hall=row.hall)) if stand is None else (stand, None)


def _agrees(row: Any, said: Stand) -> bool:
    """What a device leaves out, as one of an older version does, is no other word. Who waits agrees with nothing."""
    return bool(row.hall) and said.region in ("", row.region) and said.hall in {"", row.hall, *_old_names(row)}


def _old_names(row: Any) -> list[str]:
    return row.also.split("\n") if row.also else []


def _stand(row: Any, said: Stand) -> Stand | None:
    if row is None:
        return _NOWHERE
    return Stand(region=row.region, hall=row.hall) if _agrees(row, said) else None


def _news(row: Any, said: Stand) -> bool:
    """Whether there is anything to write: nearly always there is not."""
    if (row is None or not row.hall) and not (said.region and said.hall):
        return False
    if row is None:
        return True
    if _agrees(row, said):
        return bool(row.said_ms)
    return (row.said_region, row.said_hall) != (said.region, said.hall) or not row.said_ms


def _learned(connection: Connection, device: str, said: Stand, now_ms: int) -> Any:
    """Reads once more: of two questions of one device that come at once the first is it."""
    row = row_of(connection, device)
    if row is None and newcomers_wait(connection):
        named = {"said_region": said.region, "said_hall": said.hall, "said_ms": now_ms}
        _put(connection, device, _NOWHERE, since_ms=now_ms, **named)
        _log.warning("hall-waits device=%s", device)
    elif row is None:
        _bind(connection, device, said, "", now_ms)
    elif _news(row, said):
        agrees = _agrees(row, said)
        other = {"said_region": "", "said_hall": "", "said_ms": 0}
        if not agrees:
            other = {"said_region": said.region, "said_hall": said.hall, "said_ms": now_ms}
        connection.execute(update(device_halls).where(device_halls.c.device == device).values(**other))
        _log.warning("%s device=%s", "hall agrees again" if agrees else "hall-differs", device)
    return row_of(connection, device)


def bind(connection: Connection, device: str, region: str, hall: str, by: str, now_ms: int) -> bool:
    """The keeper says where a device stands, heard of or not yet; False where that is on record already."""
    row = row_of(connection, device)
    if row is not None and (row.region, row.hall) == (region, hall) and row.by:
        return False
    _bind(connection, device, Stand(region=region, hall=hall), by, now_ms)
    return True


def rename(connection: Connection, region: str, hall: str, name: str, by: str, now_ms: int) -> list[str]:
    """A hall has another name; gives its devices. Each may go on naming an old one, until it is told the new one: a
    name that was mistyped and mended was told to nobody.
    """
    table = device_halls
    here = select(table).where(table.c.region == region, table.c.hall == hall).order_by(table.c.device)
    found = connection.execute(here).all()
    for row in found:
        old = [each for each in dict.fromkeys([hall, *_old_names(row)]) if each != name]
        _bind(connection, row.device, Stand(region=region, hall=name), by, now_ms, also="\n".join(old[:_NAMES]))
    return [row.device for row in found]


def _bind(connection: Connection, device: str, stand: Stand, by: str, now_ms: int, also: str = "") -> None:
    row = row_of(connection, device)
    was = (row.region, row.hall) if row is not None else ("", "")
    if row is not None:
        named = (row.said_region, row.said_hall) if row.said_ms else was
        agrees = named[0] == stand.region and named[1] in (stand.hall, *also.split("\n"))
        _terminal_follows(connection, device, stand, agrees)
    _put(connection, device, stand, also=also, by=by, since_ms=now_ms)
    _write_down(connection, device, stand, by, now_ms, Stand(region=was[0], hall=was[1]))


def _put(connection: Connection, device: str, stand: Stand, **more: Any) -> None:
    values = {"also": "", "by": "", "said_region": "", "said_hall": "", "said_ms": 0} | more
    connection.execute(delete(device_halls).where(device_halls.c.device == device))
    connection.execute(insert(device_halls).values(device=device, region=stand.region, hall=stand.hall, **values))


def _write_down(connection: Connection, device: str, stand: Stand, by: str, now_ms: int, was: Stand) -> None:
    last = select(func.max(device_hall_acts.c.at_ms)).where(device_hall_acts.c.device == device)
    at = max(now_ms, int(connection.execute(last).scalar() or 0) + 1)
    act = {"device": device, "at_ms": at, "region": stand.region, "hall": stand.hall, "by": by}
    connection.execute(insert(device_hall_acts).values(**act, was_region=was.region, was_hall=was.hall))


def newcomers_wait(connection: Connection) -> bool:
    """Whether a device that is not on record waits for the keeper's word; before she said so the first word is its."""
    table = device_hall_acts
    last = select(table.c.hall).where(table.c.device == _ALL_NEW).order_by(table.c.at_ms.desc()).limit(1)
    return bool(connection.execute(last).scalar() == _WAIT)


def let_newcomers(connection: Connection, wait: bool, by: str, now_ms: int) -> bool:
    """The keeper says whether devices that are not on record wait for her word; False where she had said that."""
    before = newcomers_wait(connection)
    if before == wait:
        return False
    said, was = (Stand(hall=_WAIT if each else _FREE) for each in (wait, before))
    _write_down(connection, _ALL_NEW, said, by, now_ms, was)
    return True


def newcomers_history(connection: Connection) -> list[dict[str, Any]]:
    """Who said when whether they wait, the newest first."""
    return [
        {"at_ms": row["at_ms"], "by": row["by"], "wait": row["hall"] == _WAIT}
        for row in history(connection, _ALL_NEW)
    ]


def confirm(connection: Connection, region: str, hall: str, by: str, now_ms: int) -> list[str]:
    """The keeper has looked: the devices that named this hall by themselves, and name no other since, stand there by
    her word from now on. Gives them.
    """
    table, stand = device_halls, Stand(region=region, hall=hall)
    own = (table.c.region == region, table.c.hall == hall, table.c.by == "", table.c.said_ms == 0)
    found = list(connection.execute(select(table.c.device).where(*own).order_by(table.c.device)).scalars())
    for device in found:
        values = {"by": by, "since_ms": now_ms}
        connection.execute(update(table).where(table.c.device == device).values(**values))
        _write_down(connection, device, stand, by, now_ms, stand)
    return found


def unconfirmed(connection: Connection) -> int:
    """How many devices stand somewhere, or wait to, by their own word alone."""
    count = select(func.count()).select_from(device_halls).where(device_halls.c.by == "")
    return int(connection.execute(count).scalar_one())


def _terminal_follows(connection: Connection, device: str, stand: Stand, agrees: bool) -> None:
    """Whoever waits at a terminal is told of in its right hall at once, not with its next sign of life."""
    found = connection.execute(select(kiosk_beats.c.calls).where(kiosk_beats.c.device == device)).scalar()
    if found is None:
        return
    calls, where = json.loads(found or "{}"), stand if agrees else _NOWHERE
    if isinstance(calls, dict):
        for call in calls.values():
            if not call.get("signed_ms"):
                call |= {"region": where.region, "hall": where.hall}
    values = {"region": where.region, "hall": where.hall, "calls": json.dumps(calls)}
    connection.execute(update(kiosk_beats).where(kiosk_beats.c.device == device).values(**values))


def listed(connection: Connection, wanted: str = "", most: int = 200, *, new: bool = False) -> list[dict[str, Any]]:
    """For staff: devices with their halls, those first that name another; ``wanted`` is part of a name of either.
    ``new``: those alone that nobody confirmed, who came last first.
    """
    table = device_halls
    query = select(table).limit(most)
    if new:
        query = query.where(table.c.by == "").order_by(table.c.since_ms.desc(), table.c.device)
    else:
        query = query.order_by(table.c.said_ms.desc(), table.c.region, table.c.hall, table.c.device)
    if wanted:
        columns = (table.c.device, table.c.hall, table.c.said_hall)
        query = query.where(or_(*(column.contains(wanted, autoescape=True) for column in columns)))
    return [dict(row._mapping) for row in connection.execute(query)]


def of_terminals(connection: Connection) -> dict[str, Any]:
    """What is on record of each terminal, by its name."""
    lives = select(kiosk_beats.c.device)
    rows = connection.execute(select(device_halls).where(device_halls.c.device.in_(lives)))
    return {row.device: row for row in rows}


def history(connection: Connection, device: str) -> list[dict[str, Any]]:
    """For staff: who said when in which hall a device stands, the newest first."""
    table = device_hall_acts
    query = select(table).where(table.c.device == device).order_by(table.c.at_ms.desc())
    return [dict(row._mapping) for row in connection.execute(query)]


def region_of(code: str) -> str:
    """A code of a division as devices name it, without the zeros of levels that it does not have; empty for none."""
    if not (code.isascii() and code.isdigit()) or len(code) not in (2, 4, 6, 9, 12):
        return ""
    for end, zeros in ((12, 3), (9, 3), (6, 2), (4, 2)):
        if len(code) == end and code.endswith("0" * zeros):
            code = code[:-zeros]
    return code if code.strip("0") else ""
