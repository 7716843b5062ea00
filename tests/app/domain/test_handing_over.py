"""送达 ends a case with its result in the applicant's hand, and with nothing less."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.delivery import ELECTRONIC, ONLINE
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.serving import is_for
from app.domain.states import CaseState
from app.values import replace
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


def by_hand(counter: Counter, *kinds: PaperKind) -> tuple[UUID, cmd.HandOver]:
    """The proof is laid out for a hand: its document, and the hand-over that it will prove."""
    meant = replace(handed(counter, *kinds), recipient=replace(NOBODY_ELSE, signature=""))
    counter.do(cmd.LayOutProof(meant.recipient, meant.documents))
    sheet = counter.need().papers_of(PaperKind.SERVICE_PROOF)[-1].document_id
    return sheet, replace(meant, sheet=sheet)


def sealed_result() -> Counter:
    counter = Counter().decided()
    counter.sealed(counter.paper(PaperKind.GRANT))
    return counter


@pytest.mark.law("B3-23", "D16")
def test_a_sheet_laid_out_for_a_hand_serves_nothing_before_it_lies_here_signed() -> None:
    counter = sealed_result()
    sheet, meant = by_hand(counter, PaperKind.GRANT)
    case = counter.need()
    assert case.state is CaseState.AWAITING_PICKUP and case.handed_over is None
    assert not counter.paper(PaperKind.GRANT).is_given
    assert counter.refused(replace(meant, sheet=None)) == "ZC-CASE-72", "nobody signed anything"
    (told,) = counter.do(meant)
    case = counter.need()
    assert isinstance(told, ev.HandedOver) and told.proof == sheet, "no second proof is printed"
    assert case.state is CaseState.SERVED and not case.papers_of(PaperKind.SERVICE_PROOF)[0].void


@pytest.mark.law("B3-23", "D16")
def test_a_signed_sheet_proves_what_it_names_and_to_whom_alone() -> None:
    counter = sealed_result()
    counter.sealed(counter.paper(PaperKind.RECEIPT))
    _, meant = by_hand(counter, PaperKind.GRANT)
    more = (*meant.documents, counter.paper(PaperKind.RECEIPT).document_id)
    assert counter.refused(replace(meant, documents=more)) == "ZC-CASE-163"
    who = meant.recipient
    others = (
        replace(who, name="王五"),
        replace(who, relation="代理人", authority="授权委托书"),
        replace(who, authority="单位介绍信"),
    )
    for other in others:
        assert counter.refused(replace(meant, recipient=other)) == "ZC-CASE-163", other
    assert counter.refused(replace(meant, sheet=meant.documents[0])) == "ZC-CASE-163", "no proof at all"
    left = replace(meant, method="留置送达", refusal="拒绝签收", witness="吴九")
    assert counter.refused(left) == "ZC-CASE-163", "who refused did not sign"


def test_a_card_that_was_read_after_the_sheet_is_no_other_person_and_another_number_is() -> None:
    counter = sealed_result()
    laid, meant = by_hand(counter, PaperKind.GRANT)
    sheet = counter.need().paper(laid)
    assert sheet is not None and is_for(sheet, meant.documents, meant.recipient)
    sheet = replace(sheet, recipient=replace(NOBODY_ELSE, id_masked="4405**********0014"))
    nobody_known = replace(NOBODY_ELSE, id_masked="")
    assert is_for(sheet, sheet.serves, nobody_known)
    assert is_for(sheet, sheet.serves, replace(NOBODY_ELSE, id_masked="4405**********0014"))
    assert not is_for(sheet, sheet.serves, replace(NOBODY_ELSE, id_masked="2101**********0022"))
    assert not is_for(sheet, (), NOBODY_ELSE)


def test_a_sheet_that_nobody_signed_counts_no_longer_once_she_signed_otherwise() -> None:
    counter = sealed_result()
    first, _ = by_hand(counter, PaperKind.GRANT)
    second, meant = by_hand(counter, PaperKind.GRANT)
    case = counter.need()
    voided = case.paper(first)
    assert voided is not None and voided.void, "another was laid out: the first one counts no longer"
    assert counter.refused(replace(meant, sheet=first)) == "ZC-CASE-163"
    counter.do(replace(handed(counter, PaperKind.GRANT)))
    case = counter.need()
    unsigned = case.paper(second)
    assert unsigned is not None and unsigned.void and case.handed_over is not None
    assert case.handed_over.proof not in (first, second)


def test_what_may_not_be_given_is_not_laid_out_either() -> None:
    counter = Counter().decided()
    counter.out(counter.paper(PaperKind.GRANT))
    grant = (counter.paper(PaperKind.GRANT).document_id,)
    assert counter.refused(cmd.LayOutProof(NOBODY_ELSE, grant)) == "ZC-CASE-71", "not sealed"
    assert counter.refused(cmd.LayOutProof(replace(NOBODY_ELSE, name=""), ())) == "ZC-CASE-70"
    counter.rights = frozenset((Right.RECEIVE,))
    assert counter.refused(cmd.LayOutProof(NOBODY_ELSE, grant)).startswith("ZC-RIGHT")
