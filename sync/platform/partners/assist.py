"""帮代办, 上门服务 (S2, S3 三(二)): a helper is wanted, one is named, the visit is reported. Voluntary and free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, need

SYSTEM = "assist"


class Assist(Protocol):
    """Port of the office that sends helpers."""

    def want(self, case: str, kind: str, when: str) -> Record:
        """Ask for a helper."""
        ...

    def assign(self, case: str, helper: str) -> Record:
        """Name the helper (工号). Raises PartnerError when nobody was asked for."""
        ...

    def done(self, case: str) -> Record:
        """The visit was made. Raises PartnerError before a helper was named."""
        ...


class ReferenceAssist:
    """Requests by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def want(self, case: str, kind: str, when: str) -> Record:
        """Ask for a helper; once."""
        found = self._shelf.get(case)
        if found is not None and found.state != "done":
            return found
        return self._shelf.put(
            case, "wanted", {"kind": kind, "when": when, "number": f"BB{self._shelf.number('n'):08d}"}
        )

    def assign(self, case: str, helper: str) -> Record:
        """Name the helper."""
        found = self._shelf.get(case)
        if found is None or found.state == "done":
            raise PartnerError("not-wanted", "没有待派单的帮代办申请。")
        return self._shelf.put(case, "assigned", {**found.data, "helper": helper})

    def done(self, case: str) -> Record:
        """The visit was made."""
        found = self._shelf.get(case)
        if found is None or found.state != "assigned":
            raise PartnerError("not-assigned", "尚未派单。")
        return self._shelf.put(case, "done", found.data)


def answer(port: Assist, ask: Ask, file: CaseFile) -> Answer:
    """Ask for a helper: ``kind`` 帮办, 代办 or 上门; ``when`` in words."""
    kind = ask.need("kind")
    if kind not in ("帮办", "代办", "上门"):
        raise PartnerError("kind", "服务方式须为帮办、代办或上门。")
    wanted = port.want(str(file.case), kind, ask.data.get("when", ""))
    # Who asks twice is told of what stands, not of what she asked for now.
    number, stands = wanted.data["number"], wanted.data["kind"]
    return Answer(wanted.state, f"{stands}申请已登记，编号{number}。", {"number": number})


def tell(port: Assist, file: CaseFile, outcome: str, data: Mapping[str, str], words: str) -> Answer:
    """A helper was named (``assigned``), or was there (``done``)."""
    if outcome == "assigned":
        named = port.assign(str(file.case), need(data, "helper"))
        return Answer(
            "assigned",
            f"已派单，帮办人员{named.data['helper']}。{words}".strip(),
            {"helper": named.data["helper"]},
        )
    if outcome == "done":
        port.done(str(file.case))
        return Answer("done", words or "帮代办服务已完成。", {})
    raise PartnerError("outcome", "须为已派单或已完成。")
