"""What needs no lease may still need a right, at the act; what comes down from elsewhere is folded as it happened."""

from __future__ import annotations

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.states import CaseState
from tests.app.domain.kit import NOBODY_ELSE, NURSE, STAFF, Counter, faulty


@pytest.mark.law("J02", "Z02")
def test_a_certificate_is_made_by_the_hand_that_has_the_case_and_may_hand_it_over() -> None:
    """Two windows without a line would make two licences of one decision."""
    counter = Counter(NURSE).decided()
    make = cmd.IssueCertificate(counter.item.blank_kind, "LN-9")
    counter.device = "D09"
    assert counter.refused(make) == "ZC-CASE-06"
    counter.device, counter.rights = "D07", frozenset(Right) - {Right.HAND_OVER}
    assert counter.refused(make) == "ZC-RIGHT-01"


@pytest.mark.law("J02", "Z02", "B3-23")
def test_a_result_is_given_by_who_may_hand_over_and_a_receipt_by_anybody() -> None:
    counter = Counter(NURSE).certified()
    certificate, receipt = counter.paper(PaperKind.CERTIFICATE), counter.paper(PaperKind.RECEIPT)
    counter.sealed(certificate)
    counter.sealed(receipt)
    counter.rights = frozenset({Right.RECEIVE})
    assert counter.refused(cmd.GivePaper(certificate.document_id, NOBODY_ELSE)) == "ZC-RIGHT-01"
    counter.do(cmd.GivePaper(receipt.document_id, NOBODY_ELSE))


@pytest.mark.law("J02", "J06", "L22")
@pytest.mark.parametrize("right", [Right.NOTIFY, Right.ACCEPT])
def test_a_line_is_waived_by_who_may_ask_for_it(right: Right) -> None:
    counter = Counter()
    row = counter.rows[0]
    counter.received(faulty(row))
    waive = cmd.WaiveMaterial(row.line_id, "住所", "不动产登记信息")
    counter.rights = frozenset({Right.RECEIVE})
    assert counter.refused(waive) == "ZC-RIGHT-01"
    counter.rights = frozenset({right})
    counter.do(waive)


@pytest.mark.law("J02", "B3-2")
def test_who_was_taken_in_is_turned_away_only_by_who_may_accept() -> None:
    counter = Counter().received()
    away = cmd.TurnAway(counter.intake(), "not-needed", "不需要许可", "行政许可法 13", "不用申请")
    counter.rights = frozenset({Right.RECEIVE})
    assert counter.refused(away) == "ZC-RIGHT-01"
    counter.rights = frozenset({Right.ACCEPT})
    counter.do(away)
    assert counter.need().state is CaseState.TURNED_AWAY


@pytest.mark.law("J02")
def test_what_came_down_from_elsewhere_is_folded_whoever_did_it() -> None:
    counter = Counter()
    row = counter.rows[0]
    counter.received(faulty(row))
    counter.rights = frozenset()
    counter.write((ev.MaterialWaived(counter.now, STAFF, row.line_id, "住所", "不动产登记信息"),), "D09")
    assert not counter.need().open_faults and not counter.need().irregular
