"""At the desk: when numbers run out, when a rule says no, and what a paper would say before it is issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain import events as ev
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.domain.rights import Grant, Right
from app.domain.rules import RuleBook
from app.domain.time import at
from app.errors import RefusedError, UserFacingError
from app.ports import JobState
from app.storage.schema import commits, numbers
from app.storage.verify import verify
from app.usecases.accept import accept
from app.usecases.delete_case import delete_case
from app.usecases.desk import Session
from app.usecases.give_paper import give_paper
from app.usecases.hand_over import hand_over
from app.usecases.intake import NO_PHONE, build_intake, field_problem, form_problems, prefill, rows_for
from app.usecases.issue_notice import issue_notice
from app.usecases.open_case import open_case
from app.usecases.preview import NOT_ISSUED, preview_case
from app.usecases.receive import receive
from app.usecases.record_out import RecordingJobs, record_out
from app.usecases.record_seal import record_seal
from app.usecases.replace_blank import replace_blank
from app.usecases.reprint import reprint
from app.usecases.void_case import void_case
from app.usecases.void_document import void_document
from tests.app.domain.kit import (
    CLERK,
    COMPANY,
    FOOD,
    NOBODY_ELSE,
    NURSE,
    PERSON,
    SUPERVISOR,
    faulty,
    first_answers,
    good,
    guide_of,
    rules,
)
from tests.app.storage.house import EVERYTHING, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device with numbers, blanks and two guides."""
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


# numbers


def test_when_the_numbers_run_out_the_typed_intake_is_kept_and_the_pad_is_named(tmp_path: Path) -> None:
    house = House(tmp_path / "few", numbers=1)
    house.take_in()
    draft = uuid4()
    house.drafts.put(draft, "applicant.name", "张三")
    with pytest.raises(UserFacingError) as raised:
        house.take_in(case_id=draft)
    assert raised.value.code == "ZC-NUM-01"
    assert "草稿" in raised.value.kept and "登记本" in raised.value.what_next
    assert house.drafts.load(draft) == {"applicant.name": "张三"}
    assert house.views.case(draft) is None and len(house.rows(commits)) == 1
    house.blocks.add(NumberBlock("block-2", "paper", 501, 510))
    house.take_in(case_id=draft)
    assert house.drafts.open_drafts() == [], "with new numbers it goes on where it stood"
    assert verify(house.database).ok
    house.close()


def test_a_refused_act_uses_no_number(house: House) -> None:
    case = house.take_in()
    with pytest.raises(RefusedError) as raised:
        issue_notice(house.desk, case)
    assert raised.value.code == "ZC-CASE-10" and raised.value.law and raised.value.kept
    accept(house.desk, case)
    assert [row["n"] for row in house.rows(numbers)] == [1, 2], "no gap"


@pytest.mark.law("P22")
def test_every_number_says_where_when_and_by_whom_it_was_given(house: House) -> None:
    case = house.case(house.take_in())
    number = case.papers[0].number
    assert "〔2026〕" in number and "D07-000001" in number and not number.startswith("演")
    rehearsing = replace(house.desk, place=replace(house.desk.place, rehearsal=True))
    open_case(rehearsing, (draft := uuid4()), _intake())
    assert house.case(draft).papers[0].number.startswith("演")


def test_offline_stands_on_the_paper(house: House) -> None:
    offline = replace(house.desk, offline=lambda: True)
    receive(offline, (case := uuid4()), _intake(), _all_good())
    assert house.case(case).papers[0].offline


# rights come from grants


@pytest.mark.law("L18", "J02")
def test_rights_of_the_session_decide_and_not_the_button(house: House) -> None:
    case = house.take_in()
    receives = replace(house.desk, session=Session(CLERK, (Grant(Right.RECEIVE),)))
    with pytest.raises(RefusedError) as raised:
        accept(receives, case)
    assert raised.value.code == "ZC-RIGHT-01"
    other = Grant(Right.ACCEPT, guide_of("食品生产许可").authority.code)
    accept(replace(receives, session=Session(CLERK, (other,))), case)


# paper


def test_a_print_is_out_when_the_device_says_so_and_only_once(house: House) -> None:
    case = house.take_in()
    (job,) = house.jobs.jobs(JobState.ALLOCATED)
    speaking = RecordingJobs(house.jobs, lambda: house.desk)
    speaking.mark(job.id, JobState.SENT, "folder")
    assert house.case(case).papers[0].out == 0, "sent is not out"
    speaking.mark(job.id, JobState.OUT, "folder")
    speaking.mark(job.id, JobState.OUT, "folder")
    speaking.mark(job.id, JobState.FAILED, "folder", "late word")
    found = [line.event for line in house.views.event_lines(case) if isinstance(line.event, ev.PaperOut)]
    assert [(event.known_from, event.printing) for event in found] == [("device", 1)]
    assert house.jobs.jobs(JobState.OUT)[0].id == job.id
    assert verify(house.database).ok


def test_a_reprint_is_a_new_job_with_its_reason_and_another_word(house: House) -> None:
    case = house.take_in()
    paper = house.case(case).papers[0]
    record_out(house.desk, house.jobs, house.jobs.jobs()[0], "clerk")
    record_seal(house.desk, case, paper.document_id, "收件专用章", "赵六", "窗口")
    give_paper(house.desk, case, paper.document_id, NOBODY_ELSE)
    done = reprint(house.desk, case, paper.document_id, "申请人遗失")
    assert done.paper.number == paper.number and done.paper.printings == 2
    (job,) = house.jobs.jobs(JobState.ALLOCATED)
    assert (job.printing, job.reason, job.copies) == (2, "申请人遗失", 1)
    assert [line.state for line in house.views.papers()] == ["allocated"], "the second sheet is not there yet"


def test_a_void_certificate_leaves_its_blank_void_in_the_stock(house: House) -> None:
    case = house.certified("LN-1")
    paper = house.case(case).papers_of(PaperKind.CERTIFICATE)[0]
    void_document(house.desk, case, paper.document_id, "姓名打错")
    assert [(b.serial, b.state) for b in house.stock.blanks()][:2] == [("LN-1", "void"), ("LN-2", "on_hand")]
    assert verify(house.database).ok


def test_a_spoiled_blank_and_the_next_one_are_both_accounted_for(house: House) -> None:
    case = house.certified("LN-1")
    paper = house.case(case).papers_of(PaperKind.CERTIFICATE)[0]
    replace_blank(house.desk, case, paper.document_id, "卡纸", "LN-2")
    states = {blank.serial: (blank.state, blank.reason) for blank in house.stock.blanks()}
    assert states["LN-1"] == ("void", "卡纸") and states["LN-2"][0] == "used"
    with pytest.raises(UserFacingError, match="ZC-STOCK-01"):
        replace_blank(house.desk, case, paper.document_id, "卡纸", "LN-1")
    assert verify(house.database).ok


def test_a_certificate_that_never_came_out_cannot_be_handed_over(house: House) -> None:
    case = house.certified("LN-1")
    paper = house.case(case).papers_of(PaperKind.CERTIFICATE)[0]
    (job,) = (job for job in house.jobs.jobs() if job.document_id == paper.document_id)
    record_out(house.desk, house.jobs, job, "clerk")
    record_seal(house.desk, case, paper.document_id, "审批专用章", "赵六", "盖章室")
    replace_blank(house.desk, case, paper.document_id, "盖章时污损", "LN-2")
    with pytest.raises(RefusedError, match="ZC-CASE-71"):
        hand_over(house.desk, case, NOBODY_ELSE, (paper.document_id,))


# before it is issued


def test_a_preview_says_what_the_paper_will_say_and_writes_nothing(house: House) -> None:
    before = house.everything()
    guide = guide_of("食品生产许可")
    rows = _all_good()
    wrong = (faulty(rows[0]), *rows[1:])
    for kind, given in (
        (PaperKind.FORM, rows),
        (PaperKind.RECEIPT, rows),
        (PaperKind.NOTICE, wrong),
        (PaperKind.ACCEPTANCE, rows),
    ):
        shown = preview_case(house.desk, kind, _intake(), given, guide)
        assert shown is not None
        case, document = shown
        paper = case.paper(document)
        assert paper is not None and paper.kind is kind and paper.number == NOT_ISSUED
    assert preview_case(house.desk, PaperKind.ACCEPTANCE, _intake(), wrong, guide) is None
    assert house.everything() == before


# the rules of the day


@pytest.mark.law("L31")
def test_what_was_handed_in_before_a_new_set_began_is_entered_under_the_set_of_its_day(house: House) -> None:
    old = replace(rules(), id="old", valid_to=date(2026, 9, 27))
    new = replace(rules(), id="new", valid_from=date(2026, 9, 28))
    book = RuleBook((old, new))
    late = receive(
        replace(house.desk, book=book, rules=new), uuid4(), _intake(), _all_good(), handed_at=at(2026, 9, 25)
    )
    assert late.case.received is not None and late.case.received.rule_set == "old"
    overnight = receive(replace(house.desk, book=book, rules=old), uuid4(), _intake(), _all_good())
    assert overnight.case.received is not None and overnight.case.received.rule_set == "new", "the login was yesterday"


# the intake


def test_the_form_is_filled_with_what_the_card_already_said() -> None:
    guide = guide_of("食品生产许可")
    values = prefill(guide, first_answers(guide), COMPANY, None)
    assert "沈阳样例食品有限公司" in values.values() and "91210100MA00000XX5" in values.values()
    assert "张三" in prefill(guide_of(NURSE), first_answers(guide_of(NURSE)), PERSON, None).values()


def test_each_field_says_what_is_wrong_with_it() -> None:
    guide = guide_of("食品生产许可")
    problems = form_problems(guide, first_answers(guide), {})
    assert problems and all(text.startswith("请填写") for text in problems.values())
    field = next(field for field in guide.form if field.required)
    assert field_problem(field, "字" * (field.max_length + 1))
    assert "控制字符" in field_problem(replace(field, choices=(), pattern="", kind="text"), "张\x00三")
    assert "只能填数字" in field_problem(replace(field, kind="number", choices=(), pattern=""), "三")
    phone = replace(field, kind="phone", choices=(), pattern="1[0-9]{10}")
    assert not field_problem(phone, NO_PHONE), "who has no telephone is taken in"
    assert field_problem(phone, "12") and not field_problem(phone, "13800000001")


@pytest.mark.law("L03")
def test_answering_anew_keeps_what_was_judged_and_adds_only_what_applies() -> None:
    guide = guide_of(NURSE)
    rows = rows_for(guide, {"gap": "no"})
    judged = {row.line_id: good(row) for row in rows}
    again = rows_for(guide, {"gap": "yes"}, judged)
    assert len(again) == len(rows) + 1
    assert [row.status for row in again].count(MaterialStatus.OPEN) == 1


def _intake() -> ev.Intake:
    guide = guide_of("食品生产许可")
    return build_intake(guide, COMPANY, None, first_answers(guide), {}, phone="13800000001")


def _all_good() -> tuple[SubmittedMaterial, ...]:
    guide = guide_of("食品生产许可")
    return tuple(good(row) for row in rows_for(guide, first_answers(guide)))


# what counts no longer is not printed


def test_what_waits_for_the_printer_is_not_printed_once_its_paper_or_case_is_void(house: House) -> None:
    """When paper is put in again, no receipt of a deleted case and no void licence may come out as good."""
    deleted, voided, certified = house.take_in(), house.take_in(), house.certified()
    delete_case(house.desk, deleted, "误录")
    void_case(house.desk, voided, "重复", Session(SUPERVISOR, EVERYTHING))
    certificate = house.case(certified).papers_of(PaperKind.CERTIFICATE)[-1]
    job = next(j for j in house.jobs.jobs() if j.document_id == certificate.document_id)
    assert house.jobs.turn(job, JobState.FAILED, "缺纸")
    void_document(house.desk, certified, certificate.document_id, "打错")
    left = house.jobs.jobs(JobState.ALLOCATED, JobState.FAILED)
    assert {j.case_id for j in left} == {certified} and certificate.document_id not in {j.document_id for j in left}
    settled = house.jobs.jobs(JobState.SETTLED)
    assert {j.case_id for j in settled} == {deleted, voided, certified} and all("作废" in j.detail for j in settled)
    assert verify(house.database).ok


def test_a_case_is_not_deleted_while_its_paper_may_be_in_the_tray(house: House) -> None:
    case = house.take_in()
    [job] = house.jobs.jobs(JobState.ALLOCATED)
    for state in (JobState.SENT, JobState.UNSURE):
        house.jobs.mark(job.id, state)
        with pytest.raises(RefusedError, match="ZC-CASE-98"):
            delete_case(house.desk, case, "误录")
    house.jobs.mark(job.id, JobState.SETTLED)
    delete_case(house.desk, case, "误录")


def test_a_person_is_not_written_into_the_form_as_the_unit_it_asks_for() -> None:
    """单位名称 张三, 统一社会信用代码 with the number of her identity card: red at once, and not a word of it true."""
    guide = guide_of(FOOD)
    answers = first_answers(guide)
    codes = [field.id for field in guide.form if field.kind == "uscc"]
    told = prefill(guide, answers, PERSON, None)
    assert codes and not set(codes) & set(told) and "张三" not in told.values()
    assert set(codes) <= set(prefill(guide, answers, COMPANY, None)), "a unit is known by hers"
