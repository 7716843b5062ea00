"""Somebody who has never seen the terminal: taps twice, has no telephone, leaves her card, practises for others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.guide import FormField
from app.domain.kiosk import Proof
from app.domain.materials import CARD, MaterialStatus, SubmittedMaterial
from app.domain.people import Applicant, IdType, Person
from app.usecases.intake import field_problem
from app.usecases.kiosk import Visitor, settled_by_card
from tests.ui.kiosk.booth import LI, PIN, ZHANG, Booth
from ui.bootstrap import simulated_reader
from ui.kiosk.ink import wrapped
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import DOUBLE_MS
from ui.kiosk.window import KioskWindow
from ui.theme import look


def middle(window: KioskWindow, name: str) -> QPoint:
    """Where a finger finds it, in the window."""
    QApplication.processEvents()
    assert window.page is not None
    found = next(each for each in window.page.touches if each.objectName() == f"kiosk.{name}")
    return found.mapTo(window, found.rect().center())


def tap(window: KioskWindow, at: QPoint, stamp: int) -> None:
    """A finger on the glass at a place and a time, whatever stands there then."""
    target = window.childAt(at)
    assert target is not None
    for kind, buttons in (
        (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        inside = QPointF(target.mapFrom(window, at))
        event = QMouseEvent(
            kind, inside, QPointF(at), Qt.MouseButton.LeftButton, buttons, Qt.KeyboardModifier.NoModifier
        )
        event.setTimestamp(stamp)
        QCoreApplication.sendEvent(target, event)
    QApplication.processEvents()


def test_a_second_tap_of_the_same_hand_chooses_nothing_on_the_page_that_came(booth: Booth, window: KioskWindow) -> None:
    place = middle(window, "tile.apply")
    tap(window, place, 1_000)
    assert booth.key == "apply.start"
    tap(window, place, 1_000 + DOUBLE_MS - 50)
    assert booth.key == "apply.start", "the second tap meant the tile that is gone"
    tap(window, place, 1_000 + DOUBLE_MS + 50)
    assert booth.key != "apply.start", "whoever has seen the page is not kept waiting"


def test_leaving_with_two_taps_leaves_the_home_page_as_it_is(booth: Booth, window: KioskWindow) -> None:
    booth.terminal.touch("tile", "guide")
    place, spoken = middle(window, "home"), booth.terminal.tools.texts.language
    tap(window, place, 1_000)
    tap(window, place, 1_200)
    assert booth.key == "home"
    assert booth.terminal.tools.texts.language == spoken, "the switch of the language stands where she tapped"


def test_quick_fingers_write_every_letter(booth: Booth, window: KioskWindow) -> None:
    booth.terminal.touch("tile", "guide")
    booth.terminal.touch("words")
    QApplication.processEvents()
    assert window.page is not None
    key = next(each for each in window.page.touches if each.text() == "N" and each.isVisible())
    place = key.mapTo(window, key.rect().center())
    for n in range(4):
        tap(window, place, 1_000 + 90 * n)
    assert booth.terminal.board.letters == "nnnn"


def test_who_has_no_telephone_is_taken_in_without_inventing_one(booth: Booth) -> None:
    t = booth.terminal
    t.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay(ZHANG)
    while booth.key in ("apply.question", "apply.whom"):
        row = booth.screen.rows[0]
        t.touch(row.name, row.value)
    assert booth.key == "apply.field" and any(each.name == "no-phone" for each in booth.screen.foot)
    t.touch("no-phone")
    asked = booth.screen.input.label if booth.screen.input is not None else ""
    assert "电话" not in booth.screen.title + asked, "nor asked once more by the form of the item itself"
    assert t.journey is not None and t.journey.form["!phone"] == "无"  # type: ignore[attr-defined]


def test_a_finger_that_slips_onto_the_way_out_does_not_cost_her_the_form(booth: Booth) -> None:
    t = booth.terminal
    t.touch("tile", "apply")
    assert any(each.name == "home" for each in booth.screen.foot), "with nothing written she goes at once"
    booth.find("shbzkbl")
    booth.lay(ZHANG)
    while booth.key in ("apply.question", "apply.whom"):
        row = booth.screen.rows[0]
        t.touch(row.name, row.value)
    t.touch("no-phone")
    before, session = booth.screen, t.session.number
    booth.touch("give-up")
    assert booth.key == "apply.leaving" and not booth.screen.personal
    booth.touch("stay")
    assert booth.screen == before and t.session.number == session
    booth.touch("give-up")
    booth.touch("home")
    assert booth.key == "home" and t.journey is None and t.guest.person is None, "who means it leaves nothing behind"


def test_what_she_answered_is_not_lost_to_a_slip_before_she_has_written_anything(booth: Booth) -> None:
    t = booth.terminal
    t.touch("tile", "apply")
    booth.find("shbzkbl")
    assert any(each.name == "home" for each in booth.screen.foot), "her card is not read yet: she goes at once"
    booth.lay(ZHANG)
    assert booth.key == "apply.question" and any(each.name == "home" for each in booth.screen.foot)
    t.touch("answer", booth.screen.rows[0].value)
    assert booth.key == "apply.field", "her telephone"
    booth.touch("give-up")
    assert booth.key == "apply.leaving"
    booth.touch("stay")
    assert booth.key == "apply.field" and t.guest.person is not None


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("large", [False, True])
def test_the_way_back_stands_in_one_place_and_the_way_out_never_in_it(
    booth: Booth, window: KioskWindow, size: tuple[int, int], large: bool
) -> None:
    """Where a third choice stands at the foot too: 没有电话."""
    t = booth.terminal
    if large:
        t.touch("large")
    window.resize(*size)
    t.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay(ZHANG)
    window.show_screen()
    back = middle(window, "back")
    t.touch("answer", booth.screen.rows[0].value)
    window.show_screen()
    assert booth.key == "apply.field" and booth.offered("no-phone")
    QApplication.processEvents()
    assert window.page is not None
    found = {each.choice.name: each for each in window.page.touches}
    place = found["back"].mapTo(window, QPoint(0, 0))
    assert place.y() < back.y() < place.y() + found["back"].height()
    out = found["give-up"]
    assert not out.rect().contains(out.mapFrom(window, back))


def test_who_finds_nothing_sees_for_which_words_and_writes_others_on_an_empty_line(booth: Booth) -> None:
    t = booth.terminal
    t.touch("tile", "guide")
    t.touch("words")
    booth.type("qwxzvq")
    assert booth.key == "guide.nothing" and "“qwxzvq”" in booth.screen.title
    assert t.tools.place.hours in str(booth.screen.small), "when somebody answers"
    booth.touch("again")
    assert booth.key == "guide.words" and booth.screen.input is not None and not booth.screen.input.value


def test_items_that_are_only_names_here_ask_for_no_touch_and_say_where_to_turn(booth: Booth) -> None:
    booth.terminal.touch("tile", "guide")
    booth.terminal.touch("words")
    booth.type("gaoling")
    names = [row for row in booth.screen.rows if row.name == "item"]
    assert names and all(row.kind == "off" for row in names), booth.screen
    assert booth.screen.lead.startswith("这里都办不了") and booth.terminal.tools.place.hall_phone in booth.screen.lead
    booth.touch("again")
    assert booth.key == "guide.words"


@pytest.mark.parametrize(("number", "right"), [
    ("13800000001", True), ("024-00000107", True), ("12345", True), ("62000107", True), ("无", True),
    ("1218000012", False), ("1380000000", False), ("12180000012", False), ("138000000012", False),
])  # fmt: skip
def test_a_mobile_number_with_a_digit_wrong_is_seen_before_anybody_rings_it(number: str, right: bool) -> None:
    field = FormField("phone", "联系电话", kind="phone", max_length=20)
    assert (field_problem(field, number) == "") is right


def test_a_card_that_was_left_is_not_called_hers_and_nobody_is_said_to_be_told_before_it_is_so(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.terminal.touch("finish")
    assert booth.screen.band is not None
    assert "已报" not in " ".join(booth.screen.band.lines), "nobody has been told yet"
    booth.terminal.touch("tile", "progress")
    assert booth.terminal.t("card_on") not in booth.screen.small
    booth.terminal.touch("by-person")
    assert booth.screen.title == booth.terminal.t("prove.again_title")
    assert booth.terminal.t("prove.card_lead") != booth.screen.lead, "lay it down and lift it are not said at once"
    booth.terminal.touch("home")
    booth.time.advance(60)
    assert booth.screen.band is not None and "已报给值班的" in " ".join(booth.screen.band.lines)


@dataclass
class Turned:
    """A card of a rehearsal. Implements ``ui.kiosk.tools.PracticeCard``."""

    lies: bool = False

    def turn(self) -> None:
        """The other way."""
        self.lies = not self.lies


def test_who_practises_lays_and_lifts_the_card_by_a_button_that_says_so(app: QApplication, booth: Booth) -> None:
    card = Turned()
    booth.terminal.tools = replace(booth.terminal.tools, practice=card)
    window = KioskWindow(booth.terminal)
    try:
        for width, height in ((1080, 1920), (1920, 1080)):
            window.resize(width, height)
            window.show()
            window.show_screen()
            assert window.header is not None and window.header.practice is not None
            button = window.header.practice
            assert min(button.width(), button.height()) >= SIZES.least
            assert button.text() == booth.terminal.t("practice.lay")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert card.lies and button.text() == booth.terminal.t("practice.lift")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert not card.lies
            for switch in ("large", "language"):
                booth.terminal.touch(switch)
                words = look().metrics("secondary", True).horizontalAdvance(button.text())
                assert words + SIZES.least <= button.width(), (switch, "its words are whole in every size and language")
                assert button.geometry().right() < window.width() - SIZES.margin
                booth.terminal.touch(switch)
    finally:
        booth.terminal.changed = booth.terminal.wiped = lambda: None
        window.may_close = True
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_who_practises_reads_the_whole_lesson_and_the_name_of_the_hall(app: QApplication, booth: Booth) -> None:
    booth.terminal.tools = replace(booth.terminal.tools, practice=Turned())
    window = KioskWindow(booth.terminal)
    window.hint = lambda: "Rehearsal 2/4: " + "touch the badge at the upper left and type the number " * 2
    try:
        window.resize(1080, 1920)
        window.show()
        for switch in ("", "large", "language"):
            booth.terminal.touch(switch)
            window.show_screen()
            header = window.header
            assert header is not None and header.practice is not None and window.page is not None
            strip, button = header.strip(1080), header.practice
            room = button.x() - SIZES.margin - SIZES.gap
            assert wrapped(look().font("secondary"), header.lesson, room) <= strip
            assert button.y() >= header.height() - strip, "the button leaves the line of the hall alone"
            assert window.page.frame.top == header.height(), "and the page begins below"
        window.hint = lambda: ""
        booth.terminal.touch("large")
        assert window.header is not None and window.header.strip(1080) == 0, "where all has room nothing is added"
    finally:
        booth.terminal.changed = booth.terminal.wiped = lambda: None
        window.may_close = True
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_card_of_a_rehearsal_can_be_taken_from_its_reader_and_laid_on_again() -> None:
    reader = simulated_reader()
    try:
        for lies in (False, True, False):
            reader.turn()
            assert reader.lies is lies
            assert reader.wait_until(lambda module, lies=lies: (module.card is not None) is lies, 1.0)
    finally:
        reader.stop()


def test_her_card_was_read_and_is_neither_photographed_nor_brought_to_a_window(booth: Booth) -> None:
    case = booth.place.stores.views.case(booth.apply("jzz", pictures=False))
    assert case is not None
    row = next(row for row in case.materials if row.name == "居民身份证")
    assert (row.status, row.auth, row.scans) == (MaterialStatus.ELECTRONIC, CARD, ())
    told = " ".join(line for card in booth.screen.cards for line in card.lines)
    assert "就读证明" in told and "居民身份证、" not in f"{told}、"


def test_the_card_of_who_applies_for_another_says_nothing_of_that_other_person() -> None:
    own = Applicant(person=Person("张三", IdType.RESIDENT_CARD, ZHANG.number))
    row = SubmittedMaterial("card", 2, "居民身份证", requirement="本人持证件到场读卡，不留复印件")
    shown = Visitor(frozenset({Proof.CARD}), own.person)
    assert settled_by_card(row, shown, own)
    assert not settled_by_card(row, replace(shown, person=Person("李四", IdType.RESIDENT_CARD, LI.number)), own)
    assert not settled_by_card(row, replace(shown, proofs=frozenset({Proof.PERSON})), own), "no card was read"
    assert not settled_by_card(replace(row, requirement="双方持证件到场读卡，不留复印件"), shown, own)
    assert not settled_by_card(replace(row, requirement="原件1份"), shown, own)


def test_nothing_is_said_of_the_line_before_anything_is_known_of_it(booth: Booth) -> None:
    booth.terminal.machine.line_known = False
    booth.terminal.counter.online = lambda: None  # type: ignore[method-assign]
    booth.terminal.look()
    assert booth.screen.state_line is None, "nobody has tried the line since the start"
    booth.online(False)
    assert booth.screen.state_line is not None
    booth.online(True)
    assert booth.screen.state_line is None


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("switches", [(), ("large",), ("low",), ("large", "low")])
def test_whoever_rates_sees_all_five_answers_at_once(
    booth: Booth, window: KioskWindow, size: tuple[int, int], switches: tuple[str, ...]
) -> None:
    booth.apply()
    booth.home()
    for switch in switches:
        booth.terminal.touch(switch)
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.receipt()
    assert booth.key == "rate.levels"
    window.resize(*size)
    window.show_screen()
    QApplication.processEvents()
    assert window.page is not None and window.page.pages == 1, "the bad ones do not hide on a second page"
    assert sum(each.choice.name == "level" for each in window.page.touches) == 5


def test_who_practises_reads_the_pin_wherever_staff_is_asked_for_it_and_the_voice_says_it_nowhere(
    booth: Booth,
) -> None:
    for _ in range(5):
        booth.terminal.touch("badge")
    seen = [booth.screen]
    booth.terminal.touch("home")
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.lay()
    booth.touch("staff")
    seen.append(booth.screen)
    booth.home()
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    booth.touch("thumb")
    seen.append(booth.screen)
    assert [screen.key for screen in seen] == ["staff.pin", "progress.staff", "apply.thumb"]
    assert all(f"演练的管理密码是 {PIN}" in screen.small for screen in seen)
    assert not any(PIN in words for words in booth.voice.said)
    booth.terminal.tools = replace(booth.terminal.tools, rehearsal=False)
    assert not any(PIN in words for words in booth.screen.small), "a real terminal tells it to nobody"


def test_her_card_is_told_above_the_way_out_and_gives_way_where_a_page_is_full(
    booth: Booth, window: KioskWindow
) -> None:
    words = "您的身份证还在感应区，走时请带上"
    window.resize(1080, 1920)
    booth.lay()
    booth.touch("tile", "print")
    assert window.page is not None
    told = next(part for part in window.page.parts if words in part.text())
    leave = next(touch for touch in window.page.touches if touch.objectName() == "kiosk.home")
    assert 0 < leave.geometry().top() - told.geometry().bottom() <= 2 * SIZES.gap, "where she looks as she leaves"
    assert not [part for part in window.page.parts if part is not told and words in part.text()], "once"
    booth.lift()
    assert not [part for part in window.page.parts if words in part.text()]


def test_who_has_no_case_here_reads_where_others_are_and_can_begin_one(booth: Booth) -> None:
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.prove()
    assert "没有查到" in booth.screen.title and "请到收件的窗口查" in str(booth.screen.band), booth.screen
    booth.touch("apply")
    assert booth.key == "apply.start"
    booth.touch("home")
    booth.lift()
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-person")
    booth.prove()
    assert booth.key == "rate.none" and "请到收件的窗口查" in str(booth.screen.band)


def test_two_cases_of_one_name_are_told_apart_when_she_rates_or_complains(booth: Booth) -> None:
    for _ in range(2):
        booth.apply("shbzkbl")
        booth.print_all()
        booth.home()
    booth.touch("tile", "rate")
    booth.touch("what", "complain")
    booth.touch("by-person")
    booth.prove()
    rows = booth.screen.rows
    assert len(rows) == 2 and rows[0].text == rows[1].text and booth.screen.title == "要说哪一件？"
    assert rows[0].note != rows[1].note and all("9月28日（周一）收件" in row.note for row in rows), rows
    booth.touch("case", rows[0].value)
    booth.touch("kind", "投诉")
    booth.pinyin("paidui", "排队")
    booth.terminal.touch("key", "ok")
    assert booth.key in ("rate.end", "rate.error"), booth.screen
    assert "不想写的" not in str(booth.screen.small), "she has written"
