"""Asking printers back: what is said meanwhile, how long it waits, and what is believed of the answer."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.ports import JobState, Outcome, PrintJob, Withdrawal
from printing.queue import PrintWorker
from tests.conformance.printer_port import PDF
from tests.printing.test_queue import Hands, Shelf
from tests.printing.test_queue import job as any_job
from tests.printing.test_withdrawn import Keeper


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
