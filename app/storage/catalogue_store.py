"""The catalogue in the profile: immutable guide versions, the current items, and their search index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.codec import dumps, from_json
from app.domain.guide import ServiceGuide, ServiceItem
from app.storage import search
from app.storage.database import Database
from app.storage.schema import guides, items


@dataclass(frozen=True)
class ItemLine:
    """An item in a search result; ``guided`` says whether a guide is here, without one it can only be looked up."""

    code: str
    name: str
    sub_name: str
    department: str
    kind: str
    status: str
    guided: bool
    matched: str = ""

    @property
    def full_name(self) -> str:
        """Name with the sub-item."""
        return f"{self.name}（{self.sub_name}）" if self.sub_name else self.name


class CatalogueStore:
    """Reads and writes the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self) -> Mapping[str, str]:
        """code → digest of every current item."""
        with self._database.read.connect() as connection:
            return {row.code: row.digest for row in connection.execute(select(items.c.code, items.c.digest))}

    def put(
        self,
        new_items: Sequence[tuple[ServiceItem, str]],
        version: str,
        new_guides: Iterable[ServiceGuide] = (),
    ) -> None:
        """Add or replace items (item, digest), add guide versions, and bring the search index up to date,
        all at once.
        """
        with self._database.writing() as connection:
            guided = {guide.item.code for guide in _put_guides(new_guides, connection)}
            rows = [_values(item, digest, version, item.code in guided) for item, digest in new_items]
            if rows:
                statement = upsert(items)
                update = {c: statement.excluded[c] for c in rows[0] if c != "code"}
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["code"], set_=update), rows
                )
            codes = [item.code for item, _ in new_items]
            search.index(connection, _index_rows(connection, codes))

    def search(self, text: str, limit: int = 20) -> Sequence[ItemLine]:
        """Items that fit ``text``, best first."""
        with self._database.read.connect() as connection:
            hits = search.search(connection, text, limit)
            if not hits:
                return []
            rows = {
                row.rowid_: row
                for row in connection.execute(
                    select(items).where(items.c.rowid_.in_([hit.rowid for hit in hits]))
                )
            }
            return [_item_line(rows[hit.rowid], hit.matched) for hit in hits if hit.rowid in rows]

    def item(self, code: str) -> ItemLine | None:
        """The item with this code."""
        with self._database.read.connect() as connection:
            row = connection.execute(select(items).where(items.c.code == code)).first()
        return _item_line(row, "") if row is not None else None

    def guide(self, code: str, version: str = "") -> ServiceGuide | None:
        """Guide of an item, the newest version when none is named."""
        statement = select(guides.c.body).where(guides.c.code == code)
        if version:
            statement = statement.where(guides.c.version == version)
        with self._database.read.connect() as connection:
            body = connection.execute(statement.order_by(guides.c.version.desc()).limit(1)).scalar()
        return from_json(ServiceGuide, json.loads(body)) if body is not None else None

    def count(self) -> int:
        """How many items there are."""
        with self._database.read.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(items)).scalar_one())


def reindex(connection: Connection) -> None:
    """Bring the search index up to date with every item."""
    codes = list(connection.scalars(select(items.c.code)))
    if codes:
        search.index(connection, _index_rows(connection, codes))


def _put_guides(new_guides: Iterable[ServiceGuide], connection: Connection) -> list[ServiceGuide]:
    """Store guide versions; one already there is left as it is, versions never change."""
    stored = []
    for guide in new_guides:
        body = dumps(guide)
        digest = hashlib.sha256(body.encode("utf-8")).hexdigest()
        statement = upsert(guides).values(
            code=guide.item.code, version=guide.version, digest=digest, body=body
        )
        connection.execute(statement.on_conflict_do_nothing())
        stored.append(guide)
    return stored


def _values(item: ServiceItem, digest: str, version: str, guided: bool) -> dict[str, object]:
    return {
        "code": item.code,
        "name": item.name,
        "sub_name": item.sub_name,
        "department": item.department,
        "kind": item.kind,
        "status": item.status,
        "synonyms": " ".join(item.synonyms),
        "version": version,
        "digest": digest,
        "guided": int(guided),
    }


def _index_rows(connection: Connection, codes: Sequence[str]) -> list[search.IndexRow]:
    """Rows for the index; of two items of the same name the one with a guide comes first."""
    found: list[search.IndexRow] = []
    for start in range(0, len(codes), 500):
        part = select(items).where(items.c.code.in_(codes[start : start + 500]))
        for r in connection.execute(part):
            found.append((r.rowid_, r.name, r.sub_name, r.department, r.code, r.synonyms, r.guided))
    return found


def _item_line(row: object, matched: str) -> ItemLine:
    r = row._mapping  # type: ignore[attr-defined]
    return ItemLine(
        r["code"],
        r["name"],
        r["sub_name"],
        r["department"],
        r["kind"],
        r["status"],
        bool(r["guided"]),
        matched,
    )
