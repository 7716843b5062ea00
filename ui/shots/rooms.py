"""The scenes of the window's other rooms: print and blanks, the line, the pages of the day, the citizen's screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from app.domain import events as ev
from app.domain.codec import dumps
from app.domain.conduct import Conduct, Kind, Signal
from app.domain.events import Recipient
from app.domain.figures import Figures
from app.domain.parcels import inside
from app.domain.records import NumberBlock
from app.domain.serials import WAYBILL
from app.domain.time import at
from app.errors import RefusedError
from app.ports import Effects, JobState
from app.storage.restore_copy import LOST_SETTING, Lost, OpenNumbers
from app.storage.schema import commits, number_blocks
from app.usecases.book_courier import book_courier
from app.usecases.choose_delivery import choose_delivery
from app.usecases.hall_calls import UNPLACED
from app.usecases.hand_over import hand_over
from app.usecases.take_parcel_back import take_parcel_back
from sync.client.account import ITEMS_SETTING, LAST_SETTING
from ui import sack
from ui.counts import Counted
from ui.day import Day
from ui.line import LAST_ERROR_SETTING, ON_RECORD_SETTING
from ui.shots.cases import LI, NURSE_ITEM, receive
from ui.shots.room import ZHANG, Room
from ui.shots.window import begin, choose, fill
from ui.tell import Answer
from ui.theme import look


def posted(room: Room, count: int = 3) -> list[UUID]:
    """Results that go by post, sealed, each with its waybill."""
    office, cases = room.office, []
    for number in range(count):
        case = receive(office, NURSE_ITEM, False)
        office.accept(case, "counter")
        office.decide_on_spot(case, True, "自2026年9月28日至2031年9月27日", f"20262100012{number}")
        office.issue_certificate(case, office.next_blank(office.case(case).item.blank_kind))
        office.act(choose_delivery, case, "邮寄", "纸质件", "沈阳市铁西区建设路1号")
        room.all_out()
        for paper in office.case(case).papers:
            if paper.awaits_seal:
                name = office.seal_name(office.case(case), paper)
                office.record_seal(case, paper.document_id, name, "演练员", "盖章室")
        office.act(book_courier, case)
        cases.append(case)
    return cases


def parcels(room: Room) -> None:
    """The courier's round: scan, print, sign."""
    room.place.blocks.add(NumberBlock("waybills", WAYBILL, 31, 60))
    page = room.go("parcels")
    room.take("parcels-empty")
    posted(room, 4)
    page.refresh()
    room.calm()
    waybills = [each.waybill for each in page.seen.waiting]
    for waybill in waybills[:2]:
        page._take(waybill)
    page.table.pick(3)
    room.keys("Alt+X")
    room.take("parcels-scan")
    page._take("YD2026092800000777")
    room.calm()
    room.take("parcels-wrong")
    page._take(waybills[2])
    listed = sack.make(room.place, [each for each in page.seen.waiting if each.waybill != waybills[3]])
    sack.looked(room.place, listed, True)
    page.refresh()
    room.calm()
    room.take("parcels-signing")
    room.keys("Ctrl+Return")
    room.take("parcels-sign")
    room.keys("Escape")
    sack.sign(room.place, listed, "快递员甲")
    page.refresh()
    room.calm()
    room.take("parcels-done")


def returns(room: Room) -> None:
    """What came back: who, why, what comes next; and how lists and the case say so."""
    room.place.blocks.add(NumberBlock("waybills", WAYBILL, 31, 60))
    page = room.go("returns")
    room.take("returns-empty")
    cases = posted(room)
    waybills = [room.office.case(case).asks[-1].subject for case in cases]
    documents = tuple(paper.document_id for paper in inside(room.office.case(cases[0])))
    served = Recipient("张三", "本人")
    room.office.act(hand_over, cases[0], served, documents, "邮寄送达", reference=waybills[0])
    page.scan.set_value("YD2026092800000777")
    page._enter()
    room.calm()
    room.take("returns-unknown")
    page.scan.set_value(waybills[0])
    page._enter()
    room.calm()
    room.take("returns-of")
    room.keys("Escape")
    room.office.act(take_parcel_back, cases[0], waybills[0], "查无此人")
    room.office.act(take_parcel_back, cases[1], waybills[1], "地址不详：没有门牌号")
    room.office.act(choose_delivery, cases[1], "自取", "纸质件")
    page.refresh()
    room.calm()
    room.take("returns-list")
    room.show_case(cases[0])
    room.take("returns-case")
    found = room.go("search")
    found.show_list()
    room.calm()
    room.take("returns-found")


def printing(room: Room) -> None:
    """Print and blanks: five rooms."""
    fill(room)
    receive(room.office)
    page = room.go("print")
    room.keys("Ctrl+1")
    room.take("print-queue")
    jobs = room.place.stores.jobs
    for job, state in zip(jobs.jobs(JobState.ALLOCATED), (JobState.FAILED, JobState.UNSURE), strict=False):
        jobs.turn(job, JobState.SENT, "")
        sent = jobs.job(job.id)
        if sent is not None:
            jobs.turn(sent, state, "缺纸" if state is JobState.FAILED else "")
    page.refresh()
    room.take("print-failed")
    for number, name in ((2, "stock"), (4, "seals"), (3, "custody"), (5, "calibration")):
        room.keys(f"Ctrl+{number}")
        room.take(f"print-{name}")


def sync(room: Room) -> None:
    """The outbox in its faults."""
    page = room.go("sync")
    room.dress(look().texts.t("line.online"), "ok")
    room.take("sync-quiet")
    settings = room.place.stores.settings
    settings.put(ON_RECORD_SETTING, "210106 沈阳市铁西区政务服务中心（新址）")
    page.refresh()
    room.take("sync-elsewhere")
    settings.put(ON_RECORD_SETTING, UNPLACED)
    page.refresh()
    room.take("sync-unplaced")
    settings.put(ON_RECORD_SETTING, "")
    room.dress()
    first, second = receive(room.office), receive(room.office, NURSE_ITEM, False, LI)
    room.place.scans.keep(b"scan" * 300_000, first)
    settings.put(LAST_ERROR_SETTING, f"offline {room.clock.now().ms - 8_400_000}")
    page.refresh()
    room.take("sync-waits")
    with room.place.database.writing() as connection:
        of_second = update(commits).where(commits.c.case_id == second.bytes)
        connection.execute(of_second.values(ack="x", parked="lease-stale"))
    page.refresh()
    room.take("sync-parked")
    settings.put(LAST_ERROR_SETTING, f"bad-signature {room.clock.now().ms}")
    page.refresh()
    room.take("sync-garbled")
    with room.place.database.writing() as connection:
        of_papers = update(number_blocks).where(number_blocks.c.series == "paper")
        connection.execute(of_papers.values(next=number_blocks.c.last + 1))
    settings.put(LAST_ERROR_SETTING, f"captive {room.clock.now().ms}")
    page.refresh()
    room.take("sync-numbers-out")


def _answer_all(room: Room, page: Any, words: str) -> None:
    for _ in range(14):
        room.calm()
        if page.seen is None or not page.seen.missing:
            return
        page.points.setFocus()
        room.keys("Return")
        _typed(room, words)
        room.keys("Return")


def _typed(room: Room, words: str) -> None:
    """Into whatever has the keyboard, as an input method commits it."""
    focused = QApplication.focusWidget()
    if focused is None:
        return
    typed = QInputMethodEvent()
    typed.setCommitString(words)
    QApplication.sendEvent(focused, typed)
    room.calm()


def day(room: Room) -> None:
    """Opening check, change of shift, closing check."""
    Day(room.place).pad(2)
    page = room.go("day")
    room.take("day-open")
    room.type("day.blank.1", "20")
    room.keys("Return")
    _answer_all(room, page, "已报修，先用手工")
    room.keys("Ctrl+Return")
    room.take("day-sign")
    room.keys("P", "Ctrl+Return")
    room.keys("2")
    room.take("day-shift")
    room.keys("3")
    room.take("day-close")


def counted(case_id: UUID) -> Callable[[date, date], Counted]:
    """A busy hall whose figures add up: every case taken in has its item and its time; one signal of a late one."""

    def of(first: date, last: date) -> Counted:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        received = {each: 22 + each.day * 5 % 11 for each in days if _open(each)}
        total = sum(received.values())
        items = {name: total * share // 100 for name, share in _SHARES.items()}
        items["食品经营许可（新办）"] += total - sum(items.values())
        figures = Figures(
            first, last, received, {each: count * 3 // 4 for each, count in received.items()}, items,
            tuple(150 + n * n * 37 % 1100 + (n % 9 == 0) * 900 for n in range(total)), {"main": 1}, 57, 3,
        )  # fmt: skip
        late = Signal(Kind.LATE, case_id, first, "应于2026-09-18前办结，还没有办结")
        return Counted(figures, Conduct(first, last, 57, 3, (late,)), COUNTED)

    return of


COUNTED = at(2026, 9, 28, 10, 42)
"""When it was counted."""
_SHARES = {
    "食品经营许可（新办）": 21, "护士执业注册（首次注册）": 16, "食品经营许可（变更）": 13, "道路旅客运输经营许可": 11,
    "公共场所卫生许可": 9, "居住证申领": 9, "小餐饮经营许可（新办）": 8, "医疗机构执业登记": 7, "特困人员认定": 6,
}  # fmt: skip
"""Of a hundred cases."""


def _open(day: date) -> bool:
    """Whether the hall works: no weekend, not the first week of October."""
    return day.weekday() < 5 and (day.month, day.day) not in {(10, n) for n in range(1, 8)}


def figures(room: Room) -> None:
    """Statistics."""
    room.go("figures")
    room.take("figures-empty")
    page = room.face.pages["figures"]
    page._reader = counted(receive(room.office))
    page.refresh()
    room.keys("2")
    room.take("figures-week")
    room.keys("3")
    room.take("figures-month")
    room.keys("4")
    room.take("figures-own")
    room.keys("Esc", "Ctrl+E")
    room.take("figures-save")


def visits(room: Room) -> None:
    """Who is here with more than one case."""
    page = room.go("visits")
    room.take("visits-empty")
    for name, ticket in (("张三", ""), ("李四", "B017")):
        room.keys("Ctrl+N")
        _typed(room, name)
        if ticket:
            room.type("case.visit.ticket", ticket)
        room.keys("Ctrl+Return")
    page.table.pick(0)
    room.take("visits-list")


def pad(room: Room) -> None:
    """The paper pad."""
    page = room.go("pad")
    room.take("pad-empty")
    room.clock.move(at(2026, 9, 28, 7, 30))  # printed before anybody came
    Day(room.place).pad(3)
    room.clock.move(at(2026, 9, 28, 10, 42))
    page.refresh()
    room.calm()
    page.table.setFocus()
    page.table.pick(1)
    room.keys("Return")
    room.take("pad-enter")
    room.type("case.pad.day", "9月28日")
    room.type("case.pad.time", "8:05")
    room.keys("Ctrl+Return")
    found = room.face.pages["intake"]
    found.card_read(ZHANG)
    room.calm()
    room.type("intake.phone", "13800000001")
    room.keys("Return")
    choose(room, "hszyzc")
    room.keys("F8")
    if room.shell.dialog().isVisible():
        room.keys("Y")
    room.hand.wait(lambda: found.state.case is not None, "the receipt")
    page = room.go("pad")
    page.refresh()
    room.calm()
    page.table.pick(0)
    room.take("pad-gap")


def file(room: Room) -> None:
    """卷宗."""
    owed = receive(room.office)
    room.office.issue_notice(owed)
    room.all_out()
    room.shell.go("file")
    room.face.pages["file"].show_case(owed)
    room.take("file")


def accounts(room: Room) -> None:
    """What no machine can settle."""
    page = room.go("accounts")
    room.take("accounts-empty")
    settings, now = room.place.stores.settings, room.clock.now().ms
    owed = receive(room.office)
    settings.put(ITEMS_SETTING, json.dumps([{"case": owed.hex, "kind": "unlike", "commits": ["D07/1/3"]}]))
    settings.put(LAST_SETTING, str(now))
    number = room.office.case(owed).papers[0].number
    lost = Lost(3, 1, now, 0, 0, (), ("ab" * 32,), (OpenNumbers("paper", 12, 20),), (number,))
    settings.put(LOST_SETTING, dumps(lost))
    _withdrawal_asked(room, owed)
    page.refresh()
    room.calm()
    page.table.pick(0)
    room.take("accounts-open")
    page.table.setFocus()
    room.keys("Ctrl+Return")
    _typed(room, "与平台核对，本机的对")
    room.keys("Ctrl+Return", "2")
    room.take("accounts-done")


def _withdrawal_asked(room: Room, case_id: UUID) -> None:
    desk = room.office.desk
    with desk.units.begin() as tx:
        held = tx.case(case_id)
        asked = ev.PartnerAsked(
            desk.clock.now(), desk.session.operator, uuid4(), "holder", "withdrawal", {"reason": "另找了单位"}
        )
        tx.append(case_id, held, (asked,), Effects())


def citizen(room: Room) -> None:
    """The screen towards the person."""
    begin(room)
    room.keys("Ctrl+I")
    room.take("citizen-read")
    room.keys("Escape")
    owed = receive(room.office)
    room.office.issue_notice(owed)
    room.all_out()
    notice = room.office.case(owed).notices[-1].document_id
    room.office.record_seal(owed, notice, "专用章", "演练员", "盖章室")
    room.show_case(owed)
    room.keys("Ctrl+I")
    room.take("citizen-notice")
    room.click("citizen.paper")
    room.take("citizen-paper")
    room.click("citizen.page_seen")
    view = room.face.screen.view
    while not view.confirm.is_done:
        # What lies below is seen first.
        room.click("citizen.right")
    view.show_steps()
    room.click("citizen.level.2")
    room.take("citizen-rate")
    room.click("citizen.reason.2")
    room.click("citizen.send")
    room.take("citizen-done")
    room.keys("Ctrl+Shift+K")
    _typed(room, "请问您带户口本了吗")
    room.keys("Return")
    room.take("citizen-talk")


def told(room: Room) -> None:
    """The one door of messages: band, refusal, fault of the program, question."""
    page = begin(room)
    page.materials.take_focus()
    ends = "沈阳市铁西区卫生健康局委托的「受理」将于2026年10月5日到期"
    room.tell.message("warn", ends, look().texts.t("login.delegation_next"))
    room.take("told-band")
    room.shell.band.hide()
    room.tell.error(
        RefusedError(
            "ZC-CASE-71", "D07-000124 还没有出纸或者还没有盖章，不能交付", "行政许可法 39", "什么都没有改变",
            "盖章登记后再交付",
        )
    )  # fmt: skip
    room.take("told-refused")
    room.keys("Return")
    try:
        raise LookupError("a page that was drawn before its case was read")
    except LookupError as error:
        room.tell.error(error)
    room.take("told-fault")
    room.keys("Return")
    t = look().texts.t
    answers = [Answer("go", t("intake.receipt_anyway"), "Y"), Answer("stay", t("intake.look_first"), "N", primary=True)]
    room.tell.ask(
        t("intake.receipt_ask", count=2), t("intake.receipt_ask_note"), answers, lambda value: None, "stay"
    )
    room.take("told-question")


def help_pages(room: Room) -> None:
    """F1: the help of a page with its keys, and the report."""
    begin(room)
    room.keys("F1")
    room.take("help-intake")
    bar = room.face.guide.sheet.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    room.take("help-keys")
    room.keys("Escape")
    fill(room)
    room.go("due").refresh()
    room.keys("F1")
    room.take("help-due")
    told = look().texts.t
    room.keys("Escape")
    room.tell.message(
        "ok",
        told("help.report_saved", code="ZC-R-D07-4E1A90"),
        told("help.report_stick", path="…/ZC-R-D07-4E1A90.txt"),
    )
    room.take("help-report")


def lessons(room: Room) -> None:
    """The strip of the guided first hour."""
    page = room.go("intake")
    page.start_new()
    room.face.guide.begin()
    room.calm()
    room.face.guide.look()
    room.take("lesson-begin")
    begin(room)
    for _ in range(8):
        room.face.guide.look()
    page.materials.take_focus()
    room.face.guide.look()
    room.take("lesson-rows")
    room.go("due")
    room.face.guide.look()
    room.take("lesson-elsewhere")


SCENES = {
    "parcels": parcels,
    "returns": returns,
    "print": printing,
    "sync": sync,
    "day": day,
    "figures": figures,
    "visits": visits,
    "pad": pad,
    "file": file,
    "accounts": accounts,
    "citizen": citizen,
    "told": told,
    "help": help_pages,
    "lessons": lessons,
}
