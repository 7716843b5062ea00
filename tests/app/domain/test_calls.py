"""呼叫工作人员: sent, lying at the platform, and signed for by a person are never taken for one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain import calls as c
from app.domain.calls import Heard

T = 1_790_000_000_000
S = 50.0
MINUTE = 60_000


def test_a_call_that_only_the_platform_has_is_no_persons_word() -> None:
    call = c.called(T, S)
    assert c.heard(call, S) is Heard.SENDING
    call = c.received(call, T + 400)
    assert c.heard(call, S + 0.5) is Heard.RECEIVED
    assert c.heard(call, S + 179.9) is Heard.RECEIVED
    assert c.heard(call, S + 180) is Heard.UNANSWERED, "and the time of the hall ends the waiting"


def test_a_call_that_nobody_has_is_told_so_when_the_time_of_the_hall_is_over() -> None:
    assert c.heard(c.called(T, S), S + 180) is Heard.UNSENT
    assert c.heard(c.called(T, S), S + 180, 5) is Heard.SENDING, "a hall that gives five minutes"


def test_who_signed_comes_since_the_moment_she_signed_whatever_the_clock_of_the_platform_says() -> None:
    call = c.answered(c.received(c.called(T, S), T), T, 5_000, T + MINUTE, S + 60)
    assert (c.heard(call, S + 60), call.coming_ms) == (Heard.COMING, T + 55_000)
    assert c.heard(call, S + 55 + 180) is Heard.OVERDUE
    early = c.answered(c.called(T, S), T, 10 * MINUTE, T + 1, S)
    assert (early.coming_ms, early.waits_from) == (T, S), "never before it was called"


def test_an_answer_to_whoever_called_before_is_none_to_her() -> None:
    call = c.called(T, S)
    assert c.answered(call, T - 1, 0, T + 1, S) == call


def test_an_answer_that_crossed_her_second_call_still_counts() -> None:
    again = c.called_again(c.called(T, S), T + 5 * MINUTE, S + 300)
    assert again.since_ms == T and c.heard(again, S + 300) is Heard.SENDING
    assert c.answered(again, T, 0, T + 6 * MINUTE, S + 360).coming_ms, "she signed the first: the same person"


def test_who_said_that_she_comes_and_did_not_says_it_anew() -> None:
    came = c.answered(c.called(T, S), T, 0, T + MINUTE, S + 60)
    again = c.called_again(came, T + 5 * MINUTE, S + 300)
    assert c.answered(again, T, 0, T + 6 * MINUTE, S + 360) == again, "the old word is not hers again"
    assert c.answered(again, again.at_ms, 0, T + 6 * MINUTE, S + 360).coming_ms


def test_of_a_platform_that_cannot_tell_nobody_says_that_nobody_answered() -> None:
    call = c.received(c.called(T, S), T, tells=False)
    assert c.heard(call, S) is c.heard(call, S + 3600) is Heard.UNTOLD
    signed = c.answered(call, 0, 10_000, T + MINUTE, S + 60)
    assert c.heard(signed, S + 60) is Heard.COMING, "it learned to tell, and somebody signed for what it had"
    assert c.answered(call, 0, 61_000, T + MINUTE, S + 60) == call, "signed before she called"
    named = c.received(c.called(T, S), T)
    assert c.answered(named, 0, 10_000, T + MINUTE, S + 60) == named, "a call with a name is signed by its name"


STEPS = st.lists(st.sampled_from(("again", "received", "answered", "old")), max_size=8)


@given(STEPS, st.integers(0, 10**7), st.integers(-(10**8), 10**8))
def test_nobody_is_said_to_come_before_a_person_signed(steps: list[str], later: int, turned: int) -> None:
    """However the clock that is shown is turned meanwhile."""
    call, now, seconds, signed = c.called(T, S), T, S, False
    for step in steps:
        now, seconds = now + later % 97_000 + turned, seconds + later % 97
        if step == "again":
            call, signed = c.called_again(call, now, seconds), False
        elif step == "received":
            call = c.received(call, now)
        elif step == "old":
            call = c.answered(call, call.answers_from_ms - 1, 0, now, seconds)
        else:
            call, signed = c.answered(call, call.at_ms, 0, now, seconds), True
        state = c.heard(call, seconds + later)
        assert (state in (Heard.COMING, Heard.OVERDUE)) is signed
        assert (state in (Heard.UNSENT, Heard.UNANSWERED, Heard.OVERDUE)) is (seconds + later - call.waits_from >= 180)
        assert call.since_ms == T and S <= call.waits_from <= seconds
