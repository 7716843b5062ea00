"""How the line stands, in the words of the band: in view on every page of a station."""

from __future__ import annotations

from app.domain.time import Timestamp, clock_doubt, date_words
from app.storage.outbox_view import CasesCount
from ui.station.work import FEW_DAYS, Home
from ui.theme import look, t


def waiting_words(cases: CasesCount) -> str:
    """「待传 3 件　1 件需处理」: the same in the band and above 离线记录; empty when everything has its receipt."""
    waits = t("station.line.waits", count=cases.waiting_told) if cases.waiting else ""
    needs = t("station.line.needs", count=cases.needs) if cases.needs else ""
    return "　".join(each for each in (waits, needs) if each)


def line_words(seen: Home, now: Timestamp) -> str:
    """In cases, as she counts them beside it. What 离线记录 lists is never told as sent.

    A clock that cannot be right is told first: by its days everything else would be told wrong.
    """
    pending = waiting_words(seen.cases)
    if (doubt := clock_doubt(now, seen.seen_ms)) and (doubt == "back" or seen.status.state != "online"):
        words = pending or t("station.line.none")
        told = {"days": _days_offline(seen, now), "date": date_words(now.date)}
        return t(f"station.line.clock_{doubt}", words=words, **told)
    if seen.status.state == "online":
        if pending:
            return t("station.line.waiting", words=pending)
        return t("station.line.hall", count=seen.hall_only) if seen.hall_only else t("station.line.online")
    days = _days_offline(seen, now)
    since = t("station.line.days", days=days) if days else t("station.line.today")
    # A line that is there and of no use is not told as one that is away: somebody has to act.
    cause = ""
    if seen.status.state != "offline":
        causes = (f"station.line.{each.replace('-', '_')}" for each in (seen.status.detail, seen.status.state))
        cause = next((each for each in causes if look().texts.has(each)), "")
        since = t(cause) if cause else since
    how = "helped" if seen.helped else "idle"
    if not cause and seen.days_left < FEW_DAYS:
        # What was agreed comes to its end: she goes on as ever, and somebody has to come.
        how = "over" if seen.days_left < 0 else "left" if seen.days_left else "last"
    told = {"helped": seen.helped, "left": seen.days_left}
    return t(f"station.line.offline_{how}", since=since, words=pending or t("station.line.none"), **told)


def _days_offline(seen: Home, now: Timestamp) -> int:
    return (now.date - Timestamp(seen.seen_ms).date).days if seen.seen_ms else 0
