"""What a person counts and looks at: blanks, seals, silent devices; at a shift also who takes over."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractSlider, QVBoxLayout, QWidget

from ui.day import Looked
from ui.shared.field import Field
from ui.shared.labels import Text, empty
from ui.shared.pane import Pane
from ui.shared.segment import Choice, Segment
from ui.theme import t
from ui.window.days.looks import OPEN, SHIFT

GOOD, LOCKED, BAD = "good", "locked", "bad"


class CountingPane(Pane):
    """``edited`` when anything was told; ``looked()`` gives all of it."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("day.counting"), icon="calculator", key="Alt+2", scroll=True, parent=parent)
        self.setObjectName("day.counting")
        self.taker = Field(t("day.taker"), required=True, placeholder=t("day.taker_hint"))
        self.taker.edit.setObjectName("day.taker")
        self.matter = Field(t("day.matter"), placeholder=t("day.matter_hint"))
        self.matter.edit.setObjectName("day.matter")
        self._seals = Segment(
            [Choice(GOOD, t("day.seals_good"), "G"), Choice(LOCKED, t("day.seals_locked"), "L"),
             Choice(BAD, t("day.seals_bad"), "B", danger=True)],
            name=t("day.seals"),
        )  # fmt: skip
        self._seals.setObjectName("day.seals")
        self._seals.changed.connect(lambda _: self.edited.emit())
        self.devices = {name: Field(t("day.device", name=name), placeholder=t(f"day.{hint}_hint"))
                        for name, hint in (("读卡器", "reader"), ("打印机", "printer"))}  # fmt: skip
        self._blanks: dict[str, Field] = {}
        self._kinds = QVBoxLayout()
        for part in (self.taker, self.matter):
            self.body.addWidget(part)
            part.committed.connect(lambda _: self.edited.emit())
        self.body.addLayout(self._kinds)
        self._seals_label = Text(t("day.seals"), "secondary", "text2")
        self.body.addWidget(self._seals_label)
        self.body.addWidget(self._seals)
        for name, field in self.devices.items():
            field.edit.setObjectName(f"day.device.{name}")
            field.committed.connect(lambda _: self.edited.emit())
            self.body.addWidget(field)
        self.body.addStretch(1)

    def enter(self) -> None:
        """To the first thing that is not told yet: left on the seals by the page before, a count typed there would turn
        the page.
        """
        fields = (*((self.taker,) if self.taker.isVisibleTo(self) else ()), *self._blanks.values())
        empty_one = next((field for field in fields if not field.value().strip()), None)
        if empty_one is not None:
            self.entered.emit()
            empty_one.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().enter()

    def suggest(self, taker: str) -> None:
        """In a rehearsal nobody knows who may take over: it is told where it is asked for."""
        words = t("login.rehearsal", words=taker) if taker else t("day.taker_hint")
        self.taker.edit.setPlaceholderText(words)

    def show_for(self, which: str, blanks: Mapping[str, int], seals: bool = True) -> None:
        """Ask for what this page of the day (:data:`OPEN`, ``SHIFT``, ``CLOSE``) needs; what was counted stays.
        ``seals``: there are any to be counted.

        Devices are looked at before the window opens: nothing on the other pages speaks of them.
        """
        self._seals_label.setVisible(seals)
        self._seals.setVisible(seals)
        self.taker.setVisible(which == SHIFT)
        self.matter.setVisible(which == SHIFT)
        for field in self.devices.values():
            field.setVisible(which == OPEN)
        if blanks.keys() != self._blanks.keys():
            self._ask_for(blanks)

    def _ask_for(self, blanks: Mapping[str, int]) -> None:
        empty(self._kinds)
        self._blanks = {}
        for number, kind in enumerate(sorted(blanks), 1):
            field = Field(t("day.blank", kind=kind, count=blanks[kind]))
            field.edit.setObjectName(f"day.blank.{number}")
            field.committed.connect(lambda text, f=field: self._counted(f, text))
            self._kinds.addWidget(field)
            self._blanks[kind] = field
        # Made after what stands below: without this Alt+2 led past them to the seals, and a count typed there turned
        # the page.
        for one, other in pairwise((self.matter.edit, *(each.edit for each in self._blanks.values()))):
            QWidget.setTabOrder(one, other)

    def _counted(self, field: Field, text: str) -> None:
        """What is no number is refused where it is typed, and the count that stood there before counts no more."""
        if text.strip() and not text.strip().isdecimal():
            field.set_error(t("day.not_a_number"))
        else:
            field.clear_state()
        self.edited.emit()

    def refuse(self) -> bool:
        """Whether a field holds something that is no number: it says so, and has the keyboard."""
        wrong = [f for f in self._blanks.values() if f.value().strip() and not f.value().strip().isdecimal()]
        for field in wrong:
            field.set_error(t("day.not_a_number"))
        if wrong:
            wrong[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(wrong)

    def passing(self) -> bool:
        """Whether somebody began to hand over: who takes over, or what is to be told her, is typed."""
        return bool(self.taker.value().strip() or self.matter.value().strip())

    def clear(self) -> None:
        """Nothing is counted or said yet: what was belongs to a record that is signed, another day or another hand."""
        for field in (self.taker, self.matter, *self.devices.values(), *self._blanks.values()):
            field.set_value("")
            field.clear_state()
        self._seals.set_value(None)
        self.scroll_by(QAbstractSlider.SliderAction.SliderToMinimum)

    def looked(self, actions: Mapping[str, str]) -> Looked:
        """All that was told."""
        counted = {kind: int(f.value()) for kind, f in self._blanks.items() if f.value().strip().isdecimal()}
        seals = self._seals.value()
        said = {name: field.value().strip() for name, field in self.devices.items() if field.value().strip()}
        words = t(f"day.seals_{seals}_words") if seals and seals != BAD else ""
        return Looked(counted, words, said, dict(actions))
