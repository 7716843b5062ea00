"""The queue never prints twice by itself and never says out before somebody knows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.errors import UserFacingError
from app.ports import ASKS, JobState, Outcome, Printer, PrinterState, PrintJob, TakenError, Ticket
from printing.printers.refusal import not_sent
from printing.queue import Happening, PrintWorker, next_state
from printing.withdrawing import job_title
from tests.printing.rows import Rows, moved


class Killed(BaseException):
    """The power went."""


class Shelf(Rows):
    """Jobs in memory as the database keeps them; ``kill_at`` ends the program after so many writes."""

    def __init__(self, *jobs: PrintJob) -> None:
        self.rows = {job.id: job for job in jobs}
        self.writes: list[tuple[int, JobState]] = []
        self.kill_at = -1

    def jobs(self, *states: JobState) -> list[PrintJob]:
        return [job for job in self.rows.values() if job.state in states]

    def job(self, job_id: UUID) -> PrintJob | None:
        return self.rows.get(job_id)

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        if was not in (None, self.rows[job_id].state):
            return False
        if len(self.writes) == self.kill_at:
            raise Killed
        self.writes.append((job_id.int, state))
        self.rows[job_id] = moved(self.rows[job_id], state, printer, detail)
        return True


class Tray:
    """A printer of which the test decides everything; ``sheets`` is what came out."""

    def __init__(self, name: str = "T") -> None:
        self.name = name
        self.sheets: list[str] = []
        self.now = PrinterState.READY
        self.answer: tuple[Outcome, str] = (Outcome.OUT, "打完")
        self.fault: BaseException | None = None
        self.kill_after_send = False

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        if self.fault is not None:
            raise self.fault
        self.sheets.append(title)
        if self.kill_after_send:
            raise Killed
        return Ticket(self.name, str(len(self.sheets)))

    def state(self) -> PrinterState:
        return self.now

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        return self.answer


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def job(number: int = 1, **changes: object) -> PrintJob:
    made = PrintJob(
        UUID(int=number),
        UUID(int=100),
        UUID(int=200),
        "D03",
        f"〔2026〕{number}号",
        2,
        1,
        "",
        JobState.ALLOCATED,
        "",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def worker(
    shelf: Shelf,
    tray: Tray,
    clock: Hands | None = None,
    compose: Callable[[PrintJob], bytes] = lambda j: b"%PDF",
) -> PrintWorker:
    return PrintWorker(shelf, compose, lambda j: tray, clock or Hands(), withdrawals=shelf, patience=60.0)


def test_a_job_that_an_idle_printer_does_not_come_to_is_asked_about_after_a_minute() -> None:
    """As after a restart of the print server: 排队中 for ever, and nothing else in its line."""
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer, tray.now = (Outcome.WORKING, "排队中"), PrinterState.READY
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 59.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.SENT
    clock.seconds = 61.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE


def test_paper_is_on_disk_as_sent_before_the_printer_gets_it() -> None:
    shelf, tray = Shelf(job()), Tray()
    worker(shelf, tray).step()
    assert shelf.writes == [(1, JobState.SENT), (1, JobState.OUT)]
    assert tray.sheets == ["D03-〔2026〕1号"]


@pytest.mark.parametrize("write", range(2))
@pytest.mark.parametrize("in_driver", [False, True])
def test_killed_anywhere_nothing_is_printed_twice_and_nothing_is_claimed(write: int, in_driver: bool) -> None:
    shelf, tray = Shelf(job()), Tray()
    shelf.kill_at, tray.kill_after_send = write, in_driver
    with pytest.raises(Killed):
        worker(shelf, tray).step()
    before = len(tray.sheets)
    shelf.kill_at, tray.kill_after_send = -1, False
    again = worker(shelf, tray)
    again.recover()
    again.step()
    state = shelf.rows[UUID(int=1)].state
    if before:
        assert len(tray.sheets) == 1
        assert state is JobState.UNSURE
        assert "是否出纸" in shelf.rows[UUID(int=1)].detail
    else:
        assert (len(tray.sheets), state) == (1, JobState.OUT)


def test_the_last_sheet_of_a_long_batch_is_not_asked_about_while_the_printer_says_it_works() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.now, tray.answer = PrinterState.BUSY, (Outcome.WORKING, "排队中")
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 61.0, 590.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.SENT
    tray.answer = (Outcome.OUT, "打完")
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.OUT


def test_a_printer_that_hangs_at_its_work_comes_before_a_person_all_the_same() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer = (Outcome.WORKING, "正在打印")
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 599.0, 659.0):
        w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE


def test_a_late_word_of_the_device_answers_the_question_of_a_page_nobody_was_sure_of() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer = (Outcome.UNKNOWN, "")
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 61.0):
        w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE
    tray.answer = (Outcome.FAILED, "任务被取消")
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE
    tray.answer = (Outcome.OUT, "打完")
    w.step()
    assert (shelf.rows[UUID(int=1)].state, tray.sheets) == (JobState.OUT, ["D03-〔2026〕1号"])


def test_who_finds_the_printer_taken_waits_for_the_next_round_and_the_sheets_keep_their_order() -> None:
    shelf, tray = Shelf(job(1), job(2, document_id=UUID(int=201))), Tray()
    tray.fault = not_sent("ZC-PRN-49", "上一张还没有打完。", "请等。", TakenError)
    w = worker(shelf, tray)
    w.step()
    assert [row.state for row in shelf.rows.values()] == [JobState.ALLOCATED] * 2
    assert not shelf.unwanted(), "it was handed nothing"
    assert (2, JobState.SENT) not in shelf.writes, "the second was tried at a printer that was just found taken"
    tray.fault = None
    w.step()
    assert tray.sheets == ["D03-〔2026〕1号", "D03-〔2026〕2号"]


def test_after_a_person_said_what_became_of_it_the_device_is_not_asked_any_more() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer = (Outcome.UNKNOWN, "")
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 61.0):
        w.step()
    w.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    tray.answer = (Outcome.OUT, "打完")
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.SETTLED


def test_a_printer_that_cannot_be_found_or_asked_keeps_no_other_printer_from_its_papers() -> None:
    class Broken(Tray):
        def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
            raise RuntimeError("driver")

    shelf, tray = Shelf(job(1), job(2, document_id=UUID(int=2)), job(3, document_id=UUID(int=3))), Tray()
    broken = Broken("B")

    def route(wanted: PrintJob) -> Printer:
        if wanted.id.int == 1:
            raise ImportError("no driver")
        return broken if wanted.id.int == 2 else tray

    w = PrintWorker(shelf, lambda j: b"%PDF", route, Hands(), withdrawals=shelf, patience=60.0)
    w.step()
    w.step()
    assert [shelf.rows[UUID(int=n)].state for n in (1, 2, 3)] == [
        JobState.FAILED,
        JobState.SENT,
        JobState.OUT,
    ]
    assert shelf.rows[UUID(int=1)].detail.startswith("ZC-PRN-34")


def test_what_was_held_at_the_moment_of_sending_is_not_sent() -> None:
    class Leaves(Shelf):
        def mark(
            self, job_id: UUID, state: JobState, *args: Any, was: JobState | None = None, **more: Any
        ) -> bool:
            if state is JobState.SENT:
                super().mark(job_id, JobState.SETTLED)
            return super().mark(job_id, state, *args, was=was, **more)

    shelf, tray = Leaves(job()), Tray()
    worker(shelf, tray).step()
    assert (shelf.rows[UUID(int=1)].state, tray.sheets) == (JobState.SETTLED, [])


def test_silent_printer_makes_it_unsure_and_asks_a_person() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer = (Outcome.UNKNOWN, "正在打印")
    w = worker(shelf, tray, clock)
    w.step()
    clock.seconds = 59.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.SENT
    clock.seconds = 60.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE
    assert shelf.rows[UUID(int=1)].state in ASKS
    clock.seconds = 6000.0
    w.step()
    assert tray.sheets == ["D03-〔2026〕1号"]


def test_paper_out_in_the_middle_waits_for_a_hand_and_then_is_out() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    said: list[str] = []
    w = PrintWorker(
        shelf,
        lambda j: b"%PDF",
        lambda j: tray,
        clock,
        withdrawals=shelf,
        patience=60.0,
        on_change=lambda i, s, d: said.append(d),
    )
    tray.answer = (Outcome.UNKNOWN, "")
    w.step()
    tray.now = PrinterState.PAPER_OUT
    for clock.seconds in (30.0, 300.0, 3000.0):
        w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.SENT
    assert said.count("缺纸，请加纸") == 1
    tray.now, tray.answer = PrinterState.READY, (Outcome.OUT, "打完")
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.OUT


def test_empty_tray_holds_its_own_jobs_only() -> None:
    empty, full = Tray("A"), Tray("B")
    empty.now = PrinterState.COVER_OPEN
    shelf = Shelf(job(1), job(2), job(3))
    w = PrintWorker(shelf, lambda j: b"%PDF", lambda j: full if j.id.int == 3 else empty, Hands(), withdrawals=shelf)
    w.step()
    assert [row.state for row in shelf.rows.values()] == [
        JobState.ALLOCATED,
        JobState.ALLOCATED,
        JobState.OUT,
    ]
    assert empty.sheets == []
    empty.now = PrinterState.READY
    w.step()
    assert empty.sheets == ["D03-〔2026〕1号", "D03-〔2026〕2号"]


def test_refused_paper_fails_with_its_code_and_the_next_one_prints() -> None:
    shelf, tray = Shelf(job(1), job(2), job(3)), Tray()

    def compose(j: PrintJob) -> bytes:
        if j.id.int == 1:
            raise UserFacingError("ZC-PRN-21", "缺少内容")
        if j.id.int == 2:
            raise KeyError("a bug")
        return b"%PDF"

    worker(shelf, tray, compose=compose).step()
    assert [row.state for row in shelf.rows.values()] == [JobState.FAILED, JobState.FAILED, JobState.OUT]
    assert shelf.rows[UUID(int=1)].detail.startswith("ZC-PRN-21")
    assert shelf.rows[UUID(int=2)].detail.startswith("ZC-PRN-31")


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        (not_sent("ZC-PRN-41", "磁盘已满", "清理"), JobState.FAILED, "ZC-PRN-41"),
        (TimeoutError("nobody"), JobState.UNSURE, "ZC-PRN-32"),
    ],
)
def test_only_a_certain_refusal_counts_as_not_printed(fault: Exception, state: JobState, code: str) -> None:
    shelf, tray = Shelf(job()), Tray()
    tray.fault = fault
    w = worker(shelf, tray)
    w.step()
    w.step()
    assert shelf.rows[UUID(int=1)].state is state
    assert shelf.rows[UUID(int=1)].detail.startswith(code)


def test_person_sends_a_failed_one_again_and_only_she() -> None:
    shelf, tray = Shelf(job()), Tray()
    tray.fault = not_sent("ZC-PRN-44", "没有接收", "检查")
    w = worker(shelf, tray)
    w.step()
    tray.fault = None
    w.step()
    assert tray.sheets == []
    assert w.answer(UUID(int=1), Happening.PERSON_AGAIN) is JobState.ALLOCATED
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.OUT
    assert len(tray.sheets) == 1


def test_persons_word_stands_against_a_late_device() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer = (Outcome.UNKNOWN, "")
    w = worker(shelf, tray, clock)
    w.step()
    w.answer(UUID(int=1), Happening.PERSON_OUT)
    tray.answer = (Outcome.FAILED, "任务中止")
    clock.seconds = 999.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.OUT


def test_settled_by_a_person_ends_it_whatever_the_device_says_later() -> None:
    shelf, tray, clock = Shelf(job()), Tray(), Hands()
    tray.answer = (Outcome.UNKNOWN, "")
    w = worker(shelf, tray, clock)
    w.step()
    assert w.answer(UUID(int=1), Happening.PERSON_NOT_OUT) is JobState.SETTLED
    tray.answer = (Outcome.OUT, "打完")
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.SETTLED
    assert len(tray.sheets) == 1
    with pytest.raises(LookupError):
        w.answer(UUID(int=9), Happening.PERSON_OUT)


def test_unsure_is_never_sent_again_before_somebody_said_that_nothing_came_out() -> None:
    with pytest.raises(ValueError, match="cannot befall"):
        next_state(JobState.UNSURE, Happening.PERSON_AGAIN)
    with pytest.raises(ValueError, match="cannot befall"):
        next_state(JobState.SENT, Happening.HANDING_OVER)
    for happening in set(Happening) - {Happening.RESTART}:
        for ended in (JobState.OUT, JobState.SETTLED):
            with pytest.raises(ValueError, match="cannot befall"):
                next_state(ended, happening)
    with pytest.raises(ValueError, match="no word of a person"):
        worker(Shelf(job()), Tray()).answer(UUID(int=1), Happening.DEVICE_OUT)


def test_every_state_survives_a_restart() -> None:
    for state in JobState:
        assert next_state(state, Happening.RESTART) is (JobState.UNSURE if state is JobState.SENT else state)


def test_title_names_the_paper_and_nobody() -> None:
    assert job_title(job()) == "D03-〔2026〕1号"
    assert job_title(job(printing=3, reason="卡纸")) == "D03-〔2026〕1号-补3"


@pytest.fixture
def running() -> Iterator[Callable[[PrintWorker], None]]:
    started: list[PrintWorker] = []

    def start(w: PrintWorker) -> None:
        started.append(w)
        w.start()

    yield start
    assert all(w.stop() for w in started)


def test_thread_prints_when_nudged_and_outlives_a_failing_disk(
    running: Callable[[PrintWorker], None],
) -> None:
    shelf, tray, out = Shelf(), Tray(), threading.Event()
    trouble = [OSError("disk full")]
    asked = shelf.jobs

    def jobs(*states: JobState) -> list[PrintJob]:
        if trouble:
            raise trouble.pop()
        return asked(*states)

    shelf.jobs = jobs  # type: ignore[method-assign]
    w = PrintWorker(
        shelf,
        lambda j: b"%PDF",
        lambda j: tray,
        Hands(),
        withdrawals=shelf,
        interval=0.02,
        on_change=lambda i, s, d: out.set() if s is JobState.OUT else None,
    )
    running(w)
    shelf.rows[UUID(int=1)] = job()
    w.nudge()
    assert out.wait(5.0)
    assert tray.sheets == ["D03-〔2026〕1号"]
