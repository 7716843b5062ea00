"""One platform process for all tests that do not hurt it; each test is a device of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.platform.report import verify
from tests.sync.inside import Hops
from tests.sync.partner_counter import Counter
from tests.sync.support import Province, Window


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A running platform, shared."""
    here = Province.start(tmp_path_factory.mktemp("province") / "platform.db")
    yield here
    assert here.stop() == 0, "SIGTERM ends the platform cleanly"


@pytest.fixture
def counter(province: Province) -> Iterator[Counter]:
    """A window that asks partners over its own line."""
    window = Window()
    with closing(province.platform(window)) as platform:
        yield Counter(province, window, platform)


@pytest.fixture
def hops(tmp_path: Path) -> Iterator[Hops]:
    """A province and a hall below it, of this test alone; whatever it did, both logs hold at the end."""
    made = Hops(tmp_path)
    yield made
    made.close()
    for db in (made.hall.db, made.province.db):
        assert verify(db)["problems"] == []
