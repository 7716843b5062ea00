"""A terminal of a rehearsal on line: the province in a process of its own, and somebody who touches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.storage.clock import SystemClock
from app.values import asdict
from ui.children import PlatformProcess
from ui.tour.kiosk import Citizen
from ui.tour.state import State


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[PlatformProcess]:
    """The province of a rehearsal, which knows no other terminal."""
    process = PlatformProcess(tmp_path / "platform.db", tmp_path / "platform.log")
    process.start()
    yield process
    process.stop()


def at_terminal(folder: Path, platform: PlatformProcess, *phone: Any) -> Citizen:
    """Somebody at a terminal on line; whoever asks for her closes it."""
    assert platform.address is not None
    now = SystemClock().now().ms
    state = State(str(folder / "profile"), str(folder / "papers"), str(folder / "screens"), now, "kiosk")
    state.address = asdict(platform.address)
    return Citizen(state, *phone)
