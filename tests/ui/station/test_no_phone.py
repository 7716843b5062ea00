"""Who has no telephone: what the helper agrees with her, and how she is reached when the county asks for more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.rights import Grant, Right
from app.usecases.desk import Session
from tests.ui.station.test_evening import SMALLEST
from ui.shared.measure import cut_texts
from ui.station.work import SIGN

Open = Callable[..., Any]


@pytest.mark.parametrize("phone", ["无", "13800000001"])
def test_whom_nobody_can_ring_is_asked_to_come_back_before_she_leaves(open_station: Open, phone: str) -> None:
    """A paper was missing and 无 stood for her telephone: nobody said how she was to learn what the county wants."""
    station = open_station(SMALLEST)
    told: list[str] = []
    station.face.tell.told.connect(lambda notice: told.append(notice.kept + notice.next))
    station.begin_card()
    station.hand.type("intake.phone", phone)
    station.hand.keys("Return")
    station.idle()
    station.choose()
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases(), "the case")
    station.printed()
    assert any("约好哪天再来" in each for each in told) is (phone == "无")
    assert not cut_texts(station.opening.shell)


@pytest.mark.parametrize("phone", ["无", "13800000001"])
def test_the_row_of_whom_nobody_can_ring_offers_no_telephone(open_station: Open, phone: str) -> None:
    """Without one it says how she is reached instead."""
    station = open_station(SMALLEST)
    office = station.face.workplace.office
    office.enter(Session(office.desk.session.operator, (Grant(Right.RECEIVE), Grant(Right.NOTIFY))))
    station.begin_card()
    station.hand.type("intake.phone", phone)
    station.hand.keys("Return")
    station.idle()
    station.choose()
    station.collect(but=1)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: [each for each in station.cases() if each.notices], "the notice, as the county makes it")
    station.printed()
    station.hand.keys("Alt+Home")
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whom to tell")
    row = page.rows[0].line
    assert (row.extra == "") is (phone == "无") and ("托人带话" in row.sub) is (phone == "无")
    assert not cut_texts(station.opening.shell)
