"""The clock of a helper's machine: days back after its battery died, or a year ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.time import ClockQuality, Timestamp, at, clock_doubt
from app.storage.outbox_view import CasesCount
from app.values import replace
from tests.ui.station.conftest import Station
from tests.ui.station.test_evening import SMALLEST
from ui.line import LAST_SYNC_SETTING
from ui.shared.measure import cut_texts
from ui.station import work
from ui.station.line import line_words

SEEN = at(2026, 9, 28, 10, 30)


def later(days: float, quality: ClockQuality = ClockQuality.UNKNOWN) -> Timestamp:
    return Timestamp(SEEN.ms + int(timedelta(days=days).total_seconds() * 1000), quality)


@pytest.mark.parametrize(
    ("now", "doubt"),
    [
        (later(0), ""),
        (later(14), ""),
        (later(45), ""),
        (later(46), "ahead"),
        (later(-1), "back"),
        (later(1, ClockQuality.SET_BACK), ""),
        (later(-1, ClockQuality.SET_BACK), "back"),
        (later(46, ClockQuality.SET_BACK), "back"),
    ],
)
def test_a_clock_is_doubted_that_runs_behind_the_last_word_or_far_ahead(now: Timestamp, doubt: str) -> None:
    assert clock_doubt(now, SEEN.ms) == doubt


def test_nothing_is_doubted_before_the_first_word_but_a_clock_that_went_back() -> None:
    assert clock_doubt(later(400), 0) == ""
    assert clock_doubt(later(0, ClockQuality.SET_BACK), 0) == "back"


@pytest.mark.parametrize(
    ("days", "said"), [(-3, "电脑时间不对：显示 2026年9月25日"), (400, "不是2027年11月2日就调好重开"), (3, "离线 3 天")]
)
def test_the_band_says_what_the_clock_shows_and_to_set_it(
    open_station: Callable[..., Station], days: int, said: str
) -> None:
    """「离线 -3 天」 it said, or that what was agreed is over by a year: the year stands nowhere else."""
    station = open_station(SMALLEST)
    station.face.workplace.stores.settings.put(LAST_SYNC_SETTING, str(station.clock.now().ms))
    station.clock.move(later(days))
    station.face._badges()
    for key, place in (("", "home"), ("2", "bundle")):
        if key:
            station.hand.keys(key)
        station.idle()
        assert station.opening.shell.place() == place
        assert said in station.opening.shell.line.words.text() and not cut_texts(station.opening.shell)


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768)])
def test_who_is_without_a_line_for_months_reads_that_she_goes_on_and_whom_to_tell(
    open_station: Callable[..., Station], size: tuple[int, int]
) -> None:
    """From the 46th day the band asked about the clock alone."""
    station = open_station(size)
    shell = station.opening.shell
    station.face.workplace.stores.settings.put(LAST_SYNC_SETTING, str(station.clock.now().ms))
    station.clock.move(later(46))
    station.face._badges()
    station.idle()
    words = shell.line.words.text()
    assert "离线 46 天" in words and "照常收件，请告诉区窗口" in words and not cut_texts(shell)


def test_no_word_is_cut_that_says_a_clock_is_wrong_and_how_much_waits(open_station: Callable[..., Station]) -> None:
    station = open_station(SMALLEST)
    shell = station.opening.shell
    seen = replace(work.home(station.face.workplace.office), seen_ms=later(91).ms, cases=CasesCount(812, 128, True))
    shell.set_line_state(line_words(seen, later(88)), "warn")
    station.idle()
    assert "待传 812+ 件　128 件需处理" in shell.line.words.text() and not cut_texts(shell)


@pytest.mark.parametrize("size", [SMALLEST, (1280, 720), (1366, 768)])
def test_who_takes_in_under_a_clock_that_went_back_is_told_before_its_day_stands_on_a_receipt(
    open_station: Callable[..., Station], size: tuple[int, int]
) -> None:
    """The line at the top alone said that the clock is wrong; the receipt told its day and a firm end of a period."""
    station = open_station(size)
    station.face.workplace.stores.settings.put(LAST_SYNC_SETTING, str(station.clock.now().ms))
    station.clock.move(later(-3))
    station.face._badges()
    station.idle()
    station.hand.keys("1")
    station.idle()
    band = station.intake.pad_band
    assert band.isVisible() and "凭证会写2026年9月25日" in band.accessibleName()
    assert station.intake.pad_button.isVisible(), "the sheet of paper is one key away"
    assert not cut_texts(station.opening.shell)
    station.clock.move(SEEN)
    station.face._badges()
    station.idle()
    assert not band.isVisible()
