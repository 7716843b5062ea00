"""Every state of a printer, made to happen: at our own IPP device, and at a real one behind a real print server."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest

from app.errors import UserFacingError
from app.ports import Outcome, PrinterState, Ticket
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from tests.conformance.printer_port import OPEN, PDF, eventually
from tests.printing.cups_house import PrintHouse, free_port


@pytest.fixture
def device() -> Iterator[IppSimulator]:
    with IppSimulator(rehearsal=True) as made:
        yield made


HANDS: dict[PrinterState, Callable[[IppSimulator], None]] = {
    PrinterState.READY: lambda d: None,
    PrinterState.BUSY: lambda d: d.slow(True),
    PrinterState.PAPER_LOW: lambda d: d.load(5),
    PrinterState.PAPER_OUT: lambda d: d.load(0),
    PrinterState.COVER_OPEN: lambda d: d.set(Fault.COVER),
    PrinterState.JAM: lambda d: d.set(Fault.JAM),
    PrinterState.OFFLINE: lambda d: d.set(Fault.PAUSED),
}


@pytest.mark.parametrize("wanted", HANDS, ids=lambda state: state.value)
def test_device_is_asked_and_says_what_a_hand_must_do(device: IppSimulator, wanted: PrinterState) -> None:
    printer = IppPrinter(device.uri, timeout=5.0)
    HANDS[wanted](device)
    if wanted is PrinterState.BUSY:
        printer.send("D01-1", PDF, 1)
    assert printer.state() is wanted


@pytest.mark.parametrize("fault", [Fault.COVER, Fault.JAM, Fault.PAUSED])
def test_page_waits_for_the_hand_and_is_out_after_it(device: IppSimulator, fault: Fault) -> None:
    printer = IppPrinter(device.uri)
    device.set(fault)
    ticket = printer.send("D01-〔2026〕D07-000122号", PDF, 2)
    assert printer.outcome(ticket)[0] in OPEN
    assert device.came_out == []
    device.set(fault, False)
    assert printer.outcome(ticket)[0] is Outcome.OUT
    assert device.came_out == [PDF, PDF]
    assert device.titles == ["D01-〔2026〕D07-000122号"]


def test_paper_that_ends_before_the_last_copy_keeps_the_job_unfinished(device: IppSimulator) -> None:
    printer = IppPrinter(device.uri)
    device.load(1)
    ticket = printer.send("D01-1", PDF, 2)
    assert printer.outcome(ticket)[0] in OPEN and printer.state() is PrinterState.PAPER_OUT
    device.load(50)
    assert printer.outcome(ticket)[0] is Outcome.OUT


def test_number_that_a_restarted_device_gives_to_another_page_is_not_taken_for_ours() -> None:
    with IppSimulator(rehearsal=True) as first:
        first.slow(True)
        printer = IppPrinter(first.uri)
        ticket = printer.send("D01-1", PDF, 1)
        port = int(first.uri.split(":")[2].split("/")[0])
    with IppSimulator(rehearsal=True, port=port) as again:
        stranger = IppPrinter(again.uri).send("D03-7", PDF, 1)
        assert stranger.reference == ticket.reference
        assert printer.outcome(ticket) == (Outcome.UNKNOWN, "打印机已不认得这个任务")


def test_simulated_printer_is_no_printer_for_a_real_profile() -> None:
    with pytest.raises(UserFacingError) as caught:
        IppSimulator(rehearsal=False)
    assert caught.value.code == "ZC-PRN-60"


def test_toner_is_said_though_it_is_no_state(device: IppSimulator) -> None:
    device.set(Fault.TONER)
    printer = IppPrinter(device.uri)
    assert (printer.state(), printer.remarks()) == (PrinterState.READY, ("碳粉将尽",))


@pytest.mark.realpart("cups")
class TestBehindCups:
    """The same through a real print server."""

    @pytest.fixture
    def page(self, fonts: Fonts) -> bytes:
        return render_pdf(Receipt.sample(), fonts)

    @pytest.fixture
    def printer(self, house: PrintHouse) -> Iterator[CupsPrinter]:
        house.clear()
        house.load(100)
        made = CupsPrinter("ZC", house.server)
        assert eventually(lambda: made.state() is PrinterState.READY), made.state()
        yield made
        house.clear()

    @pytest.mark.parametrize(
        ("keyword", "wanted"),
        [
            ("media-jam-error", PrinterState.JAM),
            ("cover-open-error", PrinterState.COVER_OPEN),
            ("media-needed-error", PrinterState.PAPER_OUT),
            ("slow", PrinterState.BUSY),
        ],
    )
    def test_fault_in_the_middle_of_a_page_is_seen_and_the_page_comes_after_it(
        self, house: PrintHouse, printer: CupsPrinter, page: bytes, keyword: str, wanted: PrinterState
    ) -> None:
        house.fault(keyword)
        before = len(house.printed)
        ticket = printer.send("D01-〔2026〕D07-000122号", page, 1)
        assert eventually(lambda: printer.state() is wanted), (printer.state(), house.told())
        assert printer.outcome(ticket)[0] in OPEN
        house.fault()
        assert eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT), house.told()
        assert len(house.printed) == before + 1

    def test_nearly_empty_tray_is_seen_while_the_queue_is_idle(
        self, house: PrintHouse, printer: CupsPrinter, page: bytes
    ) -> None:
        house.load(5)
        assert eventually(lambda: printer.state() is PrinterState.PAPER_LOW), printer.state()

    def test_settled_page_leaves_nothing_in_the_spool(
        self, house: PrintHouse, printer: CupsPrinter, page: bytes
    ) -> None:
        ticket = printer.send("D01-〔2026〕D07-000123号", page, 1)
        assert eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT)
        printer.tidy(ticket)
        left = [name for name in house.spooled if name.startswith(f"d{int(ticket.reference):05d}")]
        assert left == []

    def test_idle_queue_of_a_device_that_cannot_be_asked_is_unknown(
        self, house: PrintHouse, printer: CupsPrinter, page: bytes
    ) -> None:
        command = [
            "lpadmin",
            "-h",
            house.server,
            "-p",
            "MUTE",
            "-E",
            "-v",
            "socket://127.0.0.1:9",
            "-m",
            "raw",
        ]
        subprocess.run(command, env=house.env, check=True, capture_output=True, timeout=60)
        assert CupsPrinter("MUTE", house.server).state() is PrinterState.UNKNOWN

    def test_killed_printer_is_offline_at_once_and_the_page_comes_when_it_is_back(
        self, house: PrintHouse, printer: CupsPrinter, page: bytes
    ) -> None:
        before = len(house.printed)
        house.kill("ippeveprinter")
        assert printer.state() is PrinterState.OFFLINE
        ticket = printer.send("D01-〔2026〕D07-000124号", page, 1)
        assert printer.outcome(ticket)[0] in OPEN
        house.start_device()
        house.load(100)
        assert eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT, 60), printer.outcome(ticket)
        assert len(house.printed) > before

    @pytest.mark.parametrize("hard", [False, True], ids=["restarted", "killed"])
    def test_print_server_gone_in_the_middle_of_a_page_claims_nothing_before_the_device(
        self, house: PrintHouse, printer: CupsPrinter, page: bytes, hard: bool
    ) -> None:
        house.fault("slow")
        before = len(house.printed)
        ticket = printer.send("D01-〔2026〕D07-000125号", page, 1)
        assert eventually(lambda: printer.state() is PrinterState.BUSY)
        house.kill("cupsd", hard=hard)
        assert printer.state() is PrinterState.OFFLINE
        assert printer.outcome(ticket) == (Outcome.UNKNOWN, "打印服务没有回答")
        house.start_server()
        # Whether the server goes on with it by itself is its business; nothing is said before the device did it.
        assert printer.outcome(ticket)[0] in OPEN
        house.fault()
        if eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT, 3.0):
            assert eventually(lambda: len(house.printed) > before, 5.0)

    def test_own_device_behind_cups_shows_its_jam_while_the_queue_is_idle(
        self, house: PrintHouse, device: IppSimulator, page: bytes
    ) -> None:
        house.add_queue("OWN", device.uri)
        printer = CupsPrinter("OWN", house.server)
        assert eventually(lambda: printer.state() is PrinterState.READY), printer.state()
        for fault, wanted in ((Fault.JAM, PrinterState.JAM), (Fault.COVER, PrinterState.COVER_OPEN)):
            device.set(fault)
            assert printer.state() is wanted
            device.set(fault, False)
        ticket = printer.send("D01-〔2026〕D07-000126号", page, 1)
        assert eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT), printer.outcome(ticket)
        assert len(device.came_out) == 1

    def test_gone_server_is_offline(self) -> None:
        gone = CupsPrinter("ZC", f"127.0.0.1:{free_port()}")
        assert gone.state() is PrinterState.OFFLINE
        assert gone.outcome(Ticket("ZC", "1"))[0] is Outcome.UNKNOWN
