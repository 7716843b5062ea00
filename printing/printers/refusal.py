"""The one error by which a printer says: nothing went out, and here is why."""

from __future__ import annotations

from app.ports import NotSentError


def not_sent(code: str, what: str, what_next: str, kind: type[NotSentError] = NotSentError) -> NotSentError:
    """The error with what was kept said the same way everywhere."""
    return kind(code, what, "已存的都没有变，没有重复打印。", what_next)
