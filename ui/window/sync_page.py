"""同步与设备: what waits for the line and why, what needs a person, and what is plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.records import SyncStatus
from app.domain.time import Timestamp
from app.storage.views import OutboxLine
from ui.devicerow import DeviceRow
from ui.office import Office
from ui.runner import QtScheduler, Runner
from ui.shared.button import KeyButton
from ui.shared.labels import Facts, Text
from ui.shared.paint import Word
from ui.shared.pane import MessageBand, PageHead, Pane
from ui.shared.table import Column, Table
from ui.shared.tabs import Figure
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.words import masked_party

_WORDS = {
    "opened": "申请表",
    "received": "收件",
    "notice_issued": "一次性告知",
    "correction_received": "补正收件",
    "accepted": "受理",
    "declined": "不予受理",
    "withdrawn": "撤回",
    "deemed_withdrawal_proposed": "补正期满提示",
    "deemed_withdrawn": "视为撤回",
    "transferred": "转部门",
    "granted": "准予决定",
    "refused": "不予决定",
    "result_ready": "结果待领",
    "handed_over": "送达",
    "paper_issued": "文书编号",
    "paper_out": "出纸确认",
    "paper_sealed": "盖章登记",
    "paper_given": "文书交付",
    "paper_voided": "文书作废",
    "paper_reprinted": "补打",
    "blank_used": "空白证使用",
    "blank_voided": "空白证作废",
}


@dataclass(frozen=True)
class _Look:
    lines: Sequence[OutboxLine]
    status: SyncStatus
    devices: Sequence[DeviceRow]
    second_copy: str


def what(line: OutboxLine) -> str:
    """A commit in the clerk's words: its first act and the item."""
    return (
        f"{_WORDS.get(line.types[0], line.types[0])}：{line.item}"
        if line.item
        else _WORDS.get(line.types[0], "")
    )


def clock_words(ms: int | None) -> str:
    """HH:MM of a moment, a dash when there is none."""
    if not ms:
        return "—"
    local = Timestamp(ms).local
    return f"{local.month}月{local.day}日 {local.hour:02d}:{local.minute:02d}"


def _device_words(row: DeviceRow) -> str:
    """What a device says of itself; a code is told in its own words."""
    texts = look().texts
    detail = texts.error(row.detail).what if texts.has(f"error.{row.detail}.what") else row.detail
    return detail if row.detail.startswith("ZC-") else row.words


class SyncPage(QWidget):
    """Outbox, headroom and devices. ``open_case`` asks for the case page."""

    open_case = Signal(UUID)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: QtScheduler,
        tell: Tell,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.office = office
        self.runner = runner
        self.tell = tell
        self._build()

    def _build(self) -> None:
        th = look().theme
        page = QVBoxLayout(self)
        page.setContentsMargins(th.space.s, 0, th.space.s, th.space.s)
        page.setSpacing(th.space.s)
        self.head = PageHead(t("sync.title"))
        now = KeyButton(t("sync.now"), "Ctrl+R", "refresh-cw")
        now.setObjectName("sync.now")
        now.clicked.connect(self._now)
        self.head.add_right(now)
        page.addWidget(self.head)
        figures = QHBoxLayout()
        figures.setSpacing(th.space.s)
        self.pending, self.oldest = Figure(t("sync.pending")), Figure(t("sync.oldest"))
        self.numbers, self.parked = Figure(t("sync.numbers")), Figure(t("sync.parked"))
        for figure in (self.pending, self.oldest, self.numbers, self.parked):
            figures.addWidget(figure, 1)
        page.addLayout(figures)
        row = QHBoxLayout()
        row.setSpacing(th.space.s)
        row.addWidget(self._outbox_pane(), 1)
        row.addLayout(self._right())
        page.addLayout(row, 1)

    def _outbox_pane(self) -> Pane:
        pane = Pane(t("sync.outbox"), icon="cloud-upload", key="Alt+1", bare=True)
        self.table = Table(
            [
                Column(t("sync.state"), 106, self._state),
                Column(t("sync.what"), 0, what),
                Column(t("sync.whose"), 160, lambda line: masked_party(line.applicant)),
                Column(t("sync.since"), 130, lambda line: clock_words(line.at_ms)),
                Column(t("sync.last"), 130, lambda line: line.parked or t("sync.no_answer")),
                Column(
                    t("sync.next"), 96, lambda line: t("sync.held") if line.parked else t("sync.when_online")
                ),
            ],
            t("sync.outbox"),
        )
        self.table.setObjectName("sync.table")
        self.table.picked.connect(self._explain)
        self.table.opened.connect(lambda line: self.open_case.emit(line.case_id))
        self.band = MessageBand(closable=False)
        pane.body.addWidget(self.table, 1)
        pane.body.addWidget(self.band)
        return pane

    def _state(self, line: OutboxLine) -> Word:
        return (
            Word(t("sync.needs"), "danger", "circle-alert")
            if line.parked
            else Word(t("sync.waits"), "warn", "cloud-off")
        )

    def _right(self) -> QVBoxLayout:
        th = look().theme
        column = QVBoxLayout()
        column.setSpacing(th.space.s)
        devices = Pane(t("sync.devices"), icon="usb", key="Alt+2")
        devices.setFixedWidth(316)
        self.devices = Facts()
        devices.body.addWidget(self.devices)
        devices.body.addStretch(1)
        receipt = Pane(t("sync.receipt"), icon="shield-check")
        receipt.setFixedWidth(316)
        self.receipt = Facts()
        self.copy = Text("", "secondary", "text2")
        receipt.body.addWidget(self.receipt)
        receipt.body.addWidget(self.copy)
        column.addWidget(devices, 1)
        column.addWidget(receipt)
        return column

    def refresh(self) -> None:
        """Read everything anew."""
        self.runner.run("db", self._read, self._show, self.tell.error, name="sync page")

    def _read(self) -> _Look:
        equipment = self.office.equipment
        return _Look(
            self.office.outbox(), equipment.sync_status(), equipment.device_rows(), equipment.second_copy()
        )

    def _show(self, found: _Look) -> None:
        status = found.status
        self.table.set_rows(found.lines)
        self.pending.set_figure(str(status.pending), t("sync.unit"), t("sync.pending_note"))
        oldest = found.lines[0].at_ms if found.lines else None
        self.oldest.set_figure(clock_words(oldest), "", t("sync.oldest_note"))
        self.numbers.set_figure(str(status.numbers_left), t("sync.number_unit"), t("sync.numbers_note"))
        self.parked.set_figure(str(status.parked), t("sync.unit"), t("sync.parked_note"))
        self.head.set_note(t("sync.last_ack", when=clock_words(status.last_ack_ms)))
        self.devices.set_rows([(row.name, _device_words(row)) for row in found.devices])
        self.receipt.set_rows(
            [
                (t("sync.time"), clock_words(status.last_ack_ms)),
                (t("sync.line"), t(f"sync.state_{status.state}")),
            ]
        )
        self.copy.set_words(found.second_copy)
        if not found.lines:
            self.band.tell("ok", t("sync.empty"), t("sync.empty_text"))

    def _explain(self, line: OutboxLine | None) -> None:
        if line is None:
            return
        if line.parked:
            self.band.tell(
                "danger", t("sync.parked_title", what=what(line)), t("sync.parked_text", reason=line.parked)
            )
        else:
            self.band.tell("info", t("sync.waits_title"), t("sync.waits_text"))

    def _now(self) -> None:
        self.office.equipment.wake_sync()
        self.tell.message("info", t("sync.trying"))
