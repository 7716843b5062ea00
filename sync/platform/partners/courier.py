"""邮政快递 (S0 23, S1 9): a waybill from a block of the window, its course, the proof of delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, need, whole

SYSTEM = "courier"
SERIES = "运单号"
COURSE = ("booked", "collected", "moving", "delivered")
WORDS = {
    "booked": "已下单",
    "collected": "已揽收",
    "moving": "运输中",
    "delivered": "已妥投",
    "returned": "已退回",
}


class Courier(Protocol):
    """Port of the courier."""

    def book(self, waybill: str, n: int, device: str, direction: str, case: str) -> Record:
        """Take an order. Raises PartnerError when the waybill is not of the device or was used before."""
        ...

    def move(self, waybill: str, state: str, place: str, proof: str) -> Record:
        """It moved on; delivery needs a ``proof`` (who took it, masked). Raises PartnerError for a step back."""
        ...

    def trace(self, waybill: str) -> Record | None:
        """Where a waybill stands, or None."""
        ...


class ReferenceCourier:
    """Waybills and where they are."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._platform = bench.platform

    def book(self, waybill: str, n: int, device: str, direction: str, case: str) -> Record:
        """Take an order; the same one again changes nothing."""
        if self._platform.block_holder(SERIES, n) != device or not waybill.endswith(str(n)):
            raise PartnerError("waybill-foreign", f"运单号{waybill}不在本窗口的号段内。")
        if direction not in ("in", "out"):
            raise PartnerError("direction", "寄递方向须为寄材料或寄结果。")
        found = self._shelf.get(waybill)
        if found is None:
            return self._shelf.put(waybill, "booked", {"direction": direction, "case": case})
        if (found.data["case"], found.data["direction"]) != (case, direction):
            raise PartnerError("waybill-used", f"运单号{waybill}已用于另一件。")
        return found

    def move(self, waybill: str, state: str, place: str, proof: str) -> Record:
        """It moved on."""
        found = self._shelf.get(waybill)
        if found is None:
            raise PartnerError("waybill-unknown", f"没有运单{waybill}。")
        if found.state in ("delivered", "returned") or state not in WORDS:
            raise PartnerError("course", f"运单{waybill}{WORDS[found.state]}，不能改为“{state}”。")
        if state != "returned" and COURSE.index(state) <= COURSE.index(found.state):
            raise PartnerError("course", "物流状态不能倒退。")
        if state == "delivered" and not proof:
            raise PartnerError("proof", "妥投须有签收凭证。")
        more = {name: value for name, value in (("place", place), ("proof", proof)) if value}
        return self._shelf.put(waybill, state, {**found.data, **more})

    def trace(self, waybill: str) -> Record | None:
        """Where a waybill stands."""
        return self._shelf.get(waybill)


def answer(port: Courier, ask: Ask, file: CaseFile) -> Answer:
    """Book (``subject`` the waybill, ``n`` its number in the block, ``direction``), or ask its ``state``."""
    if ask.data.get("action") == "state":
        return _answer(_of_case(port, ask.subject, file))
    n = whole(ask.data, "n")
    return _answer(port.book(ask.subject, n, ask.device, ask.need("direction"), str(file.case)))


def tell(port: Courier, file: CaseFile, outcome: str, data: Mapping[str, str]) -> Answer:
    """The courier says that ``waybill`` moved: ``outcome`` is its new state."""
    waybill = need(data, "waybill")
    _of_case(port, waybill, file)
    return _answer(port.move(waybill, outcome, data.get("place", ""), data.get("proof", "")))


def _of_case(port: Courier, waybill: str, file: CaseFile) -> Record:
    found = port.trace(waybill)
    if found is None or found.data["case"] != str(file.case):
        raise PartnerError("waybill-unknown", f"本办件没有运单{waybill}。")
    return found


def _answer(record: Record) -> Answer:
    data = {name: value for name, value in record.data.items() if name != "case"}
    return Answer(record.state, f"运单{record.key}：{WORDS[record.state]}。", {"waybill": record.key, **data})
