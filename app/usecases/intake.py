"""What an intake is made of: the item as the case keeps it, the rows of its materials, and the form
before anybody typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.domain.events import Branch, Intake, ItemRef
from app.domain.guide import FormField, ServiceGuide, form_fields, material_lines
from app.domain.materials import MaterialStatus, SubmittedMaterial, blank_material
from app.domain.people import Agent, Applicant, Organisation, Person


def item_ref(guide: ServiceGuide) -> ItemRef:
    """The item and its authority as the case keeps them for ever."""
    return ItemRef(
        code=guide.item.code,
        name=guide.item.full_name,
        kind=guide.item.kind,
        department=guide.item.department,
        catalogue_version=guide.version,
        authority=guide.authority.name,
        authority_short=guide.authority.short,
        authority_phone=guide.authority.phone,
        result_name=guide.result_name,
        blank_kind=guide.blank_kind,
        mode=guide.mode.value,
        licence=guide.item.is_licence,
        review_body=guide.authority.review_body,
        court=guide.authority.court,
    )


def branches_of(guide: ServiceGuide) -> tuple[Branch, ...]:
    """The branches of a 一件事 as the case keeps them for ever."""
    return tuple(
        Branch(
            ItemRef(
                code=each.code,
                name=each.name,
                kind=each.kind,
                department=each.department,
                catalogue_version=each.version,
                authority=each.authority.name,
                authority_short=each.authority.short,
                authority_phone=each.authority.phone,
                licence=each.kind == "行政许可",
                review_body=each.authority.review_body,
                court=each.authority.court,
            ),
            each.after,
            each.legal,
            each.promised,
        )
        for each in guide.branches
    )


def rows_for(
    guide: ServiceGuide, answers: Mapping[str, str], kept: Mapping[str, SubmittedMaterial] | None = None
) -> tuple[SubmittedMaterial, ...]:
    """The rows that the 情形 asks for; what was already judged in ``kept`` (by line) stays judged."""
    rows = (blank_material(line) for line in material_lines(guide, dict(answers)))
    known = kept or {}
    return tuple(known.get(row.line_id, row) for row in rows)


def obtainable(row: SubmittedMaterial) -> SubmittedMaterial:
    """免提交: what the hall can fetch itself is not asked of the applicant (S0 21(2))."""
    return replace(row, status=MaterialStatus.EXEMPT, fault=None, note="由数据共享取得，待联网核验")


def prefill(
    guide: ServiceGuide, answers: Mapping[str, str], applicant: Applicant, agent: Agent | None
) -> dict[str, str]:
    """Values of the form that card, licence and history already tell."""
    values = {}
    for field in form_fields(guide, dict(answers)):
        value = _source(field.prefill, applicant, agent)
        if value:
            values[field.id] = value
    return values


def _source(path: str, applicant: Applicant, agent: Agent | None) -> str:
    if not path:
        return ""
    owner, _, name = path.partition(".")
    if owner == "applicant":
        party: Person | Organisation | Applicant | None = applicant.organisation or applicant.person
        if name in ("name", "id_number", "phone"):
            party = applicant
    elif owner == "agent":
        party = agent.person if agent is not None else None
    else:
        return ""
    value = getattr(party, name, "") if party is not None else ""
    return str(value) if value else ""


def form_problems(
    guide: ServiceGuide, answers: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, str]:
    """Field id → what is wrong with its value, in words; empty when the form is complete."""
    problems = {}
    for field in form_fields(guide, dict(answers)):
        problem = field_problem(field, values.get(field.id, ""))
        if problem:
            problems[field.id] = problem
    return problems


def field_problem(field: FormField, value: str) -> str:
    """What is wrong with one value, in words, or nothing."""
    text = value.strip()
    if not text:
        return f"请填写{field.label}" if field.required else ""
    if len(text) > field.max_length:
        return f"{field.label}最多{field.max_length}个字"
    if any(ord(ch) < 32 and ch != "\n" for ch in text):
        return f"{field.label}里有看不见的控制字符"
    if field.choices and text not in field.choices:
        return f"{field.label}只能选：{'、'.join(field.choices)}"
    if field.kind == "number" and not re.fullmatch(r"\d+(\.\d+)?", text):
        return f"{field.label}只能填数字"
    if field.pattern and not re.fullmatch(field.pattern, text):
        return f"{field.label}的格式不对"
    return ""


def build_intake(
    guide: ServiceGuide,
    applicant: Applicant,
    agent: Agent | None,
    answers: Mapping[str, str],
    form: Mapping[str, str],
    *,
    phone: str = "",
    channel: str = "窗口",
    delivery: str = "自取",
    visit: UUID | None = None,
    identity_checked: str = "",
) -> Intake:
    """The intake as it goes into the event."""
    return Intake(
        item=item_ref(guide),
        applicant=applicant,
        agent=agent,
        answers=dict(answers),
        form=dict(form),
        phone=phone,
        channel=channel,
        delivery=delivery,
        visit=visit,
        identity_checked=identity_checked,
        branches=branches_of(guide),
    )
