"""The station's act of the tour: a helper without a line takes two people in and hands the papers on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.domain.transitions import CaseState
from ui.children import Address
from ui.station.work import MATERIALS, SIGN
from ui.tour.hand import Stuck
from ui.tour.play import Conductor
from ui.tour.stage import Stage
from ui.tour.state import DAY_LATER, DAY_ONE, State
from ui.workplace import Workplace

HAND = "送件员周八"


class StationConductor(Conductor):
    """Plays the station: a day offline, the round of papers, then the line."""

    FACE = "station"

    def _offline(self, state: State) -> None:
        state.now_ms = DAY_ONE.ms
        self._say("驿站，断网：读卡、选事项、收材料、本人签名，收件转区里；上门帮代办一件；材料交给区里")
        self._chapter(1, state)

    def _online(self, state: State) -> None:
        self._say("两天后联网：逐件上传，签名回执")
        state = State.load(self.file)
        state.address = asdict(self._address())
        state.now_ms = DAY_LATER.ms
        self._chapter(2, state)

    def _address(self) -> Address:
        return self.platform.start()

    def _papers_problems(self, workplace: Workplace) -> list[str]:
        """The list of a round has no document number: the moves it tells of are in the log."""
        return [words for words in super()._papers_problems(workplace) if "-D12b" not in words]


def one(stage: Stage) -> None:
    """Without a line: one person at the station, one at home with help, and the round to the county."""
    stage.pages()
    stage.hand.picture("01-home")
    _residence(stage)
    _at_home(stage)
    _round(stage)


def two(stage: Stage) -> None:
    """The line is back."""
    stage.pages()
    stage.hand.picture("10-two-days-offline")
    stage.until_sent()
    stage.hand.keys("Alt+6")
    stage.idle()
    stage.hand.picture("11-all-sent")


def _take(stage: Stage, item: str, code_word: str, answers: tuple[tuple[str, str], ...]) -> None:
    stage.place_card("R", "张三")
    stage.lift_card()
    stage.hand.type("intake.phone", "13800000001")
    stage.hand.keys("Return")
    stage.idle()
    stage.choose_item(item, code_word)
    for question, choice in answers:
        stage.answer(question, choice)
    wanted = stage.open_form()
    if wanted:
        stage.fill_form(wanted)
        stage.hand.keys("Escape")
    stage.idle()


def _collect(stage: Stage) -> None:
    """Every paper is there; the form is signed at the last step."""
    page: Any = stage.face.pages["intake"]
    page.show_step(MATERIALS)
    for row in page.state.material_rows():
        if not row.is_form:
            stage.row(row.number, "S")


def _sign(stage: Stage) -> None:
    page: Any = stage.face.pages["intake"]
    page.show_step(SIGN)
    stage.hand.click("station.sign.print")
    stage.hand.wait(lambda: page.state.printed is not None, "the form to be kept")
    stage.printed()
    page.show_step(SIGN)
    if stage.hand.shown("station.sign.signed"):
        stage.hand.click("station.sign.signed")
    stage.idle()


def _residence(stage: Stage) -> None:
    stage.hand.keys("1")
    _take(stage, "jzz", "居住证", (("ground", "home"), ("proxy", "no")))
    stage.hand.picture("02-item")
    _collect(stage)
    stage.hand.picture("03-materials")
    stage.hand.keys("Escape")
    _sign(stage)
    stage.hand.picture("04-signature")
    stage.primary("intake.primary")
    stage.remember_newest("residence")
    stage.hand.wait(lambda: stage.case("residence").lease == "platform", "the case to go to the county")
    stage.printed()
    stage.hand.picture("05-home-after")


def _at_home(stage: Stage) -> None:
    stage.hand.keys("1")
    stage.hand.click("station.visit")
    _take(stage, "jzz", "居住证", (("ground", "home"), ("proxy", "no")))
    _collect(stage)
    _sign(stage)
    stage.hand.picture("06-at-home")
    stage.primary("intake.primary")
    stage.remember_newest("home")
    stage.expect("home", CaseState.RECEIVED)
    intake = stage.case("home").intake
    if intake is None or intake.channel != "上门" or intake.assistance is None:
        raise Stuck("the record does not say 上门 and 帮代办")
    stage.printed()


def _round(stage: Stage) -> None:
    stage.hand.keys("2")
    stage.idle()
    stage.hand.picture("07-round")
    stage.hand.type("station.bundle.hand", HAND)
    stage.hand.keys("Ctrl+Return")
    stage.idle()
    moved = stage.case("residence").bundles
    if not moved or moved[-1].hand != HAND:
        raise Stuck("the round is not in the log")
    stage.hand.picture("08-handed-on")
    stage.hand.keys("Escape")
    stage.idle()
    stage.hand.keys("4")
    stage.idle()
    stage.hand.picture("09-papers")


CHAPTERS = {1: one, 2: two}
