"""在纸上签: a 送达回证 with room for name and time is printed, and the clerk says when it lies here signed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.case import Case
from app.domain.happened import Recipient
from app.domain.paper import Paper
from app.domain.serving import is_for, open_sheet
from ui.shared.button import KeyButton
from ui.shared.tickbox import TickBox
from ui.theme import t
from ui.window.case.words import short_number


class SignedSheet(QObject):
    """``wanted()`` asks for the sheet, ``told()`` when the clerk says that it lies here signed, or takes that back.

    Nothing is known of the sheet but what she says: her tick holds only for the very papers and person it names.
    """

    wanted = Signal()
    told = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.button = KeyButton(t("handover.on_paper"), "Alt+H", "printer", size="small")
        self.button.setObjectName("handover.on_paper")
        self.button.clicked.connect(self.wanted)
        self.tick = TickBox(t("handover.sheet_tick", number=""), "Alt+G", page)
        self.tick.setObjectName("handover.sheet")
        self.tick.toggled.connect(self.told)
        self.tick.hide()
        self._sheet: Paper | None = None

    def show_case(self, case: Case | None, chosen: Collection[UUID], who: Recipient) -> None:
        """Ask for the sheet that was laid out for these papers and this person; of another one nothing is asked."""
        found = open_sheet(case) if case is not None else None
        before = self._sheet
        self._sheet = found if found is not None and is_for(found, chosen, who) else None
        if self._sheet is None or before is None or self._sheet.document_id != before.document_id:
            self.untick()
        if self._sheet is not None:
            words = t("handover.sheet_tick", number=short_number(self._sheet.number))
            self.tick.setText(words)
            self.tick.setAccessibleName(words)
        self.tick.setVisible(self._sheet is not None)

    def untick(self) -> None:
        """She signs on the pad after all, or signs for something else."""
        self.tick.blockSignals(True)
        self.tick.setChecked(False)
        self.tick.blockSignals(False)

    def laid(self) -> bool:
        """Whether the sheet for these papers was printed and waits for a hand."""
        return self._sheet is not None

    def signed(self) -> Paper | None:
        """The sheet that the clerk says lies here signed."""
        return self._sheet if self.tick.isChecked() else None
