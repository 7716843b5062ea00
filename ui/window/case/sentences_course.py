"""Sentences of the events beside the main line: 容缺, 承诺, 特别程序, 延期, 一件事, other systems. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.acts_guards import HOLDER
from app.domain.acts_side import ASSIST, help_words
from app.domain.case import Case
from app.domain.clocks import CLOCK_NAMES
from app.domain.elsewhere import CORRECTION, LEASE, WITHDRAWAL
from ui.phrases import stays_chinese
from ui.window.case.words import Say, short_number, weekday

_Values = Mapping[str, object]
_KINDS = {"pass": "passed", "fail": "failed", "unknown": "unknown", "refused": "refused", "kept": "kept"}
"""Kinds of answers of other systems."""
_SYSTEMS = frozenset(
    {
        "holder",
        "identity",
        "exchange",
        "licence",
        "seal",
        "payment",
        "courier",
        "credit",
        "commitment-list",
        "supervision",
        "queue",
        "hotline",
        "rating",
        "survey",
        "intermediary",
        "archive",
        "progress",
        "callback",
        "mobile",
        "project",
        "assist",
        "cross-area",
    }
)


def system_words(code: str, say: Say) -> str:
    """Name of another system for people."""
    return say(f"case.system.{code}") if code in _SYSTEMS else say("case.system.other", code=code)


def _names(case: Case, lines: tuple[str, ...]) -> str:
    known = {material.line_id: material.name for material in case.materials}
    return "、".join(known.get(line, line) for line in lines)


def _branch(case: Case, code: str) -> str:
    return next((branch.name for branch in case.branches if branch.code == code), code)


def _plain(*fields: str) -> Callable[[Any, Case, Say], _Values]:
    return lambda event, case, say: {field: getattr(event, field) for field in fields}


def _bag(event: Any, case: Case, say: Say) -> _Values:
    """Why there are fewer papers in it stands with who found that."""
    found = _plain("bundle", "from_place", "to_place", "hand", "originals")(event, case, say)
    return {**found, "fewer": say("case.event.bundle_fewer", why=event.fewer) if event.fewer else ""}


def _day(day: Any, say: Say) -> str:
    return weekday(day) if day is not None else say("case.event.no_due")


def _ended(event: Any, case: Case, say: Say) -> _Values:
    return {"day": _day(event.ended_on, say), "outcome": getattr(event, "outcome", "")}


def _reduced(event: Any, case: Case, say: Say) -> _Values:
    return {"names": _names(case, event.dropped), "reason": event.reason}


def _pledged(event: Any, case: Case, say: Say) -> _Values:
    return {"names": _names(case, event.lines), "day": _day(event.promised_by, say)}


def _committed(event: Any, case: Case, say: Say) -> _Values:
    names = _names(case, event.lines)
    return {"names": f"：{names}" if names else ""}


def _voided(event: Any, case: Case, say: Say) -> _Values:
    number = f"（{event.supervisor_no}）" if event.supervisor_no else ""
    return {"reason": event.reason, "supervisor": f"{event.supervisor}{number}"}


def _declined(event: Any, case: Case, say: Say) -> _Values:
    return {"names": _names(case, event.lines)}


def _undone(event: Any, case: Case, say: Say) -> _Values:
    return {"day": _day(event.handed_in_on, say), "reason": event.reason}


def _special(event: Any, case: Case, say: Say) -> _Values:
    return {"kind": event.kind, "day": _day(event.planned_end, say), "approver": event.approver}


def _special_end(event: Any, case: Case, say: Say) -> _Values:
    return {"result": event.result, "day": _day(event.due, say)}


def _extended(event: Any, case: Case, say: Say) -> _Values:
    return {
        "period": event.period.words(),
        "day": _day(event.due, say),
        "reason": event.reasons,
        "approver": event.approver,
    }


def _joint(event: Any, case: Case, say: Say) -> _Values:
    return {"names": "、".join(_branch(case, code) for code in event.started)}


def _branch_start(event: Any, case: Case, say: Say) -> _Values:
    return {"name": _branch(case, event.code), "day": _day(event.due, say)}


def _branch_end(event: Any, case: Case, say: Say) -> _Values:
    outcome = say("case.event.granted_outcome" if event.granted else "case.event.refused_outcome")
    reason = say("case.event.because", reason=event.reasons) if event.reasons else ""
    return {"name": _branch(case, event.code), "outcome": outcome, "reason": reason}


def _closed(event: Any, case: Case, say: Say) -> _Values:
    return {"reason": event.reasons}


def _supplied(event: Any, case: Case, say: Say) -> _Values:
    left = len(event.remaining)
    rest = say("case.event.rest", count=left) if left else say("case.event.no_rest")
    return {"names": "、".join(material.name for material in event.materials), "rest": rest}


def _waived(event: Any, case: Case, say: Say) -> _Values:
    return {"name": _names(case, (event.line_id,)), "fact": event.fact, "proof": event.proof}


def _checked(event: Any, case: Case, say: Say) -> _Values:
    return {"outcome": event.outcome, "finding": f"，{event.finding}" if event.finding else ""}


def _revised(event: Any, case: Case, say: Say) -> _Values:
    clock = CLOCK_NAMES.get(event.clock, event.clock)
    return {"clock": clock, "told": weekday(event.told), "day": _day(event.due, say)}


def material_asked(case: Case, subject: str, data: Mapping[str, str]) -> str:
    """Name of the material that a question is about, "" when it is about none: one case asks for several at once."""
    known = {material.line_id: material.name for material in case.materials}
    return known.get(subject, "") or known.get(data.get("line", ""), "")


def _asked(event: Any, case: Case, say: Say) -> _Values:
    subject = material_asked(case, event.subject, event.data)
    if event.system == ASSIST:
        subject = "，".join(help_words(event.data.items()))
    if event.system == HOLDER:
        subject = holder_words(event.subject, say)
    return {"system": system_words(event.system, say), "subject": f"：{subject}" if subject else ""}


def holder_words(subject: str, say: Say) -> str:
    """What the hand that has the case was told from another counter."""
    return say(f"case.told.{subject}") if subject in (WITHDRAWAL, CORRECTION, LEASE) else subject


def _answered(event: Any, case: Case, say: Say) -> _Values:
    asked = next((each for each in case.asks if each.ask == event.ask), None)
    about = material_asked(case, asked.subject, dict(asked.data)) if asked is not None else ""
    return {
        **({"key": "partner_answered_about", "about": about} if about else {}),
        "system": system_words(event.system, say),
        "words": answer_words(event.outcome, event.words, say),
    }


def answer_words(outcome: str, words: str, say: Say) -> str:
    """What another system answered, as it came. Its own ``words`` are Chinese: on a screen in another language what
    kind of answer it is stands before them.
    """
    if not words:
        return outcome_words(outcome, say)
    kind = say(f"case.side.{_KINDS.get(outcome, 'came')}")
    return say("case.side.answered", kind=kind, words=words) if stays_chinese(words, kind) else words


def outcome_words(outcome: str, say: Say) -> str:
    """The code of an answer in words; a code that is not known here is shown as it came."""
    known = _KINDS.get(outcome)
    return say(f"case.side.{known}") if known else outcome


COURSE_VALUES: dict[str, Callable[[Any, Case, Say], _Values]] = {
    "online_arrived": _plain("window"),
    "precheck_returned": _plain("opinion"),
    "turned_away": _plain("reason"),
    "corrected_on_spot": _plain("what"),
    "materials_checked": lambda event, case, say: {"names": "、".join(row.name for row in event.materials)},
    "notice_reduced": _reduced,
    "notice_withdrawn": lambda event, case, say: {"number": short_number(event.number), "reason": event.reason},
    "tolerance_pledged": _pledged,
    "commitment_made": _committed,
    "commitment_declined": _declined,
    "silence_undone": _undone,
    "special_started": _special,
    "special_ended": _special_end,
    "extended": _extended,
    "joint_started": _joint,
    "branch_started": _branch_start,
    "branch_completed": _branch_end,
    "returned_closed": _closed,
    "acceptance_revoked": _closed,
    "concluded": lambda event, case, say: {"results": "、".join(event.results)},
    "service_failed": _plain("method", "reason"),
    "forwarded": _plain("to", "reason"),
    "voided": _voided,
    "deleted": _plain("reason"),
    "material_supplied": _supplied,
    "material_waived": _waived,
    "material_objected": _plain("shown", "claimed"),
    "delivery_chosen": _plain("way", "form", "address"),
    "thumb_pressed": lambda event, case, say: {
        "witness": event.witness,
        "note": f"（{event.note}）" if event.note else "",
    },
    "parcel_posted": _plain("hand", "waybill", "sheet"),
    "parcel_returned": _plain("waybill", "reason"),
    "service_undone": _plain("reason"),
    "bundle_moved": _bag,
    "deemed_acceptance_proposed": _ended,
    "tolerance_lapse_proposed": _ended,
    "commitment_checked": _checked,
    "deadline_revised": _revised,
    "lease_moved": _plain("to", "reason"),
    "partner_asked": _asked,
    "partner_answered": _answered,
}
