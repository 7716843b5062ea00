"""A window with every page and its guide, over its own copy of one furnished profile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.window.cases import open_world
from tests.ui.window.days.hall import Hall


@pytest.fixture
def hall(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Hall]:
    """The face of a window in its shell and a hand."""
    with open_world(tmp_path, furnished) as world:
        made = Hall(world)
        try:
            made.open()
            made.face.guide.listen()
            yield made
        finally:
            made.face.guide.close()
            made.close()
