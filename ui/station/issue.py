"""发件 at a station to which it was delegated: the window's page, and a way back that a mouse finds."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ui.office import Office
from ui.runner import QtScheduler, Runner
from ui.shared.button import KeyButton
from ui.tell import Tell
from ui.theme import t
from ui.window.handover_page import HandoverPage


class StationIssue(HandoverPage):
    """``left()`` back to the first page."""

    left = Signal()
    WIDTHS = (100, 140, 200)

    def __init__(self, office: Office, runner: Runner, scheduler: QtScheduler, tell: Tell) -> None:
        super().__init__(office, runner, scheduler, tell)
        self.back = KeyButton(t("station.back"), "Esc", icon="arrow-left", size="small", scope=self)
        self.back.setObjectName("station.issue.back")
        self.back.clicked.connect(self.left)
        self.head.add_right(self.back)

    def take_focus(self) -> None:
        """What waits, the first of it under the keys."""
        self.table.setFocus()


__all__ = ["StationIssue"]
