"""A thousand certificates in one go: the clerk sees how far it is and can stop it, and no sheet comes twice."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from app.ports import JobState, PrinterState, PrintJob
from printing.batch import Batch
from printing.printers.folder import FolderPrinter
from printing.queue import Happening, PrintWorker
from tests.printing.test_queue import Hands, Shelf, Tray, job, worker


def jobs(count: int) -> list[PrintJob]:
    return [job(n, document_id=UUID(int=10_000 + n)) for n in range(1, count + 1)]


def test_thousand_papers_come_out_once_each(tmp_path: Path) -> None:
    made = jobs(1000)
    shelf, printer = Shelf(*made), FolderPrinter(tmp_path)
    batch = Batch(shelf, [one.id for one in made])
    assert batch.progress().words == "共 1000 份，已出纸 0 份，还有 1000 份"
    PrintWorker(shelf, lambda j: j.number.encode(), lambda j: printer, Hands(), withdrawals=shelf).step()
    assert batch.progress().done
    assert batch.progress().out == len(list(tmp_path.glob("*.pdf"))) == 1000


def test_stopped_batch_sends_no_more_and_what_was_stopped_can_go_later() -> None:
    made = jobs(5)
    shelf, tray = Shelf(*made), Tray()
    w = worker(shelf, tray, compose=lambda j: _stop_after(2, tray, batch, w))
    batch = Batch(shelf, [one.id for one in made])
    w.step()
    assert len(tray.sheets) == 3
    now = batch.progress()
    assert (now.out, now.asking, now.waiting) == (3, 2, 0)
    assert shelf.rows[UUID(int=5)].detail == "经办人停止，没有打印"
    w.answer(UUID(int=5), Happening.PERSON_AGAIN)
    w.step()
    assert tray.sheets[-1] == "D03-〔2026〕5号"
    assert len(set(tray.sheets)) == len(tray.sheets) == 4


def _stop_after(count: int, tray: Tray, batch: Batch, w: PrintWorker) -> bytes:
    if len(tray.sheets) == count:
        # The one in hand is stopped with the rest unless it is on its way already; here it goes on.
        for one in list(batch._store.jobs(JobState.ALLOCATED))[1:]:
            w.answer(one.id, Happening.PERSON_STOP)
    return b"%PDF"


def test_batch_that_stands_for_paper_goes_on_where_it_stood() -> None:
    made = jobs(3)
    shelf, tray = Shelf(*made), Tray()
    tray.now = PrinterState.PAPER_OUT
    w, batch = worker(shelf, tray), Batch(shelf, [one.id for one in made])
    w.step()
    assert (batch.progress().waiting, batch.cancel(w)) == (3, 3)
    assert batch.progress().asking == 3
    tray.now = PrinterState.READY
    w.step()
    assert tray.sheets == []


def test_reprint_waits_until_it_is_known_what_became_of_the_first() -> None:
    first = job(1, state=JobState.UNSURE)
    again = job(2, printing=2, reason="没有出纸")
    shelf, tray = Shelf(first, again), Tray()
    w = worker(shelf, tray)
    w.step()
    assert tray.sheets == []
    w.answer(first.id, Happening.PERSON_NOT_OUT)
    w.step()
    assert len(tray.sheets) == 1
