"""Persons, organisations and what an identity card said of them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.values import dataclass, field


class CardKind(StrEnum):
    """The four kinds of machine-readable identity card, by the type mark at byte 248 of the text block (GA/T 490)."""

    RESIDENT = "R"
    HMT = "J"
    FOREIGNER_2017 = "I"
    FOREIGNER_2023 = "Y"


class IdType(StrEnum):
    """Kind of identity document, GA/T 2000.156 codes (from memory, an open list elsewhere)."""

    RESIDENT_CARD = "111"
    TEMPORARY_CARD = "112"
    HOUSEHOLD_BOOK = "113"
    PASSPORT = "414"
    TAIWAN_PERMIT = "511"
    HK_MACAO_PERMIT = "516"
    HMT_RESIDENCE = "810"
    FOREIGNER_CARD = "553"
    USCC = "USCC"
    OTHER = "999"


@dataclass(frozen=True)
class IdCardReading:
    """What one reading of a card gave; it leaves memory when the intake takes over what it needs.

    Dates are ``YYYYMMDD`` (``valid_to`` may be ``长期``); codes are GB/T 2261.1 (sex) and GB/T 3304
    (nation). ``warnings`` are codes
    such as ``check-digit``, ``birth-mismatch``, ``private-use-character``: they warn the clerk and never
    alter the text.
    """

    kind: CardKind
    name: str
    sex: str
    nation: str
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    english_name: str = ""
    pass_number: str = ""
    issue_count: str = ""
    country: str = ""
    raw_text: bytes = field(default=b"", repr=False)
    photo_wlt: bytes = field(default=b"", repr=False)
    photo_state: str = "not_decoded"
    new_address: str = ""
    warnings: tuple[str, ...] = ()
    sam_id: str = ""

    def expired(self, today: date) -> bool:
        """Whether its period of validity is over on ``today`` (居民身份证法 5: 5, 10 or 20 years, or 长期); the last
        day counts. A period that cannot be read has not ended.
        """
        end = self.valid_to
        return len(end) == 8 and end.isdecimal() and end < f"{today:%Y%m%d}"


@dataclass(frozen=True)
class Person:
    """A natural person (自然人). ``name`` is kept as on the card, code point for code point.

    ``sex`` and ``nation`` are words as people read them (男, 汉), ``birth`` is YYYY-MM-DD; ``source`` is ``card`` or
    ``typed``; ``sam_id`` is the security module that read the card, for the audit.
    """

    name: str
    id_type: IdType
    id_number: str
    sex: str = ""
    nation: str = ""
    birth: str = ""
    address: str = ""
    phone: str = ""
    source: str = "typed"
    sam_id: str = ""


@dataclass(frozen=True)
class Organisation:
    """A legal person or other organisation; ``uscc`` is its 统一社会信用代码 (GB 32100)."""

    name: str
    uscc: str
    representative: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Applicant:
    """申请人: exactly one of a person or an organisation."""

    person: Person | None = None
    organisation: Organisation | None = None

    @property
    def name(self) -> str:
        """Name as it stands on the papers."""
        if self.organisation is not None:
            return self.organisation.name
        return self.person.name if self.person is not None else ""

    @property
    def id_number(self) -> str:
        """Number that identifies the applicant, unmasked."""
        if self.organisation is not None:
            return self.organisation.uscc
        return self.person.id_number if self.person is not None else ""

    @property
    def phone(self) -> str:
        """Telephone of the applicant, unmasked."""
        if self.organisation is not None:
            return self.organisation.phone
        return self.person.phone if self.person is not None else ""


@dataclass(frozen=True)
class Agent:
    """代理人 with the paper that gives the power (授权委托书); ``relation`` is free words such as 经办人. ``until`` is
    the last day for which that paper speaks (民法典 165), None where it names none or nobody told it.
    """

    person: Person
    relation: str = "经办人"
    authority: str = "授权委托书"
    until: date | None = None

    def lapsed(self, day: date) -> bool:
        """Whether the power had ended before ``day`` (民法典 173): its last day itself still counts."""
        return self.until is not None and self.until < day


def mask_name(name: str) -> str:
    """Hide the middle of a name: 张三 → 张*, 欧阳小明 → 欧**明 (PIPL 51; the exact form is a setting of the hall)."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


_BODIES = (
    "公司", "厂", "店", "行", "院", "所", "社", "部", "馆", "校", "会", "中心", "站", "局", "合作社", "园",
)  # fmt: skip


def mask_party(name: str) -> str:
    """A name in a list: a natural person's is masked (PIPL 51), that of an organisation is public."""
    return name if len(name) > 4 and name.endswith(_BODIES) else mask_name(name)


def mask_number(number: str) -> str:
    """Hide all but the first and last four characters of an identity number."""
    if len(number) <= 8:
        return number[:1] + "*" * (len(number) - 2) + number[-1:] if len(number) > 2 else "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def grouped_phone(phone: str) -> str:
    """A mobile number in the groups one reads it back in, as far as it is there: 13800000001 → 138 0000 0001."""
    if not (phone.isdigit() and phone[:1] == "1" and len(phone) <= 11):
        return phone  # a landline, a hotline's digits too many, or no number
    return " ".join(part for part in (phone[:3], phone[3:7], phone[7:]) if part)


def mask_phone(phone: str) -> str:
    """Hide the middle of a telephone number: 13800000001 → 138****0001."""
    return phone if len(phone) < 8 else phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
