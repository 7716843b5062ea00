"""Where something of a person could still be: every object of the process, the window, the clipboard, the disk."""

from __future__ import annotations

import gc
import linecache
from collections.abc import Iterator
from pathlib import Path
from types import CellType, FrameType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

Hidden = tuple[str, ...]


def hide(*words: str) -> Hidden:
    """Words written backwards, so that the search does not find itself."""
    return tuple(word[::-1] for word in words)


def of_others(hidden: Hidden) -> frozenset[int]:
    """What held one of the words before the person came: constants of other tests in this process."""
    return frozenset(id(thing) for _, thing in _held(hidden))


_PASSED = frozenset({FrameType, CellType})
_AT_ONCE = 500


def in_objects(hidden: Hidden, before: frozenset[int] = frozenset()) -> list[str]:
    """Strings and bytes that hold one of the words, held by any object the collector knows, with their holder;
    without those of ``before``.
    """
    return [
        f"{type(holder).__module__}.{type(holder).__name__}: {_owner(holder)} {thing!r:.60}"
        for holder, thing in _held(hidden)
        if id(thing) not in before
    ]


def _held(hidden: Hidden) -> list[tuple[object, object]]:
    linecache.clearcache()  # the sources of tests are no part of the program
    gc.collect()
    words = [word[::-1] for word in hidden]
    raw = [word.encode() for word in words]
    skipped = {id(words), id(raw), id(hidden)}
    found: list[tuple[object, object]] = []
    holders = [each for each in gc.get_objects() if type(each) not in _PASSED and id(each) not in skipped]
    for start in range(0, len(holders), _AT_ONCE):
        some = holders[start : start + _AT_ONCE]
        if not _tell(gc.get_referents(*some), words, raw):
            continue
        for holder in some:
            for thing in gc.get_referents(holder):
                if _tells(thing, words, raw) and thing not in words and thing not in raw:
                    found.append((holder, thing))
    return found


def _tell(things: list[object], words: list[str], raw: list[bytes]) -> bool:
    """Whether any of many holds a word: read as one long text, for there are millions and nearly none does."""
    text = "\0".join({id(each): each for each in things if isinstance(each, str)}.values())
    data = b"\0".join({id(each): each for each in things if isinstance(each, bytes | bytearray)}.values())
    return any(word in text for word in words) or any(word in data for word in raw)


def _tells(thing: object, words: list[str], raw: list[bytes]) -> bool:
    if isinstance(thing, str):
        return any(word in thing for word in words)
    return isinstance(thing, bytes | bytearray) and any(word in bytes(thing) for word in raw)


def _owner(holder: object) -> str:
    if isinstance(holder, dict):
        return ",".join(sorted(str(key) for key in holder)[:12])
    above = [type(each).__name__ for each in gc.get_referrers(holder) if not isinstance(each, FrameType)]
    return f"{type(holder).__name__} in {above[:5]}"


def in_widgets(window: QWidget, hidden: Hidden) -> list[str]:
    """Words on any widget of the window, shown or not."""
    words = [word[::-1] for word in hidden]
    return [text for text in _texts(window) if any(word in text for word in words)]


def _texts(window: QWidget) -> Iterator[str]:
    for widget in (window, *window.findChildren(QWidget)):
        text = getattr(widget, "text", None)
        yield str(text()) if callable(text) else ""
        yield widget.accessibleName()
        yield widget.windowTitle()
        yield widget.toolTip()


def on_the_clipboard(hidden: Hidden) -> bool:
    """Whether the clipboard holds one."""
    clipboard = QGuiApplication.clipboard()
    return any(word[::-1] in clipboard.text() for word in hidden)


def on_disk(folder: Path, hidden: Hidden) -> list[str]:
    """Files in the clear that hold one; the encrypted profile is searched too."""
    words = [word[::-1].encode() for word in hidden]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]
