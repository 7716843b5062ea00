"""Another person sits down at the intake: what was begun is parked, and the page stands empty (record 0121)."""

from __future__ import annotations

from functools import partial
from typing import Protocol
from uuid import UUID

from app.domain.people import mask_name
from ui.tell import Tell
from ui.theme import t
from ui.window.intake.handling import Handling
from ui.window.intake.journal import Journal
from ui.window.intake.model import IntakeState


class Begun(Protocol):
    """A page on which an intake may have been begun."""

    state: IntakeState
    journal: Journal
    handling: Handling

    def start_new(self) -> None:
        """An empty page for the next person."""
        ...


def whose(state: IntakeState) -> tuple[str, str]:
    """Whom an intake is for, masked, and what of: as a line names it that anybody at the desk may read."""
    who = mask_name(name) if (name := state.applicant().name) else t("intake.somebody")
    return who, state.guide.item.full_name if state.guide is not None else t("intake.no_item")


def leave_to_another(page: Begun, tell: Tell) -> None:
    """Empty the page for who sits down now. What was begun stays on disk under 没办完, and one line says where; a card
    that was only read is dropped. While an act is under way it waits for that.
    """
    if page.handling.later(partial(leave_to_another, page, tell)):
        return
    state = page.state
    if state.empty() or state.case is not None or page.journal.bare:
        page.start_new()
        return
    who, what = whose(state)

    def parked(_: UUID) -> None:
        page.start_new()
        tell.message("info", t("intake.left_parked", who=who, what=what), t("intake.left_parked_next"), stays=True)

    page.journal.ready(parked)
