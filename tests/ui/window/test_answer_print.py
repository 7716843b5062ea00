"""A question about a print is answered once: a second press, or one that comes late, never prints again."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.errors import RefusedError, UserFacingError
from app.ports import GoneCase, JobState, PrintJob
from app.storage.faultpoints import VARIABLE
from app.storage.schema import audit, commits
from app.storage.sync_store import SqlInbox
from app.storage.verify import verify
from app.usecases.desk import Session
from app.usecases.void_case import void_case
from tests.forking import fork
from tests.ui.window.cases import World
from ui.settings import REHEARSAL_PASSWORD


def asked(world: World, state: JobState) -> PrintJob:
    """The print of a fresh case, about which a person is asked."""
    world.receive()
    jobs = world.place.stores.jobs
    (job,) = jobs.jobs(JobState.ALLOCATED)
    jobs.mark(job.id, JobState.SENT, "folder")
    jobs.mark(job.id, state, "folder", "没有回报")
    found = jobs.job(job.id)
    assert found is not None
    return found


def prints(world: World) -> list[tuple[int, JobState]]:
    return sorted((job.printing, job.state) for job in world.place.stores.jobs.jobs())


def test_try_again_pressed_twice_sends_one_print(world: World) -> None:
    job = asked(world, JobState.FAILED)
    world.place.office.answer_print(job, "not_out")
    jobs = world.place.stores.jobs
    jobs.mark(job.id, JobState.SENT, "folder")
    with pytest.raises(UserFacingError) as raised:
        world.place.office.answer_print(job, "not_out")
    assert raised.value.code == "ZC-PRN-33"
    assert prints(world) == [(1, JobState.SENT)], "it would have been sent a second time"


def test_nothing_came_pressed_twice_makes_one_numbered_reprint(world: World) -> None:
    job = asked(world, JobState.UNSURE)
    world.place.office.answer_print(job, "not_out")
    with pytest.raises(UserFacingError):
        world.place.office.answer_print(job, "not_out")
    assert prints(world) == [(1, JobState.SETTLED), (2, JobState.ALLOCATED)]
    again = world.place.stores.jobs.jobs(JobState.ALLOCATED)[0]
    assert again.reason == "没有出纸"
    with world.place.database.read.connect() as connection:
        actions = list(connection.execute(select(audit.c.action)).scalars())
    assert actions.count("print-answer") == 1


def test_a_print_on_its_way_when_its_case_is_voided_is_not_sent_again(world: World) -> None:
    """The receipt of a void case would look as good as any."""
    job = asked(world, JobState.UNSURE)
    office = world.place.office
    world.place.stores.jobs.mark(job.id, JobState.SENT, "folder")
    void_case(office.desk, job.case_id, "重复", world.place.proven("0001", REHEARSAL_PASSWORD))
    with pytest.raises(UserFacingError, match="ZC-PRN-39"):
        world.place.render(job)
    world.place.stores.jobs.mark(job.id, JobState.FAILED, "folder")
    failed = world.place.stores.jobs.job(job.id)
    assert failed is not None and office.answer_print(failed, "not_out") is None
    assert prints(world) == [(1, JobState.SETTLED)]


def test_the_device_was_quicker_and_its_word_stands(world: World) -> None:
    job = asked(world, JobState.UNSURE)
    world.place.stores.jobs.mark(job.id, JobState.OUT, "folder")
    with pytest.raises(UserFacingError):
        world.place.office.answer_print(job, "not_out")
    assert prints(world) == [(1, JobState.OUT)]


@pytest.mark.parametrize("point", ["append:begin", "append:effects-written", "commit:before", "commit:after"])
def test_killed_between_the_answer_and_its_reprint_leaves_the_question_or_the_reprint(
    world: World, point: str, tmp_path: Path
) -> None:
    job = asked(world, JobState.UNSURE)
    child = fork()
    if child == 0:
        os.environ[VARIABLE] = f"{point}:1"
        world.place.office.answer_print(job, "not_out")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    after = prints(world)
    both = [(1, JobState.SETTLED), (2, JobState.ALLOCATED)]
    assert after == (both if point == "commit:after" else [(1, JobState.UNSURE)])
    assert verify(world.place.database).ok


@pytest.mark.law("P22")
def test_who_inspects_answers_no_question_of_the_printer(world: World) -> None:
    job, office = asked(world, JobState.UNSURE), world.place.office
    office.enter(Session(office.desk.session.operator, ()))
    for answer in ("out", "not_out", "spoiled"):
        with pytest.raises(RefusedError, match="ZC-RIGHT-03"):
            office.answer_print(job, answer)
    assert prints(world) == [(1, JobState.UNSURE)]


@pytest.mark.parametrize(("answer", "state"), [("out", JobState.OUT), ("not_out", JobState.SETTLED)])
def test_a_print_of_a_case_that_left_is_answered_once_and_asks_nobody_for_ever(
    world: World, answer: str, state: JobState
) -> None:
    """It came out: that is written, for who has the case now. It did not: who has the case prints again."""
    job, database = asked(world, JobState.UNSURE), world.place.database
    with database.writing() as connection:
        connection.execute(update(commits).values(ack="r"))
    left = GoneCase(uuid4(), job.case_id, "moved", "移交", 1)
    SqlInbox(database, world.place.clock).apply([left], "x")
    before = len(world.place.outbox.pending(99, 10**6))
    world.place.office.answer_print(job, answer)
    assert prints(world) == [(1, state)], "no second sheet from here"
    assert len(world.place.outbox.pending(99, 10**6)) == before + (answer == "out")
    with pytest.raises(UserFacingError) as raised:
        world.place.office.answer_print(job, answer)
    assert raised.value.code == "ZC-PRN-33" and verify(database).ok
