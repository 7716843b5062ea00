"""Another language in the window: kept in the profile, and the window stands anew in it."""

from __future__ import annotations

import gc
import threading
import tomllib
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.domain.paper import PAPER_RULES, PaperKind, Seal
from app.domain.records import NumberBlock
from app.errors import Cancelled
from app.ports.equipment import PadSignature, PadWish
from app.storage.views import PaperLine
from resources import path
from tests.ui.window.cases import World
from ui.bootstrap import Settings
from ui.shared.measure import cut_texts
from ui.shared.pad import SignaturePad
from ui.shared.table import text_width
from ui.shots.cases import receive
from ui.shots.room import ZHANG
from ui.texts import CHINESE, ENGLISH, Texts
from ui.theme import look, said, t
from ui.tour.hand import Hand, pause
from ui.window.case import actions as act
from ui.window.case.events import EventDelegate
from ui.window.case.promise.sheet import SignSheet
from ui.window.citizen.screen import CitizenScreen
from ui.window.citizen.view import PAPER, STEPS
from ui.window.finding import find
from ui.window.locked.queue_room import HOW_KNOWN, QueueRoom
from ui.window.rail import RailButton
from ui.window.run import Opening


@pytest.fixture
def opening(app: QApplication, tmp_path: Path) -> Iterator[Opening]:
    before = look().texts
    made = Opening(rehearsal=True)
    made.shell.show()
    made.open(Settings(profile=tmp_path / "p", rehearsal=True, printer_folder=tmp_path / "out"))
    yield made
    made.shut()
    made.close()
    made.shell.deleteLater()
    look().speak(before)


def _stands(opening: Opening, hand: Hand) -> None:
    hand.window = opening.shell
    hand.wait(
        lambda: opening.face is not None and opening.face.pages and not opening.shell.covered(), "the pages"
    )
    hand.wait(lambda: not opening.runner.busy(), "the background")


def test_the_window_stands_again_in_english_and_the_profile_remembers(
    opening: Opening, tmp_path: Path
) -> None:
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first = opening.shell
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: opening.shell is not first, "another window")
    _stands(opening, hand)
    names = [button.text() for button in opening.shell.findChildren(RailButton)]
    assert names[0] == "Intake"
    opening.shell.resize(1366, 768)
    opening.face.card_read(ZHANG)
    intake = opening.face.pages["intake"]
    hand.wait(lambda: intake.state.card is not None, "the card")
    hand.click("intake.party.company")
    hand.wait(lambda: intake.state.party == "company", "the company")
    pause(50)
    assert cut_texts(intake.who) == [], "the pane grows with the longer words of what is asked now"
    intake.signing.choose.click()
    pause(50)
    assert cut_texts(intake.who) == []
    assert tomllib.loads((tmp_path / "p" / "config.toml").read_text("utf-8"))["language"] == "en"


def test_what_was_typed_and_what_was_asked_for_outlive_the_change_of_language(
    opening: Opening, tmp_path: Path
) -> None:
    """A letter typed just now, a job still in line, and the person on her own screen; the window answers meanwhile."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first, free, errors = opening.shell, threading.Event(), []
    opening.tell.error = errors.append  # type: ignore[method-assign]
    opening.face.pages["intake"]._edit("phone", "13800000001", False)
    citizen = first.findChild(CitizenScreen, "citizen.screen")
    assert isinstance(citizen, CitizenScreen)
    citizen._wanted = "window"
    citizen.show_intake(opening.face.pages["intake"].state)
    view, done = citizen.view, tmp_path / "done"
    assert view is not None and view.isVisible() and view.facing is not None
    opening.runner.run("db", lambda: free.wait(60))
    opening.runner.run("db", done.touch)
    opening.speak("en")
    pause(50)
    assert opening.shell is first, "it waits, and keys and paint go on"
    free.set()
    hand.wait(lambda: opening.shell is not first, "another window")
    assert done.exists(), "what stood in line was done"
    hand.wait(lambda: not isValid(view), "nobody left on the citizen's screen")
    assert view.facing is None
    _stands(opening, hand)
    assert opening.face.pages["intake"].state.phone == "13800000001", "her intake is open again"
    assert errors == []


def test_ctrl_k_offers_the_other_language_by_its_own_name(world: World) -> None:
    def offered(words: str) -> list[str]:
        return [
            hit.text
            for group in find(world.place.office, words)
            for hit in group.hits
            if hit.value[0] == "language"
        ]

    assert offered("") == offered("engl") == offered("语言") == ["English"]
    look().speak(Texts.load(path("texts"), "en"))
    assert offered("") == ["中文"]


def test_words_in_an_open_form_are_asked_for_before_the_language_changes(
    opening: Opening, tmp_path: Path
) -> None:
    """What was half typed was gone with the window; now she is asked, and 取消 leaves everything as it was."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first = opening.shell
    first.activateWindow()
    first.go("pad")
    hand.click("pad.print")
    hand.type("case.pad.count", "17")
    field = hand.find("case.pad.count")
    assert isinstance(field, QLineEdit)
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: first.dialog().isVisible(), "the question")
    hand.keys("N")
    hand.wait(lambda: not first.dialog().isVisible(), "the answer")
    assert opening.shell is first and field.text() == "17" and field.isVisible()
    config = tmp_path / "p" / "config.toml"
    assert "language" not in tomllib.loads(config.read_text("utf-8")), "the next start is Chinese as well"
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: first.dialog().isVisible(), "the question")
    hand.keys("Y")
    hand.wait(lambda: opening.shell is not first, "another window")
    _stands(opening, hand)


class Pad:
    """A pad behind its vendor's service: it waits for a hand until it is let go."""

    def __init__(self) -> None:
        self.waits, self.left = threading.Event(), threading.Event()

    def sign(self, wish: PadWish, cancelled: Callable[[], bool]) -> PadSignature:
        self.waits.set()
        while not cancelled():
            self.left.wait(0.01)
        self.left.set()
        raise Cancelled


def _sheet(opening: Opening, hand: Hand) -> tuple[Pad, SignSheet]:
    """The sheet of a pledge over the page of a case, at a window with a pad."""
    plugged, pad = opening.face.workplace.plugged, Pad()
    plugged.has = lambda kind: kind == "signature-pad"
    plugged.signature_pad = lambda: pad
    opening.face.workplace.blocks.add(NumberBlock("b1", "paper", 123, 900))
    case_id = receive(opening.face.workplace.office)
    opening.face.show_case(case_id)
    page = opening.face.pages["search"].case
    hand.wait(lambda: page.seen is not None and not page.covered(), "the case")
    page.signing.open(act.PLEDGE, page.seen, opening.shell)
    assert page.signing.sheet is not None
    return pad, page.signing.sheet


def _asked(opening: Opening, hand: Hand, answer: str) -> None:
    """Another language is chosen, and she is asked first."""
    shell = opening.shell
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: shell.dialog().isVisible(), "the question")
    hand.keys(answer)


def _draw(pad: SignaturePad) -> None:
    pad.show_strokes((((0.2, 0.2, 0.5, 0.0), (0.8, 0.8, 0.5, 0.1)),))


def test_a_signature_and_a_pad_that_waits_for_one_are_asked_for(opening: Opening, tmp_path: Path) -> None:
    """A waiting pad held the window in its old language until somebody signed, and then what was signed was gone."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first = opening.shell
    first.activateWindow()
    pad, sheet = _sheet(opening, hand)
    _draw(sheet.pad)
    _asked(opening, hand, "N")
    hand.wait(lambda: not first.dialog().isVisible(), "the answer")
    assert opening.shell is first and sheet.isVisible() and not sheet.pad.empty()
    hand.click("promise.pledge.on_pad")
    hand.wait(pad.waits.is_set, "the pad")
    _asked(opening, hand, "N")
    hand.wait(lambda: not first.dialog().isVisible(), "the answer")
    assert sheet.isVisible() and sheet.pad.waiting and not pad.left.is_set(), "the pad waits on"
    _asked(opening, hand, "Y")
    hand.wait(lambda: opening.shell is not first, "another window")
    assert pad.left.is_set()
    _stands(opening, hand)


def test_a_signature_behind_the_lock_outlives_a_change_of_language_that_came_too_late(
    opening: Opening, tmp_path: Path
) -> None:
    """The lock came while the change waited for a job: the window stays, and the sheet comes back as it was."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first, free = opening.shell, threading.Event()
    first.activateWindow()
    opening.runner.run("db", lambda: free.wait(60))
    opening.speak("en")
    sheet = SignSheet("pledge", lambda: 0.0, first)
    sheet.open()
    _draw(sheet.pad)
    opening.face.lock()
    assert sheet.shelved
    free.set()
    hand.wait(lambda: opening._settling is None, "the window to stay")
    assert opening.shell is first
    first.show_places(same=True)
    assert sheet.isVisible() and not sheet.pad.empty()


@pytest.mark.parametrize("page", [STEPS, PAPER])
def test_what_the_citizen_drew_on_her_own_screen_is_asked_for(
    opening: Opening, tmp_path: Path, page: int
) -> None:
    """Also while she reads the paper once more before she gives her signature."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first = opening.shell
    first.activateWindow()
    citizen = first.findChild(CitizenScreen, "citizen.screen")
    assert isinstance(citizen, CitizenScreen)
    citizen._wanted = "window"
    citizen.show_intake(opening.face.pages["intake"].state)
    view = citizen.view
    assert view is not None
    view.sign.place.setCurrentIndex(0)
    _draw(view.sign.pad)
    view.stack.setCurrentIndex(page)
    first.activateWindow()
    _asked(opening, hand, "N")
    hand.wait(lambda: not first.dialog().isVisible(), "the answer")
    assert not view.sign.pad.empty()
    _asked(opening, hand, "Y")
    hand.wait(lambda: opening.shell is not first, "another window")
    _stands(opening, hand)


def test_a_signature_made_while_the_change_waits_is_asked_for_as_well(opening: Opening, tmp_path: Path) -> None:
    """Nothing was open when English was chosen; she signed before the worker was free, and 取消 keeps the signature."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    first, free = opening.shell, threading.Event()
    first.activateWindow()
    opening.runner.run("db", lambda: free.wait(60))
    opening.face._chosen(("language", "en"))
    sheet = SignSheet("pledge", lambda: 0.0, first)
    sheet.open()
    _draw(sheet.pad)
    free.set()
    hand.wait(lambda: first.dialog().isVisible(), "the question")
    hand.keys("N")
    hand.wait(lambda: not first.dialog().isVisible() and not opening.runner.busy(), "the answer")
    assert opening.shell is first and sheet.isVisible() and not sheet.pad.empty()
    config = tmp_path / "p" / "config.toml"
    assert "language" not in tomllib.loads(config.read_text("utf-8")), "the next start is Chinese as well"
    _asked(opening, hand, "Y")
    hand.wait(lambda: opening.shell is not first, "another window")
    _stands(opening, hand)


def test_a_filled_field_with_the_focus_is_left_without_an_error_and_who_stood_there_is_forgotten(
    opening: Opening, tmp_path: Path
) -> None:
    """The field told its words to workers that had ended; and the card that was read lived on."""
    hand = Hand(opening.shell, tmp_path)
    _stands(opening, hand)
    opening.shell.activateWindow()
    opening.face.card_read(ZHANG)
    hand.wait(lambda: opening.face.pages["intake"].state.card is not None, "the card")
    hand.wait(lambda: not opening.runner.busy(), "the background")
    opening.face.pages["intake"].who.go_to("phone")
    hand.type("intake.phone", "13800000001")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    first, former = weakref.ref(opening.shell), weakref.ref(opening.face.pages["intake"].state)
    opening.face._chosen(("language", "en"))
    hand.wait(lambda: opening.shell is not first(), "another window")
    _stands(opening, hand)
    assert opening.face.pages["intake"].state.phone == "13800000001"

    def gone() -> bool:
        gc.collect()
        return former() is None

    hand.wait(gone, "who stood on the former page")


def test_the_widest_mark_of_an_event_has_its_room_in_english(app: QApplication) -> None:
    before, th = look().texts, look().theme
    look().speak(Texts.load(path("texts"), ENGLISH))
    try:
        width = th.columns.case_events[0]
        left, wide = EventDelegate().columns(width)
        room = width - left - wide - 2 * th.space.xs - th.size.icon_small
        for mark in ("hall", "by_hall", "acked", "down", "waiting", "parked"):
            assert look().metrics("secondary").horizontalAdvance(t(f"case.mark.{mark}")) <= room, mark
    finally:
        look().speak(before)


def paper_line(kind: PaperKind) -> PaperLine:
    who = "沈阳样例食品有限公司"
    return PaperLine(uuid4(), uuid4(), kind.value, "演沈西市监收〔2026〕D07-000123号", "out", "", "", 1, 1, 0, "", who)


NARROW = 654
"""Pixels of the list 待盖章 on a screen of 1920 × 960 at 150 %."""


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_name_of_every_paper_and_how_it_came_out_stand_whole_in_the_queue(
    world: World, qtbot: QtBot, language: str
) -> None:
    """Also at 150 % the list never scrolls sideways; which seal is wanted then stands in the form below it alone."""
    look().speak(Texts.load(path("texts"), language))
    office, runner, _, tell = world.tools
    room = QueueRoom(office, runner, tell)  # type: ignore[arg-type]
    qtbot.addWidget(room)
    room.show()
    table, header = room.unsealed, room.unsealed.horizontalHeader()
    sealed = [rule for rule in PAPER_RULES.values() if rule.seal is not Seal.NONE]
    for rule in sealed:
        table.setFixedWidth(NARROW)
        table.set_rows([paper_line(rule.kind)])
        assert text_width(said(rule.name), True) <= header.sectionSize(0), said(rule.name)
        assert header.length() == table.viewport().width(), said(rule.name)
    for how in ("clerk", "device", "restored"):
        assert text_width(t(f"print.known.{how}")) <= HOW_KNOWN, how
