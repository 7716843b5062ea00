"""The stand-in vendor library, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.devices.sam.vendor_desk import VendorDesk, compile_library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library with all exports."""
    return compile_library(tmp_path_factory.mktemp("vendor") / "libvendor.so")


@pytest.fixture
def vendor_desk(tmp_path: Path, library: Path) -> VendorDesk:
    """A desk in front of it."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return VendorDesk(folder, library)
