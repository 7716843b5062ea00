"""The pictures of the manual: which states it shows, taken anew and made small enough to be kept."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.values import dataclass
from ui.shots.known import FACES
from ui.shots.take import Order, take

_PICTURE = re.compile(r"!\[([^\]]+)\]\(images/manual/([a-z]+)-([a-z0-9-]+)\.png\)")
COLOURS = 256
"""The commonest colours of a page of ours are nearly all of its colours."""
SHOWN = {"window": ("1366x768", 1366), "station": ("1024x530", 1024), "kiosk": ("1080x1920", 540)}
"""Face → the size that is shown, and how many pixels wide it is kept."""


@dataclass(frozen=True)
class Picture:
    """A picture of the manual: the state of a face, and the words below it."""

    face: str
    state: str
    words: str

    @property
    def file(self) -> str:
        """Its name under ``docs/images/manual``."""
        return f"{self.face}-{self.state}.png"


def pictures(manual: str) -> tuple[Picture, ...]:
    """Every picture the manual shows, in its order."""
    return tuple(Picture(found[2], found[3], found[1]) for found in _PICTURE.finditer(manual))


def take_for(manual: Path, folder: Path, faces: Sequence[str] = FACES) -> list[str]:
    """Take the pictures of ``faces`` in this process and keep them in ``folder``; what was not taken."""
    wanted = [picture for picture in pictures(manual.read_text("utf-8")) if picture.face in faces]
    problems = []
    with tempfile.TemporaryDirectory(prefix="zongchuang-manual-") as made:
        for face in faces:
            states = tuple(picture.state for picture in wanted if picture.face == face)
            order = Order(Path(made), face, "light", only=states)
            take(order)
            for state in states:
                size, width = SHOWN[face]
                file = Path(made) / face / order.name / f"{state}-{size}.png"
                if not file.exists():
                    problems.append(f"{face}-{state} was not taken")
                    continue
                _small(QImage(str(file)), width).save(str(folder / f"{face}-{state}.png"), quality=0)
    return problems


def _small(picture: QImage, width: int) -> QImage:
    """As wide as it is shown, in as many colours as a page has."""
    if picture.width() > width:
        picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(whole.constBits()).cast("I"))
    palette = [colour for colour, _ in counted.most_common(COLOURS)]
    return whole.convertToFormat(
        QImage.Format.Format_Indexed8, palette, Qt.ImageConversionFlag.ThresholdDither
    )
