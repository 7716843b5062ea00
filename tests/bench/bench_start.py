"""How long the window takes: from the start of the process to its first paint, and to an intake one can type into.

The peer is a bare PySide6 window in a fresh process, in turn with ours. Both say the moment by the system's monotonic
clock when the event loop turns after the first paint of the top window, so that the picture has been handed over.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.profile import CASES, ITEMS, ROOT, as_installed, kept_profile

PAINTS = 9
USES = 5
PAINT_BAR = 1.3
USE_BAR = 3.5

_PAINTED = """
import time
from PySide6.QtCore import QCoreApplication, QEvent, QTimer

def noted(base):
    class Noted(base):
        told = False
        def event(self, event):
            if event.type() == QEvent.Type.Paint and not self.told:
                self.told = True
                # Comes round when the picture has been handed over, and before anything the window posts itself.
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
            if event.type() == QEvent.Type.User:
                painted()
                return True
            return super().event(event)
    return Noted

def painted():
    print(time.monotonic(), flush=True)
    after()
"""
BARE = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
after = app.quit
window = noted(QWidget)()
window.resize(1366, 768)
window.show()
app.exec()
"""
)
OURS = (
    """
import os, sys, types
from ui.cli import main
import ui.window.door as door
"""
    + _PAINTED
    + """
door.Frame = noted(door.Frame)

def after():
    if sys.argv[2] == "paint":
        os._exit(0)
    import ui.window.run
    watch()

def broken(kind, error, trace):
    # A start that failed would show its frame for ever.
    sys.__excepthook__(kind, error, trace)
    os._exit(1)

sys.excepthook = broken

def usable(opening):
    field = opening.shell.findChild(object, "intake.search")
    if opening.face and opening.face.pages and field and field.isVisible() and field.isEnabled():
        print(time.monotonic(), flush=True)
        os._exit(0)

def watch():
    run = sys.modules.get("ui.window.run")
    if run is None or hasattr(run, "watched"):
        return
    first = run.Opening.__init__
    def begin(self, *given, **named):
        first(self, *given, **named)
        self.look = QTimer(timeout=lambda: usable(self), interval=2)
        self.look.start()
    run.watched, run.Opening.__init__ = True, begin

# Neither the rehearsal's platform process nor its reader is part of a start at a counter.
def settings_for(given):
    from ui.bootstrap import Settings
    return Settings(profile=given.profile, rehearsal=True), None, []

alone = types.ModuleType("ui.window.rehearsal")
alone.settings_for = settings_for
sys.modules[alone.__name__] = alone
sys.exit(main(["--profile", sys.argv[1], "window", "--rehearsal"]))
"""
)


def measure() -> list[dict[str, Any]]:
    """Two figures: first paint on a fresh profile, usable intake on the large one; each against the bare window."""
    environment = as_installed()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "profile"
        bare, ours = _in_turn(PAINTS, environment, (BARE, "", ""), (OURS, str(fresh), "paint"))
    large = kept_profile()
    bare_again, use = _in_turn(USES, environment, (BARE, "", ""), (OURS, str(large), "use"))
    return [
        _row("first paint", ours, bare, PAINT_BAR),
        _row(f"usable intake, {ITEMS} items, {CASES} cases", use, bare_again, USE_BAR),
    ]


def _in_turn(
    times: int, environment: dict[str, str], *programs: tuple[str, str, str]
) -> tuple[list[float], ...]:
    """Milliseconds of each program, run in turn after one run each that only warms the disk."""
    taken: tuple[list[float], ...] = tuple([] for _ in programs)
    for turn in range(times + 1):
        for place, (program, *given) in enumerate(programs):
            milliseconds = _once(program, given, environment)
            if turn:
                taken[place].append(milliseconds)
    return taken


def _once(program: str, given: list[str], environment: dict[str, str]) -> float:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *given],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = done.stdout.split()
    if done.returncode or not said:
        raise RuntimeError(done.stderr[-800:])
    return (float(said[-1]) - started) * 1000


def _row(name: str, ours: list[float], bare: list[float], bar: float) -> dict[str, Any]:
    value, against = statistics.median(ours), statistics.median(bare)
    return {
        "name": name, "value": round(value, 1), "unit": "ms", "n": len(ours),
        "against": {"bare PySide6 window": round(against, 1)}, "ratio": round(value / against, 2),
        "bar": f"<= {bar} x", "holds": value / against <= bar,
    }  # fmt: skip
