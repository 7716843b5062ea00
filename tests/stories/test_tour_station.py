"""The station's act of the tour, as a user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENEROUS_SECONDS = 240


@pytest.mark.law("P14", "Z05")
def test_a_station_offline_for_two_days_ends_equal_with_the_province(tmp_path: Path) -> None:
    """A helper takes two people in without a line; when it is back, the province has every act, each with a receipt."""
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "ui", "tour", "--face", "station", "--out", str(out), "--json"],
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=GENEROUS_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["face"] == "station" and summary["equal"] and summary["problems"] == []
    assert summary["cases"] == 2
    assert summary["acknowledged"] == summary["commits"] == summary["platform"]["commits"]
    assert any("-D12b-" in path.name for path in (out / "papers").iterdir())
    assert {document["kind"].split("-")[0] for document in summary["documents"]} == {"A01", "D01", "D12"}
