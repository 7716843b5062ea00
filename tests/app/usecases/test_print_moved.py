"""A print that moves on in the very moment of an act on its paper: the act is decided anew, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.paper import PaperKind
from app.errors import JobMovedError, UserFacingError
from app.ports import JobState, PrintJob, Withdrawal
from app.storage.verify import verify
from app.usecases import kiosk_prints
from app.usecases.desk import Done
from app.usecases.print_question import NOT_OUT, OUT, Next, PrintQuestion, answer_print
from app.usecases.record_out import RecordingJobs, record_out
from app.usecases.replace_blank import replace_as_it_stands, replace_blank
from app.usecases.reprint import print_anew
from tests.app.storage.house import House

MACHINE = "证照机"
S = JobState
MOVES = [
    (S.ALLOCATED, S.SENT), (S.ALLOCATED, S.FAILED), (S.SENT, S.OUT), (S.SENT, S.UNSURE), (S.SENT, S.FAILED),
    (S.SENT, S.SETTLED), (S.SENT, S.ALLOCATED), (S.UNSURE, S.OUT), (S.UNSURE, S.SETTLED), (S.FAILED, S.ALLOCATED),
]  # fmt: skip
"""What the queue, the printer or another person may do to a print between the look at it and the act."""
Act = Callable[[House, PrintJob], Done]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house")
    yield made
    made.close()


def certificate(house: House, state: JobState) -> PrintJob:
    """The print of a certificate on LN-1, as it was read in this state."""
    house.certified("LN-1")
    (job,) = (each for each in house.jobs.jobs() if each.kind == PaperKind.CERTIFICATE)
    if state is not S.ALLOCATED:
        house.jobs.mark(job.id, S.SENT, MACHINE, was=S.ALLOCATED)
        house.jobs.mark(job.id, state, MACHINE)
    return now(house, job)


def now(house: House, job: PrintJob) -> PrintJob:
    found = house.jobs.job(job.id)
    assert found is not None
    return found


def move(house: House, job: PrintJob, to: JobState) -> None:
    """As the queue does it; what came out is an event of the case."""
    assert RecordingJobs(house.jobs, lambda: house.desk).mark(job.id, to, MACHINE, "word", was=job.state)


ACTS: dict[str, Act] = {
    "the next blank": lambda house, job: replace_blank(
        house.desk, job.case_id, job.document_id, "卡纸", "LN-2", [job]
    ),
    "补打": lambda house, job: print_anew(house.desk, job, "没有出纸"),
    "out": lambda house, job: record_out(house.desk, house.jobs, job, "clerk"),
}


@pytest.mark.parametrize(("was", "to"), MOVES)
@pytest.mark.parametrize("act", ACTS)
def test_no_act_writes_over_a_print_that_moved_on_since_it_was_looked_at(
    house: House, act: str, was: JobState, to: JobState
) -> None:
    """A print just handed over lost its printer and was asked back of nobody; one that was out became 没出纸."""
    seen = certificate(house, was)
    move(house, seen, to)
    left, before = now(house, seen), house.everything()
    try:
        ACTS[act](house, seen)
    except (JobMovedError, UserFacingError):
        assert house.everything() == before, "nothing was written, of the case neither"
    else:
        assert to is S.OUT and act == "out", "only what is known already may be said again"
    assert now(house, seen) == left
    assert verify(house.database).ok


class Interleaved(RecordingJobs):
    """The queue, in which the print moves on right after it was looked at for the first time."""

    def __init__(self, house: House, to: JobState) -> None:
        super().__init__(house.jobs, lambda: house.desk)
        self.house, self.to = house, to
        self.looks = 0

    def jobs(self, *states: JobState) -> list[PrintJob]:
        found = list(super().jobs(*states))
        self.looks += 1
        for job in found:
            if self.looks == 1 and job.kind == PaperKind.CERTIFICATE:
                move(self.house, job, self.to)
        return found


@pytest.mark.parametrize(("was", "to"), MOVES)
def test_a_blank_is_replaced_whatever_its_print_does_in_that_very_moment(
    house: House, was: JobState, to: JobState
) -> None:
    """And what went to the printer is wanted back from the one that has it."""
    job = certificate(house, was)
    queue = Interleaved(house, to)
    replace_as_it_stands(house.desk, queue, job.case_id, job.document_id, "卡纸", "LN-2")
    ended = now(house, job)
    assert ended.state is (S.OUT if to is S.OUT else S.SETTLED)
    assert ended.printer == MACHINE or to is S.ALLOCATED
    wanted = {S.SENT, S.UNSURE, S.FAILED} & {to} or to is S.SETTLED or (to is S.ALLOCATED and was in (S.SENT, S.FAILED))
    assert ended.withdrawal is (Withdrawal.WANTED if wanted else Withdrawal.NONE)
    (again,) = (each for each in house.jobs.jobs(S.ALLOCATED) if each.kind == PaperKind.CERTIFICATE)
    assert again.printing == 2 and house.case(job.case_id).papers[-1].blank == "LN-2"
    assert verify(house.database).ok


@pytest.mark.parametrize("answer", [OUT, NOT_OUT])
def test_an_answer_that_the_printer_overtook_says_so_and_changes_nothing(house: House, answer: str) -> None:
    seen = certificate(house, S.UNSURE)
    move(house, seen, S.SETTLED if answer == OUT else S.OUT)
    before = house.everything()
    with pytest.raises(UserFacingError) as told:
        answer_print(house.desk, house.jobs, PrintQuestion(seen, nothing=Next.ANEW), answer)
    assert told.value.code in ("ZC-PRN-33", "ZC-PAPER-51") and house.everything() == before


@pytest.mark.parametrize("out", [True, False])
def test_an_answer_at_a_terminal_that_the_printer_overtook_says_so_and_changes_nothing(house: House, out: bool) -> None:
    """没出来 was written over the word of the printer that it is out, and the sheet was asked back."""
    seen = certificate(house, S.UNSURE)
    move(house, seen, S.SETTLED if out else S.OUT)
    before = house.everything()
    with pytest.raises(UserFacingError) as told:
        kiosk_prints.answer_print(house.desk, house.jobs, seen, out)
    assert told.value.code == "ZC-PRN-33" and house.everything() == before
