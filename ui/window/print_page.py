"""打印与空白证照 (F6): the print queue and its seals, blanks, originals, the register of seals, over-printing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ports.equipment import CodeScan
from ui.office import Office
from ui.overprint import Overprint
from ui.runner import QtScheduler, Runner
from ui.shared.ahead import at_once
from ui.shared.later import Later
from ui.shared.pane import PageHead
from ui.shared.stack import Stack
from ui.shared.tabs import Tab, Tabs
from ui.stockroom import Stockroom
from ui.tell import Tell
from ui.theme import look, t
from ui.window.locked.calibration_room import CalibrationRoom
from ui.window.locked.custody_room import CustodyRoom
from ui.window.locked.parts import Tools
from ui.window.locked.queue_room import QueueRoom
from ui.window.locked.seal_room import SealRoom
from ui.window.locked.stock_room import StockRoom

if TYPE_CHECKING:
    from ui.workplace import Workplace

ROOMS = ("queue", "stock", "custody", "seals", "calibrate")


class PrintPage(QWidget):
    """Five rooms behind tabs. ``open_case`` asks for the case page; without ``workplace`` there is the queue alone."""

    open_case = Signal(UUID)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: QtScheduler,
        tell: Tell,
        parent: QWidget | None = None,
        workplace: Workplace | None = None,
        whole: bool = True,
    ) -> None:
        """Not ``whole``, it is made by :meth:`furnish`, a part per turn."""
        super().__init__(parent)
        self.queue = QueueRoom(office, runner, tell, whole=False)
        self.queue.open_case.connect(self.open_case)
        makers: dict[str, Callable[[], QWidget]] = {"queue": lambda: self.queue}
        if workplace is not None:
            tools = Tools(office, Stockroom(workplace), runner, tell)
            makers |= {
                "stock": lambda: StockRoom(tools),
                "custody": lambda: CustodyRoom(tools),
                "seals": lambda: SealRoom(tools),
                "calibrate": lambda: CalibrationRoom(tools, Overprint(workplace)),
            }
        self.stack = Stack()
        self.rooms = Later({name: partial(self._furnished, make) for name, make in makers.items()})
        if whole:
            at_once(self.furnish())

    def _furnished(self, make: Callable[[], QWidget]) -> QWidget:
        room = make()
        self.stack.addWidget(room)
        return room

    def furnish(self) -> Generator[None, None, None]:
        """Make what the page is made of."""
        yield from self.queue.furnish()
        yield
        th = look().theme
        page = QVBoxLayout(self)
        page.setContentsMargins(th.space.s, 0, th.space.s, th.space.s)
        page.setSpacing(0)
        self.head = PageHead(t("print.title"), inset=True)
        tabs = [
            Tab(name, t(f"print.room.{name}"), key=f"Ctrl+{n}") for n, name in enumerate(self.rooms, start=1)
        ]
        self.tabs = Tabs(tabs, "queue", scope=self)
        self.tabs.changed.connect(self.show_room)
        self.head.add_left(self.tabs)
        page.addWidget(self.head)
        page.addWidget(self.stack, 1)
        yield
        self.stack.setCurrentWidget(self.rooms["queue"])

    def show_room(self, name: str) -> None:
        """Open a room of the page."""
        self.tabs.set_value(name)
        self.stack.setCurrentWidget(self.rooms[name])
        self.refresh()

    def refresh(self) -> None:
        """Read the open room anew."""
        self.rooms[self.tabs.value()].refresh()

    def code_scanned(self, scan: CodeScan) -> bool:
        """A blank's serial goes to the ledger, a bundle's label to custody, a waybill to the bundle under way."""
        where = {"blank": "stock", "bundle": "custody"}.get(scan.kind, "")
        if scan.kind == "waybill" and self.tabs.value() == "custody":
            where = "custody"
        if scan.kind == "paper" and self.tabs.value() == "custody" and self.rooms["custody"].asks_receipt():
            where = "custody"
        if where not in self.rooms:
            return False
        if self.tabs.value() != where:
            self.show_room(where)
        self.rooms[where].take_code(scan)
        return True
