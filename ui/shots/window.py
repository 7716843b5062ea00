"""The scenes of the window up to the case page: doors, intake, deadlines, a case, the issue desk, search."""

from __future__ import annotations

from typing import Any

from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.domain.time import at
from app.usecases.desk import Session
from ui.shots.cases import NURSE_ITEM, answered, receive
from ui.shots.room import ZHANG, Room
from ui.window.login import FirstRunPage, LockedPage, LoginPage

HALL, WINDOW, DIVISION = "铁西区政务服务中心", "07 号窗", "210106"
DINER = "小餐饮"


def doors(room: Room) -> None:
    """Before anybody works."""
    first = FirstRunPage(rehearsal=True)
    room.shell.show_full(first)
    room.take("first-run")
    for field, value in ((first.name, "赵六"), (first.number, "0712"), (first.password, "abc")):
        field.set_value(value)
    first.button.click()
    room.take("first-run-short")
    login = LoginPage()
    login.set_place_name(HALL, WINDOW, DIVISION)
    room.shell.show_full(login)
    login.number.set_value("0712")
    room.take("login")
    login.show_error("工号或口令不对", "还可以试 4 次")
    room.take("login-refused")
    locked = LockedPage()
    locked.set_operator("赵六 0712")
    locked.set_place_name(HALL, WINDOW, DIVISION)
    room.shell.show_full(locked)
    room.take("locked")


def begin(room: Room, words: str = "hszyzc", *answers: str) -> Any:
    """Card, telephone, item and 情形 by keys, as far as the list of materials."""
    room.shell.band.hide()
    page = room.go("intake")
    page.start_new()
    room.calm()
    page.card_read(ZHANG)
    room.calm()
    room.type("intake.phone", "13800000001")
    room.keys("Return")
    choose(room, words, *answers)
    page.materials.take_focus()
    room.calm()
    return page


def choose(room: Room, words: str, *answers: str) -> None:
    """Search an item, take the first, answer its questions."""
    find(room, words)
    for answer in answers or ("N",):
        room.keys(answer)


def find(room: Room, words: str, wanted: str = "") -> None:
    """Search an item and take the first, once ``wanted`` stands in its name."""
    results = room.face.pages["intake"].what.results

    def there() -> bool:
        first = results.current() if results.count() else None
        return first is not None and wanted in first.full_name

    room.type("intake.search", words)
    room.hand.wait(there, f"{words} in the results")
    room.keys("Return")
    room.hand.wait(lambda: room.face.pages["intake"].state.guide is not None, "the guide")
    room.calm()


def judge(room: Room, keys: str) -> None:
    """One key for each material, Enter to the next."""
    for key in keys:
        room.keys(key, "Return")


def intake(room: Room) -> None:
    """One person from the empty page to the receipt."""
    page = room.go("intake")
    page.start_new()
    room.calm()
    room.take("intake-empty")
    page.card_read(ZHANG)
    room.calm()
    room.take("intake-card")
    room.type("intake.phone", "13800000001")
    room.keys("Return")
    room.type("intake.search", "yljg")
    room.hand.wait(lambda: page.what.results.count() > 0, "the results")
    room.take("intake-search")
    find(room, "hszyzc", "护士")
    room.take("intake-situation")
    room.keys("N", "Alt+F")
    room.take("intake-form")
    room.keys("Escape")
    page.materials.take_focus()
    room.keys("S", "Return")
    room.take("intake-rows")
    room.keys("D", "Return", "M", "Return", "X", "6", "Return", "X", "1", "Return")
    room.take("intake-deficient")
    room.keys("F9")
    room.take("intake-law")
    room.keys("F9")
    page.start_new()
    begin(room)
    room.keys("S", "F8")
    room.take("intake-asked")
    room.keys("Escape")
    page.materials.take_focus()
    for number, key in enumerate("SDMS", start=1):
        page.go_to(f"row.{number}")
        room.keys(key)
    page.go_to("row.5")
    room.keys("X", "1", "Escape", "F8")
    room.hand.wait(lambda: page.state.case is not None, "the receipt")
    room.take("intake-received")
    page.start_new()
    begin(room)
    judge(room, "SDMSS")
    room.take("intake-filled")
    room.keys("Ctrl+S")
    room.keys("Ctrl+O")
    room.take("intake-parked")


def intake_ways(room: Room) -> None:
    """A company, 容缺, 不属本窗口, and who may only receive."""
    page = room.go("intake")
    page.start_new()
    room.keys("D")
    page.card_read(ZHANG)
    room.calm()
    room.type("intake.company_name", "沈阳样例食品有限公司")
    room.type("intake.uscc", "91210100MA00000XX5")
    room.take("intake-company")
    begin(room, DINER, "N", "1")
    judge(room, "SMRCS")
    room.take("intake-tolerant")
    room.keys("Ctrl+B")
    room.take("intake-away")
    room.keys("Escape")
    office, operator = room.office, room.office.desk.session.operator
    office.enter(Session(operator, (Grant(Right.RECEIVE),)))
    begin(room)
    judge(room, "SDMSS")
    room.take("intake-receive-only")
    office.enter(Session(operator, (Grant(Right.RECEIVE, item="nothing-here"),)))
    begin(room, DINER, "N", "1")
    room.take("intake-not-ours")


def due(room: Room) -> None:
    """The list of deadlines: empty, full, and late."""
    room.go("due")
    room.take("due-empty")
    room.clock.move(at(2026, 9, 21, 9, 10))
    fill(room)
    room.clock.move(at(2026, 9, 28, 10, 42))
    room.go("due").refresh()
    room.take("due-full")
    room.clock.move(at(2026, 9, 30, 10, 42))
    room.go("due").refresh()
    room.take("due-overdue")


def fill(room: Room) -> dict[str, Any]:
    """One case of each: a notice to give, a correction to wait for, one at the department, a result to fetch."""
    office = room.office
    made = {name: receive(office) for name in ("notice", "owed")}
    made["main"] = receive(office, faults=False)
    office.issue_notice(made["owed"])
    office.accept(made["main"])
    made["ready"] = receive(office, NURSE_ITEM, False)
    office.accept(made["ready"], "counter")
    office.decide_on_spot(made["ready"], True)
    room.all_out()
    return made


def case(room: Room) -> None:
    """A case in its main states."""
    office = room.office
    owed = receive(office)
    page = room.show_case(owed)
    room.take("case-asks")
    room.all_out()
    page.refresh()
    room.take("case-received")
    room.keys("Alt+M")
    room.take("case-more")
    room.keys("Escape")
    office.issue_notice(owed)
    room.all_out()
    room.show_case(owed)
    page.refresh()
    room.take("case-notice")
    room.keys("Ctrl+Return")
    room.take("case-seal")
    room.keys("Escape")
    notice = office.case(owed).papers_of(PaperKind.NOTICE)[0]
    office.record_seal(owed, notice.document_id, "行政审批专用章", "演练员", "盖章室")
    page.refresh()
    room.keys("Alt+1")
    room.take("case-correction")
    _accepted(room)
    _ended(room)


def _accepted(room: Room) -> None:
    accepted = receive(room.office, faults=False)
    room.office.accept(accepted)
    room.all_out()
    room.show_case(accepted)
    room.take("case-accepted")
    page = begin(room, DINER, "N", "1")
    judge(room, "SMRCS")
    opened: list[Any] = []
    page.case_opened.connect(opened.append)
    room.keys("Ctrl+Return")
    room.hand.wait(lambda: opened, "the case")
    answered(room.office, opened[0])
    room.all_out()
    room.show_case(opened[0]).refresh()
    room.take("case-promise")


def _ended(room: Room) -> None:
    office = room.office
    declined = receive(office)
    office.decline(declined, "authority", "本事项由市级行政机关受理", "沈阳市行政审批局")
    room.all_out()
    room.show_case(declined)
    room.take("case-declined")
    ready = receive(office, NURSE_ITEM, False)
    office.accept(ready, "counter")
    office.decide_on_spot(ready, True, "自2026年9月28日至2031年9月27日", "202621000123")
    office.issue_certificate(ready, office.next_blank(office.case(ready).item.blank_kind))
    room.all_out()
    room.show_case(ready)
    room.take("case-ready")
    withdrawn = receive(office)
    office.withdraw(withdrawn, "申请人改变了主意")
    room.all_out()
    room.show_case(withdrawn)
    room.take("case-withdrawn")


def handover(room: Room) -> None:
    """The issue desk."""
    room.go("handover")
    room.take("handover-empty")
    made = fill(room)
    office, ready = room.office, made["ready"]
    office.issue_certificate(ready, office.next_blank(office.case(ready).item.blank_kind))
    room.all_out()
    for paper in office.case(ready).papers:
        if not paper.sealing and not paper.void and office.seal_name(office.case(ready), paper):
            name = office.seal_name(office.case(ready), paper)
            office.record_seal(ready, paper.document_id, name, "演练员", "盖章室")
    desk = room.go("handover")
    desk.refresh()
    room.rest()
    desk.table.pick(0)
    room.take("handover-case")


def search(room: Room) -> None:
    """Finding a case again."""
    page = room.go("search")
    room.take("search-empty")
    fill(room)
    page.refresh()
    room.calm()
    room.type("search.field", "张三")
    room.keys("Return")
    room.take("search-found")
    room.type("search.field", "没有这个人")
    room.keys("Return")
    room.take("search-nothing")


def palette(room: Room) -> None:
    """``Ctrl+K``."""
    fill(room)
    room.shell.palette_box.open()
    room.calm()
    room.take("palette-ways")
    room.shell.palette_box.edit.setText("hs")
    room.take("palette-found")
    room.shell.palette_box.edit.setText("没有这样的东西")
    room.take("palette-nothing")


SCENES = {
    "doors": doors,
    "intake": intake,
    "intake-ways": intake_ways,
    "due": due,
    "case": case,
    "handover": handover,
    "search": search,
    "palette": palette,
}
