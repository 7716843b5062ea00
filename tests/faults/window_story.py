"""One registration at the real window, resumed wherever the last run was killed; started as a process of its own.

``python -m tests.faults.window_story PROFILE``: exits 0 when the case waits to be fetched.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.domain.records import NumberBlock
from app.domain.rights import Grant, Right
from app.domain.transitions import CaseState
from app.ports import JobState
from printing.printers.folder import safe_name
from printing.withdrawing import job_title
from ui.bootstrap import open_workplace
from ui.tour.chapters import nurse_card
from ui.tour.stage import ADMIN, NURSE, Stage
from ui.tour.state import DAY_ONE, State, settings


def state_of(folder: Path) -> State:
    """Where the story lives."""
    names = ("profile", "papers", "screens")
    return State(*(str(folder / name) for name in names), now_ms=DAY_ONE.ms)


def prepare(folder: Path) -> None:
    """A profile with numbers, blanks and one operator."""
    at = open_workplace(settings(state_of(folder)))
    at.blocks.add(NumberBlock("block-1", "paper", 1, 500))
    at.add_operator(ADMIN[0], ADMIN[1], ADMIN[2], tuple(Grant(right) for right in Right))
    at.close()


def play(folder: Path) -> None:
    """Log in and bring the registration to 待领取 from wherever it stands."""
    stage = Stage(state_of(folder))
    try:
        stage.log_in(ADMIN)
        _settle_prints(stage, folder)
        if not stage.face.workplace.stores.views.cases():
            _take_in(stage)
        stage.remember_newest("nurse")
        for wanted, act in ((CaseState.RECEIVED, "accept-counter"), (CaseState.ACCEPTED, "grant")):
            if stage.case("nurse").state is wanted:
                stage.on_search("nurse")
                stage.act(act)
                if act == "grant":
                    stage.hand.click("case.grant.save")
                stage.hand.wait(lambda w=wanted: stage.case("nurse").state is not w, f"{act} to be done")
        stage.expect("nurse", CaseState.AWAITING_PICKUP)
        _settle_prints(stage, folder)
    finally:
        stage.close()


def _take_in(stage: Stage) -> None:
    page = stage.face.pages["intake"]
    drafts = stage.face.workplace.office.open_drafts()
    if drafts:
        page.resume(drafts[0])
        stage.idle()
    stage.place_card(nurse_card(), NURSE["name"])
    stage.hand.type("intake.phone", "13800000003")
    stage.lift_card()
    if page.state.guide is None:
        stage.choose_item("hszyzc", "护士执业注册")
    stage.answer("gap", "no")
    missing = stage.open_form()
    if missing:
        stage.fill_form(missing)
        stage.hand.keys("Escape")
    for number in range(1, 6):
        stage.row(number, "S")
    stage.primary("intake.primary")
    stage.hand.wait(lambda: stage.face.workplace.stores.views.cases(), "the case to be taken in")
    stage.idle()


def _settle_prints(stage: Stage, folder: Path) -> None:
    """Answer what the queue asks, truthfully, by a look into the tray; then wait for the printer."""
    office = stage.face.workplace.office
    for job in office.stores.jobs.jobs(JobState.UNSURE, JobState.FAILED):
        sheet = folder / "papers" / f"{safe_name(job_title(job))}.pdf"
        office.answer_print(job, "out" if sheet.exists() else "not_out")
    stage.printed()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    play(Path(sys.argv[1]))
