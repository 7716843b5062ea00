"""Restored and copied windows, in any order with all other bad luck: nothing is doubled, mixed, or lost beyond a copy.

Figures go to ``faults/second-lives.json``.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest
from hypothesis import Phase
from hypothesis.stateful import run_state_machine_as_test

from sync.platform import ledger
from sync.wire.models import CommandResult
from tests.app.storage.house import House
from tests.faults.machine import Seat
from tests.faults.report import report, share
from tests.faults.second_lives import CopiedSeat, SecondLives
from tests.faults.test_machine import histories

HISTORIES = share(4, 800)
CONTROL_HISTORIES = 30


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A line that breaks says so in its log, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_window_that_came_back_or_runs_twice_doubles_mixes_and_hides_nothing() -> None:
    """Told and copied is there, under whatever epoch; of two machines one is refused, whole and in words."""
    met: Counter[str] = Counter()

    class Counted(SecondLives):
        """With figures of its own."""

    Counted.met = met
    try:
        run_state_machine_as_test(Counted, settings=histories(HISTORIES, Phase.generate, Phase.shrink))
    finally:
        report("second-lives", {"met": dict(sorted(met.items()))})
    assert met["restored"] and met["forks told"] and met["histories"] >= HISTORIES // 2


class Unrenewed(CopiedSeat):
    """Control: comes back from its copy and goes on under its old epoch."""

    def _epoch_of(self, house: House) -> int:
        return 1


def test_a_restored_window_that_keeps_its_epoch_is_caught() -> None:
    """Its new words stand where the province has old ones: the checks must see it."""

    class Mistaken(SecondLives):
        """The hall, whose windows have the mistake."""

        seat: ClassVar[type[Seat]] = Unrenewed

    with pytest.raises(AssertionError, match=r"lost|stuck|two papers|unknown"):
        run_state_machine_as_test(Mistaken, settings=histories(CONTROL_HISTORIES, Phase.generate))
    report("second-lives-control-unrenewed", {"mutants": 1, "caught": 1})


def test_a_province_that_does_not_see_two_machines_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a fork answered as if it were a repetition leaves both machines believing."""

    def believing(_ledger: Any, connection: Any, sender: Any, repeated: Sequence[Any]) -> list[CommandResult]:
        rows = ledger._stored(connection, sender, repeated[0].seq, repeated[-1].seq)
        return [
            ledger._result(row).model_copy(update={"id": command.id})
            for command, row in zip(repeated, rows, strict=True)
        ]

    monkeypatch.setattr(ledger.Ledger, "_answer_again", believing)
    with pytest.raises(AssertionError, match="lost"):
        run_state_machine_as_test(SecondLives, settings=histories(CONTROL_HISTORIES, Phase.generate))
    report("second-lives-control-fork-unseen", {"mutants": 1, "caught": 1})
