"""What is missing at this place (差什么): states of devices as a short list, without flicker; pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.ports import DeviceState
from app.values import dataclass

from .worker import DeviceStatus

SETTLE = 2.0
_GOOD = frozenset({DeviceState.READY, DeviceState.BUSY})


@dataclass(frozen=True)
class Lack:
    """One device that cannot be used now: its kind, its address, and the code that says why."""

    kind: str
    url: str
    code: str


class Readiness:
    """Debounces states: a device is missed only when it was not ready for ``settle`` seconds, and ready at once."""

    def __init__(self, settle: float = SETTLE) -> None:
        self._settle = settle
        self._bad_since: dict[tuple[str, str], float] = {}

    def lacks(self, statuses: Sequence[DeviceStatus], now: float) -> tuple[Lack, ...]:
        """What is missing at ``now`` (seconds that never run backwards), in the order of the devices."""
        missing = []
        for status in statuses:
            key = (status.kind, status.url)
            if status.state in _GOOD:
                self._bad_since.pop(key, None)
                continue
            if now - self._bad_since.setdefault(key, now) >= self._settle:
                missing.append(Lack(status.kind, status.url, status.code))
        return tuple(missing)
