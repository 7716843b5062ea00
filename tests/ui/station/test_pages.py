"""The pages of a station by themselves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from ui.shared.askbox import AskBox
from ui.station.pages import PapersPage


def test_a_question_whether_it_came_out_keeps_the_focus_when_the_page_is_read_again(
    app: QApplication, qtbot: QtBot
) -> None:
    nothing = cast(Any, None)
    page = PapersPage(nothing, nothing, nothing, lambda: ())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    jobs = [SimpleNamespace(kind=PaperKind.RECEIPT.value, number="1", detail="")]
    page.show_found((jobs, ()))
    box = page.findChild(AskBox)
    assert box is not None
    box.setFocus()
    qtbot.waitUntil(box.buttons[0].hasFocus, timeout=60_000)

    page.show_found((list(jobs), ()))

    assert box.buttons[0].hasFocus()
    assert page.above.count() == 1
    page.show_found(((), ()))
    assert page.above.count() == 0
