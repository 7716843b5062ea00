"""The pages of a station by themselves."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from tests.ui.station.conftest import Station
from ui.shared.askbox import AskBox
from ui.shared.measure import cut_texts
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


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768)])
def test_every_button_of_the_help_shows_its_key_whole(
    open_station: Callable[..., Station], size: tuple[int, int]
) -> None:
    """In the larger type of a station the keys of 按键卡片 and 保存报告 were cut in half."""
    station = open_station(size)
    guide = station.face.guide
    guide.help()
    station.idle()
    sheet = guide.sheet
    assert sheet is not None and sheet.isVisible()
    narrow = [name for name, each in sheet.buttons.items() if each.width() < each.sizeHint().width()]
    assert not narrow and not cut_texts(sheet)
    assert "五样" in guide.page_of("home").what and len(station.face.pages["home"].rows) == 5
