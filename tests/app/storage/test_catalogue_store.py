"""The catalogue in a profile: versions never change, secret items leave, a cancelled item opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.catalogue import item_digest, parse_guides
from app.domain.guide import Period, ServiceGuide, ServiceItem
from app.domain.guide_file import Shelf
from app.domain.proofs import ProofEntry
from app.storage.catalogue_store import CatalogueStore
from app.storage.database import Database
from app.storage.schema import metadata
from tests.app.storage.kit import KEY

TEXT = (Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
FOOD, NURSE = parse_guides(TEXT)[:2]
OTHER_COUNTY = "11210381MB1H3574574" + NURSE.item.code[19:]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CatalogueStore]:
    database = Database(tmp_path / "zc.db", KEY, read_only=False)
    with database.writing() as connection:
        metadata.create_all(connection)
    yield CatalogueStore(database)
    database.close()


def put(store: CatalogueStore, *guides: ServiceGuide, version: str = "") -> None:
    pairs = [(guide.item, item_digest(guide.item)) for guide in guides]
    store.put(pairs, version or guides[0].version, guides)


def put_item(store: CatalogueStore, item: ServiceItem, version: str) -> None:
    store.put([(item, item_digest(item))], version, basis={item.code: "《甲》"})


@pytest.mark.law("L31", "P08")
def test_a_version_once_published_is_never_overwritten(store: CatalogueStore) -> None:
    put(store, FOOD)
    other = replace(FOOD, promised=Period(1))
    assert store.conflicts([other, NURSE]) == (FOOD.item.code,)
    assert store.conflicts([FOOD]) == ()
    put(store, other)
    assert store.guide(FOOD.item.code, FOOD.version) == FOOD


@pytest.mark.law("H13", "L31")
def test_a_case_keeps_its_version_and_a_new_one_gets_the_last_import(store: CatalogueStore) -> None:
    put(store, FOOD)
    # By its letters this version would stand before the rehearsal's.
    newer = replace(FOOD, version="2026-11-26", promised=Period(3))
    put(store, newer)
    assert store.guide(FOOD.item.code) == newer
    assert store.guide(FOOD.item.code, FOOD.version) == FOOD
    assert store.versions(FOOD.item.code) == (FOOD.version, "2026-11-26")
    assert [change.text for change in store.changes(FOOD.item.code, FOOD.version)] == [
        "承诺办结时限由7个工作日改为3个工作日"
    ]


def test_a_version_that_is_taken_gets_a_number(store: CatalogueStore) -> None:
    put_item(store, NURSE.item, "2026-11-26")
    assert store.free_version("2026-11-26") == "2026-11-26.2"
    put(store, replace(FOOD, version="2026-11-26.2"))
    assert store.free_version("2026-11-26") == "2026-11-26.3"
    assert store.free_version("2026-11-27") == "2026-11-27"


@pytest.mark.law("H14")
def test_an_item_cancelled_by_a_later_list_opens_no_case_and_its_old_guide_stays(
    store: CatalogueStore,
) -> None:
    put(store, FOOD)
    put_item(store, replace(FOOD.item, status="取消", status_from=date(2026, 12, 1)), "2026-11-26")
    for day, status in ((date(2026, 11, 30), "有效"), (date(2026, 12, 1), "取消")):
        now = store.guide(FOOD.item.code, day=day)
        assert now is not None and now.item.status == status
    assert store.guide(FOOD.item.code, FOOD.version) == FOOD
    line = store.item(FOOD.item.code)
    assert line is not None and (line.status, line.guided) == ("取消", True)


@pytest.mark.law("H16", "P02", "L14")
def test_an_item_that_became_secret_is_found_nowhere_but_its_cases_go_on(store: CatalogueStore) -> None:
    put(store, FOOD, NURSE)
    assert [hit.code for hit in store.search("护士执业注册")] == [NURSE.item.code]
    store.put([], "2026-11-26", gone=[NURSE.item.code, "unknown"])
    assert store.search("护士执业注册") == [] and store.search("hszyzc") == []
    assert store.item(NURSE.item.code) is None and store.guide(NURSE.item.code) is None
    assert store.resolve(NURSE.item.code) == ()
    assert store.guide(NURSE.item.code, NURSE.version) == NURSE
    assert [hit.code for hit in store.search("食品生产许可")] == [FOOD.item.code]


@pytest.mark.law("H01")
def test_every_form_of_the_code_leads_to_the_item(store: CatalogueStore) -> None:
    handling = replace(NURSE.item, code=NURSE.item.code + "01", sub_name="延续")
    county = replace(NURSE.item, code=OTHER_COUNTY)
    for item in (
        NURSE.item,
        handling,
        county,
        replace(FOOD.item, code="511A0138000000-511602000000-000-1-00"),
    ):
        put_item(store, item, "v")
    twelve, ten = NURSE.item.code[19:], NURSE.item.code[21:]
    three = tuple(sorted((NURSE.item.code, handling.code, OTHER_COUNTY)))
    assert store.resolve(twelve) == three == store.resolve(ten)
    assert store.resolve(NURSE.item.code) == (NURSE.item.code,)
    assert store.resolve(handling.code.lower()) == (handling.code,)
    assert store.resolve(OTHER_COUNTY[:-1]) == ()
    assert store.resolve("511a0138000000-511602000000-000-1-00") == ("511A0138000000-511602000000-000-1-00",)
    assert store.resolve("210199009999") == ()


def test_an_item_keeps_its_basis_by_version(store: CatalogueStore) -> None:
    assert store.record(NURSE.item.code) is None and store.shelf() == Shelf()
    put_item(store, NURSE.item, "一")
    put_item(store, replace(NURSE.item, remark="新"), "二")
    first, now = store.record(NURSE.item.code, "一"), store.record(NURSE.item.code)
    assert first is not None and now is not None
    assert (first.item.remark, now.item.remark, now.version, now.basis) == ("", "新", "二", "《甲》")
    items, guides = store.published("一")
    assert list(items) == [NURSE.item.code] and guides == {}


@pytest.mark.law("L12", "H12")
def test_common_layers_and_proofs_wait_for_the_next_file(store: CatalogueStore) -> None:
    old, new = ProofEntry("A", "甲证明"), ProofEntry("B", "乙证明", commitment=True)
    store.put([], "v", shelf=Shelf({"000123014000": {"name": "护士"}}, {"A": old}))
    store.put([], "v", shelf=Shelf({"000123014000": {"name": "护士执业注册"}}))
    assert store.shelf() == Shelf({"000123014000": {"name": "护士执业注册"}}, {"A": old})
    # A new list stands alone: what is no longer on it may not be demanded.
    store.put([], "v", shelf=Shelf({}, {"B": new}))
    assert store.shelf().proofs == {"B": new}
    store.put([], "v", shelf=Shelf({}, {}))
    assert store.shelf().proofs == {}


def test_an_import_says_how_far_it_is(store: CatalogueStore) -> None:
    said: list[int] = []
    assert store.empty()
    items = [replace(NURSE.item, code=f"LOCAL-{n:04d}", name=f"事项{n}") for n in range(1200)]
    store.put([(item, item_digest(item)) for item in items], "v", progress=said.append)
    assert said == [500, 1000, 1200] and store.count() == 1200 == len(store.everything()) and not store.empty()
