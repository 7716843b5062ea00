"""Parts that several papers share: numbered paragraphs and the remedies."""

from __future__ import annotations

from typing import Protocol

from printing.documents.base import day_words
from printing.documents.intake import HandedIn
from printing.documents.notes import Assistance, CommitmentNote, ToleranceNote
from printing.layouts.sheet import Sheet
from printing.layouts.words import MATERIAL_COLUMNS, material_cells, material_list
from printing.text import Rich, bold

IN_WORDS = 6
"""So many materials are read in a sentence; more are searched in it."""


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

    def __call__(self, heading: str, *parts: Rich, keep: bool = False) -> None:
        self._count += 1
        lead = f"{ordinal(self._count)}、{heading}。"
        self._sheet.paragraph(bold(lead), *parts, keep=keep)

    def materials(self, heading: str, materials: tuple[HandedIn, ...]) -> None:
        """What was handed in: a few in a sentence, more as the list that a person can tick off at home."""
        if len(materials) <= IN_WORDS:
            self(heading, f"{material_list(materials)}。")
            return
        self(heading, f"共 {len(materials)} 项：", keep=True)
        material_table(self._sheet, materials)


def remedies(sheet: Sheet, review_body: str, court: str, online: str = "", what: str = "决定") -> None:
    """复议 within sixty days, 诉讼 within six months, each with its body; ``what`` is complained of."""
    sheet.paragraph(
        f"不服本{what}的，可以自收到本{'决定书' if what == '决定' else '通知书'}之日起 ",
        bold("六十日内"),
        " 向",
        bold(review_body),
        "申请行政复议，或者在 ",
        bold("六个月内"),
        " 依法向",
        bold(court),
        f"提起行政诉讼。{f'也可以通过{online}申请行政复议。' if online else ''}",
    )


def material_table(sheet: Sheet, materials: tuple[HandedIn, ...]) -> None:
    """The list of materials: each in words, for grades (A to D) are letters of the office."""
    sheet.table(MATERIAL_COLUMNS, material_cells(materials))


class Carrier(Protocol):
    """A paper that may carry the notes of 容缺, 承诺 and 帮代办."""

    @property
    def tolerance(self) -> ToleranceNote | None: ...
    @property
    def commitment(self) -> CommitmentNote | None: ...
    @property
    def helper(self) -> Assistance | None: ...


def notes_of(paper: Carrier) -> list[tuple[str, list[Rich]]]:
    """Heading and words of each note the paper carries."""
    done: list[tuple[str, list[Rich]]] = []
    if note := paper.tolerance:
        number = f"（{note.number}）" if note.number else ""
        done.append(
            (
                "容缺受理",
                [
                    f"{'、'.join(note.owed)}按容缺受理{number}，请最迟在 ",
                    bold(day_words(note.until)),
                    " 补交。",
                ],
            )
        )
    if promise := paper.commitment:
        number = f"（{promise.number}）" if promise.number else ""
        done.append(("告知承诺", [f"{'、'.join(promise.what)}以《告知承诺书》{number}代替，不再提交。"]))
    if paper.helper:
        done.append(("帮代办", [f"{paper.helper.words}。"]))
    return done
