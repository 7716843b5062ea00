"""补正 handed in at a counter that does not hold the case: receipted there, and told to the holder with its day.

What was taken in stands in the question to the holder as the event that it would have been at the holder's own desk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from app.domain.acts_guards import HOLDER
from app.domain.case import Ask, Case
from app.domain.codec import CodecError, dumps, from_json
from app.domain.events_main import CorrectionReceived
from app.domain.facts import PartnerAsked
from app.domain.happened import Happened
from app.domain.kiosk import CHANNEL, terminal_operator
from app.domain.paper import PaperKind
from app.domain.time import Timestamp

CORRECTION = "correction"
WITHDRAWAL = "withdrawal"
LEASE = "lease"
"""What the holder is told: 补正, 撤回, and that a window wants to go on with the case (请求转入)."""
_HANDED = "handed"


def question(correction: CorrectionReceived) -> dict[str, str]:
    """What the holder is told of ``correction``."""
    rows = correction.materials
    return {
        "lines": ",".join(row.line_id for row in rows),
        "materials": "、".join(row.name for row in rows),
        _HANDED: dumps(correction),
    }


def at_terminal(case: Case) -> bool:
    """Whether the self-service terminal that took the case in has it: nobody sits there, its program alone answers."""
    if case.intake is None or case.intake.channel != CHANNEL:
        return False
    return any(paper.place.device == case.lease for paper in case.papers_of(PaperKind.RECEIPT))


def open_to_holder(ask: Ask) -> bool:
    """Whether the holder was asked and the case has not moved since: then it would be in the hands of who goes on."""
    return ask.system == HOLDER and ask.waiting and not ask.moved_to


def asked_for(case: Case) -> bool:
    """Whether that terminal was asked, by whatever question, and has not given the case yet. What was handed in at it
    and told to the holder asks it for nothing.
    """
    return at_terminal(case) and any(open_to_holder(ask) and not _its_own(ask, case) for ask in case.asks)


def _its_own(ask: Ask, case: Case) -> bool:
    taken = hand_in(dict(ask.data))
    return taken is not None and taken.by.id == terminal_operator(case.lease)


def wanted_here(case: Case) -> bool:
    """Whether a window asked that terminal for the case (请求转入). What was handed in there is told the same way, and
    stands in nobody's way.
    """
    return at_terminal(case) and any(open_to_holder(ask) and ask.subject == LEASE for ask in case.asks)


def hand_in(data: Mapping[str, str]) -> CorrectionReceived | None:
    """The hand-in that a question tells of; None where an older program asked, which kept the names alone."""
    try:
        return from_json(CorrectionReceived, json.loads(data.get(_HANDED, "")))
    except (ValueError, CodecError):
        return None


def asked_of_holder(case: Case) -> tuple[Ask, ...]:
    """Every hand-in elsewhere that the holder was told of, in order."""
    return tuple(each for each in case.asks if (each.system, each.subject) == (HOLDER, CORRECTION))


def handed_on(ask: Ask) -> date:
    """The day the applicant handed it in: that counts, not the day it was written down (S0 22)."""
    taken = hand_in(dict(ask.data))
    return ((taken.handed_at if taken is not None else None) or Timestamp(ask.asked_ms)).date


def hand_ins(case: Case) -> tuple[CorrectionReceived, ...]:
    """What was handed in elsewhere, as far as the questions hold it; each has a D01b of its own."""
    found = (hand_in(dict(ask.data)) for ask in asked_of_holder(case))
    return tuple(each for each in found if each is not None)


def pictures(event: Happened) -> tuple[str, ...]:
    """Digests of the scans that came with a hand-in elsewhere: they are the case's, like those in its rows."""
    if not isinstance(event, PartnerAsked) or event.system != HOLDER:
        return ()
    taken = hand_in(event.data)
    return tuple(scan for row in taken.materials for scan in row.scans) if taken is not None else ()
