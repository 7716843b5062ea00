"""告知承诺: a licence on a promise only where the guide offers it, and each promise checked by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as cmd
from app.domain.acts_promise import CHECKED_HOW, PROMISED, TOLD
from app.domain.clocks import clocks
from app.domain.guide import Commitment
from app.domain.materials import MaterialStatus
from tests.app.domain.kit import Counter

SAID = dict.fromkeys((*TOLD, CHECKED_HOW), "内容")
LICENCE = cmd.MakeCommitment("licence", (), SAID, PROMISED, "1", "signed")


def promised_proof() -> Counter:
    """A case with one proof promised, at the desk."""
    counter = Counter()
    counter.offer("committable", 0)
    row = counter.rows[0]
    counter.received(replace(row, status=MaterialStatus.COMMITTED))
    counter.credit()
    counter.do(cmd.MakeCommitment("proof", (row.line_id,), SAID, PROMISED, "1", "signed"))
    return counter


@pytest.mark.law("L05", "B3-9", "J14")
@pytest.mark.parametrize("offered", [None, Commitment("proof")])
def test_a_licence_is_granted_on_a_promise_only_where_the_guide_offers_it(offered: Commitment | None) -> None:
    counter = promised_proof()
    assert counter.guide is not None
    counter.guide = replace(counter.guide, commitment=offered)
    assert counter.refused(LICENCE) == "ZC-CASE-09"
    counter.guide = replace(counter.guide, commitment=Commitment("licence"))
    counter.do(LICENCE)


@pytest.mark.law("L11", "J14")
def test_each_promise_is_checked_by_itself() -> None:
    counter = promised_proof()
    assert counter.guide is not None
    line = counter.rows[0].line_id
    counter.guide = replace(counter.guide, commitment=Commitment("licence"))
    counter.do(LICENCE)
    counter.do(cmd.Accept("counter"))
    counter.do(cmd.DecideOnSpot(True, "五年", "202621000123"))
    check = clocks(counter.need())["check"]
    counter.do(cmd.CheckCommitment(line, "限期整改", "过期", 10))
    counter.do(cmd.CheckCommitment("", "属实"))
    assert "rectify" in clocks(counter.need()), "another promise was kept, this one is still to be put right"
    counter.do(cmd.CheckCommitment(line, "属实"))
    assert "rectify" not in clocks(counter.need()) and "check" not in clocks(counter.need())
    assert check[1]


@pytest.mark.law("J14")
def test_the_sixty_days_of_a_licence_outlive_the_check_of_a_proof() -> None:
    counter = promised_proof()
    assert counter.guide is not None
    counter.guide = replace(counter.guide, commitment=Commitment("licence"))
    counter.do(LICENCE)
    counter.do(cmd.Accept("counter"))
    counter.do(cmd.DecideOnSpot(True, "五年", "202621000123"))
    before = clocks(counter.need())["check"]
    counter.do(cmd.CheckCommitment(counter.rows[0].line_id, "属实"))
    assert clocks(counter.need()).get("check") == before
