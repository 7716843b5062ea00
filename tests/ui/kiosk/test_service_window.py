"""To which window a terminal sends people: never to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.kiosk.booth import START
from ui.bootstrap import Settings, kiosk_parts, open_workplace
from ui.shots.virtual import VirtualTime


@pytest.mark.parametrize(("named", "sent"), [("", "07 号窗"), ("3 号窗", "3 号窗"), (None, "综合窗口")])
def test_who_cannot_go_on_here_is_sent_to_a_window_and_not_to_the_terminal_she_stands_at(
    tmp_path: Path, named: str | None, sent: str
) -> None:
    """没带身份证的请到 3 号自助机 stood on terminal number 3; so did where to fetch what it could not print."""
    place = open_workplace(
        Settings(profile=tmp_path / "profile", rehearsal=True, clock=VirtualTime(START), face="kiosk", device="K01")
    )
    try:
        extra = dict(place.profile.config.extra)
        if named is None:
            del extra["service-window"]  # a terminal that was set up before
        elif named:
            extra["service-window"] = named
        place.profile.configure(extra=extra)
        parts = kiosk_parts(place)
        assert parts.window == sent and parts.window != place.place().window
        parts.close()
    finally:
        place.close()
