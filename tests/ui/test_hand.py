"""The hand of the tour: what its pictures show."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shared.ahead import painted_in_turns
from ui.tour.hand import Hand

PAPER = QColor(250, 240, 230)


class Pane(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), PAPER)


def test_a_picture_shows_a_pane_that_still_waits_for_its_turn(
    dressed_app: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    """One picture of ten had black panes."""
    window = QWidget()
    qtbot.addWidget(window)
    pane = Pane()
    QHBoxLayout(window).addWidget(pane)
    window.resize(300, 200)
    window.show()
    qtbot.waitExposed(window)
    painted_in_turns([pane], lambda _turn: None)
    taken = QImage(str(Hand(window, tmp_path).picture("pane")))
    assert taken.pixelColor(taken.rect().center()) == PAPER
