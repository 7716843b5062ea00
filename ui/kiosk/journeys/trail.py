"""Which fields of a form she has passed and which she went back over: 上一步 leads back, 确定 over each again."""

from __future__ import annotations

from collections.abc import Collection


class Trail:
    """Fields by their names; what was begun in one and not confirmed waits for her."""

    def __init__(self) -> None:
        self._behind: list[str] = []
        self._ahead: list[str] = []
        self._drafts: dict[str, str] = {}

    def forget(self) -> None:
        """Another form: nothing is ahead, and nothing that was begun counts."""
        self._ahead.clear()
        self._drafts.clear()

    def left(self, field: str) -> None:
        """She goes on from ``field``."""
        self._behind.append(field)

    def back(self, field: str, begun: str) -> None:
        """She goes back from ``field``, where ``begun`` is written and not confirmed."""
        self._ahead.append(field)
        if begun:
            self._drafts[field] = begun

    def before(self, field: str) -> str:
        """The field that she comes back to; ``field`` itself where none is known."""
        return self._behind.pop() if self._behind else field

    def ahead_of(self, asked: Collection[str]) -> str:
        """The next of those that she went back over and that are still ``asked``; empty when there is none."""
        while self._ahead:
            field = self._ahead.pop()
            if field in asked:
                return field
        return ""

    def draft(self, field: str) -> str:
        """What was begun in ``field``, once."""
        return self._drafts.pop(field, "")
