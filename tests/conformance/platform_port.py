"""What every ``app.ports.Platform`` must do, whoever is at the other end.

A test class derives from :class:`PlatformSuite` and gives it a ``line``: a platform with a window whose commits it
accepts. ``decide`` makes the other side write about a case that lies with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from app.domain.records import AckOutcome, StoredCommit
from app.errors import LineError
from app.ports import Platform


@dataclass
class Line:
    """A platform, and the window of this side: writes cases, hands them over, has the other side decide."""

    platform: Platform
    take_in: Callable[[], UUID]
    hand_over: Callable[[UUID], object]
    decide: Callable[[UUID], object]
    written: Callable[[], list[StoredCommit]]
    twin: Callable[[StoredCommit], StoredCommit]


class PlatformSuite:
    """The suite; needs a fixture ``line``."""

    def test_it_says_how_far_it_has_us_and_what_time_it_has(self, line: Line) -> None:
        hello = line.platform.hello()
        assert (hello.accepted_through, hello.server_epoch != "", hello.public_key != "") == (0, True, True)
        assert hello.time_ms > 1_700_000_000_000 and hello.min_schema <= 1 <= hello.max_schema
        line.take_in()
        line.platform.push(line.written())
        assert line.platform.hello().accepted_through == 1

    def test_every_commit_gets_an_answer_of_its_own_in_order(self, line: Line) -> None:
        for _ in range(5):
            line.take_in()
        acks = line.platform.push(line.written())
        assert [(ack.seq, ack.commit_id) for ack in acks] == [(c.seq, c.id) for c in line.written()]
        assert all(ack.outcome is AckOutcome.APPLIED and ack.receipt for ack in acks)

    def test_the_same_bytes_again_change_nothing_and_give_the_same_receipt(self, line: Line) -> None:
        line.take_in()
        first = line.platform.push(line.written())
        line.take_in()
        again = line.platform.push(line.written())
        assert [ack.outcome for ack in again] == [AckOutcome.DUPLICATE, AckOutcome.APPLIED]
        assert again[0].receipt == first[0].receipt

    def test_looking_back_tells_what_is_there_and_no_more(self, line: Line) -> None:
        for _ in range(3):
            line.take_in()
        pushed = line.platform.push(line.written()[:2])
        found = line.platform.look_back(1, 3)
        assert [(ack.seq, ack.receipt) for ack in found] == [(ack.seq, ack.receipt) for ack in pushed]
        assert not line.platform.look_back(3, 9)

    def test_a_missing_commit_is_named(self, line: Line) -> None:
        for _ in range(3):
            line.take_in()
        line.platform.push(line.written()[:1])
        with pytest.raises(LineError) as caught:
            line.platform.push(line.written()[2:])
        assert (caught.value.kind, caught.value.expected) == ("sequence-gap", 2)

    def test_another_commit_in_the_same_place_is_a_fork(self, line: Line) -> None:
        line.take_in()
        line.platform.push(line.written())
        with pytest.raises(LineError) as caught:
            line.platform.push([line.twin(line.written()[0])])
        assert caught.value.kind == "sequence-fork"

    def test_a_refused_act_is_parked_with_a_reason_and_not_an_error(self, line: Line) -> None:
        case = line.take_in()
        line.hand_over(case)
        line.hand_over(case)
        acks = line.platform.push(line.written())
        assert [ack.outcome for ack in acks][:2] == [AckOutcome.APPLIED] * 2
        assert acks[2].outcome is AckOutcome.PARKED and acks[2].reason and acks[2].receipt

    def test_what_others_wrote_about_our_cases_comes_once_page_by_page(self, line: Line) -> None:
        cases = [line.take_in() for _ in range(3)]
        for case in cases:
            line.hand_over(case)
        line.platform.push(line.written())
        nothing, start, more = line.platform.changes("", 10)
        assert (list(nothing), more) == ([], False)
        for case in cases:
            line.decide(case)
        first, cursor, more = line.platform.changes(start, 2)
        rest, end, last = line.platform.changes(cursor, 2)
        assert [commit.case_id for commit in (*first, *rest)] == cases
        assert (len(first), more, len(rest), last) == (2, True, 1, False)
        assert line.platform.changes(end, 2) == ([], end, False)
        assert [commit.id for commit in line.platform.changes(start, 2)[0]] == [commit.id for commit in first]

    def test_a_cursor_of_another_history_begins_anew(self, line: Line) -> None:
        case = line.take_in()
        line.hand_over(case)
        line.platform.push(line.written())
        line.decide(case)
        found, _, _ = line.platform.changes("some-other-history.7.abcdef", 10)
        assert [commit.case_id for commit in found] == [case]

    def test_a_block_is_ours_alone_and_the_same_key_gives_it_again(self, line: Line) -> None:
        series, key = f"收-{uuid4().hex[:8]}", uuid4().hex
        block = line.platform.reserve(series, 25, key)
        assert (block.series, block.last - block.first + 1) == (series, 25)
        assert line.platform.reserve(series, 25, key) == block
        assert line.platform.reserve(series, 25, uuid4().hex).first == block.last + 1

    def test_nothing_to_send_asks_nobody(self, line: Line) -> None:
        assert list(line.platform.push([])) == []
