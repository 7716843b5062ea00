"""The line between windows and a platform under seeded faults and kills: nothing lost, doubled, disordered or stuck.

The continuous check plays a share of the runs, ``SHARE=all`` all of them. What was done is written as JSON into
``$ZONGCHUANG_OUT/faults/line.json``. Controls are clients with one mistake each; every one of them must be caught.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.platform import tables
from sync.platform.database import open_database
from tests.faults import invariants
from tests.faults.controls import Believes, Hasty, always_greets
from tests.faults.healed import let_rest
from tests.faults.report import report, seeds, share
from tests.sync.faultproxy import TOXICS, FaultProxy, Plan, always, in_turn, seeded
from tests.sync.support import MovedTime, Province, Window, loop_of
from tests.sync.test_broken_line import NO_PATIENCE

RUNS = share(60, 1000)
WINDOWS = 3
KILL_EVERY = 10
BAD_MINUTES = 10
"""How long the line stays bad; then it heals, and everything must have arrived without anybody's help."""
HEALED_MINUTES = 11


@dataclass
class Tally:
    """What was done and what was found."""

    runs: int = 0
    kills: int = 0
    commits: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)


class Playground:
    """A platform that may be killed in any run, and is then started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.province = Province.start(folder / "platform.db")

    def kill(self) -> None:
        self.province.kill()
        self.province = self.province.again()


def faults_of(province: Province, windows: Sequence[Window], loops: Sequence[SyncLoop]) -> list[str]:
    """``lost``, ``doubled``, ``disordered``, ``stuck``: once per thing that went wrong."""
    found: list[str] = []
    for window, loop in zip(windows, loops, strict=True):
        found += invariants.at_both_ends(window, loop, _held(province, window.device))
    return found


def _held(province: Province, device: str) -> list[bytes]:
    table = tables.commits
    with closing(open_database(str(province.db))) as database, database.read() as connection:
        rows = connection.execute(
            select(table.c.id).where(table.c.device == device).order_by(table.c.position)
        )
        return [bytes(row.id) for row in rows]


def play(
    ground: Playground,
    seed: int,
    tally: Tally,
    plan: Plan | None = None,
    line: Callable[[HttpPlatform], object] = lambda platform: platform,
    window: Callable[[], Window] = Window,
    tweak: Callable[[SyncLoop], object] = lambda loop: None,
) -> list[str]:
    """One run: windows write while the line is bad; gives what went wrong."""
    chance, time = random.Random(seed), MovedTime()
    windows = [window() for _ in range(WINDOWS)]
    with ExitStack() as stack:
        proxies, loops = [], []
        for n, one in enumerate(windows):
            toxic = plan or seeded(seed * WINDOWS + n, TOXICS, chance.uniform(0.2, 0.7))
            proxies.append(stack.enter_context(FaultProxy(ground.province.port, toxic)))
            http = stack.enter_context(closing(ground.province.platform(one, proxies[-1].url, NO_PATIENCE)))
            loops.append(loop_of(line(http), one, time, chance=chance))
            tweak(loops[-1])
            loops[-1].start()
        for minute in range(BAD_MINUTES):
            for one in windows:
                if chance.random() < 0.3:
                    one.take_in()
            if seed % KILL_EVERY == 0 and minute == BAD_MINUTES // 2:
                ground.kill()
                tally.kills += 1
            time.pass_(60)
        if plan is None:
            for proxy in proxies:
                proxy.plan = always("pass")
        let_rest(time, loops, HEALED_MINUTES)
        for proxy, loop in zip(proxies, loops, strict=True):
            loop.stop()
            if plan is not None:
                _look_again(loop)
            tally.faults.update(proxy.met)
    tally.runs += 1
    tally.commits += sum(len(one.commits) for one in windows)
    return faults_of(ground.province, windows, loops)


def _look_again(loop: SyncLoop) -> None:
    """A line that never heals fails some step at any moment; stuck is what stays so when it is tried again."""
    for _ in range(6):
        if loop.status().state == "online":
            return
        loop.run_once()


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> object:
    """One platform for all runs."""
    made = Playground(tmp_path_factory.mktemp("line"))
    yield made
    assert made.province.stop() == 0


@pytest.fixture(scope="module")
def tally() -> object:
    """Written down at the end, whatever was found."""
    kept = Tally()
    yield kept
    figures = {
        "suite": "line",
        "runs": kept.runs,
        "kills": kept.kills,
        "commits": kept.commits,
    }
    findings = {name: kept.found[name] for name in ("lost", "doubled", "disordered", "stuck")}
    controls = {"planted": len(CONTROLS), "caught": kept.found["caught"]}
    record = figures | findings | {"controls": controls, "faults": dict(sorted(kept.faults.items()))}
    report("line", record)


def test_no_run_loses_doubles_disorders_or_gets_stuck(ground: Playground, tally: Tally) -> None:
    bad: dict[int, list[str]] = {}
    for seed in seeds(RUNS):
        found = play(ground, seed, tally)
        tally.found.update(found)
        if found:
            bad[seed] = found
    assert not bad, f"seeds and what went wrong: {bad}"
    assert invariants.sound_platform(ground.province.db) == [] and tally.kills > 0


def believing(ground: Playground) -> list[str]:
    """Takes a portal's page for an acknowledgement."""
    return play(ground, 1, Tally(), in_turn("pass", "captive"), line=Believes)


def hasty(ground: Playground) -> list[str]:
    """Its checkpoint runs ahead of the data."""
    return play(ground, 1, Tally(), in_turn("pass", "drop-request"), window=Hasty)


def beginning_anew(ground: Playground) -> list[str]:
    """Never gets beyond its hello."""
    return play(ground, 1, Tally(), in_turn("pass", "drop-request"), tweak=always_greets)


CONTROLS: dict[Callable[[Playground], list[str]], str] = {
    believing: "lost",
    hasty: "lost",
    beginning_anew: "stuck",
}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.__name__)
def test_a_client_with_a_mistake_is_caught(
    ground: Playground, tally: Tally, control: Callable[[Playground], list[str]]
) -> None:
    found = control(ground)
    tally.found["caught"] += CONTROLS[control] in found
    assert CONTROLS[control] in found, "the checks must see this mistake"


def test_the_same_line_without_the_mistake_is_clean(ground: Playground) -> None:
    for pattern in (("pass", "captive"), ("pass", "drop-request")):
        assert play(ground, 1, Tally(), in_turn(*pattern)) == []
