"""What a person said did not come out does not come out later, beside the sheet that was printed instead."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from app.ports import VOIDED, JobState, KeptError, Outcome, PrinterState, PrintJob
from printing import ipp
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from printing.queue import Happening, PrintWorker
from tests.conformance.printer_port import PDF, eventually
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
    return PrintWorker(shelf, lambda _: PDF, lambda _: printer, Hands(), patience=60.0)


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
    shelf.rows[UUID(int=1)] = replace(shelf.rows[UUID(int=1)], state=JobState.ALLOCATED)
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


@pytest.mark.realpart("cups")
def test_a_print_server_takes_back_what_its_printer_has_not_printed(house: PrintHouse, fonts: Fonts) -> None:
    house.clear()
    house.load(100)
    printer = CupsPrinter("ZC", house.server)
    house.fault("slow")
    try:
        first = printer.send("D01-1", render_pdf(Receipt.sample(), fonts), 1)
        assert eventually(lambda: printer.outcome(first)[0] is Outcome.WORKING)
        assert printer.withdraw("D01-1") == 1
        assert eventually(lambda: printer.outcome(first)[0] is Outcome.FAILED)
    finally:
        house.clear()


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
    return PrintWorker(shelf, lambda _: PDF, lambda _: tray, clock or Hands(), patience=60.0)


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
    shelf.rows[UUID(int=1)] = replace(shelf.rows[UUID(int=1)], detail=f"文书{VOIDED}：写错")
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


def test_a_reprint_waits_for_a_printer_that_does_not_say_whether_it_took_the_first_one_back() -> None:
    shelf, tray = Shelf(job(printing=2)), Keeper()
    told: list[str] = []
    w = PrintWorker(shelf, lambda _: PDF, lambda _: tray, Hands(), on_change=lambda _j, _s, words: told.append(words))
    tray.takes = None
    w.step()
    assert tray.sheets == [] and "还没有取消" in told[-1]
    tray.takes = 0
    w.step()
    assert len(tray.sheets) == 1


def test_of_a_printer_that_cancels_nothing_it_is_said_that_the_first_one_may_come_too() -> None:
    shelf, tray = Shelf(job(printing=2)), Keeper()
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
    shelf, tray = Shelf(job(printing=2)), Keeper()
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
