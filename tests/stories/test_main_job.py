"""Three citizens at one window, from form to signature, on a good line and on one that drops every second word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from app.domain.materials import FaultCode, MaterialStatus, as_taken
from app.domain.paper import PaperKind
from app.domain.people import Applicant
from app.domain.time import at
from app.domain.transitions import CaseState
from app.domain.verdict import VerdictKind, judge
from app.errors import RefusedError
from app.ports import JobState
from app.storage.verify import verify
from sync.platform import report as platform_report
from sync.platform.staff import decide
from tests.faults.driver import COMPANY, NURSE_PERSON, PERSON
from tests.stories.story import CLERK, HOUR_MS, RECEIVER, Counter, fault_row, signed_by
from tests.sync.faultproxy import FaultProxy, in_turn
from ui.children import Address, PlatformProcess
from ui.compare import compare

MORNING = at(2026, 9, 28, 10, 30)
AUTHORITY = "沈阳市铁西区市场监督管理局（演练）"
FOOD_ANSWERS = {"salt": "no", "commit": "no"}
AGENT = signed_by(PERSON, "代理人")
LINES = {
    "good": None,
    "dropping requests": in_turn("pass", "drop-request"),
    "dropping answers": in_turn("drop-response", "pass"),
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    """The province, in a process of its own."""
    folder = tmp_path_factory.mktemp("province")
    process = PlatformProcess(folder / "platform.db", folder / "platform.log")
    process.start()
    yield process
    process.stop()


@pytest.fixture(params=sorted(LINES))
def line(request: pytest.FixtureRequest, platform: PlatformProcess) -> Iterator[Address]:
    """Where the window connects to: the platform itself, or what lies between."""
    assert platform.address is not None
    plan = LINES[request.param]
    port = urlsplit(platform.address.url).port or 0
    between: AbstractContextManager[FaultProxy | None] = (
        FaultProxy(port, plan) if plan is not None else nullcontext()
    )
    with between as proxy:
        url = proxy.url if proxy is not None else platform.address.url
        yield Address(url, platform.address.token, platform.address.key)
        if proxy is not None:
            assert len(set(proxy.met)) == 2, "the line never dropped anything"


@pytest.fixture
def window(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Counter]:
    """A window of a fresh rehearsal profile, a device of its own."""
    device = f"D{10 + sorted(LINES).index(request.node.callspec.params['line'])}"
    counter = Counter(tmp_path / "profile", device, MORNING)
    yield counter
    counter.close()


@pytest.mark.law("L14", "P18", "Z02", "A6-1", "B3-16", "B3-20", "B3-22", "B3-23")
def test_three_cases_end_the_same_on_any_line(
    window: Counter, line: Address, platform: PlatformProcess
) -> None:
    assert platform.address is not None
    window.plug_in(platform.address)
    window.until_in_step(lambda: window.at.blocks.left("paper") > 0)
    window.unplug()

    food = first_morning(window)
    second_day(window, food)
    nurse = on_the_spot(window)
    passed_on = receive_only(window)
    assert window.at.sync_status().pending > 20, "all of it happened without the line"

    window.plug_in(line)
    window.until_in_step()
    said = window.receipts()
    assert [told["device"] for told in said] == [window.at.device] * len(said)

    the_department(platform, window, food, passed_on)
    window.until_in_step(lambda: window.case(food).state is CaseState.AWAITING_PICKUP)
    window.until_in_step(lambda: window.case(passed_on).accepted is not None)
    its_acceptance_is_printed_here(window, passed_on)
    collected(window, food)
    window.until_in_step()
    both_ends_agree(window, platform, food, nurse, passed_on)


def first_morning(window: Counter) -> UUID:
    """Form, receipt and one notice; the program goes away between the notice and its print."""
    office = window.at.office
    window.at.log_in(*CLERK)
    on_desk = window.apply("spscxk", FOOD_ANSWERS, Applicant(organisation=COMPANY), PERSON)
    assert len(on_desk.guide.materials) == 6 and len(on_desk.rows) == 4
    case_id = office.new_draft()
    office.keep(case_id, "search", "spscxk")
    office.print_form(case_id, on_desk.intake)
    rows = on_desk.rows
    given = (
        as_taken(rows[0], 1, 0),
        as_taken(rows[1], 1, 0),
        fault_row(rows[2], status=MaterialStatus.FAULTY, fault=FaultCode.MISSING),
        fault_row(rows[3], status=MaterialStatus.FAULTY, fault=FaultCode.FORM, note="没有负责人签字"),
    )
    verdict = judge(on_desk.guide, given, office.rights(on_desk.guide), office.desk.rules)
    assert (verdict.kind, len(verdict.faults)) == (VerdictKind.NOTICE, 2)
    office.receive(case_id, on_desk.intake, given)
    notice = office.issue_notice(case_id).case.notices[0]
    assert [fault.code for fault in notice.faults] == [FaultCode.MISSING, FaultCode.FORM]
    assert notice.ends == date(2026, 10, 23) and notice.ends_firm

    window.again()
    assert window.case(case_id).notices[0].number == notice.number
    window.start_printing()
    window.printed()
    titles = [job.number for job in window.at.stores.jobs.jobs(JobState.OUT)]
    assert titles.count(notice.number) == 1, "printed once"
    window.at.log_in(*CLERK)
    window.seal_and_give(case_id, PaperKind.NOTICE, AGENT)
    return case_id


def second_day(window: Counter, case_id: UUID) -> None:
    """One correction, then the other, and the acceptance with the date of the promise."""
    window.clock.advance(24 * HOUR_MS)
    office = window.at.office
    owed = window.case(case_id).open_faults
    office.take_correction(case_id, (as_taken(owed[0], 1, 0),))
    assert window.case(case_id).state is CaseState.AWAITING_CORRECTION
    assert window.case(case_id).corrections[0].remaining == (owed[1].line_id,)
    office.take_correction(case_id, (as_taken(owed[1], 1, 0),))
    office.accept(case_id)
    told = window.case(case_id).accepted
    assert told is not None
    assert (told.accepted_on, told.due, told.binding) == (date(2026, 9, 29), date(2026, 10, 14), "承诺")
    window.printed()
    window.seal_and_give(case_id, PaperKind.ACCEPTANCE, AGENT)
    assert window.paper(case_id, PaperKind.ACCEPTANCE).given_to == PERSON.name


def on_the_spot(window: Counter) -> UUID:
    """An 即办件: decided here, one blank spoiled, the next one sealed and signed for."""
    office = window.at.office
    on_desk = window.apply("hszyzc", {"gap": "no"}, Applicant(person=NURSE_PERSON))
    assert len(on_desk.rows) == 5
    case_id = office.new_draft()
    office.receive(case_id, on_desk.intake, tuple(as_taken(row, 1, 0) for row in on_desk.rows))
    office.accept(case_id, "counter")
    office.decide_on_spot(case_id, True, "五年", "202621000123")
    kind = window.case(case_id).item.blank_kind
    spoiled = office.next_blank(kind)
    certificate = office.issue_certificate(case_id, spoiled).paper
    window.printed()
    good = office.next_blank(kind)
    office.replace_blank(case_id, certificate.document_id, "卡纸", good)
    documents = (certificate.document_id, window.paper(case_id, PaperKind.GRANT).document_id)
    me = signed_by(NURSE_PERSON)
    with pytest.raises(RefusedError):
        office.hand_over(case_id, me, documents)
    window.printed()
    for document in documents:
        office.record_seal(case_id, document, "卫生健康局印章", "赵六", "盖章室")
    office.hand_over(case_id, me, documents)
    window.printed()
    case = window.case(case_id)
    assert case.state is CaseState.SERVED and window.paper(case_id, PaperKind.SERVICE_PROOF).is_out
    assert set(case.blanks) == {(kind, spoiled, "void"), (kind, good, "used")}
    assert window.at.stores.stock.counts()[kind] == {"on_hand": 18, "used": 1, "void": 1}
    return case_id


def receive_only(window: Counter) -> UUID:
    """收受分离: a clerk who may not accept receives and passes on."""
    window.at.log_in(*RECEIVER)
    office = window.at.office
    on_desk = window.apply("spscxk", FOOD_ANSWERS, Applicant(organisation=COMPANY), PERSON)
    rows = tuple(as_taken(row, 1, 0) for row in on_desk.rows)
    assert judge(on_desk.guide, rows, office.rights(on_desk.guide), office.desk.rules).kind is VerdictKind.RECEIVE_ONLY
    case_id = office.new_draft()
    office.receive(case_id, on_desk.intake, rows)
    with pytest.raises(RefusedError) as refused:
        office.accept(case_id)
    assert refused.value.code == "ZC-RIGHT-01"
    office.transfer(case_id)
    assert window.case(case_id).lease == "platform"
    with pytest.raises(RefusedError) as refused:
        office.issue_paper(case_id, PaperKind.ACCEPTANCE)
    assert refused.value.code == "ZC-PAPER-04", "nobody accepted it yet"
    window.printed()
    return case_id


def the_department(platform: PlatformProcess, window: Counter, food: UUID, passed_on: UUID) -> None:
    """The first case is decided, the third one accepted."""
    db, moment = str(platform.database), window.clock.now().ms + HOUR_MS
    who = {"operator_name": "孙某", "operator_number": "K12", "authority": AUTHORITY}
    number = window.paper(food, PaperKind.RECEIPT).number
    decide(db, number, "grant", at_ms=moment, validity="五年", deliver_by="2026-10-19", **who)
    decide(db, str(food), "ready", at_ms=moment + 1, results=["食品生产许可证"], **who)
    due = {"due": "2026-10-14", "limit_words": "7个工作日", "binding": "承诺"}
    decide(db, str(passed_on), "accept", at_ms=moment + 2, **who, **due)


def its_acceptance_is_printed_here(window: Counter, case_id: UUID) -> None:
    """The 受理通知书 says what the department decided, and is printed, sealed and given at the window."""
    window.clock.advance(2 * HOUR_MS)
    told = window.case(case_id).accepted
    assert told is not None and (told.by.name, told.due) == ("孙某", date(2026, 10, 14))
    window.at.office.issue_paper(case_id, PaperKind.ACCEPTANCE)
    window.printed()
    window.seal_and_give(case_id, PaperKind.ACCEPTANCE, AGENT)
    assert window.case(case_id).state is CaseState.ACCEPTED and window.case(case_id).lease == "platform"


def collected(window: Counter, case_id: UUID) -> None:
    """What came down can be printed, sealed and signed for."""
    office = window.at.office
    assert [line.case_id for line in office.pickup_list()] == [case_id]
    grant = office.issue_paper(case_id, PaperKind.GRANT).paper
    window.printed()
    office.record_seal(case_id, grant.document_id, "市场监督管理局印章", "赵六", "盖章室")
    office.hand_over(case_id, AGENT, (grant.document_id,))
    window.printed()


def both_ends_agree(window: Counter, platform: PlatformProcess, *cases: UUID) -> None:
    """Commit for commit, exactly once, and nothing left over anywhere."""
    result = compare(window.at, str(platform.database))
    assert result.equal, result.differences
    assert result.own == result.platform
    assert result.own["cases"] == len(cases)
    window.receipts()
    assert window.at.sync_status().pending == 0 and not window.at.outbox.pending(10, 10**6)
    own = verify(window.at.database)
    assert own.ok, own.problems
    theirs = platform_report.verify(str(platform.database))
    assert theirs["ok"], theirs["problems"]
    states = [window.case(case_id).state for case_id in cases]
    assert states == [CaseState.SERVED, CaseState.SERVED, CaseState.ACCEPTED]
    assert not any(window.case(case_id).irregular for case_id in cases)
    numbers = [job.number for job in window.at.stores.jobs.jobs() if job.printing == 1]
    assert len(numbers) == len(set(numbers))
    assert window.at.stores.drafts.open_drafts() == []
