"""Any order of work and bad luck at two windows and a province: all of it ends the same at both ends.

Figures go to ``faults/machine.json``. A failing history is printed as the steps that lead to it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.domain.records import Ack, AckOutcome, StoredCommit
from app.storage.sync_store import SqlOutbox
from tests.faults.machine import Hall
from tests.faults.report import report, share

HISTORIES = share(6, 2_000)
STEPS = share(30, 60)
CONTROL_HISTORIES = 40


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A line that breaks says so in its log, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def histories(count: int, *phases: Phase) -> settings:
    """``count`` histories, the same ones every time; a failing one is made as short as it can be."""
    return settings(
        max_examples=count, stateful_step_count=STEPS, deadline=None, database=None, derandomize=True,
        phases=phases, report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def test_no_order_of_work_and_bad_luck_loses_doubles_or_gets_stuck() -> None:
    """Whatever happens in whatever order: what was told is there, once, at both ends, without anybody's help."""
    met: Counter[str] = Counter()

    class Counted(Hall):
        """The hall, with figures of its own."""

    Counted.met = met
    try:
        run_state_machine_as_test(
            Counted, settings=histories(HISTORIES, Phase.generate, Phase.shrink)
        )
    finally:
        report("machine", {"steps_at_most": STEPS, "met": dict(sorted(met.items()))})
    assert met["histories"] >= HISTORIES // 2 and met["acts"] and met["kills"] and met["put back"]


class EarlyOutbox(SqlOutbox):
    """Control: believes that what was handed out has arrived (the checkpoint runs ahead of the data)."""

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Hand out and acknowledge."""
        found = super().pending(limit, max_bytes)
        if limit < 1000:
            self.acknowledge([Ack(c.seq, c.id, AckOutcome.APPLIED, "early") for c in found], 0)
        return found

    def rewind(self, seq: int) -> None:
        """Its acknowledgements are final."""


class SkippingOutbox(SqlOutbox):
    """Control: gives up a batch that was handed out twice without an answer, as one that skips what fails."""

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Hand out; the second time, only what comes after."""
        found = super().pending(limit, max_bytes)
        seen: set[int] = self.__dict__.setdefault("_seen", set())
        again = [commit for commit in found if commit.seq in seen]
        if limit < 1000:
            self.acknowledge([Ack(c.seq, c.id, AckOutcome.APPLIED, "skipped") for c in again], 0)
            seen.update(commit.seq for commit in found)
        return [commit for commit in found if commit not in again]

    def rewind(self, seq: int) -> None:
        """What was given up stays given up."""


@pytest.mark.parametrize("mutant", [EarlyOutbox, SkippingOutbox])
def test_a_window_with_a_mistake_is_caught(mutant: type[SqlOutbox]) -> None:
    """The control: with one mistake in its outbox something is lost, and these histories see it."""

    class Mistaken(Hall):
        """The hall, whose windows have the mistake."""

        outbox = mutant

    with pytest.raises(AssertionError, match="lost"):
        run_state_machine_as_test(Mistaken, settings=histories(CONTROL_HISTORIES, Phase.generate))
    report(f"machine-control-{mutant.__name__.lower()}", {"mutants": 1, "caught": 1})
