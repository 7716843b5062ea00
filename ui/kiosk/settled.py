"""Whether a step that failed without a word stands all the same: the book is asked in the same breath. No Qt here."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.domain.case import Case
from app.errors import RefusedError
from app.usecases.desk import Done

log = logging.getLogger(__name__)

_UNDONE = "nothing of it was kept"


def settled(do: Callable[[], Done], look: Callable[[], Case | None]) -> Done:
    """Do it. Where it failed and ``look`` finds the case as it was, its error says so (:func:`undone`); where the case
    went on, it is done, whatever failed after it: told that it is not, she would do it a second time. Where nobody can
    look either the error says nothing.
    """
    before = _mark(look())
    try:
        return do()
    except RefusedError:
        raise
    except Exception as error:
        case = _looked(look, error)
        if _mark(case) == before:
            error.add_note(_UNDONE)
        if case is None or _mark(case) == before:
            raise
        log.exception("a step of a case stands, and failed after it")
        return Done(case)


def undone(error: BaseException) -> bool:
    """Whether it is known that nothing was kept of what ended so: a rule refused it, or the book was asked."""
    return isinstance(error, RefusedError) or _UNDONE in getattr(error, "__notes__", ())


def _looked(look: Callable[[], Case | None], error: Exception) -> Case | None:
    try:
        return look()
    except Exception as again:
        raise error from again


def _mark(case: Case | None) -> tuple[int, int]:
    """What a step at a terminal adds to a case: it is there, a hand-in, a question."""
    return (-1, -1) if case is None else (len(case.corrections), len(case.asks))
