"""The mains fail while scans are put away: a scan that was called kept can be read, byte for byte."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from app.storage.blobs import BlobStore
from tests.faults import invariants, replay
from tests.faults.blob_power import KEY, SCANS
from tests.faults.replay import Disk, disks, lay_out
from tests.faults.report import ROOT, part, report, scratch, share

STATES = share(400, 40_000)


def judged(folder: Path, weaker: str) -> Counter[str]:
    """Record, make the disks, and count: lost (told and not there, or not readable) and sound."""
    replay.need_tracing()
    house = folder / "house"
    house.mkdir()
    os.environ["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "tests.faults.blob_power", str(house), weaker]
    steps = replay.record(command, folder / "strace.log", house)
    assert sum(step.kind == "told" for step in steps) == SCANS
    counted: Counter[str] = Counter()
    place = scratch(folder)
    for _, told, files in disks(Disk({}, strict_names=True), steps, STATES, 1900 + part()[0]):
        lay_out(files, place)
        store = BlobStore(place / "blobs", KEY)
        kept = {digest for digest in told if store.holds(digest) and store.verify(digest) is None}
        counted.update(("states", "lost" if invariants.told_is_there(told, kept) else "sound"))
    shutil.rmtree(place, ignore_errors=True)
    return counted


def test_a_scan_that_was_kept_survives_any_power_cut(tmp_path: Path) -> None:
    """The paper goes back to the citizen once its scan is kept."""
    counted = judged(tmp_path, "FULL")
    report("blob-power", dict(counted))
    assert counted["sound"] == counted["states"] > STATES // 2, counted


def test_scans_that_are_not_synced_are_caught(tmp_path: Path) -> None:
    """The control: the replay sees a scan that never reached the disk."""
    counted = judged(tmp_path, "unsynced")
    report("blob-power-control-unsynced", {"caught": int(counted["lost"] > 0), **counted})
    assert counted["lost"] > 0
