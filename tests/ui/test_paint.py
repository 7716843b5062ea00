"""What is drawn by hand lies where it should, and nowhere else."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from ui.shared.paint import paint_box


def test_a_box_without_fill_and_line_leaves_the_ground_and_a_line_stays_inside(app: object) -> None:
    """A quiet button is no dark block, and the border of a pane does not run into its neighbour."""
    ground, fill, line = "#ffffff", "#eef2f6", "#5b6b7b"
    for colours, edge, middle in (
        (("", ""), ground, ground),
        ((fill, ""), fill, fill),
        (("", line), line, ground),
        ((fill, line), line, fill),
        ((line, line), line, line),
    ):
        for radius in (0, 4):
            drawn = QImage(40, 30, QImage.Format.Format_ARGB32_Premultiplied)
            drawn.fill(QColor(ground))
            p = QPainter(drawn)
            paint_box(p, QRect(5, 5, 30, 20), *colours, radius)
            p.end()
            at = [drawn.pixelColor(x, y).name() for x, y in ((20, 4), (20, 5), (20, 15), (34, 15), (35, 15))]
            assert at == [ground, edge, middle, edge, ground], (colours, radius)
