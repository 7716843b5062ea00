"""How many papers a person printed at this terminal today (``app.ports.kiosk.PrintTally``)."""

from __future__ import annotations

import hmac
import json
import secrets
from datetime import date

from app.storage.stores import SqlSettings

TALLY_SETTING = "kiosk.tally"


class DailyTally:
    """People as digests under a key that is made anew every day: yesterday says nothing of anybody."""

    def __init__(self, settings: SqlSettings) -> None:
        self._settings = settings

    def count(self, number: str, day: date) -> int:
        """So many so far."""
        key, counts = self._of(day)
        return counts.get(_digest(key, number), 0)

    def with_one_more(self, number: str, day: date) -> tuple[str, str]:
        """The setting that counts one more, not written yet."""
        return TALLY_SETTING, self._changed(number, day, 1)

    def take_back(self, number: str, day: date) -> None:
        """One fewer; never below none."""
        self._settings.put(TALLY_SETTING, self._changed(number, day, -1))

    def _changed(self, number: str, day: date, sheets: int) -> str:
        key, counts = self._of(day)
        who = _digest(key, number)
        counts[who] = max(0, counts.get(who, 0) + sheets)
        return json.dumps({"day": day.isoformat(), "key": key, "counts": counts})

    def _of(self, day: date) -> tuple[str, dict[str, int]]:
        kept = json.loads(self._settings.get(TALLY_SETTING) or "{}")
        if kept.get("day") != day.isoformat():
            return secrets.token_hex(16), {}
        return kept["key"], dict(kept["counts"])


def _digest(key: str, number: str) -> str:
    return hmac.new(bytes.fromhex(key), number.encode(), "sha256").hexdigest()[:24]
