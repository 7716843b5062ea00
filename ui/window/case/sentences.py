"""Events of a case as sentences (事件), from the event alone. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app.domain import events as ev
from app.domain.assurance import compared
from app.domain.case import Case
from app.domain.happened import THUMB
from app.domain.licences import masked_source
from app.domain.people import mask_name
from app.storage.views import EventLine
from ui.window.case.sentences_course import COURSE_VALUES
from ui.window.case.words import Say, moment, paper_name, short_number, weekday

PLATFORM = "platform"


def sentence(event: ev.Event, case: Case, say: Say) -> str:
    """One sentence for one event; who acted stands first, the department for what came down."""
    values = dict(_VALUES.get(event.TYPE, _nothing)(event, case, say))
    key = f"case.event.{values.pop('key', event.TYPE)}"
    return say(key, who=event.by.name, **values)


def receipt_word(line: EventLine, own: str) -> tuple[str, str, str]:
    """(text key, state, icon) of the mark beside an event: 已回执, 待传, 需处理, or 省里下来 for another's.

    Behind a hall's server: 大厅已存 until the province's own receipt is here, and 大厅转来 for other windows' acts.
    """
    if line.parked:
        return "case.mark.parked", "danger", "circle-alert"
    if line.hall:
        return ("case.mark.hall" if line.device == own else "case.mark.by_hall"), "warn", "cloud-check"
    if line.device != own:
        return "case.mark.down", "ok", "cloud-check"
    if line.acknowledged:
        return "case.mark.acked", "ok", "circle-check"
    return "case.mark.waiting", "warn", "cloud-off"


def paper_words(case: Case, document_id: UUID) -> str:
    """Name and short number of a paper: 受理通知书 D07-000116."""
    paper = case.paper(document_id)
    return "" if paper is None else f"{paper_name(case, paper)} {short_number(paper.number)}"


_Values = Mapping[str, object]


def _nothing(event: Any, case: Case, say: Say) -> _Values:
    return {}


def _received(event: Any, case: Case, say: Say) -> _Values:
    told = list(event.notes)
    if event.handed_at is not None:
        key = "from_pad" if event.pad_number else "handed"
        told.append(say(f"case.event.{key}", when=moment(event.handed_at), number=event.pad_number))
    if event.intake.signed_by == THUMB:
        note = f"（{event.intake.witness_note}）" if event.intake.witness_note else ""
        told.append(say("case.thumb", witness=event.intake.witness, note=note))
    if event.intake.licensed:
        sources = "、".join(dict.fromkeys(map(masked_source, event.intake.licensed.values())))
        told.append(say("case.licensed", count=len(event.intake.licensed), sources=sources))
    notes = f"。{'；'.join(told)}" if told else ""
    return {"count": sum(1 for material in event.materials if material.held), "notes": notes}


def _notice(event: Any, case: Case, say: Say) -> _Values:
    rows = "；".join(f"{fault.material} {fault.code.value}" for fault in event.faults)
    key = "notice_again" if event.again else "notice_issued"
    return {"key": key, "count": len(event.faults), "rows": rows, "day": weekday(event.ends)}


def _correction(event: Any, case: Case, say: Say) -> _Values:
    names = "、".join(material.name for material in event.materials)
    left = len(event.remaining)
    rest = say("case.event.rest", count=left) if left else say("case.event.no_rest")
    return {"names": names, "rest": rest}


def _accepted(event: Any, case: Case, say: Say) -> _Values:
    due = weekday(event.due) if event.due is not None else say("case.event.no_due")
    until = weekday(event.tolerated_until) if event.tolerated_until is not None else ""
    limit = event.binding if event.limit_words == event.binding else f"{event.binding}{event.limit_words}"
    return {"due": due, "limit": limit, "until": until, "key": _accepted_key(event)}


def _accepted_key(event: Any) -> str:
    if event.deemed:
        return "accepted_deemed"
    if event.tolerated:
        return "accepted_tolerated"
    return "accepted_counter" if event.route == "counter" else "accepted"


def _with_reason(event: Any, case: Case, say: Say) -> _Values:
    return {"reason": say("case.event.because", reason=event.reason) if event.reason else ""}


def _transferred(event: Any, case: Case, say: Say) -> _Values:
    return {"to": event.to, **_with_reason(event, case, say)}


def _declined(event: Any, case: Case, say: Say) -> _Values:
    return {"reasons": event.reasons}


def _proposed(event: Any, case: Case, say: Say) -> _Values:
    return {"day": weekday(event.ended_on)}


def _granted(event: Any, case: Case, say: Say) -> _Values:
    return {"authority": event.decided_by, "key": "granted_counter" if event.power else "granted"}


def _refused(event: Any, case: Case, say: Say) -> _Values:
    return {"authority": event.decided_by, "reasons": event.reasons}


def _ready(event: Any, case: Case, say: Say) -> _Values:
    return {"results": "、".join(event.results) or say("case.event.result")}


def _handed(event: Any, case: Case, say: Say) -> _Values:
    names = "、".join(paper_words(case, each) for each in event.documents)
    known = compared(event.recipient)
    proof = case.paper(event.proof)
    by_hand = say("case.event.by_hand") if proof is not None and proof.serves else ""
    checked = f"；{known}" if known else ""
    checked += f"；{by_hand}" if by_hand else ""
    return {"names": names, "recipient": mask_name(event.recipient.name), "method": event.method, "checked": checked}


def _paper(event: Any, case: Case, say: Say) -> dict[str, object]:
    return {"paper": paper_words(case, event.document_id)}


def _out(event: Any, case: Case, say: Say) -> _Values:
    key = "paper_out_clerk" if event.known_from == "clerk" else "paper_out"
    again = say("case.event.again", n=event.printing - 1) if event.printing > 1 else ""
    return _paper(event, case, say) | {"key": key, "again": again}


def _sealed(event: Any, case: Case, say: Say) -> _Values:
    return _paper(event, case, say) | {"seal": event.seal, "by": event.by_whom, "where": event.where}


def _given(event: Any, case: Case, say: Say) -> _Values:
    return _paper(event, case, say) | {
        "name": mask_name(event.recipient.name),
        "relation": event.recipient.relation,
    }


def _voided(event: Any, case: Case, say: Say) -> _Values:
    return _paper(event, case, say) | {"reason": event.reason}


def _reprinted(event: Any, case: Case, say: Say) -> _Values:
    return _paper(event, case, say) | {"reason": event.reason, "n": event.printing - 1}


def _blank(event: Any, case: Case, say: Say) -> _Values:
    return {"kind": event.kind, "serial": event.serial, "reason": getattr(event, "reason", "")}


def _asked_back(event: Any, case: Case, say: Say) -> _Values:
    words = {"why": event.why, "reason": event.reason, "holder": mask_name(event.holder), "told": event.told}
    return _paper(event, case, say) | words | {"day": weekday(event.until)}


def _taken_back(event: Any, case: Case, say: Say) -> _Values:
    who = {"relation": event.recipient.relation, "name": mask_name(event.recipient.name)}
    fate = say(f"case.event.{'fate_kept' if event.kept else 'fate_void'}")
    words = {"serial": event.serial, "why": event.why, "reason": event.reason, "fate": fate}
    return _paper(event, case, say) | who | words


def _not_brought(event: Any, case: Case, say: Say) -> _Values:
    return _paper(event, case, say) | {"reason": event.reason, "told": event.told}


_VALUES: dict[str, Callable[[Any, Case, Say], _Values]] = COURSE_VALUES | {
    "received": _received,
    "notice_issued": _notice,
    "correction_received": _correction,
    "accepted": _accepted,
    "declined": _declined,
    "withdrawn": _with_reason,
    "deemed_withdrawal_proposed": _proposed,
    "deemed_withdrawn": _proposed,
    "transferred": _transferred,
    "returned_to_window": _with_reason,
    "granted": _granted,
    "refused": _refused,
    "result_ready": _ready,
    "handed_over": _handed,
    "paper_issued": _paper,
    "paper_out": _out,
    "paper_sealed": _sealed,
    "paper_given": _given,
    "paper_voided": _voided,
    "paper_recalled": _voided,
    "paper_asked_back": _asked_back,
    "paper_taken_back": _taken_back,
    "paper_not_brought": _not_brought,
    "paper_reprinted": _reprinted,
    "blank_used": _blank,
    "blank_voided": _blank,
}
