"""Code that nobody needs for the first key: loaded on a worker once the first page can be used, or while she types a
password.

On the GUI thread it would freeze the window for a blink, before the first key it would be waited for.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from functools import partial

from ui.runner import Runner

_PAPERS = ("printing.layout", "printing.compose", "ui.press", "ui.day", "ui.papercodes")
_LINE = ("sync.client.http", "sync.client.loop", "ui.adapters.traffic", "sync.wire.sealed")
COMMON = (*_PAPERS, *_LINE)
"""What every face loads before it prints and speaks with the platform."""
WINDOW = (
    *(
        f"ui.window.{name}"
        for name in ("due_page", "case.frame", "case.page", "handover_page", "search_page", "finding")
    ),
    *_PAPERS,
    *(f"ui.window.{name}" for name in ("print_page", "sync_page")),
    *_LINE,
    *(f"ui.window.days.{name}_page" for name in ("visits", "day", "figures", "pad", "accounts", "file")),
    *(f"ui.window.{name}_page" for name in ("parcels", "returns")),
)
"""In the order in which people ask for it."""
STATION = ("ui.window.finding", *COMMON, "ui.station.day")


class Behind:
    """Loads modules by name, one per job of the worker ``load``; what needs them waits with :meth:`then`."""

    def __init__(
        self, runner: Runner, names: Sequence[str], failed: Callable[[BaseException], object]
    ) -> None:
        self._runner = runner
        self._names = names
        self._failed = failed
        self._left: list[str] = []
        self._waiting: list[Callable[[], object]] = []
        self._wish: Callable[[], object] | None = None
        self._begun = False
        self.loading = False

    def load(self, then: Callable[[], object], after: Callable[[Callable[[], object]], object] | None = None) -> None:
        """Load what is not there yet, then call ``then``.

        ``after`` begins it a little later, so that the first keys and what they ask for have the machine to themselves;
        without it ``then`` is called at once when nothing is missing.
        """
        self._left = [name for name in self._names if not _whole(name)]
        if not self._left:
            (after or _at_once)(then)
            return
        self.loading, self._begun = True, False
        self._waiting.insert(0, then)
        if after is None:
            self.begin()
        else:
            after(self.begin)

    def begin(self) -> None:
        """Load now; harmless when it began already."""
        begun, self._begun = self._begun, True
        if not begun:
            self._next()

    def then(self, call: Callable[[], object]) -> None:
        """Call it when all is loaded: at once when nothing is being loaded."""
        if self.loading:
            self._waiting.append(call)
        else:
            call()

    def wish(self, go: Callable[[], object] | None) -> None:
        """Where she wants to be once all is loaded: the last wish counts; None forgets it, as when she locks."""
        self._wish = go

    def go_as_wished(self) -> None:
        """Go where she wanted to be, once."""
        go, self._wish = self._wish, None
        if go is not None:
            go()

    def _next(self) -> None:
        if self._left:
            self._runner.loading(True)
            # A part that cannot be loaded is told, and stops no other.
            job = partial(importlib.import_module, self._left.pop(0))
            self._runner.run("load", job, None, self._failed, self._next, name="load")
            return
        self.loading = False
        # Not spared from collecting, as at a start: she works already, and her citizen would be spared too.
        self._runner.loading(False)
        waiting, self._waiting = self._waiting, []
        for call in (*waiting, self.go_as_wished):
            # Each in a turn of its own: an error of one keeps none of the others from being called.
            self._runner.post(call)


def _at_once(call: Callable[[], object]) -> None:
    call()


def _whole(name: str) -> bool:
    """Whether a module is loaded to its end: another thread may be at it."""
    module = sys.modules.get(name)
    return module is not None and not getattr(module.__spec__, "_initializing", False)
