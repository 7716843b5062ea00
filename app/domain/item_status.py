"""状态 of an item on a day (S2 规范1 1.4): 有效, 暂停, 取消, 下放, each with the days from and until which it holds.

An item that is not 有效 opens no new case; cases that run are finished by the guide they were received under.
"""

from __future__ import annotations

from datetime import date

from app.domain.guide import ServiceItem

IN_FORCE = "有效"
NOT_YET = "未生效"
EXPIRED = "已失效"
STATUSES = (IN_FORCE, "暂停", "取消", "下放")


def status_on(item: ServiceItem, day: date) -> str:
    """The status of ``item`` on ``day``.

    Before ``status_from`` a pause, cancellation or devolution does not hold yet, and after ``status_until`` a pause is
    over: the item is 有效. An item 有效 only from or until a day is 未生效 or 已失效 outside it.
    """
    early = item.status_from is not None and day < item.status_from
    late = item.status_until is not None and day > item.status_until
    if item.status == IN_FORCE:
        return NOT_YET if early else EXPIRED if late else IN_FORCE
    return IN_FORCE if early or late else item.status


def opens_cases(item: ServiceItem, day: date) -> bool:
    """Whether a new case of this item may be received on ``day``."""
    return status_on(item, day) == IN_FORCE


def status_words(item: ServiceItem) -> str:
    """The status with its days, as a clerk reads it: 暂停（2026年1月1日起，至2026年3月31日）."""
    since = f"{_day(item.status_from)}起" if item.status_from else ""
    until = f"至{_day(item.status_until)}" if item.status_until else ""
    days = "，".join(part for part in (since, until) if part)
    return f"{item.status}（{days}）" if days else item.status


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
