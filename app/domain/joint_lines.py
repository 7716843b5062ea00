"""Questions, materials and fields of several guides made one list each, so that nothing is asked twice and nothing is
lost (S0 21, S3 二(一)).

Two lines are one when the weaker condition of the two covers the other: a demand is never widened to a 情形 in which no
guide makes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.guide import Condition, FormField, MaterialLine, ServiceGuide, SituationQuestion
from app.values import dataclass, replace

# Prefilled from here a value is the same whatever a form calls it; a name or an address may be the shop's.
_ONE_ELEMENT = frozenset(("id_number", "sex", "nation", "birth", "phone", "representative"))
_PLACE = re.compile(r"办事指南 材料\d+")
_LOOSEST = {"text": 0, "long": 0}


@dataclass(frozen=True)
class Renamed:
    """What a question of a guide is called in the merged one, and its answers there."""

    question: str
    answers: Mapping[str, str]


Names = Mapping[tuple[str, str], Renamed]


def merge_questions(
    sources: Sequence[ServiceGuide],
) -> tuple[tuple[SituationQuestion, ...], Names]:
    """Questions with the same words and the same answers are asked once; (item, old id) → what it is called now."""
    merged: list[SituationQuestion] = []
    names: dict[tuple[str, str], Renamed] = {}
    for source in sources:
        used: set[str] = set()
        for question in source.questions:
            same = next((q for q in merged if q.id not in used and _same_question(q, question)), None)
            if same is None:
                taken = {q.id for q in merged}
                same = replace(question, id=_free(question.id, source, taken), conditions=())
                merged.append(same)
            used.add(same.id)
            keys = {choice.label: choice.key for choice in same.choices}
            answers = {choice.key: keys[choice.label] for choice in question.choices}
            names[source.item.code, question.id] = Renamed(same.id, answers)
    return tuple(replace(q, conditions=_when_asked(q, sources, names)) for q in merged), names


def _same_question(one: SituationQuestion, other: SituationQuestion) -> bool:
    labels = [sorted(choice.label for choice in question.choices) for question in (one, other)]
    return one.text.strip() == other.text.strip() and labels[0] == labels[1]


def _when_asked(
    question: SituationQuestion, sources: Sequence[ServiceGuide], names: Names
) -> tuple[Condition, ...]:
    """What every guide that asks it waits for; lines keep the rest of what they wait for themselves."""
    asked = [
        renamed(each.conditions, source, names)
        for source in sources
        for each in source.questions
        if names[source.item.code, each.id].question == question.id
    ]
    return tuple(c for c in asked[0] if all(c in others for others in asked[1:]))


def renamed(conditions: Sequence[Condition], source: ServiceGuide, names: Names) -> tuple[Condition, ...]:
    """The conditions in the words of the merged guide, with all that their questions wait for in their own guide."""
    told: list[Condition] = []
    waiting = list(conditions)
    questions = {question.id: question for question in source.questions}
    while waiting:
        condition = waiting.pop(0)
        name = names[source.item.code, condition.question]
        answers = tuple(name.answers[key] for key in dict.fromkeys(condition.answers))
        moved = Condition(name.question, answers)
        if moved not in told:
            told.append(moved)
            waiting.extend(questions[condition.question].conditions)
    return tuple(told)


def covers(weak: Sequence[Condition], strong: Sequence[Condition]) -> bool:
    """Whether ``weak`` holds whenever ``strong`` does."""
    return all(
        any(w.question == s.question and set(s.answers) <= set(w.answers) for s in strong) for w in weak
    )


def _free(wanted: str, source: ServiceGuide, taken: set[str]) -> str:
    return f"{source.item.code}.{wanted}" if wanted in taken else wanted


def _joined(*texts: str) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))


# Materials


def merge_materials(
    theme: ServiceGuide, parts: Sequence[ServiceGuide], names: Names
) -> tuple[MaterialLine, ...]:
    """One line per material, and one form: the theme's, or one made for all where only its parts have forms."""
    merged = [replace(line, conditions=renamed(line.conditions, theme, names)) for line in theme.materials]
    if not any(line.is_form for line in merged) and any(m.is_form for part in parts for m in part.materials):
        merged.insert(0, _form_line(theme))
    for part in parts:
        used: set[str] = set()
        for line in part.materials:
            if not line.is_form:
                moved = replace(line, conditions=renamed(line.conditions, part, names))
                used.add(_take_line(merged, moved, part, used))
    return tuple(_numbered(number, line) for number, line in enumerate(merged, start=1))


def _form_line(theme: ServiceGuide) -> MaterialLine:
    taken = {line.id for line in theme.materials}
    return MaterialLine(
        id=_free("form", theme, taken),
        number=1,
        name=f"{theme.item.full_name}联合申请表",
        requirement="各事项合用一张表，填写完整，申请人签字或者盖章一次",
        basis="办事指南 材料1",
        correction="填写完整并由申请人签字或者盖章后提交，原件1份",
        is_form=True,
    )


def _take_line(merged: list[MaterialLine], line: MaterialLine, part: ServiceGuide, used: set[str]) -> str:
    """Put ``line`` into the line it is one with, or behind all others; its id there."""
    for place, each in enumerate(merged):
        if each.id not in used and (both := _one_line(each, line)) is not None:
            merged[place] = both
            return each.id
    made = replace(line, id=_free(line.id, part, {each.id for each in merged}))
    merged.append(made)
    return made.id


def _one_line(one: MaterialLine, other: MaterialLine) -> MaterialLine | None:
    """One material for two items: the larger count, and 容缺 or 承诺 only where both allow it; None when they are not
    one, or when the one asked for more rarely asks for more of it.
    """
    if one.is_form or one.name.strip() != other.name.strip() or bool(one.blocked) != bool(other.blocked):
        return None
    if covers(one.conditions, other.conditions):
        weak, strong = one, other
    elif covers(other.conditions, one.conditions):
        weak, strong = other, one
    else:
        return None
    more = strong.originals > weak.originals or strong.copies > weak.copies
    if more and not covers(strong.conditions, weak.conditions):
        return None
    return replace(
        one,
        originals=max(one.originals, other.originals),
        copies=max(one.copies, other.copies),
        conditions=weak.conditions,
        tolerable=one.tolerable and other.tolerable,
        committable=one.committable and other.committable,
        obtainable=one.obtainable or other.obtainable,
        proof_code=one.proof_code or other.proof_code,
        requirement=_joined(one.requirement, other.requirement),
        correction=_joined(one.correction, other.correction),
        basis=_joined(one.basis, _PLACE.sub("", other.basis).strip("；")),
        kind=one.kind or other.kind,
        source=one.source or other.source,
        spec=_joined(one.spec, other.spec),
        filling=_joined(one.filling, other.filling),
        sample=one.sample or other.sample,
        electronic=one.electronic or other.electronic,
        paper_basis=one.paper_basis or other.paper_basis,
    )


def _numbered(number: int, line: MaterialLine) -> MaterialLine:
    """The line at its place; its basis names the place in this guide, not in the one it came from."""
    return replace(line, number=number, basis=_PLACE.sub(f"办事指南 材料{number}", line.basis, count=1))


# Fields of the form


def merge_fields(theme: ServiceGuide, parts: Sequence[ServiceGuide], names: Names) -> tuple[FormField, ...]:
    """One form: what is the same data element is asked once, with what all its guides demand of it."""
    merged = [replace(field, conditions=renamed(field.conditions, theme, names)) for field in theme.form]
    for part in parts:
        used: set[str] = set()
        for field in part.form:
            moved = replace(field, conditions=renamed(field.conditions, part, names))
            used.add(_take_field(merged, moved, part, used))
    return tuple(merged)


def _take_field(merged: list[FormField], field: FormField, part: ServiceGuide, used: set[str]) -> str:
    for place, each in enumerate(merged):
        if each.id not in used and (both := _one_field(each, field)) is not None:
            merged[place] = both
            return each.id
    made = replace(field, id=_free(field.id, part, {each.id for each in merged}))
    merged.append(made)
    return made.id


def _one_field(one: FormField, other: FormField) -> FormField | None:
    """One data element for two forms, or None when they are two."""
    if not _same_element(one, other) or one.unit != other.unit:
        return None
    loose = {one.kind, other.kind} & _LOOSEST.keys()
    if one.choices != other.choices and not loose:
        return None
    if one.kind != other.kind and not loose:
        return None
    if covers(one.conditions, other.conditions):
        weak, strong = one, other
    elif covers(other.conditions, one.conditions):
        weak, strong = other, one
    else:
        return None
    alike = covers(strong.conditions, weak.conditions)
    if strong.required and not weak.required and not alike:
        return None
    strict = one if one.kind not in _LOOSEST or other.kind in _LOOSEST else other
    return replace(
        one,
        kind=strict.kind,
        choices=strict.choices,
        required=weak.required or strong.required,
        prefill=one.prefill or other.prefill,
        pattern=_both_patterns(one.pattern, other.pattern),
        max_length=min(one.max_length, other.max_length),
        conditions=weak.conditions,
    )


def _same_element(one: FormField, other: FormField) -> bool:
    """The same source that can only mean one thing, or the same label in the same section or from the same source."""
    same_source = bool(one.prefill) and one.prefill == other.prefill
    if same_source and one.prefill.partition(".")[2] in _ONE_ELEMENT:
        return True
    return one.label.strip() == other.label.strip() and (same_source or one.section == other.section)


def _both_patterns(one: str, other: str) -> str:
    if not one or not other or one == other:
        return one or other
    return rf"(?=(?:{one})\Z)(?:{other})"
