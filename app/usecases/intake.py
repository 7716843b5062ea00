"""What an intake is made of: the item as the case keeps it, the rows of its materials, and the form
before anybody typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from unicodedata import category
from uuid import UUID

from app.domain.case import Case
from app.domain.codes import check_id, check_uscc, normalise
from app.domain.electronic import LICENCE
from app.domain.events import Branch, Intake, ItemRef
from app.domain.guide import FormField, MaterialLine, ServiceGuide, form_fields, material_lines
from app.domain.licences import Told, licences_of, told_by
from app.domain.materials import MaterialStatus, SubmittedMaterial, blank_material
from app.domain.people import Agent, Applicant, Organisation, Person
from app.domain.shared import SHARED
from app.values import dataclass, replace


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
        remark=delegation_words(guide.item.remark),
    )


def delegation_words(remark: str) -> str:
    """What of the item's 备注 its papers must say: that it is judged for a government, or delegated and by what."""
    parts = re.split(r"[；;。\n]", remark)
    return "；".join(part.strip() for part in parts if re.search(r"代.*审核|委托|受托|授权", part))


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


def as_asked(row: SubmittedMaterial, line: MaterialLine | None) -> MaterialStatus:
    """What becomes of a row taken as the guide asks for it (照收): copies where it asks for copies alone, nothing
    where the hall fetches it itself, so that no paper is recorded that nobody was asked for (S0 21(2)), else the
    original.
    """
    if row.obtainable == SHARED:
        return MaterialStatus.EXEMPT
    copies = line is not None and not line.originals and bool(line.copies)
    return MaterialStatus.COPY if copies else MaterialStatus.ORIGINAL


def by_licence(row: SubmittedMaterial, identifier: str) -> SubmittedMaterial:
    """亮证: a licence that is shown is as good as paper (S1 18); ``identifier`` is its 证照标识 (GB/T 36904), which the
    licence system is asked about with the receipt.
    """
    row = replace(row, status=MaterialStatus.ELECTRONIC, originals=0, copies=0, fault=None)
    return replace(row, note=identifier, auth=LICENCE, evidence=identifier)


def prefill(
    guide: ServiceGuide, answers: Mapping[str, str], applicant: Applicant, agent: Agent | None
) -> dict[str, str]:
    """Values of the form that card, licence and history already tell. A person's name, number and address are none of
    the unit that a part of the form is about (where it asks for a 统一社会信用代码).
    """
    values = {}
    fields = form_fields(guide, dict(answers))
    units = {each.section for each in fields if each.kind == "uscc"} if applicant.organisation is None else set()
    for field in fields:
        value = _source(field.prefill, applicant, agent)
        if value and not (field.section in units and field.prefill in _OF_A_UNIT):
            values[field.id] = value
    return values


_OF_A_UNIT = frozenset({"applicant.name", "applicant.id_number", "applicant.address"})


_OF_DOCUMENT = frozenset({"name", "id_number", "sex", "nation", "birth"})


def shown_by_document(
    guide: ServiceGuide, answers: Mapping[str, str], applicant: Applicant, agent: Agent | None
) -> dict[str, str]:
    """Field id → what the document of a person says for it, where one was read (``Person.source``): name, number, sex,
    nation and birth are facts of the document and nobody writes over them. An address may be an old one, a telephone
    stands on no card, and a shop (店名) need not bear its owner's name: those are hers to say. What was typed about
    another is not among it.
    """
    read = {"applicant": applicant.person, "agent": agent.person if agent is not None else None}
    found = {}
    for field in form_fields(guide, dict(answers)):
        owner, _, name = field.prefill.partition(".")
        person = read.get(owner)
        value = _source(field.prefill, applicant, agent) if person is not None and person.source != "typed" else ""
        if value and name in _OF_DOCUMENT and (name != "name" or "姓名" in field.label):
            found[field.id] = value
    return found


def from_earlier(
    guide: ServiceGuide, applicant: Applicant, earlier: Sequence[tuple[ServiceGuide, Intake]]
) -> dict[str, str]:
    """Values that the applicant's ``earlier`` cases (the newest first) tell of the form: fields that mean the same.

    Two fields mean the same when label, kind and section are the same and the old value still fits; a value about the
    agent who came then is never taken. Only cases of this very applicant count (S0 21, S1 13).
    """
    own = [each for each in earlier if each[1].applicant.id_number == applicant.id_number != ""]
    found: dict[str, str] = {}
    for old_guide, intake in own:
        told = {_meaning(f): intake.form[f.id] for f in old_guide.form if intake.form.get(f.id)}
        for field in guide.form:
            value = told.get(_meaning(field), "")
            fits = value and not field.prefill.startswith("agent.") and not field_problem(field, value)
            if fits and field.id not in found:
                found[field.id] = value
    return found


def from_licences(
    guide: ServiceGuide, applicant: Applicant, cases: Sequence[Case], today: date
) -> dict[str, Told]:
    """Field id → what the applicant's own licences say for it, where the value fits; ``cases`` the newest first."""
    known = licences_of(cases, applicant.id_number, today)
    told = {field.id: told_by(field, known, today) for field in guide.form}
    fields = {field.id: field for field in guide.form}
    return {key: one for key, one in told.items() if one is not None and not field_problem(fields[key], one.value)}


def _meaning(field: FormField) -> tuple[str, str, str]:
    return field.label, field.kind, field.section


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


@dataclass(frozen=True)
class FormFlaw:
    """What is wrong with one value: a stable code (ZC-FORM-…) and the sentence for who fills the form."""

    code: str
    text: str


def form_problems(
    guide: ServiceGuide, answers: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, str]:
    """Field id → what is wrong with its value, in words; empty when the form is complete."""
    flaws = form_flaws(guide, answers, values)
    return {key: flaw.text for key, flaw in flaws.items()}


def form_flaws(
    guide: ServiceGuide, answers: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, FormFlaw]:
    """Field id → what is wrong with its value, with its code. Only fields that the chosen 情形 asks for count."""
    flaws = {
        field.id: field_flaw(field, values.get(field.id, "")) for field in form_fields(guide, dict(answers))
    }
    return {key: flaw for key, flaw in flaws.items() if flaw is not None}


def field_problem(field: FormField, value: str) -> str:
    """What is wrong with one value, in words, or nothing."""
    flaw = field_flaw(field, value)
    return flaw.text if flaw is not None else ""


def field_flaw(field: FormField, value: str) -> FormFlaw | None:
    """What is wrong with one value: 01 empty, 02 too long, 03 control or direction characters, 04 not of the list, 05
    not of its kind, 06 not of the guide's pattern, 07 a character that only one maker's font knows.
    """
    text = value.strip()
    if not text:
        return FormFlaw("ZC-FORM-01", f"请填写{field.label}") if field.required else None
    if len(text) > field.max_length:
        words = f"{field.label}最多{field.max_length}个字，现在是{len(text)}个字"
        return FormFlaw("ZC-FORM-02", words)
    hidden = _hidden(field, text)
    if hidden is not None:
        return hidden
    if field.choices and text not in field.choices:
        return FormFlaw("ZC-FORM-04", f"{field.label}只能选：{'、'.join(field.choices)}")
    if field.required and field.kind in ("text", "long") and text not in _NOTHING and _only_marks(text):
        return FormFlaw("ZC-FORM-05", f"{field.label}不能只填标点符号")
    wrong = _KINDS[field.kind](text) if field.kind in _KINDS else ""
    if wrong:
        return FormFlaw("ZC-FORM-05", f"{field.label}{wrong}")
    nobody_to_ring = field.kind == "phone" and text == NO_PHONE
    if field.pattern and not nobody_to_ring and not re.fullmatch(field.pattern, text):
        return FormFlaw("ZC-FORM-06", f"{field.label}的格式不对")
    return None


_NOTHING = frozenset({"/", "／", "-", "－", "—", "——"})
"""A stroke through the line, as on paper: there is nothing to say."""


def _only_marks(text: str) -> bool:
    """Whether nothing is written but marks, which say nothing to anybody."""
    return all(category(ch)[0] in "PSZ" for ch in text)


def _hidden(field: FormField, text: str) -> FormFlaw | None:
    """Characters nobody sees, that turn the line round, or that another computer draws otherwise.

    What the card or the licence itself says is kept as it is (``prefill``): a rare name is nobody's fault.
    """
    may = "\n\t" if field.kind == "long" else ""
    if any((category(ch) in ("Cc", "Cs") or ch in _UNSEEN) and ch not in may for ch in text):
        return FormFlaw("ZC-FORM-03", f"{field.label}里有看不见的控制字符，请删去重新录入")
    if not field.prefill and any(category(ch) == "Co" for ch in text):
        return FormFlaw(
            "ZC-FORM-07", f"{field.label}里有别的电脑显示不出的自造字，请改用标准字或者拼音并注明"
        )
    return None


def _number(text: str) -> str:
    return "" if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else "只能填数字"


def _day(text: str) -> str:
    match = re.fullmatch(r"([0-9]{4})[-./年]?([0-9]{1,2})[-./月]?([0-9]{1,2})日?", text)
    if match is None:
        return "要写成八位数字，如20260928" if text.isdigit() else "要写成日期，如2026-01-31"
    try:
        date(*(int(part) for part in match.groups()))
    except ValueError:
        return "不是日历上有的一天"
    return ""


NO_PHONE = "无"
"""Who has no telephone says so; no form sends anybody away for that."""


def doubtful_phone(text: str) -> str:
    """What is odd about a telephone number, in words that follow its name; "" when it can be one, or there is none."""
    if text == NO_PHONE:
        return ""
    if not re.fullmatch(r"\+?[-0-9 ()（）转#,]{1,30}", text):
        return "只能填电话号码"
    digits = sum(ch.isdigit() for ch in text)
    if digits < 5 or len(text) < 5:
        return "的位数不够，请核对"
    mobile = re.fullmatch(r"1[0-9]{6,}", text)  # no number of a house or a shop begins so; shorter ones are hot lines
    return "应为11位手机号码，请核对" if mobile and not re.fullmatch(r"1[3-9][0-9]{9}", text) else ""


_MOBILE = r"(?:(?:\+|00)?86)?1[3-9][0-9]{9}"
_LANDLINE = r"(?:(?:\+|00)86)?(?:0(?:10|2[0-9]|[3-9][0-9]{2}))?[2-9][0-9]{6,7}"
_HALL = r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}"
_SHOP = r"[48]00[0-9]{7}"
_ABROAD = r"(?:\+|00)(?!86)[1-9][0-9]{7,14}"
_PLAUSIBLE = re.compile("|".join((_MOBILE, _LANDLINE, _HALL, _SHOP, _ABROAD)))


def odd_phone(text: str) -> bool:
    """Whether somebody should look at this telephone once more. What is rung without a doubt: a mobile number (11
    figures from 13 to 19), a line of a house (7–8 figures, with or without its area code), 400 and 800 of a shop, one
    abroad with its + or 00; an extension may follow. Short numbers (12345) reach an office and not a person. Words for
    having none ("无") are not odd; letters alone were meant for another field (the initials of an item). It is never
    a refusal.
    """
    found = text.strip()
    if not any(each.isdigit() for each in found):
        return bool(found) and found.isascii()
    line = re.split(r"[转#,]", found, maxsplit=1)[0]
    return _PLAUSIBLE.fullmatch(re.sub(r"[-() （）]", "", line)) is None


def _identity(text: str) -> str:
    """A resident's number must check; numbers of other documents (passport, permit) are as their issuer wrote them."""
    number = normalise(text)
    if not re.fullmatch(r"[0-8][0-9]{16}[0-9X]", number):
        return "" if re.fullmatch(r"[0-9A-Z()（）/-]{4,30}", number) else "里有证件号码不会有的字符"
    problems = check_id(number, date.max).problems
    wrong = [each.text for each in problems if each.severity == "error"]
    return f"不对：{wrong[0]}" if wrong else ""


def _uscc(text: str) -> str:
    wrong = [each.text for each in check_uscc(normalise(text)).problems if each.severity == "error"]
    return f"不对：{wrong[0]}" if wrong else ""


def _yes_no(text: str) -> str:
    return "" if text in ("是", "否") else "只能填是或者否"


_UNSEEN = frozenset(map(chr, (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
                              *range(0x2060, 0x2070), 0xFEFF, 0xFFFE, 0xFFFF)))  # fmt: skip
_KINDS = {
    "number": _number,
    "date": _day,
    "phone": doubtful_phone,
    "id": _identity,
    "uscc": _uscc,
    "yesno": _yes_no,
}


def _with_head(applicant: Applicant, fields: Sequence[FormField], filled: Mapping[str, str]) -> Applicant:
    company = applicant.organisation
    if company is None or company.representative:
        return applicant
    told = (filled.get(field.id, "").strip() for field in fields if field.prefill == "applicant.representative")
    return replace(applicant, organisation=replace(company, representative=next((name for name in told if name), "")))


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
    result_form: str = "",
    post_to: str = "",
    visit: UUID | None = None,
    identity_checked: str = "",
    licensed: Mapping[str, str] = MappingProxyType({}),
) -> Intake:
    """The intake as it goes into the event; a value typed for a 情形 that was changed since is left out, and so is the
    licence (``licensed``: field → ``Told.source``) of a value that is. The 法定代表人 of an organisation is known as
    its form names her.
    """
    shown = form_fields(guide, dict(answers))
    filled = {field.id: form[field.id] for field in shown if field.id in form}
    return Intake(
        item=item_ref(guide),
        applicant=_with_head(applicant, shown, filled),
        agent=agent,
        answers=dict(answers),
        form=filled,
        phone=phone,
        channel=channel,
        delivery=delivery,
        result_form=result_form,
        post_to=post_to,
        visit=visit,
        identity_checked=identity_checked,
        licensed={key: source for key, source in licensed.items() if key in filled},
        branches=branches_of(guide),
    )
