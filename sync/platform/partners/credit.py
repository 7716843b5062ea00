"""信用 (S3 三(三)): 逢办必查 at 收件 and before a decision. What comes back is a result code, never the record."""

from __future__ import annotations

from typing import Protocol

from sync.platform.partners.base import (
    FAIL,
    PASS,
    Answer,
    Ask,
    Bench,
    CaseFile,
    Holder,
    holder_of,
    keyed_digest,
)

SYSTEM = "credit"
CODES = {"00": "无不良信用记录", "10": "有一般不良信用记录", "20": "有较严重不良信用记录"}
GRAVE = "20"
"""S0 10(1): with a record of this grade there is no 告知承诺; the ordinary way stays open."""


class Credit(Protocol):
    """Port of the credit platform."""

    def check(self, holder: Holder) -> str:
        """The grade of a holder: a key of ``CODES``."""
        ...


class ReferenceCredit:
    """Grades under a keyed digest; the records behind them are not here at all."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._key = bench.key

    def check(self, holder: Holder) -> str:
        """The grade of a holder; somebody without an entry has no record."""
        found = self._shelf.get(keyed_digest(self._key, holder))
        return found.state if found is not None and found.state in CODES else "00"


def answer(port: Credit, ask: Ask, file: CaseFile, today: str) -> Answer:
    """Check the applicant (or, ``subject`` ``agent``, the agent)."""
    code = port.check(holder_of(ask, file))
    outcome = FAIL if code == GRAVE else PASS
    return Answer(outcome, f"{CODES[code]}。", {"code": code, "as_of": today})
