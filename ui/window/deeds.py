"""Acts that ``Ctrl+K`` finds by their names: done at once where they need nothing else, else the page where they are
done, with the way there in a word.
"""

from __future__ import annotations

from typing import Any

from app.values import dataclass
from ui.shared.palette import Hit
from ui.theme import t
from ui.window.called import LEAST, called

MOST = 6
"""Acts of one answer: whoever means one of them has typed enough for it."""


@dataclass(frozen=True)
class Deed:
    """An act: its key, its icon, the shortcut it has, and the place it is done at (``page`` or ``page/room``)."""

    key: str
    icon: str
    shortcut: str
    place: str


DEEDS = (
    Deed("next", "plus", "Ctrl+N", "intake"),
    Deed("park", "save", "Ctrl+S", "intake"),
    Deed("parked", "history", "Ctrl+O", "intake"),
    Deed("away", "info", "", "intake"),
    Deed("lock", "lock", "Ctrl+L", ""),
    Deed("seal", "stamp", "F6", "print/queue"),
    Deed("reprint", "printer", "F5", "search"),
    Deed("void", "rotate-ccw", "F5", "search"),
    Deed("supplement", "file-text", "F5", "search"),
    Deed("withdraw", "undo-2", "F5", "search"),
    Deed("mend", "square-pen", "F5", "search"),
    Deed("takeback", "rotate-ccw", "F5", "search"),
    Deed("complain", "message-square-text", "F5", "search"),
    Deed("file", "archive", "F5", "search"),
    Deed("help", "circle-help", "F1", ""),
)


def acts(words: str) -> tuple[Hit, ...]:
    """The acts that these words name: by their name on the screen, everyday words, English, or sound."""
    typed = words.strip().lower()
    if len(typed) < LEAST:
        return ()
    found = []
    for deed in DEEDS:
        name = t(f"deed.{deed.key}")
        if typed in name.lower() or called(typed, f"do/{deed.key}"):
            note, way = t(f"deed.{deed.key}_note"), ("place", f"do/{deed.key}")
            found.append(Hit(name, note, deed.icon, deed.shortcut, (), way))
    return tuple(found[:MOST])


def do(face: Any, key: str) -> None:
    """Do it, or open where it is done and say how."""
    deed = next(each for each in DEEDS if each.key == key)
    if key == "lock":
        face.lock()
    elif key == "help":
        face.guide.help("")
    elif deed.place == "intake":
        if face.shell.go("intake"):
            _on_intake(face, key)
    else:
        if key == "mend" and _on_case(face, key):
            return
        page, _, room = deed.place.partition("/")
        face.shell.go(page)
        if room:
            face.pages[page].show_room(room)
        else:
            face.tell.message("info", t(f"deed.{key}"), t(f"deed.{key}_note"))


def _on_case(face: Any, key: str) -> bool:
    """Begun in the case that is in front, where it is one that lets it; whether it was."""
    return face.shell.place() == "search" and bool(face.pages["search"].begin(key))


def _on_intake(face: Any, key: str) -> None:
    page = face.pages["intake"]
    if key == "away" and page.state.guide is None:
        # What is not ours is told of an item: it is chosen first.
        page.go_to("search")
        face.tell.message("info", t("deed.away"), t("deed.away_note"))
    elif key != "parked" or page.parked_button.isEnabled():
        page.apply_action(key)
    else:
        page.say(page.parked_button.text())
