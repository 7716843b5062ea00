"""How long the GUI thread keeps a key or a picture waiting: every step of the window's tour over one frame."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.profile import ROOT, as_installed

BAR_MS = 16.0
SANE_MS = 250.0
"""Nobody may ever wait longer than a quarter of a second for a key, however long a page is."""


def measure() -> list[dict[str, Any]]:
    """Over the tour of the window: the longest step and the share of steps over one frame, by the clock and by the work
    of the GUI thread alone, which a busy machine does not lengthen; and the longest turn of the event loop, by the work
    in it from its beginning to its end (a step is seen from outside, and may be short by its beginning).

    ``against`` names the worst with milliseconds and what the GUI thread itself worked of them. Which events of Qt they
    are made of: ``zongchuang tour --events``.
    """
    summary = _toured()
    steps, worst = summary["steps"], summary["slow_steps"]
    longest = worst[0]["ms"] if worst else 0.0
    over, count = steps["over_16_ms"], max(steps["measured"], 1)
    own, own_over = steps["longest_own_ms"], steps["own_over_16_ms"]
    named = {f"{step['step']} (own {step['own_ms']:.0f})": step["ms"] for step in worst[:10]}
    turns, longest_turn, long = steps["turns"], steps["longest_turn_ms"], steps["turns_over_16_ms"]
    worked = {f"{turn['step']} #{n}": turn["own_ms"] for n, turn in enumerate(summary["long_turns"][:10], 1)}
    return [
        _row("longest GUI step in the tour", longest, "ms", count, named, longest / BAR_MS, BAR_MS),
        _row("longest GUI step, sane bound", longest, "ms", count, {}, longest / SANE_MS, SANE_MS),
        _row("GUI steps over 16 ms", over, "steps", count, {}, over / count, 0),
        _row("longest GUI step, its own work", own, "ms", count, {}, own / BAR_MS, BAR_MS),
        _row("GUI steps over 16 ms by their own work", own_over, "steps", count, {}, own_over / count, 0),
        _row("longest turn of the GUI, its own work", longest_turn, "ms", turns, worked, longest_turn / BAR_MS, BAR_MS),
        _row("turns of the GUI over 16 ms by their own work", long, "turns", turns, {}, long / max(turns, 1), 0),
    ]


def _row(
    name: str, value: float, unit: str, n: int, against: dict[str, float], ratio: float, bar: float
) -> dict[str, Any]:
    return {
        "name": name, "value": value, "unit": unit, "n": n, "against": against,
        "ratio": round(ratio, 4), "bar": f"<= {bar:g} {unit}", "holds": value <= bar,
    }  # fmt: skip


def _toured() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "tour"
        done = subprocess.run(
            [sys.executable, "-m", "ui", "tour", "--out", str(out), "--json"],
            cwd=ROOT, env=as_installed(),
            capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError((done.stdout + done.stderr)[-800:])
        found: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
        return found
