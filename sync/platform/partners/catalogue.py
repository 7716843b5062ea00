"""证明事项清单 and 事项目录 (S0 7, 12–13; S1 3, 12): which version counts; a mistake in it is reported and answered.

The list and the catalogue themselves travel as signed bundles; here a desk only learns that its own is old.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import FAIL, KEPT, PASS, UNKNOWN, Answer, Ask, Bench, PartnerError, need

SYSTEM = "catalogue"
PROOFS = "proof-list"


class Catalogues(Protocol):
    """Port of the office that keeps the lists."""

    def version(self, which: str) -> str:
        """Present version of the catalogue or the proof list, empty when none was published."""
        ...

    def listed(self, proof: str) -> bool:
        """Whether a proof is on the list: one that is not may not be demanded (S0 12)."""
        ...

    def report(self, which: str, subject: str, words: str, case: str) -> str:
        """Take the report of a mistake (事项纠错); gives its number."""
        ...

    def settle(self, number: str, result: str) -> None:
        """A report was dealt with. Raises PartnerError for an unknown one."""
        ...


class ReferenceCatalogues:
    """Versions, proofs and reports."""

    def __init__(self, bench: Bench) -> None:
        self._versions = bench.shelf(SYSTEM)
        self._proofs = bench.shelf(PROOFS)
        self._reports = bench.shelf("catalogue-reports")

    def version(self, which: str) -> str:
        """Present version."""
        found = self._versions.get(which)
        return found.state if found else ""

    def listed(self, proof: str) -> bool:
        """Whether a proof is on the list."""
        found = self._proofs.get(proof)
        return found is not None and found.state == "listed"

    def report(self, which: str, subject: str, words: str, case: str) -> str:
        """Take the report of a mistake."""
        number = f"JC{self._reports.number('n'):08d}"
        self._reports.put(number, "open", {"which": which, "subject": subject, "words": words, "case": case})
        return number

    def settle(self, number: str, result: str) -> None:
        """A report was dealt with."""
        found = self._reports.get(number)
        if found is None or found.state != "open":
            raise PartnerError("report", "没有这一待处理的纠错。")
        self._reports.put(number, "settled", {**found.data, "result": result})


def answer(port: Catalogues, ask: Ask) -> Answer:
    """``action`` report (``words``); otherwise the desk's ``version``, or (proof list) the proof ``subject``."""
    if ask.data.get("action") == "report":
        number = port.report(ask.system, ask.subject, ask.need("words"), str(ask.case))
        return Answer(KEPT, f"纠错已受理，编号{number}。", {"number": number})
    if ask.system == PROOFS and ask.subject:
        on = port.listed(ask.subject)
        words = "在证明事项清单内。" if on else "不在证明事项清单内，不得索要。"
        return Answer(PASS if on else FAIL, words, {"proof": ask.subject})
    now = port.version(ask.system)
    if not now:
        return Answer(UNKNOWN, "平台尚未发布版本。", {})
    same = now == ask.need("version")
    return Answer(
        PASS if same else FAIL, f"现行版本{now}。" if same else f"已有新版本{now}，请更新。", {"version": now}
    )


def tell(port: Catalogues, data: Mapping[str, str], words: str) -> Answer:
    """The office answers report ``number``."""
    number = need(data, "number")
    port.settle(number, words)
    return Answer("settled", words or "纠错已处理。", {"number": number})
