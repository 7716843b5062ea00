"""What the band says of a line that is away, or that refuses this computer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.time import Timestamp
from tests.ui.station.conftest import Station
from ui.station import work

Open = Callable[..., Station]


def test_days_offline_are_told_in_words_and_nothing_is_called_sent(open_station: Open) -> None:
    """Three days without a line: the band says so, and the record lists what waits."""
    station = open_station()
    station.take_in()
    settings = station.face.workplace.stores.settings
    from ui.line import LAST_SYNC_SETTING

    now = station.clock.now()
    settings.put(LAST_SYNC_SETTING, str(now.ms))
    station.clock.move(Timestamp(now.ms + int(timedelta(days=3).total_seconds() * 1000), now.quality))
    station.face.go_home()
    station.idle()
    words = station.opening.shell.line.words.text()
    assert "离线 3 天" in words and "待传 1 件" in words, "in cases, as the record counts them"
    station.hand.keys("Alt+6")
    station.idle()
    record = station.face.pages["record"]
    assert len(record.rows) == 1 and "等待上传" in record.rows[0].line.sub


@pytest.mark.parametrize(
    ("state", "detail", "said"),
    [
        ("refused", "device-key", "设备密钥不符，请告诉区窗口"),
        ("refused", "too-odd-to-name", "省平台拒收，请告诉区窗口"),
        ("captive", "", "应答的不是省平台"),
        ("wrong", "upstream-wrong", "省平台应答不对"),
        ("offline", "", "离线"),
        ("never", "", "离线"),
    ],
)
def test_a_line_that_refuses_this_computer_is_not_told_as_one_that_is_away(
    open_station: Open, state: str, detail: str, said: str
) -> None:
    """She waited for a network that was there; somebody has to register the computer anew."""
    station = open_station()
    seen = work.home(station.face.workplace.office)
    station.face._show_look(replace(seen, status=replace(seen.status, state=state, detail=detail)))
    assert station.opening.shell.line.words.text().startswith(said)
