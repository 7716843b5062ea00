"""The credential kept on a device (本机留存的凭据): good off line for so many days since the line was there (S1 8).

When the days are over nobody is sent home: 收件 and 发件 go on, every other right rests until the line is back.
"""

from __future__ import annotations

from datetime import timedelta

from app.domain.rights import Grant, Right
from app.domain.time import Timestamp
from app.values import dataclass

DAYS = 30
"""Days without the line after which the credential rests; a setting of the device (1 to 180)."""
MOST_DAYS = 180
WARN_DAYS = 7
ALWAYS = (Right.RECEIVE, Right.HAND_OVER)
_DAY_MS = timedelta(days=1) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class Credential:
    """How a credential stands: ``left`` whole days, negative when they are over; ``days`` the limit of the device."""

    left: int
    days: int

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return self.left < 0

    @property
    def why(self) -> str:
        """Why rights rest, empty while none does."""
        return self.words if self.over else ""

    @property
    def words(self) -> str:
        """What is to be told at the login, empty while there is time enough."""
        if self.over:
            return f"已超过{self.days}天没有联网核验身份：只能收件和发件，联网核验后重新登录即恢复"
        if self.left <= WARN_DAYS:
            return f"本机已多日没有联网，登录凭据还有{self.left}天到期；到期后只能收件和发件，请尽快联网核验"
        return ""


def credential(confirmed_ms: int, now: Timestamp, days: int = DAYS) -> Credential:
    """The credential that was confirmed last at ``confirmed_ms``. A clock that was set back shortens nothing."""
    gone = max(0, now.ms - confirmed_ms) // _DAY_MS
    return Credential(days - gone, days)


def resting(grants: tuple[Grant, ...], held: Credential) -> tuple[Grant, ...]:
    """The grants that count: all, or 收件 and 发件 alone when the time is over."""
    return tuple(grant for grant in grants if grant.right in ALWAYS) if held.over else grants
