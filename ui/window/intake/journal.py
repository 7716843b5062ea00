"""The field-level draft: every edit goes to disk soon after the hand rests, in order, off the GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal

from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import Cancel, Scheduler
from app.ports.desk import UNTYPED
from ui.office import Office
from ui.runner import Runner

RETRY = 5.0
"""Seconds after which what could not be kept is tried again by itself."""
LAST = 2.0
"""Seconds that the end of the program waits for the last words to be on disk."""
PORTION = 50
"""Milliseconds of that wait at a time."""
QUIET = 0.3
"""Seconds of rest before a typed text is kept; a choice is kept at once."""


class Journal(QObject):
    """Keeps fields of one draft. ``kept(moment)`` is emitted when everything typed so far is durable, ``failed(error)``
    when it could not be, once until something is kept again; what was not kept is tried again with the next edit and
    every few seconds.
    """

    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self, office: Office, runner: Runner, scheduler: Scheduler, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._runner = runner
        self._scheduler = scheduler
        self._draft: UUID | None = None
        self._asked = False
        self._open, self._typed, self._held = True, False, False
        self._waiting: dict[str, str] = {}
        self._first: dict[str, str] = {}
        self._timer: Cancel | None = None
        self._running = 0
        self._failing = False
        self._left: list[tuple[UUID, dict[str, str]]] = []

    def begin(self, draft: UUID | None = None, first: Mapping[str, str] | None = None) -> None:
        """Start a page: with the id of a resumed draft, or with a new id at the first edit. ``first`` is kept together
        with that edit: a page on which nobody typed leaves no draft, nor one on which only a card was read.
        """
        if self.bare and self._draft is not None:
            forget = partial(self._office.stores.drafts.discard, self._draft)
            self._runner.run("db", forget, None, self.failed.emit, name="intake.card_only")
        self._typed = draft is not None
        self._draft, self._asked, self._open, self._held = draft, False, True, False
        self._waiting.clear()
        self._first = dict(first or {})

    def hold(self) -> None:
        """An act makes a case of the draft: what is typed meanwhile waits for how it ends. Kept at once, it would come
        after the case, and a draft of one field would lie there for nobody.
        """
        self._held = True

    def release(self) -> None:
        """The act failed: what was typed meanwhile is kept like the rest."""
        self._held = False
        self.flush()

    def close(self) -> dict[str, str]:
        """The case is in the log: nothing more is kept. Gives what was typed and is neither in the case nor kept."""
        left = self._waiting
        self._open, self._held, self._waiting = False, False, {}
        return left

    @property
    def bare(self) -> bool:
        """Whether nothing stands on this page but a card that was read on it."""
        return self._open and not self._typed

    @property
    def draft(self) -> UUID | None:
        """Id of the draft, None before the first edit came back."""
        return self._draft

    @property
    def refused(self) -> bool:
        """Whether what was typed last could not be kept, and is tried again."""
        return self._failing

    def pending(self) -> bool:
        """Whether something typed is not on disk yet."""
        return bool(self._waiting or self._left) or self._running > 0

    def edit(self, name: str, value: str, *, at_once: bool = False) -> None:
        """A field has another value."""
        if not self._open:
            return
        self._typed |= name not in UNTYPED
        self._waiting |= self._first
        self._first = {}
        self._waiting[name] = value
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at_once:
            self.flush()
        else:
            self._timer = self._scheduler.after(QUIET, self._retry)

    def flush(self) -> None:
        """Send everything that waits to disk now; the ``db`` worker keeps the order."""
        if not self._waiting or self._held:
            return
        if self._draft is None:
            self.ready(lambda _: self.flush())
            return
        draft, edits = self._draft, dict(self._waiting)
        self._waiting.clear()
        self._send(draft, edits)

    def settle(self, seconds: float = LAST) -> None:
        """The program ends: put on disk what was typed last, while there still is who writes, and keep no more. What a
        full disk refuses until ``seconds`` are over is given up.
        """
        self.release()
        until = time.monotonic() + seconds
        while self.pending() and time.monotonic() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, PORTION)
        self.close()

    def _send(self, draft: UUID, edits: dict[str, str]) -> None:
        self._running += 1
        keep = _keeper(self._office, draft, edits)
        self._runner.run(
            "db", keep, self._done, lambda error: self._lost(draft, edits, error), name="intake.keep"
        )

    def ready(self, then: Callable[[UUID], object]) -> None:
        """Call ``then`` with the draft's id, asking for one first where there is none."""
        if self._draft is not None:
            then(self._draft)
            return
        if not self._asked:
            self._asked = True
            self._runner.run("db", self._office.new_draft, self._named, self._unnamed, name="intake.new_draft")
        self._runner.run("db", _nothing, lambda _: then(self._draft) if self._draft is not None else None)

    def _named(self, draft: UUID) -> None:
        if self._draft is None:
            self._draft = draft

    def _unnamed(self, error: BaseException) -> None:
        """There is no draft yet: what waits for one is kept when the next asking has brought it."""
        self._asked = False
        if self._waiting:
            self._again()
        self.failed.emit(error)

    def _done(self, moment: Timestamp | None) -> None:
        self._running -= 1
        self._failing = False
        if moment is not None and not self.pending():
            self.kept.emit(moment)

    def _lost(self, draft: UUID, edits: dict[str, str], error: BaseException) -> None:
        self._running -= 1
        if draft != self._draft:
            # The page was turned meanwhile: what was typed on it is tried again all the same.
            self._left.append((draft, edits))
        elif self._open:
            self._waiting = {**edits, **self._waiting}
        self._again()
        if not self._failing:
            # A full disk refuses every letter: one dialog says so, and the page goes on saying it.
            self._failing = True
            self.failed.emit(error)

    def _again(self) -> None:
        if self._timer is None:
            self._timer = self._scheduler.after(RETRY, self._retry)

    def _retry(self) -> None:
        self._timer = None
        left, self._left = self._left, []
        for draft, edits in left:
            self._send(draft, edits)
        self.flush()


def _nothing() -> None:
    return None


def _keeper(office: Office, draft: UUID, edits: dict[str, str]) -> Callable[[], Timestamp | None]:
    def keep() -> Timestamp | None:
        for name, value in edits.items():
            office.keep(draft, name, value)
        try:
            return office.desk.clock.now()
        except UserFacingError:  # the screen was locked meanwhile; what was typed is kept all the same
            return None

    return keep
