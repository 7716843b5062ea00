"""What the county did since yesterday stands on the first page, with the telephone, until somebody was told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import update

from app.domain.rights import Grant, Right
from app.domain.time import Timestamp
from app.storage.schema import audit, case_row, events
from app.usecases.desk import Session
from app.values import replace
from tests.ui.station.test_evening import SMALLEST
from ui.shared.measure import cut_texts
from ui.shots.cases import NURSE_ITEM, receive
from ui.station import work
from ui.station.news import TOLD, news, tell

Open = Callable[..., Any]


def accepted_at_the_county(station: Any, *, device: str = "D07") -> Any:
    """A case of this station was accepted by ``device``."""
    office = station.face.workplace.office
    rights = (Right.RECEIVE, Right.NOTIFY, Right.ACCEPT, Right.DECIDE)
    office.enter(Session(office.desk.session.operator, tuple(Grant(right) for right in rights)))
    case = receive(office, NURSE_ITEM, False)
    office.accept(case, "counter")
    station.printed()
    with station.face.workplace.database.write.begin() as connection:
        connection.execute(update(events).where(events.c.type == "accepted").values(device=device, version=900))
    return case


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768)])
def test_who_opens_the_station_reads_what_the_county_accepted_and_whom_to_ring(
    open_station: Open, size: tuple[int, int]
) -> None:
    """It stood in 帮人查进度 alone, for whoever came and asked."""
    station = open_station(size)
    shell = station.opening.shell
    case = accepted_at_the_county(station)
    station.face.go_home()
    station.idle()
    row = station.face.pages["home"].rows["remind"]
    station.hand.wait(lambda: "区里受理了" in row.line.sub, "the news")
    assert row.line.mark.text == "告诉他" and not cut_texts(shell)
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whom to tell")
    assert "区里受理了" in page.rows[0].line.title and "电话 138****" in page.rows[0].line.sub
    assert page.rows[0].line.extra == "看电话" and not cut_texts(shell)
    for answer, left in (("N", 1), ("J", 0)):
        station.hand.keys("1")
        station.hand.wait(shell.dialog().isVisible, "the question")
        assert not cut_texts(shell)
        station.hand.keys(answer)
        station.hand.wait(lambda: not shell.dialog().isVisible(), "the answer")
        station.idle()
        assert len(page.rows) == left
    with station.face.workplace.database.read.connect() as connection:
        subjects = [row.subject for row in connection.execute(audit.select().where(audit.c.action == "told"))]
    assert subjects == [f"{case}:accepted"], "who told it is on record"
    station.face.go_home()
    station.idle()
    assert "区里受理了" not in row.line.sub and row.line.mark is None


def test_the_case_is_there_to_be_read_before_she_rings(open_station: Open) -> None:
    station = open_station()
    case = accepted_at_the_county(station)
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whom to tell")
    station.hand.keys("1")
    station.hand.wait(station.opening.shell.dialog().isVisible, "the question")
    station.hand.keys("K")
    station.idle()
    assert station.opening.shell.place() == "case" and [each.line.case_id for each in news(page.office)] == [case]


def test_what_this_station_did_itself_is_no_news_of_the_county(open_station: Open) -> None:
    station = open_station()
    here = station.face.workplace.office.desk.place.device
    accepted_at_the_county(station, device=here)
    assert news(station.face.workplace.office) == ()


def days_later(station: Any, days: int) -> None:
    now = station.clock.now()
    station.clock.move(Timestamp(now.ms + days * 86_400_000, now.quality))


def test_the_news_bears_the_day_on_which_the_county_did_it(open_station: Open) -> None:
    """Beside 区里受理了 stood the day on which the bag left: her days were counted from there."""
    station = open_station()
    accepted_at_the_county(station)
    office = station.face.workplace.office
    days_later(station, 8)
    work.hand_on(office, work.bundles(office), "区里", "王五")
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whom to tell")
    assert page.rows[0].line.sub.startswith("9月28日　")


def test_news_of_last_year_bears_its_year(open_station: Open) -> None:
    """9月28日 stood there in January as it does in October."""
    station = open_station()
    accepted_at_the_county(station)
    days_later(station, 120)
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whom to tell")
    assert page.rows[0].line.sub.startswith("2026年9月28日　")


def test_news_of_a_correction_is_told_from_that_of_the_case_it_corrects(open_station: Open) -> None:
    """Two rows of the same person and item stood there, and she rang about the wrong one."""
    station = open_station(SMALLEST)
    case = accepted_at_the_county(station)
    with station.face.workplace.database.writing() as connection:
        connection.execute(update(case_row).where(case_row.c.case_id == case.bytes).values(corrects=uuid4().bytes))
    station.hand.keys("5")
    page = station.face.pages["remind"]
    station.hand.wait(lambda: page.rows, "whom to tell")
    assert page.rows[0].line.sub.startswith("9月28日　更正件 ")
    assert not cut_texts(station.opening.shell)


def test_of_a_case_that_was_served_or_is_gone_nothing_is_kept_that_was_told(open_station: Open) -> None:
    """What was told grew by every case for ever, and all of it was read and written at each word."""
    station = open_station()
    case = accepted_at_the_county(station)
    served = receive(station.face.workplace.office, NURSE_ITEM, False)
    office = station.face.workplace.office
    with station.face.workplace.database.writing() as connection:
        connection.execute(update(case_row).where(case_row.c.case_id == served.bytes).values(state="S70"))
    former = {str(each): [[str(uuid4())], 1] for each in (served, uuid4())}
    office.stores.settings.put(TOLD, json.dumps(former))
    (told,) = news(office)
    tell(office, told)
    assert set(json.loads(office.stores.settings.get(TOLD))) == {str(case)}
    assert news(office) == ()


def test_what_was_told_once_does_not_come_back(open_station: Open) -> None:
    """After a fortnight her word was forgotten, and the next move of the bag had her ring a second time."""
    station = open_station()
    accepted_at_the_county(station)
    office = station.face.workplace.office
    (told,) = news(office)
    tell(office, told)
    days_later(station, 22)
    tell(office, replace(told, line=replace(told.line, case_id=uuid4())))
    work.hand_on(office, work.bundles(office), "区里", "王五")
    assert news(office) == ()


def test_what_nobody_was_told_stays_until_it_is(open_station: Open) -> None:
    """It went from the row by itself after 14 days, also where the station was closed that long."""
    station = open_station()
    case = accepted_at_the_county(station)
    office = station.face.workplace.office
    days_later(station, 60)
    assert [each.line.case_id for each in news(office)] == [case]


def test_another_word_of_the_county_is_news_again(open_station: Open) -> None:
    station = open_station()
    accepted_at_the_county(station)
    office = station.face.workplace.office
    (told,) = news(office)
    office.stores.settings.put(TOLD, json.dumps({str(told.line.case_id): [[str(uuid4())], 1]}))
    assert [each.what for each in news(office)] == ["accepted"]
    tell(office, told)
    assert news(office) == ()


def test_a_case_that_did_not_change_since_it_was_told_is_not_looked_at_again(
    open_station: Open, monkeypatch: Any
) -> None:
    """Every reading of the first page read all events of all cases, and more of them from week to week."""
    station = open_station()
    case = accepted_at_the_county(station)
    office = station.face.workplace.office
    steps, read, asked = office.stores.views.news.steps, [], []
    monkeypatch.setattr(office.stores.views, "event_lines", lambda each: read.append(each) or ())
    monkeypatch.setattr(office.stores.views.news, "steps", lambda each, here: asked.append(each) or steps(each, here))
    (told,) = news(office)
    tell(office, told)
    assert news(office) == () and read == []
    assert [[each for each, _ in cases] for cases in asked] == [[case], []]


@pytest.mark.parametrize("phone", [True, False])
def test_whom_nobody_can_ring_is_sent_word_and_no_telephone_is_spoken_of(open_station: Open, phone: bool) -> None:
    """告诉他 with a telephone stood beside 没有留电话, and the question sent her to look at the number."""
    station = open_station(SMALLEST)
    accepted_at_the_county(station)
    page = station.face.pages["remind"]
    station.hand.keys("5")
    station.hand.wait(lambda: page.rows, "whom to tell")
    if not phone:
        page.show_found(([(each, "") for each, _ in page._found], 0))
    row = page.rows[0].line
    assert (row.mark.text, row.icon) == (("告诉他", "phone") if phone else ("带话", "user"))
    station.hand.keys("1")
    dialog = station.opening.shell.dialog()
    station.hand.wait(dialog.isVisible, "the question")
    words = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert ("Alt+H" in words) is phone and ("托人带话" in words) is not phone
    assert not cut_texts(station.opening.shell)
