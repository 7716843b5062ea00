"""What a person said did not come out does not come out later, beside the sheet that was printed instead."""

from __future__ import annotations

import getpass
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from app.ports import UNTOLD, VOIDED, JobState, KeptError, Outcome, PrinterState, PrintJob, Withdrawal
from app.usecases.print_question import Next, print_question
from printing import ipp
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from printing.printers.reasons import begun
from printing.queue import Happening, PrintWorker
from tests.conformance.printer_port import OPEN, PDF, eventually
from tests.printing.cups_house import PrintHouse
from tests.printing.test_queue import Hands, Shelf, Tray
from tests.printing.test_queue import job as any_job


def job(n: int = 1, **changes: object) -> PrintJob:
    return any_job(n, copies=1, **changes)


@pytest.fixture
def device() -> Iterator[IppSimulator]:
    with IppSimulator(rehearsal=True) as made:
        yield made


def at(device: IppSimulator, shelf: Shelf) -> PrintWorker:
    """A program that prints there; another one is the same program started anew."""
    printer = IppPrinter(device.uri, name="一号机")
    return PrintWorker(shelf, lambda _: PDF, lambda _: printer, Hands(), withdrawals=shelf, patience=60.0)


def on_paper(device: IppSimulator) -> int:
    return len(device.came_out)


def test_a_receipt_that_lay_in_an_empty_printer_comes_once_though_the_program_was_started_anew(
    device: IppSimulator,
) -> None:
    """Sent, the paper ended, the program ended. She says nothing came, and the reprint goes; then paper is put in."""
    shelf = Shelf(job())
    device.slow(True)
    at(device, shelf).step()
    device.load(0)
    device.slow(False)
    again = at(device, shelf)
    again.recover()
    assert (shelf.rows[UUID(int=1)].state, on_paper(device)) == (JobState.UNSURE, 0)
    again.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    shelf.rows[UUID(int=2)] = replace(job(), id=UUID(int=2), printing=2)
    again.step()
    assert shelf.rows[UUID(int=2)].state is JobState.ALLOCATED, "it waits for paper"
    device.load(50)
    again.step()
    assert shelf.rows[UUID(int=2)].state is JobState.OUT
    assert on_paper(device) == 1


def test_the_same_blank_is_not_printed_on_twice(device: IppSimulator) -> None:
    """The sheet lies in the tray as it was: the same print goes again, and the one the printer still has does not."""
    shelf = Shelf(job())
    device.slow(True)
    worker = at(device, shelf)
    worker.step()
    assert shelf.rows[UUID(int=1)].state is JobState.SENT
    shelf.mark(UUID(int=1), JobState.ALLOCATED)
    worker.step()
    device.slow(False)
    worker.step()
    assert (shelf.rows[UUID(int=1)].state, on_paper(device)) == (JobState.OUT, 1)


def test_a_batch_goes_on_when_one_of_it_was_taken_back(device: IppSimulator) -> None:
    shelf = Shelf(*(job(n, document_id=UUID(int=200 + n)) for n in (1, 2, 3)))
    device.set(Fault.JAM)
    device.set(Fault.JAM, False)
    device.slow(True)
    worker = at(device, shelf)
    worker.step()
    worker.answer(UUID(int=2), Happening.PERSON_NOT_OUT)
    worker.step()
    device.slow(False)
    worker.step()
    states = [shelf.rows[UUID(int=n)].state for n in (1, 2, 3)]
    assert states == [JobState.OUT, JobState.SETTLED, JobState.OUT]
    assert on_paper(device) == 2


def test_what_is_printed_or_another_s_is_never_taken_back(device: IppSimulator) -> None:
    printer = IppPrinter(device.uri)
    done = printer.send("D01-1", PDF, 1)
    device.slow(True)
    other = printer.send("D01-2", PDF, 1)
    theirs = (ipp.Attribute(ipp.NAME, "requesting-user-name", ("b",)), ipp.Attribute(ipp.NAME, "job-name", ("D01-1",)))
    ipp.ask(device.uri, ipp.PRINT_JOB, theirs, document=PDF)
    assert printer.withdraw("D01-1") == 0, "another one's of the same name"
    device.slow(False)
    assert [printer.outcome(each)[0] for each in (done, other)] == [Outcome.OUT, Outcome.OUT]
    assert on_paper(device) == 3


def test_a_printer_that_is_gone_takes_nothing_back_and_stops_nothing(device: IppSimulator) -> None:
    assert IppPrinter("ipp://127.0.0.1:9/ipp/print", timeout=1.0).withdraw("D01-1") is None


def stands(house: PrintHouse, printer: CupsPrinter, title: str) -> bool:
    """Whether the page waits at the jam for a hand; the printer tells it some moments after it has begun."""
    if title not in ended(house, "not-completed"):
        return False
    jammed = house.holds() and printer.state() is PrinterState.JAM
    return jammed and not begun(house.device, title, getpass.getuser(), 5.0)


@pytest.mark.realpart("cups")
def test_a_print_server_takes_back_what_its_printer_has_not_printed(house: PrintHouse, fonts: Fonts) -> None:
    house.clear()
    house.load(100)
    printer = CupsPrinter("ZC", house.server)
    house.fault("media-jam-error")
    try:
        first = printer.send("D01-1", render_pdf(Receipt.sample(), fonts), 1)
        assert eventually(lambda: printer.outcome(first)[0] in OPEN)
        assert eventually(lambda: all(stands(house, printer, "D01-1") for _ in range(20))), "and stays at the jam"
        assert printer.withdraw("D01-1") == 1
        assert eventually(lambda: printer.outcome(first)[0] is Outcome.FAILED)
    finally:
        house.clear()


@pytest.mark.realpart("cups")
def test_what_a_killed_print_server_had_handed_to_its_printer_is_taken_back_there_too(
    house: PrintHouse, fonts: Fonts
) -> None:
    """Its own list was cleared; the printer went on with the sheet, and the reprint came behind it."""
    house.clear()
    house.load(100)
    printer, title = CupsPrinter("ZC", house.server), "D01-killed"
    house.fault("media-jam-error")
    try:
        printer.send(title, render_pdf(Receipt.sample(), fonts), 1)
        assert eventually(lambda: all(stands(house, printer, title) for _ in range(20))), "and stays at the jam"
        house.kill("cupsd")
        house.start_server()
        assert eventually(lambda: bool(printer.withdraw(title)))
    finally:
        house.clear()
    assert eventually(lambda: title in ended(house, "completed"))
    assert ended(house, "completed")[title] == ipp.CANCELLED


def ended(house: PrintHouse, which: str) -> dict[str, int]:
    """Jobs in the list of the printer behind the print server, and their states."""
    wanted = tuple(
        ipp.Attribute(ipp.KEYWORD, name, words)
        for name, words in (("which-jobs", (which,)), ("requested-attributes", ("job-name", "job-state")))
    )
    groups = ipp.exchange(house.device, ipp.GET_JOBS, wanted).groups
    return {str(job["job-name"][0]): int(job["job-state"][0]) for tag, job in groups if tag == ipp.JOB}


class Keeper(Tray):
    """A printer of which the test decides what it says when something is to be taken back."""

    def __init__(self, name: str = "T") -> None:
        super().__init__(name)
        self.asked: list[str] = []
        self.takes: int | Exception | None = 1

    def withdraw(self, title: str) -> int | None:
        self.asked.append(title)
        if isinstance(self.takes, Exception):
            raise self.takes
        return self.takes


def worker(shelf: Shelf, tray: Tray, clock: Hands | None = None) -> PrintWorker:
    return PrintWorker(shelf, lambda _: PDF, lambda _: tray, clock or Hands(), withdrawals=shelf, patience=60.0)


def test_nothing_came_and_that_is_the_end_of_it_holds_after_a_restart_too(device: IppSimulator) -> None:
    """No reprint follows that would clear the printer: with paper in it, the sheet she gave up came out."""
    shelf = Shelf(job())
    device.slow(True)
    at(device, shelf).step()
    device.load(0)
    device.slow(False)
    again = at(device, shelf)
    again.recover()
    again.step()
    again.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    again.step()
    device.load(50)
    again.step()
    assert (shelf.rows[UUID(int=1)].state, on_paper(device)) == (JobState.SETTLED, 0)


def test_a_printer_that_did_not_answer_is_asked_again_until_it_does() -> None:
    shelf, tray, clock = Shelf(job(state=JobState.UNSURE, printer="T")), Keeper(), Hands()
    w = worker(shelf, tray, clock)
    w.step()
    w.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    tray.takes = None
    for clock.seconds in (1.0, 2.0, 10.0):
        w.step()
    assert len(tray.asked) == 2, "now and again, so that the other printers do not wait for it"
    tray.takes = 1
    for clock.seconds in (20.0, 30.0):
        w.step()
    assert len(tray.asked) == 3


@pytest.mark.parametrize("restarted", [False, True])
def test_a_paper_voided_while_it_lay_in_an_empty_printer_does_not_come_out(
    device: IppSimulator, restarted: bool
) -> None:
    """It would look as good as any other when paper is put in."""
    shelf = Shelf(job())
    device.slow(True)
    w = at(device, shelf)
    w.step()
    device.load(0)
    device.slow(False)
    shelf.rows[UUID(int=1)] = replace(
        shelf.rows[UUID(int=1)], detail=f"文书{VOIDED}：写错", withdrawal=Withdrawal.WANTED
    )
    if restarted:
        w = at(device, shelf)
        w.recover()
        assert VOIDED in shelf.rows[UUID(int=1)].detail, "and whoever is asked reads it"
    w.step()
    device.load(50)
    w.step()
    assert on_paper(device) == 0
    assert shelf.rows[UUID(int=1)].state is (JobState.UNSURE if restarted else JobState.FAILED)
    assert VOIDED in shelf.rows[UUID(int=1)].detail, "whoever is asked reads it, whatever the printer says"


def given_up(**changes: object) -> Shelf:
    """A first print of which she said that nothing came, and the reprint (of id 1) that is to go now."""
    first = job(2, state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED, **changes)
    return Shelf(first, job(printing=2))


def test_a_reprint_waits_for_a_printer_that_does_not_say_whether_it_took_the_first_one_back() -> None:
    shelf, tray = given_up(), Keeper()
    told: list[str] = []
    clock = Hands()
    w = PrintWorker(
        shelf, lambda _: PDF, lambda _: tray, clock, withdrawals=shelf, on_change=lambda *m: told.append(m[2])
    )
    tray.takes = None
    w.step()
    assert tray.sheets == [] and "还没有取消" in told[-1]
    tray.takes, clock.seconds = 0, 6.0
    w.step()
    assert len(tray.sheets) == 1


def test_after_a_minute_of_silence_about_its_jobs_a_person_is_asked_and_her_word_moves_it_on() -> None:
    """The printer says that it is ready, and never whether it cancelled: the reprint waited for ever."""
    shelf, tray, clock = given_up(), Keeper(), Hands()
    tray.takes, tray.answer = None, (Outcome.WORKING, "正在打印")
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 30.0, 59.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.ALLOCATED
    clock.seconds = 61.0
    w.step()
    asked = shelf.rows[UUID(int=1)]
    assert (asked.state, asked.detail, tray.sheets) == (JobState.FAILED, UNTOLD, [])
    question = print_question(asked, None)
    assert not question.denied, "no machine spoke against it: 出来了吗, with no answer under the keys"
    assert question.nothing is Next.END
    w.answer(UUID(int=1), Happening.PERSON_AGAIN)
    w.step()
    sent = shelf.rows[UUID(int=1)]
    assert sent.state is JobState.SENT and "那一份可能还会出来" in sent.detail
    assert len(tray.sheets) == 1
    tray.takes, clock.seconds = 1, 70.0
    w.step()
    assert tray.asked[-1] == "D03-〔2026〕2号", "the one she gave up is still taken back, and nothing of the new one"
    assert not shelf.unwanted()


def test_a_reprint_whose_printer_is_off_waits_for_it_and_asks_nobody() -> None:
    shelf, tray, clock = given_up(), Keeper(), Hands()
    tray.takes, tray.now = None, PrinterState.OFFLINE
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 100.0, 9000.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.ALLOCATED
    tray.takes, tray.now, clock.seconds = 1, PrinterState.READY, 9100.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.OUT


def test_what_is_to_be_taken_back_outlives_the_program(device: IppSimulator) -> None:
    """She said that nothing came, and the power went before the printer was asked: with paper, both sheets came."""
    shelf = Shelf(job())
    device.slow(True)
    w = at(device, shelf)
    w.step()
    device.load(0)
    device.slow(False)
    w.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    again = at(device, shelf)
    again.recover()
    again.step()
    device.load(50)
    again.step()
    assert (shelf.rows[UUID(int=1)].state, on_paper(device)) == (JobState.SETTLED, 0)


def test_it_is_taken_back_from_the_printer_that_has_it_though_papers_go_to_another_now() -> None:
    shelf, old, new = given_up(), Keeper("旧"), Keeper("新")
    shelf.rows[UUID(int=2)] = replace(shelf.rows[UUID(int=2)], printer="旧")
    printers = {"旧": old, "新": new}
    w = PrintWorker(
        shelf, lambda _: PDF, lambda _: new, Hands(), withdrawals=shelf, holder=lambda j: printers.get(j.printer)
    )
    w.step()
    assert (old.asked, new.asked, len(new.sheets)) == (["D03-〔2026〕2号"], [], 1)


def test_of_a_printer_that_is_set_up_no_more_it_is_said_that_the_first_one_may_come_too() -> None:
    shelf, new = given_up(), Keeper("新")
    new.answer = (Outcome.WORKING, "正在打印")
    w = PrintWorker(shelf, lambda _: PDF, lambda _: new, Hands(), withdrawals=shelf, holder=lambda _: None)
    w.step()
    assert len(new.sheets) == 1
    assert "前一次打印的可能还会出来" in shelf.rows[UUID(int=1)].detail


def test_a_print_at_a_printer_that_never_comes_back_is_asked_about_the_same_day() -> None:
    """It was asked about only when the program was started anew."""
    shelf, tray, clock = Shelf(job()), Keeper(), Hands()
    tray.answer = (Outcome.UNKNOWN, "打印机没有回答")
    w = worker(shelf, tray, clock)
    w.step()
    tray.now = PrinterState.OFFLINE
    for clock.seconds in (60.0, 659.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.SENT, "a cable is put back in a moment"
    clock.seconds = 660.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.UNSURE
    tray.answer, clock.seconds = (Outcome.OUT, "打完"), 900.0
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.OUT, "its late word still counts"


def test_paper_out_for_a_day_is_waited_for_and_comes_once() -> None:
    shelf, tray, clock = Shelf(job()), Keeper(), Hands()
    tray.answer, tray.now = (Outcome.WORKING, "正在打印"), PrinterState.READY
    w = worker(shelf, tray, clock)
    w.step()
    tray.now = PrinterState.PAPER_OUT
    for clock.seconds in (600.0, 40_000.0, 86_400.0):
        w.step()
        assert shelf.rows[UUID(int=1)].state is JobState.SENT, "the printer says what it waits for"
    tray.answer, tray.now = (Outcome.OUT, "打完"), PrinterState.READY
    w.step()
    assert (shelf.rows[UUID(int=1)].state, len(tray.sheets)) == (JobState.OUT, 1)


def test_of_a_printer_that_cancels_nothing_it_is_said_that_the_first_one_may_come_too() -> None:
    shelf, tray = given_up(), Keeper()
    tray.takes, tray.answer = KeptError("0x0501"), (Outcome.WORKING, "正在打印")
    worker(shelf, tray).step()
    assert len(tray.sheets) == 1
    assert "前一次打印的可能还会出来" in shelf.rows[UUID(int=1)].detail


def test_a_printer_that_breaks_at_taking_back_stops_no_other_print() -> None:
    """It raised what nobody foresaw, every half second, and nothing more was printed that day."""
    shelf, tray = Shelf(job()), Keeper()
    tray.answer, tray.now = (Outcome.WORKING, "正在打印"), PrinterState.BUSY
    w = worker(shelf, tray)
    w.step()
    w.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    shelf.rows[UUID(int=2)] = replace(job(2), document_id=UUID(int=300))
    tray.takes = KeyError("job-id")
    w.step()
    assert len(tray.sheets) == 2
    w.step()
    assert len(tray.asked) == 1


def test_a_reprint_goes_though_the_printer_breaks_at_taking_back() -> None:
    shelf, tray = given_up(), Keeper()
    tray.takes, tray.answer = ValueError("no IPP"), (Outcome.WORKING, "正在打印")
    worker(shelf, tray).step()
    assert len(tray.sheets) == 1
    assert "前一次打印的可能还会出来" in shelf.rows[UUID(int=1)].detail


def test_a_job_of_which_the_printer_tells_no_number_is_passed_over(
    device: IppSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ipp.Message(0, 1, ((ipp.JOB, {"job-name": ("D01-1",)}),), b"")
    monkeypatch.setattr(ipp, "exchange", lambda *_: found)
    assert IppPrinter(device.uri).withdraw("D01-1") == 0


def test_a_printer_that_refuses_to_list_its_jobs_says_so_and_one_that_hangs_up_did_not_answer(
    device: IppSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IppSimulator, "_done", lambda *_: (0x0501, []))
    with pytest.raises(KeptError):
        IppPrinter(device.uri).withdraw("D01-1")

    def hang_up(door: socket.socket) -> None:
        line, _ = door.accept()
        line.recv(65536)
        line.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        hand = threading.Thread(target=hang_up, args=(door,))
        hand.start()
        assert IppPrinter(f"ipp://127.0.0.1:{door.getsockname()[1]}/ipp/print").withdraw("D01-1") is None
        hand.join()
