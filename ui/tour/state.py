"""What the chapters of the tour share: the days of the story, and the state handed from process to process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.domain.time import Timestamp, at
from app.storage.clock import ShiftedClock, SystemClock
from app.values import asdict, dataclass, field
from ui.bootstrap import Settings
from ui.meter import SlowStep, StepMeter
from ui.tour.events import Rows, add

DAY_ONE = at(2026, 9, 28, 10, 30)
DAY_TWO = at(2026, 9, 29, 9, 10)
DAY_LATER = at(2026, 9, 30, 9, 0)
WORST = 60
"""Slow steps kept of each chapter."""
MOST = 8
"""Events named of each slow step."""


@dataclass
class State:
    """What a chapter needs to know, handed over in a file; ``cases`` maps a name to a case id.

    ``look``: note also the events of Qt in slow steps. ``slow_own`` counts the steps over a frame by the work of the
    GUI thread alone, whatever else the machine did.
    """

    profile: str
    papers: str
    screens: str
    now_ms: int = 0
    face: str = "window"
    address: dict[str, str] | None = None
    cases: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    chinese: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    slow: list[dict[str, Any]] = field(default_factory=list)
    steps: int = 0
    slow_steps: int = 0
    slow_own: int = 0
    turns: int = 0
    turns_over: int = 0
    longest_turn: float = 0.0
    long_turns: list[dict[str, Any]] = field(default_factory=list)
    look: bool = False
    events: Rows = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def save(self, file: Path) -> None:
        """Write it whole."""
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")
        draft.replace(file)

    def saw(self, meter: StepMeter) -> None:
        """Note how long the steps of the GUI thread took."""
        self.steps += meter.steps
        self.slow_steps += len(meter.slow)
        self.slow_own += sum(step.own_ms > meter.limit_ms for step in meter.slow)
        self.turns += meter.turns.count
        self.longest_turn = max(self.longest_turn, meter.turns.longest_ms)
        self.turns_over += meter.turns.over
        self.long_turns += [_told(turn) for turn in meter.worst_turns()]
        self.slow += [_told(step) for step in meter.worst(WORST)]
        add(self.events, meter.slow)

    @classmethod
    def load(cls, file: Path) -> State:
        """Read it."""
        return cls(**json.loads(file.read_text("utf-8")))


def _told(step: SlowStep) -> dict[str, Any]:
    told = {
        "step": step.name,
        "ms": round(step.ms, 1),
        "own_ms": round(step.own_ms, 1),
        "queued_ms": round(step.queued_ms, 1),
    }
    most = sorted(step.events.items(), key=lambda event: -event[1][1])[:MOST]
    events = {f"{name} ×{times}": round(ms, 1) for name, (times, ms) in most}
    return told | ({"events": events} if events else {})


def story_clock(start: Timestamp | int) -> ShiftedClock:
    """A clock that stands at ``start`` now and runs on."""
    base = SystemClock()
    ms = start if isinstance(start, int) else start.ms
    return ShiftedClock(base, ms - base.now().ms, DAY_ONE.quality)


def settings(state: State) -> Settings:
    """How the tour opens its profile."""
    return Settings(
        profile=Path(state.profile),
        rehearsal=True,
        clock=story_clock(state.now_ms),
        printer_folder=Path(state.papers),
        ready_operator=state.face != "window",
        face=state.face,
    )
