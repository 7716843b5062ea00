"""As whom somebody may fetch: a namesake is not taken for the 法定代表人, and she herself is not sent for a power."""

from __future__ import annotations

import pytest

from app.domain.case import Case
from app.domain.fetching import AGENT, HANDLER, HEAD, HERSELF, is_another, only_named, role_of
from app.domain.people import Agent, Applicant, IdType, Organisation, Person
from app.usecases.intake import build_intake
from app.values import replace
from tests.app.domain.kit import COMPANY, Counter

HEAD_NUMBER, OTHER_NUMBER = "440524189901010018", "440524190001010019"
WANG = Person("王五", IdType.RESIDENT_CARD, OTHER_NUMBER)
LI = Person("李四", IdType.RESIDENT_CARD, HEAD_NUMBER)


def case_of(applicant: Applicant, agent: Agent | None) -> Case:
    counter = Counter()
    case = counter.received().need()
    assert case.intake is not None
    return replace(case, intake=replace(case.intake, applicant=applicant, agent=agent))


@pytest.mark.parametrize(
    ("agent", "number", "name", "role"),
    [
        (Agent(WANG, "经办人"), OTHER_NUMBER, "王五", HANDLER),
        (Agent(WANG, "代理人"), OTHER_NUMBER.lower(), "王五", AGENT),
        (Agent(WANG, "经办人"), HEAD_NUMBER, "李四", HEAD),
        (None, HEAD_NUMBER, " 李四", HEAD),
        (Agent(LI, "经办人"), HEAD_NUMBER, "李四", HEAD),
        (Agent(LI, "法定代表人"), OTHER_NUMBER, "李四", ""),
        (Agent(WANG, "经办人"), HEAD_NUMBER, "赵六", ""),
    ],
    ids=["经办人", "受托人", "head by name", "head alone", "head who applied", "namesake", "stranger"],
)
def test_of_a_company_she_fetches_as_what_the_case_knows_her(
    agent: Agent | None, number: str, name: str, role: str
) -> None:
    case = case_of(COMPANY, agent)
    assert role_of(case, number, name) == role
    known = agent is not None and agent.person.id_number == number.upper()
    assert only_named(case, number, name) == (role == HEAD and not known)


def test_of_a_person_she_fetches_herself_or_by_her_agent_and_nobody_represents_her() -> None:
    case = case_of(Applicant(person=LI), Agent(WANG, "经办人"))
    assert role_of(case, HEAD_NUMBER, "李四") == HERSELF and role_of(case, OTHER_NUMBER, "王五") == AGENT
    assert role_of(case, "440524188001010014", "李四") == "", "a namesake"


def test_a_card_speaks_against_what_is_chosen_only_where_the_case_knows_better() -> None:
    case = case_of(COMPANY, Agent(WANG, "经办人"))
    assert is_another(case, HEAD_NUMBER, "李四", AGENT) and not is_another(case, HEAD_NUMBER, "李四", HEAD)
    assert is_another(case, OTHER_NUMBER, "王五", HEAD) and not is_another(case, OTHER_NUMBER, "王五", AGENT)
    assert not is_another(case, HEAD_NUMBER, "李四", HANDLER), "who brings a letter of today"
    assert COMPANY.organisation is not None
    untold = case_of(Applicant(organisation=replace(COMPANY.organisation, representative="")), None)
    assert not is_another(untold, HEAD_NUMBER, "李四", HEAD) and role_of(untold, HEAD_NUMBER, "李四") == ""


def test_whom_the_form_names_as_representative_is_known_to_the_case() -> None:
    """The window asked for a company without her: her card found nothing, and she was asked for a power."""
    counter = Counter()
    guide = counter.item
    (told, *_) = [each.id for each in guide.form if each.prefill == "applicant.representative"]
    company = Applicant(organisation=Organisation("沈阳样例食品有限公司", "91210100MA00000XX5"))
    made = build_intake(guide, company, None, {}, {told: " 李四 "})
    assert made.applicant.organisation is not None and made.applicant.organisation.representative == "李四"
    again = build_intake(guide, COMPANY, None, {}, {told: "王五"})
    assert again.applicant == COMPANY, "what was told of the company itself stays"
    person = Applicant(person=LI)
    assert build_intake(guide, person, None, {}, {told: "王五"}).applicant == person
