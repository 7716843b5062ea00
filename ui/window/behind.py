"""Puts the pages behind the places into the window, with the button of each at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from ui.window.days.day_page import DayPage
from ui.window.days.figures_page import FiguresPage
from ui.window.inner import INNER, InnerPage, Tools, way_to
from ui.window.shell import WindowShell


def build_behind(
    tools: Tools, shell: WindowShell, places: Mapping[str, Any], show_case: Callable[[UUID], object]
) -> dict[str, InnerPage]:
    """Every page behind one of ``places``, put into the shell."""
    made: dict[str, InnerPage] = {
        "day": DayPage(tools),
        "figures": FiguresPage(tools),
    }
    for page in INNER:
        if page.key not in made:
            continue
        shell.add_page(page.key, made[page.key], page.home)
        made[page.key].left.connect(lambda home=page.home: shell.go(home))
        made[page.key].open_case.connect(show_case)
        if page.key != "file":
            places[page.home].head.add_right(way_to(page.key, shell.go))
    return made
