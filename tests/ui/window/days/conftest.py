"""A window with the pages behind its places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.records import NumberBlock
from tests.ui.window.cases import World
from tests.ui.window.days.hall import Hall


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
