"""The keys on a card: one A4 sheet, two sides if need be, folded to A5, drawn from the real actions of the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
SIZE, HEAD_SIZE, TITLE_SIZE = 8.0, 9.0, 14.0
AFTER = 2.4
ON_MANY = 4
"""A key that does the same on so many pages stands once, among those of the whole window."""
CAP_ROOM = 22.0
COLUMN = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS
TOP, BOTTOM = 22.0, 202.0
PRIMARY = "Ctrl+Enter"
"""The one primary button: its words follow the case, so the card names it once."""
Place = tuple[int, float]
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
    pages = [
        (guide.page_of(key).name, [plain(line) for line in keys_of(page) if line.key not in known])
        for key, page in guide.pages()
    ]
    counted = Counter((line.key, line.words) for _, lines in pages for line in set(lines))
    often = {pair for pair, count in counted.items() if count >= ON_MANY}
    # A key of many pages that does something else on one page stands there too.
    shared = tuple(dict.fromkeys(line for _, lines in pages for line in lines if (line.key, line.words) in often))
    groups = [KeyGroup(guide.page_of("everywhere").name, (*everywhere, *shared))]
    for name, lines in pages:
        own = tuple(line for line in lines if (line.key, line.words) not in often)
        if own:
            groups.append(KeyGroup(name, own))
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
    """The card as PDF, two sides when one is not enough. In a ``rehearsal`` it is marked as every paper is."""
    fonts = paper_fonts()
    pages = card_pages(title, groups, note, fonts)
    if rehearsal:
        mark = tuple(across(REHEARSED, WIDTH, HEIGHT))
        pages = [replace(page, ops=(*mark, *page.ops)) for page in pages]
    return pages_to_pdf(pages, fonts, Meta(title))


def card_pages(title: str, groups: Sequence[KeyGroup], note: str, fonts: Fonts) -> list[Page]:
    """The sides, in columns that fill from top to bottom. The keys of a page stand on one side, and where they go on in
    another column its name stands above them again.
    """
    sides = list(_sides(groups, fonts))
    pages = []
    for number, (side, _) in enumerate(sides, start=1):
        which = f"　{number} / {len(sides)}" if len(sides) > 1 else ""
        pages.append(Page(WIDTH, HEIGHT, (*_head(f"{title}{which}", note, fonts), *side)))
    return pages


def _sides(groups: Sequence[KeyGroup], fonts: Fonts) -> Iterator[tuple[list[Op], Place]]:
    """What stands on each side, and where it ends."""
    ops: list[Op] = []
    place: Place = (0, TOP)
    for group in groups:
        more, after = _group(group, place, fonts)
        if after[0] >= COLUMNS and ops:
            yield ops, place
            ops, place = [], (0, TOP)
            more, after = _group(group, place, fonts)
        while after[0] >= COLUMNS:  # a page with more keys than a side holds
            held = _held(group, place, fonts)
            ops += _group(KeyGroup(group.name, group.keys[:held]), place, fonts)[0]
            yield ops, place
            group, ops, place = KeyGroup(group.name, group.keys[held:]), [], (0, TOP)
            more, after = _group(group, place, fonts)
        ops, place = ops + more, after
    yield ops, place


def _held(group: KeyGroup, place: Place, fonts: Fonts) -> int:
    """How many keys of a page fit on the rest of a side."""
    held = 1
    while _group(KeyGroup(group.name, group.keys[: held + 1]), place, fonts)[1][0] < COLUMNS:
        held += 1
    return held


def _group(group: KeyGroup, place: Place, fonts: Fonts) -> tuple[list[Op], Place]:
    """The keys of a page from ``place`` (column, mm from the top) on, and where the next page begins."""
    at, y = place
    ops: list[Op] = []
    named = False
    for line in group.keys:
        wrapped = _lines(line.words, COLUMN - CAP_ROOM, fonts)
        tall = LEADING * (1 + 0.86 * (len(wrapped) - 1))
        if y > TOP and y + tall + (0.0 if named else HEAD) > BOTTOM:
            at, y, named = at + 1, TOP, False
        x = MARGIN + at * (COLUMN + GUTTER)
        if not named:
            ops += [
                Rect(x, y - 1.2, COLUMN, 5.6, fill=0.9, stroke=None),
                *placed(fonts, group.name, Face.SANS_BOLD, HEAD_SIZE, x + 1.2, y + 2.8),
            ]
            y, named = y + HEAD + 1.4, True
        ops += _key(line.key, x, y, fonts)
        for n, words in enumerate(wrapped):
            ops += placed(fonts, words, Face.SANS, SIZE, x + CAP_ROOM, y + n * LEADING * 0.86)
        y += tall
    return ops, (at, y + AFTER)


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
