"""排队叫号与预约 (S0 23, S2, S3 三(一)): tickets without any cap; an appointment is a comfort, never a condition."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record

SYSTEM = "queue"
_SEATS = "#seats"


class Queue(Protocol):
    """Port of the queue system of a hall."""

    def ticket(self, kind: str, case: str) -> Record:
        """Draw the next ticket of today. There is no limit."""
        ...

    def call(self, kind: str, device: str) -> Record | None:
        """Call the ticket that waited longest, or None."""
        ...

    def book(self, day: str, slot: str, case: str) -> bool:
        """Book an appointment; False when the slot is full (the way without appointment stays open)."""
        ...


class ReferenceQueue:
    """Tickets by day and kind; appointments by day and slot."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._booked = bench.shelf("appointments")
        self._today = bench.today

    def ticket(self, kind: str, case: str) -> Record:
        """Draw the next ticket of today."""
        n = self._shelf.number(f"{self._today}/{kind}")
        return self._shelf.put(f"{self._today}/{kind}{n:04d}", "waiting", {"case": case, "kind": kind})

    def call(self, kind: str, device: str) -> Record | None:
        """Call the ticket that waited longest."""
        for found in self._shelf.all("waiting"):
            if found.key.startswith(f"{self._today}/") and found.data["kind"] == kind:
                return self._shelf.put(found.key, "called", {**found.data, "device": device})
        return None

    def book(self, day: str, slot: str, case: str) -> bool:
        """Book an appointment; the same case again keeps its seat."""
        taken = [r for r in self._booked.all("booked") if r.data["at"] == f"{day} {slot}"]
        seats = self._booked.get(_SEATS)
        limit = int(seats.data["n"]) if seats else 0
        if limit and len(taken) >= limit and case not in [r.key for r in taken]:
            return False
        self._booked.put(case, "booked", {"at": f"{day} {slot}"})
        return True


def answer(port: Queue, ask: Ask, file: CaseFile) -> Answer:
    """``action``: ticket, call (the next for this window), book (``day``, ``slot``)."""
    kind = ask.data.get("kind", "A")
    if ask.data.get("action") == "call":
        called = port.call(kind, ask.device)
        if called is None:
            return Answer("nobody", "当前无人等候。", {})
        return Answer("called", f"请{_number(called)}到窗口办理。", {"ticket": _number(called)})
    if ask.data.get("action") == "book":
        return _book(port, ask, file)
    drawn = port.ticket(kind, str(file.case))
    return Answer("waiting", f"排队号{_number(drawn)}。", {"ticket": _number(drawn)})


def _book(port: Queue, ask: Ask, file: CaseFile) -> Answer:
    try:
        day = date.fromisoformat(ask.need("day")).isoformat()
    except ValueError:
        raise PartnerError("day", "预约日期格式不对。") from None
    slot = ask.need("slot")
    if port.book(day, slot, str(file.case)):
        return Answer("booked", f"已预约{day} {slot}。", {"day": day, "slot": slot})
    return Answer("full", "该时段预约已满，可改约，也可以不预约直接到现场取号。", {"day": day, "slot": slot})


def _number(record: Record) -> str:
    return record.key.partition("/")[2]
