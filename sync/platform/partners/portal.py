"""辽宁政务服务网 (S0 7/12/14, S1 7): a draft begun at home is fetched at the window with its code, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import UNKNOWN, Answer, Ask, Bench, CaseFile, PartnerError, Record

SYSTEM = "portal"


class Portal(Protocol):
    """Port of the public portal."""

    def draft(self, code: str) -> Record | None:
        """The draft behind a code, or None; its data are ``item`` and the fields of the form."""
        ...

    def taken(self, code: str, case: str) -> None:
        """The draft became a case: the portal shows where it is handled."""
        ...


class ReferencePortal:
    """Drafts by code."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def draft(self, code: str) -> Record | None:
        """The draft behind a code."""
        return self._shelf.get(code)

    def taken(self, code: str, case: str) -> None:
        """The draft became a case."""
        found = self._shelf.get(code)
        if found is not None:
            self._shelf.put(code, "taken", {**found.data, "case": case})


def answer(port: Portal, ask: Ask, file: CaseFile) -> Answer:
    """Fetch the draft with the code ``subject``: the fields of its form."""
    found = port.draft(ask.subject)
    if found is None:
        return Answer(UNKNOWN, "没有这一预填编号，可在窗口直接填写。", {})
    fields: Mapping[str, str] = {n: v for n, v in found.data.items() if n not in ("item", "case")}
    item = found.data.get("item", "")
    if file.item_code and item and item != file.item_code:
        raise PartnerError("other-item", "预填的是另一事项。")
    if found.data.get("case", str(file.case)) != str(file.case):
        raise PartnerError("taken", "这一预填已在其他窗口办理。")
    port.taken(ask.subject, str(file.case))
    return Answer("draft", f"已取回网上预填，共{len(fields)}项。", fields)
