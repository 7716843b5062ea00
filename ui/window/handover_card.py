"""A card on the empty issue desk: which results wait for its holder, and the card until one of them lies there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.domain.kiosk import belongs
from app.domain.people import IdCardReading, mask_name
from app.domain.states import CaseState
from app.storage.views import CaseLine
from ui.office import Office
from ui.runner import Runner
from ui.tell import Tell
from ui.theme import t

MOST = 500
"""So many cases of one number are looked through: who helps a whole village has hundreds."""


def waiting_of(office: Office, number: str) -> Sequence[CaseLine]:
    """Results that wait for the holder of a card, as applicant or as agent; runs on the ``db`` worker. The look is
    written down.
    """
    views = office.stores.views
    lines = [line for line in views.find(number, MOST) if line.state is CaseState.AWAITING_PICKUP]
    cases = [(line, views.case(line.case_id)) for line in lines]
    found = [line for line, case in cases if case is not None and belongs(case, number.upper())]
    for line in found:
        office.stores.audit.record(office.desk.session.operator.id, "find-by-card", str(line.case_id))
    return found


class Holder(QObject):
    """Whose card was read while nothing lay on the desk. ``found(cases)``: what waits for her, perhaps nothing.

    The card is kept, portrait and all, until her only case lies there or one of several was given, another card comes,
    or the page is left: it says who fetches only what was found by it. What is put there instead is somebody else's.
    """

    found = Signal(object)

    def __init__(self, office: Office, runner: Runner, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._runner, self._tell = office, runner, tell
        self._reading: IdCardReading | None = None
        self._cases: tuple[UUID, ...] = ()

    @property
    def hers(self) -> tuple[UUID, ...]:
        """Her cases, where there is more than one to choose from; else nothing."""
        return self._cases if len(self._cases) > 1 else ()

    @property
    def who(self) -> str:
        """Her name, masked."""
        return mask_name(self._reading.name) if self._reading is not None else ""

    def look_for(self, reading: IdCardReading) -> None:
        """A card was read; call on the GUI thread."""
        self._reading, self._cases = reading, ()
        work = partial(waiting_of, self._office, reading.number)
        self._runner.run("db", work, partial(self._on, reading), self._tell.error, name="waiting of a card")

    def _on(self, reading: IdCardReading, lines: Sequence[CaseLine]) -> None:
        if reading is not self._reading:
            return
        who = self.who
        self._cases = tuple(line.case_id for line in lines)
        if not lines:
            self.forget()
            self._tell.message("info", t("handover.card_none", who=who), t("handover.card_none_next"))
        elif len(lines) > 1:
            self._tell.message("info", t("handover.card_many", who=who, n=len(lines)), t("handover.card_many_next"))
        self.found.emit(self._cases)

    def take(self, case_id: UUID) -> IdCardReading | None:
        """Her card, for a case that was found by it. For another it is forgotten, and once her only one lies there."""
        reading = self._reading if case_id in self._cases else None
        if reading is None or not self.hers:
            self.forget()
        return reading

    def forget(self) -> None:
        """Nobody stands there any more."""
        self._reading, self._cases = None, ()
