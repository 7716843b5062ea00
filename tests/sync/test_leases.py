"""One hand at a time: who may act on a case, how it changes windows, and what becomes of a hand that was overtaken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.records import AckOutcome
from app.errors import LineError
from sync.client.http import HttpPlatform
from sync.platform.main import main
from tests.sync.support import Province, Window, loop_of, started

WORDS = {"operator": "op-1", "name": "钱收件", "number": "A01", "reason": "调到别的大厅"}


def step(province: Province, window: Window) -> HttpPlatform:
    line = province.platform(window)
    assert loop_of(line, window).run_once().ok
    return line


def types(window: Window, case: UUID) -> list[str]:
    mine = [one for one in window.foreign.values() if one.case_id == case]
    return [event["type"] for one in mine for event in json.loads(one.body)["events"]]


@pytest.fixture
def pair(province: Province) -> Iterator[tuple[Window, Window, UUID]]:
    """Two windows the platform knows, and a case of the first."""
    old, new = Window(), Window()
    new.take_in()
    case = old.take_in()
    step(province, old)
    step(province, new)
    yield old, new, case


def staff(province: Province, *words: str) -> dict[str, Any]:
    made = started(["lease", *words, "--db", str(province.db)])
    assert made.stdout is not None
    with made.stdout as said:
        answer: dict[str, Any] = json.loads(said.read())
    made.wait(60)
    return answer


def test_a_case_given_away_is_the_other_windows_with_all_that_was_written(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    answer = step(province, old).move_lease(case, WORDS | {"action": "give", "to": new.device, "fence": 1})
    assert (answer.holder, answer.home, answer.fence) == (new.device, new.device, 2)
    step(province, new)
    step(province, old)
    assert types(new, case) == ["received", "paper_issued", "lease_moved"] and types(old, case) == ["lease_moved"]
    new.write(case, ("accepted", {"accepted_on": "2026-09-28", "route": "counter"}), fence=2)
    step(province, new)
    assert new.outcomes()[2][0] is AckOutcome.APPLIED


def test_acts_of_a_window_that_was_overtaken_while_offline_are_kept_and_parked(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    code = staff(province, str(case), "--permit", new.device, "--by", "孙主管")["permit"]
    line = province.platform(new)
    line.move_lease(case, WORDS | {"action": "take", "permit": code})
    old.write(case, ("accepted", {"accepted_on": "2026-09-28", "route": "counter"}), fence=1)
    old.write(case, ("paper_sealed", {}), fence=1)
    other = old.take_in()
    step(province, old)
    assert old.outcomes()[2] == (AckOutcome.PARKED, "lease-stale")
    # What is true on paper and what belongs to other cases goes on.
    assert [old.outcomes()[n][0] for n in (3, 4)] == [AckOutcome.APPLIED] * 2 and other
    assert line.lease_of(case).holder == new.device


def test_an_old_act_stays_fenced_off_when_the_case_has_come_back_meanwhile(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    assert staff(province, str(case), "--to", new.device, "--reason", "窗口停电", "--by", "孙主管")["fence"] == 2
    assert staff(province, str(case), "--to", old.device, "--reason", "来电", "--by", "孙主管")["fence"] == 3
    old.write(case, ("withdrawn", {}), fence=1)
    step(province, old)
    assert old.outcomes()[2] == (AckOutcome.PARKED, "lease-stale")
    old.write(case, ("withdrawn", {}), fence=3)
    step(province, old)
    assert old.outcomes()[3][0] is AckOutcome.APPLIED


def test_the_lease_goes_with_the_acceptance_and_comes_back_with_the_result(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, _, case = pair
    old.accept(case)
    line = step(province, old)
    assert (line.lease_of(case).holder, line.lease_of(case).fence) == ("platform", 2)
    for act in (["grant", "--validity", "5年"], ["ready"]):
        assert main(["decide", "--db", str(province.db), str(case), *act]) == 0
    assert (line.lease_of(case).holder, line.lease_of(case).fence) == (old.device, 3)


def test_what_lies_with_the_department_comes_back_to_the_window_that_took_over(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    old.accept(case)
    step(province, old)
    assert staff(province, str(case), "--to", new.device, "--reason", "撤窗", "--by", "孙主管")["holder"] == "platform"
    assert main(["decide", "--db", str(province.db), str(case), "grant", "--validity", "5年"]) == 0
    assert main(["decide", "--db", str(province.db), str(case), "ready"]) == 0
    step(province, new)
    assert types(new, case)[-1] == "result_ready" and province.platform(new).lease_of(case).holder == new.device


def test_a_stranger_neither_learns_nor_takes_nor_says_that_a_case_is_his(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    line = province.platform(new)
    staff(province, str(case), "--permit", old.device, "--by", "孙主管")
    for ask, kind in (
        (lambda: line.lease_of(case), "not-found"),
        (lambda: line.move_lease(case, WORDS | {"action": "give", "to": new.device, "fence": 1}), "not-found"),
        (lambda: line.move_lease(case, WORDS | {"action": "take", "permit": "0000"}), "no-permit"),
        (lambda: line.move_lease(uuid4(), WORDS | {"action": "take", "permit": "0000"}), "no-permit"),
    ):
        with pytest.raises(LineError) as refused:
            ask()
        assert refused.value.kind == kind
    new.write(case, ("lease_moved", {"to": new.device, "fence": 2, "reason": "我的"}))
    step(province, new)
    assert new.outcomes()[2] == (AckOutcome.PARKED, "no-lease") and types(new, case) == []


def test_a_permit_is_good_once_and_gone_after_five_wrong_words(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    line = province.platform(new)
    code = staff(province, str(case), "--permit", new.device, "--by", "孙主管")["permit"]
    for word in ("1", "2", "3", "4", "5", code):
        with pytest.raises(LineError) as refused:
            line.move_lease(case, WORDS | {"action": "take", "permit": word})
        assert refused.value.kind == "no-permit"
    code = staff(province, str(case), "--permit", new.device, "--by", "孙主管")["permit"]
    assert line.move_lease(case, WORDS | {"action": "take", "permit": code}).holder == new.device
    province.platform(new).move_lease(case, WORDS | {"action": "give", "to": old.device, "fence": 2})
    with pytest.raises(LineError):
        line.move_lease(case, WORDS | {"action": "take", "permit": code})


def test_giving_with_an_old_count_is_refused_and_giving_twice_is_once(
    province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    line = province.platform(old)
    with pytest.raises(LineError) as refused:
        line.move_lease(case, WORDS | {"action": "give", "to": new.device, "fence": 7})
    assert refused.value.kind == "lease-stale"
    for _ in range(2):
        assert line.move_lease(case, WORDS | {"action": "give", "to": new.device, "fence": 1}).fence == 2
    with pytest.raises(LineError):
        province.platform(new).move_lease(case, WORDS | {"action": "give", "to": "no-such-window", "fence": 2})


def test_both_ends_verify_after_cases_changed_hands(
    tmp_path: Path, province: Province, pair: tuple[Window, Window, UUID]
) -> None:
    old, new, case = pair
    province.platform(old).move_lease(case, WORDS | {"action": "give", "to": new.device, "fence": 1})
    assert main(["verify", "--db", str(province.db)]) == 0
