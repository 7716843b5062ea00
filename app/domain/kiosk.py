"""What a person may do and see at a self-service terminal (自助终端), by how far her identity is proven."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.case import Case
from app.domain.paper import Paper, PaperKind
from app.domain.states import CaseState

CHANNEL = "自助"
"""How a case came in that was begun here (``Intake.channel``)."""


class Proof(StrEnum):
    """What a person has shown: a receipt code, the card in hand, or 实人 (her face against the card, 辽事通, staff)."""

    CODE = "code"
    CARD = "card"
    PERSON = "person"


class Deed(StrEnum):
    """What somebody may want here."""

    GUIDE = "guide"
    APPLY = "apply"
    STAGE = "stage"
    PROGRESS = "progress"
    SUPPLEMENT = "supplement"
    PRINT = "print"
    LICENCE = "licence"
    RATE = "rate"
    COMPLAIN = "complain"


_OPENS: dict[Deed, frozenset[Proof]] = {
    Deed.APPLY: frozenset({Proof.CARD, Proof.PERSON}),
    Deed.STAGE: frozenset({Proof.CODE, Proof.PERSON}),
    Deed.PROGRESS: frozenset({Proof.PERSON}),
    Deed.SUPPLEMENT: frozenset({Proof.PERSON}),
    Deed.PRINT: frozenset({Proof.PERSON}),
    Deed.LICENCE: frozenset({Proof.PERSON}),
    Deed.RATE: frozenset({Proof.CODE, Proof.PERSON}),
    Deed.COMPLAIN: frozenset({Proof.CODE, Proof.PERSON}),
}
"""Any one of the proofs opens the deed; what is not named is open to everybody. A card alone never prints."""


def may(deed: Deed, proofs: Set[Proof]) -> bool:
    """Whether what was shown so far opens ``deed``."""
    needed = _OPENS.get(deed)
    return needed is None or bool(needed & proofs)


def wanted(deed: Deed) -> frozenset[Proof]:
    """The proofs any of which opens ``deed``; empty when none is asked."""
    return _OPENS.get(deed, frozenset())


@dataclass(frozen=True)
class Stage:
    """All that a receipt code alone shows: how far the case is, and since when. No name, no item."""

    state: CaseState
    since: date


PRINTABLE = frozenset(
    {
        PaperKind.RECEIPT,
        PaperKind.CORRECTION_RECEIPT,
        PaperKind.NOTICE,
        PaperKind.ACCEPTANCE,
        PaperKind.NON_ACCEPTANCE,
        PaperKind.PICKUP,
        PaperKind.GRANT,
        PaperKind.REFUSAL,
    }
)
"""Papers of one's own that a terminal prints again. None bears a seal here, and none is on a numbered blank."""


def printable(case: Case) -> tuple[Paper, ...]:
    """The valid papers of ``case`` that its applicant may print again, the oldest first."""
    return tuple(paper for paper in case.papers if paper.kind in PRINTABLE and not paper.void)


def belongs(case: Case, number: str) -> bool:
    """Whether the person with this identity number is the applicant or the agent of ``case``."""
    intake = case.intake
    if intake is None or not number:
        return False
    mine = intake.agent is not None and intake.agent.person.id_number == number
    return mine or intake.applicant.id_number == number
