"""What the storage tests are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.storage.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device with numbers, blanks and two guides."""
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()
