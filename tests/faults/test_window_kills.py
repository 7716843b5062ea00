"""Five kills through the window: the clerk logs in again and everything is as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.transitions import CaseState
from app.storage.faultpoints import VARIABLE
from tests.faults import invariants, window_story
from tests.faults.report import ROOT, report
from ui.bootstrap import open_workplace
from ui.tour.state import settings

KILLS = (
    "draft:before-commit:9",
    "append:commit-written:1",
    "commit:before:2",
    "print:composed:1",
    "commit:after:3",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile at rest."""
    folder = tmp_path_factory.mktemp("window") / "template"
    folder.mkdir()
    window_story.prepare(folder)
    return folder


def play(folder: Path, fault: str = "") -> int:
    """Play in a process of its own; its exit status."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    if fault:
        environment[VARIABLE] = fault
    command = [sys.executable, "-m", "tests.faults.window_story", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=240, check=False).returncode


def outcome(folder: Path) -> dict[str, object]:
    """The end of the story, and what is wrong with it."""
    at = open_workplace(settings(window_story.state_of(folder)))
    try:
        lines = at.stores.views.cases()
        papers = [p for line in lines for p in (at.stores.views.case(line.case_id) or _none()).papers]
        sheets = {path.name for path in (folder / "papers").glob("*.pdf")}
        return {
            "states": [line.state for line in lines],
            "papers": sorted((p.kind.value, p.number, p.out > 0) for p in papers),
            "drafts": len(at.stores.drafts.open_drafts()),
            "problems": invariants.sound(at.database),
            "without sheet": [p.number for p in papers if not any(p.number in name for name in sheets)],
        }
    finally:
        at.close()


def _none() -> None:
    raise AssertionError("the case is gone")


def test_five_kills_at_the_window_lose_nothing_typed_and_nothing_numbered(
    template: Path, tmp_path: Path
) -> None:
    """The machine dies while she types, while it saves, while it prints: one case, every number once, every sheet."""
    calm = tmp_path / "calm"
    shutil.copytree(template, calm)
    assert play(calm) == 0
    wanted = outcome(calm)
    assert wanted["states"] == [CaseState.AWAITING_PICKUP] and wanted["problems"] == []
    for fault in KILLS:
        folder = tmp_path / fault.replace(":", "-")
        shutil.copytree(template, folder)
        assert play(folder, fault) == -signal.SIGKILL, fault
        assert play(folder) == 0, f"no way on after {fault}"
        assert outcome(folder) == wanted, fault
    report("window-kills", {"kills": len(KILLS), "lost": 0, "doubled": 0, "torn": 0})
