"""Any order of work and bad luck at two windows and a province: all of it ends the same at both ends.

Figures go to ``faults/machine.json``. A failing history is printed as the steps that lead to it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app.storage.sync_store import SqlOutbox
from tests.faults.controls import EarlyOutbox, SkippingOutbox
from tests.faults.machine import Hall
from tests.faults.report import part, report, share

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
        # Of a run in parts each has histories of its own.
        hall = Counted if part()[1] == 1 else seed(part()[0])(Counted)
        run_state_machine_as_test(hall, settings=histories(HISTORIES, Phase.generate, Phase.shrink))
    finally:
        report("machine", {"steps_at_most": STEPS, "met": dict(sorted(met.items()))})
    assert met["histories"] >= HISTORIES // 2 and met["acts"] and met["kills"] and met["put back"]


@pytest.mark.parametrize("mutant", [EarlyOutbox, SkippingOutbox])
def test_a_window_with_a_mistake_is_caught(mutant: type[SqlOutbox]) -> None:
    """The control: with one mistake in its outbox something is lost, and these histories see it."""

    class Mistaken(Hall):
        """The hall, whose windows have the mistake."""

        outbox = mutant

    with pytest.raises(AssertionError, match="lost"):
        run_state_machine_as_test(Mistaken, settings=histories(CONTROL_HISTORIES, Phase.generate))
    report(f"machine-control-{mutant.__name__.lower()}", {"mutants": 1, "caught": 1})
