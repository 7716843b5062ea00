"""The keypad under the screen, for who cannot see it or reach it: what its keys do to the page. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kiosk import speaking, spelled
from ui.kiosk.screen import Choice, Screen

if TYPE_CHECKING:
    from ui.kiosk.at import At

ENTER, ERASE = "enter", "erase"
KEYS = frozenset("0123456789*+-/.") | {ENTER, ERASE}


def press(terminal: At, key: str) -> None:
    """A key. The first one of a person only begins to speak, but where digits are asked for: who came there by touch
    sees the page, and a PIN that lacks its first digit is a wrong one. A key that does nothing here says so, and a
    fault of the program is no silence.
    """
    terminal.guarded(lambda: _press(terminal, key))


def _press(terminal: At, key: str) -> None:
    screen = terminal.screen()
    line = screen.input
    meant = line is not None and line.mode != "pinyin" and key.isdigit()
    if terminal.keypad_begins() and not meant:
        return
    if line is not None and line.mode in speaking.WRITTEN and spelled.takes(terminal, line, key):
        terminal.touch("key", f"{spelled.SPELL}:{key}")
    elif line is not None and (key in "0123456789" or key in (ENTER, ERASE)):
        _write(terminal, screen, key)
    elif key == "*" or key == "0":
        terminal.read_again()
    elif key == "/":
        terminal.touch("call")
    elif key in ("+", ENTER):
        _choose(terminal, _unread(terminal, screen) or speaking.onward(screen) or _only(screen))
    elif key in ("-", ERASE):
        _choose(terminal, speaking.back(screen))
    elif key == ".":
        _choose(terminal, speaking.away(screen))
    elif key.isdigit():
        found = speaking.choices(screen, terminal.voice_page)
        n = int(key) - 1
        _choose(terminal, found[n] if n < len(found) else None)


def _unread(terminal: At, screen: Screen) -> Choice | None:
    """What comes before an answer for the whole of it: what was not read to her yet or, where nothing is heard, not
    shown.
    """
    if not screen.answered_last:
        return None
    if terminal.session.silent or not terminal.tools.voice.can_speak():
        return Choice("page-next", "") if screen.page < terminal.pages - 1 else None
    return Choice(speaking.MORE, "") if speaking.goes_on(screen, terminal.voice_page) else None


def _only(screen: Screen) -> Choice | None:
    """Enter on a page with one main thing to do."""
    return next((each for each in (*screen.tiles, *screen.rows) if each.kind == "primary"), None)


def _write(terminal: At, screen: Screen, key: str) -> None:
    assert screen.input is not None
    terminal.touch("key", "ok" if key == ENTER else key)
    if key != ENTER:
        secret = screen.input.mode == "secret"
        spoken = terminal.t("voice.erased") if key == ERASE else terminal.t("voice.star") if secret else key
        terminal.say(spoken)


def _choose(terminal: At, choice: Choice | None) -> None:
    if choice is None:
        terminal.say(terminal.t("voice.nothing"))
    elif choice.name == speaking.MORE:
        terminal.voice_page += 1
        terminal.read_again()
    elif choice.idle:
        terminal.say(f"{choice.text}。{choice.note}".replace("\n", "，"))
    else:
        terminal.touch(choice.name, choice.value)
