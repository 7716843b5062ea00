"""What a last page says of the sheet that should come out: never 已打印 before the printer said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ports import JobState
from ui.kiosk.screen import Band, Choice

if TYPE_CHECKING:
    from ui.kiosk.at import At


def print_band(at: At) -> Band:
    """The state of the person's own prints as one sentence."""
    states = list(at.guest.prints.values())
    window, phone = at.tools.window, at.tools.place.hall_phone
    if at.session.paper:
        return Band("ok", "circle-check", at.t("paper.out"), (at.t("paper.out_line"),))
    if states and all(state is JobState.OUT for state in states):
        return Band("ok", "circle-check", at.t("paper.taken"))
    if at.machine.print_fault is not None:
        return Band("warn", "printer", at.t("paper.no_paper"), (at.t("paper.no_paper_line", window=window),))
    if any(state in (JobState.FAILED, JobState.UNSURE) for state in states):
        return Band(
            "warn", "printer", at.t("paper.failed"), (at.t("paper.failed_line", window=window, phone=phone),)
        )
    sent = any(state is JobState.SENT for state in states)
    return Band(
        "info", "printer", at.t("paper.printing" if sent else "paper.queued"), (at.t("paper.printing_line"),)
    )


def taken_row(at: At) -> tuple[Choice, ...]:
    """我拿好了, while a sheet is in the slot."""
    return (Choice("taken", at.t("paper.have_it"), icon="check", kind="primary"),) if at.session.paper else ()
