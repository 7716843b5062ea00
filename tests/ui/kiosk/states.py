"""Every state of the terminal as a person brings it about, collected in one walk: name → screen."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.delivery import BOTH, PAPER, PICKUP, POST
from app.domain.events import PartnerAnswered
from app.domain.materials import MaterialStatus
from app.domain.people import Applicant
from app.domain.rights import Grant, Right
from app.ports import DeviceState, Effects, PrinterState
from app.ports.equipment import FaceOutcome
from app.ports.kiosk import Orders
from app.usecases.accept import accept
from app.usecases.decide_on_spot import decide_on_spot
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
    _another(w)
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
    b.online(True)
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
    b.touch("by-phone")
    w.keep()
    b.terminal.touch("back")
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
    b.scan("not a code")
    w.keep("apply-material-no-code")
    b.touch("phone")
    w.keep("apply-phone-code")
    b.phone.upload(b.phone.lines[0][0], b"jpeg")
    b.wait(4)
    w.keep("apply-phone-got")
    b.touch("phone-done")
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


def _another(w: Walk) -> None:
    """For somebody else, and for a company."""
    b = w.booth
    b.touch("tile", "apply")
    b.touch("for-another")
    w.keep("apply-start-another")
    b.touch("topic", "开店、做生意")
    b.touch("item", next(row.value for row in b.screen.rows if "小餐饮" in row.text))
    b.lay()
    w.keep()
    b.touch("whom", "company")
    w.keep("apply-company-code")
    b.scan("91210100MA00000XX5")
    w.keep("apply-company-name")
    b.pinyin("shi", "市")
    b.terminal.touch("key", "ok")
    w.keep()
    b.touch("relation", "经办人")
    w.keep()
    b.touch("no-authority")
    w.keep("apply-no-authority")
    b.touch("retry")
    b.terminal.touch("back")
    b.terminal.touch("back")
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
    w.keep()
    b.touch("picture")
    b.touch("next")
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


LICENCE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"


def granted(b: Booth, item: str = "juzhuzheng", way: str = PICKUP, form: str = BOTH, to: str = "") -> UUID:
    """A case of 张三 that was granted at a window with this profile; its electronic licence was made."""
    office = b.place.office
    desk = b.place.desk(Session(b.terminal.counter.desk.session.operator, tuple(Grant(r) for r in Right)))
    guide = office.guide(office.search_items(item)[0].code)
    assert guide is not None
    answers = {q.id: q.choices[-1].key for q in guide.questions}
    intake = build_intake(
        guide, Applicant(person=person_of(ZHANG)), None, answers, {}, phone="13800000001", delivery=way,
        result_form=form, post_to=to,
    )  # fmt: skip
    rows = tuple(replace(row, status=MaterialStatus.ORIGINAL, originals=1) for row in rows_for(guide, answers))
    case = desk.new_id()
    receive(desk, case, intake, rows)
    accept(desk, case, "counter")
    done = decide_on_spot(desk, case, grant=True, validity="五年", licence_number="21002026001")
    asked = done.case.asked("licence")
    if asked is not None:
        said = (asked.ask, "licence", "issued", "", {"id": LICENCE})
        made = PartnerAnswered(desk.clock.now(), desk.session.operator, *said)
        with desk.units.begin() as tx:
            tx.append(case, tx.case(case), (made,), Effects())
    b.print_all()
    return case


def _print(w: Walk) -> None:
    b = w.booth
    granted(b)
    granted(b, "hushi", POST, PAPER, "辽宁省沈阳市铁西区测试路2号")
    b.touch("tile", "print")
    b.prove()
    w.keep()
    b.touch("result")
    w.keep()
    b.touch("back")
    b.touch("result", [row.value for row in b.screen.rows if row.name == "result"][-1])
    w.keep("print-sealed-posted")
    b.touch("back")
    b.touch("licence")
    w.keep()
    b.touch("purpose", "办理入学")
    b.print_all()
    w.keep("print-licence-out")
    b.touch("taken")
    b.touch("back")
    b.touch("paper")
    w.keep("print-sent")
    b.print_all()
    w.keep()
    b.touch("taken")
    b.touch("back")
    b.printer.slow = True
    b.touch("paper")
    b.worker.step()
    b.wait(61)
    b.touch("resume") if b.key == "countdown" else None
    b.worker.step()
    w.keep("print-unsure")
    b.printer.slow = False
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
    b.online(False)
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
    b.touch("prints")
    w.keep()
    b.touch("print-not")
    b.touch("serve")
