"""Geometry of the kiosk, from the pictures: pixels of a screen at 1080×1920 or 1920×1080."""

from __future__ import annotations

from app.values import dataclass


@dataclass(frozen=True)
class KioskSizes:
    """Heights, margins and gaps. Nothing that is touched is smaller than ``least``, nor nearer than ``near``."""

    margin: int = 40
    gap: int = 20
    air: int = 40
    inner: int = 40
    header: int = 128
    header_large: int = 168
    badge: int = 70
    tile: int = 340
    tile_low: int = 244
    tile_wide: int = 250
    tile_least: int = 160
    """A lower tile that is off says its name in smaller words, so that the reason has room."""
    tile_icon: int = 104
    sign_least: int = 56
    button: int = 112
    beside_words: int = 100
    """What padding and an icon take of the width of a button."""
    button_large: int = 136
    resume: int = 176
    ring: int = 360
    ring_wide: int = 300
    ring_width: int = 22
    step: int = 64
    drawing: int = 460
    drawing_wide: int = 460
    drawing_least: int = 130
    qr: int = 520
    qr_low: int = 300
    picture: int = 520
    picture_least: int = 140
    """A page of hers in less than this shows nothing that could be judged."""
    pad: int = 560
    pad_least: int = 200
    board_least: int = 690
    """Ten keys of ``least`` beside each other."""
    key: int = 96
    key_wide: int = 80
    key_large: int = 112
    key_gap: int = 10
    line: int = 108
    candidates: int = 100
    least: int = 60
    near: int = 8
    low_from: float = 0.4
    """In 低位 every control lies below this share of the screen."""
    focus: int = 4
    left_share: float = 0.42
    """Width of the telling column on a wide screen."""
    left_shares: tuple[float, ...] = (0.46, 0.5, 0.54, 0.58)
    """The same on a screen of old, where its words have no room else."""
    stroke: int = 5


SIZES = KioskSizes()
