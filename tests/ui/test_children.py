"""The programs a rehearsal starts beside itself: one that does not come up is said, and nobody waits for ever."""

from __future__ import annotations

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
