"""Parts of a face that are made when somebody first asks for them, so that nobody waits for what she does not open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Later(Mapping[str, Any]):
    """A mapping whose values are made on first use, on the GUI thread, and then stay.

    Length, membership and keys know every part; :meth:`made` tells those that exist already. Reading a value (``[]``,
    ``get``, ``values``, ``items``) makes it. A part that asks for itself while it is made is a RecursionError.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Any]] | None = None) -> None:
        self._makers = dict(makers or {})
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def made(self) -> dict[str, Any]:
        """What was made so far, in the order it was asked for."""
        return dict(self._made)
