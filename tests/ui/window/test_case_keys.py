"""Keys of the acts on the page of a case: in any state each leads to one act."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from app.domain.states import CaseState
from app.domain.transitions import TABLE
from ui.window.case import actions as act
from ui.window.case import rare

STEPS_BACK = {act.WITHDRAW: "withdrawn", act.DECLINE: "declined"}


def possible(state: CaseState) -> dict[str, str]:
    """Act → key of everything that 更多 may hold in a state, whoever has the case and whatever else is known of it."""
    kept = {name: each.key for name, each in rare.RARE.items() if not each.event or TABLE.find(state, each.event)}
    back = {name: act.STEP_BACK[name] for name, event in STEPS_BACK.items() if TABLE.find(state, event)}
    return kept | back


@pytest.mark.parametrize("state", list(CaseState))
def test_no_key_behind_more_leads_to_two_acts(state: CaseState) -> None:
    """W was the electronic seal and 申请人撤回, J the thumb and 不予受理: Qt answers neither."""
    keys = Counter(possible(state).values())
    assert not [key for key, count in keys.items() if count > 1 or not key], possible(state)


def test_everything_that_steps_back_behind_more_is_looked_at_here() -> None:
    assert STEPS_BACK.keys() == act.STEP_BACK.keys()


def test_acts_that_share_a_key_in_the_bar_are_never_offered_together() -> None:
    """Ends of periods, of which a case has one at a time: 补正, 容缺 after acceptance, 告知 before. 转 is asked of who
    has the case, or done by her who has it.
    """
    shared = [
        {one, other} for one, other in combinations(act.KEYS, 2) if act.KEYS[one] == act.KEYS[other]
    ]
    ends, moves = {act.DEEMED, act.LAPSE, act.SILENT}, {act.ASK_OVER, act.TRANSFER}
    assert all(pair <= ends or pair == moves for pair in shared), shared
