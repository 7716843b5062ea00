"""The catalogue comes by the line: whole or in parts, switched at once, and never by a server that lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.domain.catalogue import item_digest, parse_guides
from app.domain.codec import dumps
from app.domain.guide import ServiceGuide
from app.errors import LineError
from app.ports.catalogue import Edition, EditionPage, EditionRefused, EditionRow
from app.storage.catalogue_shadow import SqlCatalogueShadow, export_rows
from app.storage.catalogue_store import CatalogueStore
from app.storage.catalogue_tables import ItemRecord
from app.storage.database import Database
from app.storage.schema import metadata
from sync.client.catalogue import CatalogueKeeper
from sync.client.http import HttpPlatform
from sync.platform.catalogue import publish
from sync.platform.database import open_database
from sync.platform.main import main as platform
from sync.platform.staff_facts import StaffError
from sync.wire.catalogue import rows_digest
from tests.app.storage.kit import KEY
from tests.sync.support import ROOT, MovedTime, Province, Window

TEXT = (ROOT / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
FOOD, NURSE, THIRD = parse_guides(TEXT)[:3]


def row(guide: ServiceGuide) -> tuple[str, str]:
    record = ItemRecord(guide.item, guide.version, "")
    body = {"form": 1, "record": json.loads(dumps(record)), "guide": json.loads(dumps(guide))}
    return guide.item.code, json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def renamed(guide: ServiceGuide, name: str, version: str) -> ServiceGuide:
    return replace(guide, item=replace(guide.item, name=name), version=version)


@dataclass
class Liar:
    """A line that says what a test wants."""

    rows: dict[str, str] = field(default_factory=dict)
    serial: int = 1
    version: str = "v1"
    digest: str = ""
    form: int = 1
    since: dict[str, tuple[dict[str, str], list[str]]] = field(default_factory=dict)
    page: int = 500
    cut_after: int = 10**6
    asked: list[tuple[str, str]] = field(default_factory=list)
    wrong_signature: bool = False

    def edition(self) -> Edition:
        if self.wrong_signature:
            raise EditionRefused("signature")
        digest = self.digest or rows_digest((code, sha(body)) for code, body in self.rows.items())
        return Edition(self.version, self.serial, 1_790_000_000_000, len(self.rows), digest, self.form)

    def edition_page(self, version: str, base: str, after: str) -> EditionPage:
        self.asked.append((base, after))
        if len(self.asked) > self.cut_after:
            raise LineError("transient")
        if base and base not in self.since:
            raise LineError("not-found")
        rows, gone = self.since[base] if base else (self.rows, [])
        left = sorted(code for code in rows if code > after)
        some = left[: self.page]
        page = [EditionRow(code, sha(rows[code]), rows[code]) for code in some]
        return EditionPage(page, gone, some[-1] if some else "", len(left) > len(some))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Place:
    store: CatalogueStore
    shelf: SqlCatalogueShadow
    time: MovedTime = field(default_factory=MovedTime)

    def step(self, line: Liar | HttpPlatform) -> None:
        CatalogueKeeper(line, self.shelf, self.time).step()

    def names(self) -> set[str]:
        return {item.name for item in self.store.everything()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    database = Database(tmp_path / "zc.db", KEY, read_only=False)
    with database.writing() as connection:
        metadata.create_all(connection)
    yield Place(CatalogueStore(database), SqlCatalogueShadow(database))
    database.close()


def test_a_window_gets_the_catalogue_and_then_only_what_changed(
    tmp_path: Path, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Province.start(tmp_path / "platform.db")
    line = here.platform(Window())
    place.step(line)
    assert place.shelf.standing() is None and place.names() == set()
    file = tmp_path / "rows.jsonl"
    rows = [row(FOOD), row(NURSE)]
    file.write_text("\n".join(json.dumps({"code": code, "body": body}) for code, body in rows), "utf-8")
    command = ["catalogue", "--db", str(here.db), str(file), "--version", "2026-11"]
    assert platform(command) == 0 and platform(command) == 1
    assert "已经发布过" in json.loads(capsys.readouterr().out.splitlines()[-1])["words"]
    place.step(line)
    assert place.names() == {FOOD.item.name, NURSE.item.name}
    assert place.store.guide(FOOD.item.code) == FOOD
    database = open_database(str(here.db))
    changed = renamed(NURSE, "护士执业注册（首次）", "2027")
    publish(database, "2026-12", dict([row(changed), row(THIRD)]), 1_990_000_000_000)
    database.close()
    place.step(line)
    assert place.names() == {changed.item.name, THIRD.item.name}
    # Cases received under the old guide keep it; the clerk sees what is new.
    assert place.store.guide(NURSE.item.code, NURSE.version) == NURSE
    assert place.store.guide(FOOD.item.code, FOOD.version) == FOOD
    news = place.shelf.news()
    assert (news["added"], news["updated"], news["removed"]) == (1, 1, 1)
    standing = place.shelf.words(1_990_000_000_000 + 40 * 86_400_000)
    assert (standing.version, standing.before, standing.days) == ("2026-12", "2026-11", 40)
    assert "40 天前" in standing.words and not standing.problem
    here.stop()


def test_a_cut_line_goes_on_where_it_broke_and_nothing_is_seen_of_half_a_catalogue(place: Place) -> None:
    line = Liar(dict([row(FOOD), row(NURSE), row(THIRD)]), page=1, cut_after=2)
    with pytest.raises(LineError):
        place.step(line)
    assert place.names() == set()
    line.cut_after = 10**6
    place.step(line)
    assert len(place.names()) == 3 and len(place.store.search("护士")) == 1
    assert [after for _, after in line.asked].count("") == 1, "what had come was not asked for again"


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (Liar(dict([row(THIRD)]), serial=4, version="old"), "downgrade"),
        (Liar(dict([row(THIRD)]), serial=9, version="v9", digest="0" * 64), "digest"),
        (Liar(dict([row(THIRD)]), serial=9, version="v9", form=2), "form"),
        (Liar({"x": "{}"}, serial=9, version="v9"), "unreadable"),
        (Liar({"x": row(THIRD)[1]}, serial=9, version="v9"), "unreadable"),
        (Liar(dict([row(renamed(FOOD, "别的", FOOD.version))]), serial=9, version="v9"), "conflict"),
        (Liar(wrong_signature=True), "signature"),
    ],
)
def test_a_server_that_lies_changes_nothing_and_the_clerk_is_told(place: Place, lie: Liar, code: str) -> None:
    place.step(Liar(dict([row(FOOD), row(NURSE)]), serial=5, version="v5"))
    before = place.names()
    place.step(lie)
    assert place.names() == before and place.store.guide(FOOD.item.code) == FOOD
    standing = place.shelf.words(1_790_000_000_000)
    assert (standing.version, standing.problem) == ("v5", code)
    assert "没有换上" in standing.words and "仍用现在的目录" in standing.words
    # The next honest one mends it.
    place.step(Liar(dict([row(FOOD), row(THIRD)]), serial=10, version="v10"))
    assert place.shelf.words(0).problem == "" and THIRD.item.name in place.names()


def test_a_change_that_does_not_fit_is_fetched_whole(place: Place) -> None:
    place.step(Liar(dict([row(FOOD), row(NURSE)]), serial=5, version="v5"))
    rows = dict([row(FOOD), row(THIRD)])
    line = Liar(rows, serial=6, version="v6", since={"v5": (dict([row(THIRD)]), [])})
    place.step(line)
    assert [base for base, _ in line.asked] == ["v5", ""]
    assert place.names() == {FOOD.item.name, THIRD.item.name}


def test_the_line_is_asked_now_and_then_and_no_refused_catalogue_is_fetched_twice(place: Place) -> None:
    line = Liar(dict([row(FOOD)]), digest="1" * 64)
    keeper = CatalogueKeeper(line, place.shelf, place.time, every_s=600)
    for _ in range(3):
        keeper.step()
    assert len(line.asked) == 1
    place.time.at += 601
    keeper.step()
    assert len(line.asked) == 1 and place.shelf.words(0).problem == "digest"


def test_published_versions_never_change_and_a_page_never_grows_too_large(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "p.db"))
    publish(database, "v1", {"a": '"x"'}, 5)
    with pytest.raises(StaffError, match="version-taken"):
        publish(database, "v1", {"a": '"y"'}, 6)
    later = publish(database, "v2", {"a": '"x"'}, 1)
    assert later.serial == 6, "the count grows although the clock went back"
    database.close()


def test_what_one_window_exports_another_takes_in(place: Place) -> None:
    pairs = [(guide.item, item_digest(guide.item)) for guide in (FOOD, NURSE)]
    place.store.put(pairs, FOOD.version, (FOOD, NURSE))
    assert dict(export_rows(place.store)) == dict([row(FOOD), row(NURSE)])
