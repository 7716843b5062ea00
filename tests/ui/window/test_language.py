"""Another language in the window: kept in the profile, and the window stands anew in it."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from resources import path
from tests.ui.window.cases import World
from ui.bootstrap import Settings
from ui.texts import Texts
from ui.theme import look
from ui.tour.hand import Hand, pause
from ui.window.citizen.screen import CitizenScreen
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


def test_what_was_typed_and_what_was_asked_for_outlive_the_change_of_language(
    opening: Opening, tmp_path: Path
) -> None:
    """A letter typed just now, a job still in line, and the person on her own screen; the window answers meanwhile."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first, free, errors = opening.shell, threading.Event(), []
    opening.tell.error = errors.append  # type: ignore[method-assign]
    opening.face.pages["intake"]._edit("phone", "13800000001", False)
    citizen = first.findChild(CitizenScreen, "citizen.screen")
    assert isinstance(citizen, CitizenScreen)
    citizen._wanted = "window"
    citizen.show_intake(opening.face.pages["intake"].state)
    view, done = citizen.view, tmp_path / "done"
    assert view is not None and view.isVisible() and view.facing is not None
    opening.runner.run("db", lambda: free.wait(60))
    opening.runner.run("db", done.touch)
    opening.speak("en")
    pause(50)
    assert opening.shell is first, "it waits, and keys and paint go on"
    free.set()
    hand.wait(lambda: opening.shell is not first, "another window")
    assert done.exists(), "what stood in line was done"
    hand.wait(lambda: not isValid(view), "nobody left on the citizen's screen")
    assert view.facing is None
    _stands(opening, hand)
    assert opening.face.pages["intake"].state.phone == "13800000001", "her intake is open again"
    assert errors == []


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


def test_words_in_an_open_form_are_asked_for_before_the_language_changes(
    opening: Opening, tmp_path: Path
) -> None:
    """What was half typed was gone with the window; now she is asked, and 取消 leaves everything as it was."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first = opening.shell
    first.activateWindow()
    first.go("pad")
    hand.click("pad.print")
    hand.type("case.pad.count", "17")
    field = hand.find("case.pad.count")
    assert isinstance(field, QLineEdit)
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: first.dialog().isVisible(), "the question")
    hand.keys("N")
    hand.wait(lambda: not first.dialog().isVisible(), "the answer")
    assert opening.shell is first and field.text() == "17" and field.isVisible()
    config = tmp_path / "p" / "config.toml"
    assert "language" not in tomllib.loads(config.read_text("utf-8")), "the next start is Chinese as well"
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: first.dialog().isVisible(), "the question")
    hand.keys("Y")
    hand.wait(lambda: opening.shell is not first, "another window")
    _stands(opening, hand)
