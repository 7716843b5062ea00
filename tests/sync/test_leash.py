"""A platform that a program started for itself alone does not outlive it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sync.platform.database import open_database


@pytest.mark.parametrize("command", ["serve", "upload"])
def test_a_platform_whose_parent_was_killed_ends_and_holds_its_database_no_longer(command: str, tmp_path: Path) -> None:
    """After a kill -9 it stayed for ever, and the next start stood beside it upon the same database."""
    database = str(tmp_path / "p.db")
    open_database(database, upgrade=True).close()
    words = [sys.executable, "-m", "sync.platform", command, "--db", database, "--with-input"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        assert b'"port"' in process.stdout.readline()
        assert process.poll() is None
        process.stdin.close()
        try:
            assert process.wait(60) == 0, "in order"
        finally:
            process.kill()


def test_a_platform_that_nobody_holds_lives_on_without_an_input(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "sync.platform", "serve", "--db", str(tmp_path / "p.db")]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and b'"port"' in process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.terminate()
        assert process.wait(60) == 0
