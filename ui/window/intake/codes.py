"""What the intake does with a scanned code and with a social security card."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.codes import check_licence
from app.domain.materials import SubmittedMaterial
from app.ports.equipment import CodeScan, SocialCardReading
from app.usecases.intake import by_licence
from ui.theme import t
from ui.window.intake.model import COMPANY, IntakeState

Edit = Callable[[str, str, bool], None]
Judge = Callable[[SubmittedMaterial, bool], None]
Say = Callable[[str], None]
LICENCES = "1.2.156."
"""How a 证照标识 begins (GB/T 36904)."""


def use_code(
    scan: CodeScan, state: IntakeState, row: SubmittedMaterial | None, edit: Edit, judge: Judge, say: Say
) -> bool:
    """亮证 takes the place of the current material, a company's code goes into its field; whether it was used."""
    if state.case is not None:
        return False
    if scan.kind == "uscc" and state.party == COMPANY:
        edit("uscc", scan.value, True)
        return True
    if scan.kind != "licence" or row is None:
        return False
    line, shown = state.line(row.line_id), check_licence(scan.value)
    if not scan.value.startswith(LICENCES):
        # A code of the hall's own pattern, good for minutes and once: it is asked about when there is a case.
        say(t("intake.licence.token"))
    elif scan.doubt or not shown.valid:
        say(t("intake.licence.doubt"))
    elif row.is_form or (line is not None and line.paper_basis):
        say(t("intake.licence.not_here", name=row.name))
    else:
        judge(by_licence(row, shown.normal), True)
        say(t("intake.licence.taken", name=row.name))
    return True


def use_social(reading: SocialCardReading, state: IntakeState, edit: Edit, say: Say) -> None:
    """Name and number of the holder, as if typed: the card proves them, yet not as the identity card does."""
    if state.case is not None:
        say(t("intake.who.after_receipt"))
    elif not reading.complete or not reading.number:
        say(t("intake.who.social_locked"))
    elif state.card is not None and state.card.number != reading.number:
        say(t("intake.who.social_other"))
    elif state.card is None:
        edit("name", reading.name, True)
        edit("number", reading.number, True)
        say(t("intake.who.social_taken"))
