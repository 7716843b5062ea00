"""Two histories that drift apart: killed servers, restored backups, cloned windows."""

from __future__ import annotations

import random
import threading
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.records import Ack, AckOutcome
from app.errors import LineError
from sync.platform.database import renew_epoch
from sync.platform.report import digest_report, verify
from sync.platform.staff import decide
from tests.sync.faultproxy import FaultProxy, always
from tests.sync.support import MovedTime, Province, Window, loop_of
from tests.sync.test_broken_line import NO_PATIENCE, arrived_once_and_in_order


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_platform_loses_no_commit_that_has_a_receipt(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    window = Window()
    for _ in range(250):
        window.take_in()
    province = Province.start(tmp_path / "p.db")
    kill_at = chance.randrange(1, 8)
    calls = 0

    def kill_once(n: int) -> str:
        nonlocal calls
        calls += 1
        if calls == kill_at:
            province.process.kill()
        return "pass"

    with FaultProxy(province.port, kill_once) as proxy:
        with closing(province.platform(window, proxy.url, NO_PATIENCE)) as platform:
            loop_of(platform, window).run_once()
        province.kill()
        acknowledged = {seq: ack.receipt for seq, ack in window.acks.items()}
        again = province.again()
        with closing(again.platform(window, proxy.url, NO_PATIENCE)) as platform:
            loop = loop_of(platform, window)
            assert loop.run_once().ok
    assert {seq: window.acks[seq].receipt for seq in acknowledged} == acknowledged
    arrived_once_and_in_order(again, window)
    assert verify(str(again.db))["ok"] and again.stop() == 0


def test_a_platform_restored_from_a_backup_gets_everything_again(tmp_path: Path) -> None:
    window = Window()
    cases = [window.take_in() for _ in range(3)]
    window.accept(cases[0])
    province = Province.start(tmp_path / "p.db")
    with closing(province.platform(window)) as platform:
        loop = loop_of(platform, window)
        loop.run_once()
        assert province.stop() == 0
        province.copy(tmp_path / "backup.db")
        province = province.again()
        cases.append(window.take_in())
        decide(str(province.db), str(cases[0]), "grant")
        assert loop.run_once().ok
        heard = list(window.foreign)
        assert province.stop() == 0
        Province(tmp_path / "backup.db", province.process, 0, "", "").copy(province.db)
        province = province.again()
        for kind in ("granted", "ready"):
            decide(str(province.db), str(cases[0]), {"granted": "grant"}.get(kind, kind))
        result = loop.run_once()
        assert result.ok and result.pushed == 1, "what came after the backup is sent again"
    assert len(window.foreign) == 3 and heard[0] in window.foreign, (
        "and the new history is heard from its start"
    )
    arrived_once_and_in_order(province, window)
    assert province.stop() == 0


def test_a_window_started_anew_after_the_restore_sends_again_too(tmp_path: Path) -> None:
    window = Window()
    window.take_in()
    province = Province.start(tmp_path / "p.db")
    with closing(province.platform(window)) as platform:
        assert loop_of(platform, window).run_once().ok
    province.kill()
    empty = Province.start(tmp_path / "new.db")
    with closing(empty.platform(window)) as platform:
        assert loop_of(platform, window).run_once().pushed == 1
    assert empty.stop() == 0


def test_a_new_server_epoch_makes_old_cursors_begin_anew(tmp_path: Path) -> None:
    window = Window()
    case = window.take_in()
    window.accept(case)
    province = Province.start(tmp_path / "p.db")
    with closing(province.platform(window)) as platform:
        loop = loop_of(platform, window)
        loop.run_once()
        decide(str(province.db), str(case), "grant")
        assert loop.run_once().pulled == 1
        assert province.stop() == 0
        renew_epoch(str(province.db))
        province = province.again()
        assert loop.run_once().pulled == 1 and len(window.foreign) == 1
    assert province.stop() == 0


def test_a_cloned_window_is_told_and_both_bodies_are_kept(province: Province) -> None:
    window = Window()
    window.take_in()
    twin = Window(device=window.device)
    twin.take_in()
    with closing(province.platform(window)) as platform:
        loop_of(platform, window).run_once()
        with pytest.raises(LineError) as caught:
            platform.push(twin.commits)
        assert caught.value.kind == "sequence-fork"
        result = loop_of(platform, twin).run_once()
    assert (result.state, result.detail) == ("refused", "sequence-fork") and not twin.acks
    arrived_once_and_in_order(province, window)


def test_a_gap_names_the_place_to_go_on_from(province: Province) -> None:
    window = Window()
    for _ in range(3):
        window.take_in()
    with closing(province.platform(window)) as platform:
        with pytest.raises(LineError) as caught:
            platform.push(window.commits[1:])
        assert (caught.value.kind, caught.value.expected) == ("sequence-gap", 1)
        hello = platform.hello()
        loop = loop_of(platform, window)
        # The window believes that its first commits are known: only the platform's word sets it right.
        platform.hello = lambda: replace(hello, accepted_through=2)  # type: ignore[method-assign]
        window.acks = {n: Ack(n, window.commits[n - 1].id, AckOutcome.APPLIED, "") for n in (1, 2)}
        assert loop.run_once().ok
    arrived_once_and_in_order(province, window)


def test_many_windows_at_once_do_not_disturb_each_other(province: Province) -> None:
    windows = [Window() for _ in range(5)]
    with ExitStack() as stack:
        loops = []
        for n, window in enumerate(windows):
            for _ in range(20 + n):
                window.take_in()
            proxy = stack.enter_context(FaultProxy(province.port, always("pass" if n % 2 else "slow")))
            platform = stack.enter_context(closing(province.platform(window, proxy.url)))
            loops.append(loop_of(platform, window, MovedTime()))
        threads = [threading.Thread(target=loop.run_once) for loop in loops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for window in windows:
        arrived_once_and_in_order(province, window)
        assert digest_report(str(province.db), window.device)["parked"] == 0
