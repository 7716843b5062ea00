"""What all counterparts work with: a question, an answer, the case it is about, and a shelf to keep things on."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from sync.wire.signing import Signer

PASS, FAIL, UNKNOWN, KEPT, REFUSED = "pass", "fail", "unknown", "kept", "refused"
"""Outcomes that many partners share: a check passed or did not, nothing is known, it was kept, it was refused."""

_SATURDAY = 5


class PartnerError(Exception):
    """The partner refuses: ``code`` is stable, ``words`` are what a clerk reads."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words


def need(data: Mapping[str, str], name: str) -> str:
    """The value ``name`` of ``data``. Raises PartnerError when it is missing or blank."""
    value = data.get(name, "").strip()
    if not value:
        raise PartnerError("incomplete", f"缺少“{name}”，请补充后重新提交。")
    return value


def whole(data: Mapping[str, str], name: str) -> int:
    """The value ``name`` as a whole number. Raises PartnerError."""
    value = need(data, name)
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise PartnerError("number", f"“{name}”须为数字。")
    return int(value)


@dataclass(frozen=True)
class Ask:
    """A question of a desk, as it stands in the log. ``at_ms`` is when it was asked there, UTC milliseconds."""

    id: UUID
    case: UUID
    device: str
    system: str
    subject: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    operator: str = ""
    at_ms: int = 0

    def need(self, name: str) -> str:
        """A value that the question must bring. Raises PartnerError."""
        return need(self.data, name)


@dataclass(frozen=True)
class Answer:
    """What the partner says: ``outcome`` a code, ``words`` for the clerk, ``data`` values for the program."""

    outcome: str
    words: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Holder:
    """A person or organisation, as the case names it; never repeated in an answer."""

    name: str = ""
    id_type: str = ""
    id_number: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Past:
    """One event of the case: its place in the log, who wrote it, and its payload."""

    position: int
    device: str
    type: str
    payload: Mapping[str, Any]
    digest: str = ""


@dataclass(frozen=True)
class CaseFile:
    """What the platform knows of a case. Dates are ISO civil dates, empty while unknown."""

    case: UUID
    stage: str = ""
    item_code: str = ""
    item_name: str = ""
    department: str = ""
    received_on: str = ""
    accepted_on: str = ""
    due: str = ""
    decided_on: str = ""
    applicant: Holder = Holder()
    agent: Holder | None = None
    numbers: tuple[str, ...] = ()
    history: tuple[Past, ...] = ()

    def papers(self) -> Mapping[str, str]:
        """Document id → number of every paper that was issued and not voided."""
        issued = {p.payload["document_id"]: p.payload["number"] for p in self.history if _is_paper(p)}
        gone = {p.payload.get("document_id") for p in self.history if p.type == "paper_voided"}
        return {document: number for document, number in issued.items() if document not in gone}


def _is_paper(past: Past) -> bool:
    names = ("document_id", "number")
    return past.type == "paper_issued" and all(isinstance(past.payload.get(n), str) for n in names)


@dataclass(frozen=True)
class Record:
    """Something a counterpart keeps: ``key`` is its own number, ``state`` a code."""

    key: str
    state: str
    data: Mapping[str, str]
    at_ms: int


class Shelf(Protocol):
    """What one counterpart keeps; each has its own."""

    def get(self, key: str) -> Record | None:
        """The record of ``key``, or None."""
        ...

    def put(self, key: str, state: str, data: Mapping[str, str]) -> Record:
        """Keep a record, replacing the one of the same key."""
        ...

    def all(self, state: str = "") -> Sequence[Record]:
        """Every record (in this state), by key."""
        ...

    def number(self, series: str) -> int:
        """Next number of a series of this shelf, from 1, without gaps."""
        ...


@dataclass(frozen=True)
class Figures:
    """Commits and events of a device that are here, and the hash of the last commit counted."""

    commits: int
    events: int
    cases: int
    hash: str


class Platform(Protocol):
    """What the platform itself can tell a counterpart."""

    def block_holder(self, series: str, n: int) -> str:
        """The device that holds number ``n`` of a series in one of its blocks, empty when none does."""
        ...

    def case_by_number(self, number: str) -> CaseFile | None:
        """The case with this number on one of its papers, if it is exactly one."""
        ...

    def case_of(self, case_id: str) -> CaseFile | None:
        """A case by its id, or None."""
        ...

    def figures(self, device: str, through: int) -> Figures:
        """What is here of a device up to and including its commit ``through``."""
        ...


@dataclass(frozen=True)
class Bench:
    """What the reference counterparts are built upon, for one transaction. ``today`` is an ISO date in Shanghai."""

    shelf: Callable[[str], Shelf]
    platform: Platform
    signer: Signer
    key: bytes
    now_ms: int
    today: str


def keyed_digest(key: bytes, holder: Holder) -> str:
    """HMAC-SHA256 of kind and number of a document, hex: how lists name people without naming them."""
    return hmac.new(key, f"{holder.id_type}:{holder.id_number}".encode(), hashlib.sha256).hexdigest()


def holder_of(ask: Ask, file: CaseFile) -> Holder:
    """Whom a question is about: ``subject`` is ``agent``, or the applicant. Raises PartnerError when unnamed."""
    holder = file.agent if ask.subject == "agent" else file.applicant
    if holder is None or not holder.id_number:
        raise PartnerError("no-subject", "办件没有登记该人的证件号码，无法查询。")
    return holder


def weekdays_after(day: str, count: int) -> str:
    """The ``count``-th Monday-to-Friday after ``day`` (ISO dates). Public holidays are not known here."""
    at = date.fromisoformat(day)
    while count:
        at += timedelta(days=1)
        count -= at.weekday() < _SATURDAY
    return at.isoformat()


def masked_number(number: str) -> str:
    """An identity number as an answer may name somebody of the case: the first and last four characters."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def mask(text: str) -> str:
    """All but the first three and last four characters of a telephone number as stars."""
    return text if len(text) < 8 else f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
