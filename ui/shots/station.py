"""The scenes of the station: a helper's day without a line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.domain.rights import Grant, Right
from app.domain.time import Timestamp
from app.errors import RefusedError
from app.storage.schema import events
from app.usecases.desk import Session
from ui.day import Day
from ui.line import LAST_SYNC_SETTING
from ui.shots.cases import NURSE_ITEM, receive
from ui.shots.room import ZHANG, Room
from ui.station.column import MOST
from ui.station.work import MATERIALS, RESULT, SIGN, bundles, hand_on
from ui.theme import look
from ui.window.login import LockedPage, LoginPage

PLACE, TRADE = "样例镇政务服务驿站", ""


def doors(room: Room) -> None:
    """Before anybody helps."""
    login = LoginPage()
    login.set_place_name(PLACE, TRADE)
    room.shell.show_full(login)
    room.take("login")
    locked = LockedPage()
    locked.set_operator("周八 0801")
    locked.set_place_name(PLACE, TRADE)
    room.shell.show_full(locked)
    room.take("locked")


def begin(room: Room) -> Any:
    """A card, and the item by keys."""
    page = room.face.pages["intake"]
    room.face.card_read(ZHANG)
    room.hand.wait(lambda: page.state.card is not None, "the card")
    room.calm()
    room.type("intake.phone", "13800000001")
    room.keys("Return")
    room.type("intake.search", "jzz")
    room.hand.wait(lambda: page.what.results.count() > 0, "the results")
    room.hand.keys("Return", "intake.search")
    room.hand.wait(lambda: page.state.guide is not None, "the guide")
    room.calm()
    for question, answer in (("ground", "home"), ("proxy", "no")):
        room.click(f"intake.question.{question}.{answer}")
    return page


def collect(room: Room, but: int = 0) -> None:
    """Every material is there, but the last ``but`` are missing."""
    page = room.face.pages["intake"]
    page.show_step(MATERIALS)
    room.calm()
    rows = page.state.material_rows()
    for number, row in enumerate(rows):
        page.go_to(f"row.{row.number}")
        room.keys(*("X1" if number >= len(rows) - but else "S"))


def take_in(room: Room) -> None:
    """One case from the card to the county."""
    page = begin(room)
    collect(room)
    page.show_step(SIGN)
    views = room.place.stores.views
    before = len(views.cases())
    room.keys("Ctrl+Return")
    room.hand.wait(lambda: len(views.cases()) > before, "the receipt")
    room.calm()
    room.all_out()


def home(room: Room) -> None:
    """The first page: fresh, with something begun, afterwards, and after days without a line."""
    room.face.go_home()
    room.face._badges()
    room.take("home-fresh")
    begin(room)
    collect(room, 1)
    room.keys("Ctrl+S")
    room.face.go_home()
    room.face._badges()
    room.take("home-begun")
    take_in(room)
    room.face.go_home()
    room.face._badges()
    room.take("home-after")
    now = room.clock.now()
    room.place.stores.settings.put(LAST_SYNC_SETTING, str(now.ms))
    room.clock.move(Timestamp(now.ms + int(timedelta(days=3).total_seconds() * 1000), now.quality))
    room.face.go_home()
    room.face._badges()
    room.take("home-days-offline")


def intake(room: Room) -> None:
    """One step at a time."""
    room.face.go_home()
    room.keys("1")
    room.take("step-who")
    page = begin(room)
    page.show_step(1)
    room.take("step-what")
    page.show_step(MATERIALS)
    room.take("step-materials")
    collect(room, 1)
    room.take("step-deficient")
    collect(room)
    page.show_step(RESULT)
    room.take("step-result")
    page.show_step(SIGN)
    room.take("step-sign")
    page.start_new()
    room.calm()
    room.click("station.visit")
    room.take("at-home")


def rooms(room: Room) -> None:
    """The other pages."""
    room.go("bundle").take_focus()
    room.take("bundle-empty")
    room.shell.go("pad")
    room.hand.wait(lambda: "pad" in room.face.pages, "the page, whose code may still be loaded")
    pad = room.go("pad")
    room.take("pad-none")
    Day(room.place).pad(3)
    pad.refresh()
    room.hand.wait(lambda: bool(pad.seen and pad.seen.rows), "the sheets")
    room.take("pad-sheets")
    take_in(room)
    for key in ("bundle", "progress", "papers", "remind", "record"):
        room.go(key).take_focus()
        room.take(key)
    room.show_case(room.place.stores.views.cases()[0].case_id)
    room.take("case")
    bags = room.go("bundle")
    bags.take_focus()
    room.calm()
    room.type("station.bundle.hand", "王五")
    room.keys("Ctrl+Return")
    room.take("bundle-left")


def ended(room: Room) -> None:
    """A case ends at the county: its bag comes back and belongs to the applicant; what the county did is to be told."""
    office, session = room.office, room.office.desk.session
    cases = [receive(office, NURSE_ITEM, False) for _ in range(3)]
    room.all_out()
    bags = room.go("bundle")
    hand_on(office, bundles(office), bags.county, "王五")
    office.enter(Session(session.operator, tuple(map(Grant, Right))))
    office.accept(cases[0], "counter")
    office.decline(cases[1], "authority", "不归本机关管", "样例市局")
    with room.place.database.write.begin() as connection:
        county = update(events).where(events.c.type.in_(("accepted", "declined")))
        connection.execute(county.values(device="D07", version=900))
    office.enter(session)
    room.all_out()
    bags.take_focus()
    bags.refresh()
    room.take("bundle-gone")
    gone = next(number for number, row in enumerate(bags.rows) if row.line.value.ended)
    room.keys(str(gone + 1))
    room.keys("R")
    room.take("bundle-back")
    room.shell.band.hide()
    room.take("bundle-returns")
    room.keys("1")
    room.take("bundle-give")
    room.keys("N")
    room.face.go_home()
    room.face._badges()
    room.take("home-returns")
    news = room.go("remind")
    news.take_focus()
    room.take("remind-news")
    room.keys("1")
    room.take("remind-told")
    room.keys("N")
    news.set_lines([row.line for row in news.rows] * MOST)
    news.rows[-1].setFocus()
    room.take("remind-more")
    now = room.clock.now()
    room.place.stores.settings.put(LAST_SYNC_SETTING, str(now.ms))
    room.clock.move(Timestamp(now.ms + int(timedelta(days=46).total_seconds() * 1000), now.quality))
    room.face.go_home()
    room.face._badges()
    room.take("home-months-offline")


def talk(room: Room) -> None:
    """Typed dialogue with who cannot hear, over what was begun."""
    begin(room)
    room.keys("Ctrl+Shift+K")
    room.take("talk-empty")
    for words in ("请问您带户口本了吗", "带了，在包里", "好的，请签名"):
        room.type("citizen.words", words)
        room.keys("Return")
    room.take("talk")


def told(room: Room) -> None:
    """A message and a refusal."""
    room.face.go_home()
    ends = "沈阳市公安局铁西分局委托的「收件」将于2026年10月5日到期"
    room.tell.message("warn", ends, look().texts.t("login.delegation_next"))
    room.take("told-band")
    room.shell.band.hide()
    error = RefusedError(
        "ZC-RIGHT-03", "监察人员只能查看，不能办理、登记或者打印", "S1 28", "什么都没有改变",
        "要改正的，请告诉承办这一件的单位",
    )  # fmt: skip
    room.tell.error(error)
    room.take("told-refused")


def help_pages(room: Room) -> None:
    """F1 and the strip of the guided first hour."""
    room.face.go_home()
    room.keys("F1")
    room.take("help-home")
    room.keys("Escape")
    begin(room)
    room.keys("F1")
    room.take("help-intake")
    room.keys("Escape")
    room.face.guide.begin()
    room.calm()
    room.face.guide.look()
    room.take("lesson-begin")
    page = room.face.pages["intake"]
    collect(room)
    page.show_step(SIGN)
    guide = room.face.guide
    while (step := guide.lessons.step()) is not None and not step.primary:
        guide._skip()
    room.calm()
    room.take("lesson-sign")


SCENES = {
    "doors": doors, "home": home, "intake": intake, "rooms": rooms, "ended": ended, "talk": talk, "told": told,
    "help": help_pages,
}  # fmt: skip
