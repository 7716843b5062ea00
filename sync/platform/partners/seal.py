"""电子印章 (S1 17, S4 10–11; GB/T 38540): the unified seal service signs a digest and logs it; never a picture."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError
from sync.wire.signing import verifier_for

SYSTEM = "seal"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Sealed:
    """One line of the seal log: its number, the seal, the signature (base64) and the key that made it."""

    log: str
    seal: str
    signature: str
    key: str


class Seals(Protocol):
    """Port of the unified seal service."""

    def sign(self, seal: str, digest: str, document: str, case: str) -> Sealed:
        """Seal a document by its digest. Raises PartnerError for a seal that is not registered or is suspended."""
        ...

    def check(self, digest: str, log: str) -> bool:
        """Whether the log has this digest under ``log``, with a signature that holds."""
        ...


class ReferenceSeals:
    """Registered seals and the log; the platform's key stands for the seal's (a deployment uses SM2)."""

    def __init__(self, bench: Bench) -> None:
        self._seals = bench.shelf(SYSTEM)
        self._log = bench.shelf("seal-log")
        self._signer = bench.signer

    def sign(self, seal: str, digest: str, document: str, case: str) -> Sealed:
        """Seal a document by its digest."""
        registered = self._seals.get(seal)
        if registered is None or registered.state != "active":
            raise PartnerError("seal-unregistered", f"印章“{seal}”未在统一印章系统备案或已停用。")
        log = f"YZ{self._log.number('log'):010d}"
        signature = base64.b64encode(self._signer.sign(_message(log, seal, digest))).decode()
        data = {"seal": seal, "digest": digest, "document": document, "case": case}
        self._log.put(log, "signed", {**data, "signature": signature, "key": self._signer.key})
        return Sealed(log, seal, signature, self._signer.key)

    def check(self, digest: str, log: str) -> bool:
        """Whether the log has this digest under ``log``, with a signature that holds."""
        found = self._log.get(log)
        if found is None or found.data["digest"] != digest:
            return False
        message = _message(log, found.data["seal"], digest)
        return verifier_for(found.data["key"]).verify(message, base64.b64decode(found.data["signature"]))


def _message(log: str, seal: str, digest: str) -> bytes:
    return f"{log}\n{seal}\n{digest}".encode()


def answer(port: Seals, ask: Ask, file: CaseFile) -> Answer:
    """Seal a paper of this case: ``subject`` is its document id, ``digest`` SHA-256 (hex) of the file."""
    if ask.subject not in file.papers():
        raise PartnerError("paper-unknown", "平台没有这份文书的编号记录（或已作废），不能用印。")
    digest = ask.need("digest")
    if not _DIGEST.fullmatch(digest):
        raise PartnerError("digest", "文书摘要格式不对。")
    done = port.sign(ask.need("seal"), digest, ask.subject, str(file.case))
    data = {
        "log": done.log,
        "seal": done.seal,
        "signature": done.signature,
        "key": done.key,
        "digest": digest,
    }
    return Answer("sealed", f"已加盖“{done.seal}”，用印日志{done.log}。", data)
