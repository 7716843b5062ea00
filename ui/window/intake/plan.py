"""What the verdict bar says and what its primary button does, from the state alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.acts_guards import Checked
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PAPER_RULES, PaperKind
from app.domain.rights import Right, decides_on_spot
from app.domain.rules import RuleSet
from app.domain.time import weekday_words
from app.domain.tolerance import Silence
from app.domain.verdict import Verdict, VerdictKind, judge, unlisted
from app.values import dataclass, replace
from ui.theme import t
from ui.window.intake.model import Gap, IntakeState

FILL, LOOK, ACCEPT, COUNTER, NOTICE = "fill", "look", "accept", "counter", "notice"
TOLERATE, TRANSFER, RECEIPT, TURN_AWAY, OPEN = "tolerate", "transfer", "receipt", "turn-away", "open"
PROMISE, COLLECT, SILENT = "promise", "collect", "silent"

NOBODY_YET = frozenset({"name", "number"})
"""Fields that ask who is there at all; every other one completes what is known of her."""

SATURDAY = 5
"""A period in working days that ends on a weekend ends on an exchanged working day (调休上班)."""


@dataclass(frozen=True)
class Plan:
    """The bar: ``state`` colours it, ``act`` is what the primary button does, ``target`` the field it goes to
    for ``fill`` and ``look``. ``other`` is the second way that the law leaves open, "" without one.
    """

    state: str
    sentence: str
    act: str
    words: str
    icon: str = ""
    extra: str = ""
    sub: str = ""
    law: str = ""
    target: str = ""
    other: str = ""
    paper: PaperKind = PaperKind.RECEIPT
    enabled: bool = True
    verdict: VerdictKind = VerdictKind.UNDECIDED


@dataclass(frozen=True)
class Moment:
    """What the page needs to know of today: the day, the rights for the chosen item, the end of the notice period, the
    staff (name, number) among whom a witness may be, the rules of the day of the hand-over (None without an item), and
    whether that was so long ago that it is accepted by silence.
    """

    today: date
    rights: frozenset[Right] = frozenset()
    notice_due: date | None = None
    notice_why: str = ""
    credit: Checked = Checked.UNCHECKED
    staff: tuple[tuple[str, str], ...] = ()
    rules: RuleSet | None = None
    silence: Silence | None = None


def plan_for(state: IntakeState, moment: Moment) -> Plan:
    """The bar for the intake as it stands."""
    guide = state.guide
    if guide is None:
        gaps = state.gaps(moment.today)
        return _fill(gaps[0].field, *_first_words(gaps))
    rows = state.rows_on(moment.today)
    verdict = judge(guide, rows, moment.rights, moment.rules, moment.credit, moment.silence)
    if state.unanswered() and verdict.kind is not VerdictKind.NOT_HERE:
        gap = next(g for g in state.gaps(moment.today) if g.field.startswith("question."))
        return _fill(gap.field, t("intake.plan.answer_first"), gap.words)
    return _with_gaps(_of_verdict(verdict, state, moment), state, moment)


def _first_words(gaps: Sequence[Gap]) -> tuple[str, str]:
    """Before an item is chosen: what comes first, and how; who is known already is not asked for again."""
    if gaps[0].field == "search":
        return t("intake.plan.what_first"), t("intake.plan.what_how")
    first = "who_first" if gaps[0].field in NOBODY_YET else "who_rest"
    return t(f"intake.plan.{first}"), _list(gap.words for gap in gaps)


def _fill(target: str, sentence: str, sub: str) -> Plan:
    return Plan("neutral", sentence, FILL, t("intake.plan.fill"), "square-pen", sub=sub, target=target)


def _list(words: Iterable[str]) -> str:
    return "；".join(words)


def _with_gaps(plan: Plan, state: IntakeState, moment: Moment) -> Plan:
    """The verdict stays; the button goes to what is missing, so that nothing half-known is taken in."""
    gaps = state.gaps(moment.today)
    if state.case is not None or not gaps or plan.act in (LOOK, TURN_AWAY):
        return plan
    return replace(
        plan,
        act=FILL,
        words=t("intake.plan.fill"),
        icon="square-pen",
        target=gaps[0].field,
        sub=t("intake.plan.missing", what=_list(gap.words for gap in gaps)),
        other="",
    )


def _of_verdict(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    made = _MAKERS[verdict.kind](verdict, state, moment)
    tolerated = [r.number for r in state.material_rows() if r.status is MaterialStatus.TOLERATED]
    if tolerated and not made.extra and verdict.kind not in (VerdictKind.TOLERABLE, VerdictKind.SILENT):
        made = replace(made, extra=t("intake.plan.tolerated", rows="、".join(map(str, tolerated))))
    if _of_power(state, moment) and made.act != OPEN:
        made = replace(made, sub=_list((t("intake.plan.power"), *([made.sub] if made.sub else []))))
    return replace(made, law=verdict.law, verdict=verdict.kind)


def _of_power(state: IntakeState, moment: Moment) -> tuple[SubmittedMaterial, ...]:
    """The rows that only the end of the power makes what they are: nobody marked them in the list."""
    marked = state.material_rows()
    return tuple(row for row in state.rows_on(moment.today) if row not in marked)


def _undecided(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    if state.case is not None:
        return Plan(
            "info", t("intake.plan.received"), OPEN, t("intake.plan.open"), "folder-open", sub=verdict.reason
        )
    row = verdict.open_rows[0]
    return Plan(
        "neutral",
        verdict.sentence,
        LOOK,
        t("intake.plan.look", row=row),
        "arrow-right",
        sub=verdict.reason,
        target=f"row.{row}",
    )


def _acceptable(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    assert state.guide is not None
    if verdict.promised:
        return _promised(verdict, state)
    tolerated = any(row.status is MaterialStatus.TOLERATED for row in state.material_rows())
    if decides_on_spot(state.guide.mode, moment.rights, tolerated):
        words, act = t("intake.plan.counter"), COUNTER
    else:
        words, act = t("intake.plan.accept"), ACCEPT
    paper = PaperKind.RECEIPT if state.case is None else PaperKind.ACCEPTANCE
    return Plan("ok", verdict.sentence, act, words, "check", sub=verdict.reason, paper=paper)


def _promised(verdict: Verdict, state: IntakeState) -> Plan:
    """The receipt comes first; what is promised is signed on the page of the case, once the credit is known."""
    if state.case is not None:
        return Plan("info", verdict.sentence, OPEN, t("intake.plan.open"), "folder-open", sub=verdict.reason)
    return Plan("info", verdict.sentence, PROMISE, t("intake.plan.promise"), "signature", sub=verdict.reason)


def _notice(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    copies = PAPER_RULES[PaperKind.NOTICE].copies
    extra = "　".join(f"{f.material if unlisted(f) else f.number} {f.code.value}" for f in verdict.faults)
    return Plan(
        "warn",
        verdict.sentence,
        NOTICE,
        t("intake.plan.notice", copies=copies),
        "printer",
        extra=extra,
        sub=notice_words(moment, state),
        paper=PaperKind.NOTICE,
    )


def notice_words(moment: Moment, state: IntakeState) -> str:
    """By when the notice must be out, and what follows otherwise (许可法 32(1)(4) for a licence)."""
    if moment.notice_due is None:
        return ""
    end = moment.notice_due
    weekday = weekday_words(end).replace("星期", "周")
    if end.weekday() >= SATURDAY:
        weekday = t("intake.plan.exchanged", weekday=weekday)
    day = t("intake.plan.day", month=end.month, day=end.day, weekday=weekday)
    licence = state.guide is not None and state.guide.item.is_licence
    return t("intake.plan.notice_due" if licence else "intake.plan.alarm_due", day=day)


def _tolerable(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    other = NOTICE if Right.NOTIFY in moment.rights and moment.silence is None else ""
    received = state.case is not None
    act, words, icon = (OPEN, "open", "folder-open") if received else (TOLERATE, "tolerate", "signature")
    return Plan(
        "info", verdict.sentence, act, t(f"intake.plan.{words}"), icon, sub=verdict.reason, other=other
    )


def _silent(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    """The receipt comes first; 视为受理 is confirmed on the page of the case, after a sync."""
    received = state.case is not None
    act, words = (OPEN, "open") if received else (SILENT, "silent")
    return Plan("warn", verdict.sentence, act, t(f"intake.plan.{words}"), "folder-open", sub=verdict.reason)


def _receive_only(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    shade = "warn" if verdict.faults else "info"
    return Plan(shade, verdict.sentence, TRANSFER, t("intake.plan.transfer"), "send", sub=verdict.reason)


def _not_here(verdict: Verdict, state: IntakeState, moment: Moment) -> Plan:
    return Plan(
        "danger",
        verdict.sentence,
        TURN_AWAY,
        t("intake.plan.turn_away"),
        "printer",
        sub=f"{verdict.reason}。{t('intake.plan.away')}",
        paper=PaperKind.TURN_AWAY,
    )


_MAKERS = {
    VerdictKind.UNDECIDED: _undecided,
    VerdictKind.ACCEPTABLE: _acceptable,
    VerdictKind.NOTICE: _notice,
    VerdictKind.TOLERABLE: _tolerable,
    VerdictKind.RECEIVE_ONLY: _receive_only,
    VerdictKind.SILENT: _silent,
    VerdictKind.NOT_HERE: _not_here,
}
