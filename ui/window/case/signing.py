"""Opens the sheet that an applicant signs, and puts what was signed into the log."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.usecases.desk import Done
from ui.office import Office
from ui.runner import Runner
from ui.window.case import actions as act
from ui.window.case.look import CaseLook
from ui.window.case.promise.commit import CommitFacts, CommitSheet
from ui.window.case.promise.orders import Pledge, Promise, pledge_and_accept, promise_and_accept
from ui.window.case.promise.pledge import PledgeFacts, PledgeSheet
from ui.window.case.promise.sheet import SignSheet


class Signing(QObject):
    """``busy(bool)`` around the act, ``done(Done)`` when it is in the log, ``failed(error)`` when it was refused: then
    the sheet stays as it is.
    """

    busy = Signal(bool)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, office: Office, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._runner = office, runner
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
        sheet.signed.connect(partial(self._send, seen.case.id))
        sheet.closed.connect(self._closed)
        sheet.open()

    def _closed(self) -> None:
        if self.sheet is not None:
            self.sheet.deleteLater()
            self.sheet = None

    def _send(self, case_id: UUID, order: Pledge | Promise) -> None:
        work: Callable[[], Done]
        if isinstance(order, Pledge):
            work = partial(pledge_and_accept, self._office, case_id, order)
        else:
            work = partial(promise_and_accept, self._office, case_id, order)
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
