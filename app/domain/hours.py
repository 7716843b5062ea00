"""Whether somebody is at the hall, by the hall's own words for its hours (服务时间)."""

from __future__ import annotations

import re

from app.domain.calendar import WorkCalendar
from app.domain.time import Timestamp

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:[-–—~～至到]|——)\s*(\d{1,2})[:：](\d{2})")
_WEEK = ("工作日", "周一至周五", "周一到周五", "星期一至星期五")


def staffed(words: str, moment: Timestamp, calendar: WorkCalendar) -> bool | None:
    """Whether ``moment`` lies in a span that ``words`` name, as 工作日 8:30—11:30，13:00—17:00; None where they name
    none. Hours of working days are those of ``calendar``, with its holidays and the days worked in exchange.
    """
    spans = [tuple(map(int, found)) for found in _SPAN.findall(words)]
    if not spans:
        return None
    local = moment.local
    if any(each in words for each in _WEEK) and not calendar.is_workday(local.date()):
        return False
    now = local.hour * 60 + local.minute
    return any(h * 60 + m <= now <= hh * 60 + mm for h, m, hh, mm in spans)
