"""The pictures of the terminal: every page of a day, plain, in 大字 and in 低位, on both ways a screen may stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.values import replace
from ui.kiosk.screen import Screen
from ui.kiosk.session import Phase
from ui.kiosk.tokens import SIZES
from ui.kiosk.window import KioskWindow
from ui.shots.booth import open_booth
from ui.shots.judge import FEWEST_COLOURS, Words, colours
from ui.shots.kiosk_walk import walk
from ui.shots.room import Camera

LOOKS = {"": (False, False), "-large": (True, False), "-low": (False, True), "-large-low": (True, True)}
"""Ending of the name → (大字, 低位)."""


def take_all(folder: Path, camera: Camera, theme: str) -> list[str]:
    """Every page in every look; what stopped a part of the day. 大字 and 低位 are drawn in the light theme alone."""
    with open_booth(folder) as booth:
        screens, problems = walk(booth)
        window = KioskWindow(booth.terminal, theme)
        window.show()
        screen_of = booth.terminal.screen
        try:
            for ending, (large, low) in LOOKS.items():
                if theme == "light" or not ending:
                    _set(camera, window, screens, ending, large, low)
        finally:
            booth.terminal.screen = screen_of  # type: ignore[method-assign]
            booth.terminal.changed = booth.terminal.wiped = _nothing
            window.may_close = True
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return problems


def _nothing() -> None:
    """The window is gone; the terminal still ends its session."""


def _set(
    camera: Camera, window: KioskWindow, screens: dict[str, Screen], ending: str, large: bool, low: bool
) -> None:
    terminal = window.terminal
    for name, screen in screens.items():
        if not camera.wanted(name):
            continue
        phase = Phase.COUNTDOWN if screen.countdown >= 0 else Phase.ACTIVE
        terminal.session = replace(terminal.session, phase=phase, large=large, low=low)
        shown = _switched(screen, large, low)
        terminal.screen = lambda page=shown: page  # type: ignore[misc, method-assign]
        for size in camera.sizes:
            window.resize(*(round(side / camera.ratio) for side in size))
            window.show_screen()
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            _keep(camera, window, name + ending, size, low)


def _switched(screen: Screen, large: bool, low: bool) -> Screen:
    """The page as it is with these switches: the day was walked with both of them off."""
    on = {name for name, holds in (("large", large), ("low", low)) if holds}
    switches = tuple(replace(each, kind="on") if each.name in on else each for each in screen.switches)
    return replace(screen, switches=switches)


def _keep(camera: Camera, window: KioskWindow, name: str, size: tuple[int, int], low: bool) -> None:
    camera.folder.mkdir(parents=True, exist_ok=True)
    file = f"{name}-{size[0]}x{size[1]}.png"
    picture: QImage = window.grab().toImage()
    picture.save(str(camera.folder / file))
    found = list(complaints(window, (window.width(), window.height()), low, camera.words))
    if colours(picture) < FEWEST_COLOURS:
        found.append("empty: nothing was drawn")
    camera.taken.append({"name": name, "size": f"{size[0]}x{size[1]}", "file": file, "found": found})


def complaints(window: KioskWindow, size: tuple[int, int], low: bool, words: Words) -> Iterator[str]:
    """What is cut, outside, too small, too near, too high for a wheelchair, or in the wrong words."""
    page = window.page
    if page is None:
        yield "empty: no page"
        return
    top = page.mapTo(window, page.rect().topLeft()).y()
    seen: list[QWidget] = [w for w in (*page.parts, *page.touches) if w.isVisible()]
    every = [(w, _box(w, window)) for w in seen]
    if page.pad is not None:
        every.append((page.pad, _box(page.pad, window)))
    for widget, rect in every:
        cut = getattr(widget, "cut", None)
        if callable(cut) and cut():
            yield f"cut: {_words(widget)!r}"
        if rect.left() < 0 or rect.right() > size[0] or rect.top() < top or rect.bottom() > size[1]:
            yield f"cut: {_words(widget)!r} reaches out of the screen"
        if words.raw(_words(widget)):
            yield f"raw: {_words(widget)}"
        elif words.untranslated(_words(widget)):
            yield f"untranslated: {_words(widget)}"
    yield from _touches(window, size, low)
    for (one, a), (other, b) in combinations(every, 2):
        near = SIZES.near if one in page.touches and other in page.touches else 0
        if a.adjusted(-near, -near, near, near).intersects(b):
            yield f"overlap: {_words(one)!r} and {_words(other)!r}"


def _touches(window: KioskWindow, size: tuple[int, int], low: bool) -> Iterator[str]:
    page = window.page
    for touch in (t for t in (page.touches if page is not None else ()) if t.isVisible()):
        rect = _box(touch, window)
        if min(rect.width(), rect.height()) < SIZES.least:
            yield f"too small to touch: {touch.text()}"
        if not touch.accessibleName():
            yield f"no name: {touch.objectName()}"
        if low and rect.top() < size[1] * SIZES.low_from:
            yield f"too high for a wheelchair: {touch.text()}"


def _words(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else type(widget).__name__


def _box(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
