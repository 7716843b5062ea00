"""What came back from the county for whom, until the helper says that she told it; every function is for the ``db``
worker. No Qt.
"""

from __future__ import annotations

import json
from uuid import UUID

from app.domain.news import NEWS, news_of
from app.storage.headroom import OFFLINE_DAYS
from app.storage.views import CaseLine
from app.values import dataclass
from ui.office import Office

TOLD = "station.told"
"""Setting: case → the last news of it that somebody was told, of those that are still listed."""
_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class News:
    """What is told of a case, a word of ``NEWS``."""

    line: CaseLine
    what: str


def news(office: Office) -> tuple[News, ...]:
    """What nobody was told yet of the cases that were taken in here, the newest first.

    As far back as a station may be without its line; what is older was told by its papers long ago.
    """
    told = _told(office)
    found = []
    for line in _changed(office):
        what = NEWS.get(line.state, "")
        if not what or told.get(str(line.case_id)) == what:
            continue
        events = office.stores.views.event_lines(line.case_id)
        if news_of(line.state, ((each.event.TYPE, each.device) for each in events), office.desk.place.device):
            found.append(News(line, what))
    return tuple(sorted(found, key=lambda each: -each.line.changed_ms))


def tell(office: Office, case_id: UUID, what: str) -> None:
    """Her word that she told it to whom it concerns; who said so is in the audit."""
    office.stores.audit.record(office.desk.session.operator.id, "told", f"{case_id}:{what}")
    listed = {str(line.case_id) for line in _changed(office)}
    kept = {case: word for case, word in _told(office).items() if case in listed}
    office.stores.settings.put(TOLD, json.dumps({**kept, str(case_id): what}))


def _changed(office: Office) -> list[CaseLine]:
    since = office.desk.clock.now().ms - OFFLINE_DAYS * _DAY_MS
    return list(office.stores.views.of_device(office.desk.place.device, None, since_ms=since))


def _told(office: Office) -> dict[str, str]:
    found: dict[str, str] = json.loads(office.stores.settings.get(TOLD, "{}"))
    return found
