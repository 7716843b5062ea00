"""How the frames of the pages are drawn: ground, lines and corners of each part, by the theme.

There is no style sheet over the application: with one, Qt matches every rule against every widget and tells every
widget below whenever a part of a page finds its parent: more than half of the time that a page took (0084).
"""

from __future__ import annotations

from app.values import dataclass
from ui.tokens import STATE_ICONS, Theme

STATES = tuple(STATE_ICONS)
STATED = ("verdict", "band", "strip", "sheet")
"""Parts whose colours follow their state."""


@dataclass(frozen=True)
class Ground:
    """What lies under the content of a frame: ``fill`` and ``line`` colours ("" for none), ``edges`` the pixels of the
    line at left, top, right and bottom, ``radius`` of the corners where all four are the same.
    """

    fill: str = ""
    line: str = ""
    edges: tuple[int, int, int, int] = (0, 0, 0, 0)
    radius: int = 0

    @property
    def boxed(self) -> bool:
        """Whether the line runs all around."""
        return self.edges[0] > 0 and len(set(self.edges)) == 1


NOTHING = Ground()


def ground(theme: Theme, part: str, state: str = "", current: bool = False) -> Ground:
    """The ground of a part; an unknown part, or one that is coloured by a state and has none, has nothing."""
    if part in STATED:
        return _stated(theme, part, state)
    if part == "row" and current:
        c = theme.c
        return Ground(c.select, c.primary, (theme.size.bar, 0, 0, 1))
    return _plain(theme, part)


def _stated(th: Theme, part: str, state: str) -> Ground:
    if state not in STATES:
        return Ground(th.c.surface, th.c.control, (0, 2, 0, 0)) if part == "verdict" else NOTHING
    colours = th.state(state)
    edges = {"verdict": (0, 2, 0, 0), "sheet": (0, 2, 0, 0), "strip": (0, 0, 0, 1), "band": (1, 1, 1, 1)}[
        part
    ]
    return Ground(colours.bg, colours.bd, edges, th.radius.card if part == "band" else 0)


def _plain(th: Theme, part: str) -> Ground:
    c, r = th.c, th.radius
    all_round, below, above = (1, 1, 1, 1), (0, 0, 0, 1), (0, 1, 0, 0)
    return {
        "pane": Ground(c.surface, c.border, all_round, r.card),
        "panehead": Ground("", c.border, below),
        "panefoot": Ground("", c.border, above),
        "card": Ground(c.sunken, c.border, all_round, r.field),
        "row": Ground(c.surface, c.border, below),
        "desk": Ground(c.desk),
        "topbar": Ground(c.surface, c.border, below),
        "rail": Ground(c.rail, c.rail, (0, 0, 1, 0)),
        "dialog": Ground(c.surface, c.control, all_round, r.dialog),
        "foot": Ground(c.sunken, c.border, above),
        "citizenbar": Ground(c.rail),
        "stationtop": Ground(c.rail),
        "stationfoot": Ground(c.surface, c.border, above),
        "now": Ground(c.surface, c.primary, (2, 2, 2, 2), r.card),
        "line": Ground(c.border),
        "upright": Ground(c.border),
    }.get(part, NOTHING)
