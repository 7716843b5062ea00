"""The main job over a real platform process: send, hear back, get numbers."""

from __future__ import annotations

import json
from contextlib import closing
from uuid import uuid4

import pytest

from app.domain.records import AckOutcome
from app.errors import LineError
from sync.platform.report import digest_report, verify
from sync.platform.staff import decide
from sync.platform.staff_facts import StaffError
from tests.sync.support import Province, Window, loop_of


@pytest.mark.law("P18", "A6-1")
def test_what_waits_is_sent_and_each_commit_gets_a_signed_receipt(province: Province) -> None:
    window = Window()
    cases = [window.take_in() for _ in range(3)]
    with closing(province.platform(window)) as platform:
        result = loop_of(platform, window).run_once()
    assert (result.state, result.pushed) == ("online", 3)
    assert window.outcomes() == dict.fromkeys((1, 2, 3), (AckOutcome.APPLIED, ""))
    statement = json.loads(json.loads(window.acks[2].receipt)["statement"])
    assert statement["digest"] == window.commits[1].digest and statement["device"] == window.device
    report = digest_report(str(province.db), window.device)
    assert (report["cases"], report["commits"], report["events"]) == (3, 3, 6)
    assert set(report["by_case"]) == {str(case) for case in cases}


@pytest.mark.law("P18", "A6-1")
def test_the_department_decides_and_the_window_hears_of_it(province: Province) -> None:
    window = Window()
    number = f"收〔2026〕{uuid4().hex[:8]}号"
    case = window.take_in(number)
    window.accept(case)
    with closing(province.platform(window)) as platform:
        loop = loop_of(platform, window)
        assert loop.run_once().ok
        done = decide(str(province.db), number, "grant", validity="5年")
        assert (done.stage, done.holder) == ("granted", "platform")
        decide(str(province.db), str(case), "ready", results=["食品经营许可证"])
        result = loop.run_once()
        assert result.pulled == 2
        kinds = [json.loads(commit.body)["events"][0]["type"] for commit in window.foreign.values()]
        assert kinds == ["granted", "result_ready"]
        window.write(case, ("handed_over", {}))
        assert loop.run_once().pushed == 1
    assert window.outcomes()[3] == (AckOutcome.APPLIED, ""), "the lease came back with the result"


def test_an_act_without_the_lease_is_parked_and_stops_nothing_else(province: Province) -> None:
    window = Window()
    case, other = window.take_in(), window.take_in()
    window.accept(case)
    window.write(case, ("withdrawn", {}))
    window.write(case, ("paper_out", {"document_id": str(uuid4())}))
    window.accept(other)
    with closing(province.platform(window)) as platform:
        result = loop_of(platform, window).run_once()
    assert result.ok and (result.pushed, result.parked) == (6, 1)
    assert window.outcomes()[4] == (AckOutcome.PARKED, "no-lease")
    assert window.outcomes()[5] == (AckOutcome.APPLIED, ""), "a fact about paper needs no lease"
    with pytest.raises(StaffError, match="unknown-case"):
        decide(str(province.db), str(uuid4()), "grant")
    with pytest.raises(StaffError, match="wrong-stage"):
        decide(str(province.db), str(case), "ready")


def test_numbers_come_in_blocks_that_nobody_else_gets(province: Province) -> None:
    series = f"收-{uuid4().hex[:6]}"
    one, two = Window(wanted={series: 50}), Window(wanted={series: 20})
    for window in (one, two):
        with closing(province.platform(window)) as platform:
            assert loop_of(platform, window).run_once().blocks == 1
    first, second = *one.held.values(), *two.held.values()
    assert (first.first, first.last, second.first, second.last) == (1, 50, 51, 70)


def test_the_same_key_gives_the_same_block_and_another_question_is_refused(province: Province) -> None:
    window, series = Window(), f"受-{uuid4().hex[:6]}"
    with closing(province.platform(window)) as platform:
        block = platform.reserve(series, 10, "key-0001-abcd")
        assert platform.reserve(series, 10, "key-0001-abcd") == block
        with pytest.raises(LineError, match="idempotency-key-reused"):
            platform.reserve(series, 11, "key-0001-abcd")
        assert platform.reserve(series, 10, "key-0002-abcd").first == block.last + 1


def test_a_window_hears_of_its_own_cases_only_and_of_their_beginning(province: Province) -> None:
    desk, pickup, stranger = Window(), Window(), Window()
    case = desk.take_in()
    desk.accept(case, "counter")
    stranger.write(case, ("withdrawn", {}))
    pickup.write(case, ("paper_given", {"document_id": str(uuid4())}))
    for window in (desk, stranger, pickup, desk):
        with closing(province.platform(window)) as platform:
            loop_of(platform, window).run_once()
    assert stranger.outcomes()[1] == (AckOutcome.PARKED, "no-lease") and not stranger.foreign
    assert [commit.id for commit in pickup.foreign.values()] == [commit.id for commit in desk.commits]
    assert list(desk.foreign) == [pickup.commits[0].id]


def test_the_platform_agrees_with_itself(province: Province) -> None:
    found = verify(str(province.db))
    assert found["ok"], found["problems"][:3]
