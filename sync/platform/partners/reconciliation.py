"""办件对账 (S3 二(二)): nothing is done off line that is not here, nothing is here that the desk does not know."""

from __future__ import annotations

from typing import Protocol

from sync.platform.partners.base import FAIL, PASS, Answer, Ask, Bench, Figures, whole

SYSTEM = "reconciliation"


class Reconciliation(Protocol):
    """Port of the reconciliation."""

    def figures(self, device: str, through: int) -> Figures:
        """What is here of a device up to its commit ``through``."""
        ...

    def keep(self, device: str, day: str, result: str, difference: str) -> None:
        """Keep the result of a day."""
        ...


class ReferenceReconciliation:
    """Counts the platform's own log."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._platform = bench.platform

    def figures(self, device: str, through: int) -> Figures:
        """What is here of a device."""
        return self._platform.figures(device, through)

    def keep(self, device: str, day: str, result: str, difference: str) -> None:
        """Keep the result of a day."""
        self._shelf.put(f"{day}/{device}", result, {"difference": difference})


def answer(port: Reconciliation, ask: Ask, today: str) -> Answer:
    """Hold the desk's counters (``through``, ``commits``, ``events``, ``cases``, ``hash``) against the platform's."""
    through = whole(ask.data, "through")
    here = port.figures(ask.device, through)
    theirs = {n: ask.need(n) for n in ("commits", "events", "cases", "hash")}
    ours = {n: str(getattr(here, n)) for n in theirs}
    wrong = [f"{n} {theirs[n]}≠{ours[n]}" for n in theirs if theirs[n] != ours[n]]
    port.keep(ask.device, today, FAIL if wrong else PASS, "；".join(wrong))
    words = (
        "对账不一致：" + "；".join(wrong) if wrong else f"对账一致：{ours['cases']}件、{ours['commits']}笔。"
    )
    return Answer(FAIL if wrong else PASS, words, {**ours, "through": str(through), "day": today})
