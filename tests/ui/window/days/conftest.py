"""A window with the pages behind its places, over its own copy of one furnished profile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.records import NumberBlock
from app.domain.time import at
from tests.ui.window.cases import StoryClock, World, open_world
from tests.ui.window.days.hall import Hall
from ui.bootstrap import Settings, open_workplace


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal profile with its catalogue, made once."""
    folder = tmp_path_factory.mktemp("days") / "profile"
    open_workplace(Settings(profile=folder, rehearsal=True, clock=StoryClock(at(2026, 9, 21, 9, 0)))).close()
    return folder


@pytest.fixture
def world(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[World]:
    """An open workplace with numbers, its operator at the desk."""
    shutil.copytree(furnished, tmp_path / "profile")
    with open_world(tmp_path) as opened:
        yield opened


@pytest.fixture
def hall(world: World) -> Iterator[Hall]:
    """The face of a window in its shell, numbers for the pad, and a hand."""
    world.place.blocks.add(NumberBlock("pad", "pad", 1, 50))
    made = Hall(world)
    try:
        made.open()
        yield made
    finally:
        made.close()
