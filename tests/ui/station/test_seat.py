"""The station's seat changes hands: who only looks comes in, and nobody stands before a stranger's case."""

from __future__ import annotations

from collections.abc import Callable

from app.usecases.desk import Session
from app.values import replace
from tests.ui.station.conftest import Station
from ui.shots.room import ZHANG

Open = Callable[..., Station]


def another(station: Station, *, looks_only: bool = False) -> Session:
    """A session of somebody else; 监察人员 hold no right."""
    mine = station.face.workplace.office.desk.session
    grants = () if looks_only else mine.grants
    return replace(mine, operator=replace(mine.operator, id="op-0713", name="钱七", number="0713"), grants=grants)


def test_who_only_looks_comes_in_at_a_station_and_may_look(open_station: Open) -> None:
    station = open_station()
    session = another(station, looks_only=True)
    station.face.workplace.office.enter(session)
    assert session.looks_only
    station.face._entered(session)
    station.idle()
    assert station.opening.shell.place() == "progress"


def test_who_only_looks_begins_no_intake_at_a_station_by_card_search_or_parked_line(open_station: Open) -> None:
    """She was told that her account may only look, and the card filled a draft behind the page all the same."""
    station = open_station()
    session = another(station, looks_only=True)
    station.face.workplace.office.enter(session)
    station.face._entered(session)
    station.idle()
    told: list[str] = []
    station.opening.tell.told.connect(lambda notice: told.append(notice.title))
    station.face.card_read(ZHANG)
    station.face._chosen(("item", "whatever"))
    station.face._settle("intake")
    station.idle()
    assert any("只能查看" in words for words in told)
    assert station.opening.shell.place() == "progress" and station.intake.state.card is None
    assert not list(station.face.workplace.office.open_drafts())


def test_the_next_helper_does_not_stand_before_the_case_of_the_one_before(open_station: Open) -> None:
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.face.show_case(station.cases()[0].id)
    station.idle()
    assert station.opening.shell.place() == "case"
    session = another(station)
    station.face.workplace.office.enter(session)
    station.face._entered(session)
    station.idle()
    assert station.opening.shell.place() == "progress"
