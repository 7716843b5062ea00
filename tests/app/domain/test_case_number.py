"""办件编号: of one case alone, the same for ever once it was told, and read however a hand wrote it down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.case import Case
from app.domain.case_number import NumberParts, case_number, number_parts, plain_number
from tests.app.domain.kit import MONDAY, Counter

ITEM, DAY = "000123014000", f"{MONDAY.date:%Y%m%d}"


def received(n: int, device: str = "D07") -> Case:
    """A case whose receipt has the ``n``-th number of the blocks."""
    counter = Counter()
    counter.number, counter.device = n - 1, device
    return counter.received().need()


def test_two_windows_whose_numbers_end_alike_do_not_give_two_people_one_number() -> None:
    """Item and day were the same, and of the blocks 1 to 300 and 10001 to 10300 only the last four digits were told."""
    one, other = (case_number(received(n, device)) for n, device in ((123, "D07"), (10123, "D08")))
    assert one != other
    assert one.endswith(f"{DAY}0123"), "four digits, as published, as long as they suffice"
    assert other.endswith(f"{DAY}10123")


def test_a_case_that_was_told_its_number_before_keeps_it() -> None:
    """Her paper says …0123; nobody tells her that another counts now."""
    case = received(10123)
    old = replace(case, papers=tuple(replace(paper, serial="") for paper in case.papers))
    assert case_number(old) == f"{case.item.code}{DAY}0123"


@pytest.mark.parametrize("between", ("", "-", " ", "－", "—", "/"))
def test_a_number_is_read_with_or_without_what_stands_between_its_parts(between: str) -> None:
    typed = f" {between.join((ITEM, '20260928', '0123'))} "
    assert plain_number(typed) == f"{ITEM}202609280123"
    assert NumberParts(ITEM, date(2026, 9, 28), "0123") in list(number_parts(typed))


@pytest.mark.parametrize(
    "other",
    (
        "", "张三", "D07-000123", "LN26D07000123", "440524188001010014", "沈西市监补〔2026〕D07-000123号",
        "000123014000-20261328-0123",
    ),
)
def test_what_is_no_such_number_is_not_looked_for_as_one(other: str) -> None:
    assert list(number_parts(other)) == []
