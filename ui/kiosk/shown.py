"""Which page of a terminal stands now, in the language of whoever stands before it. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.values import replace
from ui.kiosk import covers, home, keyboard
from ui.kiosk.screen import Screen
from ui.kiosk.session import Phase
from ui.kiosk.speech import screen_said

if TYPE_CHECKING:
    from ui.kiosk.at import At


def screen(terminal: At) -> Screen:
    """What stands on the screen now: a cover before her journey, and that before the home page."""
    return screen_said(_screen(terminal), terminal.tools.texts)


def _screen(terminal: At) -> Screen:
    phase, journey = terminal.session.phase, terminal.going
    if phase is Phase.COUNTDOWN:
        return covers.countdown(terminal)
    if phase is Phase.LOCKED and journey is None:
        return covers.called(terminal) if terminal.guest.called else covers.locked(terminal)
    if terminal.guest.called:
        return covers.called(terminal)
    if journey is not None:
        return _dressed(terminal, journey.screen())
    fell = terminal.machine.fallen and phase in (Phase.IDLE, Phase.ACTIVE)
    return covers.fell(terminal) if fell else home.screen(terminal)


def _dressed(terminal: At, made: Screen) -> Screen:
    """With the page, the keyboard and what every page of a journey says of the card."""
    session = terminal.session
    if made.input is not None:
        made = replace(made, keys=keyboard.keys(terminal, made.input))
    if session.phase is Phase.ACTIVE and not made.keys:
        if sheet := covers.sheet_line(terminal):
            made = replace(made, card_line=sheet, card_icon="printer")
        elif session.own_card_on:
            made = replace(made, card_line=covers.card_line(terminal))
    return replace(made, page=terminal.page)
