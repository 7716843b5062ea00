"""What the events say of the eleven kinds of misconduct of S0 art 26: one counter each, never a verdict.

A signal (线索) names the case and the day, so that somebody with the duty looks; what no event can show (a word spoken
at the counter) comes in as a complaint that names its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import IntEnum
from uuid import UUID

from app.domain import events as ev
from app.domain.case import Case
from app.domain.evolve import evolve
from app.domain.paper import PaperKind
from app.values import dataclass

COMPLAINT = "complaint"
"""The partner that takes complaints (12345); ``data["kind"]`` is the number of the kind, when it was named."""
_NOT_SHARED = frozenset({"refused", "not-shared", "no-interface"})
_LIMITED = re.compile(r"限号|号(已|都)?(满|完|没)|名额|改日|明天再来|预约已满")


class Kind(IntEnum):
    """The items of S0 art 26."""

    FORCED_WAY = 1
    MORE_MATERIAL = 2
    OFF_LIST_PROOF = 3
    LATE = 4
    NOT_SHARED = 5
    DATA_MISUSED = 6
    NO_PROGRESS = 7
    REFUSED_SERVICE = 8
    LIMITED = 9
    NOT_TOLD_AT_ONCE = 10
    OTHER = 11


KIND_WORDS: dict[Kind, str] = {
    Kind.FORCED_WAY: "限定申请方式",
    Kind.MORE_MATERIAL: "申请材料外提供或者重复提供材料",
    Kind.OFF_LIST_PROOF: "证明事项清单外提供证明",
    Kind.LATE: "未按承诺期限办结",
    Kind.NOT_SHARED: "未共享数据、未对接系统",
    Kind.DATA_MISUSED: "公共数据被改动、编造或者用于他处",
    Kind.NO_PROGRESS: "未提供办理进度查询",
    Kind.REFUSED_SERVICE: "公布的办公时间内拒绝服务",
    Kind.LIMITED: "限定每日办件数量",
    Kind.NOT_TOLD_AT_ONCE: "未一次性告知",
    Kind.OTHER: "其他",
}


@dataclass(frozen=True)
class Signal:
    """Something to look at: which kind, which case, on which day, and what the log says."""

    kind: Kind
    case_id: UUID
    day: date
    what: str


@dataclass(frozen=True)
class Conduct:
    """Counters of a span of days. ``left_out`` is how many rehearsal cases are in no count; ``cases`` how many are."""

    first: date
    last: date
    cases: int
    left_out: int
    signals: tuple[Signal, ...]

    def count(self, kind: Kind) -> int:
        """How many signals of one kind."""
        return sum(signal.kind is kind for signal in self.signals)


def conduct(
    histories: Iterable[Sequence[ev.Recorded]], first: date, last: date, today: date | None = None
) -> Conduct:
    """Count over the histories of cases; what was done in a rehearsal is in no statistics (S0 28–30, 模拟办事).

    A period that ends in the span counts when it ran out before ``today``: a month that still goes on has nothing late
    that may yet be done, and what ran out on its last day is not lost. Without it the span is told as on its last day.
    """
    until = last if today is None else today
    cases = left_out = 0
    found: list[Signal] = []
    for history in histories:
        if rehearsed(history):
            left_out += 1
            continue
        cases += 1
        found += [signal for signal in signals(history, until) if first <= signal.day <= last]
    found.sort(key=lambda signal: (signal.kind, signal.day, signal.case_id))
    return Conduct(first, last, cases, left_out, tuple(found))


def rehearsed(history: Sequence[ev.Recorded]) -> bool:
    """Whether any paper of the case was made in a rehearsal."""
    return any(isinstance(r.event, ev.PaperIssued) and r.event.place.rehearsal for r in history)


def signals(history: Sequence[ev.Recorded], until: date) -> Iterator[Signal]:
    """Every signal of one case, in order of its events; a period that ran out unanswered counts up to ``until``."""
    before: Case | None = None
    after: Case | None = None
    unsaid = _unsaid(history)
    for recorded in history:
        after = evolve(before, recorded)
        for kind, what in _of_event(before, recorded.event) if recorded.id not in unsaid else ():
            yield Signal(kind, recorded.case_id, recorded.event.at.date, what)
        odd = after.irregular[len(before.irregular) if before is not None else 0 :]
        for each in odd:
            yield Signal(Kind.OTHER, recorded.case_id, recorded.event.at.date, f"没有规则的事件：{each}")
        before = after
    if after is not None:
        yield from _of_end(after, history, until)


def _unsaid(history: Sequence[ev.Recorded]) -> frozenset[UUID]:
    """Notices, and what was taken off them, that were withdrawn before anybody was given them: they told nobody."""
    given = {r.event.document_id for r in history if isinstance(r.event, ev.PaperGiven)}
    last: list[UUID] = []
    found: set[UUID] = set()
    for recorded in history:
        match recorded.event:
            case ev.NoticeIssued():
                last = [recorded.id]
            case ev.NoticeReduced():
                last.append(recorded.id)
            case ev.NoticeWithdrawn(document_id=document) if document not in given:
                found.update(last)
            case _:
                pass
    return frozenset(found)


def _of_event(before: Case | None, event: ev.Event) -> Iterator[tuple[Kind, str]]:
    match event:
        case ev.Received():
            if event.intake.online_no and event.intake.channel == "窗口":
                yield Kind.FORCED_WAY, f"网上申请{event.intake.online_no}又到窗口提交"
        case ev.NoticeIssued():
            yield from _of_notice(before, event)
        case ev.NoticeReduced():
            yield from _of_dropped(before, event)
        case ev.TurnedAway():
            yield from _of_turn_away(event)
        case ev.Granted() | ev.Refused():
            due = before.main_due[0] if before is not None else None
            if due is not None and event.decided_on > due:
                yield Kind.LATE, f"应最迟于{due.isoformat()}办结，{event.decided_on.isoformat()}决定"
        case ev.DeemedAcceptanceProposed():
            yield Kind.NOT_TOLD_AT_ONCE, f"至{event.ended_on.isoformat()}没有告知"
        case ev.MaterialObjected():
            yield Kind.DATA_MISUSED, f"申请人对{event.system}的数据提出异议"
        case ev.PartnerAnswered():
            if event.outcome in _NOT_SHARED:
                yield Kind.NOT_SHARED, f"{event.system}：{event.words or event.outcome}"
        case ev.PartnerAsked() if event.system == COMPLAINT:
            yield _complained(event.data.get("kind", "")), "投诉"
        case _:
            pass


def _of_notice(before: Case | None, event: ev.NoticeIssued) -> Iterator[tuple[Kind, str]]:
    if event.again:
        yield Kind.NOT_TOLD_AT_ONCE, f"再次告知{event.number}"
    if before is None or before.received is None:
        return
    last = before.notice_due
    if last is not None and event.at.date > last and not before.notices:
        yield Kind.NOT_TOLD_AT_ONCE, f"应最迟于{last.isoformat()}告知"
    asked = {material.line_id for material in before.materials}
    settled = {material.line_id for material in before.materials if material.settled}
    for fault in event.faults:
        if fault.line_id not in asked:
            yield _of_kind(fault.material), f"指南外要求：{fault.material}"
        elif fault.line_id in settled:
            yield Kind.MORE_MATERIAL, f"已交的又要求：{fault.material}"


def _of_dropped(before: Case | None, event: ev.NoticeReduced) -> Iterator[tuple[Kind, str]]:
    names = {m.line_id: m.name for m in before.materials} if before is not None else {}
    for line in event.dropped:
        name = names.get(line, line)
        yield _of_kind(name), f"多要求的已收回：{name}"


def _of_kind(name: str) -> Kind:
    return Kind.OFF_LIST_PROOF if "证明" in name else Kind.MORE_MATERIAL


def _of_turn_away(event: ev.TurnedAway) -> Iterator[tuple[Kind, str]]:
    if _LIMITED.search(event.reason):
        yield Kind.LIMITED, event.reason
    elif event.ground == "other" or not event.instead.strip():
        yield Kind.REFUSED_SERVICE, event.reason


def _complained(number: str) -> Kind:
    return Kind(int(number)) if number.isdecimal() and 1 <= int(number) <= len(Kind) else Kind.OTHER


def _of_end(case: Case, history: Sequence[ev.Recorded], until: date) -> Iterator[Signal]:
    due = case.main_due[0]
    if (
        due is not None
        and case.decision is None
        and not case.terminal
        and case.special is None
        and due < until
    ):
        yield Signal(Kind.LATE, case.id, due, f"应最迟于{due.isoformat()}办结，还没有办结")
    received = case.received
    if received is None:
        return
    receipts = {p.document_id for p in case.papers if p.kind is PaperKind.RECEIPT}
    out = [
        r.event.at.date
        for r in history
        if isinstance(r.event, ev.PaperOut) and r.event.document_id in receipts
    ]
    day = received.at.date
    if (not out and day < until) or (out and min(out) > day):
        yield Signal(Kind.NO_PROGRESS, case.id, day, "收件当日没有给出带查询码的收件凭证")
