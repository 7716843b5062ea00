"""呼叫工作人员: sent, lying at the platform, and signed for by a person are never taken for one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain import calls as c
from app.domain.calls import Heard

T = 1_790_000_000_000
MINUTE = 60_000


def test_a_call_that_only_the_platform_has_is_no_persons_word() -> None:
    call = c.called(T)
    assert c.heard(call, T) is Heard.SENDING
    call = c.received(call, T + 400)
    assert c.heard(call, T + 500) is Heard.RECEIVED
    assert c.heard(call, T + 3 * MINUTE - 1) is Heard.RECEIVED
    assert c.heard(call, T + 3 * MINUTE) is Heard.UNANSWERED, "and the time of the hall ends the waiting"


def test_a_call_that_nobody_has_is_told_so_when_the_time_of_the_hall_is_over() -> None:
    assert c.heard(c.called(T), T + 3 * MINUTE) is Heard.UNSENT
    assert c.heard(c.called(T), T + 3 * MINUTE, 5) is Heard.SENDING, "a hall that gives five minutes"


def test_who_signed_comes_since_the_moment_she_signed_whatever_the_clock_of_the_platform_says() -> None:
    call = c.answered(c.received(c.called(T), T), T, 5_000, T + 60_000)
    assert (c.heard(call, T + 60_000), call.coming_ms) == (Heard.COMING, T + 55_000)
    assert c.heard(call, T + 55_000 + 3 * MINUTE) is Heard.OVERDUE
    early = c.answered(c.called(T), T, 10 * MINUTE, T + 1)
    assert early.coming_ms == T, "never before it was called"


def test_an_answer_to_whoever_called_before_is_none_to_her() -> None:
    call = c.called(T)
    assert c.answered(call, T - 1, 0, T + 1) == call


def test_an_answer_that_crossed_her_second_call_still_counts() -> None:
    again = c.called_again(c.called(T), T + 5 * MINUTE)
    assert again.since_ms == T and c.heard(again, T + 5 * MINUTE) is Heard.SENDING
    assert c.answered(again, T, 0, T + 6 * MINUTE).coming_ms, "she signed the first, and comes to the same person"


def test_who_said_that_she_comes_and_did_not_says_it_anew() -> None:
    came = c.answered(c.called(T), T, 0, T + MINUTE)
    again = c.called_again(came, T + 5 * MINUTE)
    assert c.answered(again, T, 0, T + 6 * MINUTE) == again, "the old word is not hers again"
    assert c.answered(again, again.at_ms, 0, T + 6 * MINUTE).coming_ms


@given(st.lists(st.sampled_from(("again", "received", "answered", "old")), max_size=8), st.integers(0, 10**7))
def test_nobody_is_said_to_come_before_a_person_signed(steps: list[str], later: int) -> None:
    call, now, signed = c.called(T), T, False
    for step in steps:
        now += later % 97_000
        if step == "again":
            call, signed = c.called_again(call, now), False
        elif step == "received":
            call = c.received(call, now)
        elif step == "old":
            call = c.answered(call, call.answers_from_ms - 1, 0, now)
        else:
            call, signed = c.answered(call, call.at_ms, 0, now), True
        assert (c.heard(call, now + later) in (Heard.COMING, Heard.OVERDUE)) is signed
        assert call.since_ms == T <= call.stands_since_ms <= now + len(steps) + 1
