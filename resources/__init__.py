"""Data only: fonts, icons, styles, texts, rule sets, holidays, divisions, demo catalogue."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Return where the resource `name` lies on disk, e.g. `path("fonts/HanaMinB.ttf")`.

    `name` is relative to this folder and uses forward slashes. The frozen program carries the folder
    beside its modules, so the same expression holds there. Whether the file exists is not checked.
    """
    return Path(__file__).resolve().parent / name
