"""A workplace of its own for each test of a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.window.cases import World, open_world


@pytest.fixture
def world(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[World]:
    """An open rehearsal workplace with numbers, its operator at the desk."""
    with open_world(tmp_path, furnished) as opened:
        yield opened
