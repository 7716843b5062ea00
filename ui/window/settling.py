"""Before a window is left for another language: nothing typed and nothing asked for may still be on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.runner import Runner

if TYPE_CHECKING:
    from ui.window.intake.journal import Journal

MOST_ROUNDS = 5
"""Times that what was typed is sent to disk; what is refused that often stays on the page, and so does the window."""


class Settling(QObject):
    """Sends what was typed to disk and waits, the event loop running, until no job is left; then calls ``then``, in a
    turn of its own. ``refused`` is called instead when something typed could not be kept.
    """

    def __init__(
        self,
        runner: Runner,
        journal: Journal | None,
        then: Callable[[], object],
        refused: Callable[[], object],
    ) -> None:
        super().__init__()
        self._runner, self._journal = runner, journal
        self._then, self._refused = then, refused
        self._rounds = 0

    def begin(self) -> None:
        """Look now, and again whenever the last job has been answered."""
        self._runner.became_idle.connect(self._soon)
        self._soon()

    def _soon(self) -> None:
        self._runner.post(self._look)

    def _look(self) -> None:
        if self._journal is not None and self._journal.pending():
            self._rounds += 1
            self._journal.flush()
        if self._runner.busy() and self._rounds <= MOST_ROUNDS:
            return
        self._runner.became_idle.disconnect(self._soon)
        settled = self._journal is None or not self._journal.pending()
        (self._then if settled else self._refused)()
