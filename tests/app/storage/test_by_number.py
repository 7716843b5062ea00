"""The citizen has only the number that her paper names, and is found by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.case_number import case_number
from app.domain.paper import PaperKind
from app.domain.progress import query_code
from app.domain.records import NumberBlock
from app.storage.kiosk_book import SqlKioskBook
from app.usecases.desk import SERIES
from app.usecases.recall_paper import recall_paper
from tests.app.storage.house import House

TAIL = 12
"""Day and four digits."""


@pytest.fixture
def two_blocks(tmp_path: Path) -> Iterator[House]:
    """A device with the numbers 123 to 130 and 10123 to 10130."""
    made = House(tmp_path / "blocks", numbers=0)
    for first in (123, 10123):
        made.blocks.add(NumberBlock(f"block-{first}", SERIES, first, first + 7))
    yield made
    made.close()


def number_of(house: House, case: UUID) -> str:
    return case_number(house.case(case))


def as_before(house: House) -> None:
    """Papers as they were issued while four digits were told of every number."""
    house.harm("UPDATE events SET payload = json_remove(payload, '$.serial') WHERE type = 'paper_issued'")


def of_ten_thousand(house: House) -> tuple[UUID, UUID]:
    """Two cases of one item and day, whose numbers end alike."""
    first, papers = house.take_in(), len(house.views.papers())
    while 123 + len(house.views.papers()) <= 130:
        house.take_in()
    assert papers == 1
    return first, house.take_in()


@pytest.mark.parametrize("before", (False, True))
@pytest.mark.parametrize("shown", ("{}{}{}", "{}-{}-{}", " {} {} {} "))
def test_a_case_is_found_by_its_whole_number_however_it_is_written(house: House, before: bool, shown: str) -> None:
    """Every paper says 凭办件编号查询进度; whoever brought only that was turned away."""
    case = house.take_in()
    house.take_in("护士执业注册")
    if before:
        as_before(house)
    number = number_of(house, case)
    typed = shown.format(number[:-TAIL], number[-TAIL:-4], number[-4:])
    assert [line.case_id for line in house.views.find(typed)] == [case]
    assert house.views.case_of_number(typed) == case
    assert house.views.of_case_number(typed, [PaperKind.CERTIFICATE.value]) == []
    assert house.views.of_case_number(number[:-1]) == [], "the beginning of a number is none"


def test_it_is_found_years_later_and_after_its_receipt_was_recalled(house: House) -> None:
    case = house.take_in()
    number = number_of(house, case)
    house.serve(case, PaperKind.RECEIPT)
    house.clock.ms += 3 * 365 * 86_400_000
    recall_paper(house.desk, case, house.case(case).papers_of(PaperKind.RECEIPT)[-1].document_id, "姓名打错")
    assert house.views.case_of_number(number) == case
    today = number[:-TAIL] + f"{house.clock.now().date:%Y%m%d}" + number[-4:]
    assert house.views.of_case_number(today) == [], "its new receipt made no second number"


def test_of_two_that_were_told_one_number_both_are_shown_and_neither_is_opened_as_hers(two_blocks: House) -> None:
    one, other = of_ten_thousand(two_blocks)
    assert number_of(two_blocks, one) != number_of(two_blocks, other), "it is told no more"
    assert two_blocks.views.case_of_number(number_of(two_blocks, other)) == other
    as_before(two_blocks)
    number = number_of(two_blocks, one)
    assert number == number_of(two_blocks, other)
    assert {line.case_id for line in two_blocks.views.find(number)} == {one, other}
    assert two_blocks.views.case_of_number(number) is None
    book = SqlKioskBook(two_blocks.views, two_blocks.audit)
    for case in (one, other):
        found = book.of_code(number, query_code(case))
        assert found is not None and found.id == case, "the query code on her paper tells which"
    assert book.of_code(number, "000G") is None


@pytest.mark.parametrize("typed", ("张三", "D07000123", "112101060000000019642101990010012026092801239999"))
def test_whatever_is_typed_no_paper_of_other_days_is_looked_at(house: House, typed: str) -> None:
    """Each name that was typed at the search was held against every paper that ever was, before it was searched."""
    house.take_in()
    plans = house.plans(lambda: house.views.case_of_number(typed))
    assert len(plans) >= 2 and not [plan for plan in plans if "SCAN papers" in plan], plans
