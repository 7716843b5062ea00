"""What a rehearsal brings with it: its own platform process and a simulated reader."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from ui.adapters.found import spooler_by_qt
from ui.bootstrap import Settings, practice_phone, simulated_reader
from ui.children import Address, PlatformProcess


def settings_for(
    given: argparse.Namespace, tell: Callable[[BaseException], object]
) -> tuple[Settings, Address | None, list[Any]]:
    """Settings of the call, the platform's address when it is ours, and the helpers to stop in the end.

    Where the platform does not come up ``tell`` gets the ZC-REH-01, on this thread: what was taken in before opens all
    the same, without a line.
    """
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
    try:
        return settings, platform.start(), parts
    except UserFacingError as error:
        tell(error)
        return settings, None, parts
