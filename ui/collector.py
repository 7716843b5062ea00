"""Python's garbage is collected on the GUI thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimerEvent

OLD = 2
"""The generation of what survived two looks."""

SELDOM = 10


class Collector(QObject):
    """Collects garbage on the GUI thread only, while it runs.

    Python's collector runs on whichever thread happens to allocate; a widget in a reference cycle would then
    be destroyed off the GUI thread, which crashes Qt. Calibre and others found the same remedy. It is not handed back
    to it: after one of two collectors has stopped, or while a closed window waits in cycles for the next one, the
    threads of a workplace still allocate.
    """

    PERIOD_MS = 500

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = 0
        self._loading = False

    def start(self) -> None:
        """Take over from the automatic collector."""
        if not self._timer:
            gc.disable()
            self._timer = self.startTimer(self.PERIOD_MS)

    def stop(self) -> None:
        """Collect no more; the automatic collector stays off, see the class."""
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0
            gc.unfreeze()

    def spare(self) -> None:
        """What is there now stays as long as the collector runs: it is not looked through again. A whole look through
        the code of the program holds the GUI thread for some frames. Ends :meth:`wait`.
        """
        self._loading = False
        if self._timer:
            gc.freeze()

    def wait(self, loading: bool) -> None:
        """While code is being loaded nothing is collected by the clock: all of it is young, and looked through at once
        it would hold the GUI thread for frames. Called after each part of it, that part alone is looked through.
        """
        self._loading = loading
        if self._timer:
            gc.collect(1)

    def timerEvent(self, event: QTimerEvent) -> None:
        if not self._loading:
            self.collect()

    def collect(self) -> None:
        """Collect what is due, the young first, by the interpreter's own thresholds; the old :data:`SELDOM` times less
        often, after some minutes of work, as a look through them takes frames.
        """
        for generation, (count, threshold) in reversed(
            tuple(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if threshold and count > threshold * (SELDOM if generation == OLD else 1):
                gc.collect(generation)
                return
