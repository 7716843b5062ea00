"""The list of what waits at the issue desk, with the field that finds a case by its number or code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.people import mask_party
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.pane import Pane
from ui.shared.table import Column, Table
from ui.theme import look, t
from ui.window.case.words import short_number
from ui.window.handover_list import Desk


class WaitingPane(Pane):
    """What waits, every applicant masked: whoever stands at the desk may read along."""

    WIDTHS = (130, 110, 250)
    """Of applicant, receipt number and way; the item has the rest."""

    def __init__(self) -> None:
        super().__init__(t("handover.waiting"), icon="package", key="Alt+1", bare=True)
        self.scan = Field(t("handover.scan"), placeholder=t("handover.scan_hint"), key="Alt+S")
        self.scan.edit.setObjectName("handover.scan")
        self.scan.edit.take_codes()
        applicant, receipt, way = self.WIDTHS
        self.table = Table(
            [
                Column(t("handover.item"), 0, lambda row: row.line.item, bold=True),
                Column(t("handover.applicant"), applicant, lambda row: mask_party(row.line.applicant)),
                Column(t("handover.receipt"), receipt, lambda row: short_number(row.line.receipt)),
                Column(t("handover.way"), way, lambda row: row.way),
            ],
            t("handover.waiting"),
            blank=t("blank.handover"),
            key=lambda row: row.line.case_id,
        )
        self.table.setObjectName("handover.table")
        holder = QVBoxLayout()
        space = look().theme.space
        holder.setContentsMargins(space.pane, space.s, space.pane, space.pane)
        holder.addWidget(self.scan)
        self.more = Text("", "secondary", "warn")
        self.more.setObjectName("handover.more")
        self.more.hide()
        holder.addWidget(self.more)
        self.body.addLayout(holder)
        self.body.addWidget(self.table, 1)
        self.whole = KeyButton(t("handover.whole"), "Alt+A", "list", size="small")
        self.whole.setObjectName("handover.whole")
        self.whole.hide()
        self.head_add(self.whole)
        self.table.choose_none()

    def show_desk(self, desk: Desk, who: str = "") -> None:
        """The rows as they were read, and how many more there are than the list shows; ``who``: whose they are, where
        a card narrowed it.
        """
        more = desk.count - len(desk.rows) if not desk.of else 0
        self.table.set_rows(desk.rows)
        self.set_note(t("handover.of_card", who=who) if desk.of else "")
        self.whole.setVisible(bool(desk.of))
        self.more.set_words(t("handover.more", n=len(desk.rows), more=more) if more else "")
        self.more.setVisible(bool(more))

    def answer(self, text: str, found: bool) -> None:
        """Say in the field of codes whether ``text`` found a case; where it did, it is gone: her code stands there for
        nobody who comes after her. What was scanned since stays.
        """
        if not found:
            self.scan.set_error(t("handover.not_found"))
            return
        if self.scan.value() == text:
            self.scan.set_value("")
        self.scan.clear_state()

    def take_keys(self, *parts: QWidget) -> None:
        """The keyboard waits for the next code where it stands in one of ``parts``, which go out of use: Qt would lead
        it to whatever comes next, and the Enter of a scanner would press that.
        """
        at: QWidget | None = self.window().focusWidget()
        if at is not None and any(part.isAncestorOf(at) for part in parts) and self.scan.isVisible():
            self.scan.edit.setFocus(Qt.FocusReason.OtherFocusReason)
