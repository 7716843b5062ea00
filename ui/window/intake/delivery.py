"""结果怎么给: fetched, posted or electronic, where to, and whether an electronic one is wanted beside the paper."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.delivery import BOTH, ONLINE, PAPER, PICKUP, POST
from ui.shared.button import sequences
from ui.shared.field import Field
from ui.shared.glance import Glance
from ui.shared.labels import Text
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.intake.cells import name_cells
from ui.window.intake.masked import let_grow
from ui.window.intake.model import IntakeState

WAYS = ((PICKUP, "Z"), (POST, "X"), (ONLINE, "C"))
FORMS = ((PAPER, "paper_only", "V"), (BOTH, "paper_too", "B"))


class DeliveryBox(QWidget):
    """``edited(field, value, at_once)`` for every change, ``onward()`` with Enter in the address, and on a choice when
    no address is missing.

    The keys work while the focus is inside ``scope`` (default: the box).
    """

    edited = Signal(str, str, bool)
    onward = Signal()

    def __init__(self, scope: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.glance = Glance()
        self.way = Segment(
            [Choice(words, words, key) for words, key in WAYS],
            PICKUP,
            name=t("intake.who.delivery"),
            scope=scope or self,
        )
        self.way.setObjectName("intake.delivery")
        name_cells(self.way, {PICKUP: "pickup", POST: "post", ONLINE: "electronic"})
        self.way.changed.connect(lambda value: self.edited.emit("delivery", value, True))
        self.post_to = Field(t("intake.who.post_to"), required=True)
        self.post_to.edit.setObjectName("intake.post_to")
        self.post_to.setObjectName("intake.post_to.field")
        let_grow(self.post_to)
        self.post_to.edited.connect(lambda value: self.edited.emit("post_to", value, False))
        self.post_to.committed.connect(lambda value: self.edited.emit("post_to", value, True))
        self.post_to.edit.editingFinished.connect(lambda: self.post_to.edit.setCursorPosition(0))
        self.post_to.edit.returnPressed.connect(self.onward)
        self.form = Segment(
            [Choice(value, t(f"intake.who.{words}"), key) for value, words, key in FORMS],
            PAPER,
            name=t("intake.who.result_form"),
            scope=scope or self,
        )
        self.form.setObjectName("intake.result_form")
        name_cells(self.form, {PAPER: "paper", BOTH: "both"})
        self.form.changed.connect(lambda value: self.edited.emit("result_form", value, True))
        self.label = Text(t("intake.who.delivery"), "secondary", "text2")
        for segment in (self.way, self.form):
            self._let_enter(segment)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.s)
        for part in (self.label, self.way, self.post_to, self.form):
            column.addWidget(part)

    def _let_enter(self, segment: Segment) -> None:
        """A choice has no use for Enter itself. An action and no key event: Enter in the address passes by here too."""
        action = QAction(segment)
        action.setShortcuts(sequences("Enter"))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(self._go_on)
        segment.addAction(action)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.glance.begin()

    def _go_on(self) -> None:
        if self.glance.lasts():
            return
        if self.post_to.isVisible() and not self.post_to.value().strip():
            self.post_to.edit.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.onward.emit()

    def show_state(self, state: IntakeState) -> None:
        """Show what was chosen; an address is asked for only when the result is posted."""
        self.way.set_value(state.delivery)
        self.form.set_value(state.result_form)
        self.form.setVisible(state.delivery != ONLINE)
        if self.post_to.value() != state.post_to:
            self.post_to.set_value(state.post_to)
        self.post_to.setVisible(state.delivery == POST)
