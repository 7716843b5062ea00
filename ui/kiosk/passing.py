"""A case that a person must go on with leaves the terminal: nobody sits here. No Qt here.

Who brings her papers to a window that has not got the case makes that window ask the holder
(``app.domain.elsewhere``). A terminal answers by giving it the case. What the department sent back or has a result for,
and what waits for a word upon silence, goes to the window that the profile names (``cases-to``), asked or not.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.acts_guards import HOLDER
from app.domain.case import Case
from app.domain.elsewhere import CORRECTION, hand_ins, question
from app.domain.events import CorrectionReceived, PartnerAsked
from app.domain.limits import correction_end
from app.domain.states import TERMINAL, CaseState
from app.errors import LineError
from app.storage.histories import SqlHistories
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Desk
from app.values import dataclass, replace

if TYPE_CHECKING:
    from ui.workplace import Workplace

log = logging.getLogger(__name__)

CASES_TO = "cases-to"
"""Which window (its device) goes on with what nobody asked for; a line of ``config.toml``."""
_LEAVING = "kiosk.leaving"
_OVERTAKEN = frozenset({"lease-stale", "no-lease"})
_RUNS = tuple(state for state in CaseState if state not in TERMINAL)
ASKED = "窗口请求转入：申请人到窗口补交材料或者撤回，自助终端无人值守"
_UNASKED = "自助终端无人值守，退回或者期满待确认的办件转给窗口办理"


@dataclass(frozen=True)
class Going:
    """A case that is being given away: to which window, under which count of holders, and why."""

    case_id: UUID
    to: str
    fence: int
    reason: str


class Passing:
    """What is being given away stands in the profile before the platform is asked, and until the log says who has it:
    whether a request whose answer was lost counted is not known here, and an act under the old lease would be void.
    """

    def __init__(self, at: Workplace, desk: Callable[[], Desk]) -> None:
        self._at = at
        self._desk = desk

    def leaving(self, case_id: UUID) -> bool:
        """Whether the case may be another's already. On the worker that writes."""
        return str(case_id) in self._marks()

    def wanted(self, but: Set[UUID] = frozenset()) -> tuple[Going, ...]:
        """What is to be given away now, marked; on the worker that writes, so that no act of this terminal comes
        between the look and the mark. What was written here and is not acknowledged goes up first. ``but``: somebody
        has them before her.
        """
        views, marks = self._at.stores.views, self._marks()
        held = set(views.held_by(self._at.device, _RUNS))
        asked = held.intersection(SqlHistories(self._at.database).asked(HOLDER))
        going = [one for one in map(self._going, (held if self._named() else asked) - but) if one is not None]
        kept = {key: fence for key, fence in marks.items() if self._still(UUID(key), fence, held)}
        kept |= {str(one.case_id): one.fence for one in going}
        if kept != marks:
            self._at.stores.settings.put(_LEAVING, json.dumps(kept))
        for one in going:
            if str(one.case_id) not in marks:
                self._at.stores.audit.record(self._desk().session.operator.id, "kiosk-case-given", str(one.case_id))
        return tuple(going)

    def retell(self) -> None:
        """What was handed in here after a supervisor had given the case to another hand did not count, and nobody looks
        into the outbox of a terminal: the new holder is told of it, with its pictures and its day, as if she had handed
        it in at any other counter. On the worker that writes; told once.
        """
        lost = [
            line.case_id
            for line in self._at.stores.views.outbox(self._at.device)
            if line.parked in _OVERTAKEN and CorrectionReceived.TYPE in line.types
        ]
        for case_id in dict.fromkeys(lost):
            case = self._at.stores.views.case(case_id)
            told = {each.document_id for each in hand_ins(case)} if case is not None else set()
            for line in self._at.stores.views.event_lines(case_id) if case is not None else ():
                one = line.event
                mine = line.device == self._at.device and line.parked in _OVERTAKEN
                if mine and isinstance(one, CorrectionReceived) and one.document_id not in told:
                    said = question(replace(one, handed_at=one.handed_at or one.at))
                    ask_partner(self._desk(), case_id, HOLDER, CORRECTION, said)

    def give(self, going: Going) -> None:
        """Ask the platform. Refused or unheard, it is asked again with the next beat; the log says what came of it."""
        by = self._desk().session.operator
        who = {"operator": by.id, "name": by.name, "number": by.number}
        what = {"action": "give", "to": going.to, "fence": going.fence, "reason": going.reason}
        try:
            self._at.line.plugged().move_lease(going.case_id, who | what)
        except LineError as error:
            log.warning("a case could not be given to a window: %s", error.kind)
        self._at.office.equipment.wake_sync()

    def _going(self, case_id: UUID) -> Going | None:
        case = self._at.stores.views.case(case_id)
        if case is None or case.lease != self._at.device:
            return None
        waiting = {ask.ask for ask in case.asks if ask.system == HOLDER and ask.waiting}
        if not waiting and not self._idle(case):
            return None
        lines = self._at.stores.views.event_lines(case_id)
        theirs = [
            line.device
            for line in lines
            if isinstance(line.event, PartnerAsked) and line.event.ask in waiting and line.device != self._at.device
        ]
        to, reason = (theirs[-1], ASKED) if theirs else (self._named() if self._idle(case) else "", _UNASKED)
        unsent = any(line.device == self._at.device and not line.acknowledged for line in lines)
        return Going(case_id, to, case.fence, reason) if to and not unsent else None

    def _idle(self, case: Case) -> bool:
        """Whether the next step is a person's at a counter: nobody at a terminal takes it."""
        if case.returned is not None or case.state is CaseState.AWAITING_PICKUP:
            return True
        if case.state is not CaseState.AWAITING_CORRECTION:
            return False
        ended, _ = correction_end(case, self._at.calendar)
        return self._at.clock.now().date > ended

    def _named(self) -> str:
        to = str(self._at.profile.config.extra.get(CASES_TO, "")).strip()
        return to if to != self._at.device else ""

    def _still(self, case_id: UUID, fence: int, held: set[UUID]) -> bool:
        case = self._at.stores.views.case(case_id) if case_id in held else None
        return case is not None and case.fence == fence

    def _marks(self) -> Mapping[str, int]:
        found: dict[str, int] = json.loads(self._at.stores.settings.get(_LEAVING) or "{}")
        return found
