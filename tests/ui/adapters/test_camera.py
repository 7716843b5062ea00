"""A document camera: the picture of one ask never answers another, and nothing looks on that nobody asked for."""

from __future__ import annotations

import importlib.util
import sys
import threading
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.errors import Cancelled
from app.ports.equipment import ScanWish
from ui.tour.hand import pause


class Lens:
    """What Qt's camera is to the adapter; every one that was opened is kept, and whether it looks."""

    def __init__(self) -> None:
        self.opened: list[Any] = []
        self.captures: list[Any] = []
        lens = self

        class Camera(QObject):
            errorOccurred = Signal()

            def __init__(self, _device: object) -> None:
                super().__init__()
                self.on = False
                lens.opened.append(self)

            def start(self) -> None:
                self.on = True

            def stop(self) -> None:
                self.on = False

        class Capture(QObject):
            errorOccurred = Signal()
            imageCaptured = Signal(int, QImage)
            readyForCaptureChanged = Signal(bool)

            def __init__(self) -> None:
                super().__init__()
                lens.captures.append(self)

            def isReadyForCapture(self) -> bool:
                return True

            def capture(self) -> None:
                """The picture takes its time: the test lets it come."""

        class Session(QObject):
            def setCamera(self, _camera: object) -> None: ...

            def setImageCapture(self, _capture: object) -> None: ...

        class Device:
            def description(self) -> str:
                return "样例高拍仪"

            def videoFormats(self) -> list[object]:
                return []

        class Devices:
            @staticmethod
            def videoInputs() -> list[Device]:
                return [Device()]

        self.parts = {
            "QCamera": Camera,
            "QCameraDevice": Device,
            "QImageCapture": Capture,
            "QMediaCaptureSession": Session,
            "QMediaDevices": Devices,
        }


def picture(width: int) -> QImage:
    made = QImage(width, 2, QImage.Format.Format_RGB32)
    made.fill(0)
    return made


def until(holds: Any) -> None:
    for _ in range(6000):
        if holds():
            return
        pause(10)
    raise AssertionError("it did not come in time")


def test_a_late_picture_of_a_scan_that_was_given_up_does_not_answer_the_next(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    lens = Lens()
    # The component is an extra: this is about what the adapter does with whatever it gives.
    component = ModuleType("PySide6.QtMultimedia")
    for name, part in lens.parts.items():
        setattr(component, name, part)
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", component)
    found = importlib.util.find_spec("ui.adapters.camera")
    assert found is not None and found.loader is not None
    adapter = importlib.util.module_from_spec(found)
    monkeypatch.setitem(sys.modules, "ui.adapters.camera", adapter)
    found.loader.exec_module(adapter)
    scanner = adapter.QtCamera()
    stop = threading.Event()
    ended: list[object] = []

    def ask(cancelled: Any) -> None:
        try:
            scanner.scan(ScanWish(), lambda page: ended.append(page), lambda _share: None, cancelled)
        except Cancelled:
            ended.append("given up")

    first = threading.Thread(target=ask, args=(stop.is_set,))
    first.start()
    until(lambda: len(lens.opened) == 1 and lens.opened[0].on)
    stop.set()
    first.join(60)
    until(lambda: not lens.opened[0].on)
    assert ended == ["given up"]
    second = threading.Thread(target=ask, args=(lambda: False,))
    second.start()
    until(lambda: len(lens.opened) == 2 and lens.opened[1].on)
    if isValid(lens.captures[0]):
        lens.captures[0].imageCaptured.emit(1, picture(11))
    pause(300)
    assert ended == ["given up"], "it is a picture of something else"
    lens.captures[1].imageCaptured.emit(1, picture(22))
    until(lambda: len(ended) == 2)
    second.join(60)
    shot = QImage.fromData(ended[1])  # type: ignore[call-overload]
    assert shot.width() == 22 and not lens.opened[1].on
