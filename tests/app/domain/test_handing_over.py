"""送达 ends a case with its result in the applicant's hand, and with nothing less."""

from __future__ import annotations

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.delivery import ELECTRONIC, ONLINE
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from tests.app.domain.kit import NOBODY_ELSE, NURSE, Counter


def handed(counter: Counter, *kinds: PaperKind) -> cmd.HandOver:
    return cmd.HandOver(NOBODY_ELSE, "直接送达", tuple(counter.paper(kind).document_id for kind in kinds))


@pytest.mark.law("B3-23")
def test_a_receipt_alone_serves_no_result() -> None:
    counter = Counter().decided()
    counter.sealed(counter.paper(PaperKind.RECEIPT))
    counter.sealed(counter.paper(PaperKind.GRANT))
    assert counter.refused(handed(counter, PaperKind.RECEIPT)) == "ZC-CASE-134"
    counter.do(handed(counter, PaperKind.GRANT))
    assert counter.need().state is CaseState.SERVED


@pytest.mark.law("B3-23")
def test_who_was_granted_a_certificate_is_not_sent_away_with_the_decision_alone() -> None:
    counter = Counter(NURSE).decided()
    counter.sealed(counter.paper(PaperKind.GRANT))
    assert counter.refused(handed(counter, PaperKind.GRANT)) == "ZC-CASE-135"
    counter.do(cmd.IssueCertificate(counter.item.blank_kind, "LN-1"))
    counter.sealed(counter.paper(PaperKind.CERTIFICATE))
    assert counter.refused(handed(counter, PaperKind.GRANT)) == "ZC-CASE-135", "made, and left behind"
    counter.do(handed(counter, PaperKind.GRANT, PaperKind.CERTIFICATE))
    assert counter.need().state is CaseState.SERVED


@pytest.mark.law("B3-23", "L28")
def test_who_wants_the_electronic_certificate_alone_is_served_with_the_decision() -> None:
    counter = Counter(NURSE).decided()
    counter.sealed(counter.paper(PaperKind.GRANT))
    counter.do(cmd.ChooseDelivery(ONLINE, ELECTRONIC))
    counter.do(handed(counter, PaperKind.GRANT))
    assert counter.need().state is CaseState.SERVED


@pytest.mark.law("B3-23")
def test_a_paper_is_given_to_somebody() -> None:
    counter = Counter().accepted("counter")
    paper = counter.paper(PaperKind.ACCEPTANCE)
    counter.sealed(paper)
    assert counter.refused(cmd.GivePaper(paper.document_id, ev.Recipient(" "))) == "ZC-CASE-72"
