"""By when something is to be done stands on every screen, also where the words are large and the screen is low."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.kiosk.test_pictures import VARIANTS, filming, studio
from ui.kiosk.parts import BandPart
from ui.shots.kiosk_walk import walk
from ui.texts import ENGLISH


@pytest.mark.parametrize("language", ["zh-CN", ENGLISH])
def test_whoever_reads_in_large_words_reads_by_when_materials_are_wanted(
    app: QApplication, tmp_path: Path, language: str
) -> None:
    """On a wide screen in 大字 a card said 还要补 2 样材料 and no day."""
    with studio(app, tmp_path) as b:
        b.terminal.tools.texts.speak(language)
        b.terminal.language = language
        screen = walk(b)[0]["progress-own-two"]
        first = screen.cards[0]
        assert first.band is not None and first.band.lines
        with filming(b, tmp_path) as camera:
            for variant in VARIANTS:
                assert not camera.take("own", screen, variant)
                told = [part.text() for part in camera.page.findChildren(BandPart) if part.isVisible()]
                assert any(first.band.lines[0] in words for words in told), (variant, told)
