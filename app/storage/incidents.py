"""Incidents of a device: kept in its settings, every step also in the chain of the audit, so that none is left out."""

from __future__ import annotations

import json

from app.domain.codec import dumps, from_json
from app.domain.incident import Incident, Note
from app.errors import UserFacingError
from app.ports import Clock
from app.storage.database import Database
from app.storage.stores import SqlSettings, audit_within, put_setting
from app.values import replace

_LAST = "incident.last"


class SqlIncidents:
    """The incidents, one at a time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._settings = SqlSettings(database)

    def last(self) -> Incident | None:
        """The last incident, over or not."""
        kept = self._settings.get(_LAST)
        return from_json(Incident, json.loads(kept)) if kept else None

    def running(self) -> Incident | None:
        """The incident that is dealt with now."""
        found = self.last()
        return found if found is not None and found.running else None

    def open(self, by: str, plan: str, words: str, locks: bool = True) -> Incident:
        """Start the plan. Raises UserFacingError ZC-SAFE-01 when one runs, -02 without plan or words."""
        if self.running() is not None:
            raise UserFacingError("ZC-SAFE-01", "已有一件安全事件在处置", "记录都在", "请先记入那一件，或者先结束它")
        if not plan.strip() or not words.strip():
            raise UserFacingError("ZC-SAFE-02", "安全事件要写明启动哪个预案、发生了什么", "没有改变", "请补全")
        now = self._clock.now()
        note = Note(now.ms, by, words.strip())
        name = f"SJ{now.date:%Y%m%d}-{now.ms % 100_000:05d}"
        return self._keep(Incident(name, plan.strip(), by, now.ms, (note,), locks), by, "incident-open")

    def note(self, by: str, words: str) -> Incident:
        """Keep what was done or found. Raises UserFacingError ZC-SAFE-03 when none runs, -02 without words."""
        found = self._running()
        if not words.strip():
            raise UserFacingError("ZC-SAFE-02", "要写明做了什么", "没有改变", "请补全")
        added = (*found.notes, Note(self._clock.now().ms, by, words.strip()))
        return self._keep(replace(found, notes=added), by, "incident-note")

    def close(self, by: str, words: str) -> Incident:
        """It is over; the last note says how. Raises UserFacingError ZC-SAFE-02, -03."""
        self.note(by, words)
        return self._keep(replace(self._running(), closed_ms=self._clock.now().ms), by, "incident-close")

    def _running(self) -> Incident:
        found = self.running()
        if found is None:
            raise UserFacingError("ZC-SAFE-03", "没有正在处置的安全事件", "没有改变", "请先登记事件")
        return found

    def _keep(self, incident: Incident, by: str, action: str) -> Incident:
        with self._database.writing() as connection:
            put_setting(connection, _LAST, dumps(incident))
            audit_within(connection, self._clock.now().ms, by, action, incident.id)
        return incident


def refuse_while_locked(incidents: SqlIncidents, number: str) -> None:
    """Raise UserFacingError ZC-LOGIN-10 while an incident shuts ``number`` out."""
    found = incidents.running()
    if found is None or not found.shuts_out(number):
        return
    raise UserFacingError(
        "ZC-LOGIN-10",
        f"本机因安全事件（{found.id}）已锁定",
        "已保存的办件和已输入的内容都在",
        "收件不停：请用手写收件登记页写明收到时间；由处置人解除后再登录补录",
    )
