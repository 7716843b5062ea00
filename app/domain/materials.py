"""Materials handed in, judged against the guide, and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from app.domain.guide import MaterialLine
from app.domain.mending import BY_FAULT
from app.values import dataclass, replace

CARD = "card"
"""``SubmittedMaterial.auth`` of who was identified by reading the card."""


class MaterialStatus(StrEnum):
    """What the clerk said of a material; OPEN has not been looked at."""

    OPEN = "open"
    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"
    EXEMPT = "exempt"
    TOLERATED = "tolerated"
    COMMITTED = "committed"
    WAIVED = "waived"
    FAULTY = "faulty"


class Trust(StrEnum):
    """Grade of a material by where it comes from (国办函〔2016〕108号)."""

    ISSUER = "A"
    CHECKED = "B"
    UPLOADED = "C"
    SELF_MADE = "D"


class FaultCode(StrEnum):
    """Defect of a material (C1 D03); the value is printed."""

    MISSING = "缺失"
    COUNT = "份数不足"
    FORM = "不符合法定形式"
    CONTENT = "内容错误"
    EXPIRED = "过期"
    SEAL = "签章缺"
    MISMATCH = "不一致"


@dataclass(frozen=True)
class SubmittedMaterial:
    """A line of the guide with what was handed in for it.

    The words of the guide are kept here, so that a paper of this case never changes when the catalogue
    does. ``kept`` says whether the
    paper stays with the hall, of an ORIGINAL with copies whether the original does;
    ``note`` is the explanation to a fault, never a demand of its own (S0 21, S1 14).
    ``trust`` is the grade of what was handed in, None while nobody said: CHECKED only once somebody said that she
    compared the copies with the original, never for the original itself. ``auth`` says how the giver of an electronic
    material was identified (``app.domain.electronic``), ``evidence`` is the 证照标识 of a licence that was shown;
    ``used_for`` what a reused material may serve here, and nothing else. ``scans`` are the digests of its scanned
    sheets (SHA-256 of each PDF), in order.
    """

    line_id: str
    number: int
    name: str
    status: MaterialStatus = MaterialStatus.OPEN
    originals: int = 0
    copies: int = 0
    fault: FaultCode | None = None
    note: str = ""
    kept: bool = True
    requirement: str = ""
    correction: str = ""
    basis: str = ""
    tolerable: bool = False
    committable: bool = False
    obtainable: str = ""
    is_form: bool = False
    trust: Trust | None = None
    auth: str = ""
    evidence: str = ""
    used_for: str = ""
    scans: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing is owed for this line."""
        return self.status not in (MaterialStatus.OPEN, MaterialStatus.FAULTY)

    @property
    def owed(self) -> bool:
        """容缺: to be supplied after 受理, within a period of its own."""
        return self.status is MaterialStatus.TOLERATED

    @property
    def taken(self) -> bool:
        """Whether paper was handed in: of a good original also when it went back at once, of a faulty one only when it
        was kept.
        """
        if self.status in (MaterialStatus.ORIGINAL, MaterialStatus.COPY):
            return True
        return self.status is MaterialStatus.FAULTY and self.fault not in (None, FaultCode.MISSING) and self.kept

    @property
    def given_back(self) -> bool:
        """Whether the original was looked at and went back at once (核验后退还)."""
        return self.status is MaterialStatus.ORIGINAL and not self.kept

    @property
    def in_custody(self) -> tuple[int, int]:
        """Originals and copies of it that lie with the hall."""
        return (0 if self.given_back else self.originals, self.copies)

    @property
    def own(self) -> bool:
        """Whether it is paper that the applicant filled in herself: nothing that anybody could compare it with."""
        return self.is_form and self.status in (MaterialStatus.ORIGINAL, MaterialStatus.COPY)

    @property
    def copied(self) -> bool:
        """Whether copies of it were taken in place of the original: where that lies with the hall, nothing is compared,
        and older records called every original checked.
        """
        return self.copies > 0 and self.status is MaterialStatus.COPY

    @property
    def compared(self) -> bool:
        """Whether who took its copies said that she compared them with the original (grade B, 国办函〔2016〕108号)."""
        return self.copied and self.trust is Trust.CHECKED

    @property
    def uncompared(self) -> bool:
        """Whether the guide wants its copies compared with the original, and nobody said that she did."""
        return self.copied and not self.compared and bool(_COMPARED.search(self.requirement))

    @property
    def sheets(self) -> int:
        """Copies of paper (份) that stay with the hall, as a receipt adds them up: of something faulty that was kept,
        which nobody counted, one.
        """
        if not self.taken:
            return 0
        return self.copies if self.given_back else (self.originals + self.copies) or 1

    @property
    def held(self) -> bool:
        """Whether paper of it lies with the hall and has to go back when nothing comes of the case."""
        return self.taken and (not self.given_back or self.copies > 0)


@dataclass(frozen=True)
class Fault:
    """One numbered row of the notice: a line of the guide, its defect, and what exactly to do."""

    line_id: str
    number: int
    material: str
    code: FaultCode
    finding: str
    correction: str
    basis: str


def blank_material(line: MaterialLine) -> SubmittedMaterial:
    """The row for ``line`` before anybody looked at it."""
    return SubmittedMaterial(
        line_id=line.id,
        number=line.number,
        name=line.name,
        requirement=line.requirement or _requirement(line),
        correction=line.correction,
        basis=line.basis or f"办事指南 材料{line.number}",
        tolerable=line.tolerable,
        committable=line.committable,
        obtainable=line.obtainable,
        is_form=line.is_form,
    )


def _requirement(line: MaterialLine) -> str:
    parts = [
        f"原件{line.originals}份" if line.originals else "",
        f"复印件{line.copies}份" if line.copies else "",
    ]
    return "，".join(part for part in parts if part)


_READ_IN_PERSON = re.compile("本人.*到场读卡")


def read_in_person(material: SubmittedMaterial) -> bool:
    """Whether the guide wants nothing for it but the applicant's own card before a reader: no paper, no copy."""
    return bool(_READ_IN_PERSON.search(material.requirement))


_IDENTITY_CARD = re.compile("身份证件?(?:原件)?(?:[（(].*[）)])?$")
_OF_SEVERAL = re.compile("[、和及与或]|委托书")
_TO_BE_GIVEN_UP = re.compile("交回|缴回|收回|上交|交旧|旧证|[旧原]居?民?身份证|损坏|毁损")
_COMPARED = re.compile(
    "(?<![不需])(?:核[对验]|查验|交验)[^。；，准格]{0,4}原件|携?带?原件[^。；]{0,12}(?<![不需])(?:核[对验](?!无误)|查验|备查)"
)
_LOOKED_AT = re.compile(
    "读卡|出示|只[核查]?[验看]不[留收]|不[留收]原件|(?:核对|核验|查验|验看|审验|(?<![校检体])验)[^。；]{0,8}(?:退回|退还|归还|返还|带回)"
)


def shown_only(material: SubmittedMaterial) -> bool:
    """Whether its original is looked at and goes back at once: the guide says so, or it is an identity card, which
    nobody may keep (居民身份证法 15(3)) unless it is the old one that is given up for a new one (11(1)).
    """
    if _LOOKED_AT.search(material.requirement):
        return True
    name = material.name
    card = _IDENTITY_CARD.search(name) and not _OF_SEVERAL.search(name)
    return bool(card) and not _TO_BE_GIVEN_UP.search(f"{name} {material.requirement}")


def as_read(material: SubmittedMaterial) -> SubmittedMaterial:
    """The row after that card was read: what the chip says is here, and the card never left its owner's hand."""
    return replace(
        material,
        status=MaterialStatus.ELECTRONIC,
        originals=0,
        copies=0,
        fault=None,
        note="已读卡，不留复印件",
        trust=Trust.CHECKED,
        auth=CARD,
    )


def line_named(label: str, materials: Iterable[SubmittedMaterial]) -> str:
    """The line that a separator sheet (分隔页) names: by its number, words may follow, or by its name or a part of it.

    "" where it names none, or more than one.
    """
    label, rows = unicodedata.normalize("NFKC", label).strip(), tuple(materials)
    found = [row.line_id for row in rows if unicodedata.normalize("NFKC", row.name) == label]
    if not found and (number := re.match(r"第?\s*(\d+)\s*号?(?=[\s.、,:]|$)", label)):
        found = [row.line_id for row in rows if row.number == int(number[1])]
    elif not found:
        found = [row.line_id for row in rows if label and label in unicodedata.normalize("NFKC", row.name)]
    return found[0] if len(found) == 1 else ""


def fault_of(material: SubmittedMaterial) -> Fault:
    """The notice row of an unsettled material; an unlooked-at one is a missing one."""
    code = material.fault or FaultCode.MISSING
    finding = material.note or _DEFAULT_FINDINGS[code]
    correction = (
        f"请重新提交《{material.name}》，电子件、纸质件都可以" if material.auth else BY_FAULT[code.value](material)
    )
    return Fault(material.line_id, material.number, material.name, code, finding, correction, material.basis)


_DEFAULT_FINDINGS: dict[FaultCode, str] = {
    FaultCode.MISSING: "未提交",
    FaultCode.COUNT: "提交的份数少于办事指南要求",
    FaultCode.FORM: "不符合法定形式",
    FaultCode.CONTENT: "填写或者记载的内容有误",
    FaultCode.EXPIRED: "已超过有效期",
    FaultCode.SEAL: "缺少签字或者盖章",
    FaultCode.MISMATCH: "与其他材料记载不一致",
}


def merge(
    current: tuple[SubmittedMaterial, ...], handed_in: tuple[SubmittedMaterial, ...]
) -> tuple[SubmittedMaterial, ...]:
    """The rows after a hand-in: each row handed in replaces the row of its line, order kept."""
    by_line = {material.line_id: material for material in handed_in}
    return tuple(by_line.get(material.line_id, material) for material in current)


def as_taken(material: SubmittedMaterial, originals: int, copies: int) -> SubmittedMaterial:
    """The row after paper was taken for it. An original stays unless the guide only wants it looked at. What the
    applicant filled in herself is of grade D; that copies were compared is said by :func:`as_compared` alone.
    """
    status = MaterialStatus.ORIGINAL if originals else MaterialStatus.COPY
    return replace(
        material,
        status=status,
        originals=originals,
        copies=copies,
        fault=None,
        note="",
        kept=not (originals and shown_only(material)),
        trust=Trust.SELF_MADE if material.is_form else None,
    )


def as_compared(material: SubmittedMaterial, yes: bool = True) -> SubmittedMaterial:
    """The row after who took its copies said whether she compared them with the original. What the applicant filled in
    herself has no other original to compare it with. Raises ValueError where no copies were taken.
    """
    if not material.copied:
        raise ValueError(f"no copies of {material.line_id}")
    if material.own:
        return material
    return replace(material, trust=Trust.CHECKED if yes else None)


@dataclass(frozen=True)
class Seen:
    """How many pieces (份) of paper were taken, by what is known of each: ``originals`` handed in, ``compared`` copies
    held against their original, ``copies`` that nobody compared although the guide asks it, ``plain`` copies of which
    it asks no more, ``own`` forms that the applicant filled in.
    """

    originals: int = 0
    compared: int = 0
    copies: int = 0
    plain: int = 0
    own: int = 0


def seen(materials: Iterable[SubmittedMaterial]) -> Seen:
    """What was taken of them, counted by what is known of it; what was given back at once was seen all the same."""
    paper = [row for row in materials if row.status in (MaterialStatus.ORIGINAL, MaterialStatus.COPY)]
    return Seen(
        sum(row.originals for row in paper if not row.own),
        sum(row.copies for row in paper if row.compared),
        sum(row.copies for row in paper if row.uncompared and not row.own),
        sum(row.copies for row in paper if not (row.own or row.compared or row.uncompared)),
        sum(row.originals + row.copies for row in paper if row.own),
    )


def with_status(
    materials: tuple[SubmittedMaterial, ...], lines: tuple[str, ...], status: MaterialStatus
) -> tuple[SubmittedMaterial, ...]:
    """The rows with those of ``lines`` set to ``status`` and their fault gone."""
    return tuple(
        replace(row, status=status, fault=None) if row.line_id in lines else row for row in materials
    )


_ASKED_FOR = frozenset({MaterialStatus.OPEN, MaterialStatus.FAULTY, MaterialStatus.TOLERATED, MaterialStatus.COMMITTED})
"""What a line may be while something is still wanted for it: now, later, or as a promise."""


def eased(materials: tuple[SubmittedMaterial, ...], lines: frozenset[str]) -> tuple[SubmittedMaterial, ...]:
    """The rows with those of ``lines`` waived that are still asked for; what was handed in all the same stays."""
    wanted = tuple(row.line_id for row in materials if row.line_id in lines and row.status in _ASKED_FOR)
    return with_status(materials, wanted, MaterialStatus.WAIVED) if wanted else materials
