"""区域通办, 全省通办, 跨省通办 (S3 一(二)): received here, handled there; the other area says that it has the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, need

SYSTEM = "cross-area"
MODES = ("全程网办", "异地代收代办", "多地联办")


class Areas(Protocol):
    """Port of the other areas."""

    def send(self, case: str, to: str, mode: str) -> Record:
        """Offer a case to the area with division code ``to``."""
        ...

    def take(self, case: str, area: str) -> Record:
        """The area takes it. Raises PartnerError when it was offered to another, or not at all."""
        ...


class ReferenceAreas:
    """Offers by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def send(self, case: str, to: str, mode: str) -> Record:
        """Offer a case to an area; to another only while nobody took it."""
        found = self._shelf.get(case)
        if found is not None and found.state == "taken":
            raise PartnerError("taken", f"办理地{found.data['to']}已接收。")
        return self._shelf.put(case, "offered", {"to": to, "mode": mode})

    def take(self, case: str, area: str) -> Record:
        """The area takes it."""
        found = self._shelf.get(case)
        if found is None or found.data["to"] != area:
            raise PartnerError("not-offered", "没有移交给该地区。")
        number = found.data.get("number") or f"TB{self._shelf.number('number'):08d}"
        return self._shelf.put(case, "taken", {**found.data, "number": number})


def answer(port: Areas, ask: Ask, file: CaseFile) -> Answer:
    """Offer this case to the area ``to``, in one of the three ``mode``\\ s."""
    mode = ask.need("mode")
    if mode not in MODES:
        raise PartnerError("mode", "通办方式须为全程网办、异地代收代办或多地联办。")
    offered = port.send(str(file.case), ask.need("to"), mode)
    return Answer("offered", f"已移交{offered.data['to']}，待接收。", dict(offered.data))


def tell(port: Areas, file: CaseFile, data: Mapping[str, str], words: str) -> Answer:
    """The ``area`` says that it has taken the case."""
    taken = port.take(str(file.case), need(data, "area"))
    text = f"办理地已接收，编号{taken.data['number']}。{words}".strip()
    return Answer("taken", text, {"area": taken.data["to"], "number": taken.data["number"]})
