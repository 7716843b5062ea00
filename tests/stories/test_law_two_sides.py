"""Stories of the law between a window, the province, and another window; each end keeps the same case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.acts_proof import project_code
from app.domain.clocks import clocks
from app.domain.commands import RecordOut
from app.domain.materials import FaultCode, MaterialStatus
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.usecases.accept import accept
from app.usecases.ask_partner import ask_partner
from app.usecases.check_materials import check_materials
from app.usecases.complain import complain
from app.usecases.deemed_acceptance import confirm_deemed_acceptance, propose_deemed_acceptance
from app.usecases.deemed_withdrawal import confirm_deemed_withdrawal, propose_deemed_withdrawal
from app.usecases.desk import act
from app.usecases.give_paper import give_paper
from app.usecases.issue_notice import issue_notice
from app.usecases.name_project import name_project
from app.usecases.object_material import object_material
from app.usecases.record_seal import record_seal
from app.usecases.take_correction import take_correction
from app.usecases.transfer import transfer
from app.usecases.withdraw import withdraw
from app.usecases.withdraw_notice import withdraw_notice
from printing.compose import compose
from printing.documents import DeficiencyNotice
from sync.client.http import HttpPlatform
from sync.client.loop import StepResult, SyncLoop
from sync.platform.database import open_database
from sync.platform.report import digest_report
from sync.platform.staff import decide
from sync.platform.writing import load_cases
from sync.wire.sealed import seal
from tests.app.domain.kit import NOBODY_ELSE, faulty, good
from tests.stories.hall import Hall
from tests.sync.support import QUICK, MovedTime, Province


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The province in a process of its own."""
    here = Province.start(tmp_path_factory.mktemp("province") / "platform.db")
    yield here
    here.stop()


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[tuple[Hall, Hall]]:
    """Two windows that know each other only through the province."""
    both = tuple(Hall(tmp_path / name, f"{name}-{uuid4().hex[:8]}") for name in ("D1", "D2"))
    yield both[0], both[1]
    for hall in both:
        hall.close()


def sync(province: Province, hall: Hall) -> StepResult:
    """One whole round on a good line; nothing is parked."""
    time = MovedTime()
    device = hall.device
    with closing(HttpPlatform(province.url, device, 1, province.token, province.key, QUICK)) as platform:
        done = SyncLoop(platform, hall.outbox, hall.inbox, hall.blocks, time, time).run_once()
    assert done.parked == 0 and not hall.own_commits()
    return done


def desk_of(province: Province, case: UUID) -> str:
    """The stage in which the province has the case, by its own reading."""
    database = open_database(str(province.db))
    try:
        with database.read() as connection:
            return load_cases(connection, [case.bytes])[case.bytes].stage
    finally:
        database.close()


def there(province: Province, case: UUID) -> dict[str, object]:
    found: dict[str, object] = digest_report(str(province.db))["by_case"][str(case)]
    return found


@pytest.mark.law("B7-1", "B3-6", "L14")
def test_a_week_off_line_ends_in_an_acceptance_the_province_holds_too(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    hall, _ = windows
    case = hall.take(faulty(hall.rows()[0]))
    last = hall.clock.ms
    hall.now_is(2026, 10, 12)
    propose_deemed_acceptance(hall.desk, case)
    hall.refused(lambda: confirm_deemed_acceptance(hall.desk, case, last), "ZC-CASE-52")
    sync(province, hall)
    confirm_deemed_acceptance(hall.desk, case, hall.clock.ms)
    sync(province, hall)
    told = hall.case(case).accepted
    assert told is not None and told.accepted_on == date(2026, 9, 28)
    assert hall.case(case).lease == "platform", "the department goes on with it"
    decide(str(province.db), str(case), "refuse", reason="缺少主要材料")
    sync(province, hall)
    assert hall.case(case).state is CaseState.REFUSED and there(province, case)["digest"]


@pytest.mark.law("B3-24", "B7-16")
def test_a_withdrawal_while_the_department_has_the_case_goes_up_as_a_word_and_not_as_an_end(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    hall, _ = windows
    case = hall.take()
    accept(hall.desk, case)
    sync(province, hall)
    withdraw(hall.desk, case, "不办了")
    sync(province, hall)
    found = hall.case(case)
    assert found.state is CaseState.ACCEPTED and found.asks[-1].subject == "withdrawal"
    decide(str(province.db), str(case), "grant", validity="5年")
    sync(province, hall)
    assert hall.case(case).state is CaseState.GRANTED, "both words stand; the department's decides"


@pytest.mark.law("B3-11", "L24", "B3-10")
def test_a_correction_at_another_window_comes_down_before_anybody_calls_it_withdrawn(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    hall, other = windows
    row = hall.rows()[0]
    case = hall.take(faulty(row))
    issue_notice(hall.desk, case)
    hall.serve(case, PaperKind.NOTICE)
    other.inbox.apply(hall.own_commits(), "")  # the case was looked up there; from its first word on it takes part
    sync(province, hall)
    other.now_is(2026, 10, 23)
    take_correction(other.desk, case, (good(row),))
    sync(province, other)
    hall.now_is(2026, 10, 26)
    propose_deemed_withdrawal(hall.desk, case)
    sync(province, hall)
    hall.refused(lambda: confirm_deemed_withdrawal(hall.desk, case, hall.clock.ms), "ZC-CASE-57")
    take_correction(hall.desk, case, (good(row),))
    accept(hall.desk, case)
    sync(province, hall)
    sync(province, other)
    assert other.case(case).state is CaseState.ACCEPTED


@pytest.mark.law("L24", "B3-5", "B7-1")
def test_a_notice_made_whole_off_line_is_the_same_at_the_province_and_at_another_window(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    """Printed, sealed and withdrawn without a line; the province holds the whole one alone as told."""
    hall, other = windows
    hall.desk = replace(hall.desk, offline=lambda: True)
    first, second, *_ = hall.rows()
    case = hall.take(faulty(first))
    due = hall.case(case).notice_due
    little = issue_notice(hall.desk, case).paper
    act(hall.desk, case, RecordOut(little.document_id, 1, "device"))
    record_seal(hall.desk, case, little.document_id, "专用章", "赵六", "盖章室")
    withdraw_notice(hall.desk, case, "漏看了第二项没有盖章")
    assert hall.case(case).notice_due == due and clocks(hall.case(case)).keys() == {"notice"}
    unsealed = replace(good(second), status=MaterialStatus.FAULTY, originals=0, fault=FaultCode.SEAL)
    check_materials(hall.desk, case, (unsealed,))
    issue_notice(hall.desk, case)
    hall.serve(case, PaperKind.NOTICE)
    told = hall.words(case, PaperKind.NOTICE)
    assert first.name in told and second.name in told and little.number not in told
    kept = compose(hall.case(case), little.document_id, hall._of)
    assert isinstance(kept, DeficiencyNotice) and len(kept.faults) == 1, "in the file it stands as it was, void"
    hall.refused(lambda: withdraw_notice(hall.desk, case, "又漏了"), "ZC-CASE-160")
    other.inbox.apply(hall.own_commits(), "")
    sync(province, hall)
    staged = desk_of(province, case)
    assert staged == "correcting", staged
    there_too = other.case(case)
    assert [n.number for n in there_too.notices] == [n.number for n in hall.case(case).notices]
    assert there_too.state is CaseState.AWAITING_CORRECTION and there_too.unsaid == hall.case(case).unsaid
    take_correction(hall.desk, case, (good(first), good(second)))
    accept(hall.desk, case)
    sync(province, hall)
    assert desk_of(province, case) == "accepted"


@pytest.mark.law("L24", "L30")
def test_a_sheet_that_another_window_gave_before_it_heard_of_the_withdrawal_has_told(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    hall, other = windows
    first, second, *_ = hall.rows()
    case = hall.take(faulty(first))
    paper = issue_notice(hall.desk, case).paper
    act(hall.desk, case, RecordOut(paper.document_id, 1, "device"))
    record_seal(hall.desk, case, paper.document_id, "专用章", "赵六", "盖章室")
    other.inbox.apply(hall.own_commits(), "")
    withdraw_notice(hall.desk, case, "漏了一项")
    give_paper(other.desk, case, paper.document_id, NOBODY_ELSE)
    sync(province, hall)
    sync(province, other)
    sync(province, hall)
    for end in (hall, other):
        assert [notice.document_id for notice in end.case(case).overtaken] == [paper.document_id]
    unsealed = replace(good(second), status=MaterialStatus.FAULTY, originals=0, fault=FaultCode.SEAL)
    check_materials(hall.desk, case, (unsealed,))
    hall.refused(lambda: issue_notice(hall.desk, case, "又发现"), "ZC-CASE-12")
    check_materials(hall.desk, case, (good(second),))
    issue_notice(hall.desk, case, "照已告知的再出一份")
    sync(province, hall)
    assert desk_of(province, case) == "correcting"


@pytest.mark.law("L24", "B3-16")
def test_a_notice_of_the_department_that_nobody_had_goes_back_to_it_and_is_told_whole(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    hall, _ = windows
    first, second, *_ = hall.rows()
    case = hall.take(faulty(first))
    transfer(hall.desk, case, "市场监督管理局")
    sync(province, hall)
    day = {"days": "15", "ends": "2026-10-23", "reason": "", "at_ms": hall.clock.ms}
    decide(str(province.db), str(case), "notify", fault=[f"{first.line_id}:缺失"], **day)
    sync(province, hall)
    assert hall.case(case).state is CaseState.AWAITING_CORRECTION
    withdraw_notice(hall.desk, case, "少告知一项")
    assert hall.case(case).state is CaseState.RECEIVED
    transfer(hall.desk, case, "市场监督管理局")
    sync(province, hall)
    assert desk_of(province, case) == "received"
    both = [f"{first.line_id}:缺失", f"{second.line_id}:签章缺"]
    decide(str(province.db), str(case), "notify", fault=both, **day)
    sync(province, hall)
    assert len(hall.case(case).notices[-1].faults) == 2 and not hall.case(case).notices[-1].again


@pytest.mark.law("Z14", "Z03", "Z12", "J04", "J16", "J18", "H18", "Z08")
def test_every_question_that_a_window_asks_is_understood_by_the_system_it_goes_to(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    """What the window writes is what the other side reads; a complaint goes sealed and comes back with a number."""
    hall, _ = windows
    row = hall.rows()[0]
    case = hall.take(replace(row, status=MaterialStatus.EXEMPT, note="由数据共享取得，待联网核验"))
    object_material(hall.desk, case, row.line_id, "法人库", "旧地址", "新地址", good(row))
    name_project(hall.desk, case, name="样例厂房")
    ask_partner(hall.desk, case, "survey", "", {"day": "2026-10-15", "departments": "住建局 消防", "photos": ""})
    ask_partner(hall.desk, case, "intermediary", "检测报告", {"began": "2026-10-01"})
    ask_partner(hall.desk, case, "assist", "", {"kind": "上门", "when": "明天"})
    ask_partner(hall.desk, case, "rating", "受理", {"level": "5", "by": "applicant"})
    other = hall.take(intake=hall.intake(collected_for="辽阳市白塔区"))
    with closing(HttpPlatform(province.url, hall.device, 1, province.token, province.key, QUICK)) as platform:
        key = platform.hello().carry_key
    complain(hall.desk, case, "纠错", "多要了材料", "", lambda values: seal(key, values))
    sync(province, hall)
    said = {ask.system: ask for ask in (*hall.case(case).asks, *hall.case(other).asks)}
    outcomes = {system: said[system].outcome for system in said}
    assert outcomes == {
        "credit": "pass", "exchange": "kept", "project": "entered", "survey": "asked", "intermediary": "fail",
        "assist": "wanted", "rating": "kept", "cross-area": "offered", "hotline": "kept",
    }  # fmt: skip
    assert project_code(hall.case(case)).endswith("-000001")
