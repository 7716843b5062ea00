"""A scanner that types: its codes reach the page, its keys press nothing, and a person's typing stays a person's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.ports.equipment import CodeScan
from devices.scanner.protocol import Key
from ui.keys_before import key_of
from ui.runner import QtScheduler
from ui.shared.button import KeyButton
from ui.tour.hand import pause
from ui.wedge import Wedge, _trigger

NOTHING_HELD = Qt.KeyboardModifier.NoModifier


class Counter(QWidget):
    """A page with a field, a list that takes bare letters as shortcuts, and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.list = QWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pressed: list[str] = []
        self.save = KeyButton("保存", "Ctrl+Return")
        self.save.clicked.connect(lambda: self.pressed.append("save"))
        self.judge = KeyButton("原件", "S", scope=self.list)
        self.judge.clicked.connect(lambda: self.pressed.append("S"))
        column = QVBoxLayout(self)
        for part in (self.field, self.list, self.save, self.judge):
            column.addWidget(part)


class Bench:
    """The page, a wedge before it, and seconds that move with the keys."""

    def __init__(self, page: Counter) -> None:
        self.page, self.now, self.struck = page, 0.0, 1000.0
        self.scans: list[CodeScan] = []
        self.scheduler = QtScheduler()
        self.wedge = Wedge(self.scheduler, lambda: self.now)
        self.wedge.scanned.connect(self.scans.append)
        self.wedge.start()

    def type(self, text: str, pace: float, end: Qt.Key | None = None, to: QWidget | None = None) -> None:
        """As a scanner or a hand does, Shift held down for each capital letter."""
        for sign in text:
            self.now += pace
            self._press(to or self._focused(), sign)
        if end is not None:
            self.now += pace
            QTest.keyClick(to or self._focused(), end)

    @staticmethod
    def _press(to: QWidget, sign: str) -> None:
        held_down = Qt.KeyboardModifier.ShiftModifier if sign.isupper() else Qt.KeyboardModifier.NoModifier
        if sign.isupper():
            QTest.keyPress(to, Qt.Key.Key_Shift)
        QTest.keyClick(to, sign, held_down)
        if sign.isupper():
            QTest.keyRelease(to, Qt.Key.Key_Shift)

    def late(self, text: str, key: Qt.Key, pace: float, mods: Qt.KeyboardModifier = NOTHING_HELD) -> None:
        """Struck ``pace`` after the one before, while the window was busy: all come at the same moment, each as an
        X server sends it, by way of the shortcuts, and with the moment of its stroke.
        """
        self.struck += pace
        stamp = round(self.struck * 1000)
        to = self._focused()
        press = QKeyEvent(QEvent.Type.ShortcutOverride, key, mods, text)
        press.setTimestamp(stamp)
        press.ignore()
        QApplication.sendEvent(to, press)
        if not press.isAccepted() and _trigger(self._focused(), press):
            return
        press = QKeyEvent(QEvent.Type.KeyPress, key, mods, text)
        press.setTimestamp(stamp)
        QApplication.sendEvent(self._focused(), press)

    def settle(self) -> None:
        """Long enough for held keys to be let go."""
        self.now += 1.0
        pause(60)
        for _ in range(6000):
            if not self.wedge._held:
                break
            pause(10)

    @staticmethod
    def _focused() -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found


@pytest.fixture
def bench(app: QApplication, present: Callable[[QWidget], None]) -> Iterator[Bench]:
    page = Counter()
    present(page)
    made = Bench(page)
    yield made
    made.wedge.stop()
    made.scheduler.stop()


SCANNER, HAND = 0.004, 0.12


def test_a_scanned_code_is_handed_over_whole_and_no_field_gets_it(bench: Bench) -> None:
    bench.page.field.setFocus()
    bench.type("ZB000123", SCANNER, Qt.Key.Key_Return)
    assert [(scan.kind, scan.value) for scan in bench.scans] == [("bundle", "ZB000123")]
    assert bench.page.field.text() == ""


def test_letters_of_a_code_press_no_shortcut(bench: Bench) -> None:
    bench.page.list.setFocus()
    bench.type("SSS9988S", SCANNER, Qt.Key.Key_Return)
    bench.settle()
    assert (bench.page.pressed, len(bench.scans)) == ([], 1)


def test_control_characters_in_a_code_press_nothing(bench: Bench) -> None:
    bench.page.list.setFocus()
    bench.type("ZB0001", SCANNER)
    bench.now += SCANNER
    QTest.keyClick(bench.page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.type("23", SCANNER, Qt.Key.Key_Return)
    assert bench.page.pressed == []
    assert [scan.value for scan in bench.scans] == ["ZB000123"]


STROKE = 0.07


def test_keys_that_waited_for_a_busy_window_act_in_order_each_where_the_one_before_it_led(bench: Bench) -> None:
    """S · Ctrl+Enter · D in 0.2 s on a window that was busy: taken for a burst, Ctrl+Enter was lost, and D went to the
    row that she had left.
    """
    page = bench.page
    page.save.clicked.connect(page.field.setFocus)
    page.list.setFocus()
    bench.late("s", Qt.Key.Key_S, STROKE)
    bench.late("\r", Qt.Key.Key_Return, STROKE, Qt.KeyboardModifier.ControlModifier)
    bench.late("d", Qt.Key.Key_D, STROKE)
    bench.settle()
    assert (page.pressed, page.field.text(), bench.scans) == (["S", "save"], "d", [])


@pytest.mark.parametrize("apart", [0.0, 0.005, 0.025])
def test_keys_that_slipped_under_one_hand_are_neither_lost_nor_out_of_order(bench: Bench, apart: float) -> None:
    page = bench.page
    page.save.clicked.connect(page.field.setFocus)
    page.list.setFocus()
    bench.type("s", apart)
    bench.now += apart
    QTest.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.type("d", apart, to=page.list)
    bench.settle()
    assert (page.pressed, page.field.text()) == (["S", "save"], "d")


def test_a_command_amid_quick_keys_leaves_the_next_command_its_power(bench: Bench) -> None:
    """One that was swallowed stayed among the held keys for ever, and no Ctrl key of the window did anything then."""
    bench.page.list.setFocus()
    bench.type("s", SCANNER)
    QTest.keyClick(bench.page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.settle()
    QTest.keyClick(bench.page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.page.pressed == ["S", "save", "save"]


def test_words_that_waited_for_a_busy_window_are_no_code(bench: Bench) -> None:
    """Seven keys at once, an Enter at their end: it was told as a code, and the field stayed empty."""
    entered: list[str] = []
    bench.page.field.returnPressed.connect(lambda: entered.append(bench.page.field.text()))
    bench.page.field.setFocus()
    for sign in "hszyzc":
        bench.late(sign, Qt.Key(ord(sign.upper())), STROKE)
    bench.late("\r", Qt.Key.Key_Return, STROKE)
    bench.settle()
    assert (entered, bench.scans) == (["hszyzc"], [])


def test_a_code_that_waited_for_a_busy_window_is_a_code(bench: Bench) -> None:
    bench.page.list.setFocus()
    shift, bare = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for sign in "ZB000123":
        bench.late(sign, Qt.Key(ord(sign)), SCANNER, shift if sign.isalpha() else bare)
    bench.late("\r", Qt.Key.Key_Return, SCANNER)
    bench.settle()
    assert ([scan.value for scan in bench.scans], bench.page.pressed) == (["ZB000123"], [])


def test_a_person_types_as_ever(bench: Bench) -> None:
    bench.page.field.setFocus()
    bench.type("hszyzc", HAND)
    bench.settle()
    assert bench.page.field.text() == "hszyzc"
    bench.type("ab", 0.01)  # two keys that slipped under one hand
    bench.settle()
    assert (bench.page.field.text(), bench.scans) == ("hszyzcab", [])


def test_a_person_s_single_letter_is_still_her_shortcut(bench: Bench) -> None:
    bench.page.list.setFocus()
    bench.type("s", HAND)
    bench.settle()
    assert bench.page.pressed == ["S"]


def test_a_person_s_enter_and_commands_pass_at_once(bench: Bench) -> None:
    bench.page.field.setFocus()
    entered: list[str] = []
    bench.page.field.returnPressed.connect(lambda: entered.append(bench.page.field.text()))
    bench.type("ok", HAND, Qt.Key.Key_Return)
    assert entered == ["ok"]
    QTest.keyClick(bench.page.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.page.pressed == ["save"]


def compose(bench: Bench, text: str, pace: float) -> None:
    """What an input method tells of: the letters under way, then all of them at once."""
    for end in range(1, len(text) + 1):
        bench.now += pace
        QApplication.sendEvent(bench.page.field, QInputMethodEvent(text[:end], []))
    done = QInputMethodEvent()
    done.setCommitString(text)
    bench.now += pace
    QApplication.sendEvent(bench.page.field, done)


def commit(bench: Bench, text: str, pace: float) -> None:
    """An input method in full width gives out sign by sign."""
    for sign in text:
        done = QInputMethodEvent()
        done.setCommitString(sign)
        bench.now += pace
        QApplication.sendEvent(bench.page.field, done)


def test_a_code_that_the_chinese_input_method_took_is_still_a_code(bench: Bench) -> None:
    bench.page.field.setFocus()
    compose(bench, "ZB000123", SCANNER)
    assert [scan.value for scan in bench.scans] == ["ZB000123"]
    assert bench.page.field.text() == ""


def test_full_width_signs_of_the_input_method_are_undone(bench: Bench) -> None:
    bench.page.field.setFocus()
    commit(bench, "ＺＢ０００１２３", SCANNER)
    bench.type("", SCANNER, Qt.Key.Key_Return)
    assert [scan.value for scan in bench.scans] == ["ZB000123"]
    commit(bench, "，。", HAND)
    bench.settle()
    assert bench.page.field.text() == "，。"


def test_a_person_s_chinese_words_are_no_code(bench: Bench) -> None:
    bench.page.field.setFocus()
    compose(bench, "张三", HAND)
    compose(bench, "zhangsan1900", HAND)
    assert (bench.scans, bench.page.field.text()) == ([], "张三zhangsan1900")


def test_a_code_goes_along_with_the_keyboard(bench: Bench) -> None:
    for part in (bench.page.field, bench.page.list, bench.page.field):
        part.setFocus()
        bench.type("ZB000123", SCANNER, Qt.Key.Key_Return)
    assert len(bench.scans) == 3


def test_a_code_with_nothing_chosen_on_the_page_is_a_code(bench: Bench) -> None:
    bench.page.field.setFocus()
    bench.page.field.clearFocus()
    bench.type("SSS9988S", SCANNER, Qt.Key.Key_Return, to=bench.page)
    assert (bench.page.pressed, len(bench.scans)) == ([], 1)


def test_a_code_over_an_open_menu_chooses_nothing_in_it(bench: Bench) -> None:
    bench.page.field.setFocus()
    menu = QMenu(bench.page)
    menu.addAction("&Save").triggered.connect(lambda: bench.page.pressed.append("menu"))
    menu.popup(bench.page.mapToGlobal(QPoint(5, 5)))
    bench.type("SSS9988S", SCANNER, Qt.Key.Key_Return, to=menu)
    assert (bench.page.pressed, len(bench.scans)) == ([], 1)
    menu.close()
    bench.type("ZB000123", SCANNER, Qt.Key.Key_Return)
    assert len(bench.scans) == 2


def test_a_page_that_opens_is_not_slowed_by_a_scanner(bench: Bench) -> None:
    """Only what has the keyboard passes its events through the wedge."""
    seen: list[QObject] = []
    passes = bench.wedge.eventFilter

    def noted(watched: QObject, event: QEvent) -> bool:
        seen.append(watched)
        return passes(watched, event)

    bench.wedge.eventFilter = noted  # type: ignore[method-assign]
    bench.page.field.setFocus()
    seen.clear()
    other = Counter()
    other.show()
    QApplication.processEvents()
    other.close()
    assert not {id(other.save), id(other.judge), id(other.list)} & {id(part) for part in seen}


def test_caps_lock_turns_no_letter_of_a_code_round(bench: Bench) -> None:
    """With Caps Lock on the Shift of the scanner makes small letters; nothing tells the program but the letters."""
    bench.page.list.setFocus()
    for sign in "zb000123":
        bench.now += SCANNER
        held_down = Qt.KeyboardModifier.ShiftModifier if sign.isalpha() else Qt.KeyboardModifier.NoModifier
        bench.page.list.setFocus()
        QApplication.sendEvent(
            bench.page.list, QKeyEvent(QEvent.Type.KeyPress, ord(sign.upper()), held_down, sign)
        )
    bench.now += SCANNER
    QTest.keyClick(bench.page.list, Qt.Key.Key_Return)
    assert [(scan.kind, scan.value) for scan in bench.scans] == [("bundle", "ZB000123")]


def stroke(code: int, at: int, state: int = 0, kind: int = 2) -> bytes:
    """A press as the X server tells of it."""
    head = bytes((kind, code, 0, 0)) + at.to_bytes(4, "little")
    return head + bytes(20) + state.to_bytes(2, "little") + bytes(2)


def test_a_stroke_is_read_as_the_x_server_tells_of_it() -> None:
    assert key_of(stroke(52, 1500, 1)) == Key("Z", 1.5)
    assert key_of(stroke(52, 1500, 1 | 2)) == Key("z", 1.5, caps=True), "Caps Lock turns it round, and is told"
    assert key_of(stroke(36, 20)) == Key("", 0.02, end=True)
    assert key_of(stroke(52, 20, 4)) == Key("z", 0.02, command=True)
    assert key_of(stroke(52, 20, kind=3)) is None, "a key that comes up"
    assert key_of(stroke(50, 20)) is None, "Shift"


def test_words_that_an_input_method_made_of_a_code_go_and_those_of_a_person_stay(bench: Bench) -> None:
    """As the keys come on an X server: all of them first, what became of them later."""
    field, before = bench.page.field, bench.wedge._before_method
    field.setText("王五")
    field.setFocus()
    edits: list[str] = []
    field.textEdited.connect(edits.append)
    for n, sign in enumerate("ZB000123"):
        before.press(Key(sign, n / 100))
    before.press(Key("", 0.08, end=True))
    assert not bench.scans, "its keys may still come through"
    given_out(field, "准备")
    bench.type("23", 0.01, Qt.Key.Key_Return)
    assert [(scan.kind, scan.value) for scan in bench.scans] == [("bundle", "ZB000123")]
    assert (field.text(), edits[-1]) == ("王五", "王五")
    for n, sign in enumerate("zhangsan"):
        before.press(Key(sign, 1 + n / 5))
    given_out(field, "张三")
    assert field.text() == "王五张三" and len(bench.scans) == 1


def test_a_code_whose_keys_come_through_is_told_once(bench: Bench) -> None:
    bench.page.field.setFocus()
    before = bench.wedge._before_method
    for n, sign in enumerate("ZB000123"):
        before.press(Key(sign, n / 100))
    before.press(Key("", 0.08, end=True))
    bench.type("ZB000123", 0.005, Qt.Key.Key_Return)
    assert len(bench.scans) == 1 and before.expected is None and bench.page.field.text() == ""


def given_out(field: QLineEdit, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
