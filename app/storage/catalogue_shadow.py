"""The catalogue that comes by the line: put together in tables beside the one in use, checked, and switched at once.

Guide versions that cases were received under stay, whatever the new catalogue says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.catalogue import guide_digest, item_digest
from app.domain.codec import CodecError, dumps, from_json
from app.domain.guide import ServiceGuide
from app.domain.guide_changes import Change, guide_changes
from app.domain.item_changes import item_changes
from app.ports.catalogue import Arriving, Edition, EditionPage, EditionRefused
from app.storage import catalogue_tables as tables
from app.storage.catalogue_store import CatalogueStore, NewItems, current_guide, put_all
from app.storage.catalogue_tables import ItemRecord
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.schema import guides, items, settings
from app.storage.stores import put_setting
from app.values import asdict, dataclass

STANDING = "catalogue.line"
ARRIVING = "catalogue.arriving"
PROBLEM = "catalogue.problem"
_FORM = 1
_MOST_NEWS = 200
_DAY_MS = 24 * 60 * 60 * 1000
_PROBLEMS = {
    "downgrade": "省平台发来的目录比本机的旧，没有换上",
    "digest": "省平台发来的目录与它的清单不符，没有换上",
    "signature": "省平台发来的目录签名不对，没有换上",
    "form": "省平台发来的目录要新版程序才读得懂，没有换上",
    "conflict": "省平台把已发布的指南版本改了内容，没有换上",
    "unreadable": "省平台发来的目录有读不懂的条目，没有换上",
}


@dataclass(frozen=True)
class CatalogueStanding:
    """How the catalogue stands, for people: ``problem`` is a code, empty when all is well; ``days`` since its issue."""

    version: str
    before: str
    issued_ms: int | None
    days: int | None
    problem: str
    words: str


class SqlCatalogueShadow:
    """Implements ``app.ports.catalogue.EditionShelf``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self) -> Edition | None:
        """See the port."""
        data = self._note(STANDING)
        return _edition(data["edition"]) if data else None

    def arriving(self) -> Arriving | None:
        """See the port."""
        data = self._note(ARRIVING)
        if not data:
            return None
        return Arriving(_edition(data["edition"]), data["base"], data["after"], data["whole"])

    def begin(self, edition: Edition, base: str) -> None:
        """See the port."""
        with self._database.writing() as connection:
            tables.create(connection)
            connection.execute(delete(tables.incoming))
            _keep(connection, Arriving(edition, base, "", False))

    def put(self, page: EditionPage) -> None:
        """See the port."""
        now = self.arriving()
        assert now is not None
        rows: list[dict[str, str | None]] = [
            {"code": row.code, "digest": row.digest, "body": row.body} for row in page.rows
        ]
        rows += [{"code": code, "digest": "", "body": None} for code in page.gone]
        with self._database.writing() as connection:
            if rows:
                statement = upsert(tables.incoming)
                new = {key: statement.excluded[key] for key in ("digest", "body")}
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["code"], set_=new), rows
                )
            after = page.after or now.after
            _keep(connection, Arriving(now.edition, now.base, after, not page.more))
            hit("catalogue:page")

    def switch(self, at_ms: int) -> None:
        """See the port."""
        now = self.arriving()
        assert now is not None and now.whole
        with self._database.writing() as connection:
            rows = _after(connection, now)
            if len(rows) != now.edition.rows or _digest(rows) != now.edition.digest:
                raise EditionRefused("digest", now.base)
            gone = _gone(connection, rows)
            news = _take(connection, now.edition, gone)
            _forget(connection, gone)
            connection.execute(delete(tables.line_rows))
            if rows:
                held = [{"code": code, "digest": digest} for code, digest in rows.items()]
                connection.execute(insert(tables.line_rows), held)
            connection.execute(delete(tables.incoming))
            before = _noted(connection, STANDING)
            earlier = before["edition"]["version"] if before else ""
            standing = {"edition": asdict(now.edition), "before": earlier, "at_ms": at_ms, "news": news}
            put_setting(connection, STANDING, json.dumps(standing, ensure_ascii=False))
            put_setting(connection, ARRIVING, "")
            put_setting(connection, PROBLEM, "")
            hit("catalogue:before-switch")

    def refuse(self, code: str, detail: str, at_ms: int) -> None:
        """See the port."""
        if not code and not self._note(PROBLEM):
            return
        text = json.dumps({"code": code, "detail": detail, "at_ms": at_ms}) if code else ""
        with self._database.writing() as connection:
            put_setting(connection, PROBLEM, text)
            if code and tables.there(connection):
                tables.create(connection)
                connection.execute(delete(tables.incoming))
                put_setting(connection, ARRIVING, "")

    def words(self, now_ms: int) -> CatalogueStanding:
        """How the catalogue stands, for people; its age counts from the day it was issued."""
        data, problem = self._note(STANDING), self._note(PROBLEM)
        code = str(problem.get("code", "")) if problem else ""
        trouble = _PROBLEMS.get(code, "省平台发来的目录没有换上") + "；仍用现在的目录办件" if code else ""
        if not data:
            return CatalogueStanding("", "", None, None, code, trouble or "目录由文件导入，还没有从省平台更新过")
        edition = _edition(data["edition"])
        days = max(0, (now_ms - edition.issued_ms) // _DAY_MS)
        age = f"目录 {edition.version}，{'今天发布' if not days else f'{days} 天前发布'}"
        return CatalogueStanding(
            edition.version, data["before"], edition.issued_ms, days, code, f"{age}；{trouble}" if trouble else age
        )

    def news(self) -> Mapping[str, Any]:
        """What the last catalogue of the line changed: ``{added, updated, removed, changes[{code, name, texts}]}``."""
        data = self._note(STANDING)
        news: Mapping[str, Any] = data.get("news", {}) if data else {}
        return news

    def _note(self, key: str) -> dict[str, Any]:
        with self._database.read.connect() as connection:
            return _noted(connection, key)


def export_rows(store: CatalogueStore) -> Iterator[tuple[str, str]]:
    """(code, text) of every current item with its guide, as the line carries them."""
    for item in sorted(store.everything(), key=lambda each: each.code):
        record, guide = store.record(item.code), store.guide(item.code)
        if record is None:
            continue
        row = {"form": _FORM, "record": json.loads(dumps(record)), "guide": None}
        if guide is not None:
            row["guide"] = json.loads(dumps(guide))
        yield item.code, json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _take(connection: Connection, edition: Edition, gone: Sequence[str]) -> dict[str, Any]:
    """Put what arrived into the catalogue, grouped by the version that published each item; what it changes."""
    table = tables.incoming
    news: dict[str, Any] = {"added": 0, "updated": 0, "removed": len(gone), "changes": []}
    found: dict[str, tuple[list[NewItems], list[ServiceGuide], dict[str, str]]] = {}
    for row in connection.execute(select(table.c.code, table.c.body).where(table.c.body.is_not(None))):
        record, guide = _read(row.code, row.body)
        _tell(connection, record, guide, news)
        item_of, guides_of, basis = found.setdefault(record.version, ([], [], {}))
        item_of.append((record.item, item_digest(record.item)))
        if record.basis:
            basis[row.code] = record.basis
        if guide is not None:
            guides_of.append(guide)
    for version, (pairs, some, basis) in found.items():
        _check(connection, some)
        put_all(connection, pairs, version or edition.version, some, basis)
    return news


def _tell(connection: Connection, record: ItemRecord, guide: ServiceGuide | None, news: dict[str, Any]) -> None:
    """Count an item as added or updated, with what it says otherwise: 指南已更新, in words for the clerk (H13)."""
    code = record.item.code
    version = connection.execute(select(items.c.version).where(items.c.code == code)).scalar()
    if version is None:
        news["added"] += 1
        return
    old = current_guide(connection, code)
    before = tables.read_item(connection, code, version)
    found: tuple[Change, ...] = ()
    if old is not None and guide is not None:
        found = guide_changes(old, guide)
    elif before is not None:
        found = item_changes(before.item, record.item, before.basis, record.basis)
    if not found:
        return
    news["updated"] += 1
    if len(news["changes"]) < _MOST_NEWS:
        told = [each.text for each in found]
        news["changes"].append({"code": code, "name": record.item.full_name, "texts": told})


def _read(code: str, body: str) -> tuple[ItemRecord, ServiceGuide | None]:
    """Raises EditionRefused."""
    try:
        said = json.loads(body)
        if said["form"] > _FORM:
            raise EditionRefused("form", code)
        record = from_json(ItemRecord, said["record"])
        guide = from_json(ServiceGuide, said["guide"]) if said["guide"] is not None else None
    except (CodecError, ValueError, KeyError, TypeError) as error:
        raise EditionRefused("unreadable", code) from error
    if record.item.code != code or (guide is not None and guide.item.code != code):
        raise EditionRefused("unreadable", code)
    return record, guide


def _check(connection: Connection, new: Iterable[ServiceGuide]) -> None:
    """A guide version that cases may rest on never changes its words. Raises EditionRefused."""
    for guide in new:
        body = connection.execute(
            select(guides.c.body).where(guides.c.code == guide.item.code, guides.c.version == guide.version)
        ).scalar()
        if body is not None and guide_digest(from_json(ServiceGuide, json.loads(body))) != guide_digest(guide):
            raise EditionRefused("conflict", guide.item.code)


def _after(connection: Connection, now: Arriving) -> dict[str, str]:
    """code → digest of the catalogue as it will be; every text that arrived is held against its digest."""
    rows: dict[str, str] = {}
    if now.base:
        held = connection.execute(select(tables.line_rows.c.code, tables.line_rows.c.digest))
        rows = {row.code: row.digest for row in held}
    for row in connection.execute(select(tables.incoming)):
        if row.body is None:
            rows.pop(row.code, None)
        elif hashlib.sha256(row.body.encode()).hexdigest() != row.digest:
            raise EditionRefused("digest", row.code)
        else:
            rows[row.code] = row.digest
    return rows


def _gone(connection: Connection, rows: Mapping[str, str]) -> list[str]:
    """Items that the line brought earlier and that are in the catalogue no more."""
    held = connection.execute(select(tables.line_rows.c.code)).scalars()
    return [code for code in held if code not in rows]


def _forget(connection: Connection, codes: Sequence[str]) -> None:
    if codes:
        put_all(connection, (), "", (), {}, codes)


def _digest(rows: Mapping[str, str]) -> str:
    sha = hashlib.sha256()
    for code, digest in sorted(rows.items()):
        sha.update(f"{code} {digest}\n".encode())
    return sha.hexdigest()


def _keep(connection: Connection, now: Arriving) -> None:
    put_setting(connection, ARRIVING, json.dumps(asdict(now), ensure_ascii=False))


def _noted(connection: Connection, key: str) -> dict[str, Any]:
    text = connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()
    data: dict[str, Any] = json.loads(text) if text else {}
    return data


def _edition(data: Mapping[str, Any]) -> Edition:
    return Edition(**data)
