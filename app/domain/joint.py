"""一件事: one guide made of several, so that everything is filled in, handed in and signed once (S3 二(一), S0 21).

Lines and fields that several items ask for become one, by what they are; what differs stays apart. The merged guide
is an ordinary one: intake, verdict, notice and papers need not know that it has branches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.guide import (
    Condition,
    FormField,
    GuideBranch,
    MaterialLine,
    ServiceGuide,
    SituationQuestion,
)


class JointError(ValueError):
    """The branches do not fit; ``code`` is missing, cycle or foreign-order."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def joint_guide(theme: ServiceGuide, parts: Sequence[ServiceGuide]) -> ServiceGuide:
    """The guide of ``theme`` with the questions, materials and fields of its ``parts`` merged.

    ``parts`` are the guides of ``theme.group``. Raises JointError when one is missing or when branches wait for
    each other.
    """
    by_code = {part.item.code: part for part in parts}
    missing = [code for code in theme.group if code not in by_code]
    if missing:
        raise JointError("missing", "、".join(missing))
    ordered = [by_code[code] for code in theme.group]
    check_order(theme.group, dict(theme.serial))
    questions, renamed = _questions(theme.questions, ordered)
    return replace(
        theme,
        questions=questions,
        materials=_materials(theme.materials, ordered, renamed),
        form=_fields(theme.form, ordered, renamed),
        branches=tuple(_branch(part, dict(theme.serial)) for part in ordered),
    )


def check_order(group: Sequence[str], after: dict[str, str]) -> None:
    """Raise JointError when a branch waits for a stranger or, in the end, for itself."""
    for code, before in after.items():
        if code not in group or before not in group:
            raise JointError("foreign-order", f"{code} ← {before}")
        seen = {code}
        while before:
            if before in seen:
                raise JointError("cycle", f"{code} ← {before}")
            seen.add(before)
            before = after.get(before, "")


def _branch(part: ServiceGuide, after: dict[str, str]) -> GuideBranch:
    item = part.item
    return GuideBranch(
        code=item.code,
        name=item.full_name,
        department=item.department,
        version=part.version,
        authority=part.authority,
        after=after.get(item.code, ""),
        kind=item.kind,
        legal=part.legal,
        promised=part.promised,
    )


def _questions(
    own: tuple[SituationQuestion, ...], parts: Iterable[ServiceGuide]
) -> tuple[tuple[SituationQuestion, ...], dict[tuple[str, str], str]]:
    """Questions with the same words and answers are asked once; (item, old id) → id in the merged guide."""
    merged = list(own)
    renamed: dict[tuple[str, str], str] = {}
    for part in parts:
        for question in part.questions:
            same = next((q for q in merged if (q.text, q.choices) == (question.text, question.choices)), None)
            if same is None:
                taken = any(q.id == question.id for q in merged)
                same = replace(question, id=f"{part.item.code}.{question.id}" if taken else question.id)
                merged.append(same)
            renamed[part.item.code, question.id] = same.id
    return tuple(merged), renamed


def _conditions(
    conditions: tuple[Condition, ...], code: str, renamed: dict[tuple[str, str], str]
) -> tuple[Condition, ...]:
    return tuple(replace(c, question=renamed.get((code, c.question), c.question)) for c in conditions)


def _materials(
    own: tuple[MaterialLine, ...], parts: Iterable[ServiceGuide], renamed: dict[tuple[str, str], str]
) -> tuple[MaterialLine, ...]:
    """One line per material. The form of the theme replaces those of its items; copies add up only where
    originals are kept by several departments, which a guide says by asking for more than one.
    """
    merged = list(own)
    has_form = any(line.is_form for line in own)
    for part in parts:
        for line in part.materials:
            if line.is_form and has_form:
                continue
            has_form = has_form or line.is_form
            moved = replace(line, conditions=_conditions(line.conditions, part.item.code, renamed))
            place = next((n for n, each in enumerate(merged) if _same_line(each, moved)), None)
            if place is None:
                taken = any(each.id == moved.id for each in merged)
                merged.append(replace(moved, id=f"{part.item.code}.{moved.id}" if taken else moved.id))
            else:
                merged[place] = _both(merged[place], moved)
    return tuple(replace(line, number=n) for n, line in enumerate(merged, start=1))


def _same_line(one: MaterialLine, other: MaterialLine) -> bool:
    return not one.is_form and one.name == other.name and one.conditions == other.conditions


def _both(one: MaterialLine, other: MaterialLine) -> MaterialLine:
    """One material for two items: the larger count, and 容缺 or 承诺 only where both allow it."""
    return replace(
        one,
        originals=max(one.originals, other.originals),
        copies=max(one.copies, other.copies),
        tolerable=one.tolerable and other.tolerable,
        committable=one.committable and other.committable,
        obtainable=one.obtainable or other.obtainable,
    )


def _fields(
    own: tuple[FormField, ...], parts: Iterable[ServiceGuide], renamed: dict[tuple[str, str], str]
) -> tuple[FormField, ...]:
    """One form: a field with the same source, or the same label and kind, is one data element and asked once."""
    merged = list(own)
    for part in parts:
        for field in part.form:
            moved = replace(field, conditions=_conditions(field.conditions, part.item.code, renamed))
            place = next((n for n, each in enumerate(merged) if _same_field(each, moved)), None)
            if place is None:
                taken = any(each.id == moved.id for each in merged)
                merged.append(replace(moved, id=f"{part.item.code}.{moved.id}" if taken else moved.id))
            elif moved.required and not merged[place].required:
                merged[place] = replace(merged[place], required=True)
    return tuple(merged)


def _same_field(one: FormField, other: FormField) -> bool:
    if one.conditions != other.conditions or one.kind != other.kind or one.choices != other.choices:
        return False
    if one.prefill and one.prefill == other.prefill:
        return True
    return (one.section, one.label) == (other.section, other.label)
