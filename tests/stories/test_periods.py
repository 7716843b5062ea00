"""视为撤回: the clock proposes on its own, and only a whole sync and a person make it so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.events import Recipient
from app.domain.materials import FaultCode, MaterialStatus, as_taken
from app.domain.people import Applicant, Organisation
from app.domain.records import NumberBlock
from app.domain.time import ClockQuality, at
from app.domain.transitions import CaseState
from app.errors import RefusedError
from app.ports import JobState
from app.storage.clock import ShiftedClock, SystemClock
from app.usecases.intake import build_intake, prefill, rows_for
from tests.looking import proposed
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.line import LAST_SYNC_SETTING

COMPANY = Applicant(organisation=Organisation("沈阳样例食品有限公司", "91210100MA00000XX5", "李四"))
DAY = 86_400_000


@pytest.fixture
def clock() -> ShiftedClock:
    """Monday, 28 September 2026."""
    base = SystemClock()
    return ShiftedClock(base, at(2026, 9, 28, 10, 30).ms - base.now().ms, ClockQuality.TRUSTED)


def noticed(workplace: Workplace) -> None:
    """One case with a notice whose period runs to 23 October."""
    office = workplace.office
    guide = office.guide(office.search_items("spscxk")[0].code)
    assert guide is not None
    answers = {"salt": "no", "commit": "no"}
    rows = rows_for(guide, answers)
    missing = replace(rows[0], status=MaterialStatus.FAULTY, fault=FaultCode.MISSING)
    intake = build_intake(guide, COMPANY, None, answers, prefill(guide, answers, COMPANY, None))
    draft = office.new_draft()
    office.receive(draft, intake, (missing, *(as_taken(row, 1, 0) for row in rows[1:])))
    paper = office.issue_notice(draft).paper
    job = next(job for job in workplace.stores.jobs.jobs(JobState.ALLOCATED) if job.document_id == paper.document_id)
    office.answer_print(job, "out")
    office.record_seal(draft, paper.document_id, "专用章", "赵六", "盖章室")
    office.give_paper(draft, paper.document_id, Recipient("李四", "法定代表人", "", "signed"))


@pytest.mark.law("L24", "B3-11")
def test_an_ended_period_is_proposed_once_and_takes_effect_only_after_a_whole_sync(
    tmp_path: Path, clock: ShiftedClock
) -> None:
    """What she handed in elsewhere in time must have had its chance to come down before anybody calls it withdrawn."""
    workplace = open_workplace(Settings(profile=tmp_path / "p", rehearsal=True, clock=clock))
    try:
        workplace.blocks.add(NumberBlock("b", "paper", 1, 50))
        workplace.rehearsal_session()
        noticed(workplace)
        office = workplace.office
        assert proposed(workplace) == 0, "the period still runs"
        clock.advance(26 * DAY)
        assert proposed(workplace) == 1
        assert proposed(workplace) == 0, "once is enough"
        line = workplace.stores.views.cases()[0]
        assert line.state is CaseState.AWAITING_CORRECTION, "a proposal changes nothing"
        with pytest.raises(RefusedError, match="ZC-CASE-52"):
            office.confirm_deemed_withdrawal(line.case_id)
        workplace.stores.settings.put(LAST_SYNC_SETTING, str(clock.now().ms))
        done = office.confirm_deemed_withdrawal(line.case_id)
        assert done.case.state is CaseState.DEEMED_WITHDRAWN
    finally:
        workplace.close()
