"""Short words for dates, times and numbers on the pages of cases. No Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from app.domain.case import Case
from app.domain.paper import PAPER_RULES, Paper, PaperKind
from app.domain.people import IdType, Person, mask_number
from app.domain.time import WEEKDAYS, Timestamp

Say = Callable[..., str]
"""Looks a text up: ``say(key, **values)``, as ``ui.texts.Texts.t``."""


def day(value: date) -> str:
    """9月28日."""
    return f"{value.month}月{value.day}日"


def dated(value: date, today: date) -> str:
    """9月28日, with its year where that is not the year of ``today``: nobody takes last year's for this one's."""
    return day(value) if value.year == today.year else f"{value.year}年{day(value)}"


def weekday(value: date) -> str:
    """9月28日 周一: the weekday always beside a date that somebody must keep."""
    return f"{day(value)} 周{WEEKDAYS[value.weekday()]}"


def clock(at: Timestamp) -> str:
    """10:42 in Asia/Shanghai."""
    return f"{at.local.hour:02d}:{at.local.minute:02d}"


def moment(at: Timestamp) -> str:
    """9月28日 10:42."""
    return f"{day(at.date)} {clock(at)}"


def paper_name(case: Case, paper: Paper) -> str:
    """Name of a paper as people call it: a certificate by the name of the result."""
    if paper.kind is PaperKind.CERTIFICATE and case.intake is not None and case.item.result_name:
        return case.item.result_name
    return PAPER_RULES[paper.kind].name


def short_number(number: str) -> str:
    """The part of a paper number that people say: D07-000123."""
    return number.rsplit("〕", 1)[-1].removesuffix("号")


def case_number(case: Case) -> str:
    """How people call a case: its 收件号, the end of its own number where no receipt was printed yet."""
    receipts = case.papers_of(PaperKind.RECEIPT)
    return short_number(receipts[0].number) if receipts else str(case.id)[-12:]


def masked_id(person: Person) -> str:
    """Identity number with its middle hidden; the credit code of an organisation is public and not asked here."""
    return mask_number(person.id_number) if person.id_type is not IdType.USCC else person.id_number


def parse_day(text: str, today: date) -> date | None:
    """A day as a clerk types it: 2026-10-12, 20261012, 10-12, 10月12日; the year of ``today`` when none is named. None
    when it is no day.
    """
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if len(numbers) == 1 and len(text.strip()) == _COMPACT:
        numbers = [numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100]
    if len(numbers) == 2:
        numbers = [today.year, *numbers]
    try:
        return date(*numbers) if len(numbers) == 3 else None
    except ValueError:
        return None


_COMPACT = 8
"""Length of 20261012."""
