"""A booth of its own for each story; none of them needs a window unless it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.booth import booth as open_booth


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    """A terminal on a virtual clock."""
    with open_booth(tmp_path) as opened:
        yield opened
