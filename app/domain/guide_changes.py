"""What changed between two versions of a guide, in words a clerk reads, and what an applicant between them owes.

When the catalogue changed after the day of 收件 the applicant keeps the better of both: what was dropped is
dropped, what was added is not demanded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.elements import elements_of
from app.domain.guide import (
    Choice,
    EasedGuide,
    Fee,
    FormField,
    MaterialLine,
    Period,
    ServiceGuide,
    SituationQuestion,
)
from app.domain.item_status import status_words
from app.values import dataclass, fields, replace

# Elements with a sentence of their own below, or that follow from another.
_OWN_WORDS = frozenset(
    ("申请材料", "法定办结时限", "承诺办结时限", "是否收费", "收费标准", "收费依据", "基本编码", "设定依据")
)
_LONGEST = 60


@dataclass(frozen=True)
class Change:
    """One difference: a stable ``kind`` (``material-added``, ``limit`` …) and the sentence for the clerk.

    ``harder`` says that the new version asks for more than the old one did.
    """

    kind: str
    text: str
    harder: bool = False


def guide_changes(old: ServiceGuide, new: ServiceGuide) -> tuple[Change, ...]:
    """What ``new`` says otherwise than ``old``: status, materials, questions, limits, fee, form, other elements."""
    found: list[Change] = []
    if status_words(old.item) != status_words(new.item):
        found.append(
            Change(
                "status",
                f"状态由{status_words(old.item)}改为{status_words(new.item)}",
                new.item.status != "有效",
            )
        )
    found.extend(_material_changes(old, new))
    found.extend(_question_changes(old, new))
    found.extend(_limit("法定办结时限", old.legal, new.legal))
    found.extend(_limit("承诺办结时限", old.promised, new.promised))
    if old.fee != new.fee:
        found.append(Change("fee", f"收费由{_fee(old.fee)}改为{_fee(new.fee)}", _dearer(old.fee, new.fee)))
    found.extend(_listed("basis", "设定依据", old.basis, new.basis))
    found.extend(_listed("excluded", "不计入时限的环节", old.excluded_steps, new.excluded_steps))
    found.extend(_form_changes(old, new))
    found.extend(_rule_changes(old, new))
    found.extend(_element_changes(old, new))
    return tuple(found)


def paired(old: ServiceGuide, new: ServiceGuide) -> dict[str, MaterialLine]:
    """The line of ``new`` for the id of each line of ``old`` that is still there: the same name, else the same id."""
    names = {_plain(line.name): line for line in new.materials}
    ids = {line.id: line for line in new.materials}
    found: dict[str, MaterialLine] = {}
    taken: set[str] = set()
    for line in old.materials:
        match = names.get(_plain(line.name))
        if match is not None and match.id not in taken:
            found[line.id] = match
            taken.add(match.id)
    for line in old.materials:
        match = ids.get(line.id)
        if line.id not in found and match is not None and match.id not in taken:
            found[line.id] = match
            taken.add(match.id)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s（）()“”\"，,、]", "", name)


def _material_changes(old: ServiceGuide, new: ServiceGuide) -> list[Change]:
    pairs = paired(old, new)
    kept = {line.id for line in pairs.values()}
    found = [
        Change("material-dropped", f"不再要求材料“{line.name}”")
        for line in old.materials
        if line.id not in pairs and not line.blocked
    ]
    found += [
        Change(
            "material-added", f"新增材料“{line.name}”{'（只在相应情形下）' if line.conditions else ''}", True
        )
        for line in new.materials
        if line.id not in kept and not line.blocked
    ]
    for line in old.materials:
        if line.id in pairs:
            found.extend(_line_changes(line, pairs[line.id]))
    return found


def _line_changes(old: MaterialLine, new: MaterialLine) -> list[Change]:
    if bool(old.blocked) != bool(new.blocked):
        kind = "material-dropped" if new.blocked else "material-added"
        words = f"不得再要求材料“{new.name}”：{new.why_not}" if new.blocked else f"恢复要求材料“{new.name}”"
        return [Change(kind, words, not new.blocked)]
    pairs = [
        ("名称", old.name, new.name, False),
        ("原件份数", f"{old.originals}份", f"{new.originals}份", new.originals > old.originals),
        ("复印件份数", f"{old.copies}份", f"{new.copies}份", new.copies > old.copies),
        ("受理标准", old.requirement, new.requirement, False),
        ("取得方式", old.obtainable, new.obtainable, bool(old.obtainable) and not new.obtainable),
        ("容缺", _yes(old.tolerable), _yes(new.tolerable), old.tolerable and not new.tolerable),
        ("告知承诺", _yes(old.committable), _yes(new.committable), old.committable and not new.committable),
    ]
    found = [
        Change("material-changed", f"材料“{old.name}”的{what}由{_short(before)}改为{_short(after)}", harder)
        for what, before, after, harder in pairs
        if before != after
    ]
    if old.conditions != new.conditions:
        wider = bool(old.conditions) and not new.conditions
        found.append(Change("material-changed", f"材料“{old.name}”要求的情形有变化", wider))
    return found


def _question_changes(old: ServiceGuide, new: ServiceGuide) -> list[Change]:
    before, after = ({q.id: q for q in guide.questions} for guide in (old, new))
    found = [Change("question", f"不再询问情形“{q.text}”") for key, q in before.items() if key not in after]
    found += [Change("question", f"新增情形“{q.text}”") for key, q in after.items() if key not in before]
    found += [
        Change("question", f"情形“{q.text}”的问法或者选项有变化")
        for key, q in after.items()
        if key in before and before[key] != q
    ]
    return found


def _limit(name: str, old: Period | None, new: Period | None) -> list[Change]:
    if old == new:
        return []
    before, after = (period.words() if period is not None else "未写明" for period in (old, new))
    longer = new is None or (old is not None and old.unit is new.unit and new.days > old.days)
    return [Change("limit", f"{name}由{before}改为{after}", longer)]


def _fee(fee: Fee) -> str:
    if not fee.charged:
        return "不收费"
    amount = f"{fee.amount // 100}.{fee.amount % 100:02d}元" if fee.amount else "收费"
    return f"{amount}（{fee.standard}）" if fee.standard else amount


def _dearer(old: Fee, new: Fee) -> bool:
    return new.charged and (not old.charged or new.amount > old.amount)


def _listed(kind: str, name: str, old: Sequence[str], new: Sequence[str]) -> list[Change]:
    gone = [Change(kind, f"{name}去掉：{_short(text)}") for text in old if text not in new]
    more = kind == "excluded"
    return gone + [Change(kind, f"{name}增加：{_short(text)}", more) for text in new if text not in old]


def _form_changes(old: ServiceGuide, new: ServiceGuide) -> list[Change]:
    before, after = ({f.id: f for f in guide.form} for guide in (old, new))
    found = [Change("form", f"申请表去掉“{f.label}”") for key, f in before.items() if key not in after]
    found += [
        Change("form", f"申请表增加“{f.label}”", f.required) for key, f in after.items() if key not in before
    ]
    found += [
        Change("form", f"申请表“{f.label}”的填写要求有变化", f.required and not before[key].required)
        for key, f in after.items()
        if key in before and before[key] != f
    ]
    return found


def _rule_changes(old: ServiceGuide, new: ServiceGuide) -> list[Change]:
    """What of the guide decides how a case runs."""
    switches = (
        ("须本人到场", old.personal_attendance, new.personal_attendance),
        ("询问老年人本人意愿", old.elder_question, new.elder_question),
        ("集中办理", old.concentrated, new.concentrated),
    )
    found = [
        Change("rule", f"{name}由{_is(before)}改为{_is(after)}", after)
        for name, before, after in switches
        if before != after
    ]
    if old.commitment != new.commitment:
        words = "不再实行" if new.commitment is None else "新实行" if old.commitment is None else "调整"
        found.append(Change("commitment", f"{words}告知承诺", new.commitment is None))
    if (old.group, old.serial) != (new.group, new.serial):
        found.append(Change("group", "一件事所含事项或者先后顺序有变化"))
    return found + _listed("special", "可以停止计时的特别法依据", old.special_laws, new.special_laws)


def _is(value: bool) -> str:
    return "是" if value else "否"


def _element_changes(old: ServiceGuide, new: ServiceGuide) -> list[Change]:
    before, after = ({e.name: e.value for e in elements_of(guide)} for guide in (old, new))
    return [
        Change("element", f"{name}由{_short(before.get(name, ''))}改为{_short(after.get(name, ''))}")
        for name in dict.fromkeys((*before, *after))
        if name not in _OWN_WORDS and before.get(name, "") != after.get(name, "")
    ]


def _short(text: str) -> str:
    line = text.replace("\n", "；")
    return f"“{line[:_LONGEST]}{'…' if len(line) > _LONGEST else ''}”" if line else "“空”"


def _yes(value: bool) -> str:
    return "可以" if value else "不可以"


# The better of both


def better_of_both(kept: ServiceGuide, now: ServiceGuide) -> ServiceGuide:
    """The guide by which a case received under ``kept`` goes on after ``now`` was published.

    A line is demanded only where both versions demand it, with the smaller count; what either lets wait, promise or be
    fetched stays so; limits, fee and excluded steps are the more favourable. Wording, numbering and version stay those
    of the day of 收件, which the papers name.
    """
    lines = paired(kept, now)
    asked = {field.id: field for field in now.form}
    return replace(
        _with_shorter(kept, now),
        excluded_steps=tuple(step for step in kept.excluded_steps if step in now.excluded_steps),
        questions=_all_questions(kept.questions, now.questions),
        materials=tuple(_better(line, lines[line.id]) for line in kept.materials if line.id in lines),
        form=tuple(_easier(field, asked[field.id]) for field in kept.form if field.id in asked),
        elder_question=kept.elder_question and now.elder_question,
        personal_attendance=kept.personal_attendance and now.personal_attendance,
        special_laws=tuple(law for law in kept.special_laws if law in now.special_laws),
        commitment=kept.commitment or now.commitment,
        fee=now.fee if _dearer(now.fee, kept.fee) else kept.fee,
    )


def _better(kept: MaterialLine, now: MaterialLine) -> MaterialLine:
    return replace(
        kept,
        originals=min(kept.originals, now.originals),
        copies=min(kept.copies, now.copies),
        conditions=tuple(dict.fromkeys((*kept.conditions, *now.conditions))),
        obtainable=kept.obtainable or now.obtainable,
        tolerable=kept.tolerable or now.tolerable,
        committable=kept.committable or now.committable,
        proof_code=kept.proof_code or now.proof_code,
        paper_basis=kept.paper_basis and now.paper_basis,
        blocked=kept.blocked or now.blocked,
    )


def _easier(kept: FormField, now: FormField) -> FormField:
    return replace(
        kept,
        required=kept.required and now.required,
        conditions=tuple(dict.fromkeys((*kept.conditions, *now.conditions))),
    )


def _with_shorter(kept: ServiceGuide, now: ServiceGuide) -> ServiceGuide:
    """``kept`` with the shorter periods, and what gave way to them beside."""
    legal, promised = _shorter(kept.legal, now.legal), _shorter(kept.promised, now.promised)
    before = _longer(legal, kept.legal, now.legal), _longer(promised, kept.promised, now.promised)
    if not any(before):
        return replace(kept, legal=legal, promised=promised)
    values = {field.name: getattr(kept, field.name) for field in fields(ServiceGuide)}
    values |= {"legal": legal, "promised": promised}
    return EasedGuide(**values, legal_before=before[0], promised_before=before[1])


def _longer(best: Period | None, *both: Period | None) -> Period | None:
    return next((period for period in both if period not in (None, best)), None)


def _shorter(kept: Period | None, now: Period | None) -> Period | None:
    """The shorter of two periods of the same unit; of different units the one of the day of 收件 stays."""
    if kept is None or now is None:
        return kept or now
    return now if now.unit is kept.unit and now.days < kept.days else kept


def _all_questions(
    kept: Sequence[SituationQuestion], now: Sequence[SituationQuestion]
) -> tuple[SituationQuestion, ...]:
    """The questions of both: those that a narrowed line now waits for must be askable, with every choice."""
    newer = {question.id: question for question in now}
    known = {question.id for question in kept}
    both = [_with_choices(q, newer[q.id].choices) if q.id in newer else q for q in kept]
    return (*both, *(question for question in now if question.id not in known))


def _with_choices(question: SituationQuestion, choices: Sequence[Choice]) -> SituationQuestion:
    known = {choice.key for choice in question.choices}
    return replace(question, choices=(*question.choices, *(c for c in choices if c.key not in known)))
