"""What a window knows of the calls of its hall, and what it does not."""

from __future__ import annotations

from app.domain.hall_calls import STALE_SECONDS, HallBoard, HallCall, Known, long, minutes

MINUTE = 60_000


def test_who_waits_longest_stands_first_and_goes_on_waiting_while_nothing_is_heard() -> None:
    calls = (
        HallCall("K02", "2 号自助机", "help", 1, MINUTE),
        HallCall("K03", "3 号自助机", "print", 2, 2 * MINUTE),
        HallCall("K03", "3 号自助机", "help", 3, 0),
    )
    first, second = HallBoard(calls, 100.0).waiting(160.0)
    assert (first.terminal, first.reasons, minutes(first.waits_ms)) == ("K03", ("print", "help"), 3)
    assert first.called == {"print": 2, "help": 3} and (second.terminal, minutes(second.waits_ms)) == ("K02", 2)
    assert long(first) and not long(second)


def test_a_terminal_where_somebody_goes_tells_who_and_since_when_and_calls_nobody() -> None:
    calls = (HallCall("K03", "3 号自助机", "help", 1, 5 * MINUTE, MINUTE, "B07", "王敏"),)
    board = HallBoard(calls, 0.0)
    (one,) = board.terminals(60.0)
    assert not board.waiting(60.0) and not one.open and not long(one)
    assert (one.who, minutes(one.gone_ms)) == ("王敏 B07", 2)


def test_one_call_signed_and_another_open_at_one_terminal_is_open_for_the_other_alone() -> None:
    calls = (
        HallCall("K03", "3 号自助机", "help", 1, 5 * MINUTE, 4 * MINUTE, "B07", "王敏"),
        HallCall("K03", "3 号自助机", "pad", 9, MINUTE),
    )
    (one,) = HallBoard(calls, 0.0).waiting(0.0)
    assert one.called == {"pad": 9} and one.reasons == ("pad",) and minutes(one.waits_ms) == 1 and not one.who


def test_no_answer_of_the_platform_is_not_nobody_calling() -> None:
    assert HallBoard().known(9.0) is Known.NEVER
    assert HallBoard((), 10.0).known(10.0 + STALE_SECONDS) is Known.NOW
    assert HallBoard((), 10.0).known(10.1 + STALE_SECONDS) is Known.STALE
