"""Seeded histories of windows and a province that dies, forgets and is cut off: all of it arrives, once, in order.

A failing seed is named; ``ZONGCHUANG_SEED=n`` plays it alone.
"""

from __future__ import annotations

import logging
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.client.transport import Transport
from sync.platform.devices import Doorkeeper
from sync.wire.asking import Asker
from tests.faults import invariants
from tests.faults.controls import AnswersEarly, Believes, Hasty, Skips
from tests.faults.healed import let_rest
from tests.faults.report import report, scratch, share
from tests.faults.report import seeds as seeds_of_this_part
from tests.faults.simulated import FAULTS, Line, Province, Wire, connected
from tests.sync.support import MovedTime, Window, loop_of

SEEDS = share(24, 20_000)
WINDOWS = 3
MINUTES = 8
HEALED_MINUTES = 12
VERIFY_EVERY = 8
RESTORED = 0.12


@dataclass
class Story:
    """One seeded history."""

    seed: int
    folder: Path
    make: Callable[[], Window] = Window
    line: Line = lambda platform: platform
    faults: tuple[str, ...] = FAULTS
    met: Counter[str] = field(default_factory=Counter)
    broken_into: list[str] = field(default_factory=list)

    def play(self) -> list[str]:
        """Play it; what went wrong, once per thing."""
        chance, time = random.Random(self.seed), MovedTime()
        province = Province(self.folder, time)
        badness = chance.uniform(0.1, 0.7)
        windows = [self.make() for _ in range(WINDOWS)]
        for n, window in enumerate(windows):
            window.device = f"W-{self.seed}-{n}"
        wires = [
            Wire(province, random.Random(f"{self.seed}/{n}"), badness, self.faults) for n in range(WINDOWS)
        ]
        loops = [
            loop_of(self.line(self._signing(window, wire, time)), window, time, chance=chance)
            for window, wire in zip(windows, wires, strict=True)
        ]
        for loop in loops:
            loop.start()
        with closing(province):
            cases: list[list[UUID]] = [[] for _ in windows]
            for _ in range(MINUTES):
                self._minute(chance, province, windows, cases)
                time.pass_(60)
                self._look(province, windows)
            for wire in wires:
                wire.badness = 0.0
            let_rest(time, loops, HEALED_MINUTES)
            for wire, loop in zip(wires, loops, strict=True):
                loop.stop()
                self.met.update(wire.met)
                self.broken_into += wire.broken_into
            self.met["deaths"] += province.deaths
            self.met["commits"] += sum(len(window.commits) for window in windows)
            return self._wrong(province, windows, loops)

    def _signing(self, window: Window, wire: Wire, time: MovedTime) -> HttpPlatform:
        """A clock of each window's own: right, of 1970, years off, or one that jumps at every look."""
        chance = random.Random(f"clock of {window.device}")
        clocks: tuple[Callable[[], int], ...] = (
            lambda: time.now().ms // 1000,
            lambda: -7,
            lambda: time.now().ms // 1000 + 10 * 365 * 86_400,
            lambda: chance.randrange(4_000_000_000),
        )
        return connected(window.device, window.epoch, wire, chance.choice(clocks))

    def _minute(
        self, chance: random.Random, province: Province, windows: list[Window], cases: list[list[UUID]]
    ) -> None:
        for window, known in zip(windows, cases, strict=True):
            act = chance.random()
            if act < 0.4:
                known.append(window.take_in())
            elif act < 0.5 and known:
                window.accept(known.pop(chance.randrange(len(known))))
        act = chance.random()
        if act < RESTORED / 2:
            province.copy()
        elif act < RESTORED and province.put_back():
            self.met["put back"] += 1

    def _look(self, province: Province, windows: list[Window]) -> None:
        """At no moment does a window hold a receipt for what the province has not; but a backup put back forgets."""
        if self.met["put back"]:
            return
        for window in windows:
            signed = {window.commits[seq - 1].id.bytes for seq in window.acks}
            self.met["signed for nothing"] += len(invariants.told_is_there(signed, province.held(window.device)))

    def _wrong(self, province: Province, windows: list[Window], loops: list[SyncLoop]) -> list[str]:
        found = ["lost"] * self.met["signed for nothing"] + self.broken_into
        for window, loop in zip(windows, loops, strict=True):
            found += invariants.at_both_ends(window, loop, province.held(window.device))
        if self.seed % VERIFY_EVERY == 0:
            found += invariants.kinds(invariants.sound_platform(province.db))
        return found


def stories(tmp_path: Path, seeds: range, **more: Any) -> tuple[dict[int, list[str]], Counter[str]]:
    """Play every seed; seed → what went wrong, and what was met on the way."""
    bad: dict[int, list[str]] = {}
    met: Counter[str] = Counter()
    for seed in seeds:
        place = scratch(tmp_path)
        story = Story(seed, place, **more)
        found = story.play()
        shutil.rmtree(place, ignore_errors=True)
        met.update(story.met)
        if found:
            bad[seed] = found
    return bad, met


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A platform that dies says so in its log, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_seeded_history_loses_doubles_disorders_or_gets_stuck(tmp_path: Path) -> None:
    """Whatever the line and the province do, the windows' acts arrive without anybody's help."""
    one = os.environ.get("ZONGCHUANG_SEED")
    seeds = range(int(one), int(one) + 1) if one else seeds_of_this_part(SEEDS)
    bad, met = stories(tmp_path, seeds)
    findings = Counter(each for found in bad.values() for each in found)
    report("simulation", {"seeds": len(seeds), "found": dict(findings), "met": dict(sorted(met.items()))})
    assert not bad, f"seeds and what went wrong (ZONGCHUANG_SEED plays one): {bad}"
    assert one or (met["deaths"] and met["put back"] and met["late"])


class KeepsItsChallenge(Transport):
    """Control: signs every request over the first challenge it ever heard."""

    def _ask_once(self, *asked: Any) -> Any:
        first = self.__dict__.setdefault("_first", "")
        self._challenge = first
        try:
            return super()._ask_once(*asked)
        finally:
            self.__dict__["_first"] = first or self._challenge


def keeping_its_challenge(platform: HttpPlatform) -> HttpPlatform:
    """The real client with that one mistake."""
    platform._transport.__class__ = KeepsItsChallenge
    return platform


CONTROLS: dict[str, dict[str, Any]] = {
    "skips a 4xx": {"line": Skips, "faults": ("bent",)},
    "believes any 200": {"line": Believes, "faults": ("portal",)},
    "its checkpoint runs ahead": {"make": Hasty, "faults": ("cut before",)},
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_client_with_a_mistake_is_caught(tmp_path: Path, name: str) -> None:
    """The same histories with one mistake in the client: something is lost, and it is seen."""
    bad, _ = stories(tmp_path, range(2), **CONTROLS[name])
    found = Counter(each for wrong in bad.values() for each in wrong)
    report(f"simulation-control-{name.replace(' ', '-')}", {"caught": int(bool(found["lost"])), **found})
    assert found["lost"], found


def test_a_platform_that_answers_before_it_commits_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An acknowledgement that runs ahead of the disk is a lost case; the checks must see it."""
    monkeypatch.setattr("sync.platform.server.Ledger", AnswersEarly)
    bad, _ = stories(tmp_path, range(2))
    found = Counter(each for wrong in bad.values() for each in wrong)
    report("simulation-control-answers-early", {"caught": int(bool(found)), **found})
    assert found["lost"] or found["stuck"], found


def test_a_client_that_keeps_its_first_challenge_is_caught(tmp_path: Path) -> None:
    """Old signatures are refused for good, so such a window comes to a stand; the checks must see it."""
    bad, _ = stories(tmp_path, range(2), line=keeping_its_challenge, faults=("cut after",))
    found = Counter(each for wrong in bad.values() for each in wrong)
    report("simulation-control-keeps-its-challenge", {"caught": int(bool(found["stuck"])), **found})
    assert found["stuck"], found


class Forgetful(Doorkeeper):
    """Control: a door that remembers no nonce."""

    def _first_here(self, asker: Asker, now: int) -> bool:
        self._bind(asker, now)
        return True


class Trusting(Doorkeeper):
    """Control: a door that lets in whatever key is shown, or none."""

    def check(self, asked: Any, headers: dict[str, str]) -> None:
        """Nobody is asked who he is."""


@pytest.mark.parametrize(
    ("door", "seen"), [(Forgetful, "heard twice"), (Trusting, "believed"), (Trusting, "unsigned")]
)
def test_a_door_with_a_mistake_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: type[Doorkeeper], seen: str
) -> None:
    """Requests said again, under a foreign signature or under none: whoever lets them in is seen."""
    monkeypatch.setattr("tests.faults.simulated.Doorkeeper", door)
    bad, _ = stories(tmp_path, range(2), faults=("repeated", "forged", "stripped"))
    found = Counter(each for wrong in bad.values() for each in wrong)
    name = f"{door.__name__.lower()}-{seen.replace(' ', '-')}"
    report(f"simulation-control-{name}", {"caught": int(bool(found[seen])), **found})
    assert found[seen], found
