"""Behind a hall's server: the province's own receipts, fetched and checked, for what the hall took first."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import LineError
from app.ports import AboveLine, Clock, Hello, SecondReceipts

_PAGES = 20
_STUCK = "stuck-above"


class SecondHand:
    """``meet`` hears each hello, ``fetch`` is a part of each step. ``province`` gives the key that is believed."""

    def __init__(
        self, line: AboveLine, receipts: SecondReceipts, clock: Clock, province: Callable[[], str]
    ) -> None:
        self._line = line
        self._receipts = receipts
        self._clock = clock
        self._province = province
        self._through: int | None = None
        self._foreign_key = False
        self._wrong = ""

    def meet(self, hello: Hello) -> None:
        """Who answers now."""
        self._through = hello.relayed_through
        known = self._province()
        self._foreign_key = bool(known and hello.upstream_key and hello.upstream_key != known)
        self._wrong = hello.upstream_trouble
        self._receipts.meet(hello.relayed_through)

    def fetch(self) -> int:
        """Fetch what there is; how many receipts. Raises LineError.

        Besides those of the line: ``second-receipt`` when one is not the province's word for our commit,
        ``province-key`` when the hall names another province than before, ``upstream-wrong`` when the hall does not
        believe what the province answers it, ``stuck-above`` when the hall cannot bring our commits further up.
        """
        if self._through is None:
            return 0
        if self._foreign_key:
            raise LineError("province-key", "the hall names another key of the province")
        count, trouble = 0, ""
        for _ in range(_PAGES):
            # What waits in the hall is asked for too, so that a hall that cannot go on is heard.
            wanted = self._receipts.lacking()
            if wanted is None:
                break
            found = self._line.above(*wanted)
            trouble = found.trouble
            if [one.seq for one in found.receipts] != list(range(wanted[0], wanted[0] + len(found.receipts))):
                raise LineError("second-receipt", "receipts with a hole")
            kept = self._receipts.keep(found.receipts, self._clock.now().ms)
            if kept < len(found.receipts):
                raise LineError("second-receipt", "a receipt for something that was never written here")
            count += kept
            if not kept:
                break
        if self._wrong:
            raise LineError("upstream-wrong", self._wrong)
        if trouble:
            raise LineError(_STUCK, trouble)
        return count
