"""Who may do what: for which item, of which authority, from when to when, and under whose seal."""

from __future__ import annotations

from datetime import date

from app.domain.rights import RIGHT_NAMES, Grant, Right, rights_for, seal_for

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
