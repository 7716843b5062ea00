"""What stands on the intake page, without Qt: who, what, which rows, and how it goes into the draft and back.

Every value has one field name; the draft keeps text under that name, so that a crash, a lock or a power cut
gives back what was typed, field by field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.domain.case import Case
from app.domain.codec import CodecError, from_json, to_json
from app.domain.codes import CheckResult, check
from app.domain.delivery import ELECTRONIC, ONLINE, PAPER, PICKUP, POST, Delivery
from app.domain.electronic import electronic
from app.domain.events import Assistance, Intake
from app.domain.guide import (
    FormField,
    MaterialLine,
    ServiceGuide,
    form_fields,
    material_lines,
    open_questions,
)
from app.domain.happened import BY_HAND, THUMB
from app.domain.kiosk import denies_agent
from app.domain.licences import Told
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.nations import nation_name, sex_name
from app.domain.people import (
    Agent,
    Applicant,
    CardKind,
    IdCardReading,
    IdType,
    Organisation,
    Person,
)
from app.domain.power import UNREADABLE, day_of, power_gap, with_ended_power
from app.domain.thumb import witness_words
from app.domain.time import Timestamp
from app.usecases.intake import NO_PHONE, build_intake, field_problem, prefill, rows_for
from app.values import dataclass, field, fields, replace

_T = TypeVar("_T")

SELF, AGENT, COMPANY = "self", "agent", "company"
"""Typed where somebody has no telephone: nobody is turned away for that."""

_PLAIN = (
    "party", "name", "number", "id_kind", "principal", "principal_number", "principal_kind", "company", "uscc",
    "uscc_reason", "authority_until", "phone", "delivery", "result_form", "post_to", "visit", "ticket", "pad", "pad_ms",
    "channel", "helper", "helper_of", "known_by", "signed_by", "witness", "witness_number",
)  # fmt: skip
CONTEXT = ("visit", "ticket", "pad", "pad_ms")
"""Fields that say where an intake comes from: a visit with its number in the queue, a sheet of the pad."""
WHO_FIELDS = frozenset((
    "name", "number", "principal", "principal_number", "company", "uscc", "uscc_reason", "authority_until", "phone",
    "post_to", "witness",
))  # fmt: skip
"""Fields of 谁 that a gap may name."""

_CARD_TYPES = {
    CardKind.RESIDENT: IdType.RESIDENT_CARD,
    CardKind.HMT: IdType.HMT_RESIDENCE,
    CardKind.FOREIGNER_2017: IdType.FOREIGNER_CARD,
    CardKind.FOREIGNER_2023: IdType.FOREIGNER_CARD,
}


@dataclass(frozen=True)
class Printed:
    """The application form as it was printed: the paper, and what its fields said then."""

    document_id: UUID
    number: str
    fingerprint: str


@dataclass(frozen=True)
class Gap:
    """Something that must be filled before the case can be taken in: the field's name, and what to do, in words."""

    field: str
    words: str


@dataclass
class IntakeState:
    """The intake as it stands. ``form`` and ``rows`` hold only what a person typed or judged; ``known`` is what
    licences and earlier cases of the applicant with the number ``known_of`` tell of the form, ``licensed`` which
    licence told it; ``known_by`` is how the holder of the card was compared with it (实人), if anybody did; ``former``
    is the card that is to be read again."""

    draft: UUID | None = None
    party: str = SELF
    card: IdCardReading | None = None
    name: str = ""
    number: str = ""
    id_kind: str = IdType.RESIDENT_CARD.value
    principal: str = ""
    principal_number: str = ""
    principal_kind: str = IdType.RESIDENT_CARD.value
    company: str = ""
    uscc: str = ""
    uscc_reason: str = ""
    authority_until: str = ""
    phone: str = ""
    delivery: str = PICKUP
    result_form: str = PAPER
    post_to: str = ""
    visit: str = ""
    ticket: str = ""
    pad: str = ""
    pad_ms: str = ""
    channel: str = "窗口"
    helper: str = ""
    helper_of: str = ""
    known_by: str = ""
    signed_by: str = BY_HAND
    witness: str = ""
    witness_number: str = ""
    guide: ServiceGuide | None = None
    answers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    rows: dict[str, SubmittedMaterial] = field(default_factory=dict)
    printed: Printed | None = None
    case: Case | None = None
    known: dict[str, str] = field(default_factory=dict)
    known_of: str = ""
    licensed: dict[str, Told] = field(default_factory=dict)
    former: IdCardReading | None = None

    # who

    def present(self) -> Person | None:
        """The person at the counter, from the card or typed; None while the name is missing."""
        phone = "" if self.phone.strip() == NO_PHONE else self.phone.strip()
        if self.card is not None:
            return person_of(self.card, phone)
        if not self.name.strip():
            return None
        kind = IdType(self.id_kind)
        number = self.number.strip()
        if kind is IdType.RESIDENT_CARD and number:
            number = check("id", number, date.max).normal
        return Person(self.name.strip(), kind, number, phone=phone)

    def applicant(self) -> Applicant:
        """申请人, as far as it is known."""
        if self.party == COMPANY:
            return Applicant(organisation=Organisation(self.company.strip(), self.uscc_normal()))
        if self.party == AGENT:
            number, kind = self.principal_number.strip(), IdType(self.principal_kind)
            if number and kind is IdType.RESIDENT_CARD:
                number = check("id", number, date.max).normal
            return Applicant(person=Person(self.principal.strip(), kind, number))
        return Applicant(person=self.present())

    def agent(self) -> Agent | None:
        """代理人 or 经办人; None when the applicant came in person."""
        person = self.present()
        if self.party == SELF or person is None:
            return None
        return Agent(person, "经办人" if self.party == COMPANY else "代理人", until=day_of(self.authority_until))

    def uscc_normal(self) -> str:
        """The credit code as it is stored."""
        return check("uscc", self.uscc, date.max).normal

    def uscc_check(self) -> CheckResult:
        """Whether the credit code can be right (GB 32100)."""
        return check("uscc", self.uscc, date.max)

    # what and materials

    def material_rows(self) -> tuple[SubmittedMaterial, ...]:
        """The rows that the 情形 asks for, judged as far as somebody looked."""
        if self.guide is None:
            return ()
        return rows_for(self.guide, self.answers, self.rows)

    def rows_on(self, today: date) -> tuple[SubmittedMaterial, ...]:
        """:meth:`material_rows` as 收件 keeps them: with the gap of a power that ended before the hand-over."""
        agent = self.agent()
        return with_ended_power(self.material_rows(), agent.until if agent is not None else None, self.handed_on(today))

    def handed_on(self, today: date) -> date:
        """Day of the hand-over: what 收件 recorded, or what the sheet of the pad says, else ``today``."""
        if self.case is not None and self.case.received is not None:
            return self.case.received.received_on
        return self.handed_at.date if self.handed_at is not None else today

    def not_needed(self) -> tuple[tuple[MaterialLine, bool], ...]:
        """Lines that the 情形 does not ask for; the flag is False while a question is still open."""
        if self.guide is None:
            return ()
        needed = {line.id for line in material_lines(self.guide, self.answers)}
        return tuple(
            (line, all(c.question in self.answers for c in line.conditions) or _denied(line, self.answers))
            for line in self.guide.materials
            if line.id not in needed
        )

    def line(self, line_id: str) -> MaterialLine | None:
        """The guide's line behind a row."""
        lines = self.guide.materials if self.guide is not None else ()
        return next((line for line in lines if line.id == line_id), None)

    def unanswered(self) -> tuple[str, ...]:
        """Ids of the 情形 questions still open."""
        return () if self.guide is None else tuple(q.id for q in open_questions(self.guide, self.answers))

    # the form

    def shown_fields(self) -> tuple[FormField, ...]:
        """Fields of the 申请表 that the 情形 asks for."""
        return () if self.guide is None else form_fields(self.guide, self.answers)

    def form_values(self) -> dict[str, str]:
        """Values of the form: what was typed, over what card and company already tell."""
        if self.guide is None:
            return {}
        known = prefill(self.guide, self.answers, self.applicant(), self.agent())
        shown = {each.id for each in self.shown_fields()}
        # What one person told before is never shown to the next: another card makes it void.
        earlier = self.known if self.known_of == self.applicant().id_number else {}
        return {key: value for key, value in {**earlier, **known, **self.form}.items() if key in shown}

    def form_sources(self) -> dict[str, str]:
        """Field id → the licence that its value is of; what somebody typed over it is her own word."""
        values = self.form_values()
        mine = self.licensed if self.known_of == self.applicant().id_number else {}
        return {key: one.licence for key, one in mine.items() if key in values and values[key] == self.known.get(key)}

    def form_issues(self, today: date) -> dict[str, str]:
        """Field id → what is wrong, in words."""
        values = self.form_values()
        problems = {
            each.id: live_problem(each, values.get(each.id, ""), today) for each in self.shown_fields()
        }
        return {key: words for key, words in problems.items() if words}

    def fingerprint(self) -> str:
        """What the printed form says, to see whether it was changed afterwards."""
        parts = [self.applicant().name, self.applicant().id_number, self.answers, self.form_values()]
        if self.signed_by == THUMB:
            parts.append(witness_words(self.witness, self.witness_number))
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)

    # the whole

    def empty(self) -> bool:
        """Whether nobody has typed anything yet; where the intake is made (驿站) nobody typed."""
        place = {name: getattr(self, name) for name in (*CONTEXT, "channel")}
        blank = IntakeState(draft=self.draft, **place)
        return all(getattr(self, f.name) == getattr(blank, f.name) for f in fields(self))

    def intake(self) -> Intake:
        """The intake as it goes into the log; ValueError without an item."""
        if self.guide is None:
            raise ValueError("no item was chosen")
        phone = "" if self.phone.strip() == NO_PHONE else self.phone.strip()
        made = build_intake(
            self.guide,
            self.applicant(),
            self.agent(),
            self.answers,
            self.form_values(),
            phone=phone,
            channel=self.channel,
            delivery=self.delivery,
            result_form=self.wish().form,
            post_to=self.wish().address,
            visit=UUID(self.visit) if self.visit else None,
            identity_checked=self._checked(),
            licensed={key: self.licensed[key].source for key in self.form_sources()},
        )
        made = replace(made, queue_no=self.ticket, assistance=self.assistance())
        if self.signed_by == THUMB:
            made = replace(made, signed_by=THUMB, witness=witness_words(self.witness, self.witness_number))
        return made

    @property
    def handed_at(self) -> Timestamp | None:
        """When the materials were really handed over, as a sheet of the pad says; None for now."""
        return Timestamp(int(self.pad_ms)) if self.pad_ms else None

    def assistance(self) -> Assistance | None:
        """帮代办: who helped, under the paper that the applicant gave; None when nobody did (S4 30)."""
        if not self.helper:
            return None
        paper = "授权委托书" if self.party == AGENT else "帮代办登记"
        return Assistance(self.helper, self.helper_of, paper)

    def wish(self) -> Delivery:
        """How the result is wanted; an address counts only where something is posted to it."""
        form = ELECTRONIC if self.delivery == ONLINE else self.result_form
        return Delivery(self.delivery, form, self.post_to.strip() if self.delivery == POST else "")

    def _checked(self) -> str:
        """How identity was checked; the reason why an odd credit code stands goes with it into the log."""
        how = "card" if self.card is not None else "typed"
        if self.card is not None and self.known_by:
            how = f"{how}; {self.known_by}"
        if self.party == COMPANY and self.uscc_check().needs_reason:
            return f"{how}; uscc: {self.uscc_reason.strip()}"
        return how

    def gaps(self, today: date) -> tuple[Gap, ...]:
        """What is still missing, in reading order."""
        return (*self._who_gaps(today), *self._what_gaps(self.handed_on(today)), *self._row_gaps())

    def _who_gaps(self, today: date) -> Iterable[Gap]:
        person = self.present()
        if person is None or not person.id_number:
            yield Gap("name" if person is None else "number", "读卡，或者输入姓名和证件号码")
        elif (
            self.card is None
            and self.id_kind == IdType.RESIDENT_CARD
            and not check("id", person.id_number, today).valid
        ):
            yield Gap("number", "核对证件号码")
        if self.party == AGENT and not self.principal.strip():
            yield Gap("principal", "填写委托人姓名")
        resident = self.principal_kind == IdType.RESIDENT_CARD
        number = self.principal_number.strip()
        if self.party == AGENT and not (check("id", number, today).valid if resident else number):
            yield Gap("principal_number", "核对委托人证件号码")
        if self.party == COMPANY and not self.company.strip():
            yield Gap("company", "填写单位名称")
        if self.party == COMPANY and not self.uscc_check().valid:
            yield Gap("uscc", "核对统一社会信用代码")
        elif self.party == COMPANY and self.uscc_check().needs_reason and not self.uscc_reason.strip():
            yield Gap("uscc_reason", "写明信用代码校验位不符的理由")
        if self.party != SELF:
            told = power_gap(self.authority_until, self.handed_on(today))
            yield from (Gap("authority_until", words) for words in told if words == UNREADABLE)
        if not self.phone.strip():
            yield Gap("phone", "填写联系电话（没有的填“无”）")
        if self.delivery == POST and not self.post_to.strip():
            yield Gap("post_to", "填写结果的邮寄地址")
        if self.signed_by == THUMB and not self.witness.strip():
            yield Gap("witness", "填写捺印的见证人")

    def _what_gaps(self, day: date) -> Iterable[Gap]:
        if self.guide is None:
            yield Gap("search", "选择办理的事项")
            return
        for question in open_questions(self.guide, self.answers):
            yield Gap(f"question.{question.id}", f"回答情形：{question.text}")
        whose = self.applicant().person
        for question in denies_agent(self.guide.questions, self.answers, whose, day) if self.party == AGENT else ():
            yield Gap(f"question.{question.id}", f"来的是代理人，要答“是”：{question.text}")

    def _row_gaps(self) -> Iterable[Gap]:
        for row in self.material_rows():
            if row.status is MaterialStatus.FAULTY and row.fault is None:
                yield Gap(f"row.{row.number}", f"选择材料{row.number}不合格的原因")
            if row.status is MaterialStatus.ELECTRONIC and not electronic(row):
                yield Gap(f"row.{row.number}", f"材料{row.number}是电子件：先读卡，或者扫入证照标识")

    # the draft

    def scoped(self, group: str, key: str) -> str:
        """Name of a field that belongs to the chosen item, so that another choice never mixes with it."""
        return f"{self.guide.item.code if self.guide is not None else ''}/{group}.{key}"

    def fields(self) -> dict[str, str]:
        """Every field that differs from an empty page, as the draft keeps it."""
        blank = IntakeState()
        kept = {n: str(getattr(self, n)) for n in _PLAIN if getattr(self, n) != getattr(blank, n)}
        if self.card is not None:
            kept["card"] = card_text(self.card)
        if self.guide is not None:
            kept["item"] = self.guide.item.code
            kept["version"] = self.guide.version
        kept.update({self.scoped("answer", key): value for key, value in self.answers.items()})
        kept.update({self.scoped("form", key): value for key, value in self.form.items()})
        kept.update({self.scoped("row", key): row_text(row) for key, row in self.rows.items()})
        if self.printed is not None:
            kept["printed"] = printed_text(self.printed)
        return kept


def restore(draft: UUID, kept: Mapping[str, str], guide: ServiceGuide | None) -> IntakeState:
    """The page as the draft remembers it. A field that cannot be read is left out; the others come back."""
    state = IntakeState(draft=draft, guide=guide)
    for name in _PLAIN:
        if kept.get(name):
            setattr(state, name, kept[name])
    state.card = card_of(kept.get("card", ""))
    scope = f"{guide.item.code}/" if guide is not None else "/"
    own = {key[len(scope) :]: value for key, value in kept.items() if key.startswith(scope)}
    state.answers = {key[7:]: value for key, value in own.items() if key.startswith("answer.") and value}
    state.form = {key[5:]: value for key, value in own.items() if key.startswith("form.")}
    for key, value in own.items():
        row = row_of(value) if key.startswith("row.") else None
        if row is not None:
            state.rows[key[4:]] = row
    state.printed = _kept(Printed, kept.get("printed", ""))
    if guide is not None:
        known = {line.id for line in guide.materials}
        state.rows = {key: row for key, row in state.rows.items() if key in known}
    return state


def live_problem(each: FormField, value: str, today: date) -> str:
    """What is wrong with one value of the form: the guide's own demands, then the check digits of numbers."""
    problem = field_problem(each, value)
    if problem or not value.strip() or each.kind not in ("id", "uscc"):
        return problem
    if each.kind == "id" and not _may_be_resident(value):
        return ""
    result = check("id" if each.kind == "id" else "uscc", value, today)
    return "" if result.valid or result.first is None else result.first.text


def _may_be_resident(value: str) -> bool:
    """Whether a number can be meant as one of an identity card."""
    text = value.strip().upper()
    if text.startswith("9") or text[:1].isalpha():
        return len(text) > 2 * _SHORT_OTHER
    return len(text) > _SHORT_OTHER


_SHORT_OTHER = 10
"""台胞证 and passports without a letter have 8 to 10 characters; 永居证 numbers begin with letters or with 9."""


def person_of(card: IdCardReading, phone: str = "") -> Person:
    """The person that a card speaks of, in words."""
    born = card.birth
    birth = f"{born[:4]}-{born[4:6]}-{born[6:8]}" if len(born) == 8 and born.isdigit() else born
    return Person(
        name=card.name,
        id_type=_CARD_TYPES[card.kind],
        id_number=card.number,
        sex=sex_name(card.sex),
        nation=nation_name(card.nation),
        birth=birth,
        address=card.new_address or card.address,
        phone=phone,
        source="card",
        sam_id=card.sam_id,
    )


def mask_address(text: str) -> str:
    """Keep the street of an address and hide the house: 沈阳市铁西区样例路1号 → 沈阳市铁西区样例路***."""
    cut = max((text.rfind(mark) for mark in "路街道巷村屯"), default=-1)
    kept = text[: cut + 1] if cut > 0 else text[: len(text) // 2]
    return f"{kept}***" if text else ""


def card_text(card: IdCardReading) -> str:
    """A reading as text: without its raw bytes and its picture, which leave memory with the card."""
    plain = {
        f.name: to_json(getattr(card, f.name))
        for f in fields(card)
        if f.name not in ("raw_text", "photo_wlt")
    }
    return json.dumps(plain, ensure_ascii=False)


def card_of(text: str) -> IdCardReading | None:
    """The reading kept as text, None when there is none or it cannot be read."""
    return _kept(IdCardReading, text)


def row_text(row: SubmittedMaterial) -> str:
    """A judged row as text."""
    return json.dumps(to_json(row), ensure_ascii=False)


def row_of(text: str) -> SubmittedMaterial | None:
    """The row kept as text, None when it cannot be read."""
    return _kept(SubmittedMaterial, text)


def _kept(cls: type[_T], text: str) -> _T | None:
    try:
        return from_json(cls, json.loads(text)) if text else None
    except (ValueError, CodecError):
        return None


def _denied(line: MaterialLine, answers: Mapping[str, str]) -> bool:
    return any(c.question in answers and answers[c.question] not in c.answers for c in line.conditions)


def printed_text(printed: Printed) -> str:
    """The printed form as text."""
    return json.dumps(to_json(printed), ensure_ascii=False)
