"""What nobody looked at when a case was taken in, on the page of the case."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from tests.ui.window.cases import World, button
from tests.ui.window.test_case_page import SIZES, ctrl_enter, key, open_case, page, settle
from ui.shared.measure import cut_texts, nameless
from ui.window.case.materials import MaterialRow
from ui.window.case.page import CasePage

__all__ = ["open_case", "page", "settle"]


def row_with_the_keys(page: CasePage) -> str:
    """The material whose row has the keyboard, "" when none has."""
    at = QApplication.focusWidget()
    rows = page.findChildren(MaterialRow)
    return next((row.objectName() for row in rows if at is not None and row.isAncestorOf(at)), "")


@pytest.mark.law("L24", "B3-16")
def test_what_was_not_checked_at_receipt_is_what_the_page_leads_to(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    case = world.receive(fault=False, unseen=3)
    open_case(case)
    primary = button(page, "case.primary")
    assert primary.isVisible() and primary.text() == "核对材料"
    world.all_out()
    page.refresh()
    settle()
    first, second, third = (f"case.material.{row.number}" for row in page.materials.brought())
    ctrl_enter(page, qtbot)  # nothing is said yet: it leads to the rows
    save = button(page, "case.correction.save")
    assert save.text() == "登记核对" and not save.isEnabled()
    key(page, first, Qt.Key.Key_S, qtbot)
    assert row_with_the_keys(page) == second, "on to the next"
    key(page, second, Qt.Key.Key_X, qtbot)
    assert not save.text().endswith("2 项"), "what is wrong is not said yet"
    for size in SIZES:
        page.resize(*size)
        QApplication.processEvents()
        assert not cut_texts(page) and not nameless(page)
    key(page, second, Qt.Key.Key_1, qtbot)
    note = QApplication.focusWidget()
    assert isinstance(note, QLineEdit), "a word of what is wrong"
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert row_with_the_keys(page) == third
    assert save.text() == "登记核对：2 项" and "还有 1 项没有核对" in page.bar.accessibleName()
    ctrl_enter(page, qtbot)
    settle()
    assert page.seen is not None
    kinds = [paper.kind for paper in page.seen.case.papers]
    assert kinds.count(PaperKind.RECEIPT) == 2, "what was taken in now has a receipt"
    world.all_out()
    page.refresh()
    settle()
    key(page, third, Qt.Key.Key_D, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert button(page, "case.primary").text() == "出具一次性告知书", "now all of it can be told at once"
