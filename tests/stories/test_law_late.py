"""Stories of what was handed in before it is written down, and of paper that the hall may not keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.acts_intake import GIVE_BACK
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.domain.time import Timestamp, at
from app.usecases.accept import accept
from app.usecases.deemed_withdrawal import propose_deemed_withdrawal
from app.usecases.issue_notice import issue_notice
from app.usecases.receive import receive
from app.usecases.take_correction import take_correction
from tests.app.domain.kit import faulty, good
from tests.stories.hall import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window; the day is that of the story."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


@pytest.mark.law("B3-10", "B3-12", "D01b")
def test_what_was_handed_in_within_the_period_counts_from_then_however_late_it_is_entered(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(faulty(row))
    issue_notice(hall.desk, case)
    hall.serve(case, PaperKind.NOTICE)
    hall.now_is(2026, 10, 26)
    propose_deemed_withdrawal(hall.desk, case)
    posted = at(2026, 10, 22, 16, 5)
    for wrong in (Timestamp(hall.clock.ms + 60_000), at(2026, 9, 27)):
        hall.refused(lambda wrong=wrong: take_correction(hall.desk, case, (good(row),), handed_at=wrong), "ZC-CASE-08")  # type: ignore[misc]
    take_correction(hall.desk, case, (good(row),), handed_at=posted)
    found = hall.case(case)
    assert (found.state, found.proposal) == (CaseState.CORRECTED, None), "no silence"
    assert found.completed is not None and found.completed.completed_on == date(2026, 10, 22)
    receipt = hall.words(case, PaperKind.CORRECTION_RECEIPT)
    assert "2026年10月22日16时05分" in receipt and "2026年10月26日" in receipt
    accept(hall.desk, case)
    told = hall.case(case).accepted
    assert told is not None and told.accepted_on == date(2026, 10, 22), "受理 counts from the hand-in too"


@pytest.mark.law("L21", "H13")
def test_a_paper_that_a_newer_guide_does_not_want_is_not_kept_and_the_clerk_is_told_to_give_it_back(hall: Hall) -> None:
    lines = hall.rows()
    intake = hall.intake()
    newer = tuple(line for line in hall.guide.materials if line.id != lines[0].line_id)
    old = hall.guide
    hall.publish(replace(old, materials=newer), "演练2027-01")
    case = uuid4()
    receive(hall.desk, case, intake, tuple(good(row) for row in lines))
    found = hall.case(case)
    assert found.received is not None
    assert found.received.notes == (f"{GIVE_BACK}：{lines[0].name}",)
    assert lines[0].line_id not in {row.line_id for row in found.materials}
    nothing = uuid4()
    missing = (faulty(lines[0]), *(good(row) for row in lines[1:]))
    receive(hall.desk, nothing, intake, missing)
    assert hall.case(nothing).received.notes == (), "nothing lies on the desk"  # type: ignore[union-attr]


@pytest.mark.law("L21")
def test_a_faulty_paper_that_is_no_longer_wanted_goes_back_too(hall: Hall) -> None:
    row = hall.rows()[0]
    bad = replace(good(row), status=MaterialStatus.FAULTY, fault=faulty(row).fault.__class__.EXPIRED)  # type: ignore[union-attr]
    case = hall.take(bad, faulty(hall.rows()[1]))
    newer = tuple(line for line in hall.guide.materials if line.id != row.line_id)
    hall.publish(replace(hall.guide, materials=newer), "演练2027-01")
    issue_notice(hall.desk, case)
    assert hall.case(case).waivers[-1].fact == GIVE_BACK
