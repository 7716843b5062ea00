"""A terminal on a smaller screen than its pages are drawn for: all of it a little smaller, from the first picture."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from ctypes import CDLL, c_void_p

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QGuiApplication

_SCALE = "QT_SCALE_FACTOR"
_SHORT_SIDE = 1080
"""Pixels of the shorter side of the screen that the pages of a terminal are drawn for."""
_LEAST = 0.71
"""Smaller than this their words are below 18 pt, at 96 dots an inch."""


def scale_for(width: int, height: int) -> float:
    """By how much everything is drawn smaller on a screen of so many pixels, 1 where it has room; on one of twice the
    pixels and more by whole numbers larger.
    """
    short = min(width, height)
    if short >= _SHORT_SIDE:
        return float(short // _SHORT_SIDE)
    return max(_LEAST, round(short / _SHORT_SIDE, 4))


def fit_screen(environ: MutableMapping[str, str]) -> Callable[[], None]:
    """Let Qt draw the terminal as large as its screen is; whoever set a scale of her own keeps it. Qt takes it once,
    as the application is made: the screen is asked by one that goes again. What is returned is called when the other
    stands.
    """
    if _SCALE in environ or QCoreApplication.instance() is not None:
        return _nothing
    let_go = _held(environ)
    asking = QGuiApplication(["zongchuang"])
    size, screen = QSize(_SHORT_SIDE, _SHORT_SIDE), asking.primaryScreen()
    if screen is not None:  # as where a screen is not plugged in yet
        size = screen.size()
    asking.shutdown()
    if (scale := scale_for(size.width(), size.height())) != 1:
        environ[_SCALE] = str(scale)
    return let_go


def _held(environ: MutableMapping[str, str]) -> Callable[[], None]:
    """Hold the X server, which begins anew when its last client leaves, and refuses whoever comes meanwhile."""
    if not environ.get("DISPLAY"):
        return _nothing
    try:
        xcb = CDLL("libxcb.so.1")
    except OSError:  # then Qt cannot reach it either
        return _nothing
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_disconnect.argtypes = [c_void_p]
    line = xcb.xcb_connect(environ["DISPLAY"].encode(), None)
    return lambda: xcb.xcb_disconnect(line)


def _nothing() -> None:
    """Nothing is held."""
