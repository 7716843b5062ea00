"""The kiosk's act of the tour, as the conductor sees it: one day with the line up, every session wiped."""

from __future__ import annotations

from dataclasses import asdict

from ui.tour.play import Conductor
from ui.tour.state import DAY_ONE, State


class KioskConductor(Conductor):
    """A day of the self-service terminal, one person after the other."""

    FACE = "kiosk"

    def _offline(self, state: State) -> None:
        """A terminal is opened with the line up; what it does without one is played by the test suite."""

    def _online(self, state: State) -> None:
        self._say("自助终端：查指南、刷证申办、查进度、补打、评价，每次离开都清除")
        state.address = asdict(self.platform.start())
        state.now_ms = DAY_ONE.ms
        self._chapter(1, state)
