"""``zongchuang shots``: what it promises to take is what it takes, and what is wrong makes it fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.commands.shots import MORE
from ui.kiosk.session import Phase
from ui.shots import hall_calls, rooms, station, taken_back, window
from ui.shots.conduct import _summed_up
from ui.shots.known import FACES, SCENES, SMALL, THEMES, drawn_at, names, sizes
from ui.shots.sheet import contact_sheet
from ui.shots.take import Order, take
from ui.theme import apply_theme
from ui.window.inner import INNER
from ui.window.rail import PLACES


def test_every_page_has_a_state_that_is_taken() -> None:
    assert set(SCENES["window"]) == {*window.SCENES, *rooms.SCENES, *taken_back.SCENES, *hall_calls.SCENES}
    assert set(SCENES["station"]) == set(station.SCENES)
    for key in (*(place for place, _, _ in PLACES), *(page.key for page in INNER)):
        assert any(name == key or name.startswith(f"{key}-") for name in names("window")), key
    assert Phase.COUNTDOWN


def test_every_face_is_taken_at_the_sizes_of_its_screens() -> None:
    assert sizes("window", 100) == ((1366, 768), (1920, 1080))
    assert (1024, 530) in sizes("station", 100) and (1080, 1920) in sizes("kiosk", 100)
    assert sizes("window", 150) == ((1920, 1080), (1920, 960)), "1366 pixels at 150 % are no screen anybody has"
    assert sizes("kiosk", SMALL) == ((1366, 768), (1024, 768)) and not sizes("window", SMALL)
    assert FACES and THEMES == ("light", "dark", "contrast")


@pytest.fixture
def light(app: QApplication) -> object:
    yield app
    apply_theme(app, "light")


def test_pictures_lie_where_the_sheet_links_them_in_the_size_that_was_asked(
    light: object, tmp_path: Path
) -> None:
    found = take(Order(tmp_path, "window", "dark", only=("login", "locked")))
    told = json.loads((tmp_path / "window-dark.json").read_text("utf-8"))
    assert found == 0 and told["problems"] == []
    assert [(one["name"], one["size"]) for one in told["pictures"]] == [
        ("login", "1366x768"), ("login", "1920x1080"),
        ("login-refused", "1366x768"), ("login-refused", "1920x1080"),
        ("locked", "1366x768"), ("locked", "1920x1080"),
    ]  # fmt: skip
    for one in told["pictures"]:
        picture = QImage(str(tmp_path / "window/dark" / one["file"]))
        assert f"{picture.width()}x{picture.height()}" == one["size"]
        assert f'src="window/dark/{one["file"]}"' in contact_sheet([told])


def test_a_terminal_on_a_small_screen_is_taken_as_it_is_drawn_there() -> None:
    """Taken without the scale of the screen every page of 大字 ran over its foot, as it does on no machine."""
    assert [round(side / drawn_at(SMALL)) for side in (1366, 768, 1024)] == [1921, 1080, 1440]
    assert ("zh-CN", SMALL) in MORE and ("en", SMALL) in MORE


def test_a_complaint_or_a_scene_that_stopped_is_never_called_well() -> None:
    good = {"name": "a", "size": "1x1", "file": "a.png", "found": []}
    bad = good | {"found": ["cut: 词"]}
    made = [{"face": "window", "set": "light", "pictures": [good, bad], "problems": []}]
    assert not _summed_up(made, 1)["ok"] and _summed_up(made, 1)["complaints"] == 1
    made[0]["pictures"] = [good]
    assert _summed_up(made, 1)["ok"]
    made[0]["problems"] = ["case stopped"]
    assert not _summed_up(made, 1)["ok"]
