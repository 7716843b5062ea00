"""The program dies between her 「没出来」 and the printer's return: one sheet comes out, never both. The real store, a
printer that is out of paper and answers nobody, and SIGKILL at every point on the way.

What was done is written to ``faults/withdrawing.json``; the control is a queue that remembers only in memory.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.paper import PaperKind
from app.ports import JobState, PrintJob, Withdrawal
from app.storage.faultpoints import VARIABLE
from app.storage.stores import SqlJobs
from app.usecases.reprint import print_anew
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import IppSimulator
from printing.queue import Happening, PrintWorker
from printing.withdrawing import job_title
from tests.app.storage.house import House
from tests.faults.report import report
from tests.forking import fork

POINTS = ("commit:before", "commit:after", "job:before-commit", "withdrawal:before-commit")
GONE = "ipp://127.0.0.1:9/ipp/print"


class Forgets(SqlJobs):
    """Control: nothing is noted of what is to be taken back."""

    def unwanted(self) -> list[PrintJob]:
        return []


def worker(house: House, jobs: SqlJobs, uri: str) -> PrintWorker:
    printer = IppPrinter(uri, name="一号机", timeout=2.0)
    seconds = iter(range(0, 10**9, 6))
    made = PrintWorker(
        jobs,
        lambda job: job_title(job).encode(),
        lambda _: printer,
        lambda: float(next(seconds)),
        withdrawals=jobs,
        patience=1e6,
    )
    made.recover()
    return made


def killed(fault: str, call: Callable[[], None]) -> bool:
    """Run in a child that dies at ``fault``; False when it came to its end before."""
    child = fork()
    if child == 0:
        status = 1
        try:
            os.environ[VARIABLE] = fault
            call()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def receipts(jobs: SqlJobs) -> list[PrintJob]:
    return [job for job in jobs.jobs() if job.kind == PaperKind.RECEIPT]


def lay_in_the_printer(folder: Path, device: IppSimulator) -> None:
    """A receipt is in the printer, which has no paper; the program was closed."""
    house = House(folder)
    house.take_in()
    for job in house.jobs.jobs():
        if job.kind != PaperKind.RECEIPT:
            house.jobs.mark(job.id, JobState.SETTLED)
    device.slow(True)
    worker(house, house.jobs, device.uri).step()
    device.load(0)
    device.slow(False)
    house.close()


def give_up(folder: Path, uri: str) -> None:
    """The program is there again, the printer answers ``uri`` or is away: nothing came, and a reprint is asked for."""
    house = House(folder)
    at_work = worker(house, house.jobs, uri)
    at_work.step()
    for job in receipts(house.jobs):
        if job.state is JobState.UNSURE:
            print_anew(house.desk, job, "没有出纸")
    at_work.step()
    house.close()


def sheets(folder: Path, device: IppSimulator, kind: type[SqlJobs]) -> int:
    """She goes on in a program started anew, then puts paper in; how many sheets come."""
    house = House(folder)
    jobs = kind(house.database, house.clock)
    at_work = worker(house, jobs, device.uri)
    at_work.step()
    for job in receipts(jobs):
        if job.state is JobState.UNSURE:
            print_anew(house.desk, job, "没有出纸")
    at_work.step()
    device.load(50)
    for _ in range(4):
        at_work.step()
    assert [job.state for job in receipts(jobs)] == [JobState.SETTLED, JobState.OUT]
    assert not [job for job in jobs.jobs() if job.withdrawal is Withdrawal.WANTED] or kind is Forgets
    house.close()
    return len(device.came_out)


def run(folder: Path, point: str, count: int, away: bool, kind: type[SqlJobs] = SqlJobs) -> tuple[bool, int]:
    with IppSimulator(rehearsal=True) as device:
        lay_in_the_printer(folder, device)
        died = killed(f"{point}:{count}", lambda: give_up(folder, GONE if away else device.uri))
        return died, sheets(folder, device, kind)


def test_one_sheet_comes_out_wherever_the_program_died(tmp_path: Path) -> None:
    kills, met, wrong = 0, set(), []
    for away in (False, True):
        for point in POINTS:
            for count in (1, 2, 3):
                died, came = run(tmp_path / f"{point}-{count}-{away}", point, count, away)
                kills += died
                met |= {point} if died else set()
                wrong += [f"{point}:{count} away={away}: {came} sheets"] if came != 1 else []
    _, forgot = run(tmp_path / "control", "commit:after", 9, True, Forgets)
    caught = {"Forgets": forgot > 1}
    report("withdrawing", {"runs": 24, "kills": kills, "wrong": len(wrong), "controls caught": caught})
    assert wrong == []
    assert met == set(POINTS)
    assert all(caught.values()), "a queue that forgets must be seen"


@pytest.mark.parametrize("away", [False, True])
def test_given_up_for_good_it_never_comes_out_though_the_program_died_right_after_her_word(
    tmp_path: Path, away: bool
) -> None:
    with IppSimulator(rehearsal=True) as device:
        lay_in_the_printer(tmp_path / "house", device)

        def ends() -> None:
            house = House(tmp_path / "house")
            at_work = worker(house, house.jobs, GONE if away else device.uri)
            for job in receipts(house.jobs):
                at_work.answer(job.id, Happening.PERSON_NOT_OUT)
            os.kill(os.getpid(), signal.SIGKILL)

        assert killed("", ends)
        house = House(tmp_path / "house")
        at_work = worker(house, house.jobs, device.uri)
        at_work.step()
        device.load(50)
        at_work.step()
        assert [job.state for job in receipts(house.jobs)] == [JobState.SETTLED]
        assert device.came_out == []
        assert house.jobs.unwanted() == []
        house.close()
