"""What a person may do and see at a self-service terminal (自助终端), by how far her identity is proven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date
from enum import StrEnum

from app.domain.acts_guards import under_age
from app.domain.case import Case
from app.domain.delivery import ONLINE, POST, delivery_of, issued_licence
from app.domain.events import Granted, Refused
from app.domain.guide import SituationQuestion
from app.domain.paper import Paper, PaperKind
from app.domain.people import Person
from app.domain.states import CaseState
from app.values import dataclass

CHANNEL = "自助"
"""How a case came in that was begun here (``Intake.channel``)."""


def terminal_operator(device: str) -> str:
    """Who acts at the terminal ``device``, where nobody sits."""
    return f"kiosk-{device}"


_WHO_ACTS = re.compile("代办|他人办理|委托他人|委托办理")


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


def face_proves(expired: bool, hall_takes_expired: bool) -> bool:
    """Whether a face that is the one on the card proves its holder (实人).

    A card past its last day must be renewed (居民身份证法 11) and may have been replaced: it is no proof by itself,
    unless the hall decides otherwise. Its holder is not turned away: her 亮码 proves her, or a person of the staff.
    """
    return not expired or hall_takes_expired


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
        PaperKind.LICENCE_COPY,
    }
)
"""Papers of one's own that a terminal prints again. None bears a seal here, and none is on a numbered blank."""

SHEETS_A_DAY = 10
"""So many papers one person may print at a terminal in a day; a window prints more. A setting of the hall."""


def licences(case: Case, number: str) -> str:
    """证照标识 of the electronic licence that ``case`` brought to the person with this identity number.

    Empty while none was made, and for who only acted for another: a licence is printed by its holder (S0 24), and
    a company's at a window. What was taken back for its content (收回证照) is not printed on.
    """
    intake = case.intake
    if intake is None or intake.applicant.person is None or not number or case.content_wrong:
        return ""
    return issued_licence(case) if intake.applicant.id_number == number else ""


class Way(StrEnum):
    """How a sealed result reaches its holder: it never comes out of a terminal."""

    WAIT = "wait"
    FETCH = "fetch"
    POST = "post"
    ONLINE = "online"
    DONE = "done"


def way_of_result(case: Case) -> Way | None:
    """Where the sealed result of ``case`` is to be had; None while there is none to speak of."""
    if case.handed_over is not None:
        return Way.DONE
    if not isinstance(case.decision, (Granted, Refused)):
        return None
    wish = delivery_of(case)
    if wish.way == ONLINE:
        return Way.ONLINE
    if wish.way == POST:
        return Way.POST
    return Way.FETCH if case.ready is not None else Way.WAIT


def printable(case: Case, number: str) -> tuple[Paper, ...]:
    """The valid papers of ``case`` that the person with this identity number may print again, the oldest first.

    A print of a licence is for its holder alone (S0 24), also when somebody else acts for her in the case.
    """
    kinds = PRINTABLE if licences(case, number) else PRINTABLE - {PaperKind.LICENCE_COPY}
    return tuple(paper for paper in case.papers if paper.kind in kinds and not paper.void)


def belongs(case: Case, number: str) -> bool:
    """Whether the person with this identity number is the applicant or the agent of ``case``."""
    intake = case.intake
    if intake is None or not number:
        return False
    mine = intake.agent is not None and intake.agent.person.id_number == number
    return mine or intake.applicant.id_number == number


def answer_of_who_acts(question: SituationQuestion, by_another: bool) -> str:
    """The key of the answer to a question of the guide that only asks who acts (是否由他人代办？).

    A terminal has asked for whom it is, and read the card of who stands there: it is not asked of her a second time.
    Empty for every other question, and where the answers are not 是 and 否 alone.
    """
    keys = {choice.label: choice.key for choice in question.choices}
    if set(keys) != {"是", "否"} or not _WHO_ACTS.search(question.text):
        return ""
    return keys["是" if by_another else "否"]


def denies_agent(
    questions: Iterable[SituationQuestion], answers: Mapping[str, str], principal: Person | None, day: date
) -> tuple[SituationQuestion, ...]:
    """The questions that only ask who acts, answered as if no agent stood there, though one does: her 授权委托书
    would be asked of nobody, and the papers would say 否. Where ``principal`` is under age on ``day`` either answer may
    be right: it is a parent who acts, and none has a 委托书 to bring.
    """
    if under_age(principal, day):
        return ()
    told = ((each, answers.get(each.id, ""), answer_of_who_acts(each, True)) for each in questions)
    return tuple(each for each, answer, right in told if answer and right and answer != right)
