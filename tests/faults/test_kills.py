"""SIGKILL at every named point of the write path: the same end every time, nothing lost, doubled or torn."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.storage.faultpoints import VARIABLE
from app.storage.units import SqlTransaction
from tests.faults import driver, invariants
from tests.faults.report import part, report, scratch, share
from tests.forking import fork

ROOT = Path(__file__).resolve().parents[2]
KILLS = share(200, 2600)
HANDS = int(os.environ.get("ZONGCHUANG_HANDS", "2"))
"""Children at work at once; a long run beside other work takes one."""
MOST = 40
"""Passages of one point at which it is worth to try, until it is known how many there are."""
UNREACHED: frozenset[str] = frozenset()
"""Points of the path that these three cases never pass."""
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
    child = fork()
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


def plan(names: list[str], hand: int, most: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Kills without end for one of the hands: every point, at its first, second, … passage; then at random.

    Of a run in parts only the first does the orderly ones, so that no kill is counted twice. ``most`` says how often a
    point is passed, as far as that is known by now: nobody is killed at a passage that never comes.
    """
    orderly = [(name, count) for count in (1, 2, 3, 5, 8, 12) for name in names]
    yield from orderly[hand::HANDS] if part()[0] == 1 else ()
    chance = random.Random(20260828 + hand + 100 * part()[0])
    while True:
        name = chance.choice(names)
        yield name, chance.randint(1, most.get(name, MOST))


def run_counting(profile: Path, left: Path) -> None:
    """Run to the end, and write down how many more passages the fault waited for."""
    driver.run(profile)
    left.write_text(os.environ[VARIABLE].rpartition(":")[2], "utf-8")


class Killing:
    """Kills one copy of the profile after the other, looks at what is left, goes on, and compares the ends."""

    def __init__(self, template: Path, profile: Path, undisturbed: object) -> None:
        self.template = template
        self.profile = profile
        self.undisturbed = undisturbed
        self.runs = 0
        self.most: dict[str, int] = {}
        self.by_point: Counter[str] = Counter()
        self.torn: list[str] = []
        self.stuck: list[str] = []
        self.elsewhere: list[str] = []

    def kill(self, name: str, count: int) -> bool:
        """One kill and its aftermath; False when the run ended before the point was passed that often."""
        where = f"{name}:{count}"
        shutil.rmtree(self.profile, ignore_errors=True)
        shutil.copytree(self.template, self.profile)
        left = self.profile.with_suffix(".left")
        status = in_child(partial(run_counting, self.profile, left), where)
        self.runs += 1
        if status == 0:
            self.most[name] = max(1, count - int(left.read_text("utf-8")))
            return False
        assert status == -signal.SIGKILL, f"{where} ended with {status}"
        self.by_point[name] += 1
        self.torn += [f"{where}, at once: {text}" for text in invariants.problems(self.profile)]
        if in_child(lambda: driver.run(self.profile)) != 0:
            self.stuck.append(where)
            return True
        self.torn += [f"{where}, at the end: {text}" for text in invariants.problems(self.profile)]
        if json.loads(json.dumps(invariants.outcome(self.profile))) != self.undisturbed:
            self.elsewhere.append(where)
        return True

    def figures(self) -> dict[str, Any]:
        """What was done and found."""
        return {
            "kills": sum(self.by_point.values()), "runs": self.runs, "points": dict(self.by_point),
            "torn": self.torn, "stuck": self.stuck, "elsewhere": self.elsewhere,
        }  # fmt: skip


def test_two_hundred_kills_end_in_the_same_state_with_nothing_lost_doubled_or_torn(
    template: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    """A clerk whose machine dies at the worst moment finds her case, her paper and her numbers as they were."""
    names = points()
    assert len(names) >= 8
    calm = json.loads(json.dumps(undisturbed))

    def work(hand: int) -> None:
        place = scratch(tmp_path)
        killing = Killing(template, place / "profile", calm)
        for name, count in plan(names, hand, killing.most):
            if sum(killing.by_point.values()) >= -(-KILLS // HANDS):
                break
            killing.kill(name, count)
        shutil.rmtree(place, ignore_errors=True)
        (tmp_path / f"hand{hand}.json").write_text(json.dumps(killing.figures()), "utf-8")

    together([partial(work, hand) for hand in range(HANDS)])
    parts = [json.loads((tmp_path / f"hand{hand}.json").read_text("utf-8")) for hand in range(HANDS)]
    points_hit: Counter[str] = Counter()
    for each in parts:
        points_hit.update(each["points"])
    found = {key: [one for each in parts for one in each[key]] for key in ("torn", "stuck", "elsewhere")}
    report(
        "kills",
        {
            "kills": sum(each["kills"] for each in parts), "runs": sum(each["runs"] for each in parts),
            "points": dict(points_hit), **{key: len(wrong) for key, wrong in found.items()},
        },
    )  # fmt: skip
    assert found == {"torn": [], "stuck": [], "elsewhere": []}
    assert points_hit.total() >= KILLS
    assert part()[0] > 1 or not set(names) - set(points_hit) - UNREACHED


def test_nobody_is_killed_at_a_passage_that_never_comes() -> None:
    """A run that ends before its fault proves nothing; once it is known how often a point is passed, none is so."""
    most: dict[str, int] = {}
    kills = plan(["append:begin"], 0, most)
    orderly = 0 if part()[0] > 1 else len((1, 2, 3, 5, 8, 12)[::HANDS])
    for _ in range(orderly):
        next(kills)
    most["append:begin"] = 2
    assert {next(kills)[1] for _ in range(60)} == {1, 2}


def together(calls: list[Callable[[], None]]) -> None:
    """Run each call in a child of its own, all at once; AssertionError when one fails."""
    children = []
    for call in calls:
        child = fork()
        if child == 0:
            status = 1
            try:
                call()
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        children.append(child)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert ended == [0] * len(calls)


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
