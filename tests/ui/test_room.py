"""The program does not die of a fault of memory while it loads its pages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ui.room import KINDS

ROOT = Path(__file__).resolve().parents[2]
TRIES = 3
UNTIL_IT_ENDS = 30
"""Beside four other processes it ends in about four of ten runs."""

LOADING = """
import os, sys, threading, time
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from ui.room import make_room
if sys.argv[1] == "room":
    make_room()
app = QApplication(sys.argv[:1])
class Field(QLineEdit): pass
page = QWidget()
column = QVBoxLayout(page)
fields = [Field(page) for _ in range(40)]
for field in fields:
    column.addWidget(field)
page.show()
loaded = []
def load():
    for number in range(int(sys.argv[2])):
        loaded.append(type(f"Page{number}", (QObject,), {}))
        time.sleep(0.0003)
loader = threading.Thread(target=load, daemon=True)
loader.start()
turn = 0
while loader.is_alive():
    turn += 1
    page.setStyleSheet("QLineEdit { color: #%06x }" % turn)
    app.processEvents()
os._exit(0)
"""

COUNTING = """
import importlib, pkgutil
import shiboken6
from PySide6 import QtWidgets

def kinds():
    found, left = set(), [shiboken6.Shiboken.Object]
    while left:
        kind = left.pop()
        if kind not in found:
            found.add(kind)
            left += type.__subclasses__(kind)
    return found

# What stands in the table before room is made needs none: Qt 6.5 brings all of its own at once.
before = kinds()
import ui
for module in pkgutil.walk_packages(ui.__path__, "ui."):
    try:
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    except ModuleNotFoundError as missing:
        # Camera and voice stand on parts of Qt that are not installed everywhere; they bring six kinds.
        if not str(missing.name).startswith("PySide6.Qt"):
            raise
print(len(kinds() - before))
"""


def _run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_pages_loaded_on_a_worker_while_the_window_is_painted_end_nothing() -> None:
    """About one tour in twenty-five ended so; a clerk would have lost the minute in which it comes back."""
    for _ in range(TRIES):
        done = _run(LOADING, "room", str(KINDS))
        assert done.returncode == 0, done.stderr


def test_control_without_room_the_same_loading_ends_the_process() -> None:
    """From Python 3.12 on each type keeps its own data, and nothing can grow under a reader."""
    tries = UNTIL_IT_ENDS if sys.version_info < (3, 12) else TRIES
    ended = any(_run(LOADING, "none", str(3 * KINDS)).returncode < 0 for _ in range(tries))
    assert ended == (sys.version_info < (3, 12))


def test_there_is_room_for_every_part_of_every_face() -> None:
    """With half as many again: some kinds of Qt come in only when they are used."""
    counted = _run(COUNTING)
    assert counted.returncode == 0, counted.stderr
    assert 1.5 * int(counted.stdout) < KINDS
