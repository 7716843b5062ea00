"""A day of who comes for many: twelve cases for three companies under one number, one card, one receipt, one rating."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.events import OperatorRef
from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant
from app.errors import RefusedError, UserFacingError
from app.ports import JobState
from app.storage.verify import verify
from app.storage.visit_book import SqlVisitBook
from app.usecases.desk import Session
from app.usecases.queue import call_next, sit_down, take_ticket
from app.usecases.record_out import RecordingJobs
from app.usecases.visit import VisitReceipts, close_visit, park_visit, rate_visit, receipt_cases, resume_visit
from printing.compose import compose
from printing.documents import Receipt
from tests.app.domain.kit import COMPANY, PERSON
from tests.stories.hall import Hall

NAMES = ("沈阳样例食品有限公司", "沈阳样例饮品有限公司", "沈阳样例面点有限公司")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


def company(name: str) -> Applicant:
    assert COMPANY.organisation is not None
    return Applicant(organisation=replace(COMPANY.organisation, name=name))


@pytest.mark.law("A6-16")
def test_an_agent_with_twelve_cases_for_three_companies_leaves_with_one_receipt(hall: Hall) -> None:
    """Called by her number, put aside at noon, taken up by another clerk; the printer says nothing for a while."""
    book, desk = SqlVisitBook(hall.database), hall.desk
    take_ticket(desk, book)
    visit = sit_down(desk, book, call_next(desk, book).id, "张三", "card")
    assert PERSON.person is not None
    agent = Agent(PERSON.person, "经办人")
    queue = VisitReceipts(RecordingJobs(hall.jobs, lambda: desk), book, lambda: desk)
    cases: list[UUID] = []

    def come(count: int) -> None:
        for _ in range(count):
            who = company(NAMES[len(cases) % 3])
            cases.append(hall.take(intake=hall.intake(who, agent=agent, visit=visit.id, queue_no="A001")))

    come(5)
    assert queue.jobs(JobState.ALLOCATED) == [], "no receipt comes out before she is done"
    park_visit(desk, book, visit.id, "去取公章")
    other = replace(desk, session=Session(OperatorRef("op-0713", "钱七", "0713"), desk.session.grants))
    assert resume_visit(other, book, visit.id).operator == "op-0713"
    come(7)
    assert [case.id for case in book.cases(visit.id)] == cases and len(cases) == 12
    close_visit(other, book, visit.id)
    (job,) = queue.jobs(JobState.ALLOCATED)
    queue.mark(job.id, JobState.SENT, "A4")
    queue.mark(job.id, JobState.UNSURE, "A4", "打印机没有回报")
    assert not any(hall.case(case).papers_of(PaperKind.RECEIPT)[0].is_out for case in cases), "sent is not out"
    queue.mark(job.id, JobState.OUT, "A4")
    receipts = [hall.case(case).papers_of(PaperKind.RECEIPT)[0] for case in cases]
    assert all(receipt.is_out for receipt in receipts) and len({receipt.number for receipt in receipts}) == 12
    last = hall.case(job.case_id)
    assert len(receipt_cases(book, last)) == 11
    paper = compose(last, receipts[-1].document_id, hall._of, visit=receipt_cases(book, last))
    assert isinstance(paper, Receipt) and len(paper.more) == 11
    assert {part.applicant.name for part in paper.more} == set(NAMES)
    rate_visit(other, book, visit.id, "5")
    with pytest.raises((RefusedError, UserFacingError)):
        rate_visit(other, book, visit.id, "1", "不该再问")
    assert verify(hall.database).ok
