"""The Chinese input method (输入法) of a Linux desktop, and how Qt gets to it.

Qt speaks to an input method through a module that must be built for it; its wheels bring the one for IBus alone. The
desktops of most halls (UOS, Kylin, deepin) ask for ``fcitx``: Qt finds no such module, says nothing, and no Chinese can
be typed. fcitx 5 also answers as IBus does to programs that are shut in (the portal on the session bus), without an
``ibus-daemon``; fcitx 4 does not.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

MODULE, MODULES, PORTAL = "QT_IM_MODULE", "QT_IM_MODULES", "IBUS_USE_PORTAL"
ANSWERS = ("org.freedesktop.portal.IBus", "org.freedesktop.IBus")
"""Names on the session bus under which an input method answers to Qt's module."""
_MODIFIERS = re.compile(r"@im=(\w+)")


def asked_for(environment: Mapping[str, str]) -> str:
    """The input method that the desktop asks of programs, "" when it names none."""
    named = environment.get(MODULES, "").split(";")[0] or environment.get(MODULE, "")
    if named and named != "xim":
        return named
    modifiers = _MODIFIERS.search(environment.get("XMODIFIERS", ""))
    return modifiers.group(1) if modifiers else ""


def way_to(asked: str, modules: tuple[str, ...], daemon: bool) -> dict[str, str]:
    """What to set so that Qt reaches the input method ``asked`` for; empty where it does by itself or cannot.

    ``modules`` are the file names of the modules that came with Qt; ``daemon``: whether IBus itself is installed.
    """
    if asked.startswith("fcitx") and not any("fcitx" in name for name in modules):
        return {MODULE: "ibus", PORTAL: "1"}
    if asked == "ibus":
        return {MODULE: "ibus"} if daemon else {MODULE: "ibus", PORTAL: "1"}
    return {}


def reach_input_method(environment: MutableMapping[str, str], plugins: Path) -> None:
    """Before the application is made. ``plugins`` is the folder of Qt's plug-ins. Elsewhere than on Linux nothing."""
    asked = asked_for(environment) if sys.platform.startswith("linux") else ""
    if not asked:
        return
    folder = plugins / "platforminputcontexts"
    names = tuple(part.name for part in folder.iterdir()) if folder.is_dir() else ()
    found = way_to(asked, names, shutil.which("ibus-daemon") is not None)
    if found:
        environment.pop(MODULES, None)
        environment.update(found)
