"""Scans over a bad line and a platform that is killed: whole there or not said to be, once, and never stuck.

Figures go to ``faults/scans.json``. The controls are ends with one mistake each; every one of them must be caught.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sync.client.http import HttpPlatform
from sync.client.scans import ScanSender, Stride
from tests.faults import invariants
from tests.faults.controls import BelievesAboutScans, MistakenLine, Stubborn
from tests.faults.healed import let_rest
from tests.faults.report import report, seeds, share
from tests.sync.faultproxy import FaultProxy, Plan, always, in_turn, seeded
from tests.sync.support import MovedTime, Province, Window, loop_of
from tests.sync.test_broken_line import NO_PATIENCE
from tests.sync.test_scans import KIB, Box, at_platform

RUNS = share(20, 500)
KILL_EVERY = 4
BAD_MINUTES = 5
HEALED_MINUTES = 11


class Ground:
    """A platform that may be killed in any run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.province = Province.start(folder / "platform.db")
        self.figures: Counter[str] = Counter()

    def kill(self) -> None:
        self.province.kill()
        self.province = self.province.again()
        self.figures["kills"] += 1

    def play(
        self,
        seed: int,
        plan: Plan | None = None,
        line: Callable[[HttpPlatform], Any] = lambda platform: platform,
    ) -> list[str]:
        """One run; ``lost``, ``torn`` or ``stuck``, once per thing that went wrong."""
        chance, time, window = random.Random(seed), MovedTime(), Window()
        folder = self.folder / f"run-{seed}-{self.figures['runs']}"
        folder.mkdir()
        box = Box(folder)
        digests = [box.scan(chance.randrange(300 * KIB) + seed) for _ in range(3)]
        with (
            closing(box.database),
            FaultProxy(self.province.port, plan or seeded(seed)) as proxy,
            closing(self.province.platform(window, proxy.url, NO_PATIENCE)) as http,
        ):
            sender = ScanSender(line(http), box.scans)
            sender._stride = Stride(64 * KIB)
            loop = loop_of(http, window, time, scans=sender, chance=chance)
            loop.start()
            for minute in range(BAD_MINUTES):
                window.take_in()
                if seed % KILL_EVERY == 0 and minute == 1:
                    self.kill()
                time.pass_(60)
            proxy.plan = always("pass")
            let_rest(time, [loop], HEALED_MINUTES, lambda: bool(box.scans.waiting(1)))
            loop.stop()
            left = {scan.digest for scan in box.scans.waiting(10)}
        self.figures["runs"] += 1
        self.figures["scans"] += len(digests)
        wrong = invariants.drained(left)
        wrong += invariants.scans_whole(set(digests) - left, lambda digest: at_platform(self.province, digest))
        return list(invariants.kinds(wrong))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One platform for all runs; its figures are written down at the end, whatever was found."""
    made = Ground(tmp_path_factory.mktemp("scans"))
    made.figures.update(dict.fromkeys(("lost", "torn", "stuck", "caught"), 0))
    yield made
    made.province.stop()
    controls = {"planted": len(CONTROLS), "caught": made.figures.pop("caught")}
    report("scans", dict(made.figures) | {"controls": controls})


def test_no_run_loses_tears_or_gets_stuck(ground: Ground) -> None:
    bad = {}
    for seed in seeds(RUNS):
        found = ground.play(seed)
        ground.figures.update(found)
        if found:
            bad[seed] = found
    assert not bad and ground.figures["kills"] > 0, f"seeds and what went wrong: {bad}"


CONTROLS: dict[type[MistakenLine], tuple[str, tuple[str, ...]]] = {
    BelievesAboutScans: ("lost", ("pass", "pass", "pass", "drop-request")),
    Stubborn: ("stuck", ("pass", "pass", "pass", "drop-response")),
}


@pytest.mark.parametrize("control", CONTROLS)
def test_an_end_with_a_mistake_is_caught(ground: Ground, control: type[MistakenLine]) -> None:
    expected, pattern = CONTROLS[control]
    found = ground.play(1001, in_turn(*pattern), control)
    ground.figures["caught"] += expected in found
    assert expected in found, "the checks must see this mistake"
