"""A real smart card service where one can be had."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.devices.social_card.pcsc_house import PcscHouse, lacking
from tests.needs import cannot


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscHouse]:
    """pcscd with a virtual reader, for the whole session."""
    missing = lacking()
    if missing or os.geteuid() != 0:
        why = f"install {' '.join(missing)}" if missing else "pcscd starts for root only"
        cannot(f"no smart card service: {why}")
    made = PcscHouse(tmp_path_factory.mktemp("pcscd"))
    try:
        made.open()
        yield made
    finally:
        made.close()
