"""联合勘验, 网上勘验 (S3 二(一)): one visit of all departments, booked once; photographs go ahead of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, need

SYSTEM = "survey"


class Survey(Protocol):
    """Port of the booking of joint surveys."""

    def book(self, case: str, day: str, departments: str, photos: str) -> Record:
        """Ask for one visit of all ``departments`` (space-separated); ``photos`` are digests of what was taken."""
        ...

    def confirm(self, case: str, department: str) -> Record:
        """A department agrees to the day; booked when all did. Raises PartnerError."""
        ...

    def result(self, case: str, passed: bool, words: str) -> Record:
        """What was found. Raises PartnerError before the visit is booked."""
        ...


class ReferenceSurvey:
    """Bookings by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def book(self, case: str, day: str, departments: str, photos: str) -> Record:
        """Ask for one visit."""
        data = {"day": day, "departments": departments, "photos": photos, "agreed": ""}
        return self._shelf.put(case, "asked", data)

    def confirm(self, case: str, department: str) -> Record:
        """A department agrees to the day."""
        found = self._shelf.get(case)
        if found is None or department not in found.data["departments"].split():
            raise PartnerError("not-asked", "该部门不在本次联合勘验之列。")
        agreed = sorted({*found.data["agreed"].split(), department})
        complete = set(agreed) == set(found.data["departments"].split())
        return self._shelf.put(
            case, "booked" if complete else "asked", {**found.data, "agreed": " ".join(agreed)}
        )

    def result(self, case: str, passed: bool, words: str) -> Record:
        """What was found."""
        found = self._shelf.get(case)
        if found is None or found.state != "booked":
            raise PartnerError("not-booked", "各部门尚未全部确认勘验时间。")
        return self._shelf.put(case, "pass" if passed else "fail", {**found.data, "found": words})


def answer(port: Survey, ask: Ask, file: CaseFile) -> Answer:
    """Ask for a visit: ``day`` (ISO), ``departments``, ``photos``."""
    case, photos = str(file.case), ask.data.get("photos", "")
    asked = port.book(case, ask.need("day"), ask.need("departments"), photos)
    data = {"day": asked.data["day"], "photos": str(len(photos.split()))}
    return Answer("asked", f"已向{len(asked.data['departments'].split())}个部门发出联合勘验预约。", data)


def tell(port: Survey, file: CaseFile, outcome: str, data: Mapping[str, str], words: str) -> Answer:
    """A department agrees (``confirm``), or says what was found (``pass`` or ``fail``)."""
    case = str(file.case)
    if outcome == "confirm":
        done = port.confirm(case, need(data, "department"))
        left = set(done.data["departments"].split()) - set(done.data["agreed"].split())
        text = f"联合勘验定于{done.data['day']}。" if not left else f"待确认：{'、'.join(sorted(left))}。"
        return Answer(done.state, text, {"day": done.data["day"], "agreed": done.data["agreed"]})
    if outcome not in ("pass", "fail"):
        raise PartnerError("outcome", "勘验结果须为通过或不通过。")
    done = port.result(case, outcome == "pass", words)
    return Answer(
        done.state,
        words or ("勘验通过。" if outcome == "pass" else "勘验未通过。"),
        {"day": done.data["day"]},
    )
