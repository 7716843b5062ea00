"""电子监察 (S1 11, 28): the whole course of every case as exchange objects, and a light on what runs late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, Past

SYSTEM = "supervision"
YELLOW_DAYS = 3
"""Days before the end of the period from which the light is yellow; a setting of the supervising office."""

LIGHTS = {"green": "正常", "yellow": "临期预警", "red": "超期红灯", "done": "已办结"}
_DONE = frozenset({"declined", "withdrawn", "deemed_withdrawn", "granted", "refused", "ready", "served"})
_OBJECTS: Mapping[str, str] = {
    "received": "申办",
    "notice_issued": "补交告知",
    "corrections_completed": "补交受理",
    "accepted": "受理",
    "declined": "受理",
    "transferred": "审批",
    "granted": "办结",
    "refused": "办结",
    "withdrawn": "办结",
    "deemed_withdrawn": "办结",
    "handed_over": "领取登记",
}
"""Which exchange object of the field an event is reported as."""


@dataclass(frozen=True)
class Stage:
    """One line of the feed: the object, its moment, who acted, and the field's own names for the values."""

    position: int
    case: str
    object: str
    fields: Mapping[str, str]


class Supervision(Protocol):
    """Port of the electronic supervision."""

    def light(self, file: CaseFile) -> str:
        """The light of a case today: a key of ``LIGHTS``."""
        ...


class ReferenceSupervision:
    """A light from the dates of the case; days are calendar days, since public holidays are not known here."""

    def __init__(self, bench: Bench) -> None:
        self._today = bench.today

    def light(self, file: CaseFile) -> str:
        """The light of a case today."""
        if file.stage in _DONE:
            return "done"
        if not file.due:
            return "green"
        left = (date.fromisoformat(file.due) - date.fromisoformat(self._today)).days
        return "red" if left < 0 else "yellow" if left <= YELLOW_DAYS else "green"


def stages(file: CaseFile) -> list[Stage]:
    """The case as the feed reports it, in the order of the log: item, person who acted, moment; no applicant."""
    return [_stage(file, past) for past in file.history if past.type in _OBJECTS]


def _stage(file: CaseFile, past: Past) -> Stage:
    by = _part(past.payload, "by")
    fields = {
        "SXBM": file.item_code,
        "SXMC": file.item_name,
        "YWLSH": str(file.case),
        "BLRXM": str(by.get("name", "")),
        "BLRGH": str(by.get("number", "")),
        "SJ": str(_part(past.payload, "at").get("ms", "")),
    }
    return Stage(past.position, str(file.case), _OBJECTS[past.type], fields)


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, Mapping) else {}


def answer(port: Supervision, ask: Ask, file: CaseFile) -> Answer:
    """The light of this case, and the objects that were reported of it so far."""
    light = port.light(file)
    told = [stage.object for stage in stages(file)]
    return Answer(light, f"监察状态：{LIGHTS[light]}。", {"due": file.due, "objects": " ".join(told)})


def tell(data: Mapping[str, str], words: str) -> Answer:
    """督办: the supervising office wants something done."""
    return Answer("urged", words or "监察部门督办，请尽快处理。", dict(data))
