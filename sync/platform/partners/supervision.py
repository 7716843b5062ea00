"""电子监察 (S1 11, 28): the whole course of every case as exchange objects, and a light on what runs late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, Past
from sync.platform.projection import ENDED, is_legal_act

SYSTEM = "supervision"
_SHANGHAI = timezone(timedelta(hours=8))
YELLOW_DAYS = 3
"""Days before the end of the period from which the light is yellow; a setting of the supervising office."""

LIGHTS = {"green": "正常", "yellow": "临期预警", "red": "超期红灯", "done": "已办结"}
_DONE = ENDED | {"granted", "refused", "concluded", "ready"}
_OBJECTS: Mapping[str, str] = {
    "received": "申办",
    "precheck_started": "预受理",
    "notice_issued": "补交告知",
    "corrections_completed": "补交受理",
    "accepted": "受理",
    "declined": "受理",
    "transferred": "审批",
    "granted": "办结",
    "refused": "办结",
    "withdrawn": "办结",
    "deemed_withdrawn": "办结",
    "acceptance_revoked": "办结",
    "returned_closed": "办结",
    "special_started": "特别程序申请",
    "special_ended": "特别程序结果",
    "handed_over": "领取登记",
}
"""Which exchange object of the field an event is reported as."""

COURSE = "过程"
"""A change that the field has no object of its own for; it is reported all the same (实时监察, S1 11)."""

_MOMENT: Mapping[str, str] = {
    COURSE: "GCSJ",
    "申办": "SBSJ",
    "预受理": "YSLSJ",
    "补交告知": "BZGZSJ",
    "补交受理": "BZSJ",
    "受理": "SLSJ",
    "审批": "SPSJ",
    "特别程序申请": "TBCXKSRQ",
    "特别程序结果": "TBCXJSRQ",
    "办结": "BJSJ",
    "领取登记": "LQSJ",
}
"""The name that each object has for its moment (yyyyMMddHHmmss in Shanghai)."""
_OFFICE: Mapping[str, str] = {"受理": "SLBMMC", "预受理": "YSLBMMC", "审批": "SPBMMC", "办结": "BJBMMC"}
_RESULT: Mapping[str, str] = {
    "granted": "准予",
    "refused": "不予",
    "withdrawn": "撤回",
    "deemed_withdrawn": "视为撤回",
    "acceptance_revoked": "撤销受理",
    "returned_closed": "退件办结",
}


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
    """The case as the feed reports it, in the order of the log: item, person who acted, moment, and by which channel it
    came (TJFS: 窗口 驿站 自助 网上 邮寄 上门 热线 移动端 …, an open list); no applicant.

    Every act of law is reported, whether or not it has an exchange object; facts about paper and partners are not.
    """
    return [_stage(file, past) for past in file.history if past.type in _OBJECTS or is_legal_act(past.type)]


def _stage(file: CaseFile, past: Past) -> Stage:
    by = _part(past.payload, "by")
    name = _OBJECTS.get(past.type, COURSE)
    fields = {
        "SXBM": file.item_code,
        "SXMC": file.item_name,
        "YWLSH": str(file.case),
        "BLRXM": str(by.get("name", "")),
        "BLRGH": str(by.get("number", "")),
        _MOMENT[name]: _moment(_part(past.payload, "at").get("ms")),
    }
    if past.type == "received":
        fields["TJFS"] = str(_part(past.payload, "intake").get("channel", ""))
    if name in _OFFICE:
        fields[_OFFICE[name]] = file.department
    if name == COURSE:
        fields["GCDM"] = past.type
    if past.type in _RESULT:
        fields["BJJGMS"] = _RESULT[past.type]
    return Stage(past.position, str(file.case), name, fields)


def _moment(ms: Any) -> str:
    if not isinstance(ms, int):
        return ""
    return datetime.fromtimestamp(ms / 1000, _SHANGHAI).strftime("%Y%m%d%H%M%S")


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
