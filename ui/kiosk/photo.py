"""Where the page she handed in stands: where it is drawn largest, for she must judge whether it can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt

from app.values import dataclass
from ui.kiosk.tokens import SIZES

High = Callable[[int, int], int]
"""Height of the controls in so many columns, each so wide."""


@dataclass(frozen=True)
class Spot:
    """One way: the ground of the picture, that of the controls, and the ``columns`` in which they stand."""

    picture: QRect
    controls: QRect
    columns: int = 2

    def drawn(self, image: QSize) -> QSize:
        """How large the picture is there."""
        return image.scaled(self.picture.size(), Qt.AspectRatioMode.KeepAspectRatio)


def upright(told: QRect, area: QRect, high: High, words: Callable[[int], int]) -> Sequence[Spot]:
    """On an upright screen: between the words above and the controls, or beside the controls. ``told`` begins where the
    words end, ``area`` where controls may; ``words`` is how high, in a width, the small ones are that stand below.
    """
    half = (area.width() - SIZES.gap) // 2
    two, one = high(2, half), high(1, half)
    above = area.adjusted(0, 0, 0, -words(area.width()))
    over = QRect(told.left(), told.top(), told.width(), above.bottom() - two - SIZES.gap - told.top())
    beside = QRect(told.left(), told.top(), half, area.bottom() - words(half) - told.top())
    side = QRect(area.right() - half + 1, area.top(), half, area.height())
    return [Spot(over, above), *([Spot(beside, side, 1)] if one <= area.height() else [])]


def wide(told: QRect, area: QRect, top: int, high: High) -> Sequence[Spot]:
    """On a wide one: under the words, or in the other half under, above or beside the controls; ``top`` is its edge."""
    half = (area.width() - SIZES.gap) // 2
    two, one = high(2, half), high(1, half)
    spots = [Spot(told, area)]
    if two <= area.height():
        spots.append(Spot(area.adjusted(0, two + SIZES.gap, 0, 0), area))
        spots.append(Spot(QRect(area.left(), top, area.width(), area.top() - SIZES.gap - top), area))
    if one <= area.height():
        beside = QRect(area.left(), top, half, area.bottom() - top)
        spots.append(Spot(beside, QRect(area.right() - half + 1, area.top(), half, area.height()), 1))
    return spots


def largest(image: QSize, spots: Sequence[Spot]) -> Spot | None:
    """The spot where it is drawn largest; None where nothing could be judged on it anywhere."""
    fit = [each for each in spots if each.picture.isValid() and each.drawn(image).height() >= SIZES.picture_least]
    return max(fit, key=lambda each: each.drawn(image).width() * each.drawn(image).height(), default=None)
