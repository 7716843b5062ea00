"""电子签名 (S0 24, S1 17; 电子签名法 13): what was signed at the desk is deposited by its digest, with a time.

The pad, the strokes and the digest are the desk's; a certificate of a CA is the CA's.
"""

from __future__ import annotations

import re
from typing import Protocol

from sync.platform.partners.base import FAIL, KEPT, PASS, Answer, Ask, Bench, CaseFile, PartnerError

SYSTEM = "signature"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Signatures(Protocol):
    """Port of the deposit of signatures."""

    def deposit(self, digest: str, case: str, device: str) -> str:
        """Keep a digest; gives the number of the evidence. The same digest keeps its number."""
        ...

    def find(self, digest: str) -> str:
        """Number of the evidence, empty when nothing with this digest was deposited."""
        ...


class ReferenceSignatures:
    """Digests with the time they came in."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def deposit(self, digest: str, case: str, device: str) -> str:
        """Keep a digest."""
        found = self._shelf.get(digest)
        if found is not None:
            return found.data["evidence"]
        evidence = f"QM{self._shelf.number('evidence'):010d}"
        self._shelf.put(digest, "kept", {"evidence": evidence, "case": case, "device": device})
        return evidence

    def find(self, digest: str) -> str:
        """Number of the evidence."""
        found = self._shelf.get(digest)
        return found.data["evidence"] if found else ""


def answer(port: Signatures, ask: Ask, file: CaseFile) -> Answer:
    """``subject`` is the digest (SHA-256, hex); ``action`` verify asks whether it was deposited."""
    if not _DIGEST.fullmatch(ask.subject):
        raise PartnerError("digest", "签名摘要格式不对。")
    if ask.data.get("action") == "verify":
        known = port.find(ask.subject)
        words = f"与存证{known}一致。" if known else "没有这一签名的存证。"
        return Answer(PASS if known else FAIL, words, {"evidence": known})
    evidence = port.deposit(ask.subject, str(file.case), ask.device)
    return Answer(KEPT, f"签名已存证，编号{evidence}。", {"evidence": evidence})
