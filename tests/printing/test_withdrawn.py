"""What a person said did not come out does not come out later, beside the sheet that was printed instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from app.ports import JobState, Outcome, PrintJob
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from printing.queue import Happening, PrintWorker
from tests.conformance.printer_port import PDF, eventually
from tests.printing.cups_house import PrintHouse
from tests.printing.test_queue import Hands, Shelf
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
    assert printer.withdraw("D01-1") == 0
    device.slow(False)
    assert [printer.outcome(each)[0] for each in (done, other)] == [Outcome.OUT, Outcome.OUT]


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
