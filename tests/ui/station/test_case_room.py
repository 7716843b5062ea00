"""The case page of a station in whatever height a message, a lesson or a long sentence leave it."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.station.conftest import Station
from ui.shared.measure import cut_texts

LONG = "材料不齐，已一次性告知：等申请人在十月二十日前补来三份材料，逾期不补的视为撤回申请"


def test_the_steps_of_a_case_stand_whole_or_not_at_all(open_station: Callable[..., Station]) -> None:
    """Under a lesson of two lines and above a long sentence a strip of them was cut away."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    page, shell = station.face.pages["case"], station.opening.shell
    station.face.show_case(station.cases()[0].id)
    station.hand.wait(lambda: not page.covered(), "the case page")
    steps, seen = page.timeline.parentWidget(), set()
    assert steps is not None
    for said in ("已收件", LONG):
        page.bar.set_verdict("warn", said, "说明")
        for height in (1080, *range(880, 680, -20)):
            shell.resize(1366, height)
            station.idle()
            assert not cut_texts(shell), (said, height)
            seen.add(steps.isVisible())
    assert seen == {True, False}, "there was room for them, and there was none"
