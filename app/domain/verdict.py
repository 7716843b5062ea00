"""The live verdict over an intake: what can be done now, and why, in one sentence the clerk can say aloud."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.guide import ServiceGuide, limit_words
from app.domain.materials import Fault, MaterialStatus, SubmittedMaterial, fault_of
from app.domain.rights import Right


class VerdictKind(StrEnum):
    """What the primary button of the intake does."""

    UNDECIDED = "undecided"
    ACCEPTABLE = "acceptable"
    NOTICE = "notice"
    TOLERABLE = "tolerable"
    RECEIVE_ONLY = "receive-only"
    NOT_HERE = "not-here"


@dataclass(frozen=True)
class Verdict:
    """``sentence`` is shown large, ``reason`` below it, ``law`` one key away; ``faults`` are the rows of
    the notice to come.
    """

    kind: VerdictKind
    sentence: str
    reason: str = ""
    law: str = ""
    faults: tuple[Fault, ...] = ()
    open_rows: tuple[int, ...] = ()


def judge(guide: ServiceGuide, materials: tuple[SubmittedMaterial, ...], rights: frozenset[Right]) -> Verdict:
    """Judge the rows as they stand. Nothing outside the guide is asked (S0 21); every fault is named at
    once (许可法 32(1)(4)).
    """
    if guide.item.status != "有效":
        return Verdict(
            VerdictKind.NOT_HERE,
            f"该事项已{guide.item.status}，不能新收件",
            "可代收转送有权机关，或者出具即时告知单",
            "S2 目录编制规范 1.4",
        )
    if Right.RECEIVE not in rights:
        return Verdict(
            VerdictKind.NOT_HERE, "不属本窗口：可代收，或出具告知单", "本窗口没有该事项的收件授权", "S4 5(2)"
        )
    still_open = tuple(m.number for m in materials if m.status is MaterialStatus.OPEN)
    if still_open:
        rows = "、".join(str(n) for n in still_open)
        return Verdict(
            VerdictKind.UNDECIDED,
            f"还有 {len(still_open)} 项材料未核对",
            f"未核对：材料 {rows}",
            open_rows=still_open,
        )
    faulty = tuple(m for m in materials if m.status is MaterialStatus.FAULTY)
    if not faulty:
        return _complete(guide, rights)
    return _deficient(faulty, rights)


def _complete(guide: ServiceGuide, rights: frozenset[Right]) -> Verdict:
    law = "行政许可法 32(1)(5)" if guide.item.is_licence else "S0 22(1)"
    if Right.ACCEPT not in rights:
        return Verdict(
            VerdictKind.RECEIVE_ONLY,
            "材料齐全：本窗口只收件，转部门受理",
            "收受分离：部门自收件之日起计时",
            "S3 一(二)",
        )
    limit = limit_words(guide)
    return Verdict(VerdictKind.ACCEPTABLE, "材料齐全，可受理", f"办结时限：{limit}" if limit else "", law)


def _deficient(faulty: tuple[SubmittedMaterial, ...], rights: frozenset[Right]) -> Verdict:
    faults = tuple(fault_of(m) for m in faulty)
    rows = "；".join(f"材料{fault.number} {fault.code.value}" for fault in faults)
    if all(m.tolerable for m in faulty) and Right.ACCEPT in rights:
        return Verdict(
            VerdictKind.TOLERABLE,
            f"可容缺受理：缺 {len(faults)} 项",
            f"{rows}。申请人不愿容缺的，一次性告知",
            "S0 22(3)",
            faults,
        )
    if Right.NOTIFY not in rights:
        return Verdict(
            VerdictKind.RECEIVE_ONLY,
            f"有 {len(faults)} 项问题：本窗口只收件，转部门告知",
            rows,
            "行政许可法 32(1)(4)",
            faults,
        )
    return Verdict(
        VerdictKind.NOTICE, f"须一次性告知 {len(faults)} 项", rows, "行政许可法 32(1)(4)；S0 22(2)", faults
    )
