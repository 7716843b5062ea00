"""The catalogue in the profile: immutable guide versions, the current items, and their search index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, literal_column, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.catalogue import guide_digest
from app.domain.codec import dumps, from_json
from app.domain.codes import normalise
from app.domain.guide import ServiceGuide, ServiceItem
from app.domain.guide_changes import Change, guide_changes
from app.domain.guide_file import Shelf
from app.domain.guide_layers import base_codes
from app.storage import catalogue_tables as tables
from app.storage import search
from app.storage.catalogue_tables import ItemRecord
from app.storage.database import Database
from app.storage.schema import guides, items
from app.values import dataclass

NewItems = tuple[ServiceItem, str]
"""An item with its digest."""


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
        self._themes_stamp: tuple[object, ...] = ()
        self._themes_known: list[tuple[str, frozenset[str]]] = []

    def known(self) -> Mapping[str, str]:
        """code → digest of every current item."""
        with self._database.read.connect() as connection:
            return {row.code: row.digest for row in connection.execute(select(items.c.code, items.c.digest))}

    def put(
        self,
        new_items: Sequence[NewItems],
        version: str,
        new_guides: Iterable[ServiceGuide] = (),
        *,
        basis: Mapping[str, str] | None = None,
        gone: Sequence[str] = (),
        shelf: Shelf | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Add or replace items (item, digest), add guide versions, and bring the search index up to date,
        all at once.

        ``basis`` is the 设定依据 by code, ``gone`` the codes that leave (secret items), ``shelf`` what later guide
        files build on; ``progress`` is told how many items are in the index.
        """
        with self._database.writing() as connection:
            put_all(connection, new_items, version, new_guides, basis or {}, gone, shelf, progress)

    def shelf(self) -> Shelf:
        """Common layers and proofs that earlier imports brought."""
        with self._database.read.connect() as connection:
            return tables.read_shelf(connection)

    def free_version(self, wanted: str) -> str:
        """``wanted``, or with a number behind it when that version is taken: versions never change."""
        with self._database.read.connect() as connection:
            taken = set(connection.execute(select(guides.c.version).distinct()).scalars())
            if tables.there(connection):
                column = tables.item_versions.c.version
                taken |= set(connection.execute(select(column).distinct()).scalars())
        number, version = 1, wanted
        while version in taken:
            number += 1
            version = f"{wanted}.{number}"
        return version

    def conflicts(self, new_guides: Iterable[ServiceGuide]) -> tuple[str, ...]:
        """Codes of guides whose version is here already and says something else."""
        found = []
        for guide in new_guides:
            stored = self.guide(guide.item.code, guide.version)
            if stored is not None and guide_digest(stored) != guide_digest(guide):
                found.append(guide.item.code)
        return tuple(found)

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

    def resolve(self, code: str) -> tuple[str, ...]:
        """Codes of the items that ``code`` means: itself, or those that hold it as their 基本编码 (10 or 12 digits) or
        begin with it (31 of 33); several when several offices do the item.
        """
        asked = normalise(code)
        with self._database.read.connect() as connection:
            found = set(
                connection.execute(select(items.c.code).where(items.c.code.contains(asked))).scalars()
            )
        if code in found or asked in found:
            return (code if code in found else asked,)
        if len(asked) == 12 and asked.isdigit() and not found:
            return self.resolve(asked[2:])
        fits = [
            each
            for each in found
            if asked in base_codes(each) or (len(asked) == 31 and each.startswith(asked))
        ]
        return tuple(sorted(fits))

    def record(self, code: str, version: str = "") -> ItemRecord | None:
        """The item with all that the catalogue says of it, its current version when none is named."""
        with self._database.read.connect() as connection:
            return tables.read_item(connection, code, version or _current(connection, code) or "")

    def everything(self) -> tuple[ServiceItem, ...]:
        """Code, names, department, kind and status of every current item."""
        c = items.c
        columns = select(c.code, c.name, c.department, c.kind, c.sub_name, c.status)
        with self._database.read.connect() as connection:
            return tuple(ServiceItem(*row) for row in connection.execute(columns))

    def guide(self, code: str, version: str = "", day: date | None = None) -> ServiceGuide | None:
        """Guide of an item as ``version`` says, for ever; without a version the current one, None when the item is no
        longer in the catalogue. ``day`` gives its item the status of that day (H14: what was cancelled opens no case).
        """
        with self._database.read.connect() as connection:
            if version:
                return _stored_guide(connection, code, version)
            guide = current_guide(connection, code)
            if guide is None or day is None:
                return guide
            return tables.standing(guide, tables.standing_of(connection, guide.item.code), day)

    def themes(self) -> tuple[ServiceGuide, ...]:
        """The current guide of every 一件事 in the catalogue."""
        joined = guides.join(items, (items.c.code == guides.c.code) & (items.c.version == guides.c.version))
        bodies = select(guides.c.body).select_from(joined).where(~guides.c.body.contains('"branches":[]'))
        with self._database.read.connect() as connection:
            found = [
                from_json(ServiceGuide, json.loads(body)) for body in connection.execute(bodies).scalars()
            ]
        return tuple(guide for guide in found if guide.branches)

    def themes_of(self, code: str) -> tuple[str, ...]:
        """Names of the 一件事 that the item is part of. The list is read again only when guides came in: a catalogue
        has many guides and few of these.
        """
        newest = select(func.count(), func.max(guides.c.version)).select_from(guides)
        with self._database.read.connect() as connection:
            stamp = tuple(connection.execute(newest).one())
        if stamp != self._themes_stamp:
            self._themes_known = [(theme.item.full_name, frozenset(theme.group)) for theme in self.themes()]
            self._themes_stamp = stamp
        return tuple(name for name, group in self._themes_known if code in group)

    def published(self, version: str) -> tuple[dict[str, ItemRecord], dict[str, ServiceGuide]]:
        """Items and guides of one catalogue version, by code."""
        statement = select(guides.c.code, guides.c.body).where(guides.c.version == version)
        with self._database.read.connect() as connection:
            found = {
                row.code: from_json(ServiceGuide, json.loads(row.body))
                for row in connection.execute(statement)
            }
            return tables.read_version(connection, version), found

    def versions(self, code: str) -> tuple[str, ...]:
        """Versions of the guide that are here, oldest import first."""
        statement = select(guides.c.version).where(guides.c.code == code).order_by(_ROWID)
        with self._database.read.connect() as connection:
            return tuple(connection.execute(statement).scalars())

    def changes(self, code: str, since: str) -> tuple[Change, ...]:
        """What the current guide says otherwise than version ``since``: 指南已更新, in words for the clerk (H13)."""
        old, new = self.guide(code, since), self.guide(code)
        return guide_changes(old, new) if old is not None and new is not None else ()

    def count(self) -> int:
        """How many items there are."""
        with self._database.read.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(items)).scalar_one())

    def empty(self) -> bool:
        """Whether there is no item yet; counts none."""
        with self._database.read.connect() as connection:
            return connection.execute(select(items.c.code).limit(1)).first() is None


_ROWID: ColumnElement[int] = literal_column("guides.rowid")


def _current(connection: Connection, code: str) -> str | None:
    found: str | None = connection.execute(select(items.c.version).where(items.c.code == code)).scalar()
    return found


def current_guide(connection: Connection, code: str) -> ServiceGuide | None:
    """The guide in use, inside the caller's transaction."""
    current = _current(connection, code)
    if current is None:
        return None
    return _stored_guide(connection, code, current) or _stored_guide(connection, code, "")


def _stored_guide(connection: Connection, code: str, version: str) -> ServiceGuide | None:
    """The guide of this version, or the one that came last when ``version`` is empty."""
    statement = select(guides.c.body).where(guides.c.code == code)
    if version:
        statement = statement.where(guides.c.version == version)
    body = connection.execute(statement.order_by(_ROWID.desc()).limit(1)).scalar()
    return from_json(ServiceGuide, json.loads(body)) if body is not None else None


def put_all(
    connection: Connection,
    new_items: Sequence[NewItems],
    version: str,
    new_guides: Iterable[ServiceGuide],
    basis: Mapping[str, str],
    gone: Sequence[str] = (),
    shelf: Shelf | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """What ``CatalogueStore.put`` does, inside the caller's transaction."""
    tables.create(connection)
    guided = {guide.item.code for guide in _put_guides(new_guides, connection)}
    rows = [_values(item, digest, version, item.code in guided) for item, digest in new_items]
    if rows:
        _put_items(connection, rows)
    records = [(ItemRecord(item, version, basis.get(item.code, "")), digest) for item, digest in new_items]
    tables.keep_items(connection, records)
    if shelf is not None:
        tables.put_shelf(connection, shelf)
    codes = [item.code for item, _ in new_items]
    tables.forget_secret(connection, codes)
    _remove(connection, gone)
    search.index(connection, _index_rows(connection, codes, progress or (lambda _: None)))


def _put_items(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    statement = upsert(items)
    update: dict[str, ColumnElement[object]] = {c: statement.excluded[c] for c in rows[0] if c != "code"}
    # An item keeps its guide when a list without guides names it again.
    update["guided"] = func.max(items.c.guided, statement.excluded.guided)
    connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=update), rows)


def _remove(connection: Connection, codes: Sequence[str]) -> None:
    """Take items out of the current catalogue and the index; cases keep the guide versions they were received under."""
    tables.mark_secret(connection, codes)
    for start in range(0, len(codes), 500):
        chosen = items.c.code.in_(codes[start : start + 500])
        search.remove(connection, connection.execute(select(items.c.rowid_).where(chosen)).scalars().all())
        connection.execute(items.delete().where(chosen))


def reindex(connection: Connection) -> None:
    """Bring the search index up to date with every item."""
    codes = list(connection.scalars(select(items.c.code)))
    if codes:
        search.index(connection, _index_rows(connection, codes, lambda _: None))


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


def _index_rows(
    connection: Connection, codes: Sequence[str], progress: Callable[[int], None]
) -> Iterator[search.IndexRow]:
    """Rows for the index; of two items of the same name the one with a guide comes first."""
    for start in range(0, len(codes), 500):
        part = select(items).where(items.c.code.in_(codes[start : start + 500]))
        for r in connection.execute(part).all():
            yield r.rowid_, r.name, r.sub_name, r.department, r.code, r.synonyms, r.guided
        progress(min(start + 500, len(codes)))


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
