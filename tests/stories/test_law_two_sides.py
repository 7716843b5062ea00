"""Stories of the law between a window, the province, and another window; each end keeps the same case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.usecases.accept import accept
from app.usecases.deemed_acceptance import confirm_deemed_acceptance, propose_deemed_acceptance
from app.usecases.deemed_withdrawal import confirm_deemed_withdrawal, propose_deemed_withdrawal
from app.usecases.issue_notice import issue_notice
from app.usecases.take_correction import take_correction
from app.usecases.withdraw import withdraw
from sync.client.http import HttpPlatform
from sync.client.loop import StepResult, SyncLoop
from sync.platform.report import digest_report
from sync.platform.staff import decide
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
