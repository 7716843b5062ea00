"""Which language the screens speak: said on the command line, in the environment, or in the profile; else Chinese."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from ui.texts import CHINESE, LANGUAGES

VARIABLE = "ZONGCHUANG_LANGUAGE"
SETTING = "language"
"""In ``config.toml`` of a profile."""


def chosen_language(given: str = "", profile: Path | None = None) -> str:
    """``given``, else :data:`VARIABLE`, else what the profile says, else Chinese; a word that is no language is passed
    over. The file is read without opening the profile: the first page already speaks.
    """
    for word in (given, os.environ.get(VARIABLE, ""), profile_setting(profile, SETTING)):
        if word in LANGUAGES:
            return word
    return CHINESE


def other_language(language: str) -> str:
    """The language a switch offers."""
    return next(word for word in LANGUAGES if word != language)


def profile_setting(profile: Path | None, name: str) -> str:
    """What ``config.toml`` of a profile that need not be open says, "" where it says nothing or cannot be read."""
    if profile is None:
        return ""
    try:
        values = tomllib.loads((profile / "config.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(values.get(name, ""))
