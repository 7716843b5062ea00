"""The sentence at the bottom: where the case stands, with its state colour. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain import events as ev
from app.domain.acts_guards import Checked, looked_at_again, to_look_again
from app.domain.case import Case
from app.domain.delivery import DELIVERED, POST, brought_back_at, came_back, delivery_of, parcel_of, sent_back
from app.domain.elsewhere import asked_for
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind, Seal
from app.domain.parcels import waits_for_courier
from app.domain.states import TERMINAL, CaseState
from app.domain.thumb import asked_again, awaits_thumb
from app.domain.time import quality_words
from ui.window.case.actions import tolerable, unsigned
from ui.window.case.look import CaseLook
from ui.window.case.words import Say, weekday


def status_words(case: Case, marked: int, say: Say, no_room: str = "") -> tuple[str, str]:
    """(state colour, sentence). Green only for what is proved. ``no_room``: why what is pledged cannot be accepted."""
    state = case.state
    if state is None:
        return "neutral", ""
    if not case.terminal and asked_for(case):
        return "warn", say("case.state.asked_terminal", device=case.lease)
    if state in (CaseState.RECEIVED, CaseState.CORRECTED):
        return _received(case, marked, say, no_room)
    if state is CaseState.AWAITING_CORRECTION:
        owed = len(case.open_faults)
        if marked:
            return "info", say("case.state.S20_marked", marked=marked, left=owed - marked)
        return "warn", say("case.state.S20", count=owed)
    if state is CaseState.ACCEPTED:
        return "info", _accepted(case, say)
    if state is CaseState.AWAITING_PICKUP:
        return _pickup(case, say)
    if sent_back(case):
        return "warn", say("case.state.S70_back")
    return _PLAIN.get(state, "info"), say(f"case.state.{state}")


_PLAIN = {
    CaseState.DRAFT: "neutral",
    CaseState.SERVED: "ok",
    **dict.fromkeys(TERMINAL - {CaseState.SERVED}, "neutral"),
}


def _received(case: Case, marked: int, say: Say, no_room: str) -> tuple[str, str]:
    unseen = sum(1 for material in case.materials if material.status is MaterialStatus.OPEN)
    if case.lease == "platform":
        return "info", say("case.state.S10_department")
    if unseen and marked:
        return "info", say("case.state.S10_looked", marked=marked, left=unseen - marked)
    if unseen:
        return "neutral", say("case.state.S10_open", count=unseen)
    if case.acceptance_proposal is not None:
        return "warn", say("case.state.S10_silent")
    if looked_at_again(case) and marked:
        return "info", say("case.state.S10_rejudged", marked=marked)
    if to_look_again(case):
        return "warn", say("case.state.S10_again")
    if tolerable(case):
        return "warn", say("case.state.S10_tolerable", count=len(case.open_faults))
    if case.open_faults:
        return "warn", say("case.state.S10_faults", count=len(case.open_faults))
    if unsigned(case):
        return "info", say("case.state.S10_promised", count=len(unsigned(case)))
    if case.tolerated and no_room:
        return "warn", say("case.state.S10_pledge_void")
    if case.tolerated:
        return "ok", say("case.state.S10_pledged", count=len(case.tolerated))
    return "ok", say("case.state.S25" if case.state is CaseState.CORRECTED else "case.state.S10_ready")


def _accepted(case: Case, say: Say) -> str:
    if case.lease == "platform":
        return say("case.state.S30_department")
    on_spot = case.accepted is not None and case.accepted.route == "counter"
    return say("case.state.S30" if on_spot else "case.state.S30_transfer")


def _pickup(case: Case, say: Say) -> tuple[str, str]:
    granted = isinstance(case.decision, ev.Granted)
    lacks = granted and not case.papers_of(PaperKind.GRANT)
    if granted and case.item.blank_kind:
        lacks = lacks or not case.papers_of(PaperKind.CERTIFICATE)
    if lacks:
        return "info", say("case.state.S65_print")
    results = case.papers_of(PaperKind.GRANT) + case.papers_of(PaperKind.CERTIFICATE)
    if any(paper.seal is not Seal.NONE and paper.sealing is None for paper in results):
        return "info", say("case.state.S65_seal")
    if delivery_of(case).way != POST:
        return "ok", say("case.state.S65_ready")
    parcel = parcel_of(case)
    if brought_back_at(case) is not None:
        return "warn", say("case.state.S65_brought")
    if came_back(case):
        return "warn", say("case.state.S65_back")
    if parcel is None:
        return "ok", say("case.state.S65_post")
    if waits_for_courier(case):
        return "info", say("case.state.S65_booked")
    arrived = parcel.outcome == DELIVERED
    return ("ok" if arrived else "info"), say("case.state.S65_arrived" if arrived else "case.state.S65_transit")


def sub_words(seen: CaseLook, wide: bool, say: Say) -> Iterator[str]:
    """What stands below the sentence: what must be looked at first, then the demand of the nearest clock."""
    case = seen.case
    if seen.looks_only:
        yield say("case.state.looks_only")
    elif seen.away:
        yield say("case.state.away")
    doubt = doubt_words(case)
    if doubt:
        yield say("case.state.doubt", doubt=doubt)
    if case.overtaken and not case.terminal and case.accepted is None:
        yield say("case.state.overtaken", number=case.overtaken[-1].number)
    if case.irregular:
        yield say("case.state.irregular", count=len(case.irregular))
    if awaits_thumb(case) and not asked_again(case):
        yield say("case.state.thumb")
    if case.returned is not None:
        yield say("case.state.returned", reason=case.returned.reason)
    if case.acceptance_proposal is not None and case.accepted is None and not case.terminal:
        yield say("case.state.silent_proposed")
    if case.lapse_proposal is not None and not case.terminal:
        yield say("case.state.lapse_proposed", outcome=case.lapse_proposal.outcome)
    yield _standing(seen, say)
    yield _pledged(seen, say)
    if case.owed and not case.terminal and case.tolerance_due is not None:
        key = "tolerated_owed" if seen.today <= case.tolerance_due else "tolerated_ended"
        day, names = weekday(case.tolerance_due), names_of(case.owed)
        yield say(f"case.state.{key}", count=len(case.owed), day=day, names=names)
    if seen.clock is not None:
        meaning = seen.clock.meaning
        law = f"（{meaning.law}）" if meaning.law else ""
        yield f"{meaning.demand}{meaning.follows if wide else ''}{law}"


def names_of(rows: Iterable[SubmittedMaterial]) -> str:
    """Every material by its name: who reads it says it to the applicant."""
    return "、".join(row.name for row in rows)


def _pledged(seen: CaseLook, say: Say) -> str:
    """What is pledged and waits for 受理: which materials, and until which day; a day that is over is said to be."""
    case, known = seen.case, seen.standing
    pledge = case.pledge_standing
    if case.accepted is not None or case.terminal or not case.tolerated or pledge is None:
        return ""
    day, names = weekday(pledge.promised_by), names_of(case.tolerated)
    if known.no_room:
        return say("case.state.pledge_void", why=known.no_room, names=names)
    if known.until is not None and known.until != pledge.promised_by:
        return say("case.state.pledge_moved", day=day, until=weekday(known.until), names=names)
    return say("case.state.pledge_stands", day=day, names=names)


def _standing(seen: CaseLook, say: Say) -> str:
    """Whether 容缺 and 告知承诺 are open to the applicant, where something hangs on it."""
    case = seen.case
    if case.state not in (CaseState.RECEIVED, CaseState.CORRECTED):
        return ""
    known = seen.standing
    good: tuple[Checked, ...]
    if unsigned(case):
        good = (known.credit, known.promises)
    elif tolerable(case):
        good = (known.credit,)
    else:
        return ""
    if Checked.BAD in good:
        return say("case.state.credit_bad")
    return say("case.state.credit_unknown") if Checked.UNCHECKED in good else say("case.state.credit_good")


def doubt_words(case: Case) -> str:
    """What is to be said of the moments from which this case counts: 时间未校准, 时钟被调回, or nothing."""
    begun = [case.received, case.notices[-1] if case.notices else None, case.accepted]
    said = [quality_words(event.at) for event in begun if event is not None]
    return next((words for words in said if words), "")
