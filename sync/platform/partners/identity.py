"""统一身份认证 (S0 17, S1 8): one account a person, whatever the hall; how strongly the identity was proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sync.platform.partners.base import (
    FAIL,
    PASS,
    Answer,
    Ask,
    Bench,
    CaseFile,
    Holder,
    PartnerError,
    holder_of,
    keyed_digest,
)

SYSTEM = "identity"
LEVELS = {"typed": "1", "card": "2", "face": "3", "ca": "4"}
"""Level of assurance by how the person was identified: typed, card read, card and live face, certificate."""


@dataclass(frozen=True)
class Account:
    """Who it is in the unified system, the level of assurance reached so far, and whether it was there before."""

    subject: str
    level: str
    known: bool


class Identity(Protocol):
    """Port of the unified identity."""

    def bind(self, holder: Holder, method: str) -> Account:
        """The one account of a person; opened when there is none. ``method`` is a key of ``LEVELS``."""
        ...

    def staff(self, operator: str, today: str) -> str:
        """Until when (ISO date) an operator may work, empty when not or no longer."""
        ...


class ReferenceIdentity:
    """Accounts under a keyed digest; staff by their number."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._staff = bench.shelf("staff")
        self._key = bench.key

    def bind(self, holder: Holder, method: str) -> Account:
        """The one account of a person; its level rises and never falls."""
        level = LEVELS.get(method)
        if level is None:
            raise PartnerError("method", "未知的核验方式。")
        digest = keyed_digest(self._key, holder)
        found = self._shelf.get(digest)
        subject = found.data["subject"] if found else f"S{self._shelf.number('subject'):010d}"
        best = max(level, found.data["level"]) if found else level
        self._shelf.put(digest, "open", {"subject": subject, "level": best})
        return Account(subject, best, found is not None)

    def staff(self, operator: str, today: str) -> str:
        """Until when an operator may work."""
        found = self._staff.get(operator)
        until = found.data.get("until", "") if found and found.state == "active" else ""
        return until if until >= today else ""


def answer(port: Identity, ask: Ask, file: CaseFile, today: str) -> Answer:
    """Bind the applicant (or agent) to an account, or check the operator who asks."""
    if ask.subject == "operator":
        until = port.staff(ask.operator, today)
        words = f"人员在册，有效期至{until}。" if until else "统一身份认证中没有该人员或已停用。"
        return Answer(PASS if until else FAIL, words, {"until": until})
    account = port.bind(holder_of(ask, file), ask.data.get("method", "typed"))
    words = "已关联统一身份账号。" if account.known else "已在统一身份认证开户并关联。"
    return Answer(PASS, words, {"subject_id": account.subject, "loa": account.level})
