"""A receipt on thermal paper: the words arrive, the codes scan, and nothing is out before the printer proved it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from uuid import UUID

import pytest
import zxingcpp

from app.errors import UserFacingError
from app.ports import JobState, KeptError, NotSentError, Outcome, PrinterState, PrintJob, Ticket
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.printers.escpos.commands import START, Status, feed, picture
from printing.printers.escpos.driver import EscposPrinter
from printing.printers.escpos.paper import Paper
from printing.printers.escpos.render import Thermal, receipt_bytes
from printing.printers.escpos.simulator import EscposSimulator
from printing.queue import Happening, PrintWorker
from tests.conformance.printer_port import Bench, PrinterSuite, eventually
from tests.printing.conftest import HERE
from tests.printing.cups_house import free_port
from tests.printing.test_queue import Shelf, job

WIDE, NARROW = Thermal(576), Thermal(384)
PATIENCE = 30.0
"""Seconds for an answer of a simulated printer that always answers: how busy the machine is, is no matter of the test.
"""


@pytest.fixture(params=[False, True], ids=["tcp", "serial"])
def device(request: pytest.FixtureRequest) -> Iterator[EscposSimulator]:
    with EscposSimulator(True, HERE / "NotoSansSC-Regular.ttf", serial=request.param) as made:
        yield made


@pytest.fixture
def printer(device: EscposSimulator) -> Iterator[EscposPrinter]:
    made = EscposPrinter("小票机", device.url, patience=PATIENCE, clears=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def receipt(fonts: Fonts) -> bytes:
    return receipt_bytes(receipt_roll(Receipt.sample(), fonts, False), fonts, WIDE)


class TestEscpos(PrinterSuite):
    """The port's suite against the shipped simulator."""

    @pytest.fixture
    def bench(self, receipt: bytes) -> Iterator[Bench]:
        with EscposSimulator(True, HERE / "NotoSansSC-Regular.ttf") as made:
            driver = EscposPrinter("小票机", made.url, patience=PATIENCE, clears=True)
            gone = EscposPrinter("没有", f"socket://127.0.0.1:{free_port()}", clears=True)
            yield Bench(
                driver,
                gone,
                lambda: [b"" for _ in made.paper.receipts],
                receipt,
                stand=lambda stands: made.tamper(cover_open=stands),
            )
            driver.close()


def out(printer: EscposPrinter, ticket: Ticket) -> bool:
    return eventually(lambda: printer.outcome(ticket)[0] is Outcome.OUT)


def sent(printer: EscposPrinter, title: str, receipt: bytes) -> Ticket:
    """Handed over, and taken by the printer whole: it answers what it was asked behind the last byte. What the line has
    of it that was not taken yet goes with the line when that is let go.
    """
    ticket = printer.send(title, receipt, 1)
    assert eventually(lambda: printer.state() in (PrinterState.COVER_OPEN, PrinterState.PAPER_OUT))
    return ticket


def test_receipt_has_the_words_and_its_codes_scan(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    ticket = printer.send("D01-1", receipt, 1)
    assert out(printer, ticket)
    text = device.paper.texts[0]
    sample = Receipt.sample()
    for words in (sample.envelope.hall, sample.NAME, sample.applicant.name, "本凭证只证明材料已收到"):
        assert words in text, text
    codes = {code.text for code in zxingcpp.read_barcodes(device.paper.receipts[0])}
    assert sample.envelope.number in codes
    assert len(codes) == 2


@pytest.mark.parametrize("thermal", [WIDE, replace(WIDE, codes=True), replace(WIDE, text=False), NARROW])
def test_every_kind_of_printer_gets_the_codes(fonts: Fonts, thermal: Thermal) -> None:
    sample = Receipt.sample()
    pages = receipt_slip(sample, fonts, False) if thermal is NARROW else receipt_roll(sample, fonts, False)
    paper = Paper(HERE / "NotoSansSC-Regular.ttf", thermal.width)
    paper.take(receipt_bytes(pages, fonts, thermal))
    assert len(paper.receipts) == 1
    codes = {code.text for code in zxingcpp.read_barcodes(paper.receipts[0])}
    assert sample.envelope.number in codes
    assert len(codes) == 2, codes


def test_name_the_printer_has_no_glyphs_for_is_drawn_and_everything_else_stays_text(fonts: Fonts) -> None:
    rare = replace(Receipt.sample(), applicant=replace(Receipt.sample().applicant, name="㛃䶮"))
    data = receipt_bytes(receipt_roll(rare, fonts, False), fonts, WIDE)
    assert "㛃".encode("gb18030") not in data
    paper = Paper(HERE / "NotoSansSC-Regular.ttf")
    paper.take(data)
    assert "㛃" not in paper.texts[0]
    assert "收件凭证" in paper.texts[0]
    new = receipt_bytes(receipt_roll(rare, fonts, False), fonts, replace(WIDE, charset="gb18030"))
    assert "㛃".encode("gb18030") in new


STATES: dict[PrinterState, dict[str, object]] = {
    PrinterState.READY: {},
    PrinterState.PAPER_LOW: {"left": 1500},
    PrinterState.PAPER_OUT: {"left": 0},
    PrinterState.COVER_OPEN: {"cover_open": True},
    PrinterState.JAM: {"blade_stuck": True},
}


@pytest.mark.parametrize("wanted", STATES, ids=lambda state: state.value)
def test_printer_says_what_a_hand_must_do(
    device: EscposSimulator, printer: EscposPrinter, wanted: PrinterState
) -> None:
    device.tamper(**STATES[wanted])
    assert printer.state() is wanted


@pytest.mark.parametrize(
    ("fault", "mend", "wanted"),
    [
        ({"left": 300}, {"left": 90000}, PrinterState.PAPER_OUT),
        ({"cover_open": True}, {"cover_open": False}, PrinterState.COVER_OPEN),
        ({"blade_stuck": True}, {"blade_stuck": False}, PrinterState.JAM),
    ],
    ids=["paper", "cover", "blade"],
)
def test_receipt_that_stands_in_the_printer_is_not_out_before_it_is_mended(
    device: EscposSimulator,
    printer: EscposPrinter,
    receipt: bytes,
    fault: dict[str, object],
    mend: dict[str, object],
    wanted: PrinterState,
) -> None:
    device.tamper(**fault)
    ticket = printer.send("D01-1", receipt, 1)
    for _ in range(3):
        assert printer.outcome(ticket)[0] is Outcome.UNKNOWN
    assert printer.state() is wanted
    assert device.paper.receipts == []
    device.tamper(**mend)
    assert out(printer, ticket)
    assert len(device.paper.receipts) == 1


def test_cable_lost_in_the_middle_is_never_out(receipt: bytes) -> None:
    with EscposSimulator(True, HERE / "NotoSansSC-Regular.ttf") as device:
        printer = EscposPrinter("小票机", device.url, patience=PATIENCE)
        device.tamper(left=300)
        ticket = printer.send("D01-1", receipt, 1)
        device.hang_up()
        device.tamper(left=90000)
        assert not eventually(lambda: printer.outcome(ticket)[0] is not Outcome.UNKNOWN, 0.5)
        assert "连接中断" in printer.outcome(ticket)[1]
        printer.close()


def test_silent_line_gets_nothing(fonts: Fonts) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        printer = EscposPrinter("哑", f"socket://127.0.0.1:{deaf.getsockname()[1]}", patience=0.1)
        assert printer.state() is PrinterState.OFFLINE
        with pytest.raises(NotSentError) as caught:
            printer.send("D01-1", b"\x1b\x40", 1)
    assert caught.value.code == "ZC-PRN-48"


def test_page_layout_is_refused_not_printed_as_rubbish(
    printer: EscposPrinter, device: EscposSimulator
) -> None:
    with pytest.raises(NotSentError) as caught:
        printer.send("D03-1", b"%PDF-1.4", 1)
    assert caught.value.code == "ZC-PRN-46"
    assert device.paper.receipts == []


def test_a_receipt_given_up_while_the_roll_was_empty_does_not_come_with_the_new_roll(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    """She said 没出来, the reprint goes when paper is in: both came, one behind the other."""
    device.tamper(left=300)
    first = sent(printer, "D01-1", receipt)
    assert not eventually(lambda: printer.outcome(first)[0] is Outcome.OUT, 0.3)
    printer.let_go(first)
    assert printer.withdraw("D01-1") == 1
    device.tamper(left=90_000)
    second = printer.send("D01-1-补2", receipt, 1)
    assert out(printer, second)
    texts = device.paper.texts
    assert sum("收件凭证" in text and "本凭证只证明材料已收到" in text for text in texts) == 1, "and none hangs on it"
    assert "本凭证只证明材料已收到" in texts[-1]


def test_nothing_is_emptied_while_another_receipt_is_on_the_line(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    device.tamper(cover_open=True)
    other = printer.send("D01-2", receipt, 1)
    assert printer.withdraw("D01-1") is None, "not now"
    device.tamper(cover_open=False)
    assert out(printer, other)
    assert len(device.paper.receipts) == 1
    assert printer.withdraw("D01-1") == 1


@pytest.mark.parametrize("asked", [False, True])
def test_a_receipt_whose_line_broke_is_not_cleared_away_for_another_one(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes, asked: bool
) -> None:
    """It lay whole in the printer, the cover open, when the line hiccupped: the next person got no receipt."""
    device.tamper(cover_open=True)
    other = sent(printer, "D01-2", receipt)
    assert printer._job is not None
    printer._job.broken = True
    if asked:
        printer.let_go(other)
    assert printer.withdraw("D01-1") is None, "not now"
    device.tamper(cover_open=False)
    assert eventually(lambda: len(device.paper.receipts) == 1)
    third = printer.send("D01-3", receipt, 1)
    assert out(printer, third)
    assert printer.withdraw("D01-1") == 1, "nothing before the third one is left in it"


def test_two_receipts_that_were_both_given_up_hold_up_each_other_no_longer_than_a_round(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    device.tamper(cover_open=True)
    for title in ("D01-1", "D01-2"):
        printer.let_go(sent(printer, title, receipt))
    assert [printer.withdraw(title) for title in ("D01-1", "D01-2", "D01-1")] == [None, 1, 1]
    device.tamper(cover_open=False)


def test_a_printer_that_others_print_on_too_is_not_told_to_forget_what_they_sent(
    device: EscposSimulator, receipt: bytes
) -> None:
    device.tamper(cover_open=True)
    window, next_window = (EscposPrinter(name, device.url, patience=PATIENCE) for name in ("甲", "乙"))
    sent(next_window, "D01-2", receipt)
    with pytest.raises(KeptError):
        window.withdraw("D01-1")
    device.tamper(cover_open=False)
    assert eventually(lambda: len(device.paper.receipts) == 1)
    next_window.close()


def test_a_printer_that_does_not_know_how_to_forget_says_so(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    device.tamper(forgets=False, cover_open=True)
    printer.let_go(sent(printer, "D01-1", receipt))
    # The silence to the order to forget lasts as long as the patience.
    hasty = EscposPrinter("小票机", device.url, patience=0.5, clears=True)

    def refuses() -> bool:
        try:
            assert hasty.withdraw("D01-1") is None, "too busy to answer anything is not now, and never that it is gone"
        except KeptError:
            return True
        return False

    assert eventually(refuses)
    device.tamper(cover_open=False)
    assert eventually(lambda: len(device.paper.receipts) == 1), "and indeed it comes"


def test_a_printer_of_receipts_that_is_gone_or_deaf_was_not_asked() -> None:
    assert EscposPrinter("没有", f"socket://127.0.0.1:{free_port()}", clears=True).withdraw("D01-1") is None
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        printer = EscposPrinter("哑", f"socket://127.0.0.1:{deaf.getsockname()[1]}", patience=0.1, clears=True)
        assert printer.withdraw("D01-1") is None


def test_a_reprint_on_a_roll_comes_alone_though_the_program_was_started_anew(
    device: EscposSimulator, receipt: bytes
) -> None:
    program = ExitStack()

    def start(shelf: Shelf) -> PrintWorker:
        program.close()
        printer = EscposPrinter("小票机", device.url, patience=PATIENCE, clears=True)
        program.callback(printer.close)
        return PrintWorker(shelf, lambda j: receipt, lambda j: printer, lambda: 0.0, withdrawals=shelf)

    shelf = Shelf(job(1, kind="D01", copies=1))
    device.tamper(left=300)
    start(shelf).step()
    again = start(shelf)
    again.recover()
    again.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    shelf.rows[UUID(int=2)] = replace(job(2, kind="D01", copies=1), printing=2)
    again.step()
    device.tamper(left=90_000)

    def done() -> bool:
        again.step()
        return shelf.rows[UUID(int=2)].state is JobState.OUT

    assert eventually(done), shelf.rows
    program.close()
    assert sum("本凭证只证明材料已收到" in text for text in device.paper.texts) == 1


def test_second_receipt_waits_for_the_first(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    device.tamper(cover_open=True)
    printer.send("D01-1", receipt, 1)
    with pytest.raises(NotSentError) as caught:
        printer.send("D01-2", receipt, 1)
    assert caught.value.code == "ZC-PRN-49"


def test_three_receipts_in_a_row_wait_for_each_other(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    shelf = Shelf(*(job(n, kind="D01", copies=1) for n in (1, 2, 3)))
    w = PrintWorker(shelf, lambda j: receipt, lambda j: printer, lambda: 0.0, withdrawals=shelf)

    def done() -> bool:
        w.step()
        return all(row.state is JobState.OUT for row in shelf.rows.values())

    assert eventually(done), shelf.rows
    assert len(device.paper.receipts) == 3


def test_a_receipt_whose_printer_a_slip_took_in_that_moment_comes_out_after_it_and_asks_nobody(
    device: EscposSimulator, printer: EscposPrinter, receipt: bytes
) -> None:
    shelf, slips = Shelf(job(1, kind="D01", copies=1)), []

    def compose(_job: PrintJob) -> bytes:
        """The queue looked and the printer was free; while the paper is set, somebody prints a number."""
        if not slips:
            slips.append(printer.send("Q01", receipt, 1))
        return receipt

    w = PrintWorker(shelf, compose, lambda j: printer, lambda: 0.0, withdrawals=shelf)
    w.step()
    assert [row.state for row in shelf.rows.values()] == [JobState.ALLOCATED]
    assert eventually(lambda: printer.outcome(slips[0])[0] is Outcome.OUT)

    def done() -> bool:
        w.step()
        return all(row.state is JobState.OUT for row in shelf.rows.values())

    assert eventually(done), shelf.rows
    assert len(device.paper.receipts) == 2


def test_simulated_printer_is_no_printer_for_a_real_profile() -> None:
    with pytest.raises(UserFacingError) as caught:
        EscposSimulator(False, HERE / "NotoSansSC-Regular.ttf")
    assert caught.value.code == "ZC-PRN-60"


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ((0x12, 0x12, 0x12, 0x12), PrinterState.READY),
        ((0x1A, 0x32, 0x12, 0x7E), PrinterState.PAPER_OUT),
        ((0x12, 0x12, 0x12, 0x1E), PrinterState.PAPER_LOW),
        ((0x1A, 0x16, 0x12, 0x12), PrinterState.COVER_OPEN),
        ((0x1A, 0x52, 0x1A, 0x12), PrinterState.JAM),
        ((0x1A, 0x12, 0x12, 0x12), PrinterState.OFFLINE),
    ],
)
def test_status_bytes_mean_what_the_manual_says(answers: tuple[int, ...], wanted: PrinterState) -> None:
    assert Status(*answers).state() is wanted


def test_picture_never_contains_a_command_in_real_time() -> None:
    data = picture(24, b"\x10\x04\x01" * 10 + b"\x10\x14\x01" + b"\x10\x05\x02")
    assert not any(bytes((0x10, n)) in data for n in (4, 5, 20))
    assert feed(600) == b"\x1b\x4a\xff\x1b\x4a\xff\x1b\x4a\x5a"
    assert START.startswith(b"\x1b\x40")


def test_a_receipt_of_before_a_restart_that_nobody_was_asked_about_yet_is_not_cleared_with_another(
    device: EscposSimulator, receipt: bytes
) -> None:
    """Two lay behind an open cover when the program ended. She gave the one up, and the other citizen's never came."""
    program = ExitStack()

    def start(shelf: Shelf) -> PrintWorker:
        program.close()
        printer = EscposPrinter("小票机", device.url, patience=PATIENCE, clears=True)
        program.callback(printer.close)
        return PrintWorker(shelf, lambda j: receipt, lambda j: printer, lambda: 0.0, withdrawals=shelf)

    device.tamper(cover_open=True)
    line = EscposPrinter("小票机", device.url, patience=PATIENCE, clears=True)
    for title in ("D01-〔2026〕1号", "D01-〔2026〕2号"):
        line.let_go(sent(line, title, receipt))
    line.close()
    shelf = Shelf(*(job(n, kind="D01", copies=1, state=JobState.SENT, printer="小票机") for n in (1, 2)))
    again = start(shelf)
    again.recover()
    again.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    again.step()
    assert [each.id for each in shelf.unwanted()] == [UUID(int=1)], "it is asked for as soon as the other is known"
    again.answer(UUID(int=2), Happening.PERSON_NOT_OUT)
    again.step()
    assert not shelf.unwanted(), "both are given up: all of it may go"
    device.tamper(cover_open=False)
    program.close()


class LateLine:
    """A line whose printer answers every question; ``late`` ones come when nobody waits any more."""

    def __init__(self, answers: bytes) -> None:
        self.answers, self.late, self.came = answers, False, b""

    def write(self, data: bytes, /) -> int:
        self.came += self.answers[data[2] - 1 : data[2]]
        return len(data)

    def read(self, size: int, /) -> bytes:
        if self.late:
            return b""
        data, self.came = self.came[:size], self.came[size:]
        return data

    def lying(self) -> bytes:
        data, self.came = self.came, b""
        return data

    def close(self) -> None: ...

    abort = close


def test_an_answer_that_came_too_late_is_not_taken_for_the_next_one() -> None:
    """An empty roll was told as an open cover, and a jam as an empty roll, until the line was closed."""
    printer, line = EscposPrinter("小票机", "socket://192.0.2.7"), LateLine(bytes((0x12, 0x12, 0x12, 0x72)))
    line.late = True
    assert printer._ask(line) is None
    line.late = False
    for _ in range(2):
        found = printer._ask(line)
        assert found is not None and found.state() is PrinterState.PAPER_OUT, found
