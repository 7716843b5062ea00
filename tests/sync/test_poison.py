"""One bad commit stops one thing: it is stored, acknowledged and parked with its reason; everything else goes on."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.records import AckOutcome, StoredCommit
from sync.client.http import HttpPlatform
from sync.platform.report import digest_report, verify
from sync.wire.chain import chain_hash
from tests.sync.support import Province, Window, loop_of, received

POISON = {
    "no JSON": ("malformed-body", "}{"),
    "nothing": ("malformed-body", ""),
    "a list": ("malformed-body", "[]"),
    "half a surrogate": ("malformed-body", '{"v":1,"operator":"\\ud800"}'),
    "a million brackets": ("malformed-body", "[" * 100_000),
    "no events": ("malformed-body", json.dumps({"v": 1, "events": []})),
}
ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "a newer body": ("schema-newer", {"v": 2}),
    "another device": ("body-mismatch", {"device": "W-other"}),
    "another case": ("body-mismatch", {"case": str(uuid4())}),
    "another place": ("body-mismatch", {"seq": 77}),
    "no id": ("malformed-body", {"id": None}),
    "a number beyond all": ("body-mismatch", {"seq": 10**30, "at": 10**400}),
}


def settle(province: Province, window: Window) -> None:
    """The bad commit is the second of three; the others are sound cases of their own."""
    window.take_in()
    with closing(province.platform(window)) as platform:
        result = loop_of(platform, window).run_once()
    assert result.ok and result.pushed == 3
    assert [window.outcomes()[n] for n in (1, 3)] == [(AckOutcome.APPLIED, "")] * 2


@pytest.mark.parametrize("name", POISON)
def test_a_body_that_nobody_can_read(province: Province, name: str) -> None:
    reason, text = POISON[name]
    window = Window()
    window.take_in()
    window.poison(uuid4(), text)
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, reason)


@pytest.mark.parametrize("name", ODD)
def test_a_body_that_says_something_else_than_its_envelope(province: Province, name: str) -> None:
    reason, odd = ODD[name]
    window = Window()
    window.take_in()
    window.write(uuid4(), ("received", received()), **odd)
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, reason)


EVENTS = {
    "unknown-type": ("teleported", {}),
    "unknown-case": ("paper_out", {"document_id": str(uuid4())}),
    "internal": ("received", received()),
}


@pytest.mark.parametrize("reason", ["unknown-type", "unknown-case"])
def test_an_event_that_fits_nowhere(province: Province, reason: str) -> None:
    window = Window()
    window.take_in()
    window.write(uuid4(), EVENTS[reason])
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, reason)


def test_events_that_were_used_before_are_not_taken_twice(province: Province) -> None:
    window = Window()
    window.take_in()
    body = json.loads(window.commits[0].body)
    case = uuid4()
    window.write(case, ("received", received()), events=body["events"])
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, "identifier-reused")


def test_a_paper_that_breaks_the_tables_parks_its_commit_alone(province: Province) -> None:
    window = Window()
    window.take_in()
    paper = {"document_id": "no identifier", "number": "收1号"}
    window.write(uuid4(), ("received", received()), ("paper_issued", paper))
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, "internal")


def test_a_gap_in_a_case_parks_what_follows_in_that_case_only(province: Province) -> None:
    window = Window()
    case = window.take_in()
    window.versions[case] += 1
    window.write(case, ("form_filled", {}))
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, "version-gap")
    window.write(case, ("form_filled", {}))
    with closing(province.platform(window)) as platform:
        loop_of(platform, window).run_once()
    assert window.outcomes()[4] == (AckOutcome.PARKED, "version-gap")


def damaged(commit: StoredCommit, what: str) -> StoredCommit:
    if what == "digest-mismatch":
        return replace(commit, body=commit.body.replace('"v": 1', '"v": 3'))
    prev = "f" * 64
    return replace(commit, prev=prev, hash=chain_hash(prev, commit.digest))


@pytest.mark.parametrize("what", ["digest-mismatch", "chain-broken"])
def test_a_damaged_row_of_ours_is_found_and_does_not_stop_the_rest(province: Province, what: str) -> None:
    window = Window()
    window.take_in()
    window.take_in()
    window.commits[1] = damaged(window.commits[1], what)
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, what)


def test_a_commit_too_large_for_any_request_gives_way_to_those_behind_it(province: Province) -> None:
    window = Window()
    window.take_in()
    window.write(uuid4(), ("received", received() | {"note": "很长" * 400_000}))
    settle(province, window)
    assert window.outcomes()[2] == (AckOutcome.PARKED, "too-large")
    assert window.acks[2].receipt, "its place in the sequence is acknowledged with a receipt"


def test_a_heavy_outbox_goes_in_smaller_pieces(province: Province) -> None:
    window = Window()
    for _ in range(12):
        window.write(uuid4(), ("received", received() | {"note": "字" * 120_000}))
    with closing(province.platform(window)) as platform:
        result = loop_of(platform, window).run_once()
    assert result.ok and (result.pushed, result.parked) == (12, 0)


def test_two_papers_with_one_number_are_both_kept_and_marked(province: Province) -> None:
    one, two, number = Window(), Window(), f"收〔2026〕{uuid4().hex[:8]}号"
    cases = [one.take_in(number), two.take_in(number)]
    for window in (one, two):
        with closing(province.platform(window)) as platform:
            assert loop_of(platform, window).run_once().parked == 0
    flags = {case: shown["flags"] for case, shown in shown_cases(province, cases).items()}
    assert flags == {cases[0]: "", cases[1]: "number-conflict"}


def shown_cases(province: Province, cases: list[UUID]) -> dict[UUID, dict[str, str]]:
    from sync.platform.report import list_cases

    return {UUID(row["case"]): row for row in list_cases(str(province.db)) if UUID(row["case"]) in cases}


def test_a_parked_commit_says_so_again_when_it_is_sent_again(province: Province) -> None:
    window = Window()
    window.poison(uuid4(), "}{")
    with closing(province.platform(window)) as platform:
        first = platform.push(window.commits)
        again = platform.push(window.commits)
    assert [(ack.outcome, ack.reason) for ack in again] == [(AckOutcome.PARKED, "malformed-body")]
    assert again[0].receipt == first[0].receipt
    assert digest_report(str(province.db), window.device)["parked"] == 1


def test_a_closed_case_takes_papers_but_no_acts(province: Province) -> None:
    window = Window()
    case = window.take_in()
    window.write(case, ("withdrawn", {}))
    window.write(case, ("paper_out", {"document_id": str(uuid4())}))
    window.write(case, ("correction_received", {}))
    with closing(province.platform(window)) as platform:
        loop_of(platform, window).run_once()
    assert [reason for _, reason in window.outcomes().values()] == ["", "", "", "case-closed"]


def test_the_log_with_all_that_poison_still_verifies(province: Province) -> None:
    found = verify(str(province.db))
    assert found["ok"], found["problems"][:3]


def test_pushing_with_a_hole_is_our_own_mistake(province: Province) -> None:
    window = Window()
    window.take_in()
    window.take_in()
    window.take_in()
    platform: HttpPlatform
    with closing(province.platform(window)) as platform, pytest.raises(ValueError, match="contiguous"):
        platform.push([window.commits[0], window.commits[2]])
