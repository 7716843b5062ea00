"""Another language in the window: kept in the profile, and the window stands anew in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from resources import path
from tests.ui.window.cases import World
from ui.bootstrap import Settings
from ui.texts import Texts
from ui.theme import look
from ui.tour.hand import Hand
from ui.window.finding import find
from ui.window.rail import RailButton
from ui.window.run import Opening


@pytest.fixture
def opening(app: QApplication, tmp_path: Path) -> Iterator[Opening]:
    before = look().texts
    made = Opening(rehearsal=True)
    made.shell.show()
    made.open(Settings(profile=tmp_path / "p", rehearsal=True, printer_folder=tmp_path / "out"))
    yield made
    made.shell.close()
    made.close()
    made.shell.deleteLater()
    look().speak(before)


def _stands(opening: Opening, hand: Hand) -> None:
    hand.window = opening.shell
    hand.wait(
        lambda: opening.face is not None and opening.face.pages and not opening.shell.covered(), "the pages"
    )
    hand.wait(lambda: not opening.runner.busy(), "the background")


def test_the_window_stands_again_in_english_and_the_profile_remembers(
    opening: Opening, tmp_path: Path
) -> None:
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first = opening.shell
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: opening.shell is not first, "another window")
    _stands(opening, hand)
    names = [button.text() for button in opening.shell.findChildren(RailButton)]
    assert names[0] == "Intake"
    assert tomllib.loads((tmp_path / "p" / "config.toml").read_text("utf-8"))["language"] == "en"


def test_ctrl_k_offers_the_other_language_by_its_own_name(world: World) -> None:
    def offered(words: str) -> list[str]:
        return [
            hit.text
            for group in find(world.place.office, words)
            for hit in group.hits
            if hit.value[0] == "language"
        ]

    assert offered("") == offered("engl") == offered("语言") == ["English"]
    look().speak(Texts.load(path("texts"), "en"))
    assert offered("") == ["中文"]
