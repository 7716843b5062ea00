"""What came back from the county for whom, until the helper says that she told it; every function is for the ``db``
worker. No Qt.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from app.domain.news import NEWS
from app.storage.views import CaseLine
from app.values import dataclass
from ui.office import Office

TOLD = "station.told"
"""Setting: case → the steps of it that somebody was told, and when the case had changed last by then (UTC, ms)."""


@dataclass(frozen=True)
class News:
    """What is told of a case, a word of ``NEWS``; ``at_ms`` (UTC) is when the county did it, ``step`` which step.
    """

    line: CaseLine
    what: str
    at_ms: int
    step: UUID


def news(office: Office) -> tuple[News, ...]:
    """What nobody was told yet of the cases that were taken in here, the newest first, however long ago it was done.

    A case that did not change since somebody was told is not looked at again.
    """
    told, views, device = _told(office), office.stores.views, office.desk.place.device
    lines = {
        line.case_id: line
        for line in views.of_device(device, None, states=tuple(NEWS))
        if line.changed_ms != _of(told, line.case_id)[1]
    }
    steps = views.news.steps([(line.case_id, line.state) for line in lines.values()], device)
    found = [
        News(lines[each.case_id], NEWS[lines[each.case_id].state], each.at_ms, each.step)
        for each in steps
        if str(each.step) not in _of(told, each.case_id)[0]
    ]
    return tuple(sorted(found, key=lambda each: -each.at_ms))


def tell(office: Office, told: News) -> None:
    """Her word that she told it to whom it concerns; who said so is in the audit. What was told once stays told."""
    case, views, device = str(told.line.case_id), office.stores.views, office.desk.place.device
    office.stores.audit.record(office.desk.session.operator.id, "told", f"{case}:{told.what}")
    open_now = views.of_device(device, None, ended=False)
    ended = views.of_device(device, None, states=tuple(NEWS))
    here = {str(line.case_id) for line in (*open_now, *ended)}
    # Of a case that was served, given up or is gone nothing is told any more; what comes back has a step of its own.
    known = {each: said for each, said in _told(office).items() if each in here}
    steps = {*_of(known, told.line.case_id)[0], str(told.step)}
    office.stores.settings.put(TOLD, json.dumps({**known, case: [sorted(steps), told.line.changed_ms]}))


def _told(office: Office) -> dict[str, tuple[list[str], int]]:
    found: dict[str, Any] = json.loads(office.stores.settings.get(TOLD, "{}"))
    return {case: (each[0], each[1]) for case, each in found.items() if isinstance(each, list)}


def _of(told: dict[str, tuple[list[str], int]], case: UUID) -> tuple[list[str], int]:
    return told.get(str(case), ([], 0))
