"""The live verdict over an intake: what can be done now, and why, in one sentence the clerk can say aloud."""

from __future__ import annotations

from enum import StrEnum

from app.domain.acts_guards import Checked
from app.domain.guide import ServiceGuide, limit_words
from app.domain.limits import beside_at_once
from app.domain.materials import Fault, MaterialStatus, SubmittedMaterial, fault_of
from app.domain.power import POWER_LINE
from app.domain.rights import Right
from app.domain.rules import RuleSet
from app.domain.time import date_words
from app.domain.tolerance import UNKNOWN, Silence, why_never
from app.values import dataclass, replace


class VerdictKind(StrEnum):
    """What the primary button of the intake does."""

    UNDECIDED = "undecided"
    ACCEPTABLE = "acceptable"
    NOTICE = "notice"
    TOLERABLE = "tolerable"
    RECEIVE_ONLY = "receive-only"
    SILENT = "silent"
    NOT_HERE = "not-here"


@dataclass(frozen=True)
class Verdict:
    """``sentence`` is shown large, ``reason`` below it, ``law`` one key away; ``faults`` are the rows of
    the notice to come, ``promised`` counts the rows for which a 告知承诺 stands.
    """

    kind: VerdictKind
    sentence: str
    reason: str = ""
    law: str = ""
    faults: tuple[Fault, ...] = ()
    open_rows: tuple[int, ...] = ()
    promised: int = 0


def judge(
    guide: ServiceGuide,
    materials: tuple[SubmittedMaterial, ...],
    rights: frozenset[Right],
    rules: RuleSet | None,
    credit: Checked = Checked.UNCHECKED,
    silence: Silence | None = None,
) -> Verdict:
    """Judge the rows as they stand. Nothing outside the guide is asked (S0 21); every fault is named at
    once (许可法 32(1)(4)). ``rules`` are those of the day, None while nobody has read them: nothing may come later
    then. ``credit`` is what is known of the applicant: 容缺 and 告知承诺 hang on it (S0 10(1)). ``silence``: it was
    handed in so long ago that nobody may be told of what is missing any more.
    """
    if guide.item.status != "有效":
        return Verdict(
            VerdictKind.NOT_HERE,
            f"该事项已{guide.item.status}，不能新收件",
            "可代收转送有权机关，或者出具即时告知单",
            "S2 目录编制规范 1.4",
        )
    if not guide.guided:
        return Verdict(
            VerdictKind.NOT_HERE,
            "本机没有该事项的办事指南，不能收件",
            "列不出材料：先联网更新目录，仍没有的，出具即时告知单写明去处",
            "S0 21、23",
        )
    if Right.RECEIVE not in rights:
        return Verdict(
            VerdictKind.NOT_HERE, "不属本窗口：可代收，或出具告知单", "本窗口没有该事项的收件授权", "S4 5(2)"
        )
    unsaid = tuple(m.number for m in materials if m.status is MaterialStatus.FAULTY and m.fault is None)
    still_open = tuple(m.number for m in materials if m.status is MaterialStatus.OPEN or m.number in unsaid)
    if still_open:
        return _undecided(still_open, unsaid)
    status = MaterialStatus
    owing = (status.FAULTY, status.TOLERATED, *((status.COMMITTED,) if credit is Checked.BAD else ()))
    owed = tuple(m for m in materials if m.status in owing)
    promised = tuple(m for m in materials if m.status is status.COMMITTED)
    if owed:
        return _deficient(guide, owed, promised, rights, rules, credit, silence)
    return _with_bare_copies(_complete(guide, promised, rights, credit), materials)


def _undecided(still_open: tuple[int, ...], unsaid: tuple[int, ...]) -> Verdict:
    """Rows that nobody looked at, and faulty ones of which nobody has said yet what is wrong (``unsaid``)."""
    unseen = [str(number) for number in still_open if number not in unsaid]
    told = [f"未核对：材料 {'、'.join(unseen)}"] if unseen else []
    told += [f"材料 {'、'.join(map(str, unsaid))} 还没有选不合格的原因"] if unsaid else []
    words = f"还有 {len(still_open)} 项材料未核对"
    return Verdict(VerdictKind.UNDECIDED, words, "；".join(told), open_rows=still_open)


def _with_bare_copies(verdict: Verdict, materials: tuple[SubmittedMaterial, ...]) -> Verdict:
    """What is complete may be accepted; of which copies the guide wants compared, and nobody did, is said beside it."""
    bare = "、".join(str(m.number) for m in materials if m.uncompared)
    if not bare:
        return verdict
    told = f"材料 {bare} 还没有核对原件"
    return replace(verdict, reason=f"{verdict.reason}；{told}" if verdict.reason else told)


def _complete(
    guide: ServiceGuide, promised: tuple[SubmittedMaterial, ...], rights: frozenset[Right], credit: Checked
) -> Verdict:
    law = "行政许可法 32(1)(5)" if guide.item.is_licence else "S0 22(1)"
    if Right.ACCEPT not in rights:
        return Verdict(
            VerdictKind.RECEIVE_ONLY,
            "材料齐全：本窗口只收件，转部门受理",
            "收受分离：部门自收件之日起计时",
            "S3 一(二)",
        )
    limit = limit_words(guide)
    reason = f"办结时限：{limit}" if limit else ""
    if not promised:
        return Verdict(VerdictKind.ACCEPTABLE, "材料齐全，可受理", reason, law)
    rows = f"材料 {'、'.join(str(m.number) for m in promised)} 以承诺代替"
    parts = [rows, *([_UNCHECKED] if credit is Checked.UNCHECKED else []), *([reason] if reason else [])]
    return Verdict(
        VerdictKind.ACCEPTABLE,
        f"材料齐全，可受理，含告知承诺 {len(promised)} 项",
        "；".join(parts),
        "S0 9、10(1)",
        promised=len(promised),
    )


def _deficient(
    guide: ServiceGuide,
    owed: tuple[SubmittedMaterial, ...],
    promised: tuple[SubmittedMaterial, ...],
    rights: frozenset[Right],
    rules: RuleSet | None,
    credit: Checked,
    silence: Silence | None,
) -> Verdict:
    never = why_never(guide, rules) if rules is not None else UNKNOWN
    spoken = silence is None or silence.room
    faults = tuple(fault_of(m) for m in owed)
    rows = "；".join(
        f"{fault.material} {fault.code.value}" if unlisted(fault) else f"材料{fault.number} {fault.code.value}"
        for fault in faults
    )
    listed = all(m.tolerable for m in owed)
    may = Right.ACCEPT in rights and credit is not Checked.BAD and spoken
    if listed and may and rules is not None and not never:
        also = f"，含告知承诺 {len(promised)} 项" if promised else ""
        unchecked = f"{_UNCHECKED}。" if credit is Checked.UNCHECKED else ""
        unwilling = "申请人不愿容缺的，一次性告知" if silence is None else "申请人不愿容缺的，按视为受理办理"
        return Verdict(
            VerdictKind.TOLERABLE,
            f"可容缺受理：缺 {len(faults)} 项{also}",
            f"{rows}。{unchecked}{_not_at_once(guide, rules)}{unwilling}",
            "S0 22(3)",
            faults,
            promised=len(promised),
        )
    if silence is not None:
        return _silent(silence, faults, rows, rights)
    if Right.NOTIFY not in rights:
        return Verdict(
            VerdictKind.RECEIVE_ONLY,
            f"有 {len(faults)} 项问题：本窗口只收件，转部门告知",
            rows,
            "行政许可法 32(1)(4)",
            faults,
        )
    bad = "信用核查没有通过，不适用容缺和告知承诺：" if credit is Checked.BAD else ""
    no_time = f"{never}；" if listed and not bad and never else ""
    law = "行政许可法 32(1)(4)；S0 22(2)"
    return Verdict(VerdictKind.NOTICE, f"须一次性告知 {len(faults)} 项", f"{bad}{no_time}{rows}", law, faults)


def unlisted(fault: Fault) -> bool:
    """Whether it is of no row of the list that one sees, and goes by its name: a power that ended, where the guide asks
    for none.
    """
    return fault.line_id == POWER_LINE


def _silent(silence: Silence, faults: tuple[Fault, ...], rows: str, rights: frozenset[Right]) -> Verdict:
    """It is accepted by the law's silence already: nothing may be told of as missing, and nothing may come
    later, for want of a day or since it is not of the kind that may.
    """
    here = Right.ACCEPT in rights
    over = f"告知的期限{date_words(silence.told_by)}已过，不能再要求补正"
    if not silence.room:
        over = f"告知的期限{date_words(silence.told_by)}已过，不能再要求补正，也没有容缺的时间"
    told = f"{over}；{rows}"
    return Verdict(
        VerdictKind.SILENT if here else VerdictKind.RECEIVE_ONLY,
        "已满5个工作日没有告知，收件后确认视为受理" if here else "已满5个工作日没有告知：转部门确认视为受理",
        told,
        "行政许可法 32(1)(4)",
        faults,
    )


def _not_at_once(guide: ServiceGuide, rules: RuleSet) -> str:
    """What 容缺 costs who applies for something decided at once: said before she chooses (S0 22(1))."""
    if guide.promised is None or guide.promised.days:
        return ""
    legal, promised = beside_at_once(guide, rules)
    if promised is not None:
        return f"容缺后不能当场办结，按承诺{promised.words()}办理。"
    return f"容缺后不能当场办结，按法定{legal.words()}办理。" if legal is not None else "容缺后不能当场办结。"


_UNCHECKED = "信用未查：先出收件凭证，查到后签承诺"
