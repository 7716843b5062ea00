"""Opens the sheet that an applicant signs, and puts what was signed into the log."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ports.equipment import PadWish
from app.usecases.desk import Done
from ui.office import Office
from ui.runner import Runner
from ui.tell import Tell
from ui.theme import t
from ui.window.case import actions as act
from ui.window.case.look import CaseLook
from ui.window.case.promise.commit import CommitFacts, CommitSheet
from ui.window.case.promise.orders import (
    Pledge,
    Promise,
    digest_of_order,
    pledge_and_accept,
    promise_and_accept,
)
from ui.window.case.promise.pledge import PledgeFacts, PledgeSheet
from ui.window.case.promise.sheet import SignSheet
from ui.window.onpad import OnPad, Wish


class Signing(QObject):
    """``busy(bool)`` around the act, ``done(Done)`` when it is in the log, ``failed(error)`` when it was refused: then
    the sheet stays as it is.
    """

    busy = Signal(bool)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, office: Office, runner: Runner, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._runner, self._tell = office, runner, tell
        self._pad: OnPad | None = None
        self.sheet: SignSheet | None = None

    def open(self, name: str, seen: CaseLook, window: QWidget) -> None:
        """Show the sheet of the act ``name`` over the window."""
        now = self._office.desk.clock.monotonic
        sheet: SignSheet
        if name == act.PLEDGE:
            limit, outcome = seen.standing.limit, seen.rules.overdue.tolerated
            rows = act.tolerable(seen.case)
            sheet = PledgeSheet(
                PledgeFacts(rows, seen.rules.supply_ways, limit, outcome, seen.today), now, window
            )
        else:
            sheet = CommitSheet(CommitFacts(act.unsigned(seen.case), seen.guide), now, window)
        self.sheet = sheet
        desk = self._office.equipment.scan_desk
        pads = desk.pads if desk is not None else None
        pad = OnPad(pads, self._runner, self._tell, sheet.pad, sheet.on_pad, partial(_wish, sheet), sheet)
        sheet.wiped.connect(pad.clear)
        self._pad = pad
        sheet.signed.connect(partial(self._send, seen.case.id))
        sheet.closed.connect(self._closed)
        sheet.open()

    def _closed(self) -> None:
        if self.sheet is not None:
            if self._pad is not None:
                self._pad.clear()
            self.sheet.deleteLater()
            self.sheet = self._pad = None

    def _send(self, case_id: UUID, order: Pledge | Promise) -> None:
        work: Callable[[], Done]
        drawn = self._pad.signature() if self._pad is not None else None
        if drawn is not None and drawn.digest not in ("", digest_of_order(order)):
            # The sheet was changed after it was signed on the pad.
            if self._pad is not None:
                self._pad.clear()
            self._tell.message("warn", t("onpad.changed"), t("onpad.changed_next"))
            return
        if isinstance(order, Pledge):
            work = partial(pledge_and_accept, self._office, case_id, order, drawn)
        else:
            work = partial(promise_and_accept, self._office, case_id, order, drawn)
        self._busy(True)
        self._runner.run("db", work, self._signed, self._refused, name="case.sign")

    def _busy(self, busy: bool) -> None:
        if self.sheet is not None:
            self.sheet.set_busy(busy)
        self.busy.emit(busy)

    def _signed(self, done: Done) -> None:
        if self.sheet is not None:
            self.sheet.close_overlay()
        self.done.emit(done)

    def _refused(self, error: BaseException) -> None:
        self._busy(False)
        self.failed.emit(error)


def _wish(sheet: SignSheet) -> Wish | None:
    """What the pad shows for a sheet; None while something typed in it cannot be read."""
    order = sheet.order()
    if not isinstance(order, Pledge | Promise):
        return None
    return partial(PadWish, sheet.title.text(), digest_of_order(order))
