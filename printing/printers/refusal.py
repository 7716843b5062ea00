"""The one error by which a printer says: nothing went out, and here is why."""

from __future__ import annotations

from app.errors import UserFacingError


class NotSentError(UserFacingError):
    """Nothing was handed to the printer: the job may be tried again without a second sheet coming out."""


def not_sent(code: str, what: str, what_next: str) -> NotSentError:
    """The error with what was kept said the same way everywhere."""
    return NotSentError(code, what, "已存的都没有变，没有重复打印。", what_next)
