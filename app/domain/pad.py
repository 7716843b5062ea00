"""A sheet of the numbered paper pad (登记本): what is known of it, and what that says of the time it was filled."""

from __future__ import annotations

import re
from uuid import UUID

from app.domain.time import Timestamp
from app.values import dataclass, replace

_YEAR = re.compile(r"^\D?(\d{4})-")
_MINUTE_MS = 60_000
"""A sheet says when it was filled to the minute."""
DOUBTED = "印页时时钟不准："
"""Begins the reason of a sheet whose time of printing somebody has called wrong."""
ELSEWHERE = "在别的窗口补录："
"""Begins the reason of a sheet that another device entered."""
TWICE = "重复补录："
"""Begins the reason of a sheet that two devices entered, each as a case of its own."""

GIVEN = "随收件给出："
"""Begins the reason of a sheet that was given for a case which the machine itself had taken in."""


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

    @property
    def given(self) -> bool:
        """Whether it is no intake of its own: who got it stands in the case that was taken in by machine."""
        return self.state == "used" and GIVEN in self.reason

    @property
    def elsewhere(self) -> bool:
        """Whether another device entered it."""
        return self.reason.startswith(ELSEWHERE)

    @property
    def of_others(self) -> bool:
        """Whether others printed it and others entered it: known here, and nothing this window has to answer for."""
        return not self.n and ELSEWHERE in self.reason

    @property
    def misread(self) -> bool:
        """Whether it may still lie here: this device printed it, and another says that it entered it. A number that was
        read wrong there must turn nobody away here.
        """
        return self.n > 0 and self.state == "used" and self.elsewhere

    @property
    def twice(self) -> bool:
        """Whether it became two cases: one citizen has two receipts, or a number was read wrong."""
        return self.reason.startswith(TWICE)

    def entered_by(self, device: str, case_id: UUID) -> PadSheet:
        """The sheet once it is known that ``device`` entered it as ``case_id``; what stood there before stays."""
        rest = f"；{self.reason}" if self.reason else ""
        if self.state != "used":
            reason = f"{ELSEWHERE}{device}{rest}"
            return replace(self, state="used", case_id=case_id, reason=reason)
        words = f"{TWICE}{device}也补录了这一页"
        if self.case_id == case_id or words in self.reason:
            return self
        return replace(self, reason=f"{words}{rest}")

    def entered_here(self, case_id: UUID) -> PadSheet:
        """The sheet once it is known that this device entered it as ``case_id``: after a restore what others did may be
        heard of first.
        """
        if not self.elsewhere or self.case_id == case_id:
            return replace(self, state="used", case_id=case_id)
        device, more, rest = self.reason.removeprefix(ELSEWHERE).partition("；")
        reason = f"{TWICE}{device}也补录了这一页{more}{rest}"
        return replace(self, state="used", case_id=case_id, reason=reason)

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
