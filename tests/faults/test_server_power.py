"""The mains of the province fail at any write: every commit and every scan that was answered for is there, whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from sync.platform.database import open_database
from tests.faults import invariants, replay
from tests.faults.replay import Disk, Step, disks, lay_out
from tests.faults.report import ROOT, part, report, scratch, share

STATES = share(1500, 100_000)
CONTROL_STATES = share(300, 6_000)


def recorded(folder: Path, weaker: str) -> tuple[dict[str, bytearray], list[Step]]:
    """The files before, and every step on them; the index of the write-ahead log is rebuilt and left out."""
    replay.need_tracing()
    place = folder / "province"
    place.mkdir()
    open_database(str(place / "platform.db")).close()
    before = {"platform.db": bytearray((place / "platform.db").read_bytes())}
    os.environ["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "tests.faults.server_power", str(place), weaker]
    steps = replay.record(command, folder / "strace.log", place)
    return before, [step for step in steps if not step.file.endswith("-shm")]


def judged(before: dict[str, bytearray], steps: list[Step], states: int, place: Path) -> Counter[str]:
    """Make ``states`` disks and count what is found on them: lost, torn, corrupt, half, sound."""
    counted: Counter[str] = Counter()
    for _, told, files in disks(Disk(before, strict_names=True), steps, states, 1880 + part()[0]):
        counted.update(("states", _found(files, told, place)))
    return counted


def _found(files: dict[str, bytearray], told: set[str], place: Path) -> str:
    lay_out(files, place)
    try:
        with closing(sqlite3.connect(place / "platform.db")) as connection:
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                return "corrupt"
            return _commits(connection, told) or _scans(connection, told, place) or "sound"
    except sqlite3.Error:
        return "corrupt"


def _commits(connection: sqlite3.Connection, told: set[str]) -> str:
    """Every answered commit is there with its two events; a commit is there with all of them or not at all."""
    held = {row[0].hex(): row[1] for row in connection.execute("SELECT id, position FROM commits")}
    if invariants.told_is_there({each[1:] for each in told if each.startswith("c")}, held.keys()):
        return "lost"
    events = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    head = connection.execute("SELECT coalesce(max(seq), 0) FROM heads").fetchone()[0]
    return "" if events == 2 * len(held) and head == len(held) else "half"


def _scans(connection: sqlite3.Connection, told: set[str], place: Path) -> str:
    """A scan that was called whole is whole; an offset that was told is not taken back."""
    whole = {row[0] for row in connection.execute("SELECT digest FROM blobs")}

    def content(digest: str) -> bytes | None:
        path = place / "blobs" / "sha256" / digest[:2] / digest
        return path.read_bytes() if path.is_file() else None

    found = invariants.scans_whole(whole, content)
    found += invariants.told_is_there({each[1:] for each in told if each.startswith("b")}, whole)
    if found:
        return next(invariants.kinds(found))
    for promise in told:
        digest, _, offset = promise[1:].partition(":")
        part = place / "blobs" / "uploads" / f"{digest}.part"
        moved = place / "blobs" / "sha256" / digest[:2] / digest
        if promise.startswith("o") and digest not in whole and not moved.is_file():
            arrived = part.stat().st_size if part.is_file() else 0
            if arrived < int(offset):
                return "lost"
    return ""


def test_a_power_cut_at_the_province_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """A window that has a signed receipt may forget: what it handed over is on the platform's disk."""
    before, steps = recorded(tmp_path, "FULL")
    place = scratch(tmp_path)
    counted = judged(before, steps, STATES, place)
    shutil.rmtree(place, ignore_errors=True)
    moved = sum(step.kind == "moved" for step in steps)
    report("server-power", {"steps": len(steps), "moved": moved, **counted})
    assert counted["sound"] == counted["states"] >= STATES - len(steps), counted
    assert moved and sum(step.kind == "told" for step in steps)


@pytest.mark.parametrize("weaker", ["NORMAL", "OFF", "unsynced"])
def test_a_platform_that_answers_too_early_is_caught(tmp_path: Path, weaker: str) -> None:
    """The control: without a sync before the answer the replay must find what was answered for and is gone."""
    before, steps = recorded(tmp_path, weaker)
    place = scratch(tmp_path)
    counted = judged(before, steps, CONTROL_STATES, place)
    shutil.rmtree(place, ignore_errors=True)
    caught = counted["lost"] + counted["torn"] + counted["corrupt"] + counted["half"]
    report(f"server-power-control-{weaker.lower()}", {"caught": int(caught > 0), **counted})
    assert caught > 0, counted
