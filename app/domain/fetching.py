"""As whom the holder of a card may fetch a result: what the case says of her number, and of her name."""

from __future__ import annotations

from app.domain.case import Case

HERSELF, AGENT, HANDLER, HEAD, OTHER = "本人", "代理人", "经办人", "法定代表人", "其他"
"""What who takes a paper is to the applicant (``Recipient.relation``). 受托人 is a 代理人 of a person."""


def roles_of(case: Case | None) -> tuple[str, ...]:
    """What who comes may be to the applicant: an organisation cannot come itself, only it has 法定代表人 and 经办人."""
    return (HEAD, AGENT, HANDLER, OTHER) if case is not None and _is_company(case) else (HERSELF, AGENT, OTHER)


def usual_role(case: Case) -> str:
    """What who comes is most often: as the case knows her agent, else the applicant, of an organisation a 经办人."""
    return role_of_agent(case) or (HANDLER if _is_company(case) else HERSELF)


def _is_company(case: Case) -> bool:
    return case.intake is not None and case.intake.applicant.organisation is not None


def role_of_agent(case: Case) -> str:
    """As what the agent of ``case`` acts; "" where nobody acts for the applicant. Of a company 经办人 or 法定代表人 as
    it was told at 收件 or as the form names her, of a person 代理人.
    """
    agent = case.intake.agent if case.intake is not None else None
    if agent is None or case.intake is None:
        return ""
    if agent.person.name.strip() == head_of(case):
        return HEAD
    return agent.relation if _is_company(case) and agent.relation in (HANDLER, HEAD) else AGENT


def role_of(case: Case, number: str, name: str) -> str:
    """As whom the holder of a card may fetch: 本人, 代理人, 经办人, 法定代表人; "" where the case knows nothing of her.

    The legal representative acts for the organisation by law (民法典 61). Often the case has only her name: who has it
    is meant, unless the case knows the number of the one who came as 法定代表人, and it is another.
    """
    if case.intake is None:
        return ""
    applicant = case.intake.applicant
    if applicant.organisation is None and applicant.id_number.upper() == number.upper():
        return HERSELF
    if is_agent(case, number):
        return role_of_agent(case)
    return HEAD if _is_head(case, name) else ""


def is_agent(case: Case, number: str) -> bool:
    """Whether the card with this number is that of the case's agent."""
    agent = case.intake.agent if case.intake is not None else None
    return agent is not None and agent.person.id_number.upper() == number.upper() != ""


def only_named(case: Case, number: str, name: str) -> bool:
    """Whether nothing but her name says that the holder of a card may fetch: a namesake has it too, and who hands over
    looks at the 营业执照.
    """
    return role_of(case, number, name) == HEAD and not is_agent(case, number)


def is_another(case: Case, number: str, name: str, relation: str) -> bool:
    """Whether the card is of somebody else than ``relation`` says. Of a 经办人 or another person who brings a paper of
    today the case knows nothing, and of a 法定代表人 not always.
    """
    if relation == AGENT:
        return not is_agent(case, number)
    if relation == HEAD:
        return bool(head_of(case)) and role_of(case, number, name) != HEAD
    return relation == HERSELF and role_of(case, number, name) != HERSELF


def head_of(case: Case) -> str:
    """Name of the legal representative of the organisation that applies, "" for a person or where nobody told it."""
    organisation = case.intake.applicant.organisation if case.intake is not None else None
    return organisation.representative.strip() if organisation is not None else ""


def _is_head(case: Case, name: str) -> bool:
    head = head_of(case)
    return bool(head) and head == name.strip() and not _head_was_here(case)


def _head_was_here(case: Case) -> bool:
    """Whether the 法定代表人 herself applied, so that her number is known: with another one it is a namesake."""
    agent = case.intake.agent if case.intake is not None else None
    return agent is not None and agent.person.name.strip() == head_of(case) and bool(agent.person.id_number)
