"""A real print server and a real IPP printer: the page arrives, an empty tray is seen, silence is no success."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.ports import JobState, KeptError, Outcome, PrinterState, PrintJob, Ticket
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.refusal import NotSentError
from printing.queue import PrintWorker
from tests.conformance.printer_port import OPEN, eventually
from tests.printing.cups_house import PrintHouse, free_port
from tests.printing.test_queue import Shelf, job

pytestmark = pytest.mark.realpart("cups")


@pytest.fixture
def printer(house: PrintHouse) -> CupsPrinter:
    house.clear()
    house.load(100)
    made = CupsPrinter("ZC", house.server)
    assert eventually(lambda: made.state() is PrinterState.READY), made.state()
    return made


class OneJob(Shelf):
    """A shelf with one job."""

    def __init__(self) -> None:
        super().__init__(replace(job(kind="D01", copies=1), number="〔2026〕D07-000122号"))

    @property
    def row(self) -> PrintJob:
        return self.rows[UUID(int=1)]


def test_receipt_goes_through_cups_and_is_out_only_when_the_device_says_so(
    house: PrintHouse, printer: CupsPrinter, fonts: Fonts
) -> None:
    shelf, before = OneJob(), len(house.printed)
    worker = PrintWorker(
        shelf, lambda j: render_pdf(Receipt.sample(), fonts), lambda j: printer, lambda: 0.0,
        withdrawals=shelf, patience=30.0,
    )
    worker.step()
    assert shelf.row.state is JobState.SENT

    def out() -> bool:
        worker.step()
        return shelf.row.state is JobState.OUT

    assert eventually(out), shelf.row
    assert shelf.row.detail == "打印机报告已打完"
    # No page with a name on it stays in the server's spool.
    assert house.spooled == []
    assert len(house.printed) == before + 1
    assert house.printed[-1].read_bytes().startswith(b"%PDF")
    # The device's own list shows the number and no name.
    assert "000122" in house.printed[-1].name


def test_empty_tray_is_seen_at_the_idle_device_and_the_page_comes_after_refilling(
    house: PrintHouse, printer: CupsPrinter, fonts: Fonts
) -> None:
    house.load(0)
    assert eventually(lambda: printer.state() is PrinterState.PAPER_OUT)
    ticket = printer.send("D01-空盘", render_pdf(Receipt.sample(), fonts), 1)
    assert printer.outcome(ticket)[0] in OPEN
    house.load(50)
    assert eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT), printer.outcome(ticket)


@pytest.mark.parametrize("killed", [False, True], ids=["server-lives", "server-was-killed"])
def test_page_the_device_has_already_does_not_come_after_it_was_taken_back(
    house: PrintHouse, printer: CupsPrinter, fonts: Fonts, killed: bool
) -> None:
    """A server that was killed may know nothing of it any more; the device behind it still does. As long as it works
    it is not said that nothing comes: this one drops the page, another ends the sheet.
    """
    title, pdf, before = "D01-〔2026〕D07-000131号", render_pdf(Receipt.sample(), fonts), len(house.printed)
    house.fault("slow")
    printer.send(title, pdf, 1)
    assert eventually(house.holds), house.told()
    if killed:
        house.kill("cupsd")
        house.start_server()
        assert eventually(lambda: printer.state() is not PrinterState.OFFLINE)
    with pytest.raises(KeptError):
        assert eventually(lambda: (printer.withdraw(title) or 0) > 0), house.told()
    house.fault()
    following = printer.send("D01-〔2026〕D07-000132号", pdf, 1)
    assert eventually(lambda: printer.outcome(following)[0] is Outcome.OUT), house.told()
    assert ["000131" in path.name for path in house.printed[before:]] == [False], house.told()


def test_unknown_queue_is_a_certain_refusal(house: PrintHouse, printer: CupsPrinter) -> None:
    with pytest.raises(NotSentError) as caught:
        CupsPrinter("NONE", house.server).send("D01-1", b"%PDF-1.4", 1)
    assert caught.value.code == "ZC-PRN-44"
    assert printer.outcome(Ticket("ZC", "99999"))[0] is Outcome.UNKNOWN


def test_no_print_server_reads_as_offline() -> None:
    gone = CupsPrinter("ZC", f"127.0.0.1:{free_port()}")
    assert gone.state() is PrinterState.OFFLINE
    assert gone.outcome(Ticket("ZC", "1"))[0] is Outcome.UNKNOWN
    with pytest.raises(NotSentError):
        gone.send("D01-1", b"%PDF-1.4", 1)


def test_cancelled_at_the_printer_is_failed(house: PrintHouse, printer: CupsPrinter, tmp_path: Path) -> None:
    house.load(0)
    assert eventually(lambda: printer.state() is PrinterState.PAPER_OUT)
    held = subprocess.run(
        ["lp", "-h", house.server, "-d", "ZC", "-H", "hold", "-"],
        input=b"%PDF-1.4",
        capture_output=True,
        env=house.env,
        check=True,
    )
    number = held.stdout.decode().split("ZC-")[1].split()[0]
    assert printer.outcome(Ticket("ZC", number)) == (Outcome.UNKNOWN, "已暂停")
    subprocess.run(["cancel", "-h", house.server, f"ZC-{number}"], env=house.env, check=True)
    assert eventually(lambda: printer.outcome(Ticket("ZC", number))[0] is Outcome.FAILED)


def test_printer_of_one_house_is_not_seen_by_another(house: PrintHouse) -> None:
    """Two of one name take new names in turn, and the name services of both do nothing else."""
    look = ["ippfind", "_ipp._tcp", "--port", str(house.device_port), "-T", "2"]
    seen = subprocess.run(look, env=house.env, capture_output=True, text=True, timeout=60, check=False)
    assert (seen.stdout, seen.returncode) == ("", 1), "the printer says its name to the whole machine"


def test_queue_of_a_device_that_thinks_long_takes_no_page_before_it_knows_the_papers(
    house: PrintHouse, printer: CupsPrinter, fonts: Fonts
) -> None:
    with house.thinking(0.5):
        house.add_queue("LATE", house.device)
        ticket = CupsPrinter("LATE", house.server).send("D01-1", render_pdf(Receipt.sample(), fonts), 1)
    late = CupsPrinter("LATE", house.server)
    assert eventually(lambda: late.outcome(ticket)[0] not in OPEN), house.told()
    assert late.outcome(ticket)[0] is Outcome.OUT, house.told()
