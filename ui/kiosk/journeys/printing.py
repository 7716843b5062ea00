"""What a last page says of the sheet that should come out: never 已打印 before the printer said so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.ports import JobState
from ui.kiosk.at import late
from ui.kiosk.covers import call_band
from ui.kiosk.machine import PAPER_OUT
from ui.kiosk.screen import Band, Choice

if TYPE_CHECKING:
    from ui.kiosk.at import At


def print_band(at: At, case_id: UUID | None, number: str = "") -> Band:
    """The state of the person's prints of this case as one sentence; what came out for another tells nothing of it.

    ``number``: the receipt's, which she is told to keep, where it does not stand on the page already.
    """
    states = [state for of, state in at.guest.prints.values() if of == case_id]
    window, phone = at.tools.window, at.tools.place.hall_phone
    if states and all(state is JobState.OUT for state in states):
        if at.session.paper:
            others = (at.t("paper.others"),) if at.session.left_paper else ()
            return Band("ok", "circle-check", at.t("paper.out"), (at.t("paper.out_line"), *others))
        return Band("ok", "circle-check", at.t("paper.taken"))
    if JobState.UNSURE in states:
        told = call_band(at, "print").title
        return Band("warn", "printer", at.t("paper.unsure"), (told, at.t("paper.unsure_line", phone=phone)))
    if JobState.FAILED in states:
        words = at.t(f"paper.failed_line{late(at)}", window=window, phone=phone)
        return Band("warn", "printer", at.t("paper.failed"), (words,))
    fault = at.machine.print_fault
    if fault is not None:
        keep = (at.t("receipt_no", number=number),) if number else ()
        what = "paper.no_paper" if fault.code == PAPER_OUT else "paper.no_printer"
        return Band("warn", "printer", at.t(what), (*keep, at.t(f"paper.no_paper_line{late(at)}", window=window)))
    sent = any(state is JobState.SENT for state in states)
    return Band(
        "info", "printer", at.t("paper.printing" if sent else "paper.queued"), (at.t("paper.printing_line"),)
    )


def taken_row(at: At, case_id: UUID | None) -> tuple[Choice, ...]:
    """我拿好了 while a sheet is in the slot; somebody to look where nobody knows of it."""
    rows: tuple[Choice, ...] = ()
    if at.session.paper:
        rows = (Choice("taken", at.t("paper.have_it"), icon="check", kind="primary"),)
    states = {state for of, state in at.guest.prints.values() if of == case_id}
    if states & {JobState.FAILED, JobState.UNSURE}:
        rows += (Choice("call", at.t("paper.call"), icon="bell", kind="primary"),)
    return rows
