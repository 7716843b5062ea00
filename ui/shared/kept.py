"""What a small part of a page drew last, kept by the part itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, look


class Kept:
    """Draws a part anew only when it looks different.

    A page is painted whole whenever a line of it grows or goes; drawing a button takes ten times as long as laying down
    its picture. The picture belongs to the part and dies with it: what a person wrote must not outlive her visit.
    """

    def __init__(self) -> None:
        self._face: Hashable = None
        self._theme: Theme | None = None
        self._picture: QPixmap | None = None

    def forget(self) -> None:
        """The words changed: the old ones must not stay, whether or not the part is ever painted again."""
        self._face = self._picture = None

    def paint(self, part: QWidget, face: Hashable, draw: Callable[[QPainter], object]) -> None:
        """Paint ``part``, from within its paint event; ``face`` is all that decides how it looks beside size and theme.

        Where a logical pixel is not a whole number of the screen's, the picture would lie between pixels and blur:
        there it is drawn each time.
        """
        painter, ratio = QPainter(part), part.devicePixelRatioF()
        if not ratio.is_integer():
            draw(painter)
            return
        whole, theme = (face, part.width(), part.height(), ratio), look().theme
        if self._picture is None or whole != self._face or theme is not self._theme:
            self._picture = _drawn(part, ratio, draw)
            self._face, self._theme = whole, theme
        painter.drawPixmap(0, 0, self._picture)


def _drawn(part: QWidget, ratio: float, draw: Callable[[QPainter], object]) -> QPixmap:
    picture = QPixmap(part.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setLayoutDirection(part.layoutDirection())
    draw(painter)
    painter.end()
    return picture
