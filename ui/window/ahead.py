"""What goes on behind the first page once it stands: code is loaded, pages are made before somebody opens them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from ui.runner import Runner
from ui.tell import Tell
from ui.theme import t
from ui.window.behind import Behind

Parts = Callable[[str], Iterator[None]]


class Ahead:
    """Makes pages a part per turn of the event loop; one that is asked for before it is whole is the next to be made,
    and is gone to then.
    """

    def __init__(self, runner: Runner, behind: Behind, tell: Tell) -> None:
        self._runner = runner
        self._behind = behind
        self._tell = tell
        self._left: deque[str] = deque()
        self._parts: Parts = lambda key: iter(())
        self._half = False

    def begin(self, starts: Iterable[Callable[[], object]], keys: Iterable[str], parts: Parts) -> None:
        """Start what runs beside the pages, then make those of ``keys`` in this order, each in the turns that
        ``parts(key)`` takes. An error of one stops no other.
        """
        self._left, self._parts = deque(keys), parts
        for start in (*starts, self._next):
            self._runner.post(start)

    def put_off(self, key: str, go: Callable[[], object]) -> bool:
        """Whether going there must wait for code or for the page. A long wait is said."""
        if self._behind.loading:
            self._tell.message("info", t("line.loading"))
        elif key in self._left:
            self._left.remove(key)
            self._left.appendleft(key)
        else:
            return False
        self._behind.wish(go)
        self._next()
        return True

    def _next(self) -> None:
        if self._left and not self._half and not self._behind.loading:
            self._half = True
            self._turn(self._left[0], self._parts(self._left[0]))

    def _turn(self, key: str, page: Iterator[None]) -> None:
        try:
            next(page)
        except StopIteration:
            self._done(key)
        except BaseException:
            self._done(key)
            raise
        else:
            self._runner.post(lambda: self._turn(key, page))

    def _done(self, key: str) -> None:
        self._half = False
        self._left.remove(key)
        self._runner.post(self._behind.go_as_wished)
        self._runner.post(self._next)
