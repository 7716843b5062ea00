"""The sheets our papers are set on: their room, and how much smaller the type of the small one is."""

from __future__ import annotations

from collections.abc import Mapping

from app.values import dataclass, replace
from printing.text import Style

LEAST = 9.0
"""Points below which no text of a paper goes on A5: older people read it at the counter."""
LEAST_ON_SHEET, LEAST_ON_CARD = 8.0, 7.0
"""Points below which nothing is set at all, on sheets and on cards, labels and rolls. No rule of the field names a
least; 小五号 (9 points) and 六号 (7.5) are the small sizes of Chinese print. What is too long goes on in another line;
what then has no room is told before it is printed.
"""


@dataclass(frozen=True, slots=True)
class SheetSize:
    """A sheet, in millimetres from its upper left corner: the room for words lies from ``left`` to ``right``, from
    ``top`` (``top_next`` on the pages after the first) to ``bottom``, the strip of codes begins at ``foot``.
    ``share`` is the size of its type against A4, ``sign`` the width left of the seal, ``organ`` that of its name.
    """

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    top_next: float
    bottom: float
    foot: float
    share: float = 1.0
    sign: float = 100.0
    organ: float = 82.0

    @property
    def room(self) -> float:
        """Width of the words."""
        return self.right - self.left

    @property
    def small(self) -> bool:
        """Whether it is smaller than A4."""
        return self.share < 1

    def fit(self, style: Style) -> Style:
        """A style of the A4 sheet as it is on this one."""
        if not self.small:
            return style
        size = max(LEAST, style.size * self.share)
        return replace(style, size=size, leading=style.leading * size / style.size)


A4 = SheetSize("A4", 210.0, 297.0, 21.0, 189.0, 17.5, 27.0, 256.0, 257.0)
A5 = SheetSize("A5", 148.0, 210.0, 12.0, 136.0, 13.0, 22.0, 160.0, 161.0, share=0.875, sign=69.0, organ=48.0)
SIZES: Mapping[str, SheetSize] = {"A4": A4, "A5": A5}

A5_PAPERS = frozenset(
    "D01 D01b D02 D03 D04 D05 D07 D09 D10 D11 D11b D13 D14 D15 D17 D19 D20 D22".split()  # noqa: SIM905 — one line to read
)
"""Papers that may be set on A5: what a person takes home. Forms, lists and certificates keep their own size."""
