"""打印和补打: a paper that was made here is found and printed once more, with why."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import insert, select

from app.domain.paper import PaperKind
from app.storage.schema import papers
from tests.ui.station.conftest import Station

Open = Callable[..., Station]


def test_a_receipt_that_was_lost_is_printed_again_with_its_reason(open_station: Open) -> None:
    """补打 from the list of papers, numbered and with why."""
    station = open_station()
    station.take_in()
    station.face.go_home()
    station.hand.keys("4")
    station.hand.wait(lambda: bool(station.face.pages["papers"].rows), "the papers")
    station.face.pages["papers"].rows[-1].setFocus()  # the newest is the slip that goes with the case (D12)
    station.hand.keys("Return")
    station.hand.wait(lambda: station.opening.shell.dialog().isVisible(), "the question")
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.dialog().isVisible(), "the second Enter of a quick hand answered"
    station.hand.keys("Space")
    station.hand.wait(lambda: not station.opening.shell.dialog().isVisible(), "no answer")
    station.idle()
    assert station.cases()[0].papers_of(PaperKind.RECEIPT)[0].printings == 1, "a quick hand writes no false reason down"
    station.face.pages["papers"].rows[-1].click()
    station.hand.wait(lambda: station.opening.shell.dialog().isVisible(), "the question")
    station.hand.keys("Y")
    station.hand.wait(lambda: station.cases()[0].papers_of(PaperKind.RECEIPT)[0].printings == 2, "补打")
    station.printed()


def test_after_two_hundred_papers_those_of_today_are_still_there_to_be_printed_again(open_station: Open) -> None:
    """打印和补打 showed the first papers of the machine for ever."""
    station = open_station()
    station.take_in()
    with station.face.workplace.database.writing() as connection:
        row = dict(connection.execute(select(papers)).mappings().first() or {})
        older = [{**row, "document_id": uuid4().bytes, "issued_ms": n} for n in range(1, 251)]
        connection.execute(insert(papers), older)
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    page = station.face.pages["papers"]
    station.hand.wait(lambda: page.rows, "the papers")
    today = {paper.document_id for paper in station.cases()[0].papers}
    assert today == {paper.document_id for paper in page.values()[: len(today)]}
