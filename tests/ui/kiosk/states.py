"""Every state of the terminal as a person brings it about, collected in one walk: name → screen."""

from __future__ import annotations

from dataclasses import replace

from app.domain.materials import MaterialStatus
from app.domain.people import Applicant
from app.domain.rights import Grant, Right
from app.ports import DeviceState, PrinterState
from app.ports.equipment import FaceOutcome
from app.ports.kiosk import Orders
from app.usecases.desk import Session
from app.usecases.intake import build_intake, rows_for
from app.usecases.issue_notice import issue_notice
from app.usecases.receive import receive
from tests.ui.kiosk.booth import PIN, ZHANG, Booth
from ui.kiosk.screen import Screen
from ui.window.intake.model import person_of


class Walk:
    """Collects what is on the screen under a name."""

    def __init__(self, booth: Booth) -> None:
        self.booth = booth
        self.seen: dict[str, Screen] = {}

    def keep(self, name: str = "") -> None:
        screen = self.booth.screen
        self.seen.setdefault(name or screen.key.replace(".", "-"), screen)

    def home(self) -> None:
        if self.booth.terminal.session.card_on:
            self.booth.lift()
        self.booth.terminal.touch("finish")
        self.booth.terminal.touch("taken")
        self.booth.terminal.touch("finish")


def walk(booth: Booth) -> dict[str, Screen]:
    """Every screen there is, by name."""
    w = Walk(booth)
    _home(w)
    _guide(w)
    _apply(w)
    _progress(w)
    _supplement(w)
    _print(w)
    _rate(w)
    _faults(w)
    _staff(w)
    return w.seen


def _home(w: Walk) -> None:
    b = w.booth
    w.keep("home-offline")
    b.terminal.machine.online = True
    w.keep("home")
    b.lay()
    w.keep("home-card")
    b.wait(61)
    w.keep("countdown")
    b.touch("resume")
    b.touch("call")
    w.keep("called")
    b.touch("called")
    w.home()


def _guide(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "guide")
    w.keep()
    b.touch("words")
    for letter in "yiliao":
        b.terminal.touch("key", letter)
    w.keep("guide-words")
    b.terminal.touch("key", "plane:marks")
    w.keep("guide-marks")
    b.terminal.touch("key", "plane:digits")
    w.keep("guide-digits")
    b.terminal.touch("key", "plane:pinyin")
    b.terminal.touch("home")
    b.touch("tile", "guide")
    b.touch("topic", "开店、做生意")
    w.keep()
    b.touch("item", next(row.value for row in b.screen.rows if "小餐饮" in row.text))
    w.keep()
    while b.key == "guide.question":
        b.terminal.touch("answer", b.screen.rows[0].value)
    w.keep()
    for part in ("bring", "time", "where", "cost"):
        b.touch("part", part)
        w.keep()
        b.touch("back")
    b.terminal.touch("home")
    b.touch("tile", "guide")
    b.touch("words")
    for letter in "qqq":
        b.terminal.touch("key", letter)
    b.terminal.touch("key", "ok")
    w.keep()
    b.terminal.touch("home")


def _apply(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "apply")
    w.keep()
    b.touch("topic", "户口、证件")
    b.touch("item", next(row.value for row in b.screen.rows if "居住证" in row.text))
    w.keep()
    b.lay()
    w.keep()
    while b.key == "apply.question":
        b.terminal.touch("answer", b.screen.rows[0].value)
    w.keep("apply-phone")
    b.terminal.touch("key", "1")
    b.terminal.touch("key", "ok")
    w.keep("apply-phone-wrong")
    b.terminal.touch("key", "erase")
    b.type("13800000001")
    for _ in range(20):
        w.keep(f"{b.key.replace('.', '-')}-form")
        if b.key == "apply.review":
            break
        if b.key == "apply.choice":
            b.terminal.touch("value", b.screen.rows[0].value)
        else:
            b._field()
    b.touch("next")
    w.keep()
    b.touch("picture")
    w.keep("apply-material-taken")
    b.fill()
    w.keep()
    b.touch("signed")
    w.keep()
    b.touch("retry")
    b.terminal.signed(b"\x89PNG")
    b.touch("signed")
    w.keep("apply-printing")
    b.print_all()
    w.keep()
    w.home()


def _progress(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "progress")
    w.keep()
    b.touch("by-code")
    w.keep()
    b.type("K01000099")
    w.keep()
    b.type("0000")
    w.keep()
    b.touch("back")
    b.touch("back")
    for _ in range(12):
        b.terminal.touch("key", "erase")
    b.receipt()
    w.keep()
    b.terminal.touch("home")
    b.touch("tile", "progress")
    b.touch("by-person")
    w.keep()
    b.lay()
    w.keep()
    b.face.outcome = FaceOutcome.UNSURE
    b.touch("face")
    w.keep("progress-face-unsure")
    b.touch("staff")
    w.keep()
    b.touch("back")
    b.face.outcome = FaceOutcome.SAME
    b.touch("face")
    w.keep()
    w.home()


def _supplement(w: Walk) -> None:
    b = w.booth
    noticed(b)
    b.touch("tile", "progress")
    b.touch("by-person")
    b.prove()
    w.keep("progress-own-two")
    w.home()
    b.touch("tile", "supplement")
    b.prove()
    w.keep()
    b.touch("case")
    w.keep()
    b.touch("line")
    w.keep("supplement-list-taken")
    b.touch("hand-in")
    w.keep()
    b.print_all()
    w.home()


def noticed(b: Booth) -> None:
    """A case of 张三 that this device notified, so that something is owed."""

    office = b.place.office
    desk = b.place.desk(Session(b.terminal.counter.desk.session.operator, tuple(Grant(r) for r in Right)))
    guide = office.guide(office.search_items("shbzkbl")[0].code)
    assert guide is not None
    answers = {q.id: q.choices[-1].key for q in guide.questions}
    applicant = Applicant(person=person_of(ZHANG))
    intake = build_intake(guide, applicant, None, answers, {}, phone="13800000001")
    owed, good = MaterialStatus.FAULTY, MaterialStatus.ORIGINAL
    rows = tuple(
        replace(row, status=owed if row.number > 1 else good, originals=1, note="没有交")
        for row in rows_for(guide, answers)
    )
    case = desk.new_id()
    receive(desk, case, intake, rows)
    issue_notice(desk, case)
    b.print_all()


def _print(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "print")
    b.prove()
    w.keep()
    b.touch("paper")
    w.keep("print-sent")
    b.print_all()
    w.keep()
    w.home()


def _rate(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "rate")
    w.keep()
    b.touch("what", "rate")
    w.keep()
    b.touch("by-code")
    b.receipt()
    w.keep()
    b.touch("level", "1")
    w.keep()
    b.touch("reason")
    w.keep()
    b.touch("more")
    b.touch("tile", "rate")
    b.touch("what", "complain")
    b.touch("by-code")
    b.receipt()
    w.keep()
    b.touch("kind", "投诉")
    b.pinyin("paidui", "排队")
    b.pinyin("shijian", "时间")
    w.keep()
    w.home()


def _faults(w: Walk) -> None:
    b = w.booth
    b.printer.now = PrinterState.PAPER_OUT
    b.wait(6)
    b.terminal.beat()
    w.keep("home-no-paper")
    b.apply("shbzkbl")
    w.keep("apply-end-no-paper")
    w.home()
    b.printer.now = PrinterState.READY
    b.terminal.machine.reader(DeviceState.ABSENT)
    b.wait(6)
    w.keep("home-no-reader")
    b.terminal.machine.reader(DeviceState.READY)
    b.terminal.machine.online = False
    b.lay()
    b.touch("tile", "guide")
    b.terminal.touch("home")
    w.keep("home-card-left")
    b.lift()
    b.keeper.orders = Orders(True, "设备检修", 0)
    b.terminal.beat()
    w.keep("locked")
    b.keeper.orders = Orders()
    b.terminal.beat()


def _staff(w: Walk) -> None:
    b = w.booth
    for _ in range(5):
        b.terminal.touch("badge")
    w.keep()
    b.type("111111")
    w.keep("staff-wrong")
    b.touch("retry")
    b.type(PIN)
    w.keep()
    b.touch("serve")
