"""How long the window takes: from the start of the process to its first paint, and until what was typed into the
search of the intake is there with what it found.

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

from argon2.low_level import Type, hash_secret_raw

from app.storage.cost import KdfCost
from tests.bench.profile import CASES, ITEMS, NUMBER, PASSWORD, ROOT, as_installed, kept_profile

PAINTS = 9
USES = 5
PAINT_BAR = 1.3
USE_BAR = 3.5
COST = KdfCost()
WANTED = "hszy"
"""Typed at the first moment the search takes keys: the initials of 护士执业."""
TYPING_MS = 3000
"""How long a human takes for number and password."""

_PAINTED = """
import time
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent

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
    f"""
WANTED, TYPING_MS = {WANTED!r}, {TYPING_MS}
KEYS = {{key: ord(key.upper()) for key in WANTED}}
"""
    + """
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

def typed(window, keys):
    # As the system hands them over: to the window, which knows who has the focus.
    for key in keys:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, KEYS.get(key, 0), Qt.KeyboardModifier.NoModifier, key)
            QCoreApplication.sendEvent(window.windowHandle(), event)

def usable(opening):
    # The first turn in which the search can be seen takes keys; it is over when they and what they find are shown.
    shell = opening.shell
    if not opening.asked:
        if not opening.face or not opening.face.pages or shell.covered():
            return
        field = shell.findChild(object, "intake.search")
        if not field or not field.isVisible() or not field.isEnabled():
            return
        field.setFocus()
        typed(shell, WANTED)
        opening.asked, opening.shown = field, shell.findChild(object, "intake.results")
        print(time.monotonic(), flush=True)
        if field.text() != WANTED:
            raise RuntimeError(f"lost keys: {field.text()!r}")
    elif opening.shown.isVisible() and opening.shown.count():
        if opening.asked.text() != WANTED:
            raise RuntimeError(f"lost keys later: {opening.asked.text()!r}")
        print(time.monotonic(), flush=True)
        os._exit(0)

def entering(opening):
    # The page for the password is there: a human types for three seconds, then Enter.
    page = opening.login
    if page is not None and page.isVisible() and not opening.entered:
        opening.entered = True
        print(time.monotonic(), flush=True)
        QTimer.singleShot(TYPING_MS, lambda: enter(page))

def enter(page):
    page.number.set_value(sys.argv[3])
    page.password.set_value(sys.argv[4])
    print(time.monotonic(), flush=True)
    page.button.click()

def looked(opening):
    if len(sys.argv) > 3:
        entering(opening)
    usable(opening)

def watch():
    run = sys.modules.get("ui.window.run")
    if run is None or hasattr(run, "watched"):
        return
    first = run.Opening.__init__
    def begin(self, *given, **named):
        self.asked, self.shown, self.entered = None, None, False
        first(self, *given, **named)
        self.look = QTimer(timeout=lambda: looked(self), interval=2)
        self.look.start()
    run.watched, run.Opening.__init__ = True, begin

# Neither the rehearsal's platform process nor its reader is part of a start at a counter.
def settings_for(given, tell):
    from ui.bootstrap import Settings
    return Settings(profile=given.profile, rehearsal=given.rehearsal), None, []

alone = types.ModuleType("ui.window.rehearsal")
alone.settings_for = settings_for
sys.modules[alone.__name__] = alone
sys.exit(main(["--profile", sys.argv[1], "window", *([] if len(sys.argv) > 3 else ["--rehearsal"])]))
"""
)


def measure() -> list[dict[str, Any]]:
    """First paint on a fresh profile; usable intake on a large real one, as a clerk opens it in the morning, without
    her login: until the page for it, and from its Enter on, less what stretching her password takes by itself. A
    rehearsal has no login, so nothing is made ready while somebody types, and is held to the same bar. Each against the
    bare window.
    """
    environment = as_installed()
    with tempfile.TemporaryDirectory() as folder:
        bare, ours = _in_turn(PAINTS, environment, (BARE,), (OURS, str(Path(folder) / "profile"), "paint"))
    real, rehearsal = str(kept_profile(real=True)), str(kept_profile())
    bare_morning, morning = _in_turn(USES, environment, (BARE,), (OURS, real, "use", NUMBER, PASSWORD))
    bare_again, use = _in_turn(USES, environment, (BARE,), (OURS, rehearsal, "use"))
    size = f"{ITEMS} items, {CASES} cases"
    page, after = [each[0] for each in morning], [each[-1] - each[1] for each in morning]
    stretched = _stretching()
    both = [[sum(pair) - stretched] for pair in zip(page, after, strict=True)]
    return [
        _row("first paint", ours, bare, PAINT_BAR),
        _row(f"usable intake: keys typed, results shown, without the login, {size}", both, bare_morning, USE_BAR),
        _row("  of it until the page for the password", [[each] for each in page], bare_morning, None),
        _row("  of it after Enter, 3 s of typing before", [[each] for each in after], bare_morning, None),
        _row("  taken off: the password stretched once", [[stretched]] * USES, bare_morning, None),
        _row(f"usable intake of a rehearsal, {size}", use, bare_again, USE_BAR),
    ]


def _stretching() -> float:
    """Milliseconds that trying a password is meant to take, which are no work of the window."""
    taken = []
    for _ in range(USES):
        started = time.monotonic()
        hash_secret_raw(
            PASSWORD.encode(), bytes(16), COST.passes, COST.memory_kib, COST.lanes, 32, Type.ID
        )
        taken.append((time.monotonic() - started) * 1000)
    return statistics.median(taken)


def _in_turn(times: int, environment: dict[str, str], *programs: tuple[str, ...]) -> list[list[list[float]]]:
    """Milliseconds of each program, run in turn after one run each that only warms the disk."""
    taken: list[list[list[float]]] = [[] for _ in programs]
    for turn in range(times + 1):
        for place, (program, *given) in enumerate(programs):
            milliseconds = _once(program, given, environment)
            if turn:
                taken[place].append(milliseconds)
    return taken


def _once(program: str, given: list[str], environment: dict[str, str]) -> list[float]:
    """The moments the program told, in milliseconds since its start."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *given],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = done.stdout.split()
    if done.returncode or not said:
        raise RuntimeError(done.stderr[-800:])
    # The first moment is that of the first paint; a longer run tells it too and goes on.
    return [(float(each) - started) * 1000 for each in said[1 if len(said) > 1 else 0 :]]


def _row(name: str, ours: list[list[float]], bare: list[list[float]], bar: float | None) -> dict[str, Any]:
    value = statistics.median(each[-1] for each in ours)
    against = statistics.median(each[-1] for each in bare)
    ratio = value / against
    return {
        "name": name, "value": round(value, 1), "unit": "ms", "n": len(ours),
        "against": {"bare PySide6 window": round(against, 1)}, "ratio": round(ratio, 2),
        "bar": f"<= {bar} x" if bar is not None else "told, no bar", "holds": bar is None or ratio <= bar,
    }  # fmt: skip
