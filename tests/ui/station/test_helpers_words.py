"""What a helper is told of where a case goes and whose it is: the county, who only has it collected here, an agent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.ui.station.test_evening import SMALLEST
from ui.shared.measure import cut_texts
from ui.shots.room import ZHANG
from ui.station.work import MATERIALS, SIGN

Open = Callable[..., Any]
SIZES = [SMALLEST, (1366, 768)]


@pytest.mark.parametrize("size", SIZES)
def test_everything_a_helper_reads_goes_to_the_county_and_to_no_department(
    open_station: Open, size: tuple[int, int]
) -> None:
    """收件转部门 stood on the key, 由区里决定 beside it, and 转给区里 in the lesson: three receivers of one case."""
    station = open_station(size)
    station.begin()
    station.collect()
    page = station.intake
    assert page.primary.text() == "收件转区里" and page.bar._sentence.text() == "材料齐全：驿站只收件，转区里受理"
    assert not cut_texts(station.opening.shell)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: bool(station.cases()) and station.cases()[0].lease == "platform", "the receipt")
    station.face.show_case(station.cases()[0].id)
    station.idle()
    case = station.face.pages["case"]
    station.hand.wait(lambda: case.bar._sentence.text() == "已收件：在区里，等受理", "where it is")
    assert not cut_texts(station.opening.shell)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_only_collected_says_for_whom_when_it_was_taken_in_and_on_its_bag(
    open_station: Open, size: tuple[int, int]
) -> None:
    """收好了 alone was told, and its bag went with the others as if the county decided."""
    station = open_station(size)
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+B")
    station.idle()
    station.hand.type("intake.away.place", "样例市局")
    station.hand.keys("Alt+D")
    station.hand.wait(lambda: bool(station.cases()) and station.cases()[0].lease == "platform", "the receipt")
    station.idle()
    said = station.opening.shell.band.accessibleName()
    assert "代收好了" in said and "代样例市局收的" in said and not cut_texts(station.opening.shell)
    station.face.go_home()
    station.idle()
    station.hand.keys("2")
    page = station.face.pages["bundle"]
    station.hand.wait(page.bags, "the bag")
    station.idle()
    assert "代收：转样例市局" in page.rows[0].line.sub and not cut_texts(station.opening.shell)


@pytest.mark.parametrize("size", SIZES)
def test_a_neighbour_who_files_for_another_is_not_called_nobodys_agent(
    open_station: Open, size: tuple[int, int]
) -> None:
    """否 under 是否由他人代办 took the 委托书 off the list: 材料齐全, and the 授权委托书 itself said 否."""
    station = open_station(size)
    station.face.card_read(ZHANG)
    station.hand.wait(lambda: station.intake.state.card is not None, "the card")
    station.hand.click("intake.party.agent")
    station.idle()
    station.hand.type("intake.principal", "王小兰")
    station.hand.type("intake.principal_number", "210106189902020022")
    station.hand.type("intake.phone", "13800000001")
    station.hand.keys("Return")
    station.idle()
    station.intake.show_step(1)
    station.choose()
    page = station.intake
    page.show_step(MATERIALS)
    station.idle()
    for row in page.state.material_rows():
        page.go_to(f"row.{row.number}")
        station.hand.keys("S")
        station.idle()
    page.show_step(SIGN)
    station.idle()
    assert page.primary.text() == "去填写" and "来的是代理人，要答“是”：是否由他人代办" in page.bar._sub.text()
    assert not cut_texts(station.opening.shell)
    child = page.state.gaps(date(1910, 1, 1))
    assert not any(gap.field.startswith("question.") for gap in child), "a parent of a child brings no 委托书"
    station.hand.keys("Ctrl+Return")
    station.idle()
    station.hand.click("intake.question.proxy.yes")
    station.idle()
    assert any("委托书" in row.name for row in page.state.material_rows())
    assert not any(gap.field.startswith("question.") for gap in page.state.gaps(page._moment.today))
