"""Tables of the catalogue beside the current items: every version of an item as it was published, and the shelf.

They are made by the first import that needs them; a profile without one reads as empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, Table, Text, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import OperationalError

from app.domain.codec import dumps, from_json
from app.domain.guide import ServiceGuide, ServiceItem
from app.domain.guide_file import Shelf
from app.domain.item_status import status_on
from app.domain.proofs import ProofEntry
from app.values import dataclass, replace

_metadata = MetaData()
item_versions = Table(
    "item_versions",
    _metadata,
    Column("code", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("code", "version"),
)
shelf = Table(
    "catalogue_shelf",
    _metadata,
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("kind", "code"),
)

incoming = Table(
    "catalogue_incoming",
    _metadata,
    Column("code", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("body", Text),
)
"""A catalogue on its way by the line; a row without a text left the catalogue."""
line_rows = Table(
    "catalogue_line",
    _metadata,
    Column("code", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)
"""The rows of the catalogue of the line that is in use."""


@dataclass(frozen=True)
class ItemRecord:
    """An item as one version of the catalogue published it, with its 设定依据."""

    item: ServiceItem
    version: str
    basis: str = ""


def create(connection: Connection) -> None:
    """Make the tables; harmless when they are there."""
    _metadata.create_all(connection)


def there(connection: Connection) -> bool:
    """Whether an import has made the tables."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (item_versions.name,)
    )
    return found.first() is not None


def keep_items(connection: Connection, records: Iterable[tuple[ItemRecord, str]]) -> None:
    """Keep item versions (record, digest); one already there is left as it is, versions never change."""
    rows = [
        {"code": record.item.code, "version": record.version, "digest": digest, "body": dumps(record)}
        for record, digest in records
    ]
    if rows:
        connection.execute(upsert(item_versions).on_conflict_do_nothing(), rows)


def read_item(connection: Connection, code: str, version: str) -> ItemRecord | None:
    """The item of this version."""
    if not there(connection):
        return None
    table = item_versions
    body = connection.execute(
        select(table.c.body).where(table.c.code == code, table.c.version == version)
    ).scalar()
    return from_json(ItemRecord, json.loads(body)) if body is not None else None


def read_version(connection: Connection, version: str) -> dict[str, ItemRecord]:
    """Every item that came or changed with this version, by code."""
    if not there(connection):
        return {}
    table = item_versions
    rows = connection.execute(select(table.c.code, table.c.body).where(table.c.version == version))
    return {row.code: from_json(ItemRecord, json.loads(row.body)) for row in rows}


def mark_secret(connection: Connection, codes: Iterable[str]) -> None:
    """Remember that these items are 涉密: an intake that was parked before goes no further."""
    _put(connection, [("secret", code, "{}") for code in codes])


def forget_secret(connection: Connection, codes: Sequence[str]) -> None:
    """These items are published again."""
    marked = set(connection.execute(select(shelf.c.code).where(shelf.c.kind == "secret")).scalars())
    for code in marked & set(codes):
        connection.execute(shelf.delete().where(shelf.c.kind == "secret", shelf.c.code == code))


Standing = tuple[str | None, str | None, int]
"""Status of an item, the body of its newest version, and whether it was declared secret."""


def standing_of(connection: Connection, code: str) -> Standing | None:
    """How the item stands by the newest catalogue; None when nothing was ever imported."""
    try:
        found = connection.exec_driver_sql(_STANDING, (code,) * 2).first()
    except OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    assert found is not None
    return found[0], found[1], found[2]


def standing(guide: ServiceGuide, found: Standing | None, day: date) -> ServiceGuide:
    """The guide with the status its item has on ``day`` by the newest catalogue, whatever version the guide is of.

    What was paused, cancelled or declared secret since opens no new case (S2 规范1 1.4, 3.1.2).
    """
    if found is None:
        return guide
    status, body, secret = found
    item = guide.item
    if status is not None:
        dates = json.loads(body)["item"] if body is not None else {}
        since, until = (_day(dates.get(key)) for key in ("status_from", "status_until"))
        now = replace(item, status=status, status_from=since, status_until=until)
        item = replace(now, status=status_on(now, day))
    if secret:
        item = replace(item, secret=True)
    return guide if item == guide.item else replace(guide, item=item)


# One statement, since every save asks it: half a millisecond more would be felt in all of them.
_STANDING = """
SELECT i.status, v.body, EXISTS (SELECT 1 FROM catalogue_shelf WHERE kind = 'secret' AND code = ?)
FROM (SELECT ? AS code) AS asked
LEFT JOIN items AS i ON i.code = asked.code
LEFT JOIN item_versions AS v ON v.code = i.code AND v.version = i.version
"""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def put_shelf(connection: Connection, new: Shelf) -> None:
    """Add or replace common layers and proofs; a new list of proofs replaces the old one as a whole."""
    if new.proofs is not None:
        connection.execute(shelf.delete().where(shelf.c.kind.in_(("proof", "proofs"))))
        rows = [("proof", code, dumps(entry)) for code, entry in new.proofs.items()]
        _put(connection, [("proofs", "", "{}"), *rows])
    _put(
        connection,
        [("common", code, json.dumps(body, ensure_ascii=False)) for code, body in new.common.items()],
    )


def _put(connection: Connection, rows: list[tuple[str, str, str]]) -> None:
    if rows:
        statement = upsert(shelf)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "code"], set_={"body": statement.excluded.body}
            ),
            [dict(zip(("kind", "code", "body"), row, strict=True)) for row in rows],
        )


def read_shelf(connection: Connection) -> Shelf:
    """The common layers and proofs of all imports so far."""
    if not there(connection):
        return Shelf()
    common: dict[str, Mapping[str, object]] = {}
    proofs: dict[str, ProofEntry] = {}
    listed = False
    for kind, code, body in connection.execute(select(shelf)):
        if kind == "common":
            common[code] = json.loads(body)
        elif kind == "proof":
            proofs[code] = from_json(ProofEntry, json.loads(body))
        listed = listed or kind == "proofs"
    return Shelf(common, proofs if listed else None)
