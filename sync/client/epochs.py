"""After a restore: the platform gives back what only it had of this device, and gets what only this end has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.records import NumberBlock, StoredCommit
from app.errors import LineError
from app.ports import Clock, GoneCase
from app.ports.delivery import EpochLine, Epochs
from sync.client.loop import SyncLoop


class OlderEpochs:
    """``loop_for`` makes the loop that drains one older epoch; ``settle`` is a part of each step, mostly idle."""

    def __init__(
        self, line: EpochLine, epochs: Epochs, clock: Clock, loop_for: Callable[[int], SyncLoop]
    ) -> None:
        self._line = line
        self._epochs = epochs
        self._clock = clock
        self._loop_for = loop_for
        self._loops: dict[int, SyncLoop] | None = None

    def settle(self) -> None:
        """Bring the older epochs in order. Raises LineError."""
        if self._loops is None:
            self._loops = {epoch: self._loop_for(epoch) for epoch, _ in self._epochs.older()}
        if not self._loops:
            return
        if not self._epochs.announced():
            self._take_back()
        for epoch, loop in list(self._loops.items()):
            result = loop.run_once()
            if not result.ok:
                raise LineError(result.detail, f"epoch {epoch}", retry_after=result.retry_after)
            if not result.hall_only:
                # Nothing is ever written under it again; behind a hall the province's word is waited for.
                del self._loops[epoch]

    def _take_back(self) -> None:
        here = dict(self._epochs.older())
        for epoch, there in self._line.announce_epoch():
            last = here.get(epoch, 0)
            while last < there:
                given = self._line.recall(epoch, last + 1)
                if not given or not self._epochs.take_back(given, self._clock.now().ms):
                    break
                last = given[-1].seq
        self._epochs.mark_announced()


class NoInbox:
    """An older epoch hears nothing: what others write comes with the current one."""

    def cursor(self) -> str:
        """Never moves."""
        return ""

    def apply(self, commits: Sequence[StoredCommit | GoneCase], cursor: str) -> None:
        """Nothing."""


class NoBlocks:
    """An older epoch needs no numbers."""

    def low(self) -> Sequence[tuple[str, int]]:
        """None."""
        return ()

    def add(self, block: NumberBlock) -> None:
        """Nothing."""
