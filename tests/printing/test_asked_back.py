"""Asking printers back: what is said meanwhile, how long it waits, and what is believed of the answer."""

from __future__ import annotations

import socket
from dataclasses import replace
from uuid import UUID

import pytest

from app.ports import JobState, Outcome, PrintJob, Withdrawal
from printing.printers.escpos.driver import EscposPrinter
from printing.queue import PrintWorker
from tests.conformance.printer_port import PDF
from tests.printing.test_queue import Hands, Shelf
from tests.printing.test_queue import job as any_job
from tests.printing.test_withdrawn import Keeper, worker


def job(n: int = 1, **changes: object) -> PrintJob:
    return any_job(n, copies=1, **changes)


@pytest.mark.parametrize("anew", [True, False])
def test_what_she_says_while_another_printer_is_being_asked_prints_no_second_sheet(anew: bool) -> None:
    """没出来 came during the five seconds in which a dead printer was asked: both sheets came."""
    dead, live = Keeper("死"), Keeper("T")
    live.answer = (Outcome.UNKNOWN, "")
    old = job(9, document_id=UUID(int=900), state=JobState.SETTLED, printer="死", withdrawal=Withdrawal.WANTED)
    shelf = Shelf(old, job(1, state=JobState.UNSURE, printer="T"))
    holder = {"死": dead, "T": live}
    w = PrintWorker(
        shelf, lambda _: PDF, lambda _: live, Hands(), withdrawals=shelf, holder=lambda j: holder[j.printer]
    )

    def meanwhile(title: str) -> None:
        shelf.mark(UUID(int=1), JobState.SETTLED if anew else JobState.ALLOCATED, "T", "没有出纸")
        if anew:
            shelf.rows[UUID(int=2)] = replace(job(1), id=UUID(int=2), printing=2)

    dead.withdraw = meanwhile  # type: ignore[method-assign, assignment]
    w.step()
    assert live.sheets == [], "the first one was not taken back yet"
    w.step()
    assert (live.asked, len(live.sheets)) == (["D03-〔2026〕1号"], 1)


def minutes_of_asking(shelf: Shelf, tray: Keeper, minutes: int) -> None:
    """Rounds of half a second, in which nobody waits for anything."""
    clock = Hands()
    w = worker(shelf, tray, clock)
    for half in range(minutes * 120):
        clock.seconds = half / 2
        w.step()


def test_a_printer_that_is_gone_is_asked_less_and_less_and_the_others_print_meanwhile() -> None:
    """A dead receipt printer was asked every five seconds, for five seconds, for ever."""
    shelf, tray = Shelf(job(state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)), Keeper()
    tray.takes = None
    minutes_of_asking(shelf, tray, 60)
    assert 12 <= len(tray.asked) <= 20
    assert shelf.unwanted(), "it may come back this day"


def test_what_a_printer_did_not_answer_for_within_a_day_is_its_own_to_keep() -> None:
    shelf, tray = Shelf(job(state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)), Keeper()
    tray.takes, shelf.old = None, True
    minutes_of_asking(shelf, tray, 1)
    assert shelf.unwanted(), "the printers of the morning are switched on after the computers"
    minutes_of_asking(shelf, tray, 30)
    assert shelf.rows[UUID(int=1)].withdrawal is Withdrawal.KEPT


def test_a_reprint_at_a_printer_that_came_back_does_not_wait_for_the_next_long_pause() -> None:
    first = job(2, state=JobState.SETTLED, printer="T", withdrawal=Withdrawal.WANTED)
    shelf, tray, clock = Shelf(first), Keeper(), Hands()
    tray.takes = None
    w = worker(shelf, tray, clock)
    for half in range(7200):
        clock.seconds = half / 2
        w.step()
    shelf.rows[UUID(int=1)] = job(printing=2)
    tray.takes, since = 1, clock.seconds
    while not tray.sheets and clock.seconds < since + 60:
        clock.seconds += 0.5
        w.step()
    assert clock.seconds - since <= 6


def test_taking_back_connects_with_the_patience_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """All printers of the window wait while it does."""
    waited: list[float] = []

    def nobody(place: tuple[str, int], timeout: float) -> None:
        waited.append(timeout)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", nobody)
    assert EscposPrinter("小票机", "socket://127.0.0.1:9100").withdraw("D01-1") is None
    assert waited == [0.5]
