"""Step 1 of the citizen's screen: what was read, what is done, what must be brought; right or not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.frame import Frame
from ui.shared.glance import Glance
from ui.shared.labels import Icon, empty, rule
from ui.shared.pane import NO_LIMIT, flick, scrolled
from ui.theme import look, t
from ui.window.citizen.facing import Facing
from ui.window.citizen.parts import Large, Step, Touch

WIDTH = 486


class ConfirmStep(Step):
    """``answered(bool)`` right or not, ``paper_wanted`` to see the whole paper."""

    answered = Signal(bool)
    paper_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("1", t("citizen.confirm"), parent=parent)
        space = look().theme.space
        self.said = Frame("band")
        self._said = Large("", "secondary", "ok", wrap=False)
        said = QHBoxLayout(self.said)
        said.setContentsMargins(space.m, space.xs, space.m, space.xs)
        said.addWidget(self._said)
        self.head.addWidget(self.said)
        self.said.hide()
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._facts = QVBoxLayout(inner)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setSpacing(space.m)
        area = scrolled(inner)
        flick(area)
        self._bar = area.verticalScrollBar()
        self._bar.rangeChanged.connect(lambda _low, _high: self._look())
        self._bar.valueChanged.connect(lambda _: self._look())
        self.body.addWidget(area, 1)
        self.wrong = Touch(t("citizen.wrong"), "square-pen", key="Alt+N")
        self.wrong.setObjectName("citizen.wrong")
        self.wrong.clicked.connect(lambda: self._answer(False))
        self.right = Touch(t("citizen.right"), "check", "primary", key="Alt+Y")
        self.right.setObjectName("citizen.right")
        self.right.clicked.connect(self._right)
        self.glance = Glance()
        self.paper = Touch(t("citizen.paper"), "file-text", key="Alt+P")
        self.paper.setObjectName("citizen.paper")
        self.paper.clicked.connect(self.paper_wanted)
        row = QHBoxLayout()
        row.setSpacing(space.m)
        row.addWidget(self.wrong)
        row.addWidget(self.right)
        self._foot = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._foot.setSpacing(space.m)
        self._foot.addWidget(self.paper)
        self._foot.addLayout(row, 1)
        self.body.addLayout(self._foot)
        self.spread(False)

    def spread(self, alone: bool) -> None:
        """As narrow as beside the other steps, or alone: as wide as there is room, with its buttons in one line."""
        self.setMinimumWidth(0 if alone else WIDTH)
        self.setMaximumWidth(NO_LIMIT if alone else WIDTH)
        way = QBoxLayout.Direction
        self._foot.setDirection(way.LeftToRight if alone else way.TopToBottom)

    def show_facing(self, facing: Facing) -> None:
        """Show somebody; nothing of the one before stays."""
        self.set_done(False)
        self.said.hide()
        self.wrong.show()
        self.right.show()
        empty(self._facts)
        # Nobody can say "all right" to a page on which nothing stands.
        known = bool(facing.name or facing.rows or facing.about)
        self.wrong.setEnabled(known)
        self.right.setEnabled(known)
        if facing.name or facing.rows:
            self._facts.addWidget(_grid((("姓名", facing.name), *facing.rows), first=True))
        elif not known:
            self._facts.addWidget(Large(t("citizen.nothing_read"), "body", "text2"))
        if facing.about:
            self._facts.addWidget(rule())
            self._facts.addWidget(_grid(facing.about))
        if facing.owed:
            self._facts.addWidget(_owed(facing))
        self._facts.addStretch(1)
        self._bar.setValue(0)
        signing = facing.signing
        self.paper.setVisible(signing is not None and bool(signing.pages))
        if signing is not None:
            self.paper.set_words(t("citizen.paper_of", name=signing.name), "file-text")

    def wipe(self) -> None:
        """Take everything away."""
        empty(self._facts)
        self.said.hide()

    @property
    def has_answered(self) -> bool:
        """Whether the person answered, or nothing is asked."""
        return not (self.said.isHidden() and self.right.isEnabled())

    @property
    def _more(self) -> bool:
        """Whether something to be checked lies below what is seen."""
        return self._bar.value() < self._bar.maximum()

    def _look(self) -> None:
        """Nobody says "all right" to what was not on the screen yet: until then the button leads there."""
        more = self._more
        if (self.right.icon_name != "check") is more:
            return  # a finger that scrolls asks for every pixel
        self.right.set_words(t("citizen.more" if more else "citizen.right"), "chevron-down" if more else "check")

    def _right(self) -> None:
        if self._more:
            self._bar.setValue(self._bar.value() + self._bar.pageStep())
            self.glance.begin()
        elif not self.glance.lasts():
            self._answer(True)

    def _answer(self, right: bool) -> None:
        self.set_done(right)
        state = "ok" if right else "warn"
        self.said.set_state(state)
        self._said.set_words(t("citizen.said_right" if right else "citizen.said_wrong"), state)
        self.said.show()
        self.right.setVisible(not right)
        self.answered.emit(right)


def _grid(rows: tuple[tuple[str, str], ...], first: bool = False) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().theme.space.lg)
    grid.setVerticalSpacing(look().theme.space.xs)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, look().theme.size.rail_item)
    for n, (name, value) in enumerate(rows):
        main = first and n == 0
        grid.addWidget(Large(name, "body", "text2", wrap=False), n, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Large(value, "title" if main else "body", bold=main), n, 1)
    return box


def _owed(facing: Facing) -> Frame:
    space = look().theme.space
    band = Frame("band")
    band.set_state("warn")
    column = QVBoxLayout(band)
    column.setContentsMargins(space.lg, space.m, space.lg, space.m)
    column.setSpacing(space.xs)
    head = QHBoxLayout()
    head.setSpacing(space.s)
    head.addWidget(Icon("triangle-alert", "warn", look().theme.size.icon_rail))
    head.addWidget(Large(t("citizen.owed", count=len(facing.owed)), "title", "warn", bold=True), 1)
    column.addLayout(head)
    for n, line in enumerate(facing.owed, 1):
        column.addWidget(Large(f"{n}　{line}", "body", "warn"))
    if facing.by:
        column.addWidget(Large(t("citizen.by", day=facing.by), "body", "warn", bold=True))
    return band
