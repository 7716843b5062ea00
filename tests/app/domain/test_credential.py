"""The credential kept on a device: told ahead, ended in time, and never a reason to send somebody home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.credential import DAYS, WARN_DAYS, credential, resting
from app.domain.rights import Grant, Right
from app.domain.time import Timestamp

DAY = 86_400_000
EVERY = tuple(Grant(right) for right in Right)


def at(days: int, limit: int = DAYS) -> tuple[str, set[Right]]:
    held = credential(0, Timestamp(days * DAY), limit)
    return held.words, {grant.right for grant in resting(EVERY, held)}


@pytest.mark.law("P05")
def test_it_is_told_a_week_ahead_and_then_only_taking_in_and_handing_over_are_left() -> None:
    assert at(0) == ("", set(Right))
    assert at(DAYS - WARN_DAYS - 1) == ("", set(Right))
    words, rights = at(DAYS - WARN_DAYS)
    assert "还有7天到期" in words and rights == set(Right)
    words, rights = at(DAYS)
    assert "还有0天到期" in words and rights == set(Right), "the last day is a whole day"
    words, rights = at(DAYS + 1)
    assert "只能收件和发件" in words and "联网核验" in words and rights == {Right.RECEIVE, Right.HAND_OVER}


@pytest.mark.law("P05")
def test_the_limit_is_a_setting_of_the_device() -> None:
    assert at(4, limit=3)[1] == {Right.RECEIVE, Right.HAND_OVER} and at(3, limit=3)[1] == set(Right)


@given(confirmed=st.integers(0, 10**13), now=st.integers(0, 10**13), days=st.integers(1, 180))
def test_a_clock_that_was_set_back_shortens_nothing_and_nobody_loses_the_counter(
    confirmed: int, now: int, days: int
) -> None:
    held = credential(confirmed, Timestamp(now), days)
    assert held.left <= days and (now >= confirmed or held.left == days)
    assert {Right.RECEIVE, Right.HAND_OVER} <= {grant.right for grant in resting(EVERY, held)}
