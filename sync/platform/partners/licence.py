"""电子证照 (S0 24, S1 18; GB/T 36904): find, verify, issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.platform.partners.base import (
    FAIL,
    PASS,
    UNKNOWN,
    Answer,
    Ask,
    Bench,
    CaseFile,
    Holder,
    PartnerError,
    holder_of,
    keyed_digest,
    masked_number,
)

SYSTEM = "licence"
_ROOT = "1.2.156.3005.2"
_FORM = re.compile(r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]+)\.([0-9A-Z]+)\.([0-9A-Z]{3})\.([0-9A-Z])")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER = "other"
"""Instead of a number: somebody holds the licence who is neither applicant nor agent of the case."""
_GRANTED = ("granted", "ready", "served")


@dataclass(frozen=True)
class Licence:
    """An e-licence: 证照标识, name, state (valid, revoked, expired) and last day of validity (ISO, empty: none);
    ``number`` is its 证照编号, ``holder`` the keyed digest of who holds it, either empty where it is not known.
    """

    id: str
    name: str
    state: str
    until: str
    number: str = ""
    holder: str = ""


class Licences(Protocol):
    """Port of the e-licence system."""

    def of(self, holder: Holder) -> Sequence[Licence]:
        """Valid licences of a holder."""
        ...

    def verify(self, identifier: str, today: str) -> Licence | None:
        """The licence as it is today, or None. Raises PartnerError when the identifier cannot be right."""
        ...

    def issue(
        self, holder: Holder, type_code: str, issuer: str, name: str, until: str, number: str = ""
    ) -> Licence:
        """Make a licence for a holder. Raises PartnerError for codes of a wrong form."""
        ...


class ReferenceLicences:
    """Licences by identifier, their holders as keyed digests."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._key = bench.key

    def of(self, holder: Holder) -> Sequence[Licence]:
        """Valid licences of a holder."""
        digest = keyed_digest(self._key, holder)
        found = [r for r in self._shelf.all("valid") if r.data.get("holder") == digest]
        return [Licence(r.key, r.data["name"], r.state, r.data["until"]) for r in found]

    def verify(self, identifier: str, today: str) -> Licence | None:
        """The licence as it is today."""
        match = _FORM.fullmatch(identifier)
        if match is None or check_character("".join(match.groups()[:4])) != match[5]:
            raise PartnerError("identifier", "证照标识校验位不符，请重新扫描。")
        found = self._shelf.get(identifier)
        if found is None:
            return None
        until = found.data["until"]
        state = "expired" if found.state == "valid" and until and until < today else found.state
        return Licence(
            identifier, found.data["name"], state, until, found.data.get("number", ""), found.data.get("holder", "")
        )

    def issue(
        self, holder: Holder, type_code: str, issuer: str, name: str, until: str, number: str = ""
    ) -> Licence:
        """Make a licence for a holder, version 001."""
        parts = [type_code, issuer, f"{self._shelf.number(type_code + issuer):09d}", "001"]
        identifier = ".".join([_ROOT, *parts, check_character("".join(parts))])
        if not _FORM.fullmatch(identifier):
            raise PartnerError("codes", "证照类型代码或颁发机构代码格式不对。")
        data = {"holder": keyed_digest(self._key, holder), "name": name, "until": until, "number": number}
        self._shelf.put(identifier, "valid", data)
        return Licence(identifier, name, "valid", until)


def check_character(text: str) -> str:
    """Check character over digits and capitals, ISO 7064 MOD 37,36. Raises PartnerError for other characters."""
    rest = 36
    for character in text:
        if character not in _ALPHABET:
            raise PartnerError("codes", "证照标识只能由数字和大写字母组成。")
        rest = ((rest + _ALPHABET.index(character)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - rest) % 36]


def named_holder(found: Licence, key: bytes, file: CaseFile) -> str:
    """Who holds it as an answer may say it: the masked number of the applicant or the agent, ``other`` for somebody
    else, "" where the register does not say.
    """
    if not found.holder:
        return ""
    for party in (file.applicant, file.agent):
        if party is not None and party.id_number and keyed_digest(key, party) == found.holder:
            return masked_number(party.id_number)
    return OTHER


def told(found: Licence, key: bytes, file: CaseFile) -> dict[str, str]:
    """What an answer says of a licence: nothing of its holder but whether it is one of the case's own people."""
    said = {
        "id": found.id, "name": found.name, "state": found.state, "until": found.until, "number": found.number,
        "holder": named_holder(found, key, file),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value or name == "until"}


def answer(port: Licences, key: bytes, ask: Ask, file: CaseFile, today: str) -> Answer:
    """``action``: find (licences of the applicant), verify (``subject`` is the identifier), issue (after 准予)."""
    action = ask.data.get("action", "find")
    if action == "verify":
        found = port.verify(ask.subject, today)
        if found is None:
            return Answer(UNKNOWN, "电子证照库中没有该证照。", {"id": ask.subject})
        good = found.state == "valid"
        words = f"{found.name}有效。" if good else f"{found.name}已失效（{found.state}）。"
        return Answer(PASS if good else FAIL, words, told(found, key, file))
    holder = holder_of(ask, file)
    if action == "issue":
        if file.stage not in _GRANTED:
            raise PartnerError("not-granted", "尚未作出准予决定，不能制发电子证照。")
        made = port.issue(
            holder, ask.need("type"), ask.need("issuer"), ask.need("name"), ask.data.get("until", ""),
            ask.data.get("number", ""),
        )  # fmt: skip
        return Answer("issued", f"{made.name}已制发。", {"id": made.id, "name": made.name})
    owned = port.of(holder)
    data = {one.id: one.name for one in owned}
    return Answer(PASS if owned else UNKNOWN, f"查到{len(owned)}件有效证照。", data)
