"""SIGKILL at every named point of the write path: the same end every time, nothing lost, doubled or torn."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.faultpoints import VARIABLE
from app.storage.units import SqlTransaction
from tests.faults import driver, invariants

ROOT = Path(__file__).resolve().parents[2]
KILLS = {"ci": 200, "all": 2000}[os.environ.get("SHARE", "ci")]
PATH_POINTS = ("append:", "commit:", "draft:", "job:", "print:")


def points() -> list[str]:
    """The named points of the write path, found in the source."""
    names = set()
    for folder in ("app", "ui", "printing"):
        for file in (ROOT / folder).rglob("*.py"):
            names.update(re.findall(r'\bhit\("([^"]+)"\)', file.read_text("utf-8")))
    return sorted(name for name in names if name.startswith(PATH_POINTS))


def in_child(call: Callable[[], None], fault: str = "") -> int:
    """Run ``call`` in a forked child; its exit status, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if fault:
                os.environ[VARIABLE] = fault
            call()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh profile, made once."""
    folder = tmp_path_factory.mktemp("kills") / "template"
    assert in_child(lambda: driver.prepare(folder)) == 0
    return folder


@pytest.fixture(scope="module")
def undisturbed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Where the story ends when nobody is killed."""
    profile = tmp_path_factory.mktemp("calm") / "profile"
    shutil.copytree(template, profile)
    driver.run(profile)
    assert invariants.problems(profile) == []
    return invariants.outcome(profile)


def plan(names: list[str], seed: int = 20260928) -> Iterator[tuple[str, int]]:
    """Kills without end: every point, at its first, second, … passage; then at random."""
    chance = random.Random(seed)
    for count in (1, 2, 3, 5, 8, 12):
        for name in names:
            yield name, count
    while True:
        yield chance.choice(names), chance.randint(1, 40)


def test_two_hundred_kills_end_in_the_same_state_with_nothing_lost_doubled_or_torn(
    template: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    """A clerk whose machine dies at the worst moment finds her case, her paper and her numbers as they were."""
    names = points()
    assert len(names) >= 8
    counted: Counter[str] = Counter()
    by_point: Counter[str] = Counter()
    profile = tmp_path / "profile"
    kills = 0
    for name, count in plan(names):
        if kills >= KILLS:
            break
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(template, profile)
        status = in_child(lambda: driver.run(profile), f"{name}:{count}")
        counted["runs"] += 1
        if status == 0:
            continue
        assert status == -signal.SIGKILL, f"{name}:{count} ended with {status}"
        kills += 1
        by_point[name] += 1
        torn = invariants_in_child(profile)
        assert torn == [], f"after the kill at {name}:{count}: {torn}"
        assert in_child(lambda: driver.run(profile)) == 0, f"no way on after {name}:{count}"
        left = invariants_in_child(profile)
        assert left == [], f"after going on from {name}:{count}: {left}"
        assert invariants.outcome(profile) == undisturbed, f"{name}:{count} ended elsewhere"
    report(
        "kills",
        {
            "kills": kills,
            "runs": counted["runs"],
            "points": dict(by_point),
            "lost": 0,
            "doubled": 0,
            "torn": 0,
        },
    )
    assert kills >= KILLS


def invariants_in_child(profile: Path) -> list[str]:
    """Problems of a profile right after a kill; in this process, since it only reads."""
    return invariants.problems(profile)


def test_a_transaction_torn_in_two_is_caught(template: Path, tmp_path: Path) -> None:
    """The control: when numbers and jobs are not written with their event, the suite must see it."""

    class Torn(SqlTransaction):
        def _effects(self, effects: object, at_ms: int) -> None:
            self.connection.exec_driver_sql("COMMIT")
            self.connection.exec_driver_sql("BEGIN IMMEDIATE")
            super()._effects(effects, at_ms)  # type: ignore[arg-type]

    def torn_run() -> None:
        import app.storage.units as units

        units.SqlTransaction = Torn  # type: ignore[misc]
        driver.run(profile)

    caught = 0
    for count in (1, 3):
        profile = tmp_path / f"torn{count}"
        shutil.copytree(template, profile)
        assert in_child(torn_run, f"append:effects-written:{count}") == -signal.SIGKILL
        caught += bool(invariants.problems(profile))
    report("kills-control", {"mutants": 2, "caught": caught})
    assert caught == 2


def report(name: str, figures: dict[str, object]) -> None:
    """Write what the suite did."""
    folder = ROOT / "OUT" / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")
