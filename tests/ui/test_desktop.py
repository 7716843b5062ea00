"""A real desktop of Linux: an X server and its window manager, keys that arrive as from hardware, and a real Chinese
input method (fcitx 5). What Qt's own test keys never show: a scanner's Shift, and an input method that Qt cannot reach.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "matchbox-window-manager", "xdotool", "dbus-run-session", "fcitx5")

HAND = """
import subprocess, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QMetaObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from ui.bootstrap import icons_folder, texts_folder
from ui.runner import QtScheduler
from ui.shared.field import LineEdit
from ui.texts import Texts
from ui.theme import apply_theme
from ui.wedge import Wedge
from ui.window.door import application

def until(holds):
    end = time.monotonic() + 30
    while not holds() and time.monotonic() < end:
        threading.Event().wait(0.05)

def typed(*words, delay="20"):
    subprocess.run(["xdotool", "type", "--delay", delay, *words], check=True)

def pressed(key):
    subprocess.run(["xdotool", "key", key], check=True)

def shown(*fields):
    page = QWidget()
    column = QVBoxLayout(page)
    for field in fields:
        column.addWidget(field)
    page.show()
    # The window manager may be younger than the window, and then gives it no keys by itself.
    ask = QTimer(page)
    ask.timeout.connect(lambda: page.isActiveWindow() or page.activateWindow())
    ask.start(100)
    return page, page.isActiveWindow

app = application()
apply_theme(app, "light", "window", icons=icons_folder(), texts=Texts.load(texts_folder()))
"""

SCANNER = (
    HAND
    + """
field = LineEdit()
page, active = shown(field)
scheduler = QtScheduler()
# The pace of a busy machine of the checks, not of a scanner.
wedge = Wedge(scheduler, time.monotonic, pace=3.0)
read = []
wedge.scanned.connect(lambda scan: read.append((scan.kind, scan.value)))
wedge.start()
field.setFocus()

def scan():
    until(active)
    typed("ZB000123", delay="5")
    pressed("Return")
    until(lambda: read)
    QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

threading.Thread(target=scan).start()
app.exec()
print(read, repr(field.text()))
scheduler.stop()
"""
)

METHOD = (
    HAND
    + """
words, codes = LineEdit(), LineEdit()
codes.take_codes()
page, active = shown(words, codes)
words.setFocus()

def state():
    return subprocess.run(["fcitx5-remote"], capture_output=True, text=True).stdout.strip()

def write():
    until(active)
    until(lambda: state() == "2")
    typed("zhangsan")
    pressed("space")
    until(lambda: words.text())
    pressed("Tab")
    until(codes.hasFocus)
    typed("ZB12")
    until(lambda: len(codes.text()) == 4)
    QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

threading.Thread(target=write).start()
app.exec()
print(words.text(), codes.text())
"""
)

CODES_IN_WORDS = (
    HAND
    + """
field = LineEdit()
page, active = shown(field)
scheduler = QtScheduler()
wedge = Wedge(scheduler, time.monotonic, pace=3.0)
read, edits, entered = [], [], []
wedge.scanned.connect(lambda scan: read.append((scan.kind, scan.value)))
field.textEdited.connect(edits.append)
field.returnPressed.connect(lambda: entered.append(1))
wedge.start()
field.setText("王五")
field.setFocus()

def state():
    return subprocess.run(["fcitx5-remote"], capture_output=True, text=True).stdout.strip()

def scan():
    until(active)
    until(lambda: state() == "2")
    for n, code in enumerate(("ZB000123", "BD26D07000001", "EA123456785CN"), start=1):
        typed(code, delay="5")
        pressed("Return")
        until(lambda: len(read) == n)
    left.append((field.text(), edits[-1], len(entered)))
    typed("zhangsan")
    pressed("space")
    until(lambda: "张三" in field.text())
    QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

left = []
threading.Thread(target=scan).start()
app.exec()
print(read, left, repr(field.text()))
scheduler.stop()
"""
)


@pytest.fixture
def display() -> Iterator[str]:
    """An X server with a window manager."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    assert not missing, f"installer/system-packages-test.txt names what brings {missing}"
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    manager = subprocess.Popen(
        ["matchbox-window-manager", "-use_titlebar", "no"],
        env={**os.environ, "DISPLAY": name},
        stderr=subprocess.DEVNULL,
    )
    yield name
    for one in (manager, server):
        one.kill()
        one.wait(60)


def said(script: str, display: str, home: Path, *before: str, **more: str) -> str:
    """What the script prints at its end, in an environment of its own."""
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        **more,
    }
    home.chmod(0o700)
    out, wrong = home / "said.txt", home / "wrong.txt"
    # Files, no pipes: what a desktop starts beside it would hold a pipe open for ever.
    with out.open("wb") as says, wrong.open("wb") as complains:
        running = subprocess.Popen(
            ["dbus-run-session", "--", *before, sys.executable, "-c", script],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=says,
            stderr=complains,
            start_new_session=True,
        )
        try:
            code = running.wait(100)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
    assert code == 0, wrong.read_text("utf-8", "replace")[-3000:]
    return out.read_text("utf-8").strip()


def test_a_scanner_that_holds_shift_for_capitals_is_read_and_types_nothing(
    display: str, tmp_path: Path
) -> None:
    assert said(SCANNER, display, tmp_path) == "[('bundle', 'ZB000123')] ''"


def with_pinyin(script: str, display: str, home: Path) -> str:
    """What the script says on a desktop whose fcitx has pinyin on."""
    folder = home / ".config" / "fcitx5"
    folder.mkdir(parents=True)
    (folder / "config").write_text("[Behavior]\nActiveByDefault=True\n")
    (folder / "profile").write_text(
        "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n"
        "[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n[Groups/0/Items/1]\nName=pinyin\nLayout=\n[GroupOrder]\n0=Default\n"
    )
    # Asking it starts it.
    start = 'fcitx5-remote >/dev/null; "$@"; rc=$?; fcitx5-remote -e; exit $rc'
    asked = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx", "LC_ALL": "C.UTF-8"}
    return said(script, display, home, "sh", "-c", start, "sh", **asked)


def test_chinese_can_be_typed_where_the_desktop_asks_for_fcitx_and_a_code_stays_a_code(
    display: str, tmp_path: Path
) -> None:
    """Qt's wheels bring no module for fcitx; without a way to it letters stay letters."""
    assert with_pinyin(METHOD, display, tmp_path) == "张三 ZB12"


def test_a_code_scanned_into_a_field_for_chinese_words_while_pinyin_is_on_is_read_and_leaves_the_field_as_it_was(
    display: str, tmp_path: Path
) -> None:
    """It became 准备23, with the Enter of the scanner behind it."""
    codes = [("bundle", "ZB000123"), ("bundle", "BD26D07000001"), ("waybill", "EA123456785CN")]
    told = with_pinyin(CODES_IN_WORDS, display, tmp_path)
    assert told == f"{codes} {[('王五', '王五', 0)]} '王五张三'"


def test_hall_it_is_told_when_no_input_method_answers(display: str, tmp_path: Path) -> None:
    script = "from ui.commands.health import _input_method as look; print(*(one['text'] for one in look(None)))"
    told = said(script, display, tmp_path, QT_IM_MODULE="fcitx")
    assert "（fcitx）没有应答" in told and "fcitx5" in told
