"""What a rehearsal brings with it: its own platform process and a simulated reader."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ui.adapters.found import spooler_by_qt
from ui.bootstrap import Settings, practice_phone, simulated_reader
from ui.children import Address, PlatformProcess


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
        # At a station a card would begin an intake before she has read her first page; a terminal stands empty.
        reader = simulated_reader(laid=given.command == "window")
        parts.append(reader)
        settings.reader_url, settings.practice = reader.url, reader
        if given.command == "kiosk":
            settings.practice_phone = practice_phone(platform)
            parts.append(settings.practice_phone)
    return settings, platform.start(), parts
