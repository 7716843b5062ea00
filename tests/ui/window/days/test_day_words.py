"""What is signed for is read in the language of the screen, whatever signs stand inside the sentence."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QApplication

from resources import path
from ui.texts import ENGLISH, Texts
from ui.theme import look, said, t
from ui.window.days.day_page import OPEN, _lines

CHINESE = re.compile(r"[一-鿿]")
NO_SECOND = "没有第二介质，只在本机有一份：硬盘坏了，没上传的就没了；请告诉管理员设第二介质"


def test_a_finding_with_colons_of_its_own_is_english_on_the_sheet_that_is_signed(app: QApplication) -> None:
    """The line of the backup stood half in Chinese on the sheet, and whole in English in the list behind it."""
    before = look().texts
    look().speak(Texts.load(path("texts"), ENGLISH))
    try:
        row = SimpleNamespace(name="备份和第二介质", found=NO_SECOND, right=False, action="")
        seen: Any = SimpleNamespace(which=OPEN, rows=[row])
        (line,) = _lines(seen)
        assert not CHINESE.search(said(line)), said(line)
        for name in ("main.promised", "main.other"):
            assert not CHINESE.search(t(f"case.clock.law.{name}")), "no article: words like any other"
    finally:
        look().speak(before)
