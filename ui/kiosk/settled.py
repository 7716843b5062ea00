"""Whether a step that failed without a word stands all the same: the book is asked in the same breath, and again later
where it could not be read then. No Qt here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.domain.case import Case
from app.domain.paper import Paper
from app.errors import RefusedError
from app.usecases.desk import Done

log = logging.getLogger(__name__)

_UNDONE = "nothing of it was kept"
_AGAIN = "look_again"


def settled(do: Callable[[], Done], look: Callable[[], Case | None]) -> Done:
    """Do it. Where it failed and ``look`` finds the case as it was, its error says so (:func:`undone`); where the case
    went on, it is done, whatever failed after it: told that it is not, she would do it a second time. Where nobody can
    look either, the error says nothing but how to look again (:func:`once_more`).
    """
    try:
        was = look()
    except Exception as error:
        error.add_note(_UNDONE)  # it was not begun
        raise
    try:
        return do()
    except RefusedError:
        raise
    except Exception as error:
        found = _found(error, was, look)
        if found is None:
            raise
        return found


def undone(error: BaseException) -> bool:
    """Whether it is known that nothing was kept of what ended so: a rule refused it, or the book was asked."""
    return isinstance(error, RefusedError) or _UNDONE in getattr(error, "__notes__", ())


def once_more(error: BaseException) -> Callable[[], Done] | None:
    """How to look again what became of it, where nobody could: it answers and raises as :func:`settled`. None: the book
    has nothing to say of it.
    """
    found: Callable[[], Done] | None = getattr(error, _AGAIN, None)
    return found


def _found(error: Exception, was: Case | None, look: Callable[[], Case | None]) -> Done | None:
    """What the book says of a step that ended with ``error``; None: nothing of it was kept, as ``error`` says then."""

    def again() -> Done:
        found = _found(error, was, look)
        if found is None:
            raise error
        return found

    try:
        case = look()
    except Exception as unread:
        setattr(error, _AGAIN, again)
        raise error from unread
    if case is None or _mark(case) == _mark(was):
        error.add_note(_UNDONE)
        return None
    log.error("a step of a case stands, and failed after it", exc_info=error)
    return Done(case, _fresh(was, case))


def _fresh(was: Case | None, case: Case) -> tuple[Paper, ...]:
    """The papers that came of it, as the step itself would have named them."""
    before = {paper.document_id for paper in was.papers} if was is not None else set()
    return tuple(paper for paper in case.papers if paper.document_id not in before)


def _mark(case: Case | None) -> tuple[int, int]:
    """What a step at a terminal adds to a case: it is there, a hand-in, a question."""
    return (-1, -1) if case is None else (len(case.corrections), len(case.asks))
