"""A window with every page and its guide, over its own copy of one furnished profile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.time import at
from tests.ui.window.cases import StoryClock, open_world
from tests.ui.window.days.hall import Hall
from ui.bootstrap import Settings, open_workplace


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal profile with its catalogue, made once."""
    folder = tmp_path_factory.mktemp("guide") / "profile"
    open_workplace(Settings(profile=folder, rehearsal=True, clock=StoryClock(at(2026, 9, 21, 9, 0)))).close()
    return folder


@pytest.fixture
def hall(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Hall]:
    """The face of a window in its shell and a hand."""
    shutil.copytree(furnished, tmp_path / "profile")
    with open_world(tmp_path) as world:
        made = Hall(world)
        try:
            made.open()
            made.face.guide.listen()
            yield made
        finally:
            made.face.guide.close()
            made.close()
