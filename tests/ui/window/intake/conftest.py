"""Windows with the intake page, each over its own copy of one furnished profile."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.rights import Grant
from tests.ui.window.intake.room import Clerk


@pytest.fixture(scope="session")
def furnished(dressed_app: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal profile with its catalogue, made once."""
    folder = tmp_path_factory.mktemp("intake") / "profile"
    Clerk(folder, shown=False).close()
    return folder


@pytest.fixture
def desk(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Callable[..., Clerk]]:
    """Opens windows on one copy of the profile; each is closed afterwards."""
    folder = tmp_path / "profile"
    shutil.copytree(furnished, folder)
    opened: list[Clerk] = []

    def sit(grants: tuple[Grant, ...] | None = None) -> Clerk:
        opened.append(Clerk(folder, grants))
        return opened[-1]

    yield sit
    for clerk in opened:
        clerk.close()
