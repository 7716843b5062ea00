"""同步与设备: what waits for the line and why, what needs a person, and what is plugged in."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.records import SyncStatus
from app.domain.time import Timestamp, quality_words
from app.storage.outbox_view import OutboxItem
from app.usecases.hall_calls import UNPLACED
from app.values import dataclass
from ui.devicerow import DeviceRow
from ui.line import FORK, OLDER, WRONG
from ui.office import LineLook, Office
from ui.runner import QtScheduler, Runner
from ui.shared.ahead import at_once, opened_in_turns
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Facts, Text
from ui.shared.pane import MessageBand, PageHead, Pane
from ui.shared.table import Column, Table
from ui.shared.tabs import Figure, Tab, Tabs
from ui.tell import Tell
from ui.theme import look, t
from ui.window import sync_rows as rows

_BLOCK = 500
"""Numbers in a full block: what the bar is held against."""


@dataclass(frozen=True)
class _Look:
    line: LineLook
    status: SyncStatus
    devices: Sequence[DeviceRow]
    second_copy: str
    now: Timestamp
    operator: str


def _placed(line: LineLook) -> str:
    """Which words say why calls do not reach this device: another hall is on record, or none yet."""
    return "unplaced" if line.on_record == UNPLACED else "elsewhere"


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
        whole: bool = True,
    ) -> None:
        """Not ``whole``, it is made by :meth:`furnish`, a part per turn."""
        super().__init__(parent)
        self.office = office
        self.runner = runner
        self.tell = tell
        self._found: _Look | None = None
        self._by_hand = False
        self._now_ms = 0
        self._next_ms: int | None = None
        self._trouble: Mapping[str, Any] = {}
        if whole:
            at_once(self.furnish())

    def furnish(self) -> Generator[None, None, None]:
        """Make what the page is made of."""
        th = look().theme
        page = QVBoxLayout(self)
        page.setContentsMargins(th.space.s, 0, th.space.s, th.space.s)
        page.setSpacing(th.space.s)
        self.head = PageHead(t("sync.title"), inset=True)
        now = KeyButton(t("sync.now"), "Ctrl+R", "refresh-cw")
        now.setObjectName("sync.now")
        now.clicked.connect(self._now)
        self.head.add_right(now)
        page.addWidget(self.head)
        figures = QHBoxLayout()
        figures.setSpacing(th.space.s)
        self.pending, self.oldest = Figure(t("sync.pending")), Figure(t("sync.oldest"))
        self.offline, self.numbers = Figure(t("sync.offline")), Figure(t("sync.numbers"))
        self.room = Figure(t("sync.room"))
        for figure in (self.pending, self.oldest, self.offline, self.numbers, self.room):
            figure.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            figures.addWidget(figure, 1)
        page.addLayout(figures)
        yield
        row = QHBoxLayout()
        row.setSpacing(th.space.s)
        row.addWidget(self._outbox_pane(), 1)
        yield
        row.addLayout(self._right())
        page.addLayout(row, 1)

    def _outbox_pane(self) -> Frame:
        pane = Frame("pane")
        pane.setAccessibleName(t("sync.outbox"))
        column = QVBoxLayout(pane)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._filters())
        self.table = Table(
            [
                Column(t("sync.state"), 104, rows.state_word),
                Column(t("sync.what"), 0, rows.what),
                Column(t("sync.whose"), 76, rows.whose),
                Column(t("sync.since"), 92, lambda item: rows.since_words(item.since_ms, self._now_ms)),
                Column(t("sync.last"), 216, lambda item: rows.last_words(item, self._trouble), tall=True),
                Column(t("sync.next"), 96, self._next_words),
                Column(t("sync.can"), 84, lambda item: rows.can_words(item, self._trouble)),
            ],
            t("sync.outbox"),
            blank=t("blank.outbox"),
            key=lambda item: item.case_id,
        )
        self.table.setObjectName("sync.table")
        self.table.picked.connect(self._explain)
        self.table.chosen.connect(self._chose)
        self.table.opened.connect(lambda item: self.open_case.emit(item.case_id))
        self.band = MessageBand(closable=False)
        self.open_button = KeyButton(t("sync.open"), "", "file-text", size="small")
        self.open_button.setObjectName("sync.open")
        self.open_button.clicked.connect(self._open)
        self.band.add_button(self.open_button)
        column.addWidget(self.table, 1)
        column.addWidget(self.band)
        return pane

    def _filters(self) -> QWidget:
        th = look().theme
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(th.space.s, th.space.s, th.space.s, th.space.s)
        self.tabs = Tabs(
            [
                Tab("all", t("sync.all"), 0, "1"),
                Tab("waits", t("sync.waits"), 0, "2"),
                Tab("needs", t("sync.needs"), 0, "3"),
            ],
            scope=self,
        )
        self.tabs.changed.connect(lambda _: self._filtered())
        self.mine = KeyButton(t("sync.mine"), "Alt+M", scope=self)
        self.mine.setObjectName("sync.mine")
        self.mine.setCheckable(True)
        self.mine.clicked.connect(self._filtered)
        self.today = Text("", "secondary", "text2", wrap=False)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.today)
        row.addWidget(self.mine)
        return strip

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
        equipment, desk = self.office.equipment, self.office.desk
        return _Look(
            equipment.line(),
            equipment.sync_status(),
            equipment.device_rows(),
            equipment.second_copy(),
            desk.clock.now(),
            desk.session.operator.id,
        )

    def _show(self, found: _Look) -> None:
        self._found, self._now_ms, self._trouble = found, found.now.ms, found.line.trouble
        self._next_ms = found.status.next_ms
        opened_in_turns(self, self.runner.post)
        items, room = found.line.items, found.line.headroom
        needs = sum(1 for item in items if item.state in rows.NEEDS)
        hall = sum(1 for item in items if item.state == rows.HALL)
        waits = sum(1 for item in items if item.state == "waiting")
        note = t("sync.hall_note" if hall else "sync.pending_note", waits=waits, needs=needs, hall=hall)
        self.pending.set_figure(str(room.waiting), t("sync.unit"), note)
        oldest = min((i.since_ms for i in items if i.since_ms and i.state != rows.GONE), default=None)
        number, unit = rows.waited_words(oldest, found.now.ms)
        first = next((item for item in items if item.since_ms == oldest), None)
        self.oldest.set_figure(number, unit, rows.what(first) if first else t("sync.oldest_note"))
        number, unit, note, share, tone = rows.offline_figure(room)
        self.offline.set_figure(number, unit, note, share, tone)
        tone = "warn" if room.numbers == 0 else "text"
        share = min(1.0, room.numbers / _BLOCK)
        self.numbers.set_figure(str(room.numbers), t("sync.number_unit"), rows.numbers_note(room), share, tone)
        scans = t("sync.room_note", size=rows.size_words(room.scan_bytes))
        self.room.set_figure(f"{room.free / 1024**3:.0f}", "GB", scans, room.free / room.total)
        self.head.set_note(t("sync.last_ack", when=rows.clock_words(found.status.last_ack_ms)))
        self.devices.set_rows([(row.name, _device_words(row)) for row in found.devices])
        when = rows.clock_words(found.status.last_ack_ms)
        receipt = rows.receipt_rows(room, when, rows.line_since(found.line.trouble))
        if doubt := quality_words(found.now):
            receipt.append((t("sync.clock"), t("sync.clock_doubt", words=doubt)))
        if found.line.on_record:
            receipt.append((t("sync.hall_here"), t(f"sync.hall_{_placed(found.line)}", hall=found.line.on_record)))
        self.receipt.set_rows(receipt)
        self.copy.set_words("\n".join((found.line.catalogue, found.second_copy)))
        self.today.set_words(t("sync.today", count=room.receipts))
        self._fill()

    def _filtered(self) -> None:
        """Another list: it begins with its first."""
        self._by_hand = False
        self._fill()

    def _chose(self, _item: OutboxItem) -> None:
        self._by_hand = True

    def _fill(self) -> None:
        """Show what the filter lets through, and say what matters most of it."""
        if self._found is None:
            return
        items, me = self._found.line.items, self._found.operator
        counts = {tab: len(rows.chosen(items, tab, "")) for tab in ("all", "waits", "needs")}
        self.tabs.set_counts(counts)
        mine = len(rows.chosen(items, "all", me))
        self.mine.set_words(t("sync.mine_count", count=mine))
        shown = rows.chosen(items, self.tabs.value(), me if self.mine.isChecked() else "")
        if not self._by_hand:
            # Until she chooses one herself, what needs her most is shown: it stands first.
            self.table.let_go()
        self.table.set_rows(shown)
        current = self.table.current()
        if current is not None:
            self._explain(current)
        elif shown:
            self._tell("info", t("sync.gone_up"), "")
        elif not items and self._trouble.get("kind") in (*WRONG, OLDER):
            text = t("sync.trouble_text", words=self._trouble["words"], can=self._trouble["can"])
            self._tell("warn", t("sync.empty"), text)
        elif not items and self._found.line.on_record:
            placed = _placed(self._found.line)
            self._tell("warn", t(f"sync.{placed}"), t(f"sync.{placed}_text", hall=self._found.line.on_record))
        elif not items:
            self._tell("ok", t("sync.empty"), t("sync.empty_text"))
        else:
            self._tell("info", t("sync.none_here"), "")

    def _explain(self, item: OutboxItem | None) -> None:
        if item is None or self._found is None:
            return
        if item.state in rows.NEEDS:
            title = t("sync.parked_title", what=rows.what(item))
            text = t("sync.parked_text", happened=item.words, can=item.can, code=item.reason)
            self._tell("danger", title, text, openable=True)
            return
        if item.state in (rows.HALL, rows.GONE):
            title = t("sync.hall_title" if item.state == rows.HALL else "sync.gone_title", what=rows.what(item))
            text = t("sync.trouble_text", words=item.words, can=item.can)
            self._tell("warn" if item.state == rows.HALL else "info", title, text, openable=True)
            return
        words = self._found.line.headroom.words
        trouble = self._trouble
        if trouble.get("kind"):
            text = t("sync.trouble_text", words=trouble["words"], can=trouble["can"])
        else:
            text = t("sync.waits_text")
        if trouble.get("kind") == FORK:
            # It does not go up by itself: nobody is to wait for that.
            self._tell("danger", t("sync.fork_title"), text, openable=True)
            return
        self._tell("warn" if words else "info", words or t("sync.waits_title"), text, openable=True)

    def _next_words(self, item: OutboxItem) -> str:
        stuck = item.state == "waiting" and not item.scans and self._trouble.get("kind") == FORK
        return t("sync.held") if stuck else rows.next_words(item, self._next_ms, self._now_ms)

    def _tell(self, state: str, title: str, text: str, *, openable: bool = False) -> None:
        self.open_button.setVisible(openable)
        self.band.tell(state, title, text)

    def _open(self) -> None:
        item = self.table.current()
        if item is not None:
            self.open_case.emit(item.case_id)

    def _now(self) -> None:
        self.office.equipment.wake_sync()
        self.tell.message("info", t("sync.trying"))
