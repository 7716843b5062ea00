"""The keys on a card: one A4 sheet, folded to A5, drawn from the real actions of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.values import dataclass, replace
from printing.fonts import Face, Fonts
from printing.layouts.sheet import REHEARSED, across
from printing.page import Op, Page, Rect
from printing.pdf import Meta, pages_to_pdf
from printing.text import placed, text_width
from ui.bootstrap import paper_fonts
from ui.guide.book import HelpPage
from ui.guide.keys import KeyLine, keys_of
from ui.theme import t

WIDTH, HEIGHT = 297.0, 210.0
MARGIN, GUTTER, COLUMNS = 9.0, 6.0, 4
LEADING, HEAD = 4.9, 6.6
SIZE, HEAD_SIZE, TITLE_SIZE = 7.6, 9.0, 14.0
CAP_ROOM = 21.0
TOP, BOTTOM = 22.0, 202.0
PRIMARY = "Ctrl+Enter"
"""The one primary button: its words follow the case, so the card names it once."""
_COUNT = re.compile(r"\s+\d+(?:\s*[件项])?")


@dataclass(frozen=True)
class KeyGroup:
    """The keys of one page."""

    name: str
    keys: tuple[KeyLine, ...]


class Book(Protocol):
    """What a card is made from: the guide of a face."""

    def everywhere(self) -> tuple[KeyLine, ...]:
        """Keys of the whole window."""
        ...

    def pages(self) -> tuple[tuple[str, QWidget], ...]:
        """Every page with its key."""
        ...

    def page_of(self, key: str) -> HelpPage:
        """The help of a page, for its name."""
        ...


def card_of_face(guide: Book) -> tuple[KeyGroup, ...]:
    """Groups of a face: the whole window first, then page by page; a key that works everywhere stands once."""
    everywhere = (*guide.everywhere(), KeyLine(PRIMARY, t("help.primary")))
    known = {line.key for line in everywhere}
    groups = [KeyGroup(guide.page_of("everywhere").name, everywhere)]
    for key, page in guide.pages():
        lines = tuple(plain(line) for line in keys_of(page) if line.key not in known)
        if lines:
            groups.append(KeyGroup(guide.page_of(key).name, lines))
    return tuple(groups)


def plain(line: KeyLine) -> KeyLine:
    """Without the counts that buttons bear: a card is printed once."""
    return KeyLine(line.key, _COUNT.sub("", line.words), line.bare)


def card_text(groups: Iterable[KeyGroup]) -> str:
    """The card as plain text, for a screen reader and for comparison."""
    return "\n\n".join(
        "\n".join((f"【{group.name}】", *(f"{line.key}\t{line.words}" for line in group.keys)))
        for group in groups
    )


def card_pdf(title: str, groups: Sequence[KeyGroup], note: str, *, rehearsal: bool = False) -> bytes:
    """The card as PDF; more sheets when one is not enough. In a ``rehearsal`` it is marked as every paper is."""
    fonts = paper_fonts()
    pages = card_pages(title, groups, note, fonts)
    if rehearsal:
        mark = tuple(across(REHEARSED, WIDTH, HEIGHT))
        pages = [replace(page, ops=(*mark, *page.ops)) for page in pages]
    return pages_to_pdf(pages, fonts, Meta(title))


def card_pages(title: str, groups: Sequence[KeyGroup], note: str, fonts: Fonts) -> list[Page]:
    """The sheets, in columns that fill from top to bottom."""
    column = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS
    sheets: list[list[Op]] = [_head(title, note, fonts)]
    at, y = 0, TOP

    def turn() -> None:
        nonlocal at, y
        at, y = at + 1, TOP
        if at == COLUMNS:
            at = 0
            sheets.append(_head(title, note, fonts))

    for group in groups:
        first = _lines(group.keys[0].words, column - CAP_ROOM, fonts) if group.keys else []
        if y > TOP and y + HEAD + LEADING * max(len(first), 1) > BOTTOM:
            turn()
        x = MARGIN + at * (column + GUTTER)
        sheets[-1] += [
            Rect(x, y - 1.2, column, 5.6, fill=0.9, stroke=None),
            *placed(fonts, group.name, Face.SANS_BOLD, HEAD_SIZE, x + 1.2, y + 2.8),
        ]
        y += HEAD + 1.4
        for line in group.keys:
            wrapped = _lines(line.words, column - CAP_ROOM, fonts)
            if y + LEADING * len(wrapped) > BOTTOM:
                turn()
            x = MARGIN + at * (column + GUTTER)
            sheets[-1] += _key(line.key, x, y, fonts)
            for n, words in enumerate(wrapped):
                sheets[-1] += placed(fonts, words, Face.SANS, SIZE, x + CAP_ROOM, y + n * LEADING * 0.86)
            y += LEADING * (1 + 0.86 * (len(wrapped) - 1))
        y += 2.4
    return [Page(WIDTH, HEIGHT, tuple(ops)) for ops in sheets]


def _head(title: str, note: str, fonts: Fonts) -> list[Op]:
    ops = list(placed(fonts, title, Face.SANS_BOLD, TITLE_SIZE, MARGIN, 13.0))
    ops += placed(fonts, note, Face.SANS, SIZE, WIDTH - MARGIN, 13.0, align="right")
    return ops


def _key(key: str, x: float, y: float, fonts: Fonts) -> list[Op]:
    width = text_width(fonts, key, Face.SANS, SIZE) + 2.4
    frame = Rect(x, y - 3.2, max(width, 4.6), 4.2, fill=None, stroke=0.35, line=0.18)
    return [frame, *placed(fonts, key, Face.SANS, SIZE, x + max(width, 4.6) / 2, y, align="center")]


def _lines(words: str, room: float, fonts: Fonts) -> list[str]:
    """The words in lines that fit, broken between characters."""
    lines = [""]
    for character in words:
        if lines[-1] and text_width(fonts, lines[-1] + character, Face.SANS, SIZE) > room:
            lines.append("")
        lines[-1] += character
    return lines
