"""Work in the background for who stands here: its answer is hers alone, and comes too late when she has gone. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.usecases.desk import Done
from ui.kiosk import happenings as h
from ui.kiosk.settled import once_more, undone

if TYPE_CHECKING:
    from ui.kiosk.at import At

AGAIN_SECONDS = 15.0
"""How long after the book could not be read it is tried again, for what a step of who has gone left in it."""
_TRIES = 20


def run(
    terminal: At,
    worker: str,
    fn: Callable[[], Any],
    done: Callable[[Any], object],
    failed: Callable[[BaseException], object],
    aside: bool,
) -> None:
    """The answer is dropped when she has gone or does something else, and the papers of a case that came of it are
    held. ``aside``: she does not wait for it, and may be quiet meanwhile.
    """
    number, journey = terminal.session.number, terminal.going
    if not aside:
        terminal.happen(h.Working(True))

    def mine() -> bool:
        return number == terminal.session.number and journey is terminal.going

    def ends(told: Callable[[Any], object], what: Any) -> None:
        if not aside:
            terminal.happen(h.Working(False))
        told(what)
        terminal.show()

    def guarded(told: Callable[[Any], object], what: Any) -> None:
        terminal.guarded(lambda: ends(told, what))

    def answered(result: Any) -> None:
        if mine():
            guarded(done, result)
        else:
            _late(terminal, number, result)

    def wrong(error: BaseException) -> None:
        if mine():
            guarded(failed, error)
        else:
            _failed_late(terminal, worker, number, error)

    terminal.tools.work(worker, fn, answered, wrong)


def _known(terminal: At, number: int, done: bool) -> None:
    """What became of a step of that session, for the page that still says 可能 of it."""
    if terminal.machine.ended(number, done):
        terminal.guarded(terminal.show)


def _late(terminal: At, number: int, result: Any) -> None:
    if isinstance(result, Done):
        forget(terminal, frozenset({result.case.id}))
        _known(terminal, number, done=True)  # it is in, and its receipt is held


def _failed_late(terminal: At, worker: str, number: int, error: BaseException, tries: int = _TRIES) -> None:
    again = once_more(error)

    def look() -> None:
        if again is not None:
            failed = partial(_failed_late, terminal, worker, number, tries=tries - 1)
            terminal.tools.work(worker, again, partial(_late, terminal, number), failed)

    if undone(error):  # of other errors nobody knows what they left
        _known(terminal, number, done=False)
    elif again is not None and tries:
        terminal.tools.scheduler.after(AGAIN_SECONDS, look)


def forget(terminal: At, cases: frozenset[UUID]) -> None:
    """Nothing of who left comes out later; what the printer has already is told to whoever comes."""

    def held(found: tuple[int, int]) -> None:
        if found[1]:
            terminal.happen(h.LatePaper(out=False))
            terminal.show()

    terminal.tools.work("db", lambda: terminal.counter.forget(cases), held, _nothing)


def _nothing(_: object) -> None:
    """Nobody waits for this."""
