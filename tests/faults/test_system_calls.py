"""Killed, or refused by the disk, inside the n-th system call of the write path; the kernel does it, not the program.

strace injects the fault, so no point of the path has to be named for it. After each the profile is opened again: every
case that was told is there, whole, and nothing is torn.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from tests.faults import invariants, power, replay
from tests.faults.report import part, report, scratch, share
from tests.faults.test_kills import HANDS, template, together
from tests.faults.tracing import copied, how_often, spread, traced
from ui.bootstrap import Settings, open_workplace

__all__ = ["template"]
CASES = 3
KILLS = share(32, 2600)
REFUSALS = share(12, 500)
CALLS = ("pwrite64", "fdatasync", "fsync", "rename", "unlink", "ftruncate")
_CODE = re.compile(r"ZC-[A-Z]+-\d+")


@dataclass
class Tally:
    """What was done and found."""

    kills: int = 0
    refusals: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    by_call: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def take_in(profile: Path) -> None:
    """Three cases; each is said once its saving returned."""
    power.main(profile, "FULL", CASES)


@pytest.fixture(scope="module")
def counted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How often the undisturbed program makes each call."""
    replay.need_tracing()
    folder = tmp_path_factory.mktemp("calls")
    copied(template, folder / "profile")
    found = how_often(partial(take_in, folder / "profile"), folder, CALLS)
    assert len((folder / "said").read_text("ascii").split()) == CASES
    return found


def missing(profile: Path, told: Sequence[str]) -> list[str]:
    """What is wrong in the profile as the next start finds it."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        views = at.stores.views
        there = {each for each in told if views.case(UUID(hex=each)) is not None}
        return invariants.told_is_there(told, there) + invariants.sound(at.database)
    finally:
        at.close()


Disturbed = tuple[str, int, str, list[str]]
"""Injection, exit status, what was said of refusals, what is wrong afterwards."""


def disturbed(template: Path, folder: Path, injection: str) -> Disturbed:
    """One run with one injection."""
    profile = folder / "profile"
    copied(template, profile)
    ended = traced(partial(take_in, profile), ["-o", "/dev/null", "-e", f"inject={injection}"], folder)
    return injection, ended.status, ended.words, missing(profile, ended.said.split())


def in_turns(template: Path, tmp_path: Path, injections: Sequence[str]) -> list[Disturbed]:
    """Every injection, several hands at once, each a process of its own."""

    def work(hand: int) -> None:
        folder = scratch(tmp_path)
        done = [disturbed(template, folder, each) for each in injections[hand::HANDS]]
        shutil.rmtree(folder, ignore_errors=True)
        (tmp_path / f"hand{hand}.json").write_text(json.dumps(done), "utf-8")

    together([partial(work, hand) for hand in range(HANDS)])
    found = [json.loads((tmp_path / f"hand{hand}.json").read_text("utf-8")) for hand in range(HANDS)]
    return [(each[0], each[1], each[2], each[3]) for hand in found for each in hand]


def test_a_kill_inside_any_system_call_loses_nothing_that_was_told(
    template: Path, counted: dict[str, int], tmp_path: Path
) -> None:
    """The machine stops in the middle of a write: what a citizen was told is there at the next start."""
    tally = Tally()
    injections = [f"{call}:signal=SIGKILL:when={n}" for call, n in spread(counted, KILLS, part())]
    for injection, status, said, wrong in in_turns(template, tmp_path, injections):
        tally.kills += status == -signal.SIGKILL
        tally.by_call[injection.partition(":")[0]] += 1
        tally.wrong += [f"{injection}: {each}" for each in wrong]
        assert "Traceback" not in said, f"{injection}: {said[-2000:]}"
    report("system-calls", {"kills": tally.kills, "calls": dict(tally.by_call), "wrong": tally.wrong})
    assert tally.wrong == []
    assert tally.kills >= KILLS * 3 // 4


@pytest.mark.parametrize("errno", ["EIO", "ENOSPC"])
def test_a_disk_that_refuses_is_told_in_words_and_keeps_what_was_told(
    template: Path, counted: dict[str, int], tmp_path: Path, errno: str
) -> None:
    """A dying or full disk, once and for ever after: a code and words, never a traceback, and nothing said is lost."""
    tally = Tally()
    writing = {call: counted[call] for call in ("pwrite64", "fdatasync") if call in counted}
    points = list(spread(writing, REFUSALS, part()))
    injections = [
        f"{call}:error={errno}:when={n}{'+' if i % 2 else ''}" for i, (call, n) in enumerate(points)
    ]
    for injection, _, said, wrong in in_turns(template, tmp_path, injections):
        tally.refusals += 1
        tally.codes.update(_CODE.findall(said))
        tally.wrong += [f"{injection}: {each}" for each in wrong]
        tally.wrong += [f"{injection}: {said[-600:]}"] if "Traceback" in said else []
    figures = {"refusals": tally.refusals, "codes": dict(tally.codes), "wrong": tally.wrong}
    report(f"system-calls-{errno.lower()}", figures)
    assert tally.wrong == []
    assert tally.codes, "no refusal was told"
