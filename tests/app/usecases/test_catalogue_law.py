"""What the catalogue says today decides whether a case begins and what it may ask, whatever the desk had in hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.catalogue import item_digest
from app.domain.guide import MaterialLine, ServiceGuide, ServiceItem
from app.domain.guide_file import read_guides
from app.domain.paper import PaperKind
from app.errors import RefusedError
from app.storage.catalogue_store import CatalogueStore
from app.usecases.accept import accept
from app.usecases.intake import build_intake, rows_for
from app.usecases.issue_notice import issue_notice
from app.usecases.receive import receive
from tests.app.domain.kit import COMPANY, RESOURCES, faulty, first_answers, good, guide_of
from tests.app.storage.house import House

FOOD = guide_of("食品生产许可")
TODAY = date(2026, 9, 28)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house", copied=True)
    CatalogueStore(made.database).put([(FOOD.item, item_digest(FOOD.item))], FOOD.version, [FOOD])
    yield made
    made.close()


def list_says(house: House, item: ServiceItem) -> None:
    CatalogueStore(house.database).put([(item, item_digest(item))], "2026-11-26")


@pytest.mark.law("H14")
@pytest.mark.parametrize(
    ("status", "code"), [("暂停", "ZC-CASE-02"), ("取消", "ZC-CASE-02"), ("下放", "ZC-CASE-131")]
)
def test_an_item_out_of_force_opens_no_case_and_a_running_one_is_finished(
    house: House, status: str, code: str
) -> None:
    running = house.take_in()
    list_says(house, replace(FOOD.item, status=status, status_from=TODAY))
    with pytest.raises(RefusedError, match=code) as caught:
        house.take_in()
    assert status in caught.value.what and caught.value.law and caught.value.what_next
    accept(house.desk, running, "department")
    assert house.case(running).papers_of(PaperKind.ACCEPTANCE)


@pytest.mark.law("H14")
def test_before_the_day_of_its_end_an_item_is_still_received(house: House) -> None:
    list_says(house, replace(FOOD.item, status="取消", status_from=date(2026, 9, 29)))
    assert house.case(house.take_in()).papers_of(PaperKind.RECEIPT)


@pytest.mark.law("H14")
def test_a_pause_that_is_over_stands_in_nobodys_way(house: House) -> None:
    list_says(house, replace(FOOD.item, status="暂停", status_until=date(2026, 9, 27)))
    assert house.case(house.take_in()).papers_of(PaperKind.RECEIPT)


@pytest.mark.law("H16", "P02")
def test_what_became_secret_is_marked_for_an_intake_that_was_parked(house: House) -> None:
    store = CatalogueStore(house.database)
    store.put([], "2026-11-26", gone=[FOOD.item.code])
    with house.units.begin() as tx:
        parked = tx.guide(FOOD.item.code, FOOD.version)
    assert parked is not None and parked.item.secret
    list_says(house, FOOD.item)
    with house.units.begin() as tx:
        again = tx.guide(FOOD.item.code, FOOD.version)
    assert again is not None and not again.item.secret


def with_letter(proofs: list[dict[str, str]]) -> ServiceGuide:
    data = json.loads((RESOURCES / "catalogue" / "demo.json").read_text("utf-8"))
    letter = {"id": "letter", "name": "居委会居住情况证明", "proof_code": "LN-1"}
    data |= {"version": "v2", "proofs": proofs, "guides": [data["guides"][0]]}
    data["guides"][0]["materials"].append(letter)
    return read_guides(json.dumps(data)).guides[0]


@pytest.mark.law("L12", "L30", "P12", "D03")
def test_a_proof_off_the_list_cannot_be_taken_in_or_stand_in_a_notice(house: House) -> None:
    guide = with_letter([])
    CatalogueStore(house.database).put([(guide.item, item_digest(guide.item))], guide.version, [guide])
    intake = build_intake(guide, COMPANY, None, first_answers(guide), {}, phone="13800000001")
    rows = rows_for(guide, first_answers(guide))
    assert "居委会居住情况证明" not in [row.name for row in rows]
    off = faulty(replace(rows[0], line_id="letter", number=7, name="居委会居住情况证明"))
    with pytest.raises(RefusedError, match="ZC-CASE-03") as caught:
        receive(house.desk, uuid4(), intake, (*map(good, rows), off))
    assert "居委会居住情况证明" in caught.value.what
    case = uuid4()
    receive(house.desk, case, intake, tuple(map(faulty, rows)))
    issue_notice(house.desk, case)
    assert "letter" not in [fault.line_id for fault in house.case(case).notices[-1].faults]


@pytest.mark.law("L12")
def test_the_same_proof_with_its_entry_may_be_asked_for(house: House) -> None:
    guide = with_letter([{"code": "LN-1", "name": "居住情况证明"}])
    assert "居委会居住情况证明" in [row.name for row in rows_for(guide, first_answers(guide))]
    assert isinstance(guide.materials[-1], MaterialLine) and not guide.materials[-1].blocked
