"""An item that the station may not even collect, or whose delegation has ended: no way is offered that is locked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.rights import Grant, Right
from app.usecases.desk import Session
from tests.ui.station.test_evening import SMALLEST
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts

Open = Callable[..., Any]


@pytest.mark.law("P14")
@pytest.mark.parametrize("grants", [(), (Grant(Right.RECEIVE, valid_to=date(2026, 9, 27)),)], ids=["none", "ended"])
def test_nobody_is_promised_that_it_can_be_collected_where_collecting_is_locked(
    open_station: Open, grants: tuple[Grant, ...]
) -> None:
    """「不属本窗口：可代收」 it said; behind it 代收 was locked, and a colleague was to be asked who sits nowhere."""
    station = open_station(SMALLEST)
    office, page = station.face.workplace.office, station.intake
    office.enter(Session(office.desk.session.operator, grants))
    station.begin()
    said = f"{page.bar.accessibleName()} {page.bar.accessibleDescription()}"
    assert "驿站没有收这个事项的授权" in said and "可代收" not in said and "电话" in said
    assert not cut_texts(station.opening.shell)
    station.hand.keys("Ctrl+Return")
    station.idle()
    shell = station.opening.shell
    words = " ".join(each.text() for each in shell.findChildren(QLabel) if each.isVisible())
    assert "驿站没有收这个事项的授权" in words and "同事" not in words
    sheet = next(each for each in shell.findChildren(KeyButton, "intake.away.collect") if each.isVisible())
    assert sheet.visibleRegion().boundingRect().height() == sheet.height(), "its buttons are seen whole"
    assert not cut_texts(shell)


def test_what_may_be_received_is_offered_as_before(open_station: Open) -> None:
    station = open_station()
    station.begin()
    assert "授权" not in station.intake.bar.accessibleName()
