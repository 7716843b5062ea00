"""A sheet of the numbered paper pad (登记本): what is known of it, and what that says of the time it was filled."""

from __future__ import annotations

import re
from uuid import UUID

from app.domain.time import Timestamp
from app.values import dataclass

_YEAR = re.compile(r"^\D?(\d{4})-")
_MINUTE_MS = 60_000
"""A sheet says when it was filled to the minute."""


@dataclass(frozen=True)
class PadSheet:
    """A sheet of the numbered paper pad: ``state`` issued (it lies there), used (by ``case_id``), void or missing.

    ``n`` is its number in the series ``pad`` of ``device``; a sheet of another device has n 0. ``receipt`` is that
    of its case, as printed, where the case is here.
    """

    number: str
    n: int
    device: str
    document_id: UUID
    state: str = "issued"
    case_id: UUID | None = None
    reason: str = ""
    operator: str = ""
    issued_ms: int = 0
    receipt: str = ""

    def lay_there(self, handed: Timestamp, now_ms: int) -> bool:
        """Whether the sheet was printed, to the minute, when it is said to have been filled.

        Of a sheet of another device only the year is known, which stands in its number. A sheet that was printed later
        than now was printed under a wrong clock, which proves nothing against who filled it.
        """
        if not self.issued_ms:
            year = _YEAR.search(self.number)
            return year is None or int(year[1]) <= handed.date.year
        return self.issued_ms > now_ms or handed.ms // _MINUTE_MS >= self.issued_ms // _MINUTE_MS
