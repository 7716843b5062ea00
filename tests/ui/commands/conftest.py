"""A profile and a hand that types commands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main

Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def profile(numbered: Path, tmp_path: Path) -> Path:
    """A rehearsal profile with numbers in hand, to spoil."""
    folder = tmp_path / "profile"
    shutil.copytree(numbered, folder)
    return folder


@pytest.fixture
def command(profile: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs ``zongchuang --profile … WORDS --json``; the exit code and what it said."""

    def run(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = main(["--profile", str(profile), *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run
