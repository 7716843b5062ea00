"""Somebody who has never seen the program and does what the strip says, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QKeyCombination, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.window.intake.room import ZHANG, _commit
from ui.guide.guide import Guide
from ui.shared.pad import SignaturePad
from ui.tour.hand import pause


class Newcomer:
    """Reads the strip, presses the key that stands on it, types the words that it says."""

    def __init__(self, face: Any, rest: Callable[[], object]) -> None:
        self.face, self.rest = face, rest
        self.guide: Guide = face.guide
        self.heard: list[str] = []

    def follow(self, course: str, most: int = 60) -> None:
        """Until this course is over; AssertionError when the strip leads nowhere."""
        for _ in range(most):
            self.look()
            now = self.guide.lessons.current()
            if now is None or now.id != course:
                return
            self.obey()
        raise AssertionError(f"the strip still says {self.guide.strip.say.text()!r} after {self.heard[-6:]}")

    def look(self) -> None:
        """Let the strip see what happened."""
        for _ in range(2):
            self.guide.look()
            self.rest()

    def obey(self) -> None:
        """One thing the strip asks for."""
        strip, step = self.guide.strip, self.guide.lessons.step()
        assert step is not None and strip.isVisible()
        said = strip.say.text()
        self.heard.append(f"{step.id}: {said} {strip.keys}")
        if step.id == "card" and "读卡器" in said:
            self.face.card_read(ZHANG)
            self.rest()
            return
        # What she types stands in the sentence; the order of words and keys is the step's.
        away = "先回到" in said
        if not away and "签名框" in said:
            self.sign()
        order = list(strip.keys) if away or step.primary else list(step.keys)
        assert [key for key in order if not key.startswith("type:")] == list(strip.keys)
        for each in order:
            if each.startswith("type:"):
                words = each.removeprefix("type:")
                assert words in said, "nobody can guess what to type"
                self.type(words)
            else:
                self.press(each)

    def sign(self) -> None:
        """A stroke with the mouse, where a person signs who fetches her result."""
        pad = next(each for each in self.face.shell.findChildren(SignaturePad) if each.isVisible())
        middle = pad.rect().center()
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(pad, middle + QPoint(40, 10))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 20))

    def type(self, words: str) -> None:
        """Letters, into whatever has the keyboard."""
        for char in words:
            target = QApplication.focusWidget()
            assert target is not None
            QTest.keyClick(target, char) if ord(char) < 128 else _commit(target, char)
        # She looks up before she goes on: a search answers after a moment of quiet.
        pause(200)
        self.rest()

    def press(self, key: str) -> None:
        """A key as it stands on its cap."""
        chord: QKeyCombination = QKeySequence(key.replace("Enter", "Return"))[0]  # type: ignore[index]
        target = QApplication.focusWidget() or self.face.shell
        QTest.keyClick(target, chord.key(), chord.keyboardModifiers())
        self.rest()
