"""The mains fail at any write: whatever disk is left, every case that was told saved is there, whole."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app.storage.keys import Purpose
from tests.faults import invariants, replay
from tests.faults.replay import Disk, Step, disks, lay_out
from tests.faults.report import ROOT, part, report, scratch, share
from tests.faults.test_kills import template
from ui.bootstrap import Settings, open_workplace

__all__ = ["template"]
STATES = share(4000, 80_000)
FACTS = 4
"""Events of one 收件 of the story."""
CONTROL_STATES = share(500, 8_000)


@pytest.fixture(scope="module")
def key(template: Path) -> str:
    """The key of the database, in hex."""
    at = open_workplace(Settings(profile=template, rehearsal=True))
    try:
        return at.ring.sub_key(Purpose.DATABASE).hex()
    finally:
        at.close()


def recorded(template: Path, folder: Path, synchronous: str) -> tuple[dict[str, bytearray], list[Step]]:
    """The files before, and every step on them."""
    replay.need_tracing()
    profile = folder / "profile"
    shutil.copytree(template, profile)
    before = {"zc.db": bytearray((profile / "zc.db").read_bytes())}
    os.environ["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "tests.faults.power", str(profile), synchronous]
    steps = replay.record(command, folder / "strace.log", profile)
    return before, [step for step in steps if step.kind == "told" or step.file in ("zc.db", "zc.db-wal")]


def judged(
    before: dict[str, bytearray], steps: list[Step], states: int, key: str, place: Path
) -> Counter[str]:
    """Make ``states`` disks, open each as the program would, and count: lost, corrupt, half, sound."""
    counted: Counter[str] = Counter()
    for way, told, files in disks(Disk(before), steps, states, 1899 + part()[0]):
        counted.update(("states", way, _found(files, told, key, place)))
    return counted


def _found(files: dict[str, bytearray], told: set[str], key: str, place: Path) -> str:
    lay_out(files, place)
    connection = sqlcipher.connect(str(place / "zc.db"))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return "corrupt"
        return _read(connection, told)
    except sqlcipher.Error:
        return "corrupt"
    finally:
        connection.close()


def _read(connection: Any, told: set[str]) -> str:
    """Every case that was told is there; every case that is there has its events, its number and its rows."""

    def ids(table: str) -> list[str]:
        return [row[0].hex() for row in connection.execute(f"SELECT case_id FROM {table}")]

    cases = ids("case_row")
    if invariants.told_is_there(told, set(cases)):
        return "lost"
    # 收件 is: taken in, its paper, and the questions that the law asks with it (credit, unified identity).
    whole = {"commits": 1, "events": FACTS, "papers": 1, "due": 1, "jobs": 1}
    half = invariants.nothing_half(cases, {table: ids(table) for table in whole}, whole)
    numbers = [row[0] for row in connection.execute("SELECT n FROM numbers WHERE series = 'paper'")]
    (following,) = connection.execute("SELECT next FROM number_blocks WHERE series = 'paper'").fetchone()
    half += invariants.numbers_add_up(numbers, 1, following)
    return "half" if half or len(numbers) != len(cases) else "sound"


def test_a_power_cut_at_any_write_loses_nothing_that_was_told(
    template: Path, key: str, tmp_path: Path
) -> None:
    """A receipt in a citizen's hand has its case on the disk, whatever the mains did."""
    before, steps = recorded(template, tmp_path, "FULL")
    place = scratch(tmp_path)
    counted = judged(before, steps, STATES, key, place)
    shutil.rmtree(place, ignore_errors=True)
    report("power-loss", {"synchronous": "FULL", "steps": len(steps), **counted})
    assert counted["sound"] == counted["states"] >= STATES - len(steps), counted
    assert sum(step.kind == "told" for step in steps) > 0


@pytest.mark.parametrize("weaker", ["NORMAL", "OFF"])
def test_a_weaker_setting_is_caught(template: Path, key: str, tmp_path: Path, weaker: str) -> None:
    """The control: without a sync for every commit the replay must find cases that were told and are gone."""
    before, steps = recorded(template, tmp_path, weaker)
    place = scratch(tmp_path)
    counted = judged(before, steps, CONTROL_STATES, key, place)
    shutil.rmtree(place, ignore_errors=True)
    caught = counted["lost"] + counted["corrupt"] + counted["half"]
    report(
        f"power-loss-control-{weaker.lower()}", {"synchronous": weaker, "caught": int(caught > 0), **counted}
    )
    assert counted["lost"] > 0
