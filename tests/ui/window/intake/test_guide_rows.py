"""What 办什么 says of an item: each thing once, and in words."""

from __future__ import annotations

from app.domain.guide import CaseMode, Period
from app.values import replace
from tests.ui.window.cases import World
from ui.theme import t
from ui.window.intake.guide_rows import fact_rows


def test_a_promise_of_the_same_day_is_not_told_twice_in_one_line(world: World) -> None:
    """It read 承诺即办（法定20个工作日）　即办件."""
    office = world.place.office
    guide = office.guide(office.search_items("hszyzc")[0].code)
    assert guide is not None

    def limit(days: int, mode: CaseMode) -> str:
        row = replace(guide, promised=Period(days), legal=Period(20), mode=mode)
        return str(dict(fact_rows(row, frozenset()))[t("intake.what.limit")])

    assert limit(0, CaseMode.IMMEDIATE) == "承诺即办（法定20个工作日）"
    assert limit(7, CaseMode.PROMISED) == "承诺7个工作日（法定20个工作日）　承诺件"
    assert limit(1, CaseMode.IMMEDIATE).endswith("即办件"), "where the promise does not say it, the kind does"
