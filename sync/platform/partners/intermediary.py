"""中介服务 (S2, S3, S4 27–29): only services on the published list; when it began and ended is noted."""

from __future__ import annotations

from typing import Protocol

from sync.platform.partners.base import FAIL, PASS, Answer, Ask, Bench, CaseFile

SYSTEM = "intermediary"


class Intermediaries(Protocol):
    """Port of the market of intermediary services."""

    def listed(self, service: str) -> bool:
        """Whether a service is on the 中介服务清单: one that is not may not be demanded."""
        ...

    def note(self, case: str, service: str, began: str, ended: str) -> None:
        """Note the time node of a service (ISO dates, ``ended`` empty while it runs)."""
        ...


class ReferenceIntermediaries:
    """The list by name of the service; nodes by case and service."""

    def __init__(self, bench: Bench) -> None:
        self._list = bench.shelf(SYSTEM)
        self._nodes = bench.shelf("intermediary-nodes")

    def listed(self, service: str) -> bool:
        """Whether a service is on the list."""
        found = self._list.get(service)
        return found is not None and found.state == "listed"

    def note(self, case: str, service: str, began: str, ended: str) -> None:
        """Note the time node of a service."""
        state = "ended" if ended else "running"
        self._nodes.put(f"{case}/{service}", state, {"began": began, "ended": ended})


def answer(port: Intermediaries, ask: Ask, file: CaseFile) -> Answer:
    """``subject`` is the service; ``began``, ``ended`` its dates."""
    if not port.listed(ask.subject):
        return Answer(
            FAIL, f"“{ask.subject}”不在中介服务清单内，不得要求申请人委托。", {"service": ask.subject}
        )
    began, ended = ask.data.get("began", ""), ask.data.get("ended", "")
    if began:
        port.note(str(file.case), ask.subject, began, ended)
    return Answer(
        PASS, "在中介服务清单内，时间节点已登记。", {"service": ask.subject, "began": began, "ended": ended}
    )
