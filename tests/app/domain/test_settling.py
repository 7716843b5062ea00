"""Who is recorded to have a paper that a helper's word settles."""

from __future__ import annotations

from app.domain.paper import PaperKind
from app.domain.people import Agent, IdType, Person, mask_number
from app.domain.settling import ALONG, SETTLED_HERE, goes_along, made_by, settled_at, taker
from app.values import replace
from tests.app.domain.kit import NURSE, PLACE, Counter


def test_no_result_and_no_paper_of_the_house_is_settled_by_a_word() -> None:
    """Results are served against a signed proof (D16)."""
    never = {PaperKind.GRANT, PaperKind.REFUSAL, PaperKind.CERTIFICATE, PaperKind.PICKUP, PaperKind.ROUTING,
             PaperKind.FORM, PaperKind.HANDOVER_LIST, PaperKind.SERVICE_PROOF}  # fmt: skip
    assert not never & SETTLED_HERE
    assert {PaperKind.POWER_OF_ATTORNEY, PaperKind.TURN_AWAY, PaperKind.NOTICE} <= SETTLED_HERE


def test_of_an_authority_the_principal_gets_a_copy_and_of_all_else_who_came() -> None:
    case = Counter().received().need()
    intake = case.intake
    assert intake is not None
    me = intake.applicant
    assert taker(replace(case, intake=replace(intake, agent=None)), PaperKind.TURN_AWAY).relation == "本人"
    neighbour = Person("王五", IdType.RESIDENT_CARD, "210101190001010014")
    helped = replace(case, intake=replace(intake, agent=Agent(neighbour)))
    to_principal = taker(helped, PaperKind.POWER_OF_ATTORNEY)
    assert (to_principal.name, to_principal.relation) == (me.name, "委托人")
    assert to_principal.id_masked == mask_number(me.id_number)
    assert (taker(helped, PaperKind.NOTICE).name, taker(helped, PaperKind.NOTICE).relation) == ("王五", "代理人")


def test_a_device_answers_for_what_it_made_and_for_the_result_of_a_case_it_holds() -> None:
    """What the county printed lies at the county, whoever took the case in."""
    own, theirs = "演沈公西委〔2026〕Z01-000003号", "演沈公西受〔2026〕D07-000009号"
    assert (made_by(own), made_by(theirs), made_by("")) == ("Z01", "D07", "")
    assert settled_at("Z01", "D18", own, "platform") and not settled_at("Z01", "D02", theirs, "platform")
    assert not settled_at("Z01", "D02", theirs, "Z01") and settled_at("Z01", "D11", theirs, "Z01")
    assert not settled_at("Z0", "D18", own, "platform") and not settled_at("Z011", "D18", own, "platform")


def test_what_is_still_due_to_the_applicant_goes_along_with_her_result() -> None:
    """A receipt that lay sealed in the tray went to nobody: the issue desk listed results alone."""
    desk = Counter(NURSE).decided()
    due = [paper.kind for paper in goes_along(desk.need(), PLACE, True)]
    assert due == [PaperKind.RECEIPT, PaperKind.ACCEPTANCE]
    desk.serve(desk.paper(PaperKind.RECEIPT))
    assert [paper.kind for paper in goes_along(desk.need(), PLACE, True)] == [PaperKind.ACCEPTANCE]


def test_what_lies_elsewhere_does_not_go_along() -> None:
    """What another house printed, what a terminal printed for who stood there, what a courier has."""
    desk = Counter(NURSE).decided()
    case = desk.need()
    assert case.intake is not None
    assert not goes_along(case, replace(PLACE, hall="样例镇政务服务驿站"), True)
    colleague = replace(PLACE, device="D09")
    assert len(goes_along(case, colleague, True)) == 2, "another window of this hall: the sheets are fetched"
    at_terminal = replace(case, intake=replace(case.intake, channel="自助"))
    assert [paper.kind for paper in goes_along(at_terminal, colleague, True)] == [PaperKind.ACCEPTANCE]


def test_a_receipt_is_not_waited_for_where_its_seal_does_not_lie() -> None:
    """At a station it went along with who handed in; the county's seal is at the county."""
    desk = Counter(NURSE).decided()
    assert [paper.kind for paper in goes_along(desk.need(), PLACE, False)] == [PaperKind.ACCEPTANCE]
    desk.sealed(desk.paper(PaperKind.RECEIPT))
    assert PaperKind.RECEIPT in [paper.kind for paper in goes_along(desk.need(), PLACE, False)]


def test_what_has_its_own_day_or_its_own_taker_never_goes_along() -> None:
    never = {PaperKind.NOTICE, PaperKind.WITHDRAWAL, PaperKind.POWER_OF_ATTORNEY, PaperKind.RATING_SLIP,
             PaperKind.PICKUP, PaperKind.SERVICE_PROOF, PaperKind.GRANT, PaperKind.CERTIFICATE,
             PaperKind.TAKEN_BACK}  # fmt: skip
    assert not never & ALONG
    hers = {PaperKind.RECEIPT, PaperKind.CORRECTION_RECEIPT, PaperKind.ACCEPTANCE, PaperKind.COMMITMENT,
            PaperKind.TOLERANCE_PLEDGE, PaperKind.FEE_NOTICE}  # fmt: skip
    assert hers <= ALONG
