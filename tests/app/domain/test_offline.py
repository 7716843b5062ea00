"""离线矩阵: every item says of each of its steps how far it goes without the line, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.guide import CaseMode
from app.domain.offline import Reach, offline_here, offline_matrix
from app.domain.rights import Right
from tests.app.domain.kit import guide_of

FOOD = "食品生产许可"


def reach(guide: object) -> dict[str, Reach]:
    return {row.step: row.reach for row in offline_matrix(guide)}  # type: ignore[arg-type]


def test_intake_and_notice_never_wait_for_the_line_and_a_limited_item_says_what_does() -> None:
    """What no line may hold up is never called online; a quota is the one thing for which 受理 waits."""
    food = guide_of(FOOD)
    plain = reach(replace(food, quantity_limit="无"))
    assert plain["receive"] is plain["notice"] is plain["accept"] is Reach.OFFLINE
    limited = reach(replace(food, quantity_limit="50"))
    assert limited["receive"] is Reach.OFFLINE and limited["accept"] is Reach.ONLINE
    assert plain["check"] is Reach.LATER and plain["licence"] is Reach.ONLINE


@pytest.mark.parametrize(("mode", "how"), [(CaseMode.IMMEDIATE, Reach.OFFLINE), (CaseMode.PROMISED, Reach.ONLINE)])
def test_an_item_decided_on_the_spot_needs_no_line_for_it(mode: CaseMode, how: Reach) -> None:
    assert reach(replace(guide_of(FOOD), mode=mode))["decide"] is how


def test_a_place_that_only_takes_in_is_promised_no_acceptance_decision_or_seal() -> None:
    guide = replace(guide_of(FOOD), mode=CaseMode.IMMEDIATE, quantity_limit="无")
    steps = {row.step for row in offline_here(guide, frozenset({Right.RECEIVE}))}
    assert "receive" in steps and not steps & {"notice", "accept", "decide", "seal"}
    assert offline_here(guide, frozenset(Right)) == offline_matrix(guide)
