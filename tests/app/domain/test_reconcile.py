"""Two sides that hold the same say so, in whatever order; any difference shows in its state."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reconcile import differing, tally

CASES = st.lists(
    st.tuples(st.uuids(), st.sampled_from(["S10", "S30", "T1"]), st.integers(1, 9)), unique_by=lambda each: each[0]
)


@pytest.mark.law("Z10")
@given(CASES, st.randoms())
def test_order_makes_no_difference_and_every_other_thing_does(
    cases: list[tuple[UUID, str, int]], chance: random.Random
) -> None:
    other = list(cases)
    chance.shuffle(other)
    assert differing(tally(cases), tally(other)) == ()
    for place, (case_id, state, count) in enumerate(cases):
        one_more = [*cases[:place], (case_id, state, count + 1), *cases[place + 1 :]]
        assert differing(tally(cases), tally(one_more)) == (state,)
        assert state in differing(tally(cases), tally(cases[:place] + cases[place + 1 :]))
