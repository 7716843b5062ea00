"""A case that a person must go on with leaves the terminal: nobody sits here. No Qt here.

Who brings her papers to a window that has not got the case makes that window ask the holder
(``app.domain.elsewhere``). A terminal answers by giving it the case. What the department sent back or has a result for,
and what waits for a word upon silence, goes to the window that the profile names (``cases-to``), asked or not.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence, Set
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.acts_guards import HOLDER
from app.domain.case import Case
from app.domain.elsewhere import CORRECTION, hand_ins, open_to_holder, question
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
_NO_LINE = frozenset({"offline", "captive"})
_REFUSED = frozenset({"garbage", "not-found"})
"""The platform answered and did not take the request: it knows no window of that name."""
_AGAIN_MS = 60 * 60 * 1000
_RUNS = tuple(state for state in CaseState if state not in TERMINAL)
ASKED = "窗口请求转入：申请人到窗口补交材料或者撤回，自助终端无人值守"
_UNASKED = "自助终端无人值守，退回或者期满待确认的办件转给窗口办理"


@dataclass(frozen=True)
class Going:
    """A case that is being given away: to which window, under which count of holders, and why. Without a window it is
    only looked up who has it: it was to be given away, and nobody asks for it any more.
    """

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
        self._told: set[Going] = set()
        self._stays: dict[UUID, tuple[Going, int]] = {}
        """What the platform refused and this terminal still has by its word, and until when it is not asked again."""

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
        kept = {key: fence for key, fence in marks.items() if self._still(UUID(key), fence, held)}
        marked = {UUID(key) for key in kept}
        found = (self._tried(each, each in marked) for each in ((held if self._named() else asked) | marked) - but)
        going = [one for one in found if one is not None and not self._stays_now(one)]
        kept |= {str(one.case_id): one.fence for one in going}
        if kept != marks:
            self._at.stores.settings.put(_LEAVING, json.dumps(kept))
        for one in going:
            if str(one.case_id) not in marks and one not in self._told:
                self._at.stores.audit.record(self._desk().session.operator.id, "kiosk-case-given", str(one.case_id))
            self._told.add(one)
            self._stays.pop(one.case_id, None)
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
            try:
                self._retell(case_id)
            except Exception:  # the others are told all the same, and this one is tried again
                log.exception("a hand-in that did not count could not be told")

    def _retell(self, case_id: UUID) -> None:
        case = self._at.stores.views.case(case_id)
        told = {each.document_id for each in hand_ins(case)} if case is not None else set()
        for line in self._at.stores.views.event_lines(case_id) if case is not None else ():
            one = line.event
            mine = line.device == self._at.device and line.parked in _OVERTAKEN
            if mine and isinstance(one, CorrectionReceived) and one.document_id not in told:
                said = question(replace(one, handed_at=one.handed_at or one.at))
                ask_partner(self._desk(), case_id, HOLDER, CORRECTION, said)

    def give(self, found: Sequence[Going]) -> None:
        """Ask the platform, case by case: one that is refused stops no other. What is unheard is asked again with the
        next beat; the log says what came of it.
        """
        for going in found:
            try:
                self._ask(going)
            except LineError as error:
                log.warning("a case could not be given to a window: %s", error.kind)
                if error.kind in _NO_LINE:
                    break  # each would wait for a line that is down
            except Exception:
                log.exception("a case could not be given to a window")
        self._at.office.equipment.wake_sync()

    def _ask(self, going: Going) -> None:
        by = self._desk().session.operator
        who = {"operator": by.id, "name": by.name, "number": by.number}
        what = {"action": "give", "to": going.to, "fence": going.fence, "reason": going.reason}
        line = self._at.line.plugged()
        try:
            if going.to:
                line.move_lease(going.case_id, who | what)
                return
        except LineError as error:
            if error.kind not in _REFUSED:
                raise
            log.warning("the platform knows no window %s, or not this case", going.to)
        # Told to the holder while it stays here, what she hands in would be told to nobody.
        has = line.lease_of(going.case_id)
        if (has.holder, has.fence) == (self._at.device, going.fence):
            self._stays[going.case_id] = going, self._at.clock.now().ms + _AGAIN_MS

    def _stays_now(self, going: Going) -> bool:
        refused, until = self._stays.get(going.case_id, (None, 0))
        return refused == going and self._at.clock.now().ms < until

    def _tried(self, case_id: UUID, marked: bool) -> Going | None:
        try:
            return self._going(case_id, marked)
        except Exception:  # one bad case keeps no other here
            log.exception("a case could not be looked at for a window")
            return None

    def _going(self, case_id: UUID, marked: bool) -> Going | None:
        case = self._at.stores.views.case(case_id)
        if case is None or case.lease != self._at.device:
            return None
        waiting = {ask.ask for ask in case.asks if open_to_holder(ask)}
        if not waiting and not marked and not self._idle(case):
            return None
        lines = self._at.stores.views.event_lines(case_id)
        theirs = [
            line.device
            for line in lines
            if isinstance(line.event, PartnerAsked) and line.event.ask in waiting and line.device != self._at.device
        ]
        to, reason = (theirs[-1], ASKED) if theirs else (self._named() if self._idle(case) else "", _UNASKED)
        if marked and not to:
            return Going(case_id, "", case.fence, "")
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
        refused, _ = self._stays.get(case_id, (None, 0))
        return case is not None and case.fence == fence and (refused is None or refused.fence != fence)

    def _marks(self) -> Mapping[str, int]:
        found: dict[str, int] = json.loads(self._at.stores.settings.get(_LEAVING) or "{}")
        return found
