"""Cases that lie with the department: what it does comes down the line, moves the due list and is printed here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.acts_promise import PROMISED, TOLD
from app.domain.catalogue import item_digest
from app.domain.codec import to_json
from app.domain.guide import ServiceGuide
from app.domain.materials import FaultCode, MaterialStatus, as_taken
from app.domain.paper import PaperKind
from app.domain.people import Applicant
from app.domain.time import at
from app.domain.transitions import CaseState
from app.errors import RefusedError
from app.usecases.ask_partner import ask_partner
from app.usecases.complain import complain
from app.usecases.intake import build_intake, rows_for
from app.usecases.make_commitment import make_commitment
from app.usecases.pledge_tolerance import pledge_tolerance
from app.usecases.return_precheck import return_precheck
from app.usecases.start_precheck import start_precheck
from sync.platform.main import main as platform_main
from sync.platform.staff import Decision, decide
from sync.platform.staff_facts import StaffError
from sync.platform.staff_online import arrive
from tests.app.domain.kit import first_answers
from tests.app.domain.test_histories_course import theme
from tests.faults.driver import COMPANY, PERSON
from tests.stories.story import CLERK, HOUR_MS, Counter, signed_by
from ui.bootstrap import texts_folder
from ui.children import PlatformProcess
from ui.compare import compare
from ui.texts import Texts
from ui.window.case.sentences import sentence

MORNING = at(2026, 9, 28, 10, 30)
FOOD, FORM, LAYOUT, STAFF = "spscxk", "form", "layout", "staff"
AGENT = signed_by(PERSON, "代理人")
WHO = {"operator_name": "孙某", "operator_number": "K12", "authority": "沈阳市铁西区市场监督管理局（演练）"}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    """The province of a rehearsal, in a process of its own."""
    folder = tmp_path_factory.mktemp("province")
    process = PlatformProcess(folder / "platform.db", folder / "platform.log")
    process.start()
    yield process
    process.stop()


class Hall(Counter):
    """A window on the line, and the department behind it."""

    platform: PlatformProcess

    def department(self, case_id: UUID, action: str, **detail: Any) -> Decision:
        """The department acts, and the window hears of it."""
        self.clock.advance(1000)
        db, before = str(self.platform.database), self.case(case_id).count
        now = self.clock.now().ms
        done = decide(db, str(case_id), action, **({"at_ms": now} | WHO | detail))
        self.until_in_step(lambda: self.case(case_id).count > before)
        return done

    def receive(self, guide: ServiceGuide, **status: MaterialStatus) -> UUID:
        """Everything handed in but what ``status`` says."""
        answers = first_answers(guide)
        intake = build_intake(guide, Applicant(organisation=COMPANY), None, answers, {}, phone="13800000001")
        rows = tuple(
            replace(row, status=status[row.line_id], fault=FaultCode.MISSING)
            if row.line_id in status
            else as_taken(row, 1, 0)
            for row in rows_for(guide, answers)
        )
        case_id = self.at.office.new_draft()
        self.at.office.receive(case_id, intake, rows)
        return case_id

    def food(self) -> ServiceGuide:
        guide = self.at.office.guide(self.at.office.search_items(FOOD)[0].code)
        assert guide is not None
        return guide

    def shelve(self, guide: ServiceGuide) -> ServiceGuide:
        """A guide that the catalogue of the rehearsal does not have."""
        self.at.stores.catalogue.put([(guide.item, item_digest(guide.item))], guide.version, [guide])
        return guide

    def runs_until(self, case_id: UUID) -> date:
        """The nearest day the due list shows for a case."""
        found = [line.due for line, _ in self.at.office.due_list() if line.case_id == case_id]
        days = [day for day in found if day is not None]
        assert days
        return min(days)

    def printed_paper(self, case_id: UUID, kind: PaperKind) -> str:
        """Issue and print a paper that tells of an act of the department; gives its number."""
        self.at.office.issue_paper(case_id, kind)
        self.printed()
        assert self.paper(case_id, kind).is_out
        return self.paper(case_id, kind).number


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, platform: PlatformProcess) -> Iterator[Hall]:
    """A window with numbers and a line; in the end both hold the same."""
    window = Hall(tmp_path_factory.mktemp("hall") / "profile", "D07", MORNING)
    window.platform = platform
    assert platform.address is not None
    window.plug_in(platform.address)
    window.until_in_step(lambda: window.at.blocks.left("paper") > 0)
    window.at.log_in(*CLERK)
    window.start_printing()
    yield window
    window.until_in_step()
    window.receipts()
    result = compare(window.at, str(platform.database))
    window.close()
    assert result.equal, result.differences


def passed_on(hall: Hall) -> UUID:
    """收受分离: received here, and given to the department."""
    case_id = hall.receive(hall.food())
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    assert hall.case(case_id).lease == "platform"
    return case_id


def accepted(hall: Hall, **detail: Any) -> UUID:
    case_id = passed_on(hall)
    hall.department(case_id, "accept", **({"due": "2026-10-14", "limit_words": "7个工作日"} | detail))
    return case_id


@pytest.mark.law("B3-5")
def test_a_notice_of_the_department_brings_the_case_back_to_the_window(hall: Hall) -> None:
    case_id = passed_on(hall)
    with pytest.raises(RefusedError) as refused:
        hall.at.office.issue_notice(case_id)
    assert refused.value.code == "ZC-CASE-06"
    fault = ["layout:签章缺:设备布局图没有签字"]
    done = hall.department(case_id, "notify", fault=fault, days=10, ends="2026-10-19")
    assert (done.stage, done.holder) == ("correcting", hall.at.device)
    case = hall.case(case_id)
    assert (case.state, case.lease) == (CaseState.AWAITING_CORRECTION, hall.at.device)
    assert hall.runs_until(case_id) == date(2026, 10, 19)
    owed = case.open_faults
    assert [(row.line_id, row.fault, row.note) for row in owed] == [
        (LAYOUT, FaultCode.SEAL, "设备布局图没有签字")
    ], "what the window took for good is owed again"


def test_the_notice_of_the_department_is_printed_here_under_a_number_of_its_own(hall: Hall) -> None:
    case_id = passed_on(hall)
    hall.department(case_id, "notify", fault=["layout:签章缺"], days=10, ends="2026-10-19")
    number = hall.printed_paper(case_id, PaperKind.NOTICE)
    assert hall.case(case_id).notices[-1].number == number
    hall.seal_and_give(case_id, PaperKind.NOTICE, AGENT)
    owed = hall.case(case_id).open_faults
    hall.at.office.take_correction(case_id, (as_taken(owed[0], 1, 0),))
    assert hall.case(case_id).state is CaseState.CORRECTED
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    hall.department(case_id, "accept", due="2026-10-14")
    assert hall.printed_paper(case_id, PaperKind.ACCEPTANCE)


@pytest.mark.law("B3-17", "B3-18", "B3-19", "D13", "D14", "A6-28")
def test_a_special_procedure_and_an_extension_move_the_due_list(hall: Hall) -> None:
    case_id = accepted(hall)
    assert hall.runs_until(case_id) == date(2026, 10, 14)
    hall.department(case_id, "special", kind="检验", days=10, ends="2026-10-21", approver="钱某")
    assert hall.case(case_id).state is CaseState.SPECIAL
    assert hall.runs_until(case_id) == date(2026, 10, 21), "the main period stands still"
    assert hall.printed_paper(case_id, PaperKind.SPECIAL_PROCEDURE)
    hall.clock.advance(2 * HOUR_MS)
    hall.department(case_id, "special-end", result="检验合格", due="2026-10-26")
    assert hall.case(case_id).state is CaseState.UNDER_REVIEW
    assert hall.runs_until(case_id) == date(2026, 10, 26)
    hall.department(case_id, "extend", reason="资料复杂", days=10, due="2026-11-09", approver="钱某")
    assert hall.runs_until(case_id) == date(2026, 11, 9)
    assert hall.printed_paper(case_id, PaperKind.EXTENSION)
    hall.department(case_id, "grant", validity="五年", deliver_by="2026-11-20")
    hall.department(case_id, "conclude", results=["食品生产许可证"])
    hall.department(case_id, "ready", results=["食品生产许可证"])
    assert [line.case_id for line in hall.at.office.pickup_list()] == [case_id]
    assert hall.printed_paper(case_id, PaperKind.GRANT)


@pytest.mark.law("B3-16")
def test_a_case_sent_back_says_why_and_can_be_worked_on_again(hall: Hall) -> None:
    case_id = passed_on(hall)
    hall.department(case_id, "return", reason="应由行政审批局受理")
    case = hall.case(case_id)
    assert case.returned is not None and case.returned.reason == "应由行政审批局受理"
    assert (case.state, case.lease) == (CaseState.RECEIVED, hall.at.device)
    hall.at.office.accept(case_id)
    assert hall.case(case_id).state is CaseState.ACCEPTED


@pytest.mark.law("B3-27", "A6-21")
def test_the_branches_of_one_matter_are_completed_by_their_departments(hall: Hall) -> None:
    case_id = hall.receive(hall.shelve(theme()))
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    hall.department(case_id, "accept", due="2026-10-30")
    first, second, last = (branch.code for branch in hall.case(case_id).branches)
    hall.department(case_id, "joint")
    started = [branch.code for branch in hall.case(case_id).branches if branch.started_on]
    assert started == [first, second] and hall.case(case_id).state is CaseState.JOINT
    hall.department(case_id, "branch-complete", branch=first, number="市监办〔2026〕1号")
    hall.department(case_id, "branch-start", branch=last, due="2026-10-20")
    assert hall.runs_until(case_id) == date(2026, 10, 20)
    hall.department(case_id, "branch-complete", branch=second, refused=True, reason="车辆不合格")
    hall.department(case_id, "branch-complete", branch=last)
    hall.department(case_id, "grant")
    case = hall.case(case_id)
    assert case.state is CaseState.GRANTED and getattr(case.decision, "refused_branches", ()) == (second,)


@pytest.mark.law("L19", "A6-2")
def test_an_online_draft_comes_down_and_is_prechecked_and_received(hall: Hall) -> None:
    guide, office = hall.food(), hall.at.office
    answers = first_answers(guide)
    intake = build_intake(guide, Applicant(organisation=COMPANY), None, answers, {}, channel="网上")
    intake = replace(intake, online_no="W2026092800001")
    told = arrive(str(hall.platform.database), hall.at.device, to_json(intake), "ln-2026", **WHO)
    case_id = UUID(told.case_id)
    hall.until_in_step(lambda: hall.at.stores.views.case(case_id) is not None)
    assert (hall.case(case_id).state, hall.case(case_id).lease) == (CaseState.DRAFT, hall.at.device)
    start_precheck(office.desk, case_id)
    return_precheck(office.desk, case_id, "请补充生产场所的布局图")
    start_precheck(office.desk, case_id)
    came = hall.case(case_id).intake
    assert came is not None and came.online_no == "W2026092800001"
    office.receive(case_id, came, tuple(as_taken(row, 1, 0) for row in rows_for(guide, answers)))
    hall.until_in_step(lambda: bool(hall.case(case_id).asks and not hall.case(case_id).asks[-1].waiting))
    assert hall.case(case_id).state is CaseState.RECEIVED and not hall.case(case_id).irregular


def tolerated(hall: Hall) -> UUID:
    """Accepted by the department although something comes later."""
    case_id = hall.receive(hall.food(), staff=MaterialStatus.TOLERATED)
    hall.until_in_step()
    assert [ask.outcome for ask in hall.case(case_id).asks] == ["pass"], "answered in the same step"
    pledge_tolerance(hall.at.office.desk, case_id, (STAFF,), "现场", "signed", date(2026, 10, 12))
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    hall.department(case_id, "accept", due="2026-10-14", tolerated=[STAFF], tolerated_until="2026-10-12")
    return case_id


@pytest.mark.law("L25")
@pytest.mark.parametrize(
    ("due", "until", "why"),
    [
        ("2026-10-14", "2026-10-15", "不能晚于办理期限"),
        ("today", "today", "不能只到当日"),
        ("", "2026-10-12", "须写明办理期限"),
        ("2026-10-14", "", "须写明补齐期限"),
        ("2026-10-14", "2026-09-01", "已经过去"),
        ("2026-10-14", "2026-10-10", "承诺书写明补交到 2026-10-12"),
    ],
)
def test_the_department_too_gives_a_day_for_a_paper_that_is_to_come_and_is_no_later_than_the_decision(
    hall: Hall, due: str, until: str, why: str
) -> None:
    case_id = hall.receive(hall.food(), staff=MaterialStatus.TOLERATED)
    hall.until_in_step()
    pledge_tolerance(hall.at.office.desk, case_id, (STAFF,), "现场", "signed", date(2026, 10, 12))
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    today = hall.clock.now().date.isoformat()
    days = {"due": due, "tolerated_until": until}
    said = {name: today if day == "today" else day for name, day in days.items() if day}
    with pytest.raises(StaffError, match=why):
        hall.department(case_id, "accept", tolerated=[STAFF], **said)
    assert hall.case(case_id).accepted is None


def pledged(hall: Hall) -> UUID:
    """She signed that she brings it by 12 October, and the department has the case."""
    case_id = hall.receive(hall.food(), staff=MaterialStatus.TOLERATED)
    hall.until_in_step()
    pledge_tolerance(hall.at.office.desk, case_id, (STAFF,), "现场", "signed", date(2026, 10, 12))
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    return case_id


@pytest.mark.law("L25")
def test_what_she_pledged_is_owed_though_the_department_says_nothing_of_it(hall: Hall) -> None:
    case_id = pledged(hall)
    hall.department(case_id, "accept", due="2026-10-14")
    accepted = hall.case(case_id).accepted
    assert accepted is not None and accepted.tolerated == (STAFF,)
    assert accepted.tolerated_until == date(2026, 10, 12), "the day in her hand"


@pytest.mark.law("L25")
def test_a_notice_of_the_department_leaves_her_one_day_for_what_she_pledged_and_not_two(hall: Hall) -> None:
    case_id = pledged(hall)
    hall.department(case_id, "notify", fault=[f"{STAFF}:缺失"], days="15", ends="2026-10-26")
    hall.until_in_step(lambda: not hall.case(case_id).papers_of(PaperKind.TOLERANCE_PLEDGE))
    case = hall.case(case_id)
    (gone,) = [paper for paper in case.papers if paper.kind is PaperKind.TOLERANCE_PLEDGE]
    assert "一次性告知" in gone.void_reason and not case.irregular


@pytest.mark.law("L25")
def test_the_department_accepts_nothing_by_a_pledge_that_its_own_notice_ended(hall: Hall) -> None:
    case_id = pledged(hall)
    hall.department(case_id, "notify", fault=[f"{STAFF}:缺失"], days="15", ends="2026-10-26")
    hall.until_in_step(lambda: not hall.case(case_id).papers_of(PaperKind.TOLERANCE_PLEDGE))
    assert hall.printed_paper(case_id, PaperKind.NOTICE)
    row = next(row for row in hall.case(case_id).materials if row.line_id == STAFF)
    hall.at.office.take_correction(case_id, (replace(row, status=MaterialStatus.TOLERATED),))
    hall.at.office.transfer(case_id)
    hall.until_in_step()
    with pytest.raises(StaffError, match="没有承诺补交"):
        hall.department(case_id, "accept", due="2026-10-30", tolerated=[STAFF], tolerated_until="2026-10-30")


@pytest.mark.law("L25")
def test_a_notice_of_the_department_of_something_else_leaves_her_pledge_as_it_is(hall: Hall) -> None:
    case_id = pledged(hall)
    other = next(row.line_id for row in hall.case(case_id).materials if row.line_id != STAFF)
    hall.department(case_id, "notify", fault=[f"{other}:过期"], days="15", ends="2026-10-26")
    assert hall.case(case_id).papers_of(PaperKind.TOLERANCE_PLEDGE)


@pytest.mark.law("L25")
def test_a_department_that_names_no_day_for_the_decision_is_asked_for_it_where_something_was_pledged(
    hall: Hall,
) -> None:
    case_id = pledged(hall)
    with pytest.raises(StaffError, match="须写明办理期限"):
        hall.department(case_id, "accept")
    assert hall.case(case_id).accepted is None


@pytest.mark.law("B3-15", "A6-14", "A6-20")
def test_what_is_owed_under_tolerance_lapses_at_the_department(hall: Hall) -> None:
    case_id = tolerated(hall)
    assert [row.line_id for row in hall.case(case_id).owed] == [STAFF]
    assert hall.runs_until(case_id) == date(2026, 10, 12)
    hall.department(case_id, "return-closed", at_ms=hall.clock.now().ms + 15 * 24 * HOUR_MS)
    assert hall.case(case_id).state is CaseState.RETURNED


def test_the_papers_of_a_tolerant_acceptance_are_printed_here(hall: Hall) -> None:
    case_id = tolerated(hall)
    assert hall.printed_paper(case_id, PaperKind.TOLERANCE_NOTICE)
    hall.department(case_id, "return-closed", at_ms=hall.clock.now().ms + 15 * 24 * HOUR_MS)
    assert hall.printed_paper(case_id, PaperKind.TOLERANCE_LAPSED)


@pytest.mark.law("L11", "A6-18")
def test_the_check_of_a_commitment_comes_down_with_its_last_day(hall: Hall) -> None:
    food, desk = hall.food(), hall.at.office.desk
    lines = tuple(replace(each, committable=each.id == LAYOUT) for each in food.materials)
    guide = hall.shelve(replace(food, materials=lines, version="commit"))
    case_id = hall.receive(guide, layout=MaterialStatus.COMMITTED)
    ask_partner(desk, case_id, "commitment-list", "applicant")
    hall.until_in_step()
    told = dict.fromkeys(TOLD, "内容")
    make_commitment(desk, case_id, "proof", (LAYOUT,), told, PROMISED, "1", "signed")
    hall.at.office.accept(case_id)
    hall.until_in_step()
    hall.department(case_id, "grant", deliver_by="2026-10-14", check_by="2026-11-30")
    done = hall.department(
        case_id, "check", outcome="限期整改", finding="布局和图不符", rectify_by="2026-10-30"
    )
    assert done.event == "commitment_checked"
    check = hall.case(case_id).checks[-1]
    assert (check.line_id, check.outcome, check.rectify_by) == (LAYOUT, "限期整改", date(2026, 10, 30))


@pytest.mark.law("L29", "A6-24")
def test_a_complaint_filed_at_the_window_is_in_no_view_of_it(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id, words = hall.receive(hall.food()), "窗口人员态度不好"
    complain(hall.at.office.desk, case_id, "投诉", words, "0701", hall.at.office.equipment.seal)
    hall.until_in_step(lambda: not hall.case(case_id).asks[-1].waiting)
    assert hall.case(case_id).asks[-1].outcome == "kept"
    case, say = hall.case(case_id), Texts.load(texts_folder()).t
    lines = [sentence(line.event, case, say) for line in hall.at.office.event_lines(case_id)]
    assert any("12345" in line for line in lines) and not any(words in line for line in lines)
    db = str(hall.platform.database)
    capsys.readouterr()
    assert platform_main(["partner", "show", "hotline", "--db", db]) == 1
    assert words not in capsys.readouterr().out
    assert platform_main(["partner", "tickets", "--viewer", "0701", "--db", db]) == 0
    assert words not in json.dumps(json.loads(capsys.readouterr().out), ensure_ascii=False)
