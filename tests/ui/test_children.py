"""The programs a rehearsal starts beside itself: one that does not come up is said, and nobody waits for ever."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.errors import UserFacingError
from ui import children

MUTE = (sys.executable, "-c", "import time; time.sleep(120)")
"""A program that starts and says nothing."""


def test_a_page_for_telephones_that_never_answers_is_given_up_and_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "own_command", lambda *words: list(MUTE))
    platform = children.PlatformProcess(tmp_path / "platform.db")
    began = time.monotonic()
    with pytest.raises(UserFacingError) as refused:
        platform.serve_telephones(timeout=0.2)
    assert refused.value.code == "ZC-REH-02"
    assert time.monotonic() - began < 60
    assert platform._page is None


MOTHER = """
import os, sys
from pathlib import Path
from ui.children import PlatformProcess
platform = PlatformProcess(Path(sys.argv[1]))
address = platform.start()
print(address.url.rpartition(":")[2], flush=True)
sys.stdin.read()
"""


def test_the_province_of_a_rehearsal_ends_with_the_program_that_was_killed(tmp_path: Path) -> None:
    """It lived on after a kill -9, one more with every start, and held the database of the next."""
    words = [sys.executable, "-c", MOTHER, str(tmp_path / "platform.db")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as mother:
        assert mother.stdout is not None
        port = int(mother.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            mother.kill()
            mother.wait(60)
            assert line.recv(1) == b"", "it went"
