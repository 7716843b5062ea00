"""A full disk: a sentence with ZC-DB-03, nothing saved changes, and the same program goes on once there is room."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserFacingError
from tests.faults import driver, invariants
from tests.faults.report import part, report, share, spread_over
from tests.faults.test_kills import in_child, template, undisturbed
from tests.needs import cannot
from ui.bootstrap import Settings, open_workplace

__all__ = ["template", "undisturbed"]
SIZES = share(24, 500)
DISK = 24 * 1024 * 1024
WHOLE = 6_400_000
"""Bytes that the story needs in database and log, and some more: the sweep ends where nothing is refused."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "zc-faults", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        cannot("no right to mount a small disk here: run as root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_at_any_moment_is_told_and_costs_nothing(
    template: Path, undisturbed: dict[str, object], disk: Path, tmp_path: Path
) -> None:
    """A clerk who meets a full disk is told so, has lost nothing, and goes on when somebody made room."""
    calm = json.loads(json.dumps(undisturbed))
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for turn in spread_over(SIZES):
        free = (turn * WHOLE // (SIZES * part()[1])) // 4096 * 4096
        profile, papers = disk / "profile", tmp_path / f"papers{turn}"
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(template, profile)
        papers.mkdir()
        (profile / "papers").symlink_to(papers)
        told = tmp_path / "told.json"
        assert in_child(lambda: _meet(profile, disk / "filler", free, told)) == 0, f"{free} bytes free"  # noqa: B023
        meeting = json.loads(told.read_text("utf-8"))
        counted.update(meeting["codes"])
        counted["full" if meeting["codes"] else "enough room"] += 1
        wrong += [f"{free}: {problem}" for problem in meeting["problems"]]
        left = invariants.problems(profile)
        wrong += [f"{free}, afterwards: {problem}" for problem in left]
        if not left and json.loads(json.dumps(invariants.outcome(profile))) != calm:
            wrong.append(f"{free}: ended elsewhere")
    report("disk-full", {"sizes": SIZES, "codes": dict(counted), "wrong": wrong})
    assert wrong == []
    assert counted["full"] >= SIZES // 3 and counted["enough room"]
    assert set(counted) <= {"ZC-DB-03", "full", "enough room"}


def _meet(profile: Path, filler: Path, free: int, told: Path) -> None:
    """Play until the disk is full; look at what is there; make room and play to the end, all in one program."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    codes: list[str] = []
    try:
        _fill(filler, free)
        for _ in range(3):
            try:
                driver.Driver(at, patience=100).play()
                break
            except UserFacingError as error:
                codes.append(error.code)
                assert error.what and error.kept and error.what_next
            except driver.Stuck:
                # Papers waited for their mark: the counter itself met nothing yet.
                codes.append("ZC-DB-03")
            finally:
                assert at.worker is None or at.worker.stop()
        found = invariants.seen(at)
        filler.unlink()
        driver.Driver(at).play()
    finally:
        at.close()
    told.write_text(json.dumps({"codes": codes[:1], "problems": found}), "utf-8")


def _fill(filler: Path, free: int) -> None:
    """Leave ``free`` bytes on the disk."""
    room = shutil.disk_usage(filler.parent).free
    with filler.open("wb") as file:
        file.write(bytes(max(0, room - free)))


def test_without_taking_back_what_was_half_written_the_suite_would_say_so(
    template: Path, tmp_path: Path
) -> None:
    """The control: a case half written, as if a full disk had been passed over, must be seen."""
    profile = tmp_path / "profile"
    shutil.copytree(template, profile)
    driver.run(profile)
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        with at.database.write.begin() as connection:
            connection.exec_driver_sql("DELETE FROM papers WHERE rowid = (SELECT max(rowid) FROM papers)")
    finally:
        at.close()
    caught = bool(invariants.problems(profile))
    report("disk-full-control", {"mutants": 1, "caught": int(caught)})
    assert caught
