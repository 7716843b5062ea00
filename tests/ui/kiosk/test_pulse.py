"""The pulse of a terminal gives its cases away in one pass at a time, and tries again what failed."""

from __future__ import annotations

from collections.abc import Sequence, Set
from uuid import UUID

from tests.ui.kiosk.booth import Booth
from ui.kiosk.passing import Going, Passing


class Slow(Passing):
    """What is to be given away, without a platform; ``faults`` befall the first passes."""

    def __init__(self, *faults: str) -> None:
        self.faults = list(faults)
        self.looked = self.given = 0

    def retell(self) -> None:
        return

    def wanted(self, but: Set[UUID] = frozenset()) -> tuple[Going, ...]:
        self.looked += 1
        self._fail("look")
        return (Going(UUID(int=1), "D07", 1, ""),)

    def give(self, found: Sequence[Going]) -> None:
        self._fail("give")
        self.given += len(found)

    def _fail(self, where: str) -> None:
        if self.faults[:1] == [where]:
            self.faults.pop(0)
            raise OSError(where)


def test_while_the_platform_is_slow_no_second_pass_queues_behind_the_first(booth: Booth) -> None:
    """A line that hangs for an hour would leave sixty requests for each case behind it."""
    slow = booth.terminal.counter.passing = Slow()
    booth.hold_answers = True
    for _ in range(3):
        booth.terminal.beat()
    booth.settle()
    assert (slow.looked, slow.given) == (1, 1)
    booth.terminal.beat()
    booth.settle()
    assert (slow.looked, slow.given) == (2, 2), "the next beat begins anew"


def test_a_pass_that_failed_is_tried_again_with_the_next_beat(booth: Booth) -> None:
    """One fault, and no case would leave this terminal until it is started again."""
    slow = booth.terminal.counter.passing = Slow("look", "give")
    for _ in range(3):
        booth.terminal.beat()
    assert (slow.looked, slow.given, slow.faults) == (3, 1, [])
