"""Which set of colours the screens wear: what the profile says, else light."""

from __future__ import annotations

from pathlib import Path

from ui.language import profile_setting
from ui.tokens import COLOURS

LIGHT = "light"
SETTING = "colours"
"""In ``config.toml`` of a profile."""
NAMES = tuple(COLOURS)


def chosen_colours(profile: Path | None = None) -> str:
    """What the profile says, read without opening it: the first paint already wears it. A word that is no set of
    colours is passed over.
    """
    word = profile_setting(profile, SETTING)
    return word if word in NAMES else LIGHT
