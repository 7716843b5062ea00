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
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.usecases.accept import accept
from app.usecases.ask_partner import ask_partner
from app.usecases.complain import complain
from app.usecases.deemed_acceptance import confirm_deemed_acceptance, propose_deemed_acceptance
from app.usecases.deemed_withdrawal import confirm_deemed_withdrawal, propose_deemed_withdrawal
from app.usecases.issue_notice import issue_notice
from app.usecases.name_project import name_project
from app.usecases.object_material import object_material
from app.usecases.take_correction import take_correction
from app.usecases.withdraw import withdraw
from sync.client.http import HttpPlatform
from sync.client.loop import StepResult, SyncLoop
from sync.platform.report import digest_report
from sync.platform.staff import decide
from sync.wire.sealed import seal
from tests.app.domain.kit import faulty, good
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
