"""Dark and high contrast are found with Ctrl+K, put on at once, and worn again at the next start."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.window.test_desk_devices import Window
from ui.bootstrap import Settings, open_workplace
from ui.colours import chosen_colours
from ui.office import Office
from ui.shared.palette import Hit
from ui.theme import apply_theme, look
from ui.window.finding import find


@pytest.fixture
def window(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Window]:
    folder = tmp_path / "profile"
    shutil.copytree(furnished, folder)
    opened = Window(folder)
    yield opened
    opened.close()
    apply_theme(app, "light")


@pytest.fixture(scope="module")
def office(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A workplace where things are only looked for: no window need stand for that."""
    folder = tmp_path_factory.mktemp("looked") / "profile"
    shutil.copytree(furnished, folder)
    with closing(open_workplace(Settings(folder, rehearsal=True))) as place:
        place.rehearsal_session()
        yield place.office


def offered(office: Office, words: str) -> list[Hit]:
    return [hit for group in find(office, words) for hit in group.hits]


def test_who_sees_badly_finds_high_contrast_and_keeps_it(window: Window) -> None:
    folder = window.face.workplace.profile.path
    assert chosen_colours(folder) == "light"
    for name in ("contrast", "dark", "light", "contrast"):
        hit = next(hit for hit in offered(window.face.workplace.office, "颜色") if hit.value == ("colours", name))
        window.face._chosen(hit.value)
        window.rest()
        assert look().theme.name == name and chosen_colours(folder) == name


@pytest.mark.parametrize("words", ["深色", "高对比", "English", "颜色"])
def test_the_name_of_a_language_or_of_colours_comes_before_every_item(
    app: QApplication, office: Office, words: str
) -> None:
    """Typing english and Enter opened an item about sewers, found by its letters."""
    first = offered(office, words)[0]
    assert first.value[0] in ("colours", "language"), first


@pytest.mark.parametrize("words", ["da", "li", "en", "co", "ra", "th", "或者", "色"])
def test_the_initials_of_an_item_put_on_no_colours(app: QApplication, office: Office, words: str) -> None:
    """Two letters and Enter, as for any item, turned both screens dark."""
    found = [hit.value[0] not in ("colours", "language") for hit in offered(office, words)]
    assert found == sorted(found, reverse=True), "what else has these letters comes first"


def test_a_word_that_is_no_set_of_colours_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('colours = "pink"\n', "utf-8")
    assert chosen_colours(tmp_path) == "light" == chosen_colours(None)
