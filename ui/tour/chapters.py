"""The chapters of the tour: what a clerk does at the real widgets, step by step."""

from __future__ import annotations

import json
from pathlib import Path

from app.domain.paper import PaperKind
from app.domain.transitions import CaseState
from ui.tour import station
from ui.tour.hand import Stuck
from ui.tour.stage import ADMIN, COMPANY, NURSE, RECEIVER, SYNC_MS, Stage
from ui.tour.state import State


def _company_intake(stage: Stage) -> None:
    hand = stage.hand
    hand.keys("Alt+1")
    hand.keys("D")
    stage.place_card("R", "张三")
    hand.type("intake.company_name", COMPANY[0])
    hand.type("intake.uscc", COMPANY[1])
    hand.type("intake.phone", "13800000002")
    stage.lift_card()
    stage.choose_item("spscxk", "食品生产许可")
    stage.answer("salt", "no")
    stage.answer("commit", "no")


FOOD_FORM = {
    "representative": "李四",
    "address": "沈阳市铁西区示例路2号",
    "phone": "13800000002",
    "kind": "糕点",
    "products": "蛋糕、面包",
    "site": "沈阳市铁西区示例路2号",
    "area": "300",
    "workers": "12",
}


def one(stage: Stage) -> None:
    """First day, no line: the first case up to the notice, where the power goes."""
    stage.first_run()
    _company_intake(stage)
    stage.hand.picture("02-item-and-situation")
    stage.fill_form(FOOD_FORM)
    stage.hand.click("intake.print_form")
    stage.hand.wait(lambda: stage.face.workplace.stores.views.cases(), "the form to be kept")
    stage.printed()
    stage.remember_newest("food")
    stage.row(1, "S")
    stage.row(2, "S")
    stage.row(3, "X1")
    stage.row(4, "X6", "食品安全管理制度没有盖章")
    stage.idle()
    stage.hand.picture("03-intake-notice")
    stage.hand.keys("F8")
    stage.expect("food", CaseState.RECEIVED)
    stage.printed()
    stage.keep()
    stage.primary("intake.primary")
    stage.printed()
    raise Stuck("the program was to be killed before the notice came out")


def two(stage: Stage) -> None:
    """After the power came back: the notice is printed once; then a nurse is registered on the spot."""
    stage.log_in(ADMIN)
    stage.printed()
    stage.find_case("food", COMPANY[0])
    stage.hand.picture("04-after-the-power-cut")
    stage.expect("food", CaseState.AWAITING_CORRECTION)
    notices = stage.case("food").papers_of(PaperKind.NOTICE)
    if len(notices) != 1 or notices[0].printings != 1 or notices[0].out != 1:
        raise Stuck("the notice was not printed exactly once")
    stage.seal(PaperKind.RECEIPT)
    stage.seal(PaperKind.NOTICE)
    stage.give(PaperKind.NOTICE)
    stage.hand.picture("05-notice-given")
    _nurse(stage)


def _nurse(stage: Stage) -> None:
    hand = stage.hand
    hand.keys("F2")
    hand.keys("Ctrl+N")
    stage.place_card(nurse_card(), NURSE["name"])
    hand.type("intake.phone", "13800000003")
    stage.choose_item("hszyzc", "护士执业注册")
    stage.lift_card()
    stage.answer("gap", "no")
    stage.fill_form(stage.open_form())
    hand.keys("Escape")
    for number in range(1, 6):
        stage.row(number, "S")
    hand.picture("06-nurse-intake")
    stage.primary("intake.primary")
    stage.remember_newest("nurse")
    stage.expect("nurse", CaseState.ACCEPTED)
    stage.printed()
    stage.on_case_page("nurse")
    stage.act("grant")
    for name, text in (("validity", "自2026年9月28日至2031年9月27日"), ("number", "202621000123")):
        if hand.shown(f"case.grant.{name}"):
            hand.type(f"case.grant.{name}", text)
    hand.click("case.grant.save")
    stage.expect("nurse", CaseState.AWAITING_PICKUP)
    stage.printed()
    _certificate(stage)
    for kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE, PaperKind.GRANT, PaperKind.CERTIFICATE):
        stage.seal(kind)
    stage.give(PaperKind.ACCEPTANCE)
    hand.picture("08-nurse-sealed")
    stage.act("pickup")
    stage.printed()
    _hand_over(stage, "nurse")


def _certificate(stage: Stage) -> None:
    """The first blank is spoiled and voided with its reason, the next one is used."""
    hand = stage.hand
    kind = stage.case("nurse").item.blank_kind
    stage.act("certificate")
    hand.type("case.blank.serial", stage.face.workplace.office.next_blank(kind))
    hand.click("case.blank.save")
    stage.printed()
    stage.show_tab("文书")
    hand.click(f"case.paper.{PaperKind.CERTIFICATE.value}.replace")
    hand.type("case.replace.reason", "卡纸，证书折损")
    if hand.shown("case.replace.serial"):
        hand.type("case.replace.serial", stage.face.workplace.office.next_blank(kind))
    hand.picture("07-blank-spoiled")
    hand.click("case.replace.save")
    hand.wait(
        lambda: any(state == "void" for _, _, state in stage.case("nurse").blanks), "the blank to be void"
    )
    stage.printed()


def _hand_over(stage: Stage, name: str) -> None:
    hand = stage.hand
    stage.act("hand-over")
    hand.wait(lambda: hand.shown("handover.primary"), "the issue desk")
    stage.sign("handover.pad")
    hand.picture("09-hand-over")
    stage.primary("handover.primary")
    stage.expect(name, CaseState.SERVED)
    stage.printed()


def three(stage: Stage) -> None:
    """A colleague who may only receive: the case goes to the department."""
    stage.log_in(RECEIVER)
    _company_intake(stage)
    for number in range(1, 5):
        stage.row(number, "S")
    stage.fill_form(FOOD_FORM)
    stage.hand.keys("Escape")
    stage.hand.picture("10-receive-only")
    stage.primary("intake.primary")
    stage.remember_newest("receive")
    stage.hand.wait(lambda: stage.case("receive").lease == "platform", "the case to go to the department")
    stage.printed()
    stage.hand.picture("11-passed-on")


def four(stage: Stage) -> None:
    """Next day: the corrections come in two parts; then the case is accepted, sealed, given."""
    stage.log_in(ADMIN)
    stage.hand.keys("F3")
    stage.idle()
    stage.hand.picture("12-due-list")
    stage.find_case("food", COMPANY[0])
    stage.correct(3)
    stage.expect("food", CaseState.AWAITING_CORRECTION)
    stage.printed()
    stage.hand.picture("13-first-correction")
    stage.correct(4)
    stage.expect("food", CaseState.CORRECTED)
    stage.printed()
    stage.act("accept")
    stage.expect("food", CaseState.ACCEPTED)
    stage.printed()
    stage.seal(PaperKind.ACCEPTANCE)
    stage.give(PaperKind.ACCEPTANCE)
    stage.hand.picture("14-accepted")
    stage.hand.keys("F7")
    stage.idle()
    stage.hand.picture("15-outbox-offline")
    stage.hand.keys("F6")
    stage.idle()
    stage.hand.picture("16-print-and-blanks")


def five(stage: Stage) -> None:
    """The line is back: everything arrives, each with a signed receipt."""
    stage.log_in(ADMIN)
    stage.hand.keys("F7")
    stage.until_sent()
    stage.hand.picture("17-all-acknowledged")


def six(stage: Stage) -> None:
    """What the department decided comes down; the acceptance of the third case is printed at the window."""
    stage.log_in(ADMIN)
    stage.hand.wait(
        lambda: stage.case("food").state is CaseState.AWAITING_PICKUP, "the decision to come down", SYNC_MS
    )
    stage.hand.wait(
        lambda: stage.case("receive").state is CaseState.ACCEPTED, "the acceptance to come down", SYNC_MS
    )
    stage.hand.keys("F4")
    stage.idle()
    stage.hand.picture("18-awaiting-pickup")
    stage.on_search("receive")
    stage.act("print-acceptance")
    stage.printed()
    stage.hand.picture("19-accepted-by-department")
    stage.find_case("food", COMPANY[0])
    stage.hand.picture("20-first-case")
    stage.until_sent()


CHAPTERS = {1: one, 2: two, 3: three, 4: four, 5: five, 6: six}


def nurse_card() -> str:
    """The card of the second applicant, whose name has two rare characters."""
    return json.dumps(NURSE, ensure_ascii=False)


def play_chapter(number: int, file: Path) -> int:
    """Play one chapter of the story in this process. Returns 0; anything else is an error told on stderr."""
    state = State.load(file)
    if state.face == "kiosk":
        from ui.tour.kiosk import play_day

        return play_day(file)
    stage, chapters = Stage(state), {"window": CHAPTERS, "station": station.CHAPTERS}
    try:
        chapters[state.face][number](stage)
    finally:
        stage.close()
    stage.note()
    state.save(file)
    return 0
