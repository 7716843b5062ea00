"""Two suites run at a time: the longest come first, so that both hands end together."""

from __future__ import annotations

import pytest

LONGEST = (
    "test_tour.py", "test_kills.py", "test_simulation.py", "test_window_kills.py", "test_system_calls.py",
    "test_printing.py", "test_province.py", "test_line.py", "test_rarer_kills.py", "test_scans.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by suite; the order inside of one stays."""
    places = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))
