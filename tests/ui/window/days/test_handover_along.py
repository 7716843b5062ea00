"""发件: what is still due to the applicant is given with her result, on the same signature, and stands on the proof."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from app.domain.paper import PaperKind
from app.domain.states import CaseState
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_handover_again import box, come_back, ticked
from ui.shared.tickbox import TickBox

ALL = (PaperKind.CERTIFICATE, PaperKind.GRANT, PaperKind.RECEIPT, PaperKind.ACCEPTANCE)
HERS = (PaperKind.RECEIPT, PaperKind.ACCEPTANCE)


def untick(hall: Hall, kind: PaperKind) -> None:
    found = box(hall, kind)
    assert isinstance(found, TickBox)
    found.setChecked(False)


def test_her_receipt_goes_along_with_the_result_and_the_proof_names_it(hall: Hall) -> None:
    """The list had results alone: what was printed, sealed and never given was nobody's."""
    case, _ = hall.licence_at_desk(*ALL)
    assert [ticked(hall, kind) for kind in HERS] == [(True, True)] * 2
    assert hall.named("handover.along").isVisible()
    hall.sign("handover.pad")
    if folder := os.environ.get("ZC_SHOTS"):
        hall.shell.grab().save(str(Path(folder) / "handover-along.png"))
    hall.enter()
    seen = hall.office.case(case)
    assert seen.state is CaseState.SERVED
    assert all(paper.is_given for kind in ALL for paper in seen.papers_of(kind))
    proof = hall.place.composed(seen, seen.papers_of(PaperKind.SERVICE_PROOF)[0].document_id)
    assert {"收件凭证", "受理通知书"} <= {paper.name for paper in proof.papers}


def test_without_a_result_nothing_is_served_here(hall: Hall) -> None:
    _, page = hall.licence_at_desk(*ALL)
    for kind in (PaperKind.CERTIFICATE, PaperKind.GRANT):
        untick(hall, kind)
    assert page.papers.chosen() and not page.give.isEnabled()


def test_what_was_left_out_waits_on_the_case_page(hall: Hall) -> None:
    case, page = hall.licence_at_desk(*ALL)
    untick(hall, PaperKind.RECEIPT)
    hall.sign("handover.pad")
    hall.enter()
    assert hall.office.case(case).state is CaseState.SERVED
    hall.face.show_case(case)
    hall.rest()
    assert hall.named("case.primary").property("action") == "give"
    page.show_case(case)
    hall.shell.go("handover")
    hall.rest()
    assert "这一件的结果都交付了" in hall.words(), "results alone say whether all was given"


def test_a_receipt_that_still_wants_its_seal_is_seen_and_cannot_be_given(hall: Hall) -> None:
    case, _ = hall.licence_at_desk(PaperKind.CERTIFICATE, PaperKind.GRANT)
    assert [ticked(hall, kind) for kind in HERS] == [(False, False)] * 2
    hall.seal(case, PaperKind.RECEIPT)
    come_back(hall)
    assert ticked(hall, PaperKind.RECEIPT) == (True, True)


def test_a_sheet_of_another_window_is_ticked_by_who_has_it_in_her_hand(hall: Hall) -> None:
    """It may lie in the tray of that window: nobody is said to have got what nobody looked for."""
    _, page = hall.licence_at_desk(*ALL)
    seen: Any = page.papers
    seen._device = "D99"
    hall.shell.go("print")
    page._asked = None
    page.show_case(page._case.id)
    hall.shell.go("handover")
    hall.rest()
    assert [ticked(hall, kind) for kind in HERS] == [(True, False)] * 2
    assert [ticked(hall, kind) for kind in (PaperKind.CERTIFICATE, PaperKind.GRANT)] == [(True, True)] * 2
