"""How sure it is who applies: 实名 (a number that was checked), 实人 (a face), 实证 (a verified licence)."""

from __future__ import annotations

from app.domain.case import Case
from app.domain.happened import Intake, Recipient
from app.domain.licences import VERIFIERS, strange_holder

REAL_NAME, REAL_PERSON, REAL_LICENCE = "实名", "实人", "实证"
CARD = "card"
FACE = "人像比对"
BY_HAND = "人工核对"


def levels(case: Case) -> tuple[str, ...]:
    """The levels reached, in their order (S3 一(三)); what nobody checked is not claimed."""
    found = []
    if case.intake is not None and _checked(case.intake):
        found.append(REAL_NAME)
    if case.intake is not None and FACE in case.intake.identity_checked:
        found.append(REAL_PERSON)
    shown = [dict(each.answer) for each in case.asks if each.system in VERIFIERS and each.outcome == "pass"]
    if any(not strange_holder(case, told.get("holder", "")) for told in shown):
        found.append(REAL_LICENCE)
    return tuple(found)


def _checked(intake: Intake) -> bool:
    return intake.identity_checked.startswith(("card", FACE, BY_HAND))


def compared(who: Intake | Recipient) -> str:
    """How the person was compared with her document, by her face or by the clerk's eyes; empty when nobody did."""
    said = who.identity_checked.split("; ")
    return next((part for part in said if part.startswith((FACE, BY_HAND))), "")


def known_by(intake: Intake) -> str:
    """For paper: how the person was known who showed no identity card; empty for a card and for what was only typed."""
    said = intake.identity_checked
    return said if said.startswith((FACE, BY_HAND)) else ""
