"""Take every set of pictures, two at a time, and lay them out: ``index.html`` and ``summary.json``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ui.children import own_command
from ui.shots.known import drawn_at, sizes
from ui.shots.sheet import contact_sheet
from ui.shots.take import Order

AT_ONCE = 2
PATIENCE = 1200.0
"""Seconds one set may take: a set that hangs is a fault, not a reason to wait for ever."""


def conduct(orders: Sequence[Order], out: Path, at_once: int = AT_ONCE) -> dict[str, Any]:
    """Take all ``orders`` in children; the summary, which is also written to ``out``."""
    began = time.monotonic()
    if out.exists():
        for order in orders:
            shutil.rmtree(out / order.face / order.name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    waiting = [order for order in orders if sizes(order.face, order.scale)]
    running: list[tuple[Order, subprocess.Popen[bytes]]] = []
    sets: list[dict[str, Any]] = []
    summary = _kept(out, sets, 0.0)
    while waiting or running:
        while waiting and len(running) < at_once:
            order = waiting.pop(0)
            running.append((order, _start(order)))
        order, child = running.pop(0)
        sets.append(_ended(order, child))
        summary = _kept(out, sets, time.monotonic() - began)
    return summary


def _kept(out: Path, sets: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Sheet and summary as far as it got: who stops a long run still sees what was taken."""
    summary = _summed_up(sets, seconds)
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), "utf-8")
    (out / "index.html").write_text(contact_sheet(sets), "utf-8")
    return summary


def _file(order: Order) -> Path:
    return order.out / f"{order.face}-{order.name}.json"


def _start(order: Order) -> subprocess.Popen[bytes]:
    _file(order).unlink(missing_ok=True)
    words = ["shots", "--child", "--out", str(order.out), "--face", order.face, "--theme", order.theme]
    words += ["--language", order.language, "--scale", str(order.scale)]
    words += [word for one in order.only for word in ("--only", one)]
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR=str(drawn_at(order.scale)))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        env.pop(name, None)
    return subprocess.Popen(own_command(*words), env=env, stdout=subprocess.DEVNULL)


def _ended(order: Order, child: subprocess.Popen[bytes]) -> dict[str, Any]:
    try:
        code = child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        code = -1
    if code in (0, 1) and _file(order).exists():
        found: dict[str, Any] = json.loads(_file(order).read_text("utf-8"))
        return found
    problem = f"{order.face} {order.name}: the process ended with {code}"
    return {"face": order.face, "set": order.name, "pictures": [], "problems": [problem]}


def _summed_up(sets: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
    found = [
        {"picture": f"{one['face']}/{one['set']}/{picture['file']}", "found": picture["found"]}
        for one in sets
        for picture in one["pictures"]
        if picture["found"]
    ]
    problems = [problem for one in sets for problem in one["problems"]]
    return {
        "ok": not found and not problems,
        "pictures": sum(len(one["pictures"]) for one in sets),
        "states": {
            one["face"]: len({picture["name"] for picture in one["pictures"]})
            for one in sets
            if one["pictures"]
        },
        "complaints": sum(len(one["found"]) for one in found),
        "problems": problems,
        "found": found,
        "seconds": round(seconds, 1),
    }
