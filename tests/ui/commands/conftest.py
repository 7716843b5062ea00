"""A profile and a hand that types commands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults import driver
from ui.cli import main

Command = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal profile with numbers in hand, made once."""
    folder = tmp_path_factory.mktemp("first") / "profile"
    driver.prepare(folder)
    return folder


@pytest.fixture
def profile(first: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    folder = tmp_path / "profile"
    shutil.copytree(first, folder)
    return folder


@pytest.fixture
def command(profile: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs ``zongchuang --profile … WORDS --json``; the exit code and what it said."""

    def run(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = main(["--profile", str(profile), *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run
