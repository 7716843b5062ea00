"""Checks of the numbers typed or scanned at a counter.

Identity numbers, 统一社会信用代码, item codes, licence identifiers.

An *error* means that the number cannot be right as typed; a *warning* means that it may be, and that the
clerk should look once more. A warning never stands in the way of an intake.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from app.domain.areas import PROVINCES, AreaState, area_state
from app.domain.nations import sex_name
from app.domain.people import IdType, Person
from app.values import dataclass, replace

Severity = Literal["error", "warning"]
Kind = Literal["id", "uscc", "item", "licence"]

_SPACES = re.compile(r"[\s\u200b\ufeff]+")
SEPARATOR = "ZC-SEPARATOR"
"""How the code on a sheet begins that cuts a pile of scanned sheets (分隔页); a colon and a label follow."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong or odd.

    ``code`` is stable, ``text`` Chinese; ``needs_reason``: it may stand if the clerk writes down why.
    """

    code: str
    text: str
    severity: Severity = "error"
    needs_reason: bool = False


@dataclass(frozen=True)
class CheckResult:
    """Outcome of a check.

    ``kind`` says what the value was taken for: resident, resident-15, hmt, foreigner-2023, foreigner-2017,
    uscc, item-10 …, licence, or the kind asked for when it has no known form. ``normal`` is the form to
    store (18 digits for a 15-digit number).
    """

    valid: bool
    kind: str
    problems: tuple[Problem, ...]
    normal: str

    @property
    def needs_reason(self) -> bool:
        """Whether the value may be kept only with a reason written by the clerk."""
        return any(problem.needs_reason for problem in self.problems)

    @property
    def first(self) -> Problem | None:
        """What is told where there is room for one thing: what is wrong before what is only to be looked at."""
        wrong = (problem for problem in self.problems if problem.severity == "error")
        return next(wrong, self.problems[0] if self.problems else None)


def check(kind: Kind, value: str, today: date) -> CheckResult:
    """Check ``value`` as an identity number, a USCC, an item code or a licence identifier on the day
    ``today``.

    Full-width characters, blanks and small letters are mended first. Raises ValueError for another
    ``kind``.
    """
    normal = normalise(value)
    if kind == "id":
        return check_id(normal, today)
    if kind == "uscc":
        return check_uscc(normal)
    if kind == "item":
        return check_item(normal)
    if kind == "licence":
        return check_licence(normal)
    raise ValueError(f"unknown kind of code: {kind}")


def normalise(value: str) -> str:
    """Half-width capitals without blanks; for numbers only, names are never touched."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", value)).upper()


def _result(kind: str, problems: list[Problem], normal: str) -> CheckResult:
    return CheckResult(all(p.severity != "error" for p in problems), kind, tuple(problems), normal)


# Identity numbers: GB 11643, 港澳台居民居住证, 外国人永久居留身份证

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_DIGITS = "10X98765432"
_ID_18 = re.compile(r"[0-9]{17}[0-9X]")
_ID_15 = re.compile(r"[0-9]{15}")
_FOREIGNER_15 = re.compile(r"[A-Z]{3}[0-9]{12}")
_HMT_AREAS = {"810000", "820000", "830000"}
# Sequence numbers kept for people born before 1900 in 15-digit numbers, which have no century.
_CENTENARIAN = {"996", "997", "998", "999"}


@dataclass(frozen=True)
class IdParts:
    """What an 18-digit identity number says: division code, birth, sex (GB/T 2261.1: 1 男, 2 女)."""

    area: str
    birth: date
    sex: str


def id_check_digit(body: str) -> str:
    """Check digit of the first 17 digits (ISO 7064 MOD 11-2, GB 11643)."""
    return _ID_DIGITS[sum(w * int(d) for w, d in zip(_ID_WEIGHTS, body, strict=True)) % 11]


def id_parts(number: str) -> IdParts | None:
    """Read birth and sex out of an 18- or 15-digit number.

    None when it has another form or an impossible date.
    """
    normal = normalise(number)
    if _ID_15.fullmatch(normal):
        normal = upgrade_id(normal)
    if not _ID_18.fullmatch(normal):
        return None
    birth = _date(normal[6:14])
    return None if birth is None else IdParts(normal[:6], birth, "1" if int(normal[16]) % 2 else "2")


def told_by_number(person: Person) -> Person:
    """With the birth and the sex that her number says, where nothing else said them: nobody who gave the number of her
    identity card is asked for them. Other papers' numbers say neither.
    """
    parts = id_parts(person.id_number) if person.id_type is IdType.RESIDENT_CARD else None
    if parts is None:
        return person
    return replace(person, birth=person.birth or parts.birth.isoformat(), sex=person.sex or sex_name(parts.sex))


def upgrade_id(number: str) -> str:
    """Make 18 digits of a 15-digit number: the century is 19, but 18 for the sequence numbers 996 to 999."""
    century = "18" if number[12:] in _CENTENARIAN else "19"
    body = number[:6] + century + number[6:]
    return body + id_check_digit(body)


def check_id(number: str, today: date) -> CheckResult:
    """Check a normalised identity number of any of the five forms in use."""
    if _FOREIGNER_15.fullmatch(number):
        return _check_old_foreigner(number)
    if _ID_15.fullmatch(number):
        upgraded = upgrade_id(number)
        note = Problem("id-15", f"15位旧号码，已换算为18位：{upgraded}，请与证件核对。", "warning")
        return _result("resident-15", [note, *_id_problems(upgraded, today)], upgraded)
    if not _ID_18.fullmatch(number):
        return _result("id", [_id_form(number)], number)
    kind = "hmt" if number[:6] in _HMT_AREAS else "foreigner-2023" if number[0] == "9" else "resident"
    return _result(kind, _id_problems(number, today), number)


def _id_form(number: str) -> Problem:
    if len(number) != 18:
        return Problem("length", f"证件号码应为18位（旧号码15位），现在是{len(number)}位。")
    return Problem("characters", "证件号码只能由数字组成，最后一位可以是X。")


def _id_problems(number: str, today: date) -> list[Problem]:
    problems: list[Problem] = []
    birth = _date(number[6:14])
    if birth is None:
        text = f"{number[6:10]}年{number[10:12]}月{number[12:14]}日"
        problems.append(Problem("date", f"出生日期不存在：{text}。"))
    elif birth > today:
        problems.append(Problem("future-birth", f"出生日期{birth.isoformat()}晚于今天。"))
    if id_check_digit(number[:17]) != number[17]:
        problems.append(Problem("check-digit", "校验位不符，号码至少有一位不对，请与证件核对。"))
    problems.extend(_foreigner_place(number) if number[0] == "9" else _area(number[:6]))
    return problems


def _area(code: str) -> list[Problem]:
    state = area_state(code)
    if state is AreaState.UNKNOWN and code not in _HMT_AREAS:
        return [Problem("area-unknown", f"区划代码{code}不在本机代码表内，请与证件核对。", "warning")]
    if state is AreaState.RETIRED:
        return [Problem("area-retired", f"区划代码{code}已停用，原有号码继续有效。", "warning")]
    return []


def _foreigner_place(number: str) -> list[Problem]:
    if number[1:3] in PROVINCES:
        return []
    return [Problem("area-unknown", f"受理地代码{number[1:3]}不在本机代码表内，请与证件核对。", "warning")]


def _check_old_foreigner(number: str) -> CheckResult:
    text = "旧版永久居留证号码，有效期内仍可使用；本机不能核对校验位。"
    problems = [Problem("foreigner-15", text, "warning")]
    if _date("19" + number[7:13]) is None and _date("20" + number[7:13]) is None:
        problems.append(Problem("date", f"出生日期不存在：{number[7:13]}，请与证件核对。", "warning"))
    return _result("foreigner-2017", problems, number)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


# 统一社会信用代码 (GB 32100) and 组织机构代码 (GB 11714)

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_USCC = re.compile(f"[{_USCC_ALPHABET}]{{18}}")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGISTRIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "12349", "6": "129", "7": "129", "8": "19",
    "9": "123", "A": "19", "N": "123", "Y": "1",
}  # fmt: skip


def uscc_check_digit(body: str) -> str:
    """Check character of the first 17 characters (GB 32100, MOD 31).

    ValueError for a character outside the alphabet.
    """
    total = sum(w * _USCC_ALPHABET.index(c) for w, c in zip(_USCC_WEIGHTS, body, strict=True))
    return _USCC_ALPHABET[-total % 31]


def organisation_check_digit(body: str) -> str:
    """Check character of the eight characters of an organisation code (GB 11714.

    Letters count A=10 … Z=35).
    """
    rest = 11 - sum(w * int(c, 36) for w, c in zip(_ORG_WEIGHTS, body, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def is_organisation_code(code: str) -> bool:
    """Whether a nine-character organisation code (with or without its hyphen) checks."""
    plain = code.replace("-", "")
    return bool(_ORG.fullmatch(plain)) and organisation_check_digit(plain[:8]) == plain[8]


def check_uscc(code: str) -> CheckResult:
    """Check a normalised 统一社会信用代码.

    Regions that began before the standard issued codes whose last character does not check; they are still
    on licences. Such a code (subject code of the pilot series M0…, itself consistent) passes with a warning
    that wants a reason.
    """
    if len(code) != 18:
        problem = Problem("length", f"统一社会信用代码应为18位，现在是{len(code)}位。")
        return _result("uscc", [problem], code)
    if not _USCC.fullmatch(code):
        problem = Problem("characters", "统一社会信用代码不含字母I、O、S、V、Z及其他符号，请与营业执照核对。")
        return _result("uscc", [problem], code)
    problems: list[Problem] = []
    if uscc_check_digit(code[:17]) != code[17]:
        problems.append(_uscc_mismatch(code))
    if code[1] not in _REGISTRIES.get(code[0], ""):
        text = f"登记机关与机构类别“{code[:2]}”不在本机代码表内，请与证照核对。"
        problems.append(Problem("registry-unknown", text, "warning"))
    if code[2:8] != "100000":
        problems.extend(_area(code[2:8]))
    return _result("uscc", problems, code)


def _uscc_mismatch(code: str) -> Problem:
    if code[8:10] == "M0" and is_organisation_code(code[8:17]):
        text = "校验位不符，可能是早期试点地区发放的代码。与营业执照核对无误的，写明理由后可以继续。"
        return Problem("check-digit-pilot", text, "warning", needs_reason=True)
    return Problem("check-digit", "校验位不符，代码至少有一位不对，请与营业执照核对。")


# Item codes: GB/T 39554.1 (12, 31, 33) and the 2017 handbook (10, 24)

LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "乡级", "6": "村级"}
ITEM_KINDS = {
    "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付",
    "06": "行政检查", "07": "行政确认", "08": "行政奖励", "09": "行政裁决", "10": "其他行政权力",
    "20": "公共服务",
}  # fmt: skip


@dataclass(frozen=True)
class ItemCode:
    """The parts of an item code; a part that this form has not is empty.

    ``kind``, ``main`` and ``sub`` are the handbook's 2 + 5 + 3 digits, alive as the tail of the national
    12; ``organisation`` is the USCC (31, 33) or the organisation code (24) of the authority; ``handling``
    is the 业务办理项.
    """

    length: int
    kind: str = ""
    main: str = ""
    sub: str = ""
    region: str = ""
    level: str = ""
    organisation: str = ""
    division: str = ""
    handling: str = ""

    @property
    def base12(self) -> str:
        """The 12-digit national 基本编码, empty when the code does not hold one."""
        return self.region + self.kind + self.main + self.sub if self.region else ""

    @property
    def handbook10(self) -> str:
        """The 10-digit 基本编码 of the handbook."""
        return self.kind + self.main + self.sub


def decode_item(code: str) -> ItemCode | None:
    """Take an item code of 10, 12, 24, 31 or 33 characters apart.

    None for another form (some provinces have their own).
    """
    text = normalise(code)
    size = len(text)
    if size == 10 and text.isdigit():
        return ItemCode(10, text[:2], text[2:7], text[7:])
    if size == 12 and text.isdigit():
        return ItemCode(12, text[2:4], text[4:9], text[9:], region=text[:2])
    if size == 24 and text[:12].isdigit():
        return ItemCode(24, division=text[:12], organisation=text[12:21], level=text[21], handling=text[22:])
    if size in (31, 33) and text[18:].isdigit():
        return ItemCode(
            size, text[21:23], text[23:28], text[28:31], region=text[19:21], level=text[18],
            organisation=text[:18], handling=text[31:],
        )  # fmt: skip
    return None


def check_item(code: str) -> CheckResult:
    """Check a normalised item code: its form, the authority's own code in it, level, kind and region."""
    parts = decode_item(code)
    if parts is None:
        text = (
            f"事项编码应为10、12、24、31或33位，现在是{len(code)}位或含有不该有的字母；"
            "外省旧编码可以导入，但不能核对。"
        )
        return _result("item", [Problem("form-unknown", text)], code)
    problems: list[Problem] = []
    if parts.length in (31, 33):
        problems.extend(Problem(f"authority-{p.code}", f"实施机关代码：{p.text}", p.severity, p.needs_reason)
                        for p in check_uscc(parts.organisation).problems)  # fmt: skip
        if parts.level not in LEVELS:
            problems.append(Problem("level-unknown", f"行使层级“{parts.level}”不在本机代码表内。", "warning"))
    if parts.length == 24:
        problems.append(Problem("form-old", "24位实施编码已停用，只用于对照旧目录。", "warning"))
        if not is_organisation_code(parts.organisation):
            text = f"组织机构代码{parts.organisation}校验位不符。"
            problems.append(Problem("authority-check-digit", text, "warning"))
    if parts.kind and parts.kind not in ITEM_KINDS:
        problems.append(Problem("kind-unknown", f"事项类型代码“{parts.kind}”不在本机代码表内。", "warning"))
    if parts.region and parts.region != "00" and parts.region not in PROVINCES:
        problems.append(Problem("area-unknown", f"地区代码“{parts.region}”不在本机代码表内。", "warning"))
    return _result(f"item-{parts.length}", problems, code)


# 电子证照标识 (GB/T 36904; check character ISO 7064 MOD 37,36)

_LICENCE = re.compile(
    r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]+)\.([0-9A-Z]+)\.([0-9A-Z]{3})\.([0-9A-Z])"
)


def licence_check_character(text: str) -> str:
    """Check character over digits and capitals (ISO 7064 MOD 37,36)."""
    product = 36
    for character in text:
        total = (product + int(character, 36)) % 36 or 36
        product = total * 2 % 37
    value = (1 - product) % 36
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value]


def check_licence(identifier: str) -> CheckResult:
    """Check ``1.2.156.3005.2.{type}.{issuer}.{serial}.{version}.{check}``.

    The check covers the four parts without dots.
    """
    match = _LICENCE.fullmatch(identifier)
    if match is None:
        text = "电子证照标识应为“1.2.156.3005.2.证照类型代码.颁发机构代码.流水号.版本号.校验位”。"
        return _result("licence", [Problem("form", text)], identifier)
    problems: list[Problem] = []
    if licence_check_character("".join(match.groups()[:4])) != match[5]:
        problems.append(Problem("check-digit", "电子证照标识校验位不符，请重新扫描或与证照核对。"))
    return _result("licence", problems, identifier)
