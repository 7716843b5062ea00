"""Both ways to get paper keep the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.ports import KeptError
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.folder import FolderPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from tests.conformance.printer_port import PDF, Bench, PrinterSuite, eventually
from tests.printing.cups_house import PrintHouse, free_port


class TestFolder(PrinterSuite):
    """PDF files in a folder."""

    @pytest.fixture
    def bench(self, tmp_path: Path) -> Bench:
        (tmp_path / "blocked").write_text("a file, no folder")
        papers = tmp_path / "papers"
        return Bench(
            FolderPrinter(papers),
            FolderPrinter(tmp_path / "blocked" / "papers"),
            lambda: [path.read_bytes() for path in sorted(papers.glob("*.pdf"))],
        )


@pytest.mark.realpart("cups")
class TestCups(PrinterSuite):
    """A real print server with a real IPP printer."""

    @pytest.fixture
    def bench(self, house: PrintHouse, fonts: Fonts) -> Bench:
        house.clear()
        house.load(100)
        printer = CupsPrinter("ZC", house.server)
        assert eventually(lambda: printer.state().value == "ready")
        return Bench(
            printer,
            CupsPrinter("ZC", f"127.0.0.1:{free_port()}"),
            lambda: [path.read_bytes() for path in house.printed],
            render_pdf(Receipt.sample(), fonts),
            house.told,
            house.hold,
        )


class TestIpp(PrinterSuite):
    """A printer without a print server: our own device over real HTTP."""

    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        with IppSimulator(rehearsal=True) as device:
            gone = IppPrinter(f"ipp://127.0.0.1:{free_port()}/ipp/print", timeout=2.0)
            yield Bench(IppPrinter(device.uri), gone, lambda: device.came_out, stand=partial(device.set, Fault.JAM))

    def test_page_the_device_has_begun_is_called_one_that_may_still_come(self) -> None:
        """A printer that works ends the sheet it has begun; one that stands, or has it in line, does not."""
        with IppSimulator(rehearsal=True) as device:
            printer = IppPrinter(device.uri)
            device.slow(True)
            printer.send("D01-1", PDF, 1)
            with pytest.raises(KeptError):
                printer.withdraw("D01-1")
            printer.send("D01-2", PDF, 1)
            device.set(Fault.JAM)
            assert printer.withdraw("D01-2") == 1
