"""What a key of the keypad does to a line of words or a code, and what is said of it. No Qt here.

Enter ends what was begun: keys of pinyin become characters to choose from, digits that are written as they are end, and
with nothing begun the line is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kiosk import keyboard
from ui.kiosk.screen import Input
from ui.kiosk.spelling import GROUPS

if TYPE_CHECKING:
    from ui.kiosk.at import At

SPELL = "spell"
_ENTER, _ERASE, _AS_IT_IS, _HEAR = "enter", "erase", "1", "0"


def key(terminal: At, value: str) -> None:
    """A key of the screen's keyboard, or (``spell:KEY``) of the keypad, which says what became of it."""
    name, _, pressed = value.partition(":")
    line = terminal.screen().input
    if name != SPELL or line is None:
        keyboard.press(terminal, value)
    elif takes(terminal, line, pressed):
        terminal.say(press(terminal, line, pressed))


def takes(terminal: At, line: Input, key: str) -> bool:
    """Whether this key belongs to the line: of words every digit, and ``+`` and ``-`` while something is begun."""
    if key.isdigit() or key in (_ENTER, _ERASE):
        return True
    if line.mode == "code":
        return key == "+"
    return terminal.spelling.pending and key in "+-"


def press(terminal: At, line: Input, key: str) -> str:
    """Do it; what is to be said of it, empty when the page itself changed."""
    return _code(terminal, line, key) if line.mode == "code" else _words(terminal, line, key)


def _words(terminal: At, line: Input, key: str) -> str:
    spelling, t = terminal.spelling, terminal.t
    if spelling.choosing:
        return _choose(terminal, line, key)
    if spelling.digits:
        if key.isdigit():
            return _write(terminal, line, key)
        if key == _ERASE:
            return _back(terminal, line)
        spelling.digits = False
        return t("voice.pinyin_again")
    if key in (_ERASE, "-"):
        if not spelling.keys:
            return _back(terminal, line)
        spelling.erase()
        return t("voice.erased")
    if key in (_ENTER, "+") and spelling.keys:
        spelling.choosing = True
        return offered(terminal)
    if key == _ENTER:
        keyboard.press(terminal, "ok")
        return ""
    if key == _HEAR:
        return t("voice.written", text=_read(terminal, line.value)) if line.value else t("voice.nothing_written")
    if key == _AS_IT_IS and not spelling.keys:
        spelling.digits = True
        return t("voice.digits_now")
    return key if spelling.type(key) else t("voice.no_letters")


def _choose(terminal: At, line: Input, key: str) -> str:
    spelling, t = terminal.spelling, terminal.t
    if key in (_ERASE, "-"):
        spelling.erase()
        return t("voice.spell_again")
    if key in ("9", "+") and spelling.more():
        spelling.page += 1
        return offered(terminal)
    found = spelling.shown()
    n = 0 if key == _ENTER else int(key) - 1 if key.isdigit() else -1
    if not 0 <= n < len(found):
        return offered(terminal)
    picked = spelling.pick(found[n])
    keyboard.write(terminal, line, picked)
    said = t("voice.picked", text=told(terminal, picked))
    return f"{said}。{offered(terminal)}" if spelling.choosing else said


def offered(terminal: At) -> str:
    """The characters to choose from, each with its digit and a word in which it stands."""
    spelling, t = terminal.spelling, terminal.t
    found = spelling.shown()
    if not found:
        spelling.rest()
        return t("voice.no_candidates")
    parts = [f"{n}，{told(terminal, text)}" for n, text in enumerate(found, start=1)]
    parts += [t("voice.more", n=9)] if spelling.more() else []
    return "。".join((*parts, t("voice.choose_back")))


def _code(terminal: At, line: Input, key: str) -> str:
    """Digits as they are; ``+``, the key of a letter and its place on it, for who has an X in her number."""
    spelling, t = terminal.spelling, terminal.t
    if key == "+":
        spelling.rest()
        spelling.lettering = True
        return t("voice.letter_key")
    if spelling.lettering and key.isdigit():
        return _letter(terminal, line, key)
    spelling.rest()
    if key == _ERASE:
        return _back(terminal, line)
    if key == _ENTER:
        keyboard.press(terminal, "ok")
        return ""
    return _write(terminal, line, key)


def _letter(terminal: At, line: Input, key: str) -> str:
    spelling, t = terminal.spelling, terminal.t
    if not spelling.letter:
        if key not in GROUPS:
            return t("voice.no_letters")
        spelling.letter = key
        letters = enumerate(GROUPS[key].upper(), start=1)
        return "，".join(f"{n}，{letter}" for n, letter in letters)
    letters_here, n = GROUPS[spelling.letter], int(key) - 1
    spelling.rest()
    return _write(terminal, line, letters_here[n].upper()) if 0 <= n < len(letters_here) else t("voice.nothing")


def _write(terminal: At, line: Input, text: str) -> str:
    keyboard.write(terminal, line, text)
    return text


def _back(terminal: At, line: Input) -> str:
    if not line.value:
        return terminal.t("voice.nothing_written")
    going = terminal.going
    if going is not None:
        going.typed(line.name, line.value[:-1])
    return terminal.t("voice.erased_one", text=line.value[-1])


def _read(terminal: At, value: str) -> str:
    """What was written, each character told apart where it is short enough to hear."""
    if len(value) > 8:
        return value
    return "；".join(told(terminal, each) for each in value)


def told(terminal: At, text: str) -> str:
    """A character with a word in which it stands; a word as it is."""
    word = terminal.spelling.word_with(text)
    return terminal.t("voice.stands_in", text=text, word=word) if word else text
