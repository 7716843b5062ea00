"""The sheets of a station: printed while its machine works, and entered once it works again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.records import NumberBlock
from app.domain.time import at
from tests.ui.station.test_evening import found
from ui.shared.measure import cut_texts

Open = Callable[..., Any]
SIZES = ((1024, 530), (1024, 600))
LINE = "文书号段和登记本"


def at_pad(station: Any) -> Any:
    """The page of the sheets is open."""
    station.hand.wait(lambda: "pad" in station.face.pages, "the page of the sheets, whose code may still be loaded")
    station.hand.wait(lambda: station.face.pages["pad"].seen is not None, "the sheets")
    station.idle()
    return station.face.pages["pad"]


def print_sheets(station: Any, page: Any, count: str) -> None:
    """As many sheets as are wanted come out."""
    station.hand.keys("Ctrl+P")
    station.hand.wait(lambda: page.form.isVisible(), "how many")
    station.hand.type("case.pad.count", count)
    station.hand.keys("Return")
    station.hand.wait(lambda: page.seen.count("issued") == int(count), "the sheets")
    station.idle()


@pytest.mark.parametrize("size", SIZES)
def test_the_opening_check_leads_to_the_sheets_it_asks_for_and_is_good_once_they_are_printed(
    open_station: Open, size: tuple[int, int]
) -> None:
    """It said 登记本余0页 every morning, and no page of a station made any."""
    station = open_station(size)
    station.face.workplace.blocks.add(NumberBlock("p1", "pad", 1, 50))
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages, "the page of the day")
    station.idle()
    day = station.face.pages["day"]
    assert found(day, LINE).right is False
    day.points.pick(next(n for n, point in enumerate(day.seen.points) if point.name == LINE))
    station.idle()
    station.hand.keys("Alt+G")
    page = at_pad(station)
    assert not cut_texts(station.opening.shell)
    print_sheets(station, page, "3")
    assert not cut_texts(station.opening.shell)
    station.hand.keys("Escape")
    assert station.opening.shell.place() == "home"
    station.hand.keys("6")
    station.idle()
    assert found(day, LINE).right is True and "登记本余3页" in found(day, LINE).found


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_filled_while_the_machine_was_dead_is_entered_with_the_time_that_stands_on_it(
    open_station: Open, size: tuple[int, int]
) -> None:
    station = open_station(size)
    station.face.workplace.blocks.add(NumberBlock("p1", "pad", 1, 50))
    station.hand.keys("7")
    page = at_pad(station)
    print_sheets(station, page, "1")
    number = page.seen.rows[0].sheet.number
    station.clock.move(at(2026, 9, 30, 9, 0))
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.form.isVisible(), "which sheet, and when")
    station.idle()
    assert not cut_texts(station.opening.shell)
    station.hand.type("case.pad.day", "9月29日")
    station.hand.type("case.pad.time", "9:05")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.opening.shell.place() == "intake", "the intake")
    station.idle()
    state = station.intake.state
    assert state.pad == number and state.handed_at.words().startswith("2026年9月29日9时05分")
    assert not cut_texts(station.opening.shell) and number in station.intake.context.chip.text()


def test_a_sheet_whose_intake_was_begun_already_leads_to_it_and_not_to_a_second_one(open_station: Open) -> None:
    """Two intakes of one sheet were typed, and the second was refused at its end."""
    station = open_station(SIZES[0])
    station.face.workplace.blocks.add(NumberBlock("p1", "pad", 1, 50))
    station.hand.keys("7")
    page = at_pad(station)
    print_sheets(station, page, "1")
    station.clock.move(at(2026, 9, 30, 9, 0))
    for time, phone in (("8:05", "13800000001"), ("8:35", "")):
        station.hand.keys("Ctrl+Return")
        station.hand.wait(lambda: page.form.isVisible(), "which sheet, and when")
        station.hand.type("case.pad.day", "9月30日")
        station.hand.type("case.pad.time", time)
        station.hand.keys("Ctrl+Return")
        station.hand.wait(lambda: station.opening.shell.place() == "intake", "the intake")
        station.idle()
        if phone:
            station.hand.type("intake.phone", phone)
            station.idle()
            station.face.go_home()
            station.idle()
            station.hand.keys("7")
            station.idle()
    state = station.intake.state
    assert state.phone == "13800000001" and state.handed_at.words().endswith("8时05分")
    assert len(station.face.workplace.office.open_drafts()) == 1
    told = " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))
    assert "已经在补录" in told and not cut_texts(station.opening.shell)


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_given_at_a_door_for_what_the_machine_took_in_becomes_no_second_case(
    open_station: Open, size: tuple[int, int]
) -> None:
    """Without a printer at a house a sheet was given; entered, one citizen had two cases, or it was called void."""
    station = open_station(size)
    station.face.workplace.blocks.add(NumberBlock("p1", "pad", 1, 50))
    station.take_in()
    station.face.go_home()
    station.idle()
    station.hand.keys("7")
    page = at_pad(station)
    print_sheets(station, page, "1")
    (case,) = station.cases()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.form.isVisible(), "which sheet, and whose")
    station.hand.type("case.pad.receipt", "Z01-000999")
    station.hand.keys("Ctrl+Return")
    dialog = station.opening.shell.dialog()
    station.hand.wait(dialog.isVisible, "that it is not known")
    words = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert "没有这份收件凭证" in words and page.seen.count("issued") == 1
    station.hand.keys("Escape")
    station.idle()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.form.isVisible(), "which sheet, and whose")
    station.hand.type("case.pad.receipt", case.papers[0].number.rsplit("〕", 1)[-1].removesuffix("号"))
    assert not cut_texts(station.opening.shell)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(dialog.isVisible, "whose it is")
    words = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert case.intake.applicant.name in words and case.item.name in words and not cut_texts(station.opening.shell)
    station.hand.keys("N")
    station.idle()
    assert page.seen.count("issued") == 1, "a number that was typed wrong names a stranger's case"
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.form.isVisible(), "which sheet, and whose")
    station.hand.type("case.pad.receipt", case.papers[0].number.rsplit("〕", 1)[-1].removesuffix("号"))
    station.hand.keys("Ctrl+Return")
    station.hand.wait(dialog.isVisible, "whose it is")
    station.hand.keys("J")
    station.hand.wait(lambda: page.seen.count("used") == 1, "the sheet to be told of")
    station.idle()
    assert page.seen.rows[0].sheet.case_id == case.id and station.opening.shell.place() == "pad"
    assert "不另立一件" in station.opening.shell.band.accessibleName() and not cut_texts(station.opening.shell)


@pytest.mark.parametrize("key", [".", "。"])
def test_the_day_of_the_sheet_before_comes_by_one_key_and_never_by_itself(open_station: Open, key: str) -> None:
    """Ten sheets of one dead morning wanted the day typed ten times."""
    station = open_station(SIZES[0])
    station.face.workplace.blocks.add(NumberBlock("p1", "pad", 1, 50))
    station.hand.keys("7")
    page = at_pad(station)
    print_sheets(station, page, "2")
    station.clock.move(at(2026, 9, 30, 9, 0))
    for day, first in (("9-29", True), (key, False)):
        station.hand.keys("Ctrl+Return")
        station.hand.wait(lambda: page.form.isVisible(), "which sheet, and when")
        field = station.hand.find("case.pad.day")
        assert field.text() == "" and ("同上一页（9-29）" in field.placeholderText()) != first
        station.hand.type("case.pad.day", day)
        assert field.text() == "9-29", "she sees which day it is"
        assert not cut_texts(station.opening.shell)
        station.hand.type("case.pad.time", "9:05")
        station.hand.keys("Ctrl+Return")
        station.hand.wait(lambda: station.opening.shell.place() == "intake", "the intake")
        station.idle()
        assert station.intake.state.handed_at.words().startswith("2026年9月29日9时05分")
        if first:
            station.hand.type("intake.phone", "13800000001")
            station.idle()
            station.face.go_home()
            station.idle()
            station.hand.keys("7")
            station.idle()
            page.table.pick(1)
