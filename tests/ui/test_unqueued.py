"""A slip beside the queue waits its turn at a roll."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.ports import Outcome, TakenError
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
