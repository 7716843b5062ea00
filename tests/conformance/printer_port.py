"""What every ``app.ports.Printer`` must do: say at once what it knows, claim nothing, refuse in words.

A test class derives from :class:`PrinterSuite` and gives it a ``bench``: a printer and the hand that tends it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from app.errors import UserFacingError
from app.ports import Outcome, Printer, PrinterState, TakesOne, Ticket, Withdraws

OPEN = (Outcome.WORKING, Outcome.UNKNOWN)
"""Nothing is said yet of what became of the page."""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass
class Bench:
    """A printer that works, one that can take nothing, and what came out so far (oldest first)."""

    printer: Printer
    broken: Printer
    came_out: Callable[[], Sequence[bytes]]
    pdf: bytes = PDF
    told: Callable[[], str] = str
    """What the parts behind the printer say, for whoever wonders why a page does not come."""
    stand: Callable[[bool], None] = lambda stands: None
    """Have the printer hold what it is sent, or go on."""


def eventually(check: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether ``check`` becomes true in time."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if check():
            return True
        pause.wait(0.05)
    return False


class PrinterSuite:
    """The suite; needs a fixture ``bench``."""

    def test_printer_in_order_says_so(self, bench: Bench) -> None:
        assert bench.printer.state() in (PrinterState.READY, PrinterState.BUSY)

    def test_page_comes_out_once_and_is_then_called_out(self, bench: Bench) -> None:
        before = len(bench.came_out())
        ticket = bench.printer.send("D01-〔2026〕D07-000122号", bench.pdf, 1)
        assert ticket.printer == bench.printer.name
        assert ticket.reference
        assert eventually(lambda: bench.printer.outcome(ticket)[0] is Outcome.OUT), bench.told()
        assert len(bench.came_out()) == before + 1

    def test_outcome_may_be_asked_again(self, bench: Bench) -> None:
        ticket = bench.printer.send("D01-〔2026〕D07-000123号", bench.pdf, 1)
        assert eventually(lambda: bench.printer.outcome(ticket)[0] is Outcome.OUT), bench.told()
        assert bench.printer.outcome(ticket)[0] is Outcome.OUT

    def test_unknown_ticket_is_never_called_out(self, bench: Bench) -> None:
        assert bench.printer.outcome(Ticket(bench.printer.name, "424242"))[0] is not Outcome.OUT

    def test_broken_printer_refuses_with_a_code_what_was_kept_and_what_to_do(self, bench: Bench) -> None:
        with pytest.raises(UserFacingError) as caught:
            bench.broken.send("D01-〔2026〕D07-000124号", bench.pdf, 1)
        assert caught.value.code.startswith("ZC-PRN-")
        assert caught.value.kept
        assert caught.value.what_next

    def test_broken_printer_says_that_it_is_not_ready(self, bench: Bench) -> None:
        assert bench.broken.state() not in (PrinterState.READY, PrinterState.BUSY, PrinterState.PAPER_LOW)

    def test_what_was_taken_back_never_comes_and_the_next_page_does(self, bench: Bench) -> None:
        """Asked by its title; a printer that keeps nothing (a folder) has nothing to take back."""
        printer, title = bench.printer, "D01-〔2026〕D07-000125号"
        if not isinstance(printer, Withdraws):
            return
        before = len(bench.came_out())
        bench.stand(True)
        ticket = printer.send(title, bench.pdf, 1)
        assert printer.outcome(ticket)[0] in OPEN, bench.told()
        if isinstance(printer, TakesOne):
            printer.let_go(ticket)
        assert eventually(lambda: (printer.withdraw(title) or 0) > 0), bench.told()
        bench.stand(False)
        assert printer.outcome(ticket)[0] is not Outcome.OUT
        following = printer.send("D01-〔2026〕D07-000126号", bench.pdf, 1)
        assert eventually(lambda: printer.outcome(following)[0] is Outcome.OUT), bench.told()
        assert len(bench.came_out()) == before + 1

    def test_a_broken_printer_never_says_that_it_took_something_back(self, bench: Bench) -> None:
        if isinstance(bench.broken, Withdraws):
            assert bench.broken.withdraw("D01-〔2026〕D07-000127号") is None
