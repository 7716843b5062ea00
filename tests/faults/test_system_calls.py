"""Killed, or refused by the disk, inside the n-th system call of the write path; the kernel does it, not the program.

strace injects the fault, so no point of the path has to be named for it. After each the profile is opened again: every
case that was told is there, whole, and nothing is torn.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from tests.faults import invariants, replay
from tests.faults.report import ROOT, report, share
from tests.faults.test_kills import template
from ui.bootstrap import Settings, open_workplace

__all__ = ["template"]
CASES = 3
KILLS = share(32, 2600)
REFUSALS = share(12, 500)
HANDS = 2
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


@pytest.fixture(scope="module")
def counted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How often the undisturbed program makes each call."""
    replay.need_tracing()
    folder = tmp_path_factory.mktemp("calls")
    log = folder / "calls.log"
    done = played(template, folder / "profile", ["-o", str(log), "-e", f"trace={','.join(CALLS)}"])
    assert done.returncode == 0 and len(done.stdout.split()) == CASES, done.stderr[-2000:]
    found = Counter(line.partition("(")[0] for line in log.read_text("ascii", "replace").splitlines())
    return {call: found[call] for call in CALLS if found[call]}


def played(template: Path, profile: Path, tracing: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Take ``CASES`` cases in on a fresh copy, under strace."""
    shutil.rmtree(profile, ignore_errors=True)
    shutil.copytree(template, profile)
    command = [
        "strace",
        "-qq",
        *tracing,
        sys.executable,
        "-m",
        "tests.faults.power",
        str(profile),
        "FULL",
        str(CASES),
    ]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def spread(counted: dict[str, int], wanted: int) -> Iterator[tuple[str, int]]:
    """``wanted`` points over all calls: every call, from its first to its last passage."""
    total = sum(counted.values())
    for call, count in counted.items():
        shares = max(2, wanted * count // total)
        yield from ((call, 1 + n * count // shares) for n in range(shares))


def missing(profile: Path, told: Sequence[str]) -> list[str]:
    """What is wrong in the profile as the next start finds it."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        views = at.stores.views
        there = {each for each in told if views.case(UUID(hex=each)) is not None}
        return invariants.told_is_there(told, there) + invariants.sound(at.database)
    finally:
        at.close()


def disturbed(template: Path, folder: Path, injection: str) -> tuple[int, list[str], str, list[str]]:
    """One run with one injection: exit status, what was told, what was refused, and what is wrong afterwards."""
    profile = folder / "profile"
    done = played(template, profile, ["-o", "/dev/null", "-e", f"inject={injection}"])
    told = done.stdout.split()
    return done.returncode, told, done.stderr, missing(profile, told)


def in_turns(
    template: Path, tmp_path: Path, injections: Sequence[str]
) -> list[tuple[str, int, str, list[str]]]:
    """Every injection, several at once; (injection, exit status, stderr, what is wrong)."""

    def one(numbered: tuple[int, str]) -> tuple[str, int, str, list[str]]:
        number, injection = numbered
        folder = tmp_path / str(number)
        folder.mkdir()
        status, _, said, wrong = disturbed(template, folder, injection)
        shutil.rmtree(folder, ignore_errors=True)
        return injection, status, said, wrong

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(one, enumerate(injections)))


def test_a_kill_inside_any_system_call_loses_nothing_that_was_told(
    template: Path, counted: dict[str, int], tmp_path: Path
) -> None:
    """The machine stops in the middle of a write: what a citizen was told is there at the next start."""
    tally = Tally()
    injections = [f"{call}:signal=SIGKILL:when={n}" for call, n in spread(counted, KILLS)]
    for injection, status, said, wrong in in_turns(template, tmp_path, injections):
        # The kernel's kill reaches the traced program; strace ends with the same signal.
        tally.kills += status != 0
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
    points = list(spread(writing, REFUSALS))
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
