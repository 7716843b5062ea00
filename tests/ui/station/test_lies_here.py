"""What came back from the county: a result that lies here is seen, and its papers are told apart from one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.storage.schema import papers
from app.usecases.desk import Session
from tests.ui.station.test_evening import SMALLEST, give_out, take_in
from ui.shared.measure import cut_texts
from ui.station.work import RESULT

Open = Callable[..., Any]


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768)])
def test_who_opens_the_station_sees_that_a_licence_lies_here_and_comes_to_hand_it_over(
    open_station: Open, size: tuple[int, int]
) -> None:
    """Nothing on the first page told of it: who came for her licence was sent to the county."""
    station = open_station(size)
    case = give_out(station)
    station.hand.keys("Alt+Home")
    station.idle()
    row = station.face.pages["home"].rows["remind"]
    assert "1 件结果在这里等人领" in row.line.sub and row.line.mark.text == "等人领"
    assert not cut_texts(station.opening.shell)
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whose result lies here")
    assert "的结果在这里" in page.rows[0].line.title and not cut_texts(station.opening.shell)
    station.hand.keys("1")
    station.hand.wait(lambda: station.opening.shell.place() == "handover", "the issue desk")
    station.idle()
    assert station.face.pages["handover"]._case.id == case.id


def test_what_the_county_printed_is_not_printed_a_second_time_at_the_station(open_station: Open) -> None:
    """打印和补打 offered 补打 of the county's papers; a sheet without its seal, and nobody there knew of it."""
    station = open_station(SMALLEST)
    take_in(station)
    case = station.cases()[0]
    receipt = case.papers_of(PaperKind.RECEIPT)[0]
    theirs = {"number": "演沈公西收〔2026〕D07-000009号", "state": "given"}
    with station.face.workplace.database.write.begin() as connection:
        connection.execute(update(papers).where(papers.c.document_id == receipt.document_id.bytes).values(**theirs))
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    page, shell = station.face.pages["papers"], station.opening.shell
    station.hand.wait(lambda: any(row.line.mark.text == "区里出的" for row in page.rows), "the papers")
    row = next(row for row in page.rows if row.line.mark.text == "区里出的")
    station.hand.click(row.objectName())
    station.idle()
    assert not shell.dialog().isVisible() and "不在驿站补打" in shell.band._title.text()
    assert "打最下面的电话" in shell.band._text.text() and not cut_texts(shell)


@pytest.mark.parametrize("gives", [True, False])
def test_who_fetches_her_result_is_told_where_it_will_lie(open_station: Open, gives: bool) -> None:
    """「到区里的发件窗口取」 was said where the station itself hands it out: she went to the county in vain."""
    station = open_station(SMALLEST)
    office, page = station.face.workplace.office, station.intake
    rights = (Right.RECEIVE, Right.HAND_OVER) if gives else (Right.RECEIVE,)
    office.enter(Session(office.desk.session.operator, tuple(Grant(right) for right in rights)))
    station.begin_card()
    page.show_step(RESULT)
    assert "选好事项" in page.result_words.text(), "nothing is told before it is known"
    page.show_step(0)
    station.hand.type("intake.phone", "13800000001")
    station.hand.keys("Return")
    station.idle()
    station.choose()
    page.show_step(RESULT)
    station.idle()
    words = page.result_words.text()
    assert ("来这里取" in words) is gives and not cut_texts(station.opening.shell)
    assert "先打区里的电话" in words if gives else "到区里的发件窗口取" in words
    station.hand.keys("X")
    station.idle()
    assert "取" not in page.result_words.text().split("。")[0], "what is posted is fetched nowhere"


def test_what_the_county_wants_of_who_came_here_is_told_at_once_with_the_telephone_to_call(open_station: Open) -> None:
    """A 补正 stood nowhere on the first page until its last days: of twenty working days she had three left."""
    station = open_station(SMALLEST)
    office, hand = station.face.workplace.office, station.hand
    helper = office.desk.session.operator
    office.enter(Session(helper, tuple(Grant(right) for right in (Right.RECEIVE, Right.NOTIFY))))
    station.begin()
    station.collect(but=1)
    hand.keys("Ctrl+Return")
    hand.wait(lambda: [each for each in station.cases() if each.notices], "the notice, as the county would make it")
    station.printed()
    office.enter(Session(helper, (Grant(Right.RECEIVE),)))
    hand.keys("Alt+Home")
    station.idle()
    row, shell = station.face.pages["home"].rows["remind"], station.opening.shell
    station.face._badges()
    station.idle()
    assert "补材料" in row.line.sub and row.line.mark.text == "要补材料" and not cut_texts(shell)
    hand.keys("5")
    page = station.face.pages["remind"]
    hand.wait(lambda: page.rows, "whom to call")
    assert "补材料" in page.rows[0].line.title and not cut_texts(shell)
    hand.keys("Alt+H")
    station.idle()
    assert "13800000001" in page.rows[0].line.sub
    hand.keys("1")
    hand.wait(lambda: shell.place() == "case", "what is wanted, and where it is handed in")
