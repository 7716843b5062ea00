"""Licences of a person that this device knows for certain: granted here, or held before a scanner and verified.

They fill in what a form asks about a licence (辅助填报, S3 三(一); S0 24, S1 18): what is known is not asked again.
What the applicant says instead counts as her own word; the department compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.domain import events as ev
from app.domain.case import Case
from app.domain.guide import FormField
from app.domain.paper import PaperKind
from app.domain.people import mask_number
from app.values import dataclass

LICENCE = "licence"
VERIFIERS = ("mobile", LICENCE)
"""Where a licence is verified: the code shown on a telephone (亮证), the register of electronic licences."""
ELEMENTS = ("number", "id", "name", "issuer", "issued", "until")
"""证照编号, 证照标识, 证照名称, 发证机关, 发证日期, 有效期至: what a field may ask for."""
_END = re.compile(r"至\s*(\d{4})年(\d{1,2})月(\d{1,2})日[止。]?", re.ASCII)
"""The end of a validity as the form of the decision hints at it: 自2026年9月28日至2031年9月27日."""


@dataclass(frozen=True)
class KnownLicence:
    """What is known of one; ``issued`` and ``until`` are ISO days, empty where they are not known."""

    name: str
    number: str = ""
    id: str = ""
    issuer: str = ""
    issued: str = ""
    until: str = ""


@dataclass(frozen=True)
class Told:
    """What a licence says for a field, its name, its number (证照编号, else 证照标识), and the day it was looked at."""

    value: str
    licence: str
    number: str = ""
    day: date | None = None

    @property
    def source(self) -> str:
        """The source as the case keeps it: which licence, its number, when."""
        when = f"（{self.day.isoformat()}）" if self.day is not None else ""
        return f"《{self.licence}》{self.number}{when}"


_SOURCE = re.compile(r"(《.*》)(.*?)((?:（\d{4}-\d\d-\d\d）)?)", re.ASCII | re.DOTALL)


def masked_source(source: str) -> str:
    """A source (:attr:`Told.source`) for a screen: a number may be her identity number, so its middle is hidden."""
    found = _SOURCE.fullmatch(source)
    return source if found is None else f"{found[1]}{mask_number(found[2])}{found[3]}"


def licences_of(cases: Iterable[Case], holder: str, today: date) -> tuple[KnownLicence, ...]:
    """Those of who has the number ``holder``, from ``cases`` (the newest first); none that is void or over."""
    found: list[KnownLicence] = []
    for case in cases:
        intake = case.intake
        if intake is None or not holder or intake.applicant.id_number != holder:
            continue
        found += [each for each in (_granted(case, intake), *_shown(case, holder)) if each is not None]
    return tuple(each for each in found if not each.until or each.until >= today.isoformat())


def _granted(case: Case, intake: ev.Intake) -> KnownLicence | None:
    decision = case.decision
    sheets = [paper for paper in case.papers if paper.kind is PaperKind.CERTIFICATE]
    void = bool(sheets) and sheets[-1].void
    if not isinstance(decision, ev.Granted) or not decision.licence_number:
        return None
    if void or isinstance(case.ending, ev.AcceptanceRevoked):
        return None
    until = _end(decision.validity)
    if until is None:
        return None
    made = next((ask for ask in reversed(case.asks) if ask.system == LICENCE and ask.outcome == "issued"), None)
    return KnownLicence(
        intake.item.result_name or intake.item.name,
        decision.licence_number,
        dict(made.answer).get("id", "") if made is not None else "",
        decision.decided_by,
        decision.decided_on.isoformat(),
        until,
    )


def _end(validity: str) -> str | None:
    """The last day, ISO; "" where no validity is given, None where it is given in words that name no last day."""
    words = validity.strip()
    if not words:
        return ""
    found = list(_END.finditer(words))
    if not found or found[-1].end() != len(words):
        return None
    year, month, day = map(int, found[-1].groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _shown(case: Case, holder: str) -> tuple[KnownLicence, ...]:
    """亮证 that the licence system confirmed as the holder's: an agent shows hers in a case of the applicant too, so an
    answer that does not name its holder (``holder``, the masked number) is nobody's.
    """
    told = [dict(ask.answer) for ask in case.asks if ask.system in VERIFIERS and ask.outcome == "pass"]
    return tuple(
        KnownLicence(each["name"], each.get("number", ""), each["id"], until=each.get("until", ""))
        for each in told
        if each.get("id") and each.get("name") and held_by(each.get("holder", ""), holder)
    )


def held_by(told: str, number: str) -> bool:
    """Whether the holder that an answer names (a masked number) is who has ``number``."""
    return bool(told) and told.upper() == mask_number(number).upper()


def strange_holder(case: Case, told: str) -> bool:
    """Whether an answer names a holder who is neither applicant nor agent of the case; an unnamed one is nobody."""
    if not told or case.intake is None:
        return False
    agent = case.intake.agent
    own = (case.intake.applicant.id_number, agent.person.id_number if agent is not None else "")
    return not any(held_by(told, number) for number in own if number)


def names_licence(prefill: str) -> bool:
    """Whether a source of a field is a licence: ``licence.ELEMENT:NAME``, where NAME is part of the licence's name."""
    owner, _, rest = prefill.partition(".")
    element, _, name = rest.partition(":")
    return owner == LICENCE and element in ELEMENTS and bool(name.strip())


def told_by(field: FormField, licences: Iterable[KnownLicence], today: date | None = None) -> Told | None:
    """What the newest licence that the field names says for it."""
    if not names_licence(field.prefill):
        return None
    element, _, name = field.prefill.partition(".")[2].partition(":")
    for licence in licences:
        value = str(getattr(licence, element))
        if name.strip() in licence.name and value:
            return Told(value, licence.name, licence.number or licence.id, today)
    return None
