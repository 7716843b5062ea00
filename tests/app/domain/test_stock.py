"""The ledger of blanks adds up whatever is entered, and a sheet is used once for ever."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.stock import (
    HERE,
    BlankAct,
    BlankState,
    StockMove,
    StockRuleError,
    follow,
    of_day,
    ranges,
    serial_range,
    serials_of,
    tally,
)

DAY = date(2026, 9, 28)
KIND = "护士执业证书"


def entry(act: BlankAct, serial: str, day: date = DAY) -> StockMove:
    return StockMove(UUID(int=1), UUID(int=2), act, KIND, serial, day, 0, "op-1")


acts = st.lists(
    st.tuples(st.sampled_from(list(BlankAct)), st.sampled_from(["LN-1", "LN-2", "LN-3"]), st.integers(0, 2)),
    max_size=40,
)


@given(acts)
def test_whatever_a_person_tries_the_sums_are_the_sheets_that_lie_there(
    tried: list[tuple[BlankAct, str, int]],
) -> None:
    states: dict[str, BlankState] = {}
    used: set[str] = set()
    ledger: list[StockMove] = []
    for act, serial, later in sorted(tried, key=lambda each: each[2]):
        try:
            done = follow(entry(act, serial, DAY + timedelta(later)), states.get(serial), used=serial in used)
        except StockRuleError:
            continue
        assert done.now is not None
        ledger.append(done)
        states[serial] = done.now
        if act is BlankAct.USE:
            assert serial not in used, "one sheet for two citizens"
            used.add(serial)
        assert not (serial in used and done.now in HERE), "a used sheet lies on the pile again"
    here = sum(state in HERE for state in states.values())
    assert tally(ledger).on_hand == here
    last = of_day(ledger, DAY + timedelta(2))
    assert not ledger or last[KIND].on_hand == here
    days = [of_day(ledger, DAY + timedelta(n)).get(KIND) for n in range(3)]
    for before, after in pairwise(days):
        assert before is None or (after is not None and after.opening == before.on_hand)


def test_what_was_void_after_use_is_not_taken_from_the_pile_twice() -> None:
    ledger: list[StockMove] = []
    state: BlankState | None = None
    for act in (BlankAct.RECEIVE, BlankAct.ISSUE, BlankAct.USE, BlankAct.VOID, BlankAct.DESTROY):
        ledger.append(follow(entry(act, "LN-1"), state))
        state = ledger[-1].now
    sums = tally(ledger)
    assert (sums.received, sums.used, sums.void, sums.spoiled, sums.burnt, sums.on_hand) == (1, 1, 0, 1, 1, 0)


@pytest.mark.parametrize(
    ("was", "act"),
    [
        (BlankState.DESTROYED, BlankAct.USE),
        (BlankState.DESTROYED, BlankAct.RECEIVE),
        (BlankState.VOID, BlankAct.USE),
        (BlankState.IN_STORE, BlankAct.USE),
        (BlankState.USED, BlankAct.RETURN),
        (BlankState.USED, BlankAct.CANCEL),
        (None, BlankAct.ISSUE),
    ],
)
def test_an_entry_that_hides_something_is_refused(was: BlankState | None, act: BlankAct) -> None:
    with pytest.raises(StockRuleError):
        follow(entry(act, "LN-1"), was)


def test_a_spoiled_sheet_that_was_used_is_never_made_good_again() -> None:
    assert follow(entry(BlankAct.REVIVE, "LN-1"), BlankState.VOID).now is BlankState.ON_HAND
    with pytest.raises(StockRuleError):
        follow(entry(BlankAct.REVIVE, "LN-1"), BlankState.VOID, used=True)


def test_a_box_is_written_as_its_first_and_last_number() -> None:
    assert serial_range("LN-HS-0004711", "0004713") == ("LN-HS-0004711", "LN-HS-0004712", "LN-HS-0004713")
    assert serials_of("LN-08～10，LN-20") == ("LN-08", "LN-09", "LN-10", "LN-20")
    assert ranges(["LN-08", "LN-10", "LN-09", "LN-20"]) == (("LN-08", "LN-10"), ("LN-20", "LN-20"))


@pytest.mark.parametrize(
    "words", ["LN-10..LN-08", "LN-08..HS-10", "LN-8..LN-10", "LN-08, LN-08", "LN-x..LN-y"]
)
def test_a_range_with_a_slip_is_not_guessed(words: str) -> None:
    with pytest.raises(ValueError, match=r"[一-龥]"):
        serials_of(words)
