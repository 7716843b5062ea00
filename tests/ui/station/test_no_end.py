"""Lists that grow for years: what is needed is read and shown, the rest when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from app.domain.states import CaseState
from app.ports.equipment import CodeScan
from app.storage.schema import bundles, case_row
from tests.ui.station.test_bags import left
from ui.station import work
from ui.station.column import MORE, MOST
from ui.station.row import Line

Open = Callable[..., Any]
YEARS = 300


def years_later(station: Any) -> None:
    """So many bags left since, of cases that were declined; the county kept them."""
    with station.face.workplace.database.write.begin() as connection:
        case = dict(connection.execute(select(case_row)).one()._mapping)
        bag = dict(connection.execute(select(bundles)).one()._mapping)
        for number in range(YEARS):
            key = {"case_id": uuid4().bytes}
            connection.execute(insert(case_row).values(case | key | {"state": CaseState.DECLINED.value}))
            newer = {"code": f"B-Z01-9{number:05}", "since_ms": bag["since_ms"] + 1 + number}
            connection.execute(insert(bundles).values(bag | key | newer))


def test_the_bags_that_left_in_years_are_not_all_read_to_open_the_page_and_one_is_found_by_its_code(
    open_station: Open, monkeypatch: Any
) -> None:
    """The page took seconds from some hundred bags on."""
    station = open_station()
    page = left(station)
    (old,) = work.carried(page.office)
    years_later(station)
    views, read = page.office.stores.views, []
    kept = views.case
    monkeypatch.setattr(views, "case", lambda case: read.append(case) or kept(case))
    found = page.read()
    assert len(set(read)) <= MOST + 1 and found[2] >= YEARS - MOST
    monkeypatch.setattr(views, "case", kept)
    page.refresh()
    station.idle()
    assert page.rows[-1].line.value is MORE and len(page.rows) <= MOST + 1
    station.face.code_scanned(CodeScan("unknown", old.move.bundle))
    station.hand.wait(station.opening.shell.dialog().isVisible, "the question about a bag that is not listed")
    assert work.carried_by(page.office, old.move.bundle.lower()) == old, "as a scanner says it"


def test_a_page_shows_some_rows_and_more_when_they_are_asked_for(open_station: Open) -> None:
    station = open_station()
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.idle()
    lines = [Line(number, f"第{number}行") for number in range(YEARS)]
    page.set_lines(lines, beyond=7)
    assert len(page.rows) == MOST + 1 and str(YEARS + 7 - MOST) in page.rows[-1].line.title
    asked: list[int] = []
    page.more_wanted.connect(lambda: asked.append(page.most))
    page.more_wanted.disconnect(page.refresh)  # these rows are no reminders
    page.rows[3].setFocus()
    station.hand.keys("0")
    assert asked == [2 * MOST]
    page.set_lines(lines, beyond=7)
    assert len(page.rows) == 2 * MOST + 1 and page.rows[MOST].line.title == f"第{MOST}行"
    assert page.rows[MOST].hasFocus(), "she reads on where she was"
    page.set_lines(lines[:MOST])
    assert [row.line.value for row in page.rows] == list(range(MOST)), "nothing more is offered where there is none"
