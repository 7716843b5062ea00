"""A laid-out page: plain drawing operations in millimetres, so that the printer and the preview draw the same
thing.

Origin top left, y downwards. Text stands on its baseline. Nothing here knows PDF or Qt. Greys run from 0
(black) to 1 (paper); papers are black on white.
"""

from __future__ import annotations

from app.values import dataclass
from printing.fonts import Face

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Text:
    """A run in one typeface. ``size`` in points, ``spacing`` in millimetres added after each character.

    ``angle`` turns the run around (x, y), in degrees, counter-clockwise.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    spacing: float = 0.0
    grey: float = 0.0
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke; ``dash`` is (on, off) in millimetres, empty for a whole line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    dash: tuple[float, ...] = ()
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; ``fill`` and ``stroke`` are greys, None for neither."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None
    stroke: float | None = 0.0
    line: float = 0.2


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle stroke, dashed when ``dash`` says so."""

    x: float
    y: float
    radius: float
    width: float = 0.2
    dash: tuple[float, ...] = ()
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Polyline:
    """A pen stroke (signature), points in millimetres."""

    points: tuple[tuple[float, float], ...]
    width: float = 0.35


@dataclass(frozen=True, slots=True)
class Modules:
    """The black boxes of a QR code or bar code, each (x, y, width, height) in whole modules.

    ``pitch`` is the side of a module in millimetres (bar codes: ``pitch_y`` is their height). ``text`` is what
    a scanner reads.
    """

    x: float
    y: float
    pitch: float
    boxes: tuple[tuple[int, int, int, int], ...]
    text: str
    pitch_y: float = 0.0


Op = Text | Line | Rect | Circle | Polyline | Modules


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet."""

    width: float
    height: float
    ops: tuple[Op, ...]


def moved(op: Op, dx: float, dy: float) -> Op:
    """The same operation somewhere else."""
    match op:
        case Text():
            return Text(op.x + dx, op.y + dy, op.text, op.face, op.size, op.spacing, op.grey, op.angle)
        case Line():
            return Line(op.x1 + dx, op.y1 + dy, op.x2 + dx, op.y2 + dy, op.width, op.dash, op.grey)
        case Rect():
            return Rect(op.x + dx, op.y + dy, op.width, op.height, op.fill, op.stroke, op.line)
        case Circle():
            return Circle(op.x + dx, op.y + dy, op.radius, op.width, op.dash, op.grey)
        case Polyline():
            return Polyline(tuple((x + dx, y + dy) for x, y in op.points), op.width)
        case Modules():
            return Modules(op.x + dx, op.y + dy, op.pitch, op.boxes, op.text, op.pitch_y)
