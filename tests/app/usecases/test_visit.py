"""A visit: several principals, one pool of materials, one receipt, one rating, in whoever's hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.acts_side import RATING
from app.domain.events import Intake, OperatorRef
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.people import Agent, Applicant
from app.domain.reuse import REUSED, line_digest, reuse, reused
from app.errors import RefusedError, UserFacingError
from app.ports import JobState
from app.storage.verify import verify
from app.storage.visit_book import DRAFT_FIELD, SqlVisitBook
from app.usecases.accept import accept
from app.usecases.desk import Session
from app.usecases.receive import receive
from app.usecases.record_out import RecordingJobs
from app.usecases.visit import (
    EARLY_SETTING,
    VisitReceipts,
    close_visit,
    held_receipts,
    park_visit,
    pool_offers,
    rate_visit,
    receipt_cases,
    resume_visit,
    spoken_for,
    start_visit,
)
from app.usecases.void_case import void_case
from printing.compose import compose
from printing.documents import Receipt
from tests.app.domain.kit import COMPANY, PERSON, SUPERVISOR, guide_of
from tests.app.storage.house import EVERYTHING, House, _intake, _rows

FOOD = "食品生产许可"
AGENT = PERSON.person


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device with numbers."""
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


@pytest.fixture
def book(house: House) -> SqlVisitBook:
    """Its visits."""
    return SqlVisitBook(house.database)


def intake(visit: UUID | None, applicant: Applicant = COMPANY) -> Intake:
    assert AGENT is not None
    return replace(_intake(guide_of(FOOD)), visit=visit, applicant=applicant, agent=Agent(AGENT))


def take(house: House, visit: UUID | None, applicant: Applicant = COMPANY, wrong: int = 0) -> UUID:
    case = uuid4()
    receive(house.desk, case, intake(visit, applicant), _rows(guide_of(FOOD), wrong))
    return case


def other_company() -> Applicant:
    assert COMPANY.organisation is not None
    return Applicant(organisation=replace(COMPANY.organisation, name="另一公司", uscc="91210100MA00000YY2"))


def test_one_agent_comes_for_two_principals_and_another_clerk_goes_on(
    house: House, book: SqlVisitBook
) -> None:
    visit = start_visit(house.desk, book, "张三", "身份证，读卡器")
    first = take(house, visit.id)
    parked = park_visit(house.desk, book, visit.id, "等委托书")
    assert (parked.state, parked.reason) == ("parked", "等委托书")
    colleague = OperatorRef("op-0713", "钱七", "0713")
    there = replace(house.desk, session=Session(colleague, EVERYTHING))
    assert resume_visit(there, SqlVisitBook(house.database), visit.id).operator == "op-0713"
    second = take(house, visit.id, other_company())
    assert [case.id for case in book.cases(visit.id)] == [first, second]
    assert close_visit(there, book, visit.id).state == "closed"
    with pytest.raises(UserFacingError, match="ZC-VISIT-01"):
        resume_visit(house.desk, book, visit.id)
    actions = [row["action"] for row in house.rows_of("audit")]
    assert sorted(actions) == ["visit-closed", "visit-open", "visit-open", "visit-parked"]
    assert verify(house.database).ok


def test_who_may_not_take_in_may_not_take_a_visit(house: House, book: SqlVisitBook) -> None:
    inspector = replace(house.desk, session=Session(OperatorRef("i", "监察", "9"), ()))
    with pytest.raises(RefusedError, match="ZC-RIGHT-01"):
        start_visit(inspector, book, "张三")
    assert book.visits() == []


def test_a_visit_with_an_unfinished_intake_is_parked_and_not_closed(house: House, book: SqlVisitBook) -> None:
    visit = start_visit(house.desk, book, "张三")
    draft = uuid4()
    house.drafts.put(draft, DRAFT_FIELD, str(visit.id))
    house.drafts.put(draft, "card", "{}")
    assert not book.drafts(visit.id), "a card that was only read keeps nobody here"
    house.drafts.put(draft, "phone", "13800000001")
    with pytest.raises(RefusedError, match="ZC-VISIT-02"):
        close_visit(house.desk, book, visit.id)
    assert book.drafts(visit.id) == [draft] and park_visit(house.desk, book, visit.id).state == "parked"
    house.drafts.discard(draft)
    assert close_visit(house.desk, book, visit.id).state == "closed"


# one pool


def blank_rows() -> tuple[SubmittedMaterial, ...]:
    return tuple(
        replace(row, status=MaterialStatus.OPEN, originals=0, copies=0) for row in _rows(guide_of(FOOD), 0)
    )


@pytest.mark.law("L21", "L03")
def test_what_the_hall_has_is_offered_and_the_record_says_where_it_lies(
    house: House, book: SqlVisitBook
) -> None:
    first = house.case(take(house, None))
    wanted = blank_rows()
    offered = pool_offers(book, intake(None), wanted)
    assert offered and {offer.case_id for offer in offered} == {first.id}
    assert not {offer.line_id for offer in offered} & {row.line_id for row in wanted if row.is_form}, (
        "forms are new"
    )
    by_line = {offer.line_id: offer for offer in offered}
    given = {row.line_id: row for row in _rows(guide_of(FOOD), 0)}
    rows = tuple(reuse(r, by_line[r.line_id]) if r.line_id in by_line else given[r.line_id] for r in wanted)
    second = uuid4()
    receive(house.desk, second, intake(None), rows)
    kept = {row.line_id: row for row in house.case(second).materials}
    for line, offer in by_line.items():
        assert kept[line].status is MaterialStatus.EXEMPT and reused(kept[line]) == offer.receipt
        assert kept[line].note.startswith(REUSED) and line_digest(kept[line]) in kept[line].note
    accept(house.desk, second)
    paper = compose(house.case(second), house.case(second).papers[0].document_id, lambda code, version: None)
    assert isinstance(paper, Receipt)
    assert any(offered[0].receipt in row.custody and row.form == "免提交" for row in paper.materials)
    assert verify(house.database).ok


def test_a_strangers_material_is_nobodys_and_a_faulty_one_is_no_help(
    house: House, book: SqlVisitBook
) -> None:
    visit = start_visit(house.desk, book, "张三")
    take(house, visit.id, other_company())
    assert pool_offers(book, intake(visit.id), blank_rows()) == (), (
        "principals of one visit keep theirs apart"
    )
    take(house, None, COMPANY, wrong=len(blank_rows()))
    assert pool_offers(book, intake(None), blank_rows()) == ()


def test_what_is_about_the_agent_serves_every_principal_of_the_visit(
    house: House, book: SqlVisitBook
) -> None:
    visit = start_visit(house.desk, book, "张三")
    guide = guide_of(FOOD)
    rows = _rows(guide, 0)
    line = next(row for row in rows if not row.is_form)
    named = replace(line, name="代理人身份证复印件")
    case = uuid4()
    changed = tuple(named if row is line else row for row in rows)
    receive(house.desk, case, intake(visit.id, other_company()), changed)
    wanted = (replace(named, status=MaterialStatus.OPEN, originals=0, copies=0),)
    assert [o.case_id for o in pool_offers(book, intake(visit.id), wanted)] == [case]
    assert pool_offers(book, intake(None), wanted) == (), "another visit is another day"
    with pytest.raises(ValueError, match="another line"):
        reuse(blank_rows()[0], pool_offers(book, intake(visit.id), wanted)[0])


# one receipt


@pytest.mark.law("D01")
def test_one_receipt_lists_every_case_of_the_visit_and_the_others_are_out_with_it(
    house: House, book: SqlVisitBook
) -> None:
    visit = start_visit(house.desk, book, "张三")
    first, second = take(house, visit.id), take(house, visit.id, other_company())
    alone = take(house, None)
    queue = VisitReceipts(RecordingJobs(house.jobs, lambda: house.desk), book, lambda: house.desk)
    assert [job.case_id for job in queue.jobs(JobState.ALLOCATED)] == [alone], (
        "they wait for the end of the visit"
    )
    close_visit(house.desk, book, visit.id)
    combined = next(job for job in queue.jobs(JobState.ALLOCATED) if job.case_id != alone)
    assert combined.case_id == second
    case = house.case(second)
    paper = compose(case, combined.document_id, lambda code, version: None, receipt_cases(book, case))
    assert isinstance(paper, Receipt)
    assert [part.applicant.name for part in paper.more] == [
        COMPANY.name
    ] and paper.applicant.name == "另一公司"
    assert paper.more[0].case_number and paper.more[0].next_by is not None
    paper.required()
    queue.mark(combined.id, JobState.OUT, "folder")
    for each in (first, second):
        assert house.case(each).papers[0].is_out
    assert [job.case_id for job in queue.jobs(JobState.ALLOCATED)] == [alone]
    assert verify(house.database).ok


def test_a_crash_after_the_one_receipt_came_out_leaves_none_behind(house: House, book: SqlVisitBook) -> None:
    visit = start_visit(house.desk, book, "张三")
    first, second = take(house, visit.id), take(house, visit.id, other_company())
    close_visit(house.desk, book, visit.id)
    recording = RecordingJobs(house.jobs, lambda: house.desk)
    last = next(job for job in house.jobs.jobs() if job.case_id == second)
    recording.mark(last.id, JobState.OUT, "folder")
    assert not house.case(first).papers[0].is_out, "here the program was killed"
    VisitReceipts(recording, book, lambda: house.desk).catch_up()
    assert house.case(first).papers[0].is_out and verify(house.database).ok


@pytest.mark.law("D01")
def test_a_receipt_asked_for_early_lists_what_is_in_and_the_last_one_lists_all(
    house: House, book: SqlVisitBook
) -> None:
    visit = start_visit(house.desk, book, "张三")
    cases = [take(house, visit.id), take(house, visit.id, other_company())]
    kept: dict[str, str] = {}
    read = lambda key: kept.get(key, "")  # noqa: E731
    queue = VisitReceipts(RecordingJobs(house.jobs, lambda: house.desk), book, lambda: house.desk, read)
    assert [case.id for case in held_receipts(book, visit.id, read)] == cases
    assert queue.jobs(JobState.ALLOCATED) == []
    kept[EARLY_SETTING + str(visit.id)] = str(cases[-1])
    (early,) = queue.jobs(JobState.ALLOCATED)
    assert early.case_id == cases[-1] and held_receipts(book, visit.id, read) == ()
    queue.mark(early.id, JobState.OUT, "folder")
    assert all(house.case(case).papers[0].is_out for case in cases), "the other came out with it"
    cases.append(take(house, visit.id))
    assert [case.id for case in held_receipts(book, visit.id, read)] == cases[-1:]
    assert queue.jobs(JobState.ALLOCATED) == []
    close_visit(house.desk, book, visit.id)
    (last,) = queue.jobs(JobState.ALLOCATED)
    assert [each.id for each in receipt_cases(book, house.case(last.case_id))] == cases[:2]
    assert held_receipts(book, visit.id, read) == () and verify(house.database).ok


@pytest.mark.law("D01")
@pytest.mark.parametrize("voided", [0, 1, 2])
def test_a_voided_case_takes_nobodys_receipt_with_it(house: House, book: SqlVisitBook, voided: int) -> None:
    visit = start_visit(house.desk, book, "张三")
    cases = [take(house, visit.id), take(house, visit.id, other_company()), take(house, visit.id)]
    void_case(house.desk, cases.pop(voided), "重复", Session(SUPERVISOR, EVERYTHING))
    close_visit(house.desk, book, visit.id)
    queue = VisitReceipts(RecordingJobs(house.jobs, lambda: house.desk), book, lambda: house.desk)
    (one,) = queue.jobs(JobState.ALLOCATED)
    last = house.case(cases[-1])
    assert one.case_id == last.id, "the last that counts is the one that comes out"
    assert [each.id for each in receipt_cases(book, last)] == cases[:1], "a voided case is on no receipt"
    queue.mark(one.id, JobState.OUT, "folder")
    assert all(house.case(each).papers[0].is_out for each in cases)
    assert queue.jobs(JobState.ALLOCATED) == [] and verify(house.database).ok


# one rating


def test_a_visit_is_rated_once_by_the_one_who_came(house: House, book: SqlVisitBook) -> None:
    visit = start_visit(house.desk, book, "张三")
    with pytest.raises(UserFacingError, match="ZC-VISIT-03"):
        rate_visit(house.desk, book, visit.id, "5")
    first = take(house, visit.id)
    take(house, visit.id, other_company())
    rate_visit(house.desk, book, visit.id, "5")
    asked = house.case(first).asked(RATING, str(visit.id))
    assert asked is not None and dict(asked.data)["visit"] == str(visit.id)
    with pytest.raises(RefusedError, match="ZC-CASE-29"):
        rate_visit(house.desk, book, visit.id, "1", "慢")


def test_whom_a_visit_was_for_is_told_once_each_and_never_by_a_voided_case(house: House, book: SqlVisitBook) -> None:
    """A name that was mistyped and voided would have come back with one key."""
    visit = start_visit(house.desk, book, "李四").id
    take(house, visit)
    take(house, visit, other_company())
    take(house, visit)
    other = other_company().organisation
    assert other is not None
    wrong = take(house, visit, Applicant(organisation=replace(other, name="写错的公司", uscc="91210100MA00000ZZ1")))
    assert [each.name for each in spoken_for(book, visit)][-1] == "写错的公司"
    void_case(house.desk, wrong, "单位写错了", Session(SUPERVISOR, EVERYTHING))
    told = spoken_for(book, visit)
    assert [each.name for each in told] == [COMPANY.name, "另一公司"]
    assert all(each.company and each.number for each in told)
