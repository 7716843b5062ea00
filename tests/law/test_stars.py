"""★: what the standard set wants on a paper by law. Each is named here by hand, so that none falls out of a list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserFacingError
from printing.documents import (
    Acceptance,
    Approval,
    CorrectionReceipt,
    DeemedWithdrawal,
    DeficiencyNotice,
    NonAcceptance,
    Paper,
    ProofOfService,
    Receipt,
    Refusal,
)

WHOSE = ("addressee.name", "item")
SIGNED = ("envelope.authority", "envelope.number")


def refused(paper: Paper, path: str) -> None:
    """The paper goes out as it is, and not without ``path``."""
    paper.required()
    first, _, rest = path.partition(".")
    value = getattr(paper, first)
    if rest:
        lacking = replace(paper, **{first: replace(value, **{rest: ""})})
    else:
        empty = "" if isinstance(value, str) else () if isinstance(value, tuple) else None
        lacking = replace(paper, **{first: empty})
    with pytest.raises(UserFacingError) as raised:
        lacking.required()
    assert raised.value.code == "ZC-PRN-21" and raised.value.kept and "《" in raised.value.what


@pytest.mark.law("D01")
@pytest.mark.parametrize("star", ["applicant.name", "item", "materials", "received_at", "envelope.number"])
def test_no_receipt_without_person_item_materials_and_minute(star: str) -> None:
    refused(Receipt.sample(), star)


@pytest.mark.law("D01b")
@pytest.mark.parametrize("star", ["applicant.name", "item", "materials", "received_at", "answers"])
def test_no_receipt_of_a_correction_without_the_notice_it_answers(star: str) -> None:
    refused(CorrectionReceipt.sample(), star)


@pytest.mark.law("D02")
@pytest.mark.parametrize("star", [*WHOSE, "applied_on", "accepted_on", "law", "limit", *SIGNED])
def test_no_acceptance_without_its_days_its_law_and_its_limit(star: str) -> None:
    refused(Acceptance.sample(), star)


@pytest.mark.law("D03", "L24")
@pytest.mark.parametrize(
    "star", [*WHOSE, "applied_at", "faults", "period", "ends_on", "on_expiry", "on_failing", *SIGNED]
)
def test_no_notice_without_its_faults_its_period_and_both_consequences(star: str) -> None:
    refused(DeficiencyNotice.sample(), star)


@pytest.mark.law("D04")
@pytest.mark.parametrize("star", [*WHOSE, "notice_number", "ended_on", "law", *SIGNED])
def test_no_paper_of_silence_without_the_notice_and_the_day_that_passed(star: str) -> None:
    refused(DeemedWithdrawal.sample(), star)


@pytest.mark.law("D05", "L24")
@pytest.mark.parametrize("star", [*WHOSE, "applied_on", "facts", "review_body", "court", *SIGNED])
def test_no_non_acceptance_without_reasons_and_both_remedies(star: str) -> None:
    refused(NonAcceptance.sample(), star)


@pytest.mark.law("D11")
@pytest.mark.parametrize("star", [*WHOSE, "clauses", "decision", *SIGNED])
def test_no_grant_without_its_basis_and_its_decision(star: str) -> None:
    refused(Approval.sample(), star)


@pytest.mark.law("D11b")
@pytest.mark.parametrize("star", [*WHOSE, "facts", "clauses", "review_body", "court", *SIGNED])
def test_no_refusal_without_reasons_basis_and_both_remedies(star: str) -> None:
    refused(Refusal.sample(), star)


@pytest.mark.law("D16")
@pytest.mark.parametrize("star", ["papers", "addressee.name", "place", "served_at", "servers"])
def test_no_proof_of_service_without_papers_person_place_and_minute(star: str) -> None:
    refused(ProofOfService.sample(), star)
