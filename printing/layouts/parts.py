"""Parts that several papers share: numbered paragraphs and the remedies."""

from __future__ import annotations

from printing.layouts.sheet import Sheet
from printing.text import Rich, bold


def ordinal(n: int) -> str:
    """一 to 九十九 for 1 to 99."""
    tens, ones = divmod(n, 10)
    digits = "零一二三四五六七八九"
    head = ("" if tens < 2 else digits[tens]) + ("十" if tens else "")
    return head + (digits[ones] if ones else "")


class Numbered:
    """Writes 一、二、三… before each paragraph with a heading."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._count = sheet, 0

    def __call__(self, heading: str, *parts: Rich) -> None:
        self._count += 1
        lead = f"{ordinal(self._count)}、{heading}。"
        self._sheet.paragraph(bold(lead), *parts)


def remedies(sheet: Sheet, review_body: str, court: str, online: str = "") -> None:
    """复议 within sixty days, 诉讼 within six months, each with its body."""
    sheet.paragraph(
        "不服本决定的，可以自收到本决定书之日起 ",
        bold("六十日内"),
        " 向",
        bold(review_body),
        "申请行政复议，或者在 ",
        bold("六个月内"),
        " 依法向",
        bold(court),
        f"提起行政诉讼。{f'也可以通过{online}申请行政复议。' if online else ''}",
    )
