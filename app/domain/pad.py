"""A sheet of the numbered paper pad (登记本): what is known of it, and what that says of the time it was filled."""

from __future__ import annotations

import re
from uuid import UUID

from app.domain.time import Timestamp
from app.values import dataclass

_YEAR = re.compile(r"^\D?(\d{4})-")
_MINUTE_MS = 60_000
"""A sheet says when it was filled to the minute."""
DOUBTED = "印页时时钟不准："
"""Begins the reason of a sheet whose time of printing somebody has called wrong."""


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

    @property
    def doubted(self) -> bool:
        """Whether somebody wrote down why the time of printing proves nothing."""
        return self.reason.startswith(DOUBTED)

    def doubt(self, why: str) -> str:
        """The reason of the sheet once its time of printing is called wrong; what stood there before stays."""
        return f"{DOUBTED}{why}" + (f"；{self.reason}" if self.reason else "")

    def lay_there(self, handed: Timestamp, now_ms: int) -> bool:
        """Whether the sheet was printed, to the minute, when it is said to have been filled.

        Of a sheet of another device only the year is known, which stands in its number. A sheet that was printed later
        than now was printed under a wrong clock, which proves nothing against who filled it; nor does one that is
        doubted.
        """
        if self.doubted:
            return True
        if not self.issued_ms:
            year = _YEAR.search(self.number)
            return year is None or int(year[1]) <= handed.date.year
        return self.issued_ms > now_ms or handed.ms // _MINUTE_MS >= self.issued_ms // _MINUTE_MS
