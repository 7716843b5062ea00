"""Days without a line: how long it may go on, what is done when it lasts longer, and what when the numbers run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from app.domain.time import Timestamp
from app.storage.schema import number_blocks
from tests.ui.station.test_evening import SMALLEST, take_in
from tests.ui.station.test_journeys import screen_words
from ui.line import LAST_SYNC_SETTING
from ui.shared.measure import cut_texts

Open = Callable[..., Any]


def days_later(station: Any, days: int) -> None:
    """The line worked last just now, and then so many days go by."""
    now = station.clock.now()
    station.face.workplace.stores.settings.put(LAST_SYNC_SETTING, str(now.ms))
    later = now.ms + int(timedelta(days=days, hours=1).total_seconds() * 1000)
    station.clock.move(Timestamp(later, now.quality))
    station.face.go_home()
    station.face._badges()
    station.idle()


@pytest.mark.parametrize(
    ("days", "said", "recorded"),
    [
        (3, "离线 3 天　照常收件，都存本机", "还连不上，请告诉区窗口"),
        (13, "离线 13 天　再离线不到 1 天　照常收件", "还连不上，请告诉区窗口"),
        (12, "离线 12 天　最多再离线 1 天　照常收件", "还连不上，请告诉区窗口"),
        (15, "离线 15 天，超过约定　照常收件，请告诉区窗口", "派人来接"),
    ],
)
def test_how_long_the_station_may_be_without_a_line_is_told_and_nobody_is_turned_away_after_it(
    open_station: Open, days: int, said: str, recorded: str
) -> None:
    """14 days were agreed with the county, and nothing at the station told of them."""
    station = open_station(SMALLEST)
    take_in(station)
    days_later(station, days)
    line, shell = station.opening.shell.line, station.opening.shell
    assert line.words.text().startswith(said) and "待传 1 件" in line.words.text()
    assert line.words.geometry().right() < line.readiness.geometry().left() and not cut_texts(shell)
    station.hand.keys("Alt+6")
    station.idle()
    assert recorded in station.face.pages["record"].limit.text() and not cut_texts(shell)
    take_in(station)
    assert len(station.cases()) == 2, "who comes meanwhile is helped as ever"


def test_whose_numbers_run_out_far_from_a_line_is_led_to_the_printed_sheets(open_station: Open) -> None:
    """The band that leads there was made for every page of the intake, and the station's never got to know."""
    station = open_station(SMALLEST)
    with station.face.workplace.database.writing() as connection:
        connection.execute(delete(number_blocks))
    station.hand.keys("1")
    station.face._badges()
    station.idle()
    assert station.intake.pad_band.isVisible() and "文书号" in screen_words(station)
    station.hand.click("intake.pad")
    station.hand.wait(lambda: station.opening.shell.place() == "pad", "the sheets, whose page is made now")
