"""The eight outward steps as the platform tells them of a case (S2 规范2 三(二)8): begun, ended, who, where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sync.platform.partners.base import CaseFile, Past

NAMES = ("申请", "材料补正", "原件预审", "缴费", "物流", "受理", "办结", "签收")
_BEGINS: Mapping[str, tuple[str, ...]] = {
    "received": ("申请", "原件预审", "受理"),
    "notice_issued": ("材料补正",),
    "accepted": ("办结",),
    "granted": ("签收",),
    "refused": ("签收",),
}
_ENDS: Mapping[str, tuple[str, ...]] = {
    "received": ("申请", "原件预审"),
    "corrections_completed": ("材料补正", "原件预审"),
    "accepted": ("受理",),
    "granted": ("办结",),
    "refused": ("办结",),
    "handed_over": ("签收",),
}
_ASKED = {"payment": "缴费", "courier": "物流"}
_SETTLED = frozenset({"paid", "delivered"})


@dataclass(frozen=True)
class Step:
    """A step: UTC milliseconds, None while it did not begin or end; who did it and at which window."""

    name: str
    start_ms: int | None = None
    end_ms: int | None = None
    person: str = ""
    window: str = ""

    @property
    def minutes(self) -> int | None:
        """How long it took."""
        if self.start_ms is None or self.end_ms is None:
            return None
        return max(self.end_ms - self.start_ms, 0) // 60_000


def steps(file: CaseFile) -> list[Step]:
    """All eight in the handbook's order; what did not begin is there without times."""
    start: dict[str, int] = {}
    end: dict[str, int] = {}
    person: dict[str, str] = {}
    window = next((_window(past) for past in file.history if _window(past)), "")
    for past in file.history:
        moment = _moment(past)
        if past.type == "notice_withdrawn" and past.payload.get("corrected") is not True:
            start.pop("材料补正", None)  # nobody was given that notice
        if past.type in ("service_undone", "parcel_returned"):
            # What counted as served did not reach whom it belongs to.
            end.pop("签收", None)
            person.pop("签收", None)
        for name in _begun(past):
            start.setdefault(name, moment)
        for name in _ended(past):
            end[name] = moment
            person[name] = str(_part(past.payload, "by").get("name", ""))
    return [
        Step(name, start.get(name), end.get(name), person.get(name, ""), window if name in start else "")
        for name in NAMES
    ]


def _begun(past: Past) -> Iterator[str]:
    yield from _BEGINS.get(past.type, ())
    if past.type == "partner_asked" and past.payload.get("system") in _ASKED:
        yield _ASKED[str(past.payload["system"])]


def _ended(past: Past) -> Iterator[str]:
    yield from _ENDS.get(past.type, ())
    told = past.payload
    if past.type == "partner_answered" and told.get("system") in _ASKED and told.get("outcome") in _SETTLED:
        yield _ASKED[str(told["system"])]


def _moment(past: Past) -> int:
    at = _part(past.payload, "handed_at") if past.type == "received" else {}
    ms = (at or _part(past.payload, "at")).get("ms")
    return ms if isinstance(ms, int) else 0


def _window(past: Past) -> str:
    return str(_part(past.payload, "place").get("window", "")) if past.type == "paper_issued" else ""


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, Mapping) else {}
