"""The keyboard on the screen: what a key does to the line that is written into. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kiosk.screen import Input, Keys

if TYPE_CHECKING:
    from ui.kiosk.at import At

LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
DIGITS = ("123", "456", "789", "0")
MARKS = "，。、（）-—：；？！“”《》"
CODE_ROWS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
PLANES = ("pinyin", "latin", "digits", "marks")
_START = {"pinyin": "pinyin", "digits": "digits", "code": "code", "secret": "digits", "number": "digits"}


def plane_of(terminal: At, line: Input) -> str:
    """The plane that is up: what the line wants, or what she turned to."""
    wanted = _START[line.mode]
    return terminal.plane if wanted == "pinyin" else wanted


def keys(terminal: At, line: Input) -> Keys:
    """What the keyboard shows."""
    board, spelling = terminal.board, terminal.spelling
    plane = plane_of(terminal, line)
    if spelling.keys:
        return Keys(spelling.keys, spelling.shown(), plane, turns=False)
    return Keys(board.letters, board.shown(), plane, board.more(), board.first > 0)


def press(terminal: At, key: str) -> None:
    """A key: a character, ``erase``, ``clear``, ``pick:TEXT``, ``plane:NAME``, ``next:SEEN``, ``back`` or ``ok``."""
    journey = terminal.going
    line = journey.screen().input if journey is not None else None
    if journey is None or line is None:
        return
    board = terminal.board
    name, _, value = key.partition(":")
    if name == "pick" and terminal.spelling.keys:
        write(terminal, line, terminal.spelling.pick(value))
        return
    terminal.spelling.rest()
    if name == "plane" and value in PLANES:
        terminal.plane = value
    elif name == "next":
        board.on(int(value) if value.isdigit() else board.per_page)
    elif name == "back":
        board.back()
    elif name == "pick":
        write(terminal, line, board.pick(value))
    elif key == "erase":
        journey.typed(line.name, line.value if board.erase() else line.value[:-1])
    elif key == "clear":
        board.drop()
        journey.typed(line.name, "")
    elif key == "ok" and board.letters and board.shown() and not line.initials:
        journey.flawed(line.name, terminal.t("unpicked", letters=board.letters))
    elif key == "ok":
        write(terminal, line, board.drop())
        journey.act("ok", "")
    elif len(key) == 1:
        _character(terminal, line, key)


def _character(terminal: At, line: Input, key: str) -> None:
    if plane_of(terminal, line) == "pinyin" and key.isalpha() and key.isascii():
        terminal.board.type(key)
        return
    if (
        line.mode in ("digits", "secret", "number")
        and not key.isdigit()
        and not (key == "." and line.mode == "number")
    ):
        return
    write(terminal, line, terminal.board.drop() + key)


def write(terminal: At, line: Input, text: str) -> None:
    """Add ``text`` to the line, as far as it fits."""
    if text and terminal.going is not None:
        terminal.going.typed(line.name, (line.value + text)[: line.longest])
