"""A run over a bad line may end early only when nothing is left that could still go wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.records import Ack, AckOutcome, StoredCommit
from app.errors import LineError
from app.ports import Hello
from tests.faults.healed import QUIET, let_rest
from tests.sync.support import MovedTime, Window, loop_of

MINUTES = 11


class Platform:
    """Gives ``silent`` requests no answer, then every one; with ``takes`` off it takes no commit."""

    def __init__(self, silent: int = 0, takes: bool = True) -> None:
        self.silent = silent
        self.takes = takes

    def hello(self) -> Hello:
        self.silent -= 1
        if self.silent >= 0:
            raise LineError("offline", "cut")
        return Hello("E-1", 0, 1, "key")

    def push(self, commits: Sequence[StoredCommit]) -> list[Ack]:
        if not self.takes:
            raise LineError("transient", "later")
        return [Ack(commit.seq, commit.id, AckOutcome.APPLIED, "r") for commit in commits]

    def changes(self, cursor: str, _limit: int) -> tuple[list[StoredCommit], str, bool]:
        return [], cursor, False


def played(*platforms: Platform, more: Callable[[], bool] = lambda: False) -> tuple[int, int]:
    """How many minutes it took, and how many commits wait at the end."""
    time, windows = MovedTime(), [Window() for _ in platforms]
    loops = [loop_of(platform, window, time) for platform, window in zip(platforms, windows, strict=True)]
    for window, loop in zip(windows, loops, strict=True):
        window.take_in()
        loop.start()
    return let_rest(time, loops, MINUTES, more), sum(loop.status().pending for loop in loops)


def test_a_line_that_is_whole_comes_to_rest_and_two_quiet_minutes_prove_it() -> None:
    assert played(Platform(), Platform()) == (QUIET, 0)


def test_a_window_that_has_to_wait_for_its_turn_is_waited_for() -> None:
    passed, waiting = played(Platform(), Platform(silent=6))
    assert QUIET <= passed <= MINUTES and waiting == 0


def test_whoever_stays_stuck_has_all_the_time_there_is_and_is_seen() -> None:
    assert played(Platform(), Platform(takes=False)) == (MINUTES, 1)
    assert played(Platform(silent=1_000_000))[0] == MINUTES


def test_what_the_loops_do_not_count_is_waited_for() -> None:
    assert played(Platform(), more=lambda: True) == (MINUTES, 0)
