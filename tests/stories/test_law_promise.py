"""Stories of 容缺受理 and 告知承诺: what may come later or be promised, for whom, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.acts_promise import CHECKED_HOW, PROMISED, TOLD
from app.domain.clocks import clocks
from app.domain.commands import RecordOut
from app.domain.deadlines import due
from app.domain.guide import Commitment, Period
from app.domain.happened import Assistance
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.people import Agent, IdType, Person
from app.domain.states import CaseState
from app.usecases.accept import accept
from app.usecases.check_commitment import check_commitment
from app.usecases.check_materials import check_materials
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.decline_commitment import decline_commitment
from app.usecases.desk import act
from app.usecases.hand_over import hand_over
from app.usecases.issue_notice import issue_notice
from app.usecases.make_commitment import make_commitment
from app.usecases.mend_case import mend_case
from app.usecases.pledge_tolerance import pledge_tolerance
from app.usecases.record_seal import record_seal
from app.usecases.supply_owed import supply_owed
from app.usecases.tolerance_lapse import confirm_tolerance_lapse, propose_tolerance_lapse
from tests.app.domain.kit import NOBODY_ELSE, calendar, faulty, good
from tests.stories.hall import Hall

SAID = {name: f"{name}见办事指南" for name in TOLD}
AGENT = Agent(Person("王五", IdType.RESIDENT_CARD, "210106190008081160"), "代理人", "授权委托书")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window on Monday, 28 September 2026."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


def wanting(hall: Hall, status: MaterialStatus, code: FaultCode = FaultCode.MISSING) -> SubmittedMaterial:
    """The first material, not handed in well, for which the applicant asks to go on all the same."""
    return replace(faulty(hall.rows()[0], code, "盖章不清" if code is FaultCode.SEAL else ""), status=status)


@pytest.mark.law("B7-6", "B3-8", "B3-14", "J10", "L25", "Z06", "D06", "D07")
def test_a_flawed_material_may_be_owed_in_liaoning_and_not_in_zhejiang(hall: Hall) -> None:
    """容缺 with a flaw: Liaoning counts 有瑕疵 among the secondary materials, Zhejiang only what is missing."""
    hall.offers("tolerable")
    row = wanting(hall, MaterialStatus.TOLERATED, FaultCode.SEAL)
    case = hall.take(row)
    hall.refused(lambda: pledge_tolerance(hall.desk, case, (row.line_id,), "现场", "signed"), "ZC-CASE-37")
    hall.credit(case)
    here = hall.desk
    hall.province("zhejiang")
    hall.refused(lambda: pledge_tolerance(hall.desk, case, (row.line_id,), "现场", "signed"), "ZC-CASE-34")
    hall.desk = here
    hall.refused(lambda: pledge_tolerance(hall.desk, case, (row.line_id,), "口头", "signed"), "ZC-CASE-32")
    pledge_tolerance(hall.desk, case, (row.line_id,), "邮寄", "signed")
    told = accept(hall.desk, case, "counter").case.accepted
    assert told is not None and told.tolerated == (row.line_id,) and told.tolerated_outcome == "退件办结"
    notice = hall.words(case, PaperKind.TOLERANCE_NOTICE)
    assert row.name in notice and "退件办结" in notice
    hall.refused(lambda: decide_on_spot(hall.desk, case, grant=True), "ZC-CASE-62")
    supply_owed(hall.desk, case, (good(row),))
    slip = hall.words(case, PaperKind.CORRECTION_RECEIPT)
    assert row.name in slip and hall.case(case).papers_of(PaperKind.TOLERANCE_NOTICE)[0].number in slip
    assert decide_on_spot(hall.desk, case, grant=True).case.state is CaseState.AWAITING_PICKUP


@pytest.mark.law("B7-6", "B3-15")
def test_an_owed_material_that_stays_away_ends_the_case_only_after_a_sync(hall: Hall) -> None:
    hall.offers("tolerable")
    row = wanting(hall, MaterialStatus.TOLERATED)
    case = hall.take(row)
    hall.credit(case)
    pledge_tolerance(hall.desk, case, (row.line_id,), "现场", "signed")
    until = accept(hall.desk, case, "counter").case.accepted
    assert until is not None and until.tolerated_until is not None
    hall.refused(lambda: propose_tolerance_lapse(hall.desk, case), "ZC-CASE-50")
    last = hall.clock.ms
    hall.after(until.tolerated_until)
    propose_tolerance_lapse(hall.desk, case)
    hall.refused(lambda: confirm_tolerance_lapse(hall.desk, case, last), "ZC-CASE-52")
    done = confirm_tolerance_lapse(hall.desk, case, hall.clock.ms).case
    assert done.state is CaseState.RETURNED and "退件办结" in hall.words(case, PaperKind.TOLERANCE_LAPSED)


@pytest.mark.law("B7-7", "B3-8")
def test_an_agent_may_ask_for_it_only_with_a_written_power(hall: Hall) -> None:
    """容缺 by proxy: no power, no case; with it the pledge names who signed for whom."""
    hall.offers("tolerable")
    row = wanting(hall, MaterialStatus.TOLERATED)
    bare = hall.intake(agent=replace(AGENT, authority=" "))
    with pytest.raises(Exception, match="ZC-CASE-18"):
        hall.take(row, intake=bare)
    case = hall.take(row, intake=hall.intake(agent=AGENT))
    hall.credit(case)
    hall.refused(lambda: pledge_tolerance(hall.desk, case, (row.line_id,), "现场", ""), "ZC-CASE-39")
    pledge_tolerance(hall.desk, case, (row.line_id,), "现场", "agent-signature")
    assert hall.case(case).pledge is not None
    paper = hall.words(case, PaperKind.TOLERANCE_PLEDGE)
    assert row.name in paper and "沈阳样例食品有限公司" in paper and "王五" in paper


@pytest.mark.law("B3-26", "L09")
def test_what_was_promised_and_who_helped_then_is_not_told_of_the_case_that_mends_it(hall: Hall) -> None:
    hall.offers("committable", commitment=Commitment("proof", tuple(SAID.items())))
    row = replace(hall.rows()[0], status=MaterialStatus.COMMITTED)
    at_home = hall.intake(channel="上门", assistance=Assistance("孙八", "启工街道驿站"))
    old = hall.take(row, intake=at_home)
    hall.credit(old)
    make_commitment(hall.desk, old, "proof", (row.line_id,), SAID, PROMISED, "1", "s")
    accept(hall.desk, old, "counter")
    decide_on_spot(hall.desk, old, grant=True, validity="五年")
    grant = hall.case(old).papers_of(PaperKind.GRANT)[-1]
    act(hall.desk, old, RecordOut(grant.document_id, grant.printings, "device"))
    record_seal(hall.desk, old, grant.document_id, "机关印章", "赵六", "盖章室")
    hand_over(hall.desk, old, NOBODY_ELSE, (grant.document_id,))
    mended = uuid4()
    mend_case(hall.desk, old, mended, "姓名写错一字")
    told = hall.words(mended, PaperKind.RECEIPT)
    assert row.name not in told.partition("处置")[2] and "孙八" not in told and "上门" not in told, "not this time"
    assert not hall.case(mended).committed and not hall.case(mended).commitments
    check_materials(hall.desk, mended, (row,))
    hall.refused(lambda: accept(hall.desk, mended, "counter"), "ZC-CASE-35")
    hall.credit(mended)
    make_commitment(hall.desk, mended, "proof", (row.line_id,), SAID, PROMISED, "1", "anew")
    accept(hall.desk, mended, "counter")


@pytest.mark.law("B7-8", "L09", "B3-1", "B3-9")
def test_who_once_promised_falsely_is_not_taken_at_her_word_and_not_sent_away(hall: Hall) -> None:
    hall.offers("committable", commitment=Commitment("proof", tuple(SAID.items())))
    row = replace(hall.rows()[0], status=MaterialStatus.COMMITTED)
    case = hall.take(row)
    (asked,) = hall.case(case).asks
    assert asked.system == "credit" and asked.waiting, "asked for with the 收件, answered when the line allows"
    promise = lambda: make_commitment(hall.desk, case, "proof", (row.line_id,), SAID, PROMISED, "1", "s")  # noqa: E731
    assert "已收件不受影响" in hall.refused(promise, "ZC-CASE-37").what_next
    hall.credit(case, "fail")
    assert "普通程序" in hall.refused(promise, "ZC-CASE-38").what_next
    hall.refused(lambda: accept(hall.desk, case), "ZC-CASE-35")
    decline_commitment(hall.desk, case, (row.line_id,))
    notice = issue_notice(hall.desk, case).case.notices[0]
    assert [fault.line_id for fault in notice.faults] == [row.line_id], "the ordinary way stays open"
    assert row.name in hall.words(case, PaperKind.NOTICE)


@pytest.mark.law("B7-9", "L10")
def test_who_does_not_want_to_promise_hands_in_the_proof_and_is_accepted(hall: Hall) -> None:
    hall.offers("committable", commitment=Commitment("proof", tuple(SAID.items())))
    row = replace(hall.rows()[0], status=MaterialStatus.COMMITTED)
    case = hall.take(row)
    hall.credit(case)
    after = decline_commitment(hall.desk, case, (row.line_id,)).case
    assert after.state is CaseState.RECEIVED and after.uncommitted == (row.line_id,)
    hall.refused(lambda: accept(hall.desk, case), "ZC-CASE-30")
    proof = hall.take(good(hall.rows()[0]))
    assert accept(hall.desk, proof).case.accepted is not None
    assert "commitment_made" not in hall.types(case)
    notice = issue_notice(hall.desk, case).case.notices[0]
    assert notice.ends > date(2026, 9, 28) and row.name in hall.words(case, PaperKind.NOTICE)


@pytest.mark.law("B3-9", "L06", "Z06")
@pytest.mark.parametrize(
    ("excluded", "kind", "code"),
    [
        ("国家安全", "proof", "ZC-CASE-09"),
        ("公共安全", "licence", "ZC-CASE-09"),
        ("其他法律规定", "proof", "ZC-CASE-09"),
        ("公共安全", "proof", ""),
    ],
)
def test_each_kind_of_promise_has_exclusions_of_its_own(hall: Hall, excluded: str, kind: str, code: str) -> None:
    """S0 9(1) excludes 国家安全 and the like for a proof, S4 14 公共安全 and the like for a 许可."""
    hall.offers("committable", commitment=Commitment(kind, tuple(SAID.items()), excluded=excluded))
    row = replace(hall.rows()[0], status=MaterialStatus.COMMITTED)
    case = hall.take(row)
    hall.credit(case)
    promise = lambda: make_commitment(hall.desk, case, kind, (row.line_id,), SAID, PROMISED, "1", "s")  # noqa: E731
    if code:
        assert excluded in hall.refused(promise, code).what
    else:
        assert promise().case.commitments


@pytest.mark.law("B3-8", "J10")
def test_where_the_rules_want_no_pledge_the_limit_of_the_item_is_told(hall: Hall) -> None:
    """tolerance_pledge = false: no D06, but the credit is looked at and D07 tells until when."""
    hall.offers("tolerable")
    hall.desk = replace(hall.desk, rules=replace(hall.desk.rules, tolerance_pledge=False))
    row = wanting(hall, MaterialStatus.TOLERATED)
    case = hall.take(row)
    hall.refused(lambda: accept(hall.desk, case, "counter"), "ZC-CASE-37")
    hall.credit(case)
    told = accept(hall.desk, case, "counter").case.accepted
    assert told is not None and told.tolerated_until == told.due == date(2026, 10, 13)
    assert "2026年10月13日" in hall.words(case, PaperKind.TOLERANCE_NOTICE)


@pytest.mark.law("J14", "L11", "D08")
def test_a_licence_on_a_promise_is_granted_first_and_checked_within_sixty_working_days(hall: Hall) -> None:
    """S4 14: decide first, check after; what the check found stays with the case, what follows is the department's."""
    hall.publish(replace(hall.guide, commitment=Commitment("licence", tuple(SAID.items()))), "演练2027-01")
    case = hall.take()
    hall.credit(case)
    how = SAID | {CHECKED_HOW: "到场核查"}
    promise = lambda said: make_commitment(hall.desk, case, "licence", (), said, PROMISED, "1", "s")  # noqa: E731
    assert CHECKED_HOW in hall.refused(lambda: promise(SAID), "ZC-CASE-64").what
    promise(how)
    assert all(words in hall.words(case, PaperKind.COMMITMENT) for words in how.values())
    accept(hall.desk, case, "counter")
    done = decide_on_spot(hall.desk, case, grant=True).case
    by = due(date(2026, 9, 28), Period(60), calendar()).date
    assert clocks(done)["check"] == (by, True)
    hall.refused(lambda: check_commitment(hall.desk, case, "", "也许"), "ZC-CASE-68")
    found = check_commitment(hall.desk, case, "", "限期整改", "缺一份记录", 10).case
    assert found.checks[-1].finding == "缺一份记录"
    assert "check" not in clocks(found) and clocks(found)["rectify"][0] == found.checks[-1].rectify_by
    assert found.decision is not None, "the decision stands until the department takes it back"
