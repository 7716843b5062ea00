"""The SAM driver against the suite of its port, over a pseudo-terminal and over TCP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.people import CardKind
from devices.sam.cards import SAMPLES, sample_card
from devices.sam.driver import SamReader
from devices.sam.lines import Line, PtyLine, TcpLine
from devices.sam.simulator import SamSimulator
from tests.conformance.card_reader import CardReaderSuite, Desk
from tests.devices.helpers import QUICK, quick_simulator

TROUBLES = {
    "lifted": ("lift_after", "700"),
    "auth": ("error", "0x32"),
    "damaged": ("bad_reads", "-1"),
    "wrong-card": ("error", "0x40"),
}


def desk_with(line: Line) -> Iterator[Desk]:
    """A desk whose reader is simulated on ``line``."""
    with quick_simulator(line) as simulator:
        reader = SamReader(simulator.url, timeouts=QUICK)
        yield Desk(
            reader=reader,
            place=lambda kind: simulator.place(sample_card(kind)),
            lift=simulator.lift,
            unplug=simulator.unplug,
            plug=simulator.plug,
            trouble=lambda name: turn(simulator, name),
            names={kind: SAMPLES[kind]["name"] for kind in CardKind},
            abilities=frozenset(TROUBLES),
        )
        reader.close()


def turn(simulator: SamSimulator, trouble: str) -> None:
    """Bring a trouble about, or none."""
    for knob, quiet in {"lift_after": "-1", "error": "0", "bad_reads": "0"}.items():
        simulator.knob(knob, quiet)
    if trouble != "none":
        simulator.knob(*TROUBLES[trouble])


class TestOverPty(CardReaderSuite):
    """On a pseudo-terminal whose name survives unplugging."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[Desk]:
        yield from desk_with(PtyLine(tmp_path / "reader"))


class TestOverTcp(CardReaderSuite):
    """Over a TCP port, as behind a serial server."""

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        yield from desk_with(TcpLine())
