"""What an act of the department stands on: the case as its log tells it, the day, and what the clerk typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.platform.partners.base import CaseFile

STAGE_NAMES: Mapping[str, str] = {
    "drafted": "草稿",
    "prechecking": "网上预审中",
    "received": "已收件",
    "correcting": "待补正",
    "corrected": "已补正待核",
    "accepted": "已受理",
    "reviewing": "审查中",
    "special": "特别程序中",
    "extended": "已延期",
    "joint": "联合办理中",
    "granted": "已决定（准予）",
    "refused": "已决定（不予）",
    "concluded": "已办结",
    "ready": "待领取",
    "served": "已送达",
    "declined": "不予受理",
    "deemed_withdrawn": "视为撤回",
    "returned": "退件办结",
    "revoked": "撤销受理",
    "withdrawn": "申请人撤回",
    "turned_away": "即时告知",
    "forwarded": "转报移送",
    "voided": "作废",
    "deleted": "误录删除",
}


_HANDED_IN = ("received", "materials_checked", "correction_received", "corrected_on_spot", "material_supplied")
"""Events that tell rows of materials as they stand since."""


class StaffError(Exception):
    """The act is not possible, and nothing was written; ``words`` say in Chinese why.

    ``code`` is unknown-case, ambiguous-case, unknown-action, unknown-window, no-lease, wrong-stage, incomplete (an
    option is missing), not-allowed (the law or the log forbids it), or why the log parked it.
    """

    def __init__(self, code: str, detail: str = "", words: str = "") -> None:
        super().__init__(f"{code} {detail or words}".strip())
        self.code = code
        self.detail = detail
        self.words = words or detail


def forbidden(words: str) -> StaffError:
    """The law or the log forbids the act."""
    return StaffError("not-allowed", words, words)


@dataclass(frozen=True)
class Standing:
    """``file`` is the case from its log, ``today`` an ISO date of the hall, ``detail`` the options by name."""

    file: CaseFile
    today: str
    at_ms: int
    detail: Mapping[str, Any]

    def word(self, name: str, default: str = "") -> str:
        """An option as text."""
        value = self.detail.get(name)
        return default if value is None else str(value).strip()

    def words(self, name: str) -> list[str]:
        """An option that may be given several times."""
        value = self.detail.get(name) or ()
        return [str(each) for each in ((value,) if isinstance(value, str) else value)]

    def day(self, name: str) -> str | None:
        """An optional ISO date. Raises ValueError when it is none."""
        return iso(self.detail.get(name))

    def must_day(self, name: str) -> str:
        """An ISO date that has to be there. Raises ValueError when it is none."""
        return date.fromisoformat(self.word(name)).isoformat()

    def period(self) -> dict[str, Any]:
        """The option ``days``, in working days. Raises ValueError when it is no number."""
        days = int(self.word("days"))
        if days <= 0:
            raise forbidden("天数须大于零")
        return {"days": days, "unit": "G"}

    def payloads(self, event_type: str) -> list[Mapping[str, Any]]:
        """Payloads of the case's events of a type, oldest first."""
        return [past.payload for past in self.file.history if past.type == event_type]

    def last(self, event_type: str) -> Mapping[str, Any]:
        """The last payload of a type, empty when there is none."""
        found = self.payloads(event_type)
        return found[-1] if found else {}

    def materials(self) -> dict[str, dict[str, Any]]:
        """Line id → row of every material, as the last hand-in left it."""
        rows: dict[str, dict[str, Any]] = {}
        for past in self.file.history:
            if past.type in _HANDED_IN:
                rows |= {str(row.get("line_id", "")): dict(row) for row in maps(past.payload, "materials")}
        return rows

    def kept_lines(self) -> list[str]:
        """Lines whose papers the hall keeps, and gives back when the case ends without a decision."""
        return [line for line, row in self.materials().items() if text(row, "status") in ("original", "copy")]

    def branches(self) -> list[Branch]:
        """The items of a 一件事 as the latest 收件 (or draft) names them, with how far each has come."""
        intakes = (part(past.payload, "intake") for past in reversed(self.file.history))
        intake = next((found for found in intakes if found), {})
        limits = {row.get("code"): row.get("due") for row in maps(self.last("accepted"), "branches")}
        started = {
            code for payload in self.payloads("joint_started") for code in payload.get("started") or ()
        }
        started |= {payload.get("code") for payload in self.payloads("branch_started")}
        done = {
            payload.get("code"): bool(payload.get("granted")) for payload in self.payloads("branch_completed")
        }
        return [
            Branch(
                code=text(part(row, "item"), "code"),
                name=text(part(row, "item"), "name"),
                department=text(part(row, "item"), "department"),
                after=text(row, "after"),
                due=limits.get(text(part(row, "item"), "code")),
                started=text(part(row, "item"), "code") in started,
                granted=done.get(text(part(row, "item"), "code")),
            )
            for row in maps(intake, "branches")
        ]


@dataclass(frozen=True)
class Branch:
    """One item of a 一件事: ``granted`` is None until its written completion; ``after`` the one it waits for."""

    code: str
    name: str
    department: str
    after: str = ""
    due: str | None = None
    started: bool = False
    granted: bool | None = None


def iso(value: Any) -> str | None:
    """An optional ISO date, checked. Raises ValueError."""
    return date.fromisoformat(str(value)).isoformat() if value else None


def maps(values: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The objects in the list ``name``."""
    found = values.get(name)
    yield from (each for each in (found if isinstance(found, Sequence) else ()) if isinstance(each, Mapping))


def part(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object ``name``, empty when there is none."""
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}


def text(values: Mapping[str, Any], name: str) -> str:
    """The text ``name``, empty when there is none."""
    value = values.get(name)
    return value if isinstance(value, str) else ""
