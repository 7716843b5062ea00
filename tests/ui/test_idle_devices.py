"""What is not plugged in costs nothing: a window without devices loads no library of any."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
LIBRARIES = [
    "smartcard",
    "usb",
    "serial",
    "zxingcpp",
    "reportlab.graphics.barcode",
    "PySide6.QtMultimedia",
    "PySide6.QtTextToSpeech",
    "PySide6.QtPrintSupport",
    "devices.sam.driver",
    "devices.social_card.driver",
    "devices.scanner.driver",
    "devices.pages.sane",
    "devices.pages.picture",
    "devices.face.driver",
    "devices.pad.driver",
    "devices.rating.driver",
    "printing.printers.escpos.driver",
]
PROBE = """
import sys
import threading
from pathlib import Path
from app.ports import DeviceState
import ui.bootstrap, ui.window.face, ui.window.run
from ui.plugged import Plugged
from ui.printers import Printers

settings = {settings}
plugged = Plugged(settings, True, Printers({{}}, True, Path("papers")), lambda: 0.0)
plugged.start()
plugged.look_around()
patience = threading.Event()
# Each is opened on the thread of its bus.
for _ in range(1200):
    if any(one.state is DeviceState.STARTING for one in plugged.statuses()):
        patience.wait(0.05)
plugged.rows(), plugged.lacks()
print(" ".join(name for name in {libraries} if name in sys.modules))
plugged.stop()
"""


def loaded(settings: dict[str, object], folder: Path) -> set[str]:
    """Which of the libraries a window with these settings has loaded."""
    probe = PROBE.format(settings=settings, libraries=LIBRARIES)
    home = {**os.environ, "PYTHONPATH": str(HERE), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=folder,
        env=home,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


def test_a_window_without_devices_loads_no_library_of_any(tmp_path: Path) -> None:
    assert loaded({}, tmp_path) == set()


@pytest.mark.parametrize(
    ("kind", "url", "library"),
    [("id-card", "/dev/nowhere", "serial"), ("signature-pad", "ws://127.0.0.1:9/", "devices.pad.driver")],
)
def test_the_probe_sees_what_a_device_that_is_set_up_loads(
    tmp_path: Path, kind: str, url: str, library: str
) -> None:
    """The control."""
    assert library in loaded({"devices": [{"kind": kind, "url": url}]}, tmp_path)
