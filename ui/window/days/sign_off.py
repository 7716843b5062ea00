"""The sheet on which one or two people sign for what was looked at; who would rather sign the paper says so.

Who takes over a shift proves who she is by her password besides: two strokes by one hand are no two signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QVBoxLayout, QWidget

from app.usecases.day import Strokes
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text, rule
from ui.shared.overlay import Overlay
from ui.shared.pad import SignaturePad
from ui.shared.pane import scrolled
from ui.shared.tickbox import TickBox
from ui.theme import look, t


class SignOff(Overlay):
    """``signed(tuple of strokes, one each)``; empty strokes mean: on the paper. ``now`` gives seconds for the pads.

    With ``proof`` the second person types her password too (:attr:`password`); ``told`` is what a rehearsal says of it.
    The sheet stays until it is closed, so that a refusal costs nobody a signature.
    """

    OWN_KEYS = True

    signed = Signal(object)

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        names: Sequence[str],
        now: Callable[[], float],
        parent: QWidget,
        *,
        proof: str = "",
        told: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sign")
        space = look().theme.space
        said = QWidget()
        said.setProperty("part", "scrolled")
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(space.xs)
        for line in lines:
            words.addWidget(Text(line, "body"))
        words.addStretch(1)
        self.pads = [SignaturePad(now) for _ in names]
        self._hands = QWidget()
        pads = QHBoxLayout(self._hands)
        pads.setContentsMargins(0, 0, 0, 0)
        pads.setSpacing(space.lg)
        for number, (name, pad) in enumerate(zip(names, self.pads, strict=True), 1):
            pad.setObjectName(f"sign.pad.{number}")
            pad.setAccessibleName(f"{name} {pad.accessibleName()}")
            pad.changed.connect(self._changed)
            box = QVBoxLayout()
            box.setSpacing(space.xs)
            box.addWidget(Text(name, "body", bold=True))
            box.addWidget(pad, 1)
            pads.addLayout(box, 1)
        self.password = Field(proof or t("sign.password"), required=True, placeholder=told, secret=True)
        self.password.edit.setObjectName("sign.password")
        self.password.edit.textChanged.connect(self._changed)
        self._proof = bool(proof)
        self._busy = False
        self.on_paper = TickBox(t("sign.on_paper"), "P", self)
        self.on_paper.setObjectName("sign.on_paper")
        self.on_paper.toggled.connect(self._changed)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        column.setSpacing(space.m)
        column.addWidget(Text(title, "title", bold=True))
        self.lines = scrolled(said)
        column.addWidget(self.lines, 1)
        column.addWidget(self._hands, 1)
        column.addWidget(self.password)
        self.password.setVisible(self._proof)
        column.addWidget(self.on_paper)
        column.addWidget(rule())
        column.addLayout(self._foot())
        self.setAccessibleName(title)
        self._changed()

    def _foot(self) -> QHBoxLayout:
        wipe = KeyButton(t("sign.wipe"), "Alt+W", "rotate-ccw", size="small", scope=self)
        for pad in self.pads:
            wipe.clicked.connect(pad.wipe)
        back = KeyButton(t("sign.back"), "Esc", scope=self)
        back.clicked.connect(self.close_overlay)
        self.save = KeyButton(t("sign.save"), "Ctrl+Enter", "signature", kind="primary", scope=self)
        self.save.setObjectName("sign.save")
        self.save.clicked.connect(self._save)
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.s)
        row.addWidget(wipe, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.save)
        return row

    def _changed(self, _: object = None) -> None:
        drawn = all(not pad.empty() for pad in self.pads)
        proven = not self._proof or bool(self.password.value())
        # Who signs on the paper reads in their place what she signs for.
        self._hands.setVisible(not self.on_paper.isChecked())
        self.save.setEnabled((drawn or self.on_paper.isChecked()) and proven and not self._busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDown turn what is signed for, wherever the keyboard is: nobody signs what she could not read."""
        steps = {Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
                 Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd}  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.lines.verticalScrollBar().triggerAction(step)

    def first_focus(self) -> None:
        """The tick box: the pads are for the pen."""
        self.on_paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        self._busy = True
        self._changed()
        self.signed.emit(tuple(() if self.on_paper.isChecked() else strokes_of(pad) for pad in self.pads))

    def refused(self, words: str = "") -> None:
        """It was not taken: the signatures stay, the password goes; ``words`` say what was wrong with it."""
        self._busy = False
        self.password.set_value("")
        self._changed()
        if words:
            self.password.set_error(words)
            self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def shelve(self) -> None:
        """A password is not kept behind a locked screen."""
        self.password.set_value("")
        super().shelve()

    def place_frame(self) -> None:
        """Wide enough for two pads."""
        th = look().theme
        width = min(th.size.sheet_width, self.width() - 2 * th.space.lg)
        height = min(width * 2 // 3, self.height() - 2 * th.space.lg)
        self.frame.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)


def strokes_of(pad: SignaturePad) -> Strokes:
    """What was drawn, as the papers take it."""
    return tuple(tuple((round(s.x, 1), round(s.y, 1)) for s in stroke) for stroke in pad.strokes())
