"""Who keeps a terminal learns it from the header alone: badge, PIN, check, paper; then it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ports import DeviceState
from tests.ui.kiosk.booth import PIN, Booth, booth
from ui.guide.kiosk import KioskGuide


@pytest.fixture
def made(tmp_path: Path) -> object:
    with booth(tmp_path) as opened:
        yield opened


def test_the_header_leads_from_the_badge_to_service_and_is_silent_before_citizens(made: Booth) -> None:
    guide = KioskGuide(made.terminal, made.place.stores.settings, made.terminal.tools.texts)
    assert "连点五下" in guide.hint()
    made.touch("tile", "guide")
    assert guide.hint() == "", "a citizen is not told how to open the staff's page"
    made.terminal.touch("home")
    made.touch("large")
    assert made.key == "home" and guide.hint() == "", "nor on the home page, where she is served"
    made.wait(141)
    assert guide.hint().startswith("管理人员练习"), "and whoever passes reads for whom it is"
    for _ in range(5):
        made.terminal.touch("badge")
    assert PIN in guide.hint()
    made.type(PIN)
    assert "加了纸" in guide.hint(), "every part is well, so the check is done"
    made.touch("cleared")
    assert guide.hint() == ""
    again = KioskGuide(made.terminal, made.place.stores.settings, made.terminal.tools.texts)
    assert again.hint() == "", "what was done once is not said again"


def test_who_left_the_page_of_the_password_is_led_to_the_badge_again(made: Booth) -> None:
    guide = KioskGuide(made.terminal, made.place.stores.settings, made.terminal.tools.texts)
    for _ in range(5):
        made.terminal.touch("badge")
    assert PIN in guide.hint()
    made.terminal.touch("home")
    assert "连点五下" in guide.hint() and "1/" in guide.hint(), "the home page has no place to write a password"
    for _ in range(5):
        made.terminal.touch("badge")
    assert PIN in guide.hint(), "and what was done is not asked twice"


def test_a_part_that_is_not_well_keeps_the_check_open(made: Booth) -> None:
    guide = KioskGuide(made.terminal, made.place.stores.settings, made.terminal.tools.texts)
    made.terminal.machine.reader(DeviceState.ABSENT)
    for _ in range(5):
        made.terminal.touch("badge")
    guide.hint()
    made.type(PIN)
    assert "再自检一次" in guide.hint()
