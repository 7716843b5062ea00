"""What a printer is to take back stands in the same transaction as the word that gave it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.paper import PaperKind
from app.ports import JobState, PrintJob, Withdrawal
from app.storage.schema import jobs
from app.usecases.reprint import print_anew
from app.usecases.void_document import void_document
from tests.app.storage.house import House
from tests.printing.rows import moved


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


def receipt(house: House) -> PrintJob:
    house.take_in()
    (found,) = (job for job in house.jobs.jobs() if job.kind == PaperKind.RECEIPT)
    return found


def put(house: House, job: PrintJob, state: JobState, printer: str, withdrawal: Withdrawal) -> PrintJob:
    """The job as it stood before, whichever way it came there."""
    values = {"state": state.value, "printer": printer, "withdrawal": withdrawal.value}
    with house.database.write.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == job.id.bytes).values(**values))
    return replace(job, state=state, printer=printer, withdrawal=withdrawal)


def at(house: House, job_id: UUID) -> PrintJob:
    found = house.jobs.job(job_id)
    assert found is not None
    return found


@pytest.mark.parametrize("withdrawal", Withdrawal)
@pytest.mark.parametrize("printer", ["", "T"])
@pytest.mark.parametrize("to", JobState)
@pytest.mark.parametrize("was", [s for s in JobState if s not in (JobState.OUT, JobState.SETTLED)])
def test_every_move_leaves_what_the_queue_of_the_tests_says(
    house: House, was: JobState, to: JobState, printer: str, withdrawal: Withdrawal
) -> None:
    job = put(house, receipt(house), was, printer, withdrawal)
    assert house.jobs.mark(job.id, to, "", "x", was=was)
    assert at(house, job.id) == moved(job, to, "", "x")


@pytest.mark.parametrize("state", [JobState.SENT, JobState.UNSURE])
def test_the_reprint_and_what_lies_in_the_printer_are_noted_in_one_transaction(house: House, state: JobState) -> None:
    job = put(house, receipt(house), state, "T", Withdrawal.NONE)
    print_anew(house.desk, job, "没有出纸")
    assert [each.id for each in house.jobs.unwanted()] == [job.id]


@pytest.mark.parametrize("state", [JobState.SENT, JobState.UNSURE])
def test_a_paper_voided_at_the_printer_is_wanted_back(house: House, state: JobState) -> None:
    case = house.noticed()
    (job,) = (each for each in house.jobs.jobs() if each.kind == PaperKind.NOTICE)
    put(house, job, state, "T", Withdrawal.NONE)
    void_document(house.desk, case, job.document_id, "写错")
    assert [each.id for each in house.jobs.unwanted()] == [job.id]


def test_an_answer_of_the_printer_is_kept_and_counts_only_while_it_is_asked(house: House) -> None:
    job = put(house, receipt(house), JobState.SETTLED, "T", Withdrawal.WANTED)
    house.jobs.withdrawn(job.id, Withdrawal.KEPT)
    assert (house.jobs.unwanted(), house.jobs.kept(job.document_id)) == ([], True)
    house.jobs.withdrawn(job.id, Withdrawal.NONE)
    assert house.jobs.kept(job.document_id), "it was said already that the first one may come too"
    assert not house.jobs.kept(UUID(int=0))


def test_what_is_wanted_back_for_a_day_is_told_from_what_is_wanted_since_today(house: House) -> None:
    job = put(house, receipt(house), JobState.UNSURE, "T", Withdrawal.NONE)
    with house.database.write.begin() as connection:
        connection.execute(update(jobs).values(changed_ms=0))
    assert not house.jobs.wanted_long(job.id), "it is not wanted back"
    assert house.jobs.mark(job.id, JobState.SETTLED, "T", "没有出纸", was=JobState.UNSURE)
    assert not house.jobs.wanted_long(job.id)
    with house.database.write.begin() as connection:
        connection.execute(update(jobs).values(changed_ms=0))
    assert house.jobs.wanted_long(job.id)


def test_a_paper_that_lay_in_its_printer_for_days_is_wanted_back_from_the_day_it_was_voided(house: House) -> None:
    case = house.noticed()
    (job,) = (each for each in house.jobs.jobs() if each.kind == PaperKind.NOTICE)
    put(house, job, JobState.SENT, "T", Withdrawal.NONE)
    with house.database.write.begin() as connection:
        connection.execute(update(jobs).values(changed_ms=0))
    void_document(house.desk, case, job.document_id, "写错")
    assert house.jobs.unwanted() and not house.jobs.wanted_long(job.id)
