"""Every page of the terminal as a person brings it about, collected in one day: name → page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete

from app.domain.commands import AskPartner
from app.domain.delivery import PAPER, POST
from app.domain.records import NumberBlock
from app.domain.said import Passed
from app.ports import DeviceState, PrinterState
from app.ports.equipment import FaceOutcome
from app.ports.kiosk import Orders
from app.storage.schema import number_blocks
from app.usecases.desk import Done, act
from app.values import replace
from ui.kiosk.happenings import LatePaper, PaperTaken
from ui.kiosk.screen import Screen
from ui.shots.hands import PIN, Hands
from ui.shots.kiosk_cases import failing, granted
from ui.shots.kiosk_owed import in_part, supplemented


class Walk:
    """Keeps what is on the screen under the page's own name, or one that says more."""

    def __init__(self, booth: Hands) -> None:
        self.booth = booth
        self.seen: dict[str, Screen] = {}

    def keep(self, name: str = "") -> None:
        """This page; the first of a name stays."""
        screen = self.booth.screen
        self.seen.setdefault(name or screen.key.replace(".", "-"), screen)


def walk(booth: Hands) -> tuple[dict[str, Screen], list[str]]:
    """Every page there is, and what stopped a part of the day."""
    w = Walk(booth)
    problems = []
    for part in (_home, _guide, _apply, _another, _progress, _supplement, _print, _rate, _faults, _staff, _owed):
        try:
            part(w)
        except Exception as error:  # noqa: BLE001 - the other parts of the day are still shown
            problems.append(f"kiosk {part.__name__} stopped at {booth.key}: {type(error).__name__}: {error}")
            booth.home()
    return w.seen, problems


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
    b.wait(181)
    w.keep("called-unanswered")
    b.keeper.sign()
    b.wait(6)
    w.keep("called-coming")
    b.touch("called")
    b.home()
    _at_night(w)


def _at_night(w: Walk) -> None:
    """She calls when nobody is at the hall, in the midst of a form."""
    b, place = w.booth, w.booth.terminal.tools
    b.terminal.tools = replace(place, place=replace(place.place, hours="工作日 8:30—9:00"))
    b.lay()
    b.touch("tile", "apply")
    b.touch("call")
    w.keep("called-night")
    b.terminal.tools = place
    b.touch("called")
    b.home()


def _guide(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "guide")
    w.keep()
    b.touch("words")
    b.press("yiliao")
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
    b.type("qqq")
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
    b.type("1")
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
            b.field()
    _run_out(w)
    b.touch("next")
    w.keep()
    b.touch("picture")
    w.keep("apply-material-taken")
    b.touch("give-up")
    w.keep()
    b.touch("stay")
    b.scan("not a code")
    w.keep("apply-material-no-code")
    b.touch("phone")
    w.keep("apply-upload")
    b.touch("phone-done")
    w.keep("apply-upload-nothing")
    b.phone.upload(b.phone.lines[0][0], b"P5 1 1 255\n\0")
    b.wait(4)
    w.keep("apply-upload-got")
    b.touch("phone-done")
    b.fill()
    w.keep()
    _asked_half_way(w)
    _thumb(w)
    b.touch("signed")
    w.keep()
    b.touch("retry")
    b.terminal.signed(b"\x89PNG")
    b.touch("signed")
    w.keep("apply-printing")
    b.print_all()
    w.keep()
    _left_alone(w)
    b.home()


def _asked_half_way(w: Walk) -> None:
    """Nothing is handed in yet, and nobody touches anything."""
    w.booth.wait(61)
    w.keep("countdown-not-handed-in")
    w.booth.touch("resume")


def _run_out(w: Walk) -> None:
    """Her card is past its last day."""
    guest = w.booth.terminal.guest
    before = guest.reading
    if before is not None:
        guest.reading = replace(before, valid_to="20260927")
        w.keep("apply-review-card-expired")
        guest.reading = before


def _left_alone(w: Walk) -> None:
    """She is asked whether she is there, with card and receipt still to be taken, and calls for staff."""
    b = w.booth
    b.wait(61)
    b.touch("call")
    w.keep("countdown-card-and-paper")
    b.touch("resume")
    b.touch("called")
    b.touch("more")
    w.keep("home-paper")


def _thumb(w: Walk) -> None:
    """A thumb print in place of the signature, up to the last word."""
    b = w.booth
    b.touch("thumb")
    w.keep()
    b.type(PIN)
    b.pinyin("zhang", "张")
    b.pinyin("zhang", "章")
    w.keep()
    b.terminal.touch("key", "ok")
    w.keep("apply-witness-number")
    b.type("0713")
    w.keep()
    for _ in range(4):
        b.touch("back")


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
    b.signs("ce shi can guan", "测试餐馆")
    b.terminal.touch("key", "ok")
    w.keep()
    b.touch("relation", "经办人")
    w.keep()
    b.touch("no-authority")
    w.keep("apply-no-authority")
    b.touch("retry")
    b.terminal.touch("back")
    b.terminal.touch("back")
    b.home()


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
    b.home()


def _supplement(w: Walk) -> None:
    supplemented(w.booth, w.keep)


def _owed(w: Walk) -> None:
    in_part(w.booth, w.keep)


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
    b.home()


def _rate(w: Walk) -> None:
    b = w.booth
    b.touch("tile", "rate")
    w.keep()
    b.touch("what", "rate")
    w.keep()
    b.touch("by-code")
    b.receipt()
    w.keep()
    b.touch("level", "5")
    w.keep()
    b.touch("back")
    b.touch("level", "1")
    w.keep()
    b.touch("own-reason")
    w.keep()
    b.touch("back")
    b.touch("reason")
    w.keep()
    b.touch("more")
    b.touch("tile", "rate")
    b.touch("what", "rate")
    b.touch("by-person")
    b.prove()
    b.touch("case")
    w.keep("rate-rated-badly")
    b.touch("home")
    b.touch("tile", "rate")
    b.touch("what", "complain")
    b.touch("by-code")
    b.receipt()
    w.keep()
    b.touch("kind", "投诉")
    b.pinyin("paidui", "排队")
    b.pinyin("shijian", "时间")
    w.keep()
    _numbered(w)
    b.home()


def _numbered(w: Walk) -> None:
    """What she said has a number: without a line, then on its way to 12345 and taken there, with a slip and without."""
    b, counter = w.booth, w.booth.terminal.counter
    counter.complain = _taken_down(b)  # type: ignore[method-assign]
    b.online(False)
    b.terminal.touch("key", "ok")
    w.keep("rate-end-complaint-offline")
    b.online(True)
    for name, found in (("on-its-way", Passed.DELIVERED), ("taken", Passed.TAKEN)):
        counter.passed = lambda *_, found=found: (found, "RX00000007")  # type: ignore[method-assign]
        b.wait(5)
        w.keep(f"rate-end-complaint-{name}")
    b.touch("slip")
    w.keep("rate-end-complaint-slip")
    b.terminal.happen(PaperTaken())  # nothing lies there
    del counter.complain, counter.passed


def _taken_down(b: Hands) -> Callable[..., Done]:
    """A complaint at a terminal that never met its platform, which alone could seal it."""
    counter = b.terminal.counter

    def taken(_who: object, case_id: UUID, *_words: str) -> Done:
        return act(counter.desk, case_id, AskPartner("hotline", "", {"kind": "投诉", "sealed": "-"}))

    return taken


def _faults(w: Walk) -> None:
    b = w.booth
    b.printer.now = PrinterState.PAPER_OUT
    b.wait(6)
    b.terminal.beat()
    w.keep("home-no-paper")
    b.apply("shbzkbl")
    w.keep("apply-end-no-paper")
    b.home()
    b.printer.now = PrinterState.READY
    _by_hand(w)
    b.terminal.machine.reader(DeviceState.ABSENT)
    b.wait(6)
    w.keep("home-no-reader")
    b.terminal.machine.reader(DeviceState.READY)
    b.online(False)
    b.lay()
    b.touch("tile", "guide")
    b.terminal.touch("home")
    w.keep("home-card-left")
    failing(b, w.keep)
    b.terminal.happen(LatePaper(out=False))
    w.keep("home-card-left-and-paper-coming")
    b.terminal.happen(LatePaper())
    b.wait(46)
    w.keep("home-card-and-paper-left")
    b.lift()
    w.keep("home-paper-left")
    b.terminal.happen(PaperTaken())
    b.keeper.orders = Orders(True, "设备检修", 0)
    b.terminal.beat()
    w.keep("locked")
    b.keeper.orders = Orders()
    b.terminal.beat()
    b.touch("tile", "apply")
    b.keeper.orders = Orders(True, "设备检修", 0)
    b.terminal.beat()
    w.keep("locked-while-at-it")
    b.keeper.orders = Orders()
    b.terminal.beat()


def _by_hand(w: Walk) -> None:
    """The numbers are used up while somebody fills in, and before anybody begins."""
    b = w.booth
    b.touch("tile", "apply")
    b.find("shbzkbl")
    b.lay()
    b.fill()
    b.terminal.signed(b"\x89PNG")
    with b.place.database.writing() as connection:
        connection.execute(delete(number_blocks))
    b.touch("signed")
    w.keep("apply-by-hand")
    b.home()
    b.wait(6)
    b.terminal.beat()
    w.keep("home-by-hand")
    b.touch("tile", "guide")
    b.touch("topic", "户口、证件")
    b.touch("item", next(row.value for row in b.screen.rows if "居住证" in row.text))
    while b.key == "guide.question":
        b.terminal.touch("answer", b.screen.rows[0].value)
    w.keep("guide-result-by-hand")
    b.terminal.touch("home")
    b.place.blocks.add(NumberBlock("b2", "paper", 901, 1900))
    b.wait(6)


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
