"""What a rehearsal brings with it: its own platform process and a simulated reader."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ui.adapters.found import spooler_by_qt
from ui.bootstrap import Settings, lay_sample, simulated_reader
from ui.children import Address, PlatformProcess


class PracticeReader:
    """The simulated reader with its card; the card can be taken away and laid on again. ``stop`` ends it."""

    def __init__(self) -> None:
        self._reader = simulated_reader()
        self.url = self._reader.url
        self._lies = True

    @property
    def lies(self) -> bool:
        """Whether the card lies on the reader."""
        return self._lies

    def turn(self) -> None:
        """Lay the card on the reader, or take it away."""
        self._lies = not self._lies
        if self._lies:
            lay_sample(self._reader)
        else:
            self._reader.lift()

    def stop(self) -> None:
        """End the reader."""
        self._reader.stop()


def settings_for(given: argparse.Namespace) -> tuple[Settings, Address | None, list[Any]]:
    """Settings of the call, the platform's address when it is ours, and the helpers to stop in the end."""
    profile: Path = given.profile
    settings = Settings(
        profile=profile,
        rehearsal=given.rehearsal,
        reader_url=given.reader,
        spooler=spooler_by_qt,
        run_line=getattr(given, "run_line", None),
        face=given.command,
    )
    if not given.rehearsal:
        return settings, None, []
    parts: list[Any] = []
    profile.mkdir(parents=True, exist_ok=True)
    platform = PlatformProcess(profile.parent / f"{profile.name}-platform.db")
    parts.append(platform)
    if not settings.reader_url:
        reader = PracticeReader()
        parts.append(reader)
        settings.reader_url = reader.url
    return settings, platform.start(), parts
