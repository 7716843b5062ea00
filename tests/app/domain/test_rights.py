"""Who may do what: for which item, of which authority, from when to when, and under whose seal."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain import commands as cmd
from app.domain.rights import (
    RIGHT_NAMES,
    Grant,
    Right,
    decides_on_spot,
    ending_words,
    fetched_here,
    rights_for,
    seal_for,
)
from app.domain.time import at
from tests.app.domain.kit import Counter

DAY = date(2026, 9, 28)


def test_a_delegation_ends_on_its_last_day_and_not_before() -> None:
    grant = Grant(Right.ACCEPT, valid_from=date(2026, 1, 1), valid_to=DAY)
    assert rights_for((grant,), "sj", "food", DAY) == {Right.ACCEPT}
    assert not rights_for((grant,), "sj", "food", date(2026, 9, 29))
    assert not rights_for((grant,), "sj", "food", date(2025, 12, 31))


def test_a_right_for_one_item_is_none_for_its_neighbour() -> None:
    grants = (Grant(Right.RECEIVE), Grant(Right.DECIDE, "wj", "nurse"), Grant(Right.ACCEPT, "wj"))
    assert rights_for(grants, "wj", "nurse", DAY) == {Right.RECEIVE, Right.DECIDE, Right.ACCEPT}
    assert rights_for(grants, "wj", "clinic", DAY) == {Right.RECEIVE, Right.ACCEPT}
    assert rights_for(grants, "sj", "nurse", DAY) == {Right.RECEIVE}
    assert not rights_for((), "wj", "nurse", DAY)


def test_the_paper_bears_the_seal_of_who_delegated() -> None:
    grants = (
        Grant(Right.ACCEPT, "wj", seal="卫健局行政审批专用章", valid_to=date(2026, 6, 30)),
        Grant(Right.ACCEPT, "wj", seal="卫健局受理专用章"),
        Grant(Right.DECIDE, "wj", seal="卫健局公章"),
    )
    assert seal_for(grants, Right.ACCEPT, "wj", "nurse", DAY) == "卫健局受理专用章", "the old one has run out"
    assert seal_for(grants, Right.DECIDE, "wj", "nurse", DAY) == "卫健局公章"
    assert seal_for(grants, Right.ACCEPT, "sj", "food", DAY) == ""


def test_every_right_has_its_word() -> None:
    assert set(RIGHT_NAMES) == set(Right)


@pytest.mark.law("J02")
def test_a_delegation_names_its_paper_and_is_warned_of_before_it_ends() -> None:
    accept = Grant(
        Right.ACCEPT, delegated_by="市场监督管理局", paper="沈市监委〔2026〕3号", valid_to=date(2026, 10, 20)
    )
    notify = Grant(Right.NOTIFY, delegated_by="住建局", valid_to=date(2026, 9, 27))
    later = Grant(Right.DECIDE, valid_to=date(2026, 12, 31))
    said = ending_words((accept, notify, later, Grant(Right.RECEIVE)), date(2026, 9, 28))
    assert said == (
        "住建局委托的「一次性告知」已经到期",
        "市场监督管理局（沈市监委〔2026〕3号）委托的「受理」将于2026年10月20日到期",
    )
    for day, may in ((at(2026, 10, 20), True), (at(2026, 10, 21), False)):
        fresh = Counter(now=day)
        fresh.rights = rights_for((Grant(Right.RECEIVE), accept), "*", "*", day.date)
        fresh.received()
        if may:
            fresh.do(cmd.Accept())
        else:
            assert fresh.refused(cmd.Accept()) == "ZC-RIGHT-01"


@pytest.mark.parametrize(
    ("mode", "rights", "tolerated", "told"),
    [
        ("即办件", frozenset(Right), False, True),
        ("即办件", frozenset(Right), True, False),
        ("即办件", frozenset(Right) - {Right.DECIDE}, False, False),
        ("承诺件", frozenset(Right), False, False),
    ],
)
def test_the_intake_and_the_page_of_the_case_offer_the_same_way_to_accept(
    mode: str, rights: frozenset[Right], tolerated: bool, told: bool
) -> None:
    """A clerk who sees 受理，接着当场决定 at the intake must not find another button on the page of the case."""
    assert decides_on_spot(mode, rights, tolerated) is told


def test_a_result_is_fetched_where_giving_it_out_was_delegated_and_nowhere_else() -> None:
    assert fetched_here({Right.RECEIVE, Right.HAND_OVER})
    assert not fetched_here({Right.RECEIVE, Right.NOTIFY, Right.ACCEPT, Right.DECIDE})
    assert not fetched_here(frozenset())
