"""办件编号: the number under which a citizen asks about a case, as every paper about it names it.

Item code, day and serial, as in the one published pattern (31 digits, yyyymmdd, 4 digits; that of Liaoning is unknown).
The serial is that of the block from which the first receipt took its number. No two devices get one number from
their blocks, so all its digits tell two cases of one item and day apart, where the last four did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.domain.case import Case
from app.domain.paper import Paper, PaperKind
from app.values import dataclass

LEAST, MOST = 4, 9
"""Digits of a serial: filled up to four, as published, and never more than a block has."""

_OTHER = re.compile(r"[^0-9A-Z]+")
_SHORTEST_ITEM = 4


@dataclass(frozen=True)
class NumberParts:
    """One way to read a 办件编号: serials differ in length, so that a number may be read in more than one."""

    item: str
    day: date
    serial: str


def case_number(case: Case) -> str:
    """办件编号 of ``case``, by its first receipt, though that was recalled: a number that was given does not change.

    The day is the one on which the number was made; that of 收件, from which the periods run, is another where a sheet
    was entered later, and the receipt names both. Of a case without a receipt, such as one turned away, it is made of
    the first paper. A form that is signed before 收件 bears none, since the receipt will give another: "" until then.
    """
    papers = [paper for paper in case.papers if paper.kind is PaperKind.RECEIPT]
    papers = papers or [paper for paper in case.papers if paper.kind is not PaperKind.FORM]
    if not papers or case.intake is None:
        return ""
    return f"{case.item.code}{papers[0].issued_on:%Y%m%d}{_serial(papers[0])}"


def _serial(paper: Paper) -> str:
    """What was told with the paper; of one that was issued before all digits counted, the last four of its number."""
    if paper.serial:
        return paper.serial
    return "".join(ch for ch in paper.number.rsplit("-", 1)[-1] if ch.isdigit())[-LEAST:].zfill(LEAST)


def serial_of(n: int) -> str:
    """The serial that the ``n``-th number of a block gives to a 办件编号."""
    return f"{n:0{LEAST}d}"


def plain_number(text: str) -> str:
    """A 办件编号 as it was typed, with or without separators, as it is compared: letters and digits alone."""
    return _OTHER.sub("", text.upper())


def number_parts(text: str) -> Iterator[NumberParts]:
    """Every way to read ``text`` as a 办件编号; none when it cannot be one."""
    plain = plain_number(text)
    for size in range(LEAST, MOST + 1):
        item, day, serial = plain[: -size - 8], plain[-size - 8 : -size], plain[-size:]
        if len(item) >= _SHORTEST_ITEM and day.startswith("20") and (day + serial).isdigit():
            try:
                yield NumberParts(item, date.fromisoformat(day), serial)
            except ValueError:
                continue
