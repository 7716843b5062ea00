"""发件 at a station to which it was delegated: the window's page, and a way back that a mouse finds."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent

from app.domain.happened import Recipient
from app.usecases.desk import Done
from ui.office import Office
from ui.runner import QtScheduler, Runner
from ui.shared.button import KeyButton
from ui.tell import Tell
from ui.theme import look, said, t
from ui.window.handover_list import AtHand, Waiting
from ui.window.handover_page import HandoverPage

LIST, CHECK, SIGN = range(3)
"""What a low screen shows one at a time: who waits, what is given to whom, and where it is signed."""


class StationIssue(HandoverPage):
    """``left()`` back to the first page.

    Large type leaves a low screen no room for two panes: it shows the list, what is given, or the pad, which is wide
    and high enough for a name then. Each has the keys of the others, and a mouse finds them at its head.
    """

    left = Signal()
    WIDTHS = (100, 140, 200)

    def __init__(self, office: Office, runner: Runner, scheduler: QtScheduler, tell: Tell) -> None:
        self._step, self._low = LIST, False
        super().__init__(office, runner, scheduler, tell)
        self.back = KeyButton(t("station.back"), "Esc", icon="arrow-left", size="small", scope=self)
        self.back.setObjectName("station.issue.back")
        self.back.clicked.connect(self.left)
        self.head.add_right(self.back)
        self._to_check = self._turner("check", "Alt+2", "pencil", CHECK)
        self.waiting.head_add(self._to_check)
        self._to_list = self._turner("list", "Alt+1", "package", LIST)
        self._to_sign = self._turner("sign", "Alt+3", "signature", SIGN)
        self._check_again = self._turner("check_again", "", "pencil", CHECK)
        self.giving.entered.connect(self._entered)  # Alt+2, which stands at its head
        for button in (self._to_list, self._check_again, self._to_sign):
            self.giving.head_add(button)
        self._fit()

    def _turner(self, name: str, key: str, icon: str, step: int) -> KeyButton:
        button = KeyButton(t(f"station.issue.{name}"), key, icon, size="small")
        button.setObjectName(f"station.issue.{name}")
        button.clicked.connect(lambda: self.turn(step))
        return button

    def turn(self, step: int) -> None:
        """On a low screen: to the list, to what is given, or to the pad."""
        self._step = step
        self._fit()
        if step == LIST:
            self.table.setFocus()
        elif step == CHECK:
            self._to_sign.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sheet.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._low = low = self.window().height() < look().theme.size.station_tall
        step = self._step if self._case is not None else LIST
        self.waiting.setVisible(not low or step == LIST)
        self.giving.setVisible(not low or step != LIST)
        self.giving.show_body(not low or step == CHECK)
        self._to_check.setVisible(low and self._case is not None)
        self._to_list.setVisible(low and step == CHECK)
        self._to_sign.setVisible(low and step == CHECK and not self._looks_only)
        self._check_again.setVisible(low and step == SIGN)
        who = self._taker() if low and self._case is not None else None
        self.giving.set_note(f"{who.name}（{said(who.relation)}）" if who is not None and who.name else "")
        for part in self.giving.acts[1:]:  # signing, and the keys below it
            part.setVisible(self._case is not None and not self._looks_only and (not low or step == SIGN))

    def _offer(self, looks_only: bool) -> None:
        super()._offer(looks_only)
        self._fit()

    def _picked(self, row: Waiting | None) -> None:
        """A hand that chooses wants to see what is given."""
        chosen = row is not None and row.line.case_id != self._asked
        super()._picked(row)
        if chosen:
            self._step = CHECK

    def put(self, case_id: UUID) -> None:
        """Put a case on the desk that was asked for by name: what is given comes into view."""
        self._step = CHECK
        self.show_case(case_id)

    def _found(self, text: str, case_id: UUID | None) -> None:
        if case_id is not None:
            self._step = CHECK
        super()._found(text, case_id)

    def _found_by_card(self, cases: tuple[UUID, ...]) -> None:
        """The only one that waits for who put her card there comes into view."""
        if len(cases) == 1 and self._asked is None and not self.holder.hers:
            self._step = CHECK
        super()._found_by_card(cases)

    def _given(self, done: Done) -> None:
        """The next that waits is nobody's yet: it comes to the pad only by a hand."""
        self._step = LIST
        super()._given(done)
        self._fit()
        self.take_focus()

    def another_person(self) -> None:
        self._step = LIST
        super().another_person()
        self._fit()

    def _entered(self) -> None:
        if self._low and self._step == SIGN:
            self.turn(CHECK)

    def _show(self, seen: AtHand) -> None:
        super()._show(seen)
        self._fit()
        if self._low and self._step == CHECK and self.isVisibleTo(self.window()):
            self._to_sign.setFocus(Qt.FocusReason.OtherFocusReason)

    def _other_person(self) -> None:
        super()._other_person()
        self._fit()

    def _recipient(self) -> Recipient | None:
        """What is wanting is asked for where it can be told: it comes into view first."""
        found = super()._recipient()
        if found is None and self._low:
            self.turn(CHECK)
            wanting = self.name if not self.name.value().strip() else self.authority
            wanting.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return found

    def take_focus(self) -> None:
        """What waits, the first of it under the keys."""
        (self.table if self.table.isVisibleTo(self) else self._to_sign).setFocus()


__all__ = ["StationIssue"]
