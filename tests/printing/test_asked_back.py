"""Asking printers back: what is said meanwhile, how long it waits, and what is believed of the answer."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.ports import JobState, KeptError, Outcome, PrinterState, PrintJob, Ticket, Withdrawal
from printing import ipp
from printing.printers.escpos.driver import EscposPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from printing.queue import Happening, PrintWorker
from printing.withdrawing import TakingBack
from tests.conformance.printer_port import PDF
from tests.printing.test_queue import Hands, Shelf, Tray
from tests.printing.test_queue import job as any_job
from tests.printing.test_withdrawn import Keeper, worker
from ui.printers import Printers


def job(n: int = 1, **changes: object) -> PrintJob:
    return any_job(n, copies=1, **changes)


@pytest.mark.parametrize("anew", [True, False])
def test_what_she_says_while_another_printer_is_being_asked_prints_no_second_sheet(anew: bool) -> None:
    """没出来 came during the five seconds in which a dead printer was asked: both sheets came."""
    dead, live = Keeper("死"), Keeper("T")
    live.answer = (Outcome.UNKNOWN, "")
    old = job(9, document_id=UUID(int=900), state=JobState.SETTLED, printer="死", withdrawal=Withdrawal.WANTED)
    shelf = Shelf(old, job(1, state=JobState.UNSURE, printer="T"))
    holder = {"死": dead, "T": live}
    w = PrintWorker(
        shelf, lambda _: PDF, lambda _: live, Hands(), withdrawals=shelf, holder=lambda j: holder[j.printer]
    )

    def meanwhile(title: str) -> None:
        shelf.mark(UUID(int=1), JobState.SETTLED if anew else JobState.ALLOCATED, "T", "没有出纸")
        if anew:
            shelf.rows[UUID(int=2)] = replace(job(1), id=UUID(int=2), printing=2)

    dead.withdraw = meanwhile  # type: ignore[method-assign, assignment]
    w.step()
    assert live.sheets == [], "the first one was not taken back yet"
    w.step()
    assert (live.asked, len(live.sheets)) == (["D03-〔2026〕1号"], 1)


def minutes_of_asking(shelf: Shelf, tray: Keeper, minutes: int) -> None:
    """Rounds of half a second, in which nobody waits for anything."""
    clock = Hands()
    w = worker(shelf, tray, clock)
    for half in range(minutes * 120):
        clock.seconds = half / 2
        w.step()


def test_a_printer_that_is_gone_is_asked_less_and_less_and_the_others_print_meanwhile() -> None:
    """A dead receipt printer was asked every five seconds, for five seconds, for ever."""
    shelf, tray = Shelf(job(state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)), Keeper()
    tray.takes = None
    minutes_of_asking(shelf, tray, 60)
    assert 12 <= len(tray.asked) <= 20
    assert shelf.unwanted(), "it may come back this day"


def test_what_a_printer_did_not_answer_for_within_a_day_is_its_own_to_keep() -> None:
    shelf, tray = Shelf(job(state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)), Keeper()
    tray.takes, shelf.old = None, True
    minutes_of_asking(shelf, tray, 1)
    assert shelf.unwanted(), "the printers of the morning are switched on after the computers"
    minutes_of_asking(shelf, tray, 30)
    assert shelf.rows[UUID(int=1)].withdrawal is Withdrawal.KEPT


def test_a_reprint_at_a_printer_that_came_back_does_not_wait_for_the_next_long_pause() -> None:
    first = job(2, state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)
    shelf, tray, clock = Shelf(first), Keeper(), Hands()
    tray.takes = None
    w = worker(shelf, tray, clock)
    for half in range(7200):
        clock.seconds = half / 2
        w.step()
    shelf.rows[UUID(int=1)] = job(printing=2)
    tray.takes, since = 1, clock.seconds
    while not tray.sheets and clock.seconds < since + 60:
        clock.seconds += 0.5
        w.step()
    assert clock.seconds - since <= 6


def test_taking_back_connects_with_the_patience_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """All printers of the window wait while it does."""
    waited: list[float] = []

    def nobody(place: tuple[str, int], timeout: float) -> None:
        waited.append(timeout)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", nobody)
    assert EscposPrinter("小票机", "socket://127.0.0.1:9100", clears=True).withdraw("D01-1") is None
    assert waited == [0.5]


class Roll(Keeper):
    """A receipt printer: one at a time, four seconds each while there is paper, and what it has it forgets between."""

    def __init__(self, clock: Hands) -> None:
        super().__init__()
        self.clock, self.since, self.paper = clock, -1.0, True

    def busy(self) -> bool:
        return self.since >= 0

    def let_go(self, ticket: Ticket) -> None:
        self.since = -1.0

    def state(self) -> PrinterState:
        return PrinterState.READY if self.paper else PrinterState.PAPER_OUT

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        self.since = self.clock.seconds
        return super().send(title, pdf, copies)

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        if self.busy() and self.paper and self.clock.seconds - self.since >= 4:
            self.since = -1.0
            return Outcome.OUT, "打完"
        return Outcome.WORKING, "正在打印"

    def withdraw(self, title: str) -> int | None:
        return None if self.busy() else super().withdraw(title)


@pytest.mark.parametrize("paper_ends", [False, True])
def test_a_reprint_behind_other_receipts_blames_no_printer_that_was_not_asked(paper_ends: bool) -> None:
    """It was 'not now' while they were printed or waited for paper, and a person was told of a silent printer."""
    clock = Hands()
    roll = Roll(clock)
    first = job(50, state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)
    others = [job(n, document_id=UUID(int=1000 + n)) for n in range(100, 130)]
    shelf = Shelf(others[0], job(1, printing=2), *others[1:])
    w = PrintWorker(shelf, lambda _: PDF, lambda _: roll, clock, withdrawals=shelf)
    seen = set()
    for half in range(1000):
        clock.seconds = half / 2
        if half == 2:
            shelf.rows[first.id] = first
        if paper_ends and half in (3, 600):
            roll.paper = half == 600
        w.step()
        seen.add(shelf.rows[UUID(int=1)].state)
    assert seen == {JobState.ALLOCATED, JobState.SENT, JobState.OUT}
    assert len(roll.sheets) == 31


def test_the_minute_of_a_silent_printer_does_not_run_while_it_has_another_receipt() -> None:
    """The roll ended under the next receipt; five minutes later it was free for a moment, and blamed at once."""
    clock = Hands()
    roll = Roll(clock)
    roll.takes = None
    first = job(50, state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)
    shelf = Shelf(first, job(1, printing=2))
    w = PrintWorker(shelf, lambda _: PDF, lambda _: roll, clock, withdrawals=shelf)
    w.step()
    shelf.rows = {UUID(int=7): job(7, document_id=UUID(int=700)), **shelf.rows}
    for clock.seconds in (1.0, 300.0, 301.0, 340.0):
        roll.since = max(roll.since, 300.0) if clock.seconds < 301 and roll.busy() else roll.since
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.ALLOCATED
    for clock.seconds in (361.0, 362.0):
        w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.FAILED, "now it was asked for a minute"


def sent_and_standing(shelf: Shelf, tray: Tray, clock: Hands) -> PrintWorker:
    """A print that its printer has had for twelve minutes, without paper."""
    tray.answer, tray.now = (Outcome.WORKING, "正在打印"), PrinterState.BUSY
    w = worker(shelf, tray, clock)
    w.step()
    tray.now = PrinterState.PAPER_OUT
    for clock.seconds in range(1, 720, 5):
        w.step()
    return w


def test_one_lost_answer_after_a_long_want_of_paper_is_no_printer_that_was_never_connected() -> None:
    """It was switched off and on to clear the jam: 打印机一直没有连接, and a question."""
    shelf, tray, clock = Shelf(job()), Keeper(), Hands()
    w = sent_and_standing(shelf, tray, clock)
    for clock.seconds, tray.now in ((721.0, PrinterState.OFFLINE), (722.0, PrinterState.PAPER_OUT)):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.SENT
    tray.now = PrinterState.OFFLINE
    for clock.seconds in (1400.0, 1999.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.SENT
    clock.seconds = 2000.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE
    assert "一直没有连接" in shelf.rows[UUID(int=1)].detail


class Held(Keeper):
    """A queue that somebody paused."""

    def remarks(self) -> tuple[str, ...]:
        return ("打印已被暂停",)


def test_of_a_queue_that_was_paused_it_is_not_said_that_it_has_no_connection() -> None:
    shelf, tray, clock = Shelf(job()), Held(), Hands()
    w = sent_and_standing(shelf, tray, clock)
    tray.now = PrinterState.OFFLINE
    for clock.seconds in (1000.0, 1600.0):
        w.step()
    assert shelf.rows[UUID(int=1)].detail == "打印机一直被暂停，请查看是否出纸"


def test_a_cancel_that_the_printer_refuses_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal was swallowed, and the reprint went out as the only one."""
    real = ipp.ask

    def refuses(uri: str, operation: int, *rest: object, **more: object) -> object:
        if operation == ipp.CANCEL_JOB:
            raise ipp.IppRefusedError("0x0403")
        return real(uri, operation, *rest, **more)  # type: ignore[arg-type]

    with IppSimulator(rehearsal=True) as device:
        printer = IppPrinter(device.uri)
        device.set(Fault.JAM)
        printer.send("D01-1", PDF, 1)
        monkeypatch.setattr(ipp, "ask", refuses)
        with pytest.raises(KeptError):
            printer.withdraw("D01-1")


def test_a_typing_error_in_the_settings_drops_nothing_that_is_to_be_taken_back(tmp_path: Path) -> None:
    printers = Printers({"printers": [{"name": "一号机", "url": "ipp://192.0.2.7/ipp", "tpyo": 1}]}, False, tmp_path)
    shelf = Shelf(job(state=JobState.SETTLED, printer="一号机", withdrawal=Withdrawal.WANTED))
    TakingBack(shelf, lambda j: printers.called(j.printer), Hands()).step()
    assert shelf.unwanted()


def test_a_profile_made_anew_takes_back_what_the_old_one_had_sent() -> None:
    """It does not know the printer of that print; with paper, both sheets came."""
    tray, shelf = Keeper(), Shelf(job(state=JobState.UNSURE, printer="", detail="restored"))
    w = PrintWorker(shelf, lambda _: PDF, lambda _: tray, Hands(), withdrawals=shelf, holder=lambda _: None)
    w.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    w.step()
    assert tray.asked == ["D03-〔2026〕1号"]
    assert shelf.rows[UUID(int=1)].withdrawal is Withdrawal.NONE
