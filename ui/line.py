"""The line as this device has it: plugged into an address or none, and noting when everything went through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.domain.records import NumberBlock, StoredCommit, SyncStatus
from app.errors import LineError
from app.ports import Clock, Hello, ScanProgress, WaitingScan
from app.storage.stores import SqlSettings
from sync.client.http import HttpPlatform
from sync.client.loop import StepResult, SyncListener
from ui.children import Address

LAST_SYNC_SETTING = "sync.last_whole_ms"


class SwitchedPlatform:
    """The line as plugged in now: without an address every call says offline.

    Implements ``app.ports.Platform`` and ``ScanLine``.
    """

    def __init__(self, device: str, epoch: int, greeted: Callable[[Hello], None]) -> None:
        self._device = device
        self._epoch = epoch
        self._greeted = greeted
        self._inner: HttpPlatform | None = None

    def connect(self, address: Address | None) -> None:
        """Plug in another address, or none."""
        if self._inner is not None:
            self._inner.close()
        self._inner = (
            HttpPlatform(address.url, self._device, self._epoch, address.token, address.key)
            if address
            else None
        )

    def _line(self) -> HttpPlatform:
        if self._inner is None:
            raise LineError("offline", "no platform is configured")
        return self._inner

    def hello(self) -> Hello:
        """See the port."""
        hello = self._line().hello()
        self._greeted(hello)
        return hello

    def push(self, commits: Sequence[StoredCommit]) -> Any:
        """See the port."""
        return self._line().push(commits)

    def look_back(self, first: int, last: int) -> Any:
        """See the port."""
        return self._line().look_back(first, last)

    def changes(self, cursor: str, limit: int) -> Any:
        """See the port."""
        return self._line().changes(cursor, limit)

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        """See the port."""
        return self._line().reserve(series, size, key)

    def open_scan(self, scan: WaitingScan) -> ScanProgress:
        """See ``ScanLine``."""
        return self._line().open_scan(scan)

    def append_scan(self, upload: str, offset: int, data: bytes) -> ScanProgress:
        """See ``ScanLine``."""
        return self._line().append_scan(upload, offset, data)


class NotingListener:
    """Writes down when everything went through both ways, and passes the news on.

    An acknowledgement alone would not do: what others handed in comes down only with the pull behind it.
    """

    def __init__(self, settings: SqlSettings, clock: Clock, listener: SyncListener | None) -> None:
        self._settings = settings
        self._clock = clock
        self._listener = listener

    def on_sync(self, status: SyncStatus, result: StepResult) -> None:
        """A step ended."""
        if result.ok:
            self._settings.put(LAST_SYNC_SETTING, str(self._clock.now().ms))
        if self._listener is not None:
            self._listener.on_sync(status, result)
