"""The window's frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import gallery
from ui.tell import Notice
from ui.window.login import LockedPage
from ui.window.rail import PLACES

Present = Callable[[QWidget], None]


def test_six_places_answer_to_their_keys(app: QApplication, qtbot: QtBot, present: Present) -> None:
    window = gallery.shell()
    for key, _, _ in PLACES:
        window.add_place(key, QWidget())
    present(window)
    seen: list[str] = []
    window.place_changed.connect(seen.append)
    keys = (Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F2)
    for key in keys:
        qtbot.keyClick(window, key)
    assert seen == ["due", "handover", "search", "print", "sync", "intake"]
    assert window.place() == "intake"


def test_a_locked_window_answers_no_key_of_a_place(app: QApplication, qtbot: QtBot, present: Present) -> None:
    window = gallery.shell()
    for key, _, _ in PLACES:
        window.add_place(key, QWidget())
    present(window)
    locked: list[int] = []
    window.lock_wanted.connect(lambda: locked.append(1))
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert locked
    window.show_full(LockedPage())
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.place() == "intake" and not window.palette_box.isVisible()
    window.show_places()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.place() == "search"


def test_states_are_words_and_rehearsal_never_leaves_the_screen(app: QApplication, present: Present) -> None:
    window = gallery.shell(rehearsal=True)
    present(window)
    texts = gallery.texts_of(window)
    assert "离线 2 小时 · 待传 37 件 · 还可离线 12 天" in texts
    assert "演练" in texts
    window.resize(1920, 1080)
    app.processEvents()
    assert "演练：不是真办件" in gallery.texts_of(window)
    assert window.windowTitle().startswith("【演练】")
    window.set_line_state("", "ok")
    assert not window.top.line.isVisible()


def test_a_badge_is_told_to_the_screen_reader(app: QApplication) -> None:
    window = gallery.shell()
    window.set_badge("due", 3)
    assert window.rail.buttons["due"].accessibleName() == "待办与时限，3 件要处理"


def test_an_unknown_place_is_a_fault(app: QApplication) -> None:
    window = gallery.shell()
    with pytest.raises(KeyError):
        window.add_place("statistics", QWidget())
    with pytest.raises(KeyError):
        window.go("due")


def test_the_widest_line_state_still_fits_an_old_screen(app: QApplication, present: Present) -> None:
    window = gallery.shell(rehearsal=True)
    window.set_place_name("沈阳市铁西区政务服务中心分中心", "107 号窗")
    window.set_line_state("离线 12 小时 · 待传 1372 件 · 还可离线 12 天", "warn")
    window.set_readiness("差：读卡器未连接", "warn")
    window.set_operator("欧阳春晓 0712")
    window.resize(1366, 768)
    present(window)
    app.processEvents()
    assert window.width() == 1366
    from ui.shared.measure import cut_texts

    assert cut_texts(window.top) == []


def test_words_of_what_was_done_go_with_their_page_and_warnings_wait(app: QApplication, present: Present) -> None:
    """A green 「已发」 must not stand over the next person's page; what asks for something waits until it is closed."""
    window = gallery.shell()
    for key in ("intake", "due"):
        window.add_place(key, QWidget())
    present(window)
    for state, stays, left in (("ok", False, False), ("info", False, False), ("warn", False, True), ("ok", True, True)):
        window.go("intake")
        window.show_notice(Notice("band", state, "已发", stays=stays))
        window.go("intake")
        assert window.band.isVisible(), "it is still the same page"
        window.go("due")
        assert window.band.isVisible() is left, (state, stays)
        window.drop_news()
        assert window.band.isVisible() is left, (state, stays)


def test_keys_that_come_before_the_pages_go_nowhere_and_open_nothing(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    """Who types right after the start got a search that stayed empty for good, and a fault."""
    window = gallery.shell()
    present(window)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.place() == "" and not window.palette_box.isVisible()
    window.add_place("intake", QWidget())
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_box.isVisible()


def test_the_key_of_a_place_closes_the_search_that_shows_it(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    window = gallery.shell()
    for key, _, _ in PLACES:
        window.add_place(key, QWidget())
    present(window)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.palette_box.edit, Qt.Key.Key_F3)
    assert window.place() == "due" and not window.palette_box.isVisible()
