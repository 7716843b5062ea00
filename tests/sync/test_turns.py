"""On a line that fails every second request everything has its turn, also what stands behind parts that pass."""

from __future__ import annotations

from typing import Any

from app.errors import LineError
from tests.sync.support import Province, Window, loop_of


class EverySecond:
    """A line to ``inner`` that fails its second, fourth, sixth … request."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._asked = 0

    def __getattr__(self, name: str) -> Any:
        def ask(*words: Any) -> Any:
            self._asked += 1
            if self._asked % 2 == 0:
                raise LineError("transient", "every second request fails")
            return getattr(self._inner, name)(*words)

        return ask


def test_a_window_without_numbers_gets_them_over_a_line_that_fails_every_second_request(
    province: Province,
) -> None:
    """Nothing to send, nothing to fetch, only numbers to ask for: the last part of a step is reached all the same."""
    window = Window(wanted={"paper": 50})
    inner = province.platform(window)
    loop = loop_of(EverySecond(inner), window)
    try:
        for _ in range(8):
            loop.run_once()
        assert not window.low()
    finally:
        inner.close()
