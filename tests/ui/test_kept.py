"""A part of a page that draws itself once: it must never show what it no longer is, nor keep what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from ui.shared.button import KeyButton
from ui.shared.kept import Kept
from ui.shared.labels import Chip
from ui.shared.segment import Choice, Segment
from ui.theme import apply_theme

NEAR = 3
"""Steps of 255 by which laying a half-seen edge down may differ from drawing it."""


class Part(QWidget):
    """A part that counts how often it is drawn. ``sharp`` is the screen's pixels to a logical one."""

    def __init__(self, sharp: float = 1.0) -> None:
        super().__init__()
        self.kept = Kept()
        self.face = "one"
        self.drawn = 0
        self.sharp = sharp
        self.resize(40, 20)

    def devicePixelRatioF(self) -> float:
        return self.sharp

    def paintEvent(self, event: object) -> None:
        self.kept.paint(self, self.face, self._draw)

    def _draw(self, painter: QPainter) -> None:
        self.drawn += 1
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.darkGreen))


@pytest.fixture
def light(app: QApplication) -> Iterator[QApplication]:
    yield app
    apply_theme(app, "light")


def pixels(image: QImage) -> list[int]:
    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    return [byte for y in range(whole.height()) for byte in bytes(whole.scanLine(y))[: whole.width() * 4]]


def test_a_part_that_stays_the_same_is_drawn_once(app: QApplication) -> None:
    part = Part()
    for _ in range(3):
        part.grab()
    assert part.drawn == 1


def test_a_part_that_changed_shows_what_it_is_now(app: QApplication) -> None:
    part = Part()
    part.grab()
    part.face = "two"
    part.grab()
    part.resize(60, 20)
    part.grab()
    assert part.drawn == 3


def test_other_colours_reach_a_part_that_was_drawn_before(light: QApplication) -> None:
    part = Part()
    part.grab()
    apply_theme(light, "dark")
    part.grab()
    assert part.drawn == 2


def test_on_a_screen_of_broken_pixels_words_stay_sharp(app: QApplication) -> None:
    part = Part(sharp=1.25)
    part.grab()
    part.grab()
    assert part.drawn == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: KeyButton("下一位", "Ctrl+N", "plus"),
        lambda: KeyButton("打印", "F9", kind="primary"),
        lambda: Chip("收 1", "ok"),
        lambda: Segment([Choice("a", "本人", "1"), Choice("b", "代理", "2", locked="没有委托")], "a"),
    ],
    ids=["button", "primary", "chip", "segment"],
)
def test_a_kept_part_looks_as_if_it_were_drawn(make: object, app: QApplication) -> None:
    part: QWidget = make()  # type: ignore[operator]
    part.resize(part.sizeHint())
    drawn, kept = (pixels(part.grab().toImage()) for _ in range(2))
    assert drawn == kept

    class Direct(Kept):
        def paint(self, part: QWidget, face: object, draw: object) -> None:  # type: ignore[override]
            painter = QPainter(part)
            draw(painter)  # type: ignore[operator]
            painter.end()

    for widget in (part, *part.findChildren(QWidget)):
        if hasattr(widget, "_kept"):
            widget._kept = Direct()
    direct = pixels(part.grab().toImage())
    assert max(abs(a - b) for a, b in zip(kept, direct, strict=True)) <= NEAR


def test_what_a_button_said_goes_with_its_words(app: QApplication) -> None:
    """A picture of a citizen's name must not wait in a button that nobody paints again."""
    button = KeyButton("王建国 继续", "F9")
    button.resize(button.sizeHint())
    button.grab()
    assert button._kept._picture is not None
    button.set_words("继续")
    assert button._kept._picture is None


def test_what_a_chip_and_a_choice_said_goes_with_their_words(app: QApplication) -> None:
    chip = Chip("王建国", "ok")
    chip.resize(chip.sizeHint())
    chip.grab()
    chip.set("")
    assert chip._kept._picture is None
    segment = Segment([Choice("a", "王建国", "1")])
    segment.resize(segment.sizeHint())
    segment.grab()
    cell = segment._cells[0]
    assert cell._kept._picture is not None
    cell.set_choice(Choice("a", "本人", "1"))
    assert cell._kept._picture is None
