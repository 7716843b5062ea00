"""The number of the blank in hand: a wrong one is told as what it is, and the button that is named is there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ui.theme import t
from ui.window.case import specs

pytestmark = pytest.mark.usefixtures("dressed_app")

SEEN: Any = SimpleNamespace(blank="LN-HS-0004711", blanks=frozenset({"LN-HS-0004711", "LN-HS-0004712"}))


def test_another_sheet_on_hand_is_printed_on_by_the_button_that_is_named() -> None:
    check = specs.same_serial(SEEN, t("case.form.blank.save"))
    told = check({"serial": "LN-HS-0004712"})["serial"]
    assert "“打印在这本上”" in told and "保存" not in told
    assert check({"serial": "LN-HS-0004712"}) == {}, "the second press says it is meant"


@pytest.mark.parametrize("typed", ["LNN-HS-0004712", "LN-HS-9999999", "LN-HS-471"])
def test_a_number_that_is_not_in_the_register_is_not_offered_for_printing_however_often_it_is_pressed(
    typed: str,
) -> None:
    check = specs.same_serial(SEEN, t("case.form.blank.save"))
    for _ in range(3):
        told = check({"serial": typed})["serial"]
        assert typed in told and "没有打印" in told and "LN-HS-0004711" in told


def test_the_next_sheet_of_the_register_is_taken_at_once() -> None:
    assert specs.same_serial(SEEN, t("case.form.blank.save"))({"serial": "LN-HS-0004711"}) == {}
