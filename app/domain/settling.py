"""Papers that a word of a helper settles: given to who came, or signed by both hands and kept."""

from __future__ import annotations

from app.domain.case import Case
from app.domain.happened import Recipient
from app.domain.paper import PaperKind
from app.domain.people import mask_number

OF_THE_HOUSE = frozenset((PaperKind.FORM, PaperKind.ROUTING, PaperKind.HANDOVER_LIST, PaperKind.SERVICE_PROOF))
"""Papers that nobody takes along."""
BY_PROOF = frozenset((PaperKind.GRANT, PaperKind.REFUSAL, PaperKind.CERTIFICATE, PaperKind.PICKUP))
"""Results: they are served at the desk that gives out, against a signed proof (D16)."""
SETTLED_HERE = frozenset(PaperKind) - OF_THE_HOUSE - BY_PROOF
PRINCIPAL = "委托人"


def made_by(number: str) -> str:
    """The device that made a paper, as its number tells: ``…〔2026〕Z01-000003号`` was made by Z01; "" where it names
    none.
    """
    return number.rpartition("〕")[2].rpartition("-")[0]


def reprinted_at(device: str, number: str) -> bool:
    """Whether ``device`` may print a paper once more: what it made itself. Another's 补打 would be a second sheet that
    its maker knows nothing of, without its seal.
    """
    return made_by(number) == device


def settled_at(device: str, kind: str, number: str, lease: str) -> bool:
    """Whether ``device`` answers for a paper, ``lease`` being who holds its case: for what it made itself, and for a
    result of a case it holds. What the county printed lies at the county, whoever took the case in.
    """
    return made_by(number) == device or (lease == device and kind in BY_PROOF)


def taker(case: Case, kind: PaperKind) -> Recipient:
    """Who is recorded to have it: of a 授权委托书 the principal, whose copy it is once both signed (D18); of all else
    who came. Raises ValueError while the case does not say who applies.
    """
    intake = case.intake
    if intake is None:
        raise ValueError("nobody applied yet")
    agent = intake.agent
    if agent is None:
        return Recipient(intake.applicant.name, "本人", mask_number(intake.applicant.id_number))
    if kind is PaperKind.POWER_OF_ATTORNEY:
        return Recipient(intake.applicant.name, PRINCIPAL, mask_number(intake.applicant.id_number))
    return Recipient(agent.person.name, "代理人", mask_number(agent.person.id_number))
