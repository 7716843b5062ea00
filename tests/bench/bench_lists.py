"""The due list and the case search on the large profile; with ``ZONGCHUANG_BENCH_CASES=1000000`` on a larger one."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.bench.profile import CASES, kept_profile, opened

ASKS = 60
P95_BAR_MS = 30.0
GROWTH_BAR = 1.5
GROWN = 1_000_000
WORDS = (
    "赵",
    "孙静",
    "钱",
    "吴勇",
    "D07000123",
    "演沈西卫收〔2026〕D07-0001",
    "210102190001",
    "护士",
    "010014",
    "李",
    "zw",
    "zhaowei",
    "sunjing",
    "lm",
    "zh",
)


def measure() -> list[dict[str, Any]]:
    """Two figures at the usual size; two more, and their growth, where a million is asked for."""
    small = _times(CASES)
    rows = [_row(name, times, CASES) for name, times in small.items()]
    if os.environ.get("ZONGCHUANG_BENCH_MILLION"):
        for name, times in _times(GROWN).items():
            before, after = statistics.median(small[name]), statistics.median(times)
            rows += [
                _row(name, times, GROWN),
                {
                    "name": f"{name}, growth", "value": round(after, 2), "unit": "ms", "n": ASKS,
                    "against": {f"{CASES} cases, median ms": round(before, 2)},
                    "ratio": round(after / before, 2), "bar": f"<= {GROWTH_BAR} x for ten times the cases",
                    "holds": after / before <= GROWTH_BAR,
                },
            ]  # fmt: skip
    return rows


def _times(cases: int) -> dict[str, list[float]]:
    at = opened(kept_profile(cases))
    page = [line.case_id for line, _ in at.office.due_list()]
    try:
        return {
            "due list": [_timed(at.office.due_list) for _ in range(ASKS)],
            "case search": [
                _timed(lambda text=WORDS[n % len(WORDS)]: at.office.find(text))  # type: ignore[misc]
                for n in range(ASKS)
            ],
            "corrections of a page": [_timed(lambda: at.stores.views.links(page)) for _ in range(ASKS)],
            "badges": [_timed(at.stores.views.counts) for _ in range(ASKS)],
        }
    finally:
        at.close()


def _timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def _row(name: str, times: list[float], cases: int) -> dict[str, Any]:
    p95 = statistics.quantiles(times, n=20)[-1]
    return {
        "name": f"{name}, {cases} cases, p95", "value": round(p95, 2), "unit": "ms", "n": len(times),
        "against": {}, "ratio": None, "bar": f"p95 <= {P95_BAR_MS} ms", "holds": p95 <= P95_BAR_MS,
    }  # fmt: skip
