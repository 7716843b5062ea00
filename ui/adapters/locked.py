"""What is known of a profile before it is opened, found with little code: the page for a password waits for it."""

from __future__ import annotations

from pathlib import Path

from app.storage.config import profile_exists, read_config


def place_of(path: Path) -> tuple[str, str, str]:
    """Hall, window and division code of the profile at ``path``, empty where it was not told."""
    config = read_config(path)
    return config.hall, config.window, config.region


def is_real(path: Path) -> bool:
    """Whether a real profile lies at ``path``: it opens only with a password. Raises UserFacingError ZC-PROFILE-02."""
    return profile_exists(path) and not read_config(path).rehearsal
