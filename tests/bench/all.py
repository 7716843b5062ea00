"""Every figure of the house in one run: what ``zongchuang bench`` prints."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from tests.bench import (
    bench_batch,
    bench_hall,
    bench_import,
    bench_line,
    bench_lists,
    bench_load,
    bench_memory,
    bench_printing,
    bench_push,
    bench_save,
    bench_search,
    bench_start,
    bench_steps,
)

Row = dict[str, Any]
SUITES: dict[str, Callable[[], list[Row]]] = {
    "start": bench_start.measure,
    "steps": bench_steps.measure,
    "search": bench_search.run,
    "save": bench_save.measure,
    "render": bench_printing.run,
    "batch": bench_batch.run,
    "lists": bench_lists.measure,
    "push": bench_push.measure,
    "load": bench_load.measure,
    "hall": bench_hall.measure,
    "import": bench_import.measure,
    "line": bench_line.measure,
    "memory": bench_memory.measure,
}


def measure(name: str = "") -> list[Row]:
    """Rows of the suite ``name``, or of all: name, value, unit, n (sample size), against, ratio, bar, holds.

    Raises KeyError for a suite that does not exist.
    """
    rows: list[Row] = []
    for suite in [name] if name else SUITES:
        started = time.perf_counter()
        rows += [row | {"suite": suite} for row in SUITES[suite]()]
        print(f"{suite}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return rows
