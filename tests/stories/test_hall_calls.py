"""Somebody calls at a terminal, a clerk ten metres away reads it and goes, and who waits reads that."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.happened import OperatorRef
from app.domain.paper import Place
from app.usecases.desk import Session
from app.usecases.hall_calls import HallDesk, Word
from tests.stories.on_line import at_terminal, platform
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from ui.children import PlatformProcess
from ui.line import KeeperLine, SwitchedPlatform
from ui.settings import all_rights
from ui.tour.kiosk import Citizen

__all__ = ["app", "dressed_app", "garbage_on_the_gui_thread", "platform"]
_SECONDS = 60_000


@pytest.fixture
def she(app: object, tmp_path: Path, platform: PlatformProcess) -> Iterator[Citizen]:
    """Somebody at a terminal of the hall, on line."""
    made = at_terminal(tmp_path, platform)
    yield made
    made.close()


@pytest.fixture
def window(platform: PlatformProcess) -> Iterator[HallDesk]:
    """A window of the same hall, which speaks with the same platform."""
    line = SwitchedPlatform("D07", 1, lambda hello: None, seed=b"7" * 32)
    line.connect(platform.address)
    keeper = KeeperLine(line)
    yield HallDesk(keeper, Place("铁西区政务服务中心", "07号综合窗口", "D07", division="210106000000"), time.monotonic)
    keeper.close()
    line.connect(None)


def test_a_call_is_read_at_a_window_of_the_hall_and_who_waits_reads_that_a_person_comes(
    she: Citizen, window: HallDesk
) -> None:
    she.touch("call")
    she.hand.wait(lambda: window.ask().waiting(time.monotonic()), "the call at the window", _SECONDS)
    (one,) = window.ask().waiting(time.monotonic())
    assert (one.place, one.reasons) == ("3 号自助机", ("help",))
    went = window.go(one, Session(OperatorRef("op-7", "王敏", "B07"), all_rights()))
    assert went.word is Word.MINE and went.at.who == "王敏 B07"
    she.hand.wait(lambda: she.terminal.screen().title == "有人回应了", "the word at the terminal", _SECONDS)
    assert "王敏" not in str(she.terminal.screen()), "a name is nothing to her"
    again = window.go(one, Session(OperatorRef("op-8", "赵六", "B08"), all_rights()))
    assert again.word is Word.ANOTHER and again.at.who == "王敏 B07"
