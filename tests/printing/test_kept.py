"""What a print is known to have been handed to a printer for: what it kept, and what never reached it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.ports import (
    UNTOLD,
    JobState,
    KeptError,
    NotSentError,
    Outcome,
    PrinterState,
    PrintJob,
    TakenError,
    Withdrawal,
)
from printing.printers.refusal import not_sent
from printing.queue import Happening, PrintWorker
from tests.printing.test_queue import Hands, Shelf
from tests.printing.test_withdrawn import Keeper, job, worker


def unreached(code: str = "ZC-PRN-47") -> NotSentError:
    return not_sent(code, "小票打印机没有连上。", "请检查打印机电源。")


def test_what_a_printer_kept_is_still_said_after_a_slip_beside_the_queue_took_the_printer_first() -> None:
    """The print went a round later and said nothing: two sheets came, and one was handed out unlooked at."""
    shelf, tray = Shelf(job(printer="T", withdrawal=Withdrawal.KEPT)), Keeper()
    tray.answer, tray.now = (Outcome.WORKING, "正在打印"), PrinterState.BUSY
    tray.fault = not_sent("ZC-PRN-49", "上一张还没有打完。", "请等。", TakenError)
    w = worker(shelf, tray)
    w.step()
    assert shelf.rows[UUID(int=1)].withdrawal is Withdrawal.KEPT
    tray.fault = None
    w.step()
    assert shelf.rows[UUID(int=1)].state is JobState.SENT
    assert "还会出来" in shelf.rows[UUID(int=1)].detail


@pytest.mark.parametrize("word", [Happening.PERSON_AGAIN, Happening.PERSON_NOT_OUT])
def test_of_a_print_that_never_reached_its_printer_nothing_is_asked_back_or_said_to_come(word: Happening) -> None:
    """Switched on at last it printed one sheet, and the hall was told to look for a second one."""
    shelf, tray = Shelf(job()), Keeper()
    tray.answer, tray.now = (Outcome.WORKING, "正在打印"), PrinterState.BUSY
    tray.fault, tray.takes = unreached(), KeptError("x")
    w = worker(shelf, tray)
    w.step()
    assert (shelf.rows[UUID(int=1)].state, shelf.rows[UUID(int=1)].printer) == (JobState.FAILED, "")
    tray.fault = None
    w.answer(UUID(int=1), word)
    if word is Happening.PERSON_NOT_OUT:
        shelf.rows[UUID(int=2)] = replace(job(), id=UUID(int=2), printing=2)
    w.step()
    (last,) = (row for row in shelf.rows.values() if row.state is JobState.SENT)
    assert (last.detail, tray.asked) == ("", [])


def test_a_print_that_could_not_be_set_was_at_no_printer() -> None:
    shelf, tray = Shelf(job()), Keeper()

    def unset(_: PrintJob) -> bytes:
        raise unreached("ZC-PRN-21")

    w = PrintWorker(shelf, unset, lambda _: tray, Hands(), withdrawals=shelf)
    w.step()
    w.answer(UUID(int=1), Happening.PERSON_NOT_OUT)
    assert shelf.rows[UUID(int=1)].withdrawal is Withdrawal.NONE and not shelf.unwanted()


def test_what_was_at_a_printer_before_is_still_asked_back_after_it_could_not_be_sent_again() -> None:
    """It lay in the first printer; the papers go to another one now, which is off."""
    shelf, tray = Shelf(job(printer="旧", withdrawal=Withdrawal.KEPT)), Keeper()
    tray.fault = unreached()
    worker(shelf, tray).step()
    row = shelf.rows[UUID(int=1)]
    assert (row.state, row.printer, row.withdrawal) == (JobState.FAILED, "旧", Withdrawal.KEPT)


def test_a_print_that_went_again_without_an_answer_leaves_the_word_that_two_may_come_to_every_later_one() -> None:
    """Both bear one title, so that the first can be asked back no more; the reprint after it said nothing of it."""
    shelf, tray, clock = Shelf(job(printer="T", withdrawal=Withdrawal.WANTED)), Keeper(), Hands()
    tray.takes = None
    w = worker(shelf, tray, clock)
    for clock.seconds in (0.0, 61.0):
        w.step()
    assert shelf.rows[UUID(int=1)].detail == UNTOLD
    w.answer(UUID(int=1), Happening.PERSON_AGAIN)
    w.step()
    assert (shelf.rows[UUID(int=1)].state, tray.sheets) == (JobState.OUT, ["D03-〔2026〕1号"])
    tray.answer, tray.now = (Outcome.WORKING, "正在打印"), PrinterState.BUSY
    shelf.rows[UUID(int=2)] = replace(job(), id=UUID(int=2), printing=2)
    w.step()
    assert "还会出来" in shelf.rows[UUID(int=2)].detail
