"""授权委托书: the last day for which it speaks, as it is told at the desk (民法典 165, 173)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from app.domain.reuse import gives_power
from app.domain.time import date_words
from app.values import replace

POWER = "授权委托书"
POWER_LINE = "power-of-attorney"
"""The row of a power that ended, where the guide lists none: it belongs to who came, not to the item."""
_DAY = re.compile(r"(\d{4})\D*(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})", re.ASCII)
UNREADABLE = "核对授权委托书到期日"
ENDED = "换新的授权委托书（现在的已到期）"


def day_of(typed: str) -> date | None:
    """A last day as a clerk types it: 20261231, 2026-12-31, 2026年12月31日; None where it is none."""
    found = _DAY.fullmatch(typed.strip())
    parts = [int(part) for part in found.groups() if part] if found is not None else []
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def printed_end(told: date | None, issued: date) -> date:
    """Last day on a 授权委托书 printed on ``issued`` (D18): what was ``told``, else the end of that year. A day before
    ``issued`` is of a power that is over, and this one takes its place (民法典 165, 173).
    """
    return told if told is not None and told >= issued else issued.replace(month=12, day=31)


def power_gap(typed: str, day: date) -> Iterator[str]:
    """What is to be done about the last day of a power, for materials that are handed in on ``day``; nothing where no
    last day is told, as where the paper names none. Its last day still counts.
    """
    until = day_of(typed)
    if typed.strip() and until is None:
        yield UNREADABLE
    elif until is not None and until < day:
        yield ENDED


def with_ended_power(
    rows: tuple[SubmittedMaterial, ...], until: date | None, day: date
) -> tuple[SubmittedMaterial, ...]:
    """``rows`` of materials handed in on ``day`` under a power whose last day is ``until`` (None where none is known).
    One that had ended is a gap like any other: it is receipted around and told once (行政许可法 32(1)(4)), and only
    what needs it waits. The guide's own row says so where there is one that nobody faulted otherwise.
    """
    if until is None or until >= day:
        return rows
    finding = f"授权委托书已于{date_words(until)}到期"
    own = [row for row in rows if gives_power(row)]
    if not own:
        return (*rows, _ended_row(len(rows) + 1, finding))
    stale = {row.line_id for row in own if row.status is not MaterialStatus.FAULTY or row.fault is None}
    return tuple(
        replace(row, status=MaterialStatus.FAULTY, fault=FaultCode.EXPIRED, note=finding)
        if row.line_id in stale
        else row
        for row in rows
    )


def _ended_row(number: int, finding: str) -> SubmittedMaterial:
    return SubmittedMaterial(
        POWER_LINE,
        number,
        POWER,
        MaterialStatus.FAULTY,
        fault=FaultCode.EXPIRED,
        note=finding,
        kept=False,
        correction="请委托人重新委托，交一份在有效期内的授权委托书；没有的，由申请人本人（单位由法定代表人）来办",
        basis="行政许可法 29；民法典 165、173",
    )
