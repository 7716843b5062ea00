"""The eight outward steps (对外八个环节) of a case, derived from its facts alone. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from app.domain import events as ev
from app.domain.case import Case
from app.domain.delivery import (
    BY_POST,
    DELIVERED,
    POST,
    came_back,
    delivery_of,
    parcel_of,
    posted,
    sent_back,
    whereabouts,
)
from app.domain.guide import Fee
from app.domain.materials import Seen, seen
from app.domain.parcels import TAKEN
from app.domain.states import TERMINAL, CaseState
from app.values import dataclass
from ui.window.case.words import Say, moment, weekday

DONE, CURRENT, TODO, SKIPPED = "done", "current", "todo", "skipped"


@dataclass(frozen=True)
class OutwardStep:
    """A step as the citizen is told of it; ``state`` is ``done current todo skipped``, ``word`` says it."""

    name: str
    title: str
    state: str
    word: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Background:
    """What the steps need besides the case: the fee of its guide (None: the guide is not here) and how much
    of the running clock is left, in words.
    """

    fee: Fee | None = None
    left: str = ""


_Part = tuple[str, tuple[str, ...]]
_ENDED = TERMINAL - {CaseState.SERVED}
_BEFORE_ACCEPTANCE = (
    CaseState.DRAFT,
    CaseState.RECEIVED,
    CaseState.AWAITING_CORRECTION,
    CaseState.CORRECTED,
)


def outward_steps(case: Case, around: Background, say: Say) -> tuple[OutwardStep, ...]:
    """申请 材料补正 原件预审 缴费 物流 受理 办结 签收, each with its state. At most one is current; what does
    not apply is named with its reason, never left out.
    """
    return tuple(
        _step(name, *make(case, around, say), say)
        for name, make in _MAKERS.items()
    )  # fmt: skip


def _step(name: str, state: str, lines: tuple[str, ...], say: Say) -> OutwardStep:
    return OutwardStep(name, say(f"case.step.{name}"), state, say(f"case.step_word.{state}"), lines)


def _apply(case: Case, around: Background, say: Say) -> _Part:
    received = case.received
    if received is None:
        words = say("case.step_line.untaken" if case.terminal else "case.step_line.draft")
        return (SKIPPED if case.terminal else CURRENT), (words,)
    who = say("case.step_line.by", window=received_at(case), name=received.by.name)
    late = received.handed_at is not None
    entered = (say("case.step_line.entered", when=moment(received.at)),) if late else ()
    return DONE, (moment(received.taken_at), who, *entered)


def received_at(case: Case) -> str:
    """Where it was taken in: the window on its first paper."""
    return case.papers[0].place.window if case.papers else ""


def _correction(case: Case, around: Background, say: Say) -> _Part:
    if case.received is None:
        return _later(case)
    if not case.notices:
        if case.accepted is not None and case.accepted.tolerated:
            return _tolerated(case, say)
        if not case.open_faults:
            return SKIPPED, (say("case.step_line.complete"),)
        if case.terminal:
            return SKIPPED, ()
        return CURRENT, (say("case.step_line.faults", count=len(case.open_faults)),)
    notice = case.notices[-1]
    asked = {fault.line_id for each in case.notices for fault in each.faults}
    owed = sum(1 for material in case.open_faults if material.line_id in asked)
    counts = say("case.step_line.noticed", times=len(case.notices), count=len(asked))
    if case.state is CaseState.AWAITING_CORRECTION:
        left = say("case.step_line.owed", count=owed, day=weekday(case.correction_due or notice.ends))
        return CURRENT, (moment(notice.at), counts, *left.split("\n"))
    if case.completed is None and case.state in _ENDED:
        return SKIPPED, (counts, say("case.step_line.not_corrected"))
    until = f" → {moment(case.completed.at)}" if case.completed is not None else ""
    return DONE, (moment(notice.at) + until, counts)


def _tolerated(case: Case, say: Say) -> _Part:
    """容缺: taken in with something owed, until when, and what became of it; it was not complete at once."""
    if not case.owed:
        return DONE, (say("case.step_line.tolerated_in"),)
    if case.terminal:
        return SKIPPED, (say("case.step_line.tolerated_out", count=len(case.owed)),)
    due = case.tolerance_due
    until = (say("case.step_line.tolerated_until", day=weekday(due)),) if due is not None else ()
    return SKIPPED, (say("case.step_line.tolerated", count=len(case.owed)), *until)


def _originals(case: Case, around: Background, say: Say) -> _Part:
    if case.received is None:
        return _later(case)
    if case.open_faults:
        return (SKIPPED if case.terminal else TODO), (say("case.step_line.after_correction"),)
    at = case.completed.at if case.completed is not None else case.received.taken_at
    found = seen(case.materials)
    done = DONE if found.originals or found.compared else SKIPPED
    return done, (moment(at), *seen_words(found, say))


def seen_words(found: Seen, say: Say) -> tuple[str, ...]:
    """What was handed in and what was compared, each by its own name; that no paper came where none did."""
    told = (
        ("originals", found.originals), ("compared", found.compared), ("copies", found.copies),
        ("plain", found.plain), ("own", found.own),
    )  # fmt: skip
    lines = tuple(say(f"case.step_line.{name}", count=count) for name, count in told if count)
    return lines or (say("case.step_line.no_paper"),)


def _fee(case: Case, around: Background, say: Say) -> _Part:
    if around.fee is None:
        return SKIPPED, (say("case.step_line.fee_unknown"),)
    if not around.fee.charged:
        return SKIPPED, (say("case.step_line.no_fee"),)
    return _later(case, around.fee.standard or say("case.step_line.fee"))


def _post(case: Case, around: Background, say: Say) -> _Part:
    way, handed, parcel = delivery_of(case).way, case.handed_over, parcel_of(case)
    if way != POST:
        return SKIPPED, (say("case.step_line.no_post", way=way),)
    if handed is not None and handed.method != BY_POST:
        return SKIPPED, (say("case.step_line.fetched"),)
    if sent_back(case):
        return TODO, (handed.reference if handed is not None else "", say("case.step_line.post_back"))
    if handed is not None:
        return DONE, (moment(handed.at), *((handed.reference,) if handed.reference else ()))
    if parcel is None and came_back(case):
        return TODO, (say("case.step_line.post_back"),)
    if parcel is None or case.terminal:
        return _later(case, say("case.step_line.post"))
    if came_back(case):
        return TODO, (parcel.subject, say("case.step_line.post_back"))
    sent = posted(case)
    taken = say("case.step_line.post_sent", when=moment(sent.handed_at), hand=sent.hand) if sent is not None else ""
    where = (taken if parcel.outcome not in TAKEN else "") or whereabouts(parcel) or say("case.step_line.post_booked")
    return (DONE if parcel.outcome == DELIVERED else CURRENT), (parcel.subject, where)


def _accept(case: Case, around: Background, say: Say) -> _Part:
    if case.accepted is not None:
        return DONE, _acceptance(case.accepted, say)
    if case.declined is not None:
        return DONE, (moment(case.declined.at), say("case.step_line.declined"))
    if case.terminal:
        return SKIPPED, (say(f"case.step_line.ended.{case.state}"),)
    ready = case.state in (CaseState.RECEIVED, CaseState.CORRECTED) and not case.open_faults
    if not ready:
        return TODO, ()
    held = say("case.step_line.at_department" if case.lease == "platform" else "case.step_line.at_window")
    return CURRENT, (held, around.left) if around.left else (held,)


def _acceptance(accepted: ev.Accepted, say: Say) -> tuple[str, ...]:
    route = say("case.step_line.on_spot" if accepted.route == "counter" else "case.step_line.to_department")
    due = (say("case.step_line.due", day=weekday(accepted.due)),) if accepted.due is not None else ()
    return moment(accepted.at), f"{route} {accepted.by.name}", *due


def _decide(case: Case, around: Background, say: Say) -> _Part:
    decision = case.decision
    if decision is not None:
        what = "granted" if isinstance(decision, ev.Granted) else "refused"
        return DONE, (moment(decision.at), say(f"case.step_line.{what}"), decision.decided_by)
    if case.accepted is None or case.terminal:
        return _later(case)
    held = "reviewing" if case.lease == "platform" else "at_window"
    words = say(f"case.step_line.{held}")
    return CURRENT, (words, around.left) if around.left else (words,)


def _hand(case: Case, around: Background, say: Say) -> _Part:
    handed = case.handed_over
    if sent_back(case):
        return CURRENT, (say("case.step_line.not_served"),)
    if handed is not None:
        return DONE, (moment(handed.at), say("case.step_line.taken_by", name=handed.recipient.name))
    if case.state is CaseState.AWAITING_PICKUP:
        state, waits = _awaited(case)
        words = say(f"case.step_line.{waits}")
        return state, (words, around.left) if around.left else (words,)
    return _later(case, say("case.step_line.deliver"))


def _awaited(case: Case) -> tuple[str, str]:
    """What the end waits for, and whether that is its own turn: a parcel on its way stands at 物流."""
    if delivery_of(case).way != POST:
        return CURRENT, "to_collect"
    parcel = parcel_of(case)
    if parcel is None or came_back(case):
        return CURRENT, "to_post"
    return (CURRENT, "to_record") if parcel.outcome == DELIVERED else (TODO, "to_arrive")


def _later(case: Case, words: str = "") -> _Part:
    if case.terminal:
        return SKIPPED, ()
    return TODO, (words,) if words else ()


_MAKERS: dict[str, Callable[[Case, Background, Say], _Part]] = {
    "apply": _apply,
    "correction": _correction,
    "originals": _originals,
    "fee": _fee,
    "post": _post,
    "accept": _accept,
    "decide": _decide,
    "hand": _hand,
}
