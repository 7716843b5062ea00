"""A line that breaks in every way we know: all arrives once, in order; nothing unsigned is believed."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.records import AckOutcome
from app.errors import LineError
from sync.client.transport import Patience
from sync.platform import tables
from sync.platform.database import open_database
from tests.sync.faultproxy import TOXICS, FaultProxy, Plan, always, in_turn, seeded
from tests.sync.support import MovedTime, Province, Window, loop_of

NO_PATIENCE = Patience(connect=2.0, read=0.5, whole=3.0)


def held(db: Path, device: str) -> list[tuple[int, bytes, str]]:
    """(seq, id, digest) of a device in the order in which the platform took them."""
    database = open_database(str(db))
    table = tables.commits
    with closing(database), database.read() as connection:
        rows = connection.execute(
            select(table.c.seq, table.c.id, table.c.digest)
            .where(table.c.device == device)
            .order_by(table.c.position)
        ).all()
    return [(row.seq, row.id, row.digest) for row in rows]


def arrived_once_and_in_order(province: Province, window: Window) -> None:
    expected = [(commit.seq, commit.id.bytes, commit.digest) for commit in window.commits]
    assert held(province.db, window.device) == expected
    assert sorted(window.acks) == [commit.seq for commit in window.commits]


def drain(
    province: Province, window: Window, plan: Plan, chance: random.Random, minutes: int = 60
) -> FaultProxy:
    """Let the loop run on its own timer, without anybody's help, until the line has been bad for ``minutes``."""
    time = MovedTime()
    with (
        FaultProxy(province.port, plan) as proxy,
        closing(province.platform(window, proxy.url, NO_PATIENCE)) as platform,
    ):
        loop = loop_of(platform, window, time, chance=chance)
        loop.start()
        for _ in range(minutes * 2):
            time.pass_(30.0)
            if loop.status().pending == 0 and loop.status().state == "online":
                break
        assert loop.status().state == "online", f"stuck after {Counter(proxy.met)}"
        loop.stop()
    return proxy


@pytest.mark.parametrize("seed", range(40))
def test_everything_arrives_once_and_in_order_whatever_the_line_does(province: Province, seed: int) -> None:
    chance = random.Random(seed)
    window = Window()
    for _ in range(chance.randrange(3, 30)):
        case = window.take_in()
        if chance.random() < 0.5:
            window.accept(case)
    drain(province, window, seeded(seed), chance)
    arrived_once_and_in_order(province, window)


@pytest.mark.parametrize("healthy", [1, 2, 3])
@pytest.mark.parametrize("toxic", ["drop-request", "drop-response", "cut-request", "cut-response"])
def test_a_line_that_loses_requests_by_rule_is_only_slow(
    province: Province, toxic: str, healthy: int
) -> None:
    window = Window()
    for _ in range(70):
        window.take_in()
    pattern = ["pass"] * healthy + [toxic] * (4 - healthy)
    proxy = drain(province, window, in_turn(*pattern), random.Random(1))
    arrived_once_and_in_order(province, window)
    assert toxic in proxy.met


EXPECTED = {
    "drop-request": "transient",
    "drop-response": "transient",
    "cut-response": "transient",
    "captive": "captive",
    "redirect": "captive",
    "error-500": "transient",
    "garbage": "garbage",
    "nothing": "captive",
    "flip": "bad-signature",
}


@pytest.mark.parametrize(("toxic", "kind"), EXPECTED.items())
def test_what_is_no_signed_answer_acknowledges_nothing(province: Province, toxic: str, kind: str) -> None:
    window = Window()
    window.take_in()
    with (
        FaultProxy(province.port, always(toxic)) as proxy,
        closing(province.platform(window, proxy.url, NO_PATIENCE)) as platform,
    ):
        with pytest.raises(LineError) as caught:
            platform.push(window.commits)
        # Where the cut falls decides whether there was a status line at all.
        assert caught.value.kind in ({kind, "garbage", "captive"} if toxic == "cut-response" else {kind})
        result = loop_of(platform, window).run_once()
    assert not result.ok and result.pushed == 0 and not window.acks


def test_an_old_answer_from_a_cache_is_not_believed(province: Province) -> None:
    window = Window()
    window.take_in()
    with (
        FaultProxy(province.port, in_turn("pass", "pass", "stale")) as proxy,
        closing(province.platform(window, proxy.url, NO_PATIENCE)) as platform,
    ):
        platform.hello()  # two ways: the first brings the challenge that is signed over
        with pytest.raises(LineError, match="bad-signature"):
            platform.hello()


def test_nobody_there_is_offline_and_the_next_try_comes_by_itself(province: Province) -> None:
    window = Window()
    window.take_in()
    time = MovedTime()
    with FaultProxy(province.port, always("pass")) as gone:
        pass
    with closing(province.platform(window, gone.url, NO_PATIENCE)) as platform:
        loop = loop_of(platform, window, time, chance=random.Random(3))
        loop.start()
        time.pass_(3600)
        assert loop.status().state == "offline" and loop.status().detail == "offline"
        assert loop.status().pending == 1 and time.armed
        # Full jitter below a doubling ceiling; the 300 s between are the guard that is set before each step.
        tries = [wait for wait in time.waits[1:] if wait != 300.0]
        assert all(wait <= min(300.0, 2.0**n) for n, wait in enumerate(tries))
        assert max(tries) > 60.0 and len(tries) > 15


def test_a_lost_answer_is_looked_up_and_not_sent_again(province: Province) -> None:
    window = Window()
    window.take_in()
    plan = ["pass", "pass", "drop-response"]  # the challenge, hello, the push
    with (
        FaultProxy(province.port, lambda n: plan[n] if n < len(plan) else "pass") as proxy,
        closing(province.platform(window, proxy.url, NO_PATIENCE)) as platform,
    ):
        assert loop_of(platform, window).run_once().detail == "transient" and not window.acks
        # The program was started anew in between.
        asked: list[int] = []
        platform.push = asked.append  # type: ignore[assignment,method-assign]
        assert loop_of(platform, window).run_once().pushed == 1 and not asked
    assert window.outcomes() == {1: (AckOutcome.DUPLICATE, "")}
    arrived_once_and_in_order(province, window)


@given(plan=st.lists(st.sampled_from(TOXICS), max_size=12), sizes=st.lists(st.integers(1, 4), max_size=6))
def test_no_sequence_of_faults_loses_doubles_or_reorders(
    province: Province, plan: list[str], sizes: list[int]
) -> None:
    window = Window()
    case = window.take_in()
    for size in sizes:
        window.write(case, *[("form_filled", {"n": n}) for n in range(size)])
    drain(province, window, lambda n: plan[n] if n < len(plan) else "pass", random.Random(5))
    arrived_once_and_in_order(province, window)
