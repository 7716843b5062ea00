"""Pages that nobody sees yet: made in parts, a part per turn of the event loop, and drawn once, so that the turn that
shows one finds it drawn.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.shared.events import kind_of

T = TypeVar("T")
MANY = 60
"""A part with more parts in it than this is drawn in several turns."""
SOME = 8
"""A part with fewer in it is painted with what is around it."""
SLICE_S = 0.003
"""No part of a page of many small ones is begun in a turn that has painted so long."""


def place_ahead(page: QWidget, window: QWidget, room: QSize) -> None:
    """Lay out ``page`` as if it stood in ``window``, in the ``room`` it will have there; nobody sees it."""
    page.setParent(window)
    page.resize(room)


def drawn_ahead(page: QWidget) -> Generator[None, None, None]:
    """Draw a placed page, a part per turn.

    What is drawn is thrown away. What stays are the pictures that buttons and chips keep, the icons, the measured
    words, the characters of the fonts and the places of the parts: half of what the first painting of a page takes.
    """
    for part in _parts(page):
        ground = QPixmap(part.size().expandedTo(QSize(1, 1)))
        part.render(ground, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        yield


Post = Callable[[Callable[[], object]], object]
"""Calls on the GUI thread in a later turn of the event loop."""


def painted_in_turns(parts: Iterable[QWidget], post: Post) -> None:
    """Paint these parts of a page that just came or changed a turn later, each in one of its own: a whole page takes
    longer than a frame, and a key that is pressed meanwhile would wait for all of it. They stand in their places
    already; until its turn comes the screen keeps there what it shows now, and no empty pane is seen.
    """
    for part in parts:
        if part.updatesEnabled():
            _hold(part)
            post(partial(_let_go, part))


def painted_in_slices(parts: Iterable[QWidget], post: Post, keep: bool) -> Callable[[], object]:
    """Paint the many small parts of a page that just came a turn later, in this order (a part before those in it), as
    many in each turn as have room in ``SLICE_S``: a slower machine takes more turns, not longer ones. A finger goes
    through a part that waits: what was seen there is another page.

    ``keep``: until its turn the screen keeps what it shows now. Else the ground of the page is painted there meanwhile,
    where the screen shows nothing yet or what stood there is not for whoever comes. What is returned begins it, as the
    window paints the ground: one that does not stand on the screen yet would paint nothing, and later all at once.
    """
    waiting = deque(part for part in parts if part.updatesEnabled())
    for part in waiting:
        _hold(part, keep, deaf=True)
    return partial(post, partial(_slice, waiting, post))


def _slice(waiting: deque[QWidget], post: Post) -> None:
    until = time.perf_counter() + SLICE_S
    try:
        while waiting:
            part = waiting.popleft()
            _let_go(part)
            if isValid(part):
                part.repaint()
            if time.perf_counter() >= until:
                break
    finally:  # ``repaint`` raises what a painting raised: the others would wait, and be deaf, for ever
        if waiting:
            post(partial(_slice, waiting, post))


class _Hush(QObject):
    """Lets the widget it belongs to paint nothing, also where Qt had asked it to before its updates were put off."""

    def __init__(self, part: QWidget, deaf: bool) -> None:
        super().__init__(part)
        self.deaf = deaf
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return kind_of(event) == QEvent.Type.Paint


def _hold(part: QWidget, keep: bool = True, deaf: bool = False) -> None:
    """Neither the part nor, to ``keep`` what is seen, the ground below it is painted: what is opaque has its ground
    left as it is.
    """
    part.setUpdatesEnabled(False)
    if not part.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
        part.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, keep)
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, deaf)
        _Hush(part, deaf)


def _let_go(part: QWidget) -> None:
    if not isValid(part):
        return
    hush = part.findChild(_Hush, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if hush is not None:
        part.removeEventFilter(hush)
        hush.setParent(None)
        part.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        if hush.deaf:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
    part.setUpdatesEnabled(True)


def painted_now(window: QWidget) -> None:
    """No part of ``window`` waits for its turn any longer: with another size the screen keeps nothing of it."""
    for hush in window.findChildren(_Hush):
        part = hush.parent()
        if isinstance(part, QWidget):
            _let_go(part)


def opened_in_turns(page: QWidget | None, post: Post) -> None:
    """Paint a page that was just gone to in turns: what frames it first, then the parts that hold many others. A page
    with a ``paint_in_turns(post)`` of its own knows them better.
    """
    own = getattr(page, "paint_in_turns", None)
    if own is not None:
        own(post)
    elif page is not None:
        painted_in_turns([part for part in _parts(page) if len(part.findChildren(QWidget)) >= SOME], post)


def at_once(parts: Generator[None, None, T]) -> T:
    """All the parts of what is wanted now, and what they make."""
    while True:
        try:
            next(parts)
        except StopIteration as made:
            found: T = made.value
            return found


def _parts(part: QWidget) -> Iterator[QWidget]:
    """What is drawn in one go each, in the order of reading as it was made."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for child in part.findChildren(QWidget, options=direct):
        if child.isHidden():
            continue
        if len(child.findChildren(QWidget)) > MANY:
            yield from _parts(child)
        else:
            yield child
