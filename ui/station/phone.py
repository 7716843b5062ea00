"""看电话: a helper must dial it, so she may see it whole for a moment; each look is in the audit before it is shown."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.domain.people import mask_phone
from app.ports import Cancel, Scheduler
from ui.office import Office
from ui.runner import Runner
from ui.station import work
from ui.tell import Tell
from ui.window.intake.identity import REVEAL_SECONDS


class PhoneLook(QObject):
    """One telephone at a time is shown whole, for as long as an identity number is. ``changed()`` when another is, or
    none any more.
    """

    changed = Signal()

    def __init__(self, office: Office, runner: Runner, scheduler: Scheduler, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._runner, self._scheduler, self._tell = office, runner, scheduler, tell
        self._asked: UUID | None = None
        self._whole = ""
        self._masking: Cancel | None = None

    def shows(self, case_id: UUID) -> bool:
        """Whether the telephone of a case is shown whole."""
        return case_id == self._asked and bool(self._whole)

    def words(self, case_id: UUID, phone: str) -> str:
        """A telephone as it may be shown now: ``phone`` may be masked already."""
        return self._whole if self.shows(case_id) else mask_phone(phone)

    def turn(self, case_id: UUID) -> None:
        """Show the telephone of a case, or mask it again."""
        if case_id == self._asked and not self._whole:
            return  # it is on its way
        shown = self.shows(case_id)
        self.mask()
        if not shown:
            self._asked = case_id
            ask = partial(work.look_at_phone, self._office, case_id)
            found, lost = partial(self._found, case_id), partial(self._not_found, case_id)
            self._runner.run("db", ask, found, lost, name="station.phone")

    def _not_found(self, case_id: UUID, error: BaseException) -> None:
        if case_id == self._asked:
            self._asked = None
        self._tell.error(error)

    def _found(self, case_id: UUID, phone: str) -> None:
        if case_id == self._asked:
            self._whole = phone
            self._masking = self._scheduler.after(REVEAL_SECONDS, self.mask)
            self.changed.emit()

    def mask(self) -> None:
        """Nothing is shown whole any more, nor when an answer still comes."""
        if self._masking is not None:
            self._masking.cancel()
            self._masking = None
        shown, self._asked, self._whole = bool(self._whole), None, ""
        if shown:
            self.changed.emit()
