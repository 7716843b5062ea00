"""Moments as the law needs them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

from app.values import dataclass

SHANGHAI = timezone(timedelta(hours=8), "CST")
WEEKDAYS = "一二三四五六日"
_END_MS = 253_000_000_000_000
"""In the year 9987: room for every period to end before the last day there is."""


class ClockQuality(StrEnum):
    """How far the clock is to be trusted: checked against the platform, free running since, set back, or unknown."""

    TRUSTED = "trusted"
    HOLDOVER = "holdover"
    SET_BACK = "set-back"
    UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class Timestamp:
    """A moment: UTC milliseconds, and what the clock was worth. The civil date is that of Asia/Shanghai."""

    ms: int
    quality: ClockQuality = ClockQuality.UNKNOWN

    def __post_init__(self) -> None:
        """Raise ValueError for a moment that no calendar has: it must not enter the log."""
        if not 0 <= self.ms < _END_MS:
            raise ValueError(f"{self.ms} is no moment")

    @property
    def local(self) -> datetime:
        """Civil time in Asia/Shanghai."""
        return datetime.fromtimestamp(self.ms / 1000, UTC).astimezone(SHANGHAI)

    @property
    def date(self) -> date:
        """Civil date in Asia/Shanghai."""
        return self.local.date()

    def words(self) -> str:
        """To the minute: 2026年9月28日10时36分."""
        return f"{date_words(self.date)}{self.local.hour}时{self.local.minute:02d}分"


FAR_DAYS = 45
"""So many days after the last word of the platform a clock is asked about first: three times what is agreed."""


def quality_words(ts: Timestamp) -> str:
    """What a paper must say beside its time: empty while the clock was checked not too long ago.

    时间未校准 when nobody knows how right the clock was, 时钟被调回 when it ran behind an earlier entry: then the days
    of the law need a person to look.
    """
    return {ClockQuality.UNKNOWN: "时间未校准", ClockQuality.SET_BACK: "时钟被调回"}.get(ts.quality, "")


def clock_doubt(now: Timestamp, seen_ms: int) -> str:
    """Whether the machine's clock cannot be right: ``back`` behind the last word of the platform at ``seen_ms`` (UTC, 0
    never), or behind what it showed before where there is no such word; ``ahead`` of it by more than anybody stays
    offline; else empty. One that was set back to a day after that word may be right by now.
    """
    days = (now.date - Timestamp(seen_ms).date).days if seen_ms else 0
    if days < 0 or (now.quality is ClockQuality.SET_BACK and not (seen_ms and days <= FAR_DAYS)):
        return "back"
    return "ahead" if days > FAR_DAYS else ""


def date_words(day: date) -> str:
    """2026年9月28日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_words(day: date) -> str:
    """星期一 … 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> Timestamp:
    """A trusted moment given in civil time of Asia/Shanghai."""
    moment = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
    return Timestamp(int(moment.timestamp() * 1000), ClockQuality.TRUSTED)
