"""The outward steps of a case on one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.values import dataclass, replace
from ui.shared.paint import (
    CENTRE,
    WRAPPED,
    Word,
    chip_size,
    paint_chip,
    paint_ring,
    paint_text,
)
from ui.theme import look, said


@dataclass(frozen=True)
class Step:
    """A step. ``state`` is ``done current todo skipped``, ``word`` says it (完成, 进行中, 未到, 不适用).

    ``lines`` stand below.
    """

    title: str
    state: str = "todo"
    word: str = ""
    lines: tuple[str, ...] = ()


class _Node(QPushButton):
    """One step; a button for the keyboard and the screen reader."""

    def __init__(self, step: Step, passed: bool, last: bool, number: int, parent: QWidget) -> None:
        self.asked = step, passed, last
        lines = tuple(said(line) for line in step.lines)
        step = replace(step, title=said(step.title), word=said(step.word), lines=lines)
        super().__init__(step.title, parent)
        self.step, self.number, self.passed, self.last = step, number, passed, last
        self.setAccessibleName(f"{number} {step.title} {step.word}".strip())
        self.setAccessibleDescription(said("；".join(step.lines)))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def body_text(self) -> str:
        return "\n".join(self.step.lines)

    def head_width(self) -> int:
        """Width of the title and the word beside it."""
        return (
            look().metrics("body", True).horizontalAdvance(self.step.title)
            + look().theme.space.s
            + self._word_width()
        )

    def _word_width(self) -> int:
        if self.step.state in ("current", "skipped"):
            return chip_size(look(), self._chip()).width()
        return look().metrics("secondary").horizontalAdvance(self.step.word)

    def _chip(self) -> Word:
        return Word(self.step.word, "info" if self.step.state == "current" else "neutral")

    def _wraps(self) -> bool:
        return self.head_width() > self.width() - look().theme.space.s

    def needed(self, width: int) -> int:
        """Height at a width, so that no line is cut."""
        th = look().theme
        head = look().line("body") + th.space.xs
        if self.head_width() > width - th.space.s:
            head += look().line("body") + th.space.xs
        body = look().wrapped(self.body_text(), width - th.space.s, "secondary")
        return th.size.step + th.space.s + head + body + th.space.s

    def sizeHint(self) -> QSize:
        return QSize(look().theme.size.rail, self.needed(max(self.width(), look().theme.size.rail)))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.size.step, look().theme.size.step)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        th = look().theme
        self._paint_track(p)
        self._paint_disc(p)
        top = th.size.step + th.space.s
        line = look().line("body")
        width = look().metrics("body", True).horizontalAdvance(self.step.title)
        paint_text(
            p, QRect(0, top, self.width(), line), self.step.title, look().font("body", True), th.c.text
        )
        at = QPoint(width + th.space.s, top)
        if self._wraps():
            at = QPoint(0, top + line + th.space.xs)
            top += line + th.space.xs
        self._paint_word(p, at)
        body = QRect(0, top + line + th.space.xs, self.width() - th.space.s, self.height())
        paint_text(p, body, self.body_text(), look().font("secondary"), th.c.text2, WRAPPED)
        if self.hasFocus():
            paint_ring(p, self.rect(), look())

    def _paint_word(self, p: QPainter, at: QPoint) -> None:
        th = look().theme
        if self.step.state in ("current", "skipped") and self.step.word:
            paint_chip(p, QRect(at, chip_size(look(), self._chip())), self._chip(), look())
        else:
            room = QRect(at.x(), at.y(), self.width(), look().line("body"))
            paint_text(p, room, self.step.word, look().font("secondary"), th.c.text2)

    def _paint_track(self, p: QPainter) -> None:
        th = look().theme
        middle = th.size.step / 2
        disc = th.size.step
        done, open_ = QColor(th.c.ok_fg), QColor(th.c.border)
        if not self.last:
            p.setPen(QPen(done if self.passed else open_, th.size.ring))
            p.drawLine(QPointF(disc, middle), QPointF(self.width(), middle))

    def _paint_disc(self, p: QPainter) -> None:
        th = look().theme
        c = th.c
        disc = QRect(0, 0, th.size.step, th.size.step).adjusted(1, 1, -1, -1)
        fill = {"done": c.ok_fg, "current": c.primary}.get(self.step.state, c.surface)
        line = {"done": c.ok_fg, "current": c.primary, "skipped": c.neutral_bd}.get(
            self.step.state, c.control
        )
        pen = QPen(QColor(line), 1.5)
        if self.step.state == "skipped":
            pen.setStyle(Qt.PenStyle.DashLine)
        p.setPen(pen)
        p.setBrush(QColor(fill))
        p.drawEllipse(disc)
        if self.step.state == "done":
            size = th.size.icon_small
            p.drawPixmap(
                disc.center() - QPoint(size // 2 - 1, size // 2 - 1), look().pixmap("check", c.surface, size)
            )
        else:
            ink = c.on_primary if self.step.state == "current" else c.text2
            text = "–" if self.step.state == "skipped" else str(self.number)
            paint_text(p, disc, text, look().font("secondary", True), ink, CENTRE)


class Timeline(QWidget):
    """Steps side by side, each a tab stop; ``stepped(index)`` is emitted when one is pressed."""

    stepped = Signal(int)

    def __init__(self, steps: Sequence[Step] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(said(name))
        self._nodes: list[_Node] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps instead; a step that says the same stays as it is, with the focus it may have."""
        before, self._nodes = self._nodes, []
        for i, step in enumerate(steps):
            # What does not apply is passed only when the case has come beyond it: no green before proof.
            beyond = any(later.state in ("done", "current") for later in steps[i + 1 :])
            passed = step.state == "done" or (step.state == "skipped" and beyond)
            said_now = (step, passed, i == len(steps) - 1)
            if i < len(before) and before[i].asked == said_now:
                self._nodes.append(before[i])
                continue
            node = _Node(*said_now, i + 1, self)
            node.clicked.connect(lambda _=False, at=i: self.stepped.emit(at))
            self._nodes.append(node)
            node.show()
        for old in before:
            if old not in self._nodes:
                old.hide()
                old.deleteLater()
        for left, right in pairwise(self._nodes):  # a new one came last
            self.setTabOrder(left, right)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """Place the steps by hand: the height follows from the width, and a layout would ask the other way round."""
        if not self._nodes:
            return
        share = max(self.width() // len(self._nodes), look().theme.size.step)
        height = max(node.needed(share) for node in self._nodes)
        for i, node in enumerate(self._nodes):
            node.setGeometry(i * share, 0, share, height)
        if self.height() != height:
            self.setFixedHeight(height)
