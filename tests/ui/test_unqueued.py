"""A slip beside the queue waits its turn at a roll."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.ports import Outcome, TakenError, Ticket
from printing.printers.escpos.driver import EscposPrinter
from printing.printers.escpos.simulator import EscposSimulator
from resources import path
from ui.unqueued import send_and_see

LINE = b"\x1b@0001\n"


def test_three_numbers_asked_for_at_once_all_come_out_of_one_roll() -> None:
    with EscposSimulator(True, path("fonts/NotoSansSC-Regular.ttf")) as roll, ThreadPoolExecutor(3) as desks:
        printer = EscposPrinter("小票机", roll.url)
        said = list(desks.map(lambda n: send_and_see(printer, f"Q01-{n}", LINE, 1), range(3)))
        assert [outcome for outcome, _words in said] == [Outcome.OUT] * 3
        assert not printer.busy()


def test_a_number_behind_a_receipt_that_waits_for_a_hand_is_refused_in_words_and_not_lost_in_the_line() -> None:
    with EscposSimulator(True, path("fonts/NotoSansSC-Regular.ttf")) as roll:
        printer = EscposPrinter("小票机", roll.url)
        roll.tamper(cover_open=True)
        receipt = printer.send("D01-1", LINE, 1)
        with pytest.raises(TakenError) as caught:
            send_and_see(printer, "Q01-1", LINE, 1)
        assert caught.value.code == "ZC-PRN-49"
        printer.let_go(receipt)
        roll.tamper(cover_open=False)
        assert send_and_see(printer, "Q01-1", LINE, 1)[0] is Outcome.OUT


class Spooled:
    """A printer whose spool keeps what was printed until it is told to forget; it says "working" for some rounds."""

    name = "A4"

    def __init__(self, rounds: int) -> None:
        self.spool: set[str] = set()
        self._rounds = rounds

    def send(self, title: str, _pdf: bytes, _copies: int) -> Ticket:
        self.spool.add(title)
        return Ticket(self.name, title)

    def outcome(self, _ticket: Ticket) -> tuple[Outcome, str]:
        self._rounds -= 1
        return (Outcome.WORKING if self._rounds > 0 else Outcome.OUT), ""

    def tidy(self, ticket: Ticket) -> None:
        self.spool.remove(ticket.reference)


def test_nothing_of_a_slip_that_came_out_stays_in_the_spool_of_the_hall() -> None:
    printer = Spooled(2)
    assert send_and_see(printer, "凭条", LINE, 1)[0] is Outcome.OUT and not printer.spool  # type: ignore[arg-type]


def test_a_printer_that_warms_up_is_waited_for_longer_than_a_roll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.unqueued._PAUSE_S", 0)
    assert send_and_see(Spooled(900), "a", LINE, 1, 100)[0] is Outcome.WORKING  # type: ignore[arg-type]
    assert send_and_see(Spooled(900), "b", LINE, 1, 1000)[0] is Outcome.OUT  # type: ignore[arg-type]
