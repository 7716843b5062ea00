"""The loop never stops trying, whatever breaks, and asks no more often than it should."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.records import Ack, AckOutcome, NumberBlock, StoredCommit, SyncStatus
from app.errors import LineError
from app.ports import Hello
from sync.client.loop import StepResult
from tests.sync.support import MovedTime, Window, loop_of

CALLS = ("hello", "push", "changes", "reserve")
STORES = ("pending", "acknowledge", "apply", "add", "low", "rewind", "cursor")


@dataclass
class Scripted:
    """A platform that does as it is told: ``fail`` maps a call to what it raises, as often as listed."""

    fail: dict[str, list[Exception]] = field(default_factory=dict)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    through: int = 0
    limit: int = 100
    changes_waiting: int = 0

    def _asked(self, name: str, *what: Any) -> None:
        self.asked.append((name, *what))
        if self.fail.get(name):
            raise self.fail[name].pop(0)

    def hello(self) -> Hello:
        self._asked("hello")
        return Hello("e1", self.through, 0, "")

    def push(self, commits: Sequence[StoredCommit]) -> Sequence[Ack]:
        self._asked("push", len(commits))
        if len(commits) > self.limit:
            raise LineError("too-large")
        if commits[0].seq > self.through + 1:
            raise LineError("sequence-gap", expected=self.through + 1)
        self.through = max(self.through, commits[-1].seq)
        return [Ack(commit.seq, commit.id, AckOutcome.APPLIED, "receipt") for commit in commits]

    def look_back(self, first: int, last: int) -> Sequence[Ack]:
        self._asked("look_back", first, last)
        return []

    def changes(self, cursor: str, limit: int) -> tuple[Sequence[StoredCommit], str, bool]:
        self._asked("changes", cursor)
        at = int(cursor or 0)
        return (), str(min(at + 1, self.changes_waiting)), at + 1 < self.changes_waiting

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        self._asked("reserve", key)
        return NumberBlock(key, series, 1, size)


@dataclass
class Heard:
    states: list[tuple[str, str]] = field(default_factory=list)

    def on_sync(self, status: SyncStatus, result: StepResult) -> None:
        self.states.append((status.state, result.detail))


def busy_window() -> Window:
    window = Window(wanted={"收": 10})
    for _ in range(3):
        window.take_in()
    return window


class Broken(Exception):
    """A fault of ours or of the disk."""


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", [LineError("transient"), LineError("garbage"), Broken()], ids=str)
def test_after_any_failure_of_the_line_there_is_a_next_step(name: str, error: Exception) -> None:
    window, time = busy_window(), MovedTime()
    platform = Scripted(fail={name: [error] * 3}, changes_waiting=2)
    heard = finish(window, time, platform)
    assert (("error", "internal") in heard.states) == isinstance(error, Broken)


@pytest.mark.parametrize("name", STORES)
def test_after_any_failure_of_the_disk_there_is_a_next_step(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, time = busy_window(), MovedTime()
    left = [Broken()] * 3
    real: Callable[..., Any] = getattr(window, name)

    def failing(*args: Any) -> Any:
        if left:
            raise left.pop()
        return real(*args)

    monkeypatch.setattr(window, name, failing)
    finish(window, time, Scripted(changes_waiting=2))


def finish(window: Window, time: MovedTime, platform: Scripted) -> Heard:
    heard = Heard()
    loop = loop_of(platform, window, time, chance=random.Random(1), listener=heard)
    loop.start()
    for _ in range(10):
        with contextlib.suppress(Broken):
            time.pass_(60)
        assert time.armed, "the timer is always set again"
    assert loop.status().state == "online" and loop.status().pending == 0
    assert len(window.acks) == 3 and window.at == "2" and len(window.held) == 1
    loop.stop()
    assert not time.armed
    return heard


def test_a_bad_part_does_not_keep_the_others_from_their_turn() -> None:
    window = busy_window()
    platform = Scripted(fail={"push": [LineError("sequence-fork")], "changes": [LineError("garbage")]})
    result = loop_of(platform, window).run_once()
    assert (result.state, result.detail, result.blocks) == ("refused", "sequence-fork", 1)


@pytest.mark.parametrize("kind", ["offline", "captive", "transient", "auth", "bad-signature"])
def test_a_line_that_is_down_is_asked_once_per_step(kind: str) -> None:
    platform = Scripted(fail={"hello": [LineError(kind)]})
    result = loop_of(platform, busy_window()).run_once()
    assert platform.asked == [("hello",)] and not result.ok and result.detail == kind


def test_too_large_pieces_are_halved_and_a_single_one_is_parked_with_an_alarm() -> None:
    window = Window()
    for _ in range(8):
        window.take_in()
    platform = Scripted(limit=3)
    loop = loop_of(platform, window)
    assert loop.run_once().pushed == 8
    assert [what[1] for what in platform.asked if what[0] == "push"][:3] == [8, 4, 2]
    window.take_in()
    platform.limit = 0
    result = loop.run_once()
    assert (result.pushed, result.parked) == (1, 1)
    assert window.outcomes()[9] == (AckOutcome.PARKED, "too-large")


def test_the_piece_grows_again_after_success() -> None:
    window = Window()
    platform = Scripted(fail={"push": [LineError("transient")] * 4})
    loop = loop_of(platform, window)
    for _ in range(300):
        window.take_in()
    for _ in range(4):
        assert not loop.run_once().ok
    assert loop.run_once().pushed == 300
    sizes = [what[1] for what in platform.asked if what[0] == "push"]
    assert sizes[:5] == [300, 150, 75, 37, 18] and max(sizes[5:]) > 100


def test_a_block_is_asked_for_with_the_same_key_until_it_is_in() -> None:
    window = Window(wanted={"收": 10})
    platform = Scripted(fail={"reserve": [LineError("transient")] * 2})
    loop = loop_of(platform, window)
    for _ in range(3):
        loop.run_once()
    keys = [what[1] for what in platform.asked if what[0] == "reserve"]
    assert len(keys) == 3 and len(set(keys)) == 1 and len(window.held) == 1
    window.wanted["受"] = 5
    loop.run_once()
    assert platform.asked[-1][1] != keys[0]


def test_waking_does_a_step_at_once_and_success_resets_the_wait() -> None:
    window, time, heard = Window(), MovedTime(), Heard()
    platform = Scripted(fail={"hello": [LineError("offline")] * 6})
    loop = loop_of(platform, window, time, chance=random.Random(2), listener=heard)
    loop.wake()
    assert not time.armed, "not started yet"
    loop.start()
    time.pass_(40)
    assert heard.states[-1] == ("offline", "offline")
    loop.wake()
    time.pass_(0)
    before = len(heard.states)
    time.pass_(300)
    assert heard.states[-1] == ("online", "") and loop.status().state == "online"
    time.pass_(30)
    assert len(heard.states) - before >= 2
    window.take_in()
    loop.wake()
    time.pass_(0)
    assert loop.status().pending == 0 and loop.status().last_ack_ms == time.now().ms
    assert loop.run_once().server_ms == 0, "the script's platform lives in 1970"
    loop.stop()


def test_a_wake_during_a_step_is_not_forgotten() -> None:
    window, time = Window(), MovedTime()
    platform = Scripted()
    loop = loop_of(platform, window, time)
    real = platform.hello

    def hello_and_more_work() -> Hello:
        platform.hello = real  # type: ignore[method-assign]
        answer = real()
        loop.wake()
        return answer

    platform.hello = hello_and_more_work  # type: ignore[method-assign]
    loop.start()
    time.pass_(0)
    assert [what[0] for what in platform.asked].count("hello") == 2


def test_the_platform_may_ask_for_patience() -> None:
    window, time = Window(), MovedTime()
    platform = Scripted(fail={"hello": [LineError("transient", retry_after=90.0)]})
    loop = loop_of(platform, window, time)
    loop.start()
    time.pass_(0)
    assert time.waits[-1] == 90.0


def test_what_is_held_is_asked_about_however_far_behind_the_first_of_it() -> None:
    """One that nobody decides does not keep those 500 behind it from ever being heard of."""
    held = {seq: uuid4() for seq in (3, 4, 502, 503, 90_000)}
    heard: list[int] = []

    class Holding(Window):
        def placeless(self) -> Mapping[int, UUID]:
            return held

        def acknowledge(self, acks: Sequence[Ack], at_ms: int) -> None:
            heard.extend(ack.seq for ack in acks)

    class Decided(Scripted):
        def look_back(self, first: int, last: int) -> Sequence[Ack]:
            self._asked("look_back", first, last)
            here = range(first, min(last, first + 499) + 1)
            return [Ack(n, held[n], AckOutcome.APPLIED, "receipt") for n in (4, 503, 90_000) if n in here]

    line = Decided()
    assert loop_of(line, Holding()).run_once().ok
    assert heard == [4, 503, 90_000]
    assert sum(asked[0] == "look_back" for asked in line.asked) == 3, "and what lies between is not asked about"


def test_an_outbox_that_keeps_what_was_acknowledged_does_not_spin() -> None:
    class Stubborn(Window):
        def acknowledge(self, acks: Sequence[Ack], at_ms: int) -> None:
            pass

    window = Stubborn()
    window.take_in()
    result = loop_of(Scripted(), window).run_once()
    assert (result.state, result.detail) == ("wrong", "garbage")


def test_status_says_what_waits_since_when() -> None:
    window = Window()
    window.write(uuid4(), ("received", {}))
    window.take_in()
    loop = loop_of(Scripted(fail={"hello": [LineError("captive")]}), window)
    assert loop.status().state == "never"
    loop.run_once()
    status = loop.status()
    assert (status.pending, status.oldest_ms, status.state) == (2, 1_790_000_000_001, "captive")
