"""One platform process for all tests that do not hurt it; each test is a device of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from sync.platform.report import verify
from tests.sync.inside import Hops
from tests.sync.nursery import Nursery
from tests.sync.partner_counter import Counter
from tests.sync.support import Province, Window


@pytest.fixture(scope="package", autouse=True)
def nursery() -> Iterator[None]:
    """Further platforms of these tests need not load their code anew. The shared one is started by its command."""
    with closing(Nursery()) as made:
        Province.nursery = made
        yield
        Province.nursery = None


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A running platform, shared.

    A window of before signatures works here, too: as long as one does, the token alone is enough for what names no
    device, whatever devices with keys other tests have brought.
    """
    before, Province.nursery = Province.nursery, None
    here = Province.start(tmp_path_factory.mktemp("province") / "platform.db")
    Province.nursery = before
    old = Window()
    old.take_in()
    (one,) = old.commits
    commit = {"seq": 1, "id": str(one.id), "case": str(one.case_id), "body": one.body, "digest": one.digest}
    content = {"device": old.device, "epoch": 1, "commits": [commit | {"prev": one.prev, "hash": one.hash}]}
    with requests.Session() as session:
        session.trust_env = False
        wire = {"Authorization": f"Bearer {here.token}"}
        assert session.post(f"{here.url}/v1/commands", json=content, headers=wire, timeout=60).status_code == 200
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
